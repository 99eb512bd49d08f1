package gomod

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestBrokenLineCostsOnlyItself(t *testing.T) {
	testFiles(t, func(t *testing.T, name, text string) {
		if name == "keywords.mod" {
			return // reads as directives where a block's end is lost, rightly
		}
		checkCorruptions(t, name, text)
	})
}

// What a file with a broken line is read as: its requirements, its
// replacements and its broken lines.
func TestRecovery(t *testing.T) {
	tests := []struct{ what, text, want string }{
		{
			"an unclosed block, then another",
			"require (\n\ta.test/a v1.0.0\n\nrequire (\n\ta.test/b v1.0.0\n)\n",
			"require 2 5; replace; broken 1",
		},
		{
			"an unclosed block, then directives",
			"require (\n\ta.test/a v1.0.0\n\ngo 1.26\nreplace a.test/a => ../a\n",
			"require 2; replace 5; broken 1",
		},
		{
			"an unclosed block at the end",
			"require (\n\ta.test/a v1.0.0\n\ta.test/b v1.0.0\n",
			"require 2 3; replace; broken 1",
		},
		{
			"an unclosed block, then a directive that could be a line of it",
			"require (\n\ta.test/a v1.0.0\n\nretract v1.0.0\n\nrequire a.test/b v1.0.0\n",
			"require 2 6; replace; broken 1",
		},
		{
			"an unclosed block with a module that is named like a directive, indented",
			"require (\n\ta.test/a v1.0.0\n\tretract v1.0.0\n\nrequire a.test/b v1.0.0\n",
			"require 2 3 5; replace; broken 1",
		},
		{
			"a closed block with a module that is named like a directive",
			"require (\na.test/a v1.0.0\nretract v1.0.0\n)\n",
			"require 2 3; replace; broken",
		},
		{
			"a block that is closed with more on the line",
			"require (\n\ta.test/a v1.0.0\n) x\nreplace (\n\ta.test/a => ../a\n)\n",
			"require 2; replace 5; broken 3",
		},
		{
			"an opening line twice",
			"require (\nrequire (\n\ta.test/a v1.0.0\n)\nreplace a.test/a => ../a\n",
			"require 3; replace 5; broken 1",
		},
		{
			"a closing line twice",
			"require (\n\ta.test/a v1.0.0\n)\n)\nrequire (\n\ta.test/b v1.0.0\n)\n",
			"require 2 6; replace; broken 4",
		},
		{
			"a stray closing line",
			"require a.test/a v1.0.0\n)\nrequire a.test/b v1.0.0\n",
			"require 1 3; replace; broken 2",
		},
		{
			"a misspelt opening line",
			"requir (\n\ta.test/a v1.0.0\n)\nrequire a.test/b v1.0.0\n",
			"require 2 4; replace; broken 1",
		},
		{
			"a misspelt opening line, of excludes",
			"exculde (\n\ta.test/a v1.0.0\n)\nrequire a.test/b v1.0.0\n",
			"require 4; replace; broken 1",
		},
		{
			"half an opening line, of excludes",
			"excl\n\ta.test/a v1.0.0\n)\nrequire a.test/b v1.0.0\n",
			"require 4; replace; broken 1",
		},
		{
			"an opening line that is lost",
			"go 1.26\n\n\ta.test/a v1.0.0\n\ta.test/b v1.0.0 // indirect\n)\n",
			"require 3 4; replace; broken 5",
		},
		{
			"an opening line that is lost, of excludes",
			"require a.test/a v1.0.0\n\n\ta.test/a v1.0.1\n\ta.test/a v1.0.2\n)\n",
			"require 1; replace; broken 5",
		},
		{
			"an opening line that is lost, of replacements",
			"go 1.26\n\ta.test/a => ../a\n\ta.test/b v1.0.0 => a.test/c v1.0.0\n)\n",
			"require; replace 2 3; broken 4",
		},
		{
			"a line without its keyword is no requirement",
			"require a.test/a v1.0.0\na.test/b v1.0.0\nrequire a.test/c v1.0.0\n",
			"require 1 3; replace; broken 2",
		},
		{
			"a directive inside a block",
			"require (\n\ta.test/a v1.0.0\ngo 1.26\n\ta.test/b v1.0.0\n)\nrequire a.test/c v1.0.0\n",
			"require 2 4 6; replace; broken 1",
		},
		{
			"a block opened inside a block",
			"require (\n\ta.test/a v1.0.0\nreplace (\n\ta.test/b v1.0.0\n)\nreplace a.test/a => ../a\n",
			"require 2 4; replace 6; broken 1 3",
		},
		{
			"a block closed too early",
			"require (\n\ta.test/a v1.0.0\n)\n\ta.test/b v1.0.0\n)\n",
			"require 2 4; replace; broken 5",
		},
		{
			"a block of an unknown kind",
			"frobnicate (\n\tx y z\n)\nrequire a.test/a v1.0.0\n",
			"require 4; replace; broken 1",
		},
	}
	for _, test := range tests {
		f := Parse("go.mod", test.text)
		got := "require"
		for _, r := range f.Require {
			got += fmt.Sprintf(" %d", r.Line)
		}
		got += "; replace"
		for _, r := range f.Replace {
			got += fmt.Sprintf(" %d", r.Line)
		}
		got += "; broken"
		for _, b := range f.Broken {
			got += fmt.Sprintf(" %d", b.Line)
		}
		if got != test.want {
			t.Errorf("%s:\n%sgot  %s\nwant %s", test.what, test.text, got, test.want)
		}
		checkSpans(t, f)
	}
}

