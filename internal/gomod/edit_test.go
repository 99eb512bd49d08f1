package gomod

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func TestSetReplace(t *testing.T) {
	tests := []struct {
		what                                     string
		oldPath, oldVersion, newPath, newVersion string
		text, want                               string
	}{
		{
			"no replace yet", "a.test/a", "", "../a", "",
			"module m\n\nrequire a.test/a v1.0.0\n",
			"module m\n\nrequire a.test/a v1.0.0\n\nreplace a.test/a => ../a\n",
		},
		{
			"no line end at the end", "a.test/a", "v1.0.0", "../a", "",
			"module m",
			"module m\n\nreplace a.test/a v1.0.0 => ../a\n",
		},
		{
			"a blank line at the end", "a.test/a", "", "../a", "",
			"module m\n\n",
			"module m\n\nreplace a.test/a => ../a\n",
		},
		{
			"an empty file", "a.test/a", "", "../a", "", "",
			"replace a.test/a => ../a\n",
		},
		{
			"CRLF", "a.test/a", "", "../a", "",
			"module m\r\n",
			"module m\r\n\r\nreplace a.test/a => ../a\r\n",
		},
		{
			"a directory without ./", "a.test/a", "", "vendored/a", "",
			"module m\n",
			"module m\n\nreplace a.test/a => ./vendored/a\n",
		},
		{
			"a directory with blanks", "a.test/a", "", "../with blanks/a", "",
			"module m\n",
			"module m\n\nreplace a.test/a => \"../with blanks/a\"\n",
		},
		{
			"the same path, another target", "a.test/a", "", "../other", "",
			"replace a.test/a => ../a // why\n",
			"replace a.test/a => ../other // why\n",
		},
		{
			"a directory by a module", "a.test/a", "", "a.test/fork", "v1.0.0",
			"replace (\n\ta.test/a => \"../a\" // why\n)\n",
			"replace (\n\ta.test/a => a.test/fork v1.0.0 // why\n)\n",
		},
		{
			"a module by a directory", "a.test/a", "", "../a", "",
			"replace a.test/a   =>   a.test/fork   v1.0.0\n",
			"replace a.test/a   =>   ../a\n",
		},
		{
			"already so", "a.test/a", "", "../a", "",
			"replace a.test/a => \"../a\"\n",
			"replace a.test/a => \"../a\"\n",
		},
		{
			"the version's own line, not that for all", "a.test/a", "v1.0.0", "../new", "",
			"replace a.test/a => ../a\nreplace a.test/a v1.0.0 => ../a1\n",
			"replace a.test/a => ../a\nreplace a.test/a v1.0.0 => ../new\n",
		},
		{
			"the line for all versions, where the version has none", "a.test/a", "v1.0.0", "../new", "",
			"replace a.test/a v1.1.0 => ../a1\nreplace a.test/a => ../a\n",
			"replace a.test/a v1.1.0 => ../a1\nreplace a.test/a => ../new\n",
		},
		{
			"beside that of another version", "a.test/a", "v1.0.0", "../new", "",
			"replace a.test/a v1.1.0 => ../a1\nreplace a.test/b => ../b\n",
			"replace a.test/a v1.1.0 => ../a1\nreplace a.test/a v1.0.0 => ../new\nreplace a.test/b => ../b\n",
		},
		{
			"all versions, where some have lines", "a.test/a", "", "../new", "",
			"replace (\n\ta.test/a v1.0.0 => ../a0\n\ta.test/a v1.1.0 => ../a1 // gone\n)\n",
			"replace (\n\ta.test/a => ../new\n)\n",
		},
		{
			"all versions, beside a version's block", "a.test/a", "", "../new", "",
			"replace a.test/a => ../a\nreplace (\n\ta.test/a v1.0.0 => ../a0\n)\n",
			"replace a.test/a => ../new\n",
		},
		{
			"twice the same", "a.test/a", "", "../new", "",
			"replace a.test/a => ../a\nreplace a.test/a => ../a\n",
			"replace a.test/a => ../new\n",
		},
		{
			"into a sorted block", "a.test/b", "", "../b", "",
			"replace (\n\t// A comment on a.\n\ta.test/a => ../a\n\t// A comment on c.\n\ta.test/c => ../c\n)\n\ngo 1.26\n",
			"replace (\n\t// A comment on a.\n\ta.test/a => ../a\n\ta.test/b => ../b\n\t// A comment on c.\n\ta.test/c => ../c\n)\n\ngo 1.26\n",
		},
		{
			"first into a sorted block", "a.test/a", "", "../a", "",
			"replace (\n\t// A comment on b.\n\ta.test/b => ../b\n)\n",
			"replace (\n\ta.test/a => ../a\n\t// A comment on b.\n\ta.test/b => ../b\n)\n",
		},
		{
			"last into a block in no order, indented as it is", "a.test/a", "", "../a", "",
			"replace (\n  a.test/c => ../c\n  a.test/b => ../b\n)\nreplace a.test/d => ../d\n",
			"replace (\n  a.test/c => ../c\n  a.test/b => ../b\n  a.test/a => ../a\n)\nreplace a.test/d => ../d\n",
		},
		{
			"after the last line", "a.test/a", "", "../a", "",
			"replace a.test/c => ../c\nreplace a.test/b => ../b // why\n\ngo 1.26\n",
			"replace a.test/c => ../c\nreplace a.test/b => ../b // why\nreplace a.test/a => ../a\n\ngo 1.26\n",
		},
		{
			"after the last line, which has no end", "a.test/a", "", "../a", "",
			"replace a.test/b => ../b",
			"replace a.test/b => ../b\nreplace a.test/a => ../a\n",
		},
		{
			"a broken line elsewhere", "a.test/a", "", "../new", "",
			"require \"\nreplace a.test/a => ../a\n",
			"require \"\nreplace a.test/a => ../new\n",
		},
	}
	for _, test := range tests {
		f := Parse("go.mod", test.text)
		edits := f.SetReplace(test.oldPath, test.oldVersion, test.newPath, test.newVersion)
		if got := Apply(test.text, edits); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.what, got, test.want)
		}
		if test.text == test.want && len(edits) > 0 {
			t.Errorf("%s: %d edits, want none", test.what, len(edits))
		}
	}
}

