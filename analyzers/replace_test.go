package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

// A replaceTest is a row of the tables of the codes about replaces and
// workspaces.
type replaceTest struct {
	name string
	scenario
	want    []string // the findings of the code: "3 warning", by line
	message string   // the telling part of the first message
}

// checkReplaces holds the findings of one code against a table.
func checkReplaces(t *testing.T, code string, tests []replaceTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			var first analysis.Diagnostic
			for _, d := range test.run(t) {
				if d.Code != code {
					continue
				}
				checkMessage(t, d)
				if got == nil {
					first = d
				}
				got = append(got, strings.TrimSuffix(brief(test.file, d), " "+code))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q: %s", got, test.want, first.Message)
			}
			if !strings.Contains(first.Message, test.message) {
				t.Errorf("the message is %q, want %q in it", first.Message, test.message)
			}
		})
	}
}

// checkedOut are directories that hold the module git.acme.com/lib.
func checkedOut(dirs ...string) map[string]analysis.Checkout {
	all := make(map[string]analysis.Checkout)
	for _, dir := range dirs {
		all[dir] = analysis.Checkout{Exists: true, GoMod: true, Module: "git.acme.com/lib"}
	}
	return all
}

// A directory is spelled as the go command wants it in a directive.
func TestSpelledFrom(t *testing.T) {
	for dir, want := range map[string]string{
		"/src/w/lib": "./lib", "/src/w": "./.", "/src/lib": "../lib", "/src": "..", "/lib": "../../lib", "/src/w/..lib": "./..lib",
	} {
		if got := spelledFrom("/src/w", dir); got != want {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}
