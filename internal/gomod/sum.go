package gomod

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A SumLine is one line of a go.sum.
type SumLine struct {
	Span           // from its first field to its last
	Line    int    // 1-based
	Path    string // of the module
	Version string // without the suffix that GoMod stands for
	GoMod   bool   // whether it is of the module's go.mod, else of its zip
	Hash    string // such as "h1:…"
}

// A Sum is the content of a go.sum or go.work.sum. It is not changed after
// ParseSum.
type Sum struct {
	Name   string    // as given to ParseSum
	Text   string    // likewise
	Broken []*Broken // the lines that do not have three fields; the go command refuses the file for one

	lines []SumLine // sorted by path
}

// emptyGoModHash is what an old go command wrote for modules without a go.mod;
// it is ignored (cmd/go/internal/modfetch/fetch.go).
const emptyGoModHash = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="

// ParseSum reads a go.sum or go.work.sum. It has no error: a line that cannot
// be read is in [Sum.Broken] and costs only itself.
func ParseSum(name, text string) *Sum {
	s := &Sum{Name: name, Text: text, lines: make([]SumLine, 0, strings.Count(text, "\n")+1)}
	num := 0
	for line, end := "", 0; end < len(text); {
		num++
		start := end
		line, _, _ = strings.Cut(text[start:], "\n")
		end = start + len(line) + len("\n")
		s.addLine(num, start, line)
	}
	byPath := func(a, b SumLine) int { return strings.Compare(a.Path, b.Path) }
	if !slices.IsSortedFunc(s.lines, byPath) {
		slices.SortStableFunc(s.lines, byPath)
	}
	return s
}

// addLine reads the line that starts at an offset.
func (s *Sum) addLine(num, start int, line string) {
	var fields [3]string
	n := 0
	for field := range strings.FieldsSeq(line) {
		if n < len(fields) {
			fields[n] = field
		}
		n++
	}
	trimmed := strings.TrimSpace(line)
	start += strings.Index(line, trimmed)
	span := Span{start, start + len(trimmed)}
	switch {
	case n == 0 || n == len(fields) && fields[2] == emptyGoModHash:
	case n != len(fields):
		if len(s.Broken) < maxBroken {
			s.Broken = append(s.Broken, &Broken{span, num, fmt.Sprintf("wrong number of fields %d", n)})
		}
	default:
		version, goMod := strings.CutSuffix(fields[1], "/go.mod")
		s.lines = append(s.lines, SumLine{span, num, fields[0], version, goMod, fields[2]})
	}
}

// conflictMarkers are what git's marks of a merge conflict start with.
var conflictMarkers = []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"}

// IsConflictMarker reports whether a line of a go.sum is a mark that git left
// of a merge conflict: no module's path looks like it.
func IsConflictMarker(line string) bool {
	return slices.ContainsFunc(conflictMarkers, func(m string) bool { return strings.HasPrefix(line, m) })
}

// RemoveBroken returns the edits that remove the broken lines, with their line
// ends, and with them all marks of merge conflicts: one that happens to have
// three words is not broken.
func (s *Sum) RemoveBroken() []Edit {
	var edits []Edit
	end := 0
	for line := range strings.Lines(s.Text) {
		start := end
		end += len(line)
		if n := len(strings.Fields(line)); n != 0 && n != 3 || IsConflictMarker(line) {
			edits = append(edits, Edit{Span{start, end}, ""})
		}
	}
	return edits
}

// Has tells which lines there are for a module version: of its go.mod, and of
// its zip. A line whose hash is not of the known kind counts as missing, as it
// does for the go command (HaveSum in cmd/go/internal/modfetch/fetch.go).
func (s *Sum) Has(path, version string) (mod, zip bool) {
	for line := range s.Lines(path, version) {
		if strings.HasPrefix(line.Hash, "h1:") {
			mod = mod || line.GoMod
			zip = zip || !line.GoMod
		}
	}
	return mod, zip
}

// Lines returns the lines of a module version, in the order of the file.
func (s *Sum) Lines(path, version string) iter.Seq[*SumLine] {
	return func(yield func(*SumLine) bool) {
		i, _ := slices.BinarySearchFunc(s.lines, path, func(l SumLine, path string) int {
			return strings.Compare(l.Path, path)
		})
		for ; i < len(s.lines) && s.lines[i].Path == path; i++ {
			if s.lines[i].Version == version && !yield(&s.lines[i]) {
				return
			}
		}
	}
}

// Mentions reports whether there is a line of any version of a module.
func (s *Sum) Mentions(path string) bool {
	_, found := slices.BinarySearchFunc(s.lines, path, func(l SumLine, path string) int { return strings.Compare(l.Path, path) })
	return found
}

// At returns the line that an offset stands on; nil if it is not one of a
// module.
func (s *Sum) At(offset int) *SumLine {
	number := 1 + strings.Count(s.Text[:offset], "\n")
	for i := range s.lines {
		if s.lines[i].Line == number {
			return &s.lines[i]
		}
	}
	return nil
}

// Empty reports whether the file has no line that can be read.
func (s *Sum) Empty() bool { return len(s.lines) == 0 }
