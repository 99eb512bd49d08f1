package gofile

import (
	"slices"
	"strings"
	"testing"
)

// paths returns the import paths of a file as they stand at their spans.
func paths(t *testing.T, text string) []string {
	t.Helper()
	var list []string
	for _, i := range Parse(Head(text)).Imports {
		if got := text[i.Start:i.End]; got != i.Path {
			t.Errorf("the span of %s is %q", i.Path, got)
		}
		if line := 1 + strings.Count(text[:i.Start], "\n"); line != i.Line {
			t.Errorf("the line of %s is %d, want %d", i.Path, i.Line, line)
		}
		list = append(list, i.Path)
	}
	return list
}

func TestImports(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"a block and single lines": {
			"// doc\npackage m\n\nimport \"fmt\"\n\nimport (\n\tx \"a.example/b\"\n\t_ `a.example/c` // why\n)\n\nfunc f() {}\n",
			[]string{"fmt", "a.example/b", "a.example/c"},
		},
		"the line that is being written": {
			"package m\n\nimport (\n\t\"a.example/b\n\t\"a.example/c\"\n)\n\nfunc f() {}\n",
			[]string{"a.example/c"},
		},
		"a comment that is being begun":        {"/\npackage m\n\nimport \"a.example/b\"\n\nfunc f() {}\n", []string{"a.example/b"}},
		"one between the clause and imports":   {"package m\n\n/\nimport (\n\t\"a.example/b\"\n\t\"a.example/c\"\n)\n", []string{"a.example/b", "a.example/c"}},
		"a package clause that is being typed": {"package \n\nimport \"a.example/b\"\n", []string{"a.example/b"}},
		"a comment about imports":              {"package m\n\n/*\nimport \"a.example/b\"\n*/\n", nil},
		"a block that is not closed":           {"package m\n\nimport (\n\t\"a.example/b\"\n\nfunc f() {}\n", []string{"a.example/b"}},
		"no imports":                           {"package m\n\nvar x = \"a.example/b\"\n", nil},
		"nothing":                              {"", nil},
		"an empty path":                        {"package m\nimport \"\"\n", nil},
		"an import below the imports":          {"package m\n\nfunc f() {}\n\nimport \"a.example/b\"\n", nil},
		"line directives count nothing": {
			"package m\n\n//line other.go:100\nimport \"a.example/b\"\n", []string{"a.example/b"},
		},
		"lines that end as on Windows": {"package m\r\n\r\nimport (\r\n\t\"a.example/b\"\r\n)\r\n", []string{"a.example/b"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := paths(t, test.text); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestHeadEndsBeforeDeclarations(t *testing.T) {
	const head = "package m\n\nimport \"fmt\"\n\n"
	for _, below := range []string{"func f() {}\n", "type t int\n", "var x = 1\n", "const c = 1\n", "var(\n)\n", "func (t) m() {}\n\ntype t int\n"} {
		if got := Head(head + below); got != head {
			t.Errorf("%q: the head is %q", below, got)
		}
	}
}

func TestFilesOutOfEveryBuild(t *testing.T) {
	for text, want := range map[string]bool{
		"//go:build ignore\n\npackage m\n":           true,
		"// doc\n\n//go:build ignore\n\npackage m\n": true,
		"//go:build linux && ignore\n\npackage m\n":  true,
		"//go:build linux\n\npackage m\n":            false,
		"//go:build !ignore\n\npackage m\n":          false,
		"package m\n\n//go:build ignore\n":           false,
		"package m\n":                                false,
	} {
		if got := Parse(text).Ignored; got != want {
			t.Errorf("%q: ignored is %t", text, got)
		}
	}
}

func TestAtTouchesQuotationMarks(t *testing.T) {
	const text = "package m\nimport \"a.b/c\"\n"
	f := Parse(text)
	quote := strings.IndexByte(text, '"')
	for offset, want := range map[int]bool{quote - 1: false, quote: true, quote + 3: true, len(text) - 1: true, len(text): false} {
		if got := f.At(offset) != nil; got != want {
			t.Errorf("at %d: %t", offset, got)
		}
	}
}
