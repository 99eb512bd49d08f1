package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// unusedIn runs the analyzer on a file whose line 3 has a comment; used and
// pending are the codes that silence something or whose analyzer has not run.
func unusedIn(line string, used, pending []string) (string, []analysis.Diagnostic) {
	text := "module m\n\n" + line + "\n"
	f := gomod.Parse("go.mod", text)
	ignores := analysis.Ignores(f)
	for i := range ignores {
		for n := range ignores[i].Codes {
			c := &ignores[i].Codes[n]
			c.Known, c.Used, c.Pending = ByCode(c.Value) != nil, slices.Contains(used, c.Value), slices.Contains(pending, c.Value)
		}
	}
	var found []analysis.Diagnostic
	UnusedIgnore.Run(&analysis.Pass{File: f, Ignores: ignores, Codes: Codes(), Report: func(d analysis.Diagnostic) { found = append(found, d) }})
	return text, found
}

func TestUnusedIgnore(t *testing.T) {
	const (
		req      = "require a.b/c v1.0.0"
		nothing  = "modroute:ignore has no effect: "
		partly   = "modroute:ignore has an effect only in part: "
		leak     = "private-module-public-proxy"
		mismatch = "go-sum-mismatch"
	)
	tests := []struct {
		name          string
		line          string
		used, pending []string
		span, message string // "" if nothing is found
		after         []string
		safe          bool // of the last intent
	}{
		{name: "used", line: req + " //modroute:ignore " + leak, used: []string{leak}},
		{name: "not run yet", line: req + " //modroute:ignore " + mismatch, pending: []string{mismatch}},
		{name: "two, used and not run yet", line: req + " //modroute:ignore " + leak + "," + mismatch, used: []string{leak}, pending: []string{mismatch}},
		{name: "another comment", line: req + " // modroute: see above"},
		{name: "itself alone", line: req + " //modroute:ignore unused-ignore"},

		{"unused", req + " //modroute:ignore " + leak + " reason", nil, nil,
			"modroute:ignore " + leak + " reason", nothing + "there is no finding " + leak + " here. Remove", []string{req}, false},
		{"unused above", "\t//modroute:ignore " + leak, nil, nil,
			"modroute:ignore " + leak, nothing, []string{"-"}, false},
		{"unused beside indirect", req + " // indirect; modroute:ignore " + leak, nil, nil,
			"modroute:ignore " + leak, nothing, []string{req + " // indirect"}, false},
		{"unused before another comment", req + " //modroute:ignore " + leak + " //keep", nil, nil,
			"modroute:ignore " + leak, nothing, []string{req + " //keep"}, false},
		{"unused between", req + " // indirect; modroute:ignore " + leak + " //keep", nil, nil,
			"modroute:ignore " + leak, nothing, []string{req + " // indirect; //keep"}, false},
		{"both unused", req + " //modroute:ignore " + leak + ", " + mismatch, nil, nil,
			"modroute:ignore " + leak + ", " + mismatch, nothing + "there is no finding " + leak + " here, and no finding " + mismatch + " here.", []string{req}, false},
		{"the first unused", req + " //modroute:ignore " + mismatch + "," + leak + " why", []string{leak}, nil,
			mismatch, partly + "there is no finding " + mismatch, []string{req + " //modroute:ignore " + leak + " why"}, false},
		{"the last unused", req + " //modroute:ignore " + leak + ", " + mismatch + " why", []string{leak}, nil,
			mismatch, partly, []string{req + " //modroute:ignore " + leak + " why"}, false},
		{"unused, but kept in silence", req + " //modroute:ignore " + leak + ",unused-ignore", nil, nil,
			leak, partly, []string{req + " //modroute:ignore unused-ignore"}, false},
		{"misspelt", req + " //modroute:ignore go-sum-missmatch why", nil, nil,
			"modroute:ignore go-sum-missmatch why", nothing + "there is no code go-sum-missmatch (the nearest is go-sum-mismatch). Correct the code.",
			[]string{req + " //modroute:ignore go-sum-mismatch why", req}, false},
		{"misspelt beside one that is used", req + " //modroute:ignore " + leak + ",go-sum-missmatch", []string{leak}, nil,
			"go-sum-missmatch", partly, []string{req + " //modroute:ignore " + leak + "," + mismatch, req + " //modroute:ignore " + leak}, false},
		{"nothing like it", req + " //modroute:ignore xyz", nil, nil,
			"modroute:ignore xyz", nothing + "there is no code xyz. Remove", []string{req}, true},
		{"nothing like it beside one that is used", req + " //modroute:ignore " + leak + ",xyz", []string{leak}, nil,
			"xyz", partly + "there is no code xyz.", []string{req + " //modroute:ignore " + leak}, true},
		{"nothing like it beside one that another machine may need", req + " //modroute:ignore xyz," + leak, nil, nil,
			"modroute:ignore xyz," + leak, nothing + "there is no code xyz, and no finding " + leak + " here.", []string{req}, false},
		{"no code", req + " //modroute:ignore", nil, nil,
			"modroute:ignore", nothing + "it names no code.", []string{req}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, found := unusedIn(test.line, test.used, test.pending)
			if test.message == "" {
				if found != nil {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("%d findings", len(found))
			}
			d := found[0]
			checkMessage(t, d)
			if got := text[d.Span.Start:d.Span.End]; got != test.span || d.Severity != analysis.Hint || !d.Unnecessary || !strings.HasPrefix(d.Message, test.message) {
				t.Errorf("%v at %q: %s", d.Severity, got, d.Message)
			}
			var after []string
			for _, i := range d.Intents {
				edit := i.(analysis.EditText)
				line, _ := strings.CutPrefix(gomod.Apply(text, edit.Edits), "module m\n\n")
				if line == "" {
					line = "-\n"
				}
				after = append(after, strings.TrimSuffix(line, "\n"))
			}
			last := d.Intents[len(d.Intents)-1].(analysis.EditText)
			if !slices.Equal(after, test.after) || last.Safe != test.safe {
				t.Errorf("the fixes lead to %q (safe: %v), want %q", after, last.Safe, test.after)
			}
		})
	}
}

// Comments that name the same code are told apart, beside a line and above one.
func TestUnusedIgnoresOfTheSameCode(t *testing.T) {
	const ignore = "//modroute:ignore sumdb-off"
	_, found := unusedIn("require a.b/c v1.0.0 "+ignore+"\nrequire a.b/d v1.0.0 "+ignore+"\n"+ignore+"\nrequire a.b/e v1.0.0\n"+ignore+"\nrequire a.b/f v1.0.0", nil, nil)
	subjects := make(map[string]bool)
	for _, d := range found {
		subjects[d.Subject] = true
	}
	if len(found) != 4 || len(subjects) != 4 {
		t.Errorf("%d findings have the subjects %v", len(found), subjects)
	}
}
