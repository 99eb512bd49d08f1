package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

// A row is a scenario and what one analyzer has to say about it.
type row struct {
	name string
	scenario
	want    string // "3 error code", "" for silence
	message string // a part of the message
}

// checkRows runs one analyzer on each row.
func checkRows(t *testing.T, a *analysis.Analyzer, rows []row) {
	t.Helper()
	for _, test := range rows {
		t.Run(test.name, func(t *testing.T) {
			found := slices.DeleteFunc(test.run(t), func(d analysis.Diagnostic) bool { return d.Code != a.Name })
			switch {
			case len(found) == 0 && test.want == "":
			case len(found) != 1:
				t.Errorf("%d findings, want %q: %+v", len(found), test.want, found)
			case brief(test.file, found[0]) != test.want:
				t.Errorf("found %q, want %q", brief(test.file, found[0]), test.want)
			case !strings.Contains(found[0].Message, test.message):
				t.Errorf("message %q lacks %q", found[0].Message, test.message)
			}
		})
	}
}

// finding returns the one finding of an analyzer.
func finding(t *testing.T, a *analysis.Analyzer, s scenario) analysis.Diagnostic {
	t.Helper()
	found := slices.DeleteFunc(s.run(t), func(d analysis.Diagnostic) bool { return d.Code != a.Name })
	if len(found) != 1 {
		t.Fatalf("%d findings of %s", len(found), a.Name)
	}
	return found[0]
}
