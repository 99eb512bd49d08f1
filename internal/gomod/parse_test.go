package gomod

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// testFiles calls f with each file of testdata: as it is, with CRLF, and with
// the last line end missing.
func testFiles(t *testing.T, f func(t *testing.T, name, text string)) {
	names, err := filepath.Glob("testdata/*.[mw]o*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		name, text := filepath.Base(name), string(data)
		for variant, text := range map[string]string{
			"":        text,
			"crlf":    strings.ReplaceAll(text, "\n", "\r\n"),
			"cut off": strings.TrimRight(text, "\n"),
		} {
			t.Run(name+" "+variant, func(t *testing.T) { f(t, name, text) })
		}
	}
}

func TestValidFileIsReadAsByModfile(t *testing.T) {
	testFiles(t, func(t *testing.T, name, text string) {
		if !compare(t, name, text) {
			_, err := modfileLines(name, text)
			t.Errorf("modfile refuses the file: %v", err)
		}
	})
	compare(t, "go.mod", largeFile(2000))
	compare(t, "go.mod", "")
	compare(t, "go.mod", "// only a comment")
	compare(t, "go.mod", "require\ra.test/a\r\tv1.0.0\r // indirect\r\r\n")
	compare(t, "go.work", "\n\n")
}

func TestTokensStandInTheText(t *testing.T) {
	testFiles(t, func(t *testing.T, name, text string) { checkSpans(t, Parse(name, text)) })
}

// checkSpans fails the test unless all spans lie within their line and all
// tokens are what stands there.
func checkSpans(t *testing.T, f *File) {
	t.Helper()
	within := func(s Span, line int) {
		t.Helper()
		if l := f.LineSpan(line); s.Start < l.Start || s.End > l.End || s.Start > s.End {
			t.Fatalf("%s:%d: span %v not within the line, %v\n%q", f.Name, line, s, l, f.Text)
		}
	}
	token := func(d Directive, tokens ...Token) {
		t.Helper()
		within(d.Span, d.Line)
		for i, tok := range append(tokens, d.Verb) {
			if tok == (Token{}) {
				continue
			}
			if i < len(tokens) {
				within(tok.Span, d.Line)
			}
			if s := f.raw(tok.Span); s != tok.Value && !strings.HasPrefix(s, `"`) {
				t.Fatalf("%s:%d: token %q stands for %q\n%q", f.Name, d.Line, s, tok.Value, f.Text)
			}
		}
		if !strings.HasSuffix(f.raw(f.LineSpan(d.Line)), d.Comment) {
			t.Fatalf("%s:%d: comment %q\n%q", f.Name, d.Line, d.Comment, f.Text)
		}
	}
	for _, list := range [][]*Value{{f.Module, f.Go, f.Toolchain}, f.Tool, f.Ignore, f.Godebug, f.Use} {
		for _, v := range list {
			if v != nil {
				token(v.Directive, v.Arg)
			}
		}
	}
	for _, r := range f.Require {
		token(r.Directive, r.Path, r.Version)
	}
	for _, r := range f.Replace {
		token(r.Directive, r.OldPath, r.OldVersion, r.NewPath, r.NewVersion)
	}
	for _, x := range f.Exclude {
		token(x.Directive, x.Path, x.Version)
	}
	for _, r := range f.Retract {
		token(r.Directive, r.Low, r.High)
	}
	for _, b := range f.Broken {
		within(b.Span, b.Line)
		if b.Message == "" {
			t.Fatalf("%s:%d: no message", f.Name, b.Line)
		}
	}
}