func TestAddUse(t *testing.T) {
	tests := []struct{ what, dir, text, want string }{
		{"no use yet", "../a", "go 1.26\n", "go 1.26\n\nuse ../a\n"},
		{"without ./", "a", "go 1.26\r\n", "go 1.26\r\n\r\nuse ./a\r\n"},
		{"beside one", "./b", "go 1.26\n\nuse ./a // a\n", "go 1.26\n\nuse ./a // a\nuse ./b\n"},
		{"into a block", "./b", "use (\n\t./a\n\t./c\n)\n", "use (\n\t./a\n\t./b\n\t./c\n)\n"},
		{"with blanks", "./b b", "use (\n\t.\n)", "use (\n\t.\n\t\"./b b\"\n)"},
		{"there already", "./a", "use (\n\t./a\n)\n", "use (\n\t./a\n)\n"},
		{"there, written otherwise", "./a", "use a/\n", "use a/\n"},
		{"the file's own directory", ".", "use ./a\n", "use ./a\nuse .\n"},
	}
	for _, test := range tests {
		f := Parse("go.work", test.text)
		if got := Apply(test.text, f.AddUse(test.dir)); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.what, got, test.want)
		}
	}
}

func TestRemoveReplace(t *testing.T) {
	tests := []struct{ what, text, want string }{
		{"a line", "go 1.26\nreplace a => ./a // why\ntool b\n", "go 1.26\ntool b\n"},
		{"the last line, which has no end", "go 1.26\nreplace a => ./a", "go 1.26\n"},
		{"a line of a block", "replace (\n\ta => ./a\n\tb => ./b\n)\n", "replace (\n\tb => ./b\n)\n"},
		{"the only line of a block", "go 1.26\r\nreplace (\r\n\ta => ./a\r\n)\r\n", "go 1.26\r\n"},
		{"the only line, with a comment", "replace (\n\t// why\n\ta => ./a\n)\n", "replace (\n\t// why\n)\n"},
	}
	for _, test := range tests {
		f := Parse("go.mod", test.text)
		if got := Apply(test.text, f.RemoveReplace(f.Replace[0])); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.what, got, test.want)
		}
	}
}

