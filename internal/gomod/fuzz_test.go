package gomod

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// addSeeds adds the files of testdata, and texts that once were misread.
func addSeeds(f *testing.F, add func(text string)) {
	names, err := filepath.Glob("testdata/*.[mw]o*")
	if err != nil || len(names) == 0 {
		f.Fatalf("no files: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(string(data))
		add(strings.ReplaceAll(string(data), "\n", "\r\n"))
	}
	for _, text := range []string{
		"require (\n\ta.test/a v1.0.0\n",
		"requir (\n\ta.test/a v1.0.0\n)\n",
		"\ta.test/a v1.0.0\n)\n",
		"require (\ngo 1.26\n\ta.test/a v1.0.0\n)\n)",
		"require (\nreplace (\n\ta.test/a v1.0.0\n) x\n",
		"a (\n)) \"\\\"\n'`/**/\x00\xff\ufeff",
		"replace a => \"./a\\x20b\" // ` \"\r",
	} {
		add(text)
	}
}

func FuzzParse(f *testing.F) {
	addSeeds(f, func(text string) {
		f.Add(text, false)
		f.Add(text, true)
	})
	f.Fuzz(func(t *testing.T, text string, work bool) {
		name := "go.mod"
		if work {
			name = "go.work"
		}
		compare(t, name, text)
		file := Parse(name, text)
		checkSpans(t, file)
		for offset := range len(text) + 1 {
			if line, col := file.Position(offset); file.lines[line-1]+col-1 != offset {
				t.Fatalf("offset %d is %d:%d", offset, line, col)
			}
		}
	})
}

func FuzzEdits(f *testing.F) {
	addSeeds(f, func(text string) { f.Add(text, "a.test/a", "v1.0.0", "../a b") })
	f.Fuzz(func(t *testing.T, text, path, version, dir string) {
		for _, name := range []string{"go.mod", "go.work"} {
			file := Parse(name, text)
			for _, version := range []string{"", version} {
				Apply(text, file.SetReplace(path, version, dir, ""))
			}
			Apply(text, file.AddUse(dir))
			for _, r := range file.Replace {
				Apply(text, file.RemoveReplace(r))
			}
			if _, err := modfileLines(name, text); err != nil {
				continue
			}
			if _, err := replacements(name, text); err != nil {
				continue // contradicts itself
			}
			for _, version := range []string{"", "v1.0.0"} {
				checkSetReplace(t, name, text, "a.test/a", version, "../a", "")
			}
			if name == "go.work" {
				checkAddUse(t, name, text, "./x y")
			}
		}
	})
}

func FuzzParseSum(f *testing.F) {
	f.Add("a.test v1.0.0 h1:a=\na.test v1.0.0/go.mod h1:b=\r\n\n a b\n", "a.test", "v1.0.0")
	f.Fuzz(func(t *testing.T, text, path, version string) {
		s := ParseSum("go.sum", text)
		mod, zip := false, false
		for line := range strings.SplitSeq(text, "\n") {
			fields := strings.Fields(line)
			if len(fields) != 3 || fields[0] != path || !strings.HasPrefix(fields[2], "h1:") || fields[2] == emptyGoModHash {
				continue
			}
			mod = mod || fields[1] == version+"/go.mod"
			zip = zip || fields[1] == version
		}
		if strings.HasSuffix(version, "/go.mod") {
			return // no version
		}
		if m, z := s.Has(path, version); m != mod || z != zip {
			t.Errorf("mod %t, zip %t; want %t, %t", m, z, mod, zip)
		}
		for _, l := range s.lines {
			if !strings.HasPrefix(text[l.Start:l.End], l.Path) || !strings.HasSuffix(text[l.Start:l.End], l.Hash) {
				t.Errorf("line %d: span of %q is %q", l.Line, l.Path, text[l.Start:l.End])
			}
		}
	})
}
