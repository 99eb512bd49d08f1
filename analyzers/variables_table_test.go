package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

// A variableCase is a scenario with what one analyzer finds in it.
type variableCase struct {
	name string
	scenario
	want  string   // line and severity of each finding, separated by ", "
	says  []string // parts of the message of the first
	fixes []string // titles of the first one's intents
}

// testVariable holds one analyzer against a table. A case that must be silent
// gives no more than a name and a scenario.
func testVariable(t *testing.T, a *analysis.Analyzer, cases []variableCase) {
	t.Helper()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			p := test.pass()
			var found []analysis.Diagnostic
			var got []string
			p.Report = func(d analysis.Diagnostic) {
				checkMessage(t, d)
				found = append(found, d)
				got = append(got, strings.TrimSpace(brief(test.file, d)))
			}
			a.Run(p)
			if strings.Join(got, ", ") != test.want {
				t.Fatalf("found %q, want %q: %+v", got, test.want, found)
			}
			if len(found) == 0 {
				return
			}
			for _, part := range test.says {
				if !strings.Contains(found[0].Message, part) {
					t.Errorf("message\n\t%s\nlacks\n\t%s", found[0].Message, part)
				}
			}
			if strings.Contains(found[0].Message, "hunter2") {
				t.Errorf("a secret in %q", found[0].Message)
			}
			if titles := intentTitles(found[0].Intents); !slices.Equal(titles, test.fixes) {
				t.Errorf("intents %q, want %q", titles, test.fixes)
			}
		})
	}
}

// intentTitles returns intents as the tables name them.
func intentTitles(intents []analysis.Intent) []string {
	var titles []string
	for _, intent := range intents {
		switch i := intent.(type) {
		case analysis.AddReplace:
			titles = append(titles, "replace")
		case analysis.SetVariable:
			title := i.Title
			if i.Deliberate {
				title += " (deliberate)"
			}
			titles = append(titles, title)
		case analysis.RunLine:
			titles = append(titles, i.Line)
		}
	}
	return titles
}

// inGoSum is a go.sum that has everything of the file public.
var inGoSum = map[string]string{"github.com/google/go-cmp": "both", "golang.org/x/mod": "mod", "git.acme.com/team/lib": "both"}

// setValue returns the value that an intent gives to a variable.
func setValue(intent analysis.Intent) string { return intent.(analysis.SetVariable).Value }

// onlyFinding returns the one finding of an analyzer in a scenario.
func onlyFinding(t *testing.T, a *analysis.Analyzer, s scenario) analysis.Diagnostic {
	t.Helper()
	found := findingsOf(a, s.pass())
	if len(found) != 1 {
		t.Fatalf("%d findings, want 1: %+v", len(found), found)
	}
	return found[0]
}

// findingsOf returns what an analyzer finds in a pass.
func findingsOf(a *analysis.Analyzer, p *analysis.Pass) (found []analysis.Diagnostic) {
	p.Report = func(d analysis.Diagnostic) { found = append(found, d) }
	a.Run(p)
	return found
}