func TestApplyTakesEditsInAnyOrder(t *testing.T) {
	edits := []Edit{{Span{4, 5}, "E"}, {Span{0, 1}, ""}, {Span{2, 2}, "-"}}
	if got, want := Apply("abcde", edits), "b-cdE"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever is set in whatever file, modfile reads afterwards what was asked
// for and all the rest as it was.
func TestEditedFileMeansWhatWasAsked(t *testing.T) {
	testFiles(t, func(t *testing.T, name, text string) {
		if strings.HasSuffix(name, ".work") {
			for _, dir := range []string{"./a", "./new", "../with 'quotes'", "zzz", "/abs", "./new/../x(1)"} {
				checkAddUse(t, name, text, dir)
			}
		}
		paths := []string{"example.com/a", "example.com/b", "example.com/zz", "a.test/first", "replace"}
		for _, r := range Parse(name, text).Replace {
			paths = append(paths, r.OldPath.Value)
		}
		slices.Sort(paths)
		for _, path := range slices.Compact(paths) {
			_, major, _ := module.SplitPathVersion(path)
			v := module.PathMajorPrefix(major)
			if v == "" {
				v = "v1"
			}
			for _, version := range []string{"", v + ".0.0", v + ".1.7"} {
				checkSetReplace(t, name, text, path, version, "../else where", "")
				checkSetReplace(t, name, text, path, version, "elsewhere", "")
				checkSetReplace(t, name, text, path, version, "example.com/else/v4", "v4.5.6")
			}
		}
	})
}

// checkSetReplace checks what SetReplace does to a text that modfile accepts.
func checkSetReplace(t *testing.T, name, text, oldPath, oldVersion, newPath, newVersion string) {
	t.Helper()
	f := Parse(name, text)
	edits := f.SetReplace(oldPath, oldVersion, newPath, newVersion)
	edited := checkEdits(t, name, text, edits)
	if newVersion == "" && !modfile.IsDirectoryPath(newPath) {
		newPath = "./" + newPath
	}
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: replace %q %q => %q %q: %s\nbefore %q\nafter  %q", name, oldPath, oldVersion, newPath, newVersion,
			fmt.Sprintf(format, args...), text, edited)
	}
	before, err := replacements(name, text)
	if err != nil {
		t.Fatal(err)
	}
	after, err := replacements(name, edited)
	if err != nil {
		fail("%v", err)
		return
	}
	target := module.Version{Path: newPath, Version: newVersion}
	asked := module.Version{Path: oldPath, Version: oldVersion}
	got, ok := after[asked]
	if !ok {
		got = after[module.Version{Path: oldPath}]
	}
	if got != target {
		fail("it is replaced by %v", got)
	}
	for old, new := range after {
		switch {
		case old.Path == oldPath && oldVersion == "" && new != target:
			fail("%v is replaced by %v", old, new)
		case old.Path != oldPath && before[old] != new:
			fail("%v was replaced by %v, now by %v", old, before[old], new)
		case old.Path == oldPath && old != asked && old.Version != "" && before[old] != new:
			fail("the other version %v was replaced by %v, now by %v", old, before[old], new)
		}
	}
	for old := range before {
		if _, ok := after[old]; !ok && old.Path != oldPath {
			fail("%v is no longer replaced", old)
		}
	}
	g := Parse(name, edited)
	if again := g.SetReplace(oldPath, oldVersion, newPath, newVersion); len(again) > 0 {
		fail("asked again, it makes %d more edits", len(again))
	}
}

// checkAddUse checks what AddUse does to a text that modfile accepts.
func checkAddUse(t *testing.T, name, text, dir string) {
	t.Helper()
	edited := checkEdits(t, name, text, Parse(name, text).AddUse(dir))
	f, err := modfile.ParseWork(name, []byte(edited), nil)
	if err != nil {
		t.Errorf("use %q: %v\n%q", dir, err, edited)
		return
	}
	want := directoryPath(dir)
	if n := len(slices.DeleteFunc(f.Use, func(u *modfile.Use) bool { return u.Path != want })); n != 1 {
		t.Errorf("use %q: it is there %d times\n%q", dir, n, edited)
	}
}

// checkEdits checks that edits are sorted, do not overlap and keep the line
// ends and all that is no replace or use. It returns the edited text.
func checkEdits(t *testing.T, name, text string, edits []Edit) string {
	t.Helper()
	end := 0
	for _, e := range edits {
		if e.Start < end || e.End < e.Start || e.End > len(text) {
			t.Errorf("%s: edit %v after one that ends at %d", name, e, end)
		}
		end = e.End
	}
	edited := Apply(text, edits)
	if strings.Count(text, "\n") == strings.Count(text, "\r\n") && strings.Contains(text, "\n") &&
		strings.Count(edited, "\n") != strings.Count(edited, "\r\n") {
		t.Errorf("%s: not all lines end in CRLF\n%q", name, edited)
	}
	rest := func(text string) string {
		var lines []string
		block := ""
		for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
			line = strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "replace"), strings.HasPrefix(line, "use"):
				if strings.HasSuffix(line, "(") {
					block = line
				}
			case line == ")" && block != "":
				block = ""
			case block == "" && line != "":
				lines = append(lines, line)
			}
		}
		return strings.Join(lines, "\n")
	}
	if name != "keywords.mod" && rest(edited) != rest(text) {
		t.Errorf("%s: other lines change:\n%s", name, diff(rest(text), rest(edited)))
	}
	return edited
}

// replacements returns what a file replaces as modfile reads it. Two different
// ones for the same are an error, as in the go command (cmd/go/internal/
// modload/modfile.go, toReplaceMap).
func replacements(name, text string) (map[module.Version]module.Version, error) {
	var list []*modfile.Replace
	if strings.HasSuffix(name, ".work") {
		f, err := modfile.ParseWork(name, []byte(text), nil)
		if err != nil {
			return nil, err
		}
		list = f.Replace
	} else {
		f, err := modfile.Parse(name, []byte(text), func(path, version string) (string, error) {
			fixed, err := fix(path, version)
			if err == nil && module.CanonicalVersion(version) != version {
				fixed += "-queried"
			}
			return fixed, err
		})
		if err != nil {
			return nil, err
		}
		list = f.Replace
	}
	m := make(map[module.Version]module.Version)
	for _, r := range list {
		if prev, ok := m[r.Old]; ok && prev != r.New {
			return nil, fmt.Errorf("conflicting replacements for %v", r.Old)
		}
		m[r.Old] = r.New
	}
	return m, nil
}
