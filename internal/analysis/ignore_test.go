package analysis

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/gomod"
)

// codesOn returns the codes that are silenced on a line, or "none".
func codesOn(f *gomod.File, line int) string {
	var codes []string
	for _, i := range Ignores(f) {
		if i.Covers(line) {
			for _, c := range i.Codes {
				codes = append(codes, c.Value)
			}
		}
	}
	return strings.Join(codes, " ")
}

func TestIgnoreComments(t *testing.T) {
	tests := []struct {
		comment string
		codes   string // with commas, in quotes the text of the ignore
	}{
		{"//modroute:ignore a", "a"},
		{"// modroute:ignore a", "a"},
		{"//\tmodroute:ignore\ta\treason", "a"},
		{"//modroute:ignore a,b reason, and more", "a,b"},
		{"//modroute:ignore a, b reason", "a,b"},
		{"//modroute:ignore a , b", "a,b"},
		{"//modroute:ignore a,,b", "a,b"},
		{"// indirect; modroute:ignore a reason", "a"},
		{"//indirect;modroute:ignore a", "a"},
		{"//modroute:ignore a // and more", "a"},
		{"//modroute:ignore // and more", ""},
		{"//modroute:ignore", ""},
		{"//modroute:ignored a", "-"},
		{"//modroute: ignore a", "-"},
		{"// see modroute:ignore a", "-"},
		{"// pinned; modroute:ignore a", "-"},
	}
	for _, test := range tests {
		f := gomod.Parse("go.mod", "module m\n\nrequire a.b/c v1.0.0 "+test.comment+"\n")
		all := Ignores(f)
		if test.codes == "-" {
			if len(all) != 0 {
				t.Errorf("%s is taken for an ignore: %+v", test.comment, all)
			}
			continue
		}
		if len(all) != 1 {
			t.Errorf("%s: %d ignores", test.comment, len(all))
			continue
		}
		var codes []string
		for _, c := range all[0].Codes {
			codes = append(codes, c.Value)
			if f.Text[c.Start:c.End] != c.Value {
				t.Errorf("%s: the span of %s is that of %q", test.comment, c.Value, f.Text[c.Start:c.End])
			}
		}
		text := f.Text[all[0].Start:all[0].End]
		if got := strings.Join(codes, ","); got != test.codes || !strings.HasPrefix(text, "modroute:ignore") || strings.Contains(text, "//") || strings.TrimSpace(text) != text {
			t.Errorf("%s: codes %q in %q", test.comment, got, text)
		}
	}
}

func TestIgnoresCover(t *testing.T) {
	const text = `// license

//modroute:ignore one
//modroute:ignore two
module m //modroute:ignore three

//modroute:ignore lost

//modroute:ignore block
require (
	a.b/c v1.0.0 //modroute:ignore c
	//modroute:ignore d
	a.b/d v1.0.0
	a.b/e v1.0.0
)
require a.b/f v1.0.0
`
	f := gomod.Parse("go.mod", strings.ReplaceAll(text, "\n", "\r\n"))
	for line, want := range map[int]string{
		1: "", 5: "one two three", 7: "lost", 8: "", 10: "block", 11: "block c", 13: "block d", 14: "block", 15: "block", 16: "",
	} {
		if got := codesOn(f, line); got != want {
			t.Errorf("line %d: %q, want %q", line, got, want)
		}
	}
}

// Without a module line, the file as a whole stands on line 1.
func TestIgnoresAtTheTopOfGoWork(t *testing.T) {
	for text, want := range map[string]string{
		"//modroute:ignore a\ngo 1.26\n":                   "a",
		"// license\n\n//modroute:ignore a\n\ngo 1.26\n":   "a",
		"\n\ngo 1.26 //modroute:ignore a\n":                "a",
		"go 1.26\n//modroute:ignore a\nuse ./x\n":          "",
		"// license\ngo 1.26\nuse ./x //modroute:ignore a": "",
		"// only\n//modroute:ignore a\n":                   "",
	} {
		if got := codesOn(gomod.Parse("go.work", text), 1); got != want {
			t.Errorf("%q: line 1: %q, want %q", text, got, want)
		}
	}
	const withModule = "// license\n//modroute:ignore a\n\nmodule m\n"
	if got := codesOn(gomod.Parse("go.mod", withModule), 1); got != "" {
		t.Errorf("in a go.mod, line 1: %q", got)
	}
}

// What the go command makes of a go.mod leaves the comments in force: it
// formats the file, and marks requirements as indirect or direct.
func TestIgnoresSurviveTheGoCommand(t *testing.T) {
	const text = `module m

go 1.26

require (
	a.b/c v1.0.0 //modroute:ignore c reason
	a.b/d v1.0.0 // indirect; modroute:ignore d reason
	//modroute:ignore e
	a.b/e v1.0.0
	a.b/f v1.0.0
)

//modroute:ignore g
require a.b/g v1.0.0 // pinned
`
	silenced := func(f *gomod.File) map[string]string {
		codes := make(map[string]string)
		for _, r := range f.Require {
			codes[r.Path.Value] = codesOn(f, r.Line)
		}
		return codes
	}
	want := map[string]string{"a.b/c": "c", "a.b/d": "d", "a.b/e": "e", "a.b/f": "", "a.b/g": "g"}
	set := map[string]func(*modfile.File, []*modfile.Require){
		"SetRequire":                 (*modfile.File).SetRequire,
		"SetRequireSeparateIndirect": (*modfile.File).SetRequireSeparateIndirect,
	}
	for name, require := range set {
		now := text
		for _, indirect := range []string{"", "a.b/c a.b/e a.b/g", "", "a.b/c a.b/d a.b/e a.b/f a.b/g"} {
			f, err := modfile.Parse("go.mod", []byte(now), nil)
			if err != nil {
				t.Fatal(err)
			}
			var list []*modfile.Require
			for path := range want {
				list = append(list, &modfile.Require{Mod: module.Version{Path: path, Version: "v1.1.0"}, Indirect: slices.Contains(strings.Fields(indirect), path)})
			}
			slices.SortFunc(list, func(a, b *modfile.Require) int { return strings.Compare(a.Mod.Path, b.Mod.Path) })
			require(f, list)
			f.Cleanup()
			out, err := f.Format()
			if err != nil {
				t.Fatal(err)
			}
			now = string(out)
			if got := silenced(gomod.Parse("go.mod", now)); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, indirect %q: silenced %v, want %v in\n%s", name, indirect, got, want, now)
			}
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"sumdb-off", "goproxy-off", "local-replace"}
	for word, want := range map[string]string{
		"sumdb-of": "sumdb-off", "sumdb_off": "sumdb-off", "local-replaced": "local-replace", "goproxyoff": "goproxy-off",
		"": "", "x": "", "replace": "", "unrelated": "",
	} {
		if got := Suggest(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
