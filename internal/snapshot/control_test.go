package snapshot_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// briefly names findings by their lines, severities and codes: those of the
// codes that these tests are about.
func briefly(s *snapshot.Snapshot) []string {
	about := []string{"private-module-public-proxy", "replace-directory", "invalid-goproxy", "unused-ignore"}
	var list []string
	for _, d := range s.Diagnostics {
		if !slices.Contains(about, d.Code) {
			continue
		}
		line, _ := s.File.Position(d.Span.Start)
		list = append(list, fmt.Sprintf("%d %v %s", line, d.Severity, d.Code))
	}
	return list
}

func TestControl(t *testing.T) {
	const (
		text = `module m

require (
	ledger.internal/client v1.0.0%s
	ledger.internal/server v1.0.0
)

replace pub.example/x v1.0.0 => ./missing
`
		leak    = "private-module-public-proxy"
		client  = "4 warning " + leak
		server  = "5 warning " + leak
		missing = "8 information replace-directory"
	)
	severity := func(code string, level analysis.Severity) analysis.Control {
		return analysis.Control{Severity: map[string]analysis.Severity{code: level}}
	}
	ignore := func(glob string, codes ...string) analysis.Control {
		return analysis.Control{Ignore: []analysis.IgnoreRule{{Glob: glob, Codes: codes}}}
	}
	tests := []struct {
		name    string
		comment string
		control analysis.Control
		want    []string
	}{
		{"nothing said", "", analysis.Control{}, []string{client, server, missing}},
		{"a comment", " //modroute:ignore " + leak, analysis.Control{}, []string{server, missing}},
		{"a comment of another code", " //modroute:ignore sumdb-off", analysis.Control{}, []string{client, "4 hint unused-ignore", server, missing}},
		{"the same, in silence", " //modroute:ignore sumdb-off,unused-ignore", analysis.Control{}, []string{client, server, missing}},
		{"the same, switched off", " //modroute:ignore sumdb-off", severity("unused-ignore", analysis.Off), []string{client, server, missing}},
		{"the same, graver", " //modroute:ignore sumdb-off", severity("unused-ignore", analysis.Error), []string{client, "4 error unused-ignore", server, missing}},
		{"off", "", severity(leak, analysis.Off), []string{missing}},
		{"graver", "", severity(leak, analysis.Error), []string{"4 error " + leak, "5 error " + leak, missing}},
		{"a comment comes before what is off", " //modroute:ignore " + leak, severity(leak, analysis.Off), []string{missing}},
		{"a comment comes before what is ignored", " //modroute:ignore " + leak, ignore("*.internal"), []string{missing}},
		{"ignored by a pattern", "", ignore("ledger.internal/client"), []string{server, missing}},
		{"by one of a parent", "", ignore("*.internal"), []string{missing}},
		{"ignored code", "", ignore("ledger.internal/client", "sumdb-off", leak), []string{server, missing}},
		{"another ignored code", "", ignore("ledger.internal/client", "sumdb-off"), []string{client, server, missing}},
		{"of what replaces it", "", ignore("pub.example"), []string{client, server}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			opts := snapshot.Options{Trusted: true, Control: test.control}
			env := defaultEnv("https://proxy.golang.org,direct", nil)
			folder := snapshot.Open(t.TempDir(), env, snapshot.Disk(nil, true), opts)
			s := folder.Snapshot(gomod.Parse("go.mod", fmt.Sprintf(text, test.comment)))
			if got := briefly(s); !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// A fault of the environment is silenced at the module line, in that file.
func TestControlOfTheEnvironment(t *testing.T) {
	for text, want := range map[string]int{
		"module m\n": 1,
		"module m //modroute:ignore invalid-goproxy\n":                                  0,
		"//modroute:ignore invalid-goproxy\nmodule m\n":                                 0,
		"//modroute:ignore invalid-goproxy\n\nmodule m\n":                               2,
		"module m\n\n//modroute:ignore invalid-goproxy\nrequire pub.example/x v1.0.0\n": 2,
	} {
		folder := snapshot.Open(t.TempDir(), defaultEnv("Direct", nil), snapshot.Disk(nil, true), trusted)
		if s := folder.Snapshot(gomod.Parse("go.mod", text)); len(briefly(s)) != want {
			t.Errorf("%q: found %q, want %d", text, briefly(s), want)
		}
	}
	folder := snapshot.Open(t.TempDir(), defaultEnv("Direct", nil), snapshot.Disk(nil, true), trusted)
	if s := folder.Snapshot(gomod.Parse("go.work", "//modroute:ignore invalid-goproxy\n\ngo 1.26\n")); len(briefly(s)) != 0 {
		t.Errorf("in a go.work: found %q", briefly(s))
	}
}

// A comment is not called unused before the analyzer has run that it is about.
func TestSlowCodesAreUnusedOnlyInTheEnd(t *testing.T) {
	i := slices.IndexFunc(analyzers.All, func(a *analysis.Analyzer) bool { return a.Slow })
	slow := analyzers.All[i].Name
	folder := snapshot.Open(t.TempDir(), defaultEnv("https://proxy.golang.org,direct", nil), snapshot.Disk(nil, true), trusted)
	s := folder.Snapshot(gomod.Parse("go.mod", "module m\n\nrequire github.com/google/go-cmp v0.7.0 //modroute:ignore "+slow+"\n"))
	if len(briefly(s)) != 0 || s.Completed {
		t.Errorf("at first: %q", briefly(s))
	}
	if c := s.Complete(t.Context()); !slices.Equal(briefly(c), []string{"3 hint unused-ignore"}) || !c.Completed {
		t.Errorf("in the end: %q", briefly(c))
	}
	// What a fix asks is about some requirements only.
	if r := s.Rejudged(folder, nil); len(briefly(r)) != 0 {
		t.Errorf("rejudged: %q", briefly(r))
	}
}
