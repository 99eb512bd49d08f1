package server_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
)

// causedCode is the code of an analyzer of these tests, whose findings are
// caused by the second line of the file that a requirement's path names.
const causedCode = "test-caused"

func init() {
	analyzers.All = append(analyzers.All, &analysis.Analyzer{Name: causedCode, Doc: "For tests.\n", Run: func(p *analysis.Pass) {
		for _, r := range p.Requirements {
			if file, ok := strings.CutPrefix(r.Path, "github.com/caused/"); ok {
				p.Report(analysis.Diagnostic{
					Span: r.Token.Span, Severity: analysis.Warning, Message: "Caused.", Requirement: r,
					Cause:   &analysis.Related{File: filepath.Join(p.Dir, file), Line: 2, Message: "here"},
					Intents: []analysis.Intent{analysis.AddReplace{}},
				})
			}
		}
	}})
}

// A finding is shown in the open file that causes it too: a go.sum as well as
// a go.work, which has findings of its own. There it has its actions.
func TestFindingsAreShownWhereTheyAreCaused(t *testing.T) {
	for name, text := range map[string]string{
		"go.sum":  "a.example/b v1.0.0 h1:xxx=\na.example/c v1.0.0 h1:xxx=\n",
		"go.work": "go 1.26\nuse .\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil)
			s.must(os.WriteFile(s.path(name), []byte(text), 0o666))
			s.must(s.Open(s.uri(name), "whatever", text))
			mod := "module example.com/m\n\ngo 1.26\n\nrequire github.com/caused/" + name + " v1.0.0\n"
			s.must(os.WriteFile(s.path("go.mod"), []byte(mod), 0o666))
			s.open("go.mod", mod)
			p := s.diagnostics(name, 1)
			for !slices.Contains(codesOf(p), causedCode) {
				p = s.diagnostics(name, 1)
			}
			d := p.Diagnostics[slices.Index(codesOf(p), causedCode)]
			if d.Range.Start.Line != 1 || !strings.Contains(string(d.RelatedInformation), "this file is hit") {
				t.Errorf("published %+v", d)
			}
			a := find(t, s.actions(name, at(1, 0, 1, 0), nil), "local checkout")
			if len(a.Diagnostics) != 1 || a.Diagnostics[0].Range.Start.Line != 1 {
				t.Errorf("action %+v", a)
			}
			for _, a := range s.actions(name, at(0, 0, 0, 0), nil) {
				if strings.Contains(a.Title, "local checkout") {
					t.Errorf("on another line: %+v", a)
				}
			}
			s.edit("go.mod", 2, at(4, 0, 5, 0), "")
			for slices.Contains(codesOf(p), causedCode) {
				p = s.diagnostics(name, 1)
			}
		})
	}
}
