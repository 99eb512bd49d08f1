package stage

import (
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// expectation begins a comment that says what a test expects of its line.
const expectation = "//@"

// Expects reports whether a text has expectations.
func Expects(text string) bool { return strings.Contains(text, expectation) }

// WithoutExpectations returns the text of a go.mod or go.work without the
// comments that say what a test expects, and the blanks before them. All other
// bytes stay.
func WithoutExpectations(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		before, comment, ok := strings.Cut(line, expectation)
		if !ok {
			b.WriteString(line)
			continue
		}
		b.WriteString(strings.TrimRight(before, " \t"))
		b.WriteString(comment[len(strings.TrimRight(comment, "\r\n")):])
	}
	return b.String()
}

// Strip returns a scenario without its expectations, and the names of the files
// that had some: they are what the scenario is about.
func Strip(scenario *txtar.Archive) (stripped *txtar.Archive, names []string) {
	stripped = &txtar.Archive{Comment: scenario.Comment}
	for _, f := range scenario.Files {
		if strings.HasPrefix(f.Name, "@") {
			continue
		}
		if ext := path.Ext(f.Name); (ext == ".mod" || ext == ".work") && Expects(string(f.Data)) {
			names = append(names, f.Name)
			f.Data = []byte(WithoutExpectations(string(f.Data)))
		}
		stripped.Files = append(stripped.Files, f)
	}
	return stripped, names
}
