package gomod

import (
	"fmt"
	"strings"
	"testing"
)

func TestComments(t *testing.T) {
	const text = `// license

// head one
// head two
module m // module

// lost

// block one
// block two
require ( // opening
	a.b/c v1.0.0 // indirect
	// above d
	a.b/d v1.0.0
	// lost in the block

	a.b/e "v1.0.0" //e
	// above the end
) // end
go 1.26
// after
`
	want := map[string]string{
		"// license": "0-0", "// head one": "5-5", "// head two": "5-5", "// module": "5-5", "// lost": "0-0",
		"// block one": "11-19", "// block two": "11-19", "// opening": "11-19", "// indirect": "12-12", "// above d": "14-14",
		"// lost in the block": "0-0", "//e": "17-17", "// above the end": "0-0", "// end": "19-19", "// after": "0-0",
	}
	for _, eol := range []string{"\n", "\r\n"} {
		f := Parse("go.mod", strings.ReplaceAll(text, "\n", eol))
		all := f.Comments()
		if len(all) != len(want) {
			t.Errorf("%d comments, want %d", len(all), len(want))
		}
		for _, c := range all {
			if got := fmt.Sprintf("%d-%d", c.First, c.Last); got != want[c.Text] || f.Text[c.Start:c.End] != c.Text {
				t.Errorf("%q at %d belongs to %s, want %s", c.Text, c.Line, got, want[c.Text])
			}
		}
	}
}

func TestCommentsOfBrokenFiles(t *testing.T) {
	for _, text := range []string{"", ")", "// x\n)", "(\n// x", "require (\nrequire ( // x\n) // y\n)\n", "require ( /* x */ // y\n)\n"} {
		f := Parse("go.mod", text)
		for _, c := range f.Comments() {
			if f.Text[c.Start:c.End] != c.Text || c.First > c.Last {
				t.Errorf("%q: %+v", text, c)
			}
		}
	}
}

func TestRemoveComment(t *testing.T) {
	const text = "module m // x\n\t// alone\r\nrequire a.b/c v1.0.0\t//y"
	f := Parse("go.mod", text)
	var edits []Edit
	for _, c := range f.Comments() {
		edits = append(edits, f.RemoveComment(c)...)
	}
	if got, want := Apply(text, edits), "module m\nrequire a.b/c v1.0.0"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