func TestMessageIsModfiles(t *testing.T) {
	tests := []struct{ name, text string }{
		{"go.mod", "modul example.com/m\n"},
		{"go.mod", "module\n"},
		{"go.mod", "module example.com/m extra\n"},
		{"go.mod", "module 'example.com/m'\n"},
		{"go.mod", "module m\nmodule m\n"},
		{"go.mod", "go 1.26\ngo 1.26\n"},
		{"go.mod", "toolchain go1.26.0\ntoolchain go1.26.0\n"},
		{"go.mod", "go\n"},
		{"go.mod", "go v1.26\n"},
		{"go.mod", "go \"1.26\"\n"},
		{"go.mod", "toolchain 1.26\n"},
		{"go.mod", "toolchain\n"},
		{"go.mod", "godebug a\n"},
		{"go.mod", "godebug a=\"b\"\n"},
		{"go.mod", "godebug a=b c=d\n"},
		{"go.mod", "tool\n"},
		{"go.mod", "ignore a b\n"},
		{"go.mod", "tool a'b\n"},
		{"go.mod", "use ./a\n"},
		{"go.mod", "require a\n"},
		{"go.mod", "require a v1.0.0 v1.0.0\n"},
		{"go.mod", "exclude a\n"},
		{"go.mod", "require `a` v1.0.0\n"},
		{"go.mod", "require \"a\\q\" v1.0.0\n"},
		{"go.mod", "require a v1.0.0\"\n"},
		{"go.mod", "require a \"\"\n"},
		{"go.mod", "require a v2.0.0\n"},
		{"go.mod", "require a/v2 v3.0.0\n"},
		{"go.mod", "require a/v1 v1.0.0\n"},
		{"go.mod", "require gopkg.in/a v1.0.0\n"},
		{"go.mod", "exclude a/v3 v1.0.0\n"},
		{"go.mod", "require (\n\ta v1.0.0 )\n)\n"},
		{"go.mod", "require (\n\ta v1.0.0 (\n)\n"},
		{"go.mod", "require a )\n"},
		{"go.mod", "replace a b\n"},
		{"go.mod", "replace a =>\n"},
		{"go.mod", "replace a => b\n"},
		{"go.mod", "replace a => b@v1.0.0\n"},
		{"go.mod", "replace a => ./b v1.0.0\n"},
		{"go.mod", "replace a/v1 => ./b\n"},
		{"go.mod", "replace a v2.0.0 => ./b\n"},
		{"go.mod", "replace a => b v2.0.0\n"},
		{"go.mod", "replace a => b v1.0.0 c\n"},
		{"go.mod", "replace a 'v1' => ./b\n"},
		{"go.mod", "replace a => 'b'\n"},
		{"go.mod", "retract\n"},
		{"go.mod", "retract [\n"},
		{"go.mod", "retract [v1.0.0\n"},
		{"go.mod", "retract [v1.0.0,\n"},
		{"go.mod", "retract [v1.0.0, v1.0.1\n"},
		{"go.mod", "retract [v1.0.0, v1.0.1] v1.0.2\n"},
		{"go.mod", "retract v1.0.0 v1.0.1\n"},
		{"go.mod", "retract 'v1.0.0'\n"},
		{"go.mod", "module m\nretract v2.0.0\n"},
		{"go.mod", "module m\nretract [v1.0.0, v2.0.0]\n"},
		{"go.mod", "go (\n)\n"},
		{"go.mod", "what (\n)\n"},
		{"go.mod", "what ever ()\n"},
		{"go.mod", "require a v1.0.0 (\n)\n"},
		{"go.mod", ")\n"},
		{"go.mod", "require a v1.0.0 /* why */\n"},
		{"go.mod", "require a/*b v1.0.0\n"},
		{"go.mod", "require \"a v1.0.0\n"},
		{"go.mod", "require `a v1.0.0\n"},
		{"go.mod", "require \"a v1.0.0"},
		{"go.mod", "require \"a\\"},
		{"go.mod", "\ufeffmodule m\n"},
		{"go.mod", "require a\x00 v1.0.0\n"},
		{"go.mod", "require a\u00a0v1.0.0\n"},
		{"go.mod", "require a\vv1.0.0\n"},
		{"go.mod", "require (\n\ta v1.0.0\n) b\n"},
		{"go.mod", "module m\n\n\trequire (\n\ta v1.0.0\n"},
		{"go.work", "require a v1.0.0\n"},
		{"go.work", "use\n"},
		{"go.work", "use a b\n"},
		{"go.work", "use 'a'\n"},
		{"go.work", "replace a latest => ./a\n"},
		{"go.work", "replace a v2 => ./a\n"},
		{"go.work", "replace a => b latest\n"},
		{"go.work", "replace a => b 'v1.0.0'\n"},
		{"go.work", "module (\n)\n"},
		{"go.work", "use (\n\t./a\n"},
	}
	for _, test := range tests {
		_, err := modfileLines(test.name, test.text)
		list, ok := err.(modfile.ErrorList)
		if !ok {
			t.Errorf("%q: modfile says %v, not one error list", test.text, err)
			continue
		}
		first := modfile.Error{Verb: list[0].Verb, ModPath: list[0].ModPath, Err: list[0].Err}
		f := Parse(test.name, test.text)
		if len(f.Broken) != 1 {
			t.Errorf("%q: %d broken lines, want 1", test.text, len(f.Broken))
			continue
		}
		if got, want := f.Broken[0].Message, first.Error(); got != want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, want)
		}
	}
}

func TestPosition(t *testing.T) {
	f := Parse("go.mod", "module m\r\n\ngo 1.26")
	for _, test := range []struct{ offset, line, col int }{
		{0, 1, 1}, {7, 1, 8}, {9, 1, 10}, {10, 2, 1}, {11, 3, 1}, {18, 3, 8},
	} {
		if line, col := f.Position(test.offset); line != test.line || col != test.col {
			t.Errorf("offset %d: %d:%d, want %d:%d", test.offset, line, col, test.line, test.col)
		}
	}
	for line, want := range map[int]Span{0: {18, 18}, 1: {0, 8}, 2: {10, 10}, 3: {11, 18}, 4: {18, 18}} {
		if got := f.LineSpan(line); got != want {
			t.Errorf("line %d: %v, want %v", line, got, want)
		}
	}
	if line, col := Parse("go.mod", "").Position(0); line != 1 || col != 1 {
		t.Errorf("empty file: %d:%d, want 1:1", line, col)
	}
}

func TestParseCopiesNoText(t *testing.T) {
	text := largeFile(1000)
	if n := testing.AllocsPerRun(10, func() { Parse("go.mod", text) }); n > 60 {
		t.Errorf("%.0f allocations for 1000 requirements", n)
	}
}

// A text of 10 MB must not take more than linear time, whatever is in it.
func TestVeryLargeText(t *testing.T) {
	const size = 10 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	tests := []struct {
		what, text string
		requires   int
	}{
		{"50,000 requirements", largeFile(50_000), 50_000},
		{"zero bytes", fill("\x00"), 0},
		{"lines of garbage", fill("x\n"), 0},
		{"one line", fill("a v1.0.0 "), 0},
		{"one word", fill("a"), 0},
		{"one open quote", `"` + fill(`\"`), 0},
		{"empty lines", fill("\n"), 0},
		{"lines that are in no block", fill("a.test/m v1.0.0\n"), 0},
		{"keywords in an open block", "exclude (\n" + fill("retract v1.0.0\n"), 0},
		{"open blocks", fill("require (\nreplace (\n"), 0},
		{"directives amid a block", "require (\n" + fill("tool x\na.test/m v1.0.0\n"), size / len("tool x\na.test/m v1.0.0\n")},
	}
	for _, test := range tests {
		if f := Parse("go.mod", test.text); len(f.Require) != test.requires {
			t.Errorf("%s: %d requirements, want %d", test.what, len(f.Require), test.requires)
		}
	}
}