// corruptions are ways to spoil a line, given without its line end. Of each
// the line's end stays where it is.
func corruptions(line string) []string {
	half := len(line) / 2
	insert := func(at int, s string) string { return line[:at] + s + line[at:] }
	all := []string{
		"",                 // emptied
		line[:half],        // cut short
		line[half:],        // its beginning lost
		"%&$ garbage %&$",  // something else
		"// " + line,       // commented out
		"require (",        // a block opened
		"replace (",        //
		line + " (",        //
		")",                // a block closed
		line + " )",        //
		") " + line,        //
		"go 1.21",          // another directive
		"a.test/b => ../b", // another block's content
		"replace x.test => ./x",
		insert(half, `"`),
		insert(half, "`"),
		insert(half, "("),
		insert(half, ")"),
		insert(half, "/*"),
		insert(half, " "),
		insert(half, "\x00"),
		insert(half, "\xff"),
		insert(len(line), `"`),
		insert(0, `"`),
		insert(0, "\ufeff"),
	}
	for i := range line {
		if i < 12 || i > len(line)-4 {
			all = append(all, line[:i]+line[i+1:]) // a byte lost
		}
	}
	return all
}

// requirementsBut describes the requirements of a file that do not stand on a
// line, as if the lines after that began shift bytes earlier.
func requirementsBut(f *File, line, shift int) []string {
	var list []string
	for _, r := range f.Require {
		if r.Line == line {
			continue
		}
		move := 0
		if r.Line > line {
			move = shift
		}
		list = append(list, fmt.Sprintf("%d [%d,%d) %q [%d,%d) %q [%d,%d) %t %t %q", r.Line, r.Start-move, r.End-move,
			r.Path.Value, r.Path.Start-move, r.Path.End-move,
			r.Version.Value, r.Version.Start-move, r.Version.End-move, r.Indirect, r.InBlock, r.Comment))
	}
	return list
}

// checkCorruptions fails the test if spoiling a line of a valid file changes a
// requirement on another, or breaks more lines than it must.
func checkCorruptions(t *testing.T, name, text string) {
	t.Helper()
	valid := Parse(name, text)
	block := "" // the keyword of the block that a line opens or stands in
	for num := 1; num <= len(valid.lines); num++ {
		span := valid.LineSpan(num)
		line := valid.raw(span)
		before, _, opens := strings.Cut(line, "(")
		if opens {
			block = strings.TrimSpace(before)
		}
		want := strings.Join(requirementsBut(valid, num, 0), "\n")
		for _, bad := range corruptions(line) {
			// An opening line that is right makes what follows another
			// block, and nobody can tell an exclude from a require.
			if strings.HasSuffix(bad, "e (") && (opens || block == "exclude") {
				continue
			}
			f := Parse(name, text[:span.Start]+bad+text[span.End:])
			if got := strings.Join(requirementsBut(f, num, len(bad)-len(line)), "\n"); got != want {
				t.Errorf("%s:%d: %q spoiled to %q changes requirements on other lines:\n%s", name, num, line, bad, diff(want, got))
			}
			// The line, and the opening or closing one of its block. The form
			// of these blocks' lines does not tell what they are.
			shapeless := opens && slices.Contains([]string{"module", "tool", "ignore", "use"}, block)
			// With another module path, retractions may be wrong.
			renamed := valid.Module != nil && f.Module != nil && f.Module.Arg.Value != valid.Module.Arg.Value
			if len(f.Broken) > 2 && !shapeless && !renamed {
				t.Errorf("%s:%d: %q spoiled to %q breaks %d lines", name, num, line, bad, len(f.Broken))
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), ")") {
			block = ""
		}
	}
}

// diff lists the lines that only one of two texts has.
func diff(want, got string) string {
	only := func(sign, a, b string) (out string) {
		in := make(map[string]bool)
		for l := range strings.SplitSeq(b, "\n") {
			in[l] = true
		}
		for l := range strings.SplitSeq(a, "\n") {
			if !in[l] {
				out += sign + l + "\n"
			}
		}
		return out
	}
	return only("- ", want, got) + only("+ ", got, want)
}
