package analyzers

import (
	"reflect"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// declaring returns facts with patterns of the repository's go.env: variable
// and pattern by turns.
func declaring(patterns ...string) *visibility.Facts {
	facts := &visibility.Facts{}
	for i := 0; i < len(patterns); i += 2 {
		facts.Declared = append(facts.Declared, visibility.Pattern{Variable: patterns[i], Glob: patterns[i+1], File: "/src/go.env", Line: i/2 + 1})
	}
	return facts
}

func TestDeclarationNotApplied(t *testing.T) {
	base := scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com")}
	both := map[string]string{"git.acme.com/team/lib": "both"}
	answered := func(path string) *visibility.Facts {
		f := declaring("GOPRIVATE", "git.acme.com")
		f.LookedUp = func(p, _ string) bool { return p == path }
		return f
	}
	info := []string{"1 information"}
	testPrivacy(t, DeclarationNotApplied, []privacyTest{
		{"Go's default environment", base, info, []string{
			"The repository's go.env declares GOPRIVATE=git.acme.com, which the Go environment lacks: 1 of 3 requirements is private and named to a public proxy or checksum database. " +
				"The go command does not read that file; apply it to your Go environment.",
		}},
		{"another value", base.with("GOPRIVATE", "git.other.com"), info, nil},
		{"only the checksum database is told", base.with("GOPROXY", "direct"), info, nil},
		{"a company proxy without GONOSUMDB", base.with("GOPROXY", "https://proxy.acme.com"), info, nil},
		{"named to a proxy with go.sum complete", scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com"), sums: both}, info, nil},
		{"GONOSUMDB alone is declared", scenario{file: public, facts: declaring("GONOSUMDB", "git.acme.com")}.with("GOPROXY", "direct"), info, []string{"declares GONOSUMDB=git.acme.com"}},
		{"GOPRIVATE, which GONOPROXY replaces", base.with("GONOPROXY", "git.other.com"), info, nil},
		{"two variables", scenario{file: public, facts: declaring("GONOPROXY", "git.acme.com", "GONOSUMDB", "git.acme.com")}, info, []string{"GONOPROXY=git.acme.com and GONOSUMDB=git.acme.com"}},
		{"the only requirement", scenario{file: "module m\n\nrequire git.acme.com/lib v1.0.0\n", facts: declaring("GOPRIVATE", "git.acme.com")}, info, []string{"lacks: the only requirement is private"}},
		{"the database has answered for another module", scenario{file: public, facts: answered("golang.org/x/mod")}, info, nil},

		{"applied", base.with("GOPRIVATE", "git.acme.com"), nil, nil},
		{"applied by another pattern", base.with("GOPRIVATE", "*.acme.com"), nil, nil},
		{"applied, though GONOPROXY replaces it", base.with("GOPRIVATE", "git.acme.com", "GONOPROXY", "git.other.com"), nil, nil},
		{"nobody is told: both variables", base.with("GONOPROXY", "git.acme.com", "GONOSUMDB", "git.acme.com"), nil, nil},
		{"nobody is told: a company proxy and GONOSUMDB", base.with("GOPROXY", "https://proxy.acme.com", "GONOSUMDB", "git.acme.com"), nil, nil},
		{"nobody is told: GOPROXY=off", base.with("GOPROXY", "off"), nil, nil},
		{"nobody is told now: go.sum complete", scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com"), sums: both}.with("GOPROXY", "direct"), nil, nil},
		{"nobody is told: a directory", scenario{file: public + "replace git.acme.com/team/lib => ../lib\n", facts: declaring("GOPRIVATE", "git.acme.com")}, nil, nil},
		{"nobody is told: excluded", scenario{file: public + "exclude git.acme.com/team/lib v1.2.3\n", facts: declaring("GOPRIVATE", "git.acme.com")}, nil, nil},
		{"about no requirement of the file", scenario{file: public, facts: declaring("GOPRIVATE", "git.other.com")}, nil, nil},
		{"everything", scenario{file: public, facts: declaring("GOPRIVATE", "*")}, nil, nil},
		{"a whole forge", scenario{file: public, facts: declaring("GOPRIVATE", "github.com")}, nil, nil},
		{"a host that serves public modules only", scenario{file: public, facts: declaring("GOPRIVATE", "golang.org/x")}, nil, nil},
		{"a pattern that matches one of those too", scenario{file: public, facts: declaring("GOPRIVATE", "g*/*/mod", "GOPRIVATE", "g*/*/lib")}, info, []string{"declares GOPRIVATE=g*/*/lib, which"}},
		{"the database has answered for the module", scenario{file: public, facts: answered("git.acme.com/team/lib")}, nil, nil},
		{"such a host, which the settings call private", scenario{file: public, facts: &visibility.Facts{
			Declared: declaring("GOPRIVATE", "golang.org/x").Declared,
			Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "golang.org/x"}},
		}}, nil, nil},
		{"what would replace a module that is not required", scenario{file: "module m\n\nreplace a.com/b => git.acme.com/b v1.0.0\n", facts: declaring("GOPRIVATE", "git.acme.com")}, nil, nil},
		{"private by something else", scenario{file: public, facts: private()}, nil, nil},
	})
	found := base.privacy(t)[DeclarationNotApplied.Name]
	if len(found) != 1 || len(found[0].Related) != 1 || found[0].Related[0] != (analysis.Related{File: "/src/go.env", Line: 1, Message: "GOPRIVATE=git.acme.com is declared here"}) {
		t.Errorf("the place of the declaration: %+v", found)
	}
}

func TestDeclarationNotAppliedIntents(t *testing.T) {
	const title = "Apply the repository's go.env to the Go environment"
	set := func(name, value string) analysis.SetVariable {
		return analysis.SetVariable{Name: name, Value: value, Title: title}
	}
	knowingly := func(s analysis.SetVariable) analysis.SetVariable {
		s.Deliberate = true
		return s
	}
	all := func(changes ...analysis.SetVariable) analysis.ApplyDeclaration {
		return analysis.ApplyDeclaration{Title: title, Changes: changes}
	}
	base := scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com")}
	tests := []struct {
		name string
		scenario
		want analysis.Intent
	}{
		{"nothing is set", base, set("GOPRIVATE", "git.acme.com")},
		{"a value is kept", base.with("GOPRIVATE", "git.other.com,"), set("GOPRIVATE", "git.other.com,git.acme.com")},
		{"GONOPROXY replaces GOPRIVATE", base.with("GONOPROXY", "git.other.com"), all(set("GOPRIVATE", "git.acme.com"), set("GONOPROXY", "git.other.com,git.acme.com"))},
		{"GONOSUMDB replaces GOPRIVATE", base.with("GONOSUMDB", "git.other.com"), all(set("GOPRIVATE", "git.acme.com"), set("GONOSUMDB", "git.other.com,git.acme.com"))},
		{"GONOSUMDB has it already", base.with("GONOSUMDB", "git.acme.com"), set("GOPRIVATE", "git.acme.com")},
		{"GONOPROXY has it already", base.with("GONOPROXY", "git.acme.com"), set("GOPRIVATE", "git.acme.com")},
		{"declared twice", scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com", "GOPRIVATE", "*.acme.com/team", "GOPRIVATE", "git.acme.com")}, set("GOPRIVATE", "git.acme.com,*.acme.com/team")},
		{"a pattern for modules of others too", scenario{file: public, facts: declaring("GOPRIVATE", "*/team")}, knowingly(set("GOPRIVATE", "*/team"))},
		{"declared for both halves", scenario{file: public, facts: declaring("GONOPROXY", "git.acme.com", "GONOSUMDB", "git.acme.com")}.with("GOPRIVATE", "git.other.com"),
			all(set("GONOPROXY", "git.other.com,git.acme.com"), set("GONOSUMDB", "git.other.com,git.acme.com"))},
		{"one half is declared, the other is set", scenario{file: public, facts: declaring("GONOPROXY", "git.acme.com")}.with("GONOPROXY", "git.third.com", "GONOSUMDB", "git.other.com"),
			set("GONOPROXY", "git.third.com,git.acme.com")},
		{"a pattern about nothing here is left out", scenario{file: public, facts: declaring("GOPRIVATE", "git.acme.com", "GOPRIVATE", "git.other.com", "GOPRIVATE", "*")}, set("GOPRIVATE", "git.acme.com")},
		{"nor is everything, where that is one module", scenario{file: "module m\n\nrequire git.acme.com/lib v1.0.0\n", facts: declaring("GOPRIVATE", "*", "GOPRIVATE", "git.acme.com")}, set("GOPRIVATE", "git.acme.com")},
		{"past a company proxy", base.with("GOPROXY", "https://proxy.acme.com"), knowingly(set("GOPRIVATE", "git.acme.com"))},
		{"past a company proxy, both", base.with("GOPROXY", "https://proxy.acme.com", "GONOSUMDB", "git.other.com"),
			analysis.ApplyDeclaration{Title: title, Deliberate: true, Changes: []analysis.SetVariable{set("GOPRIVATE", "git.acme.com"), set("GONOSUMDB", "git.other.com,git.acme.com")}}},
		{"a company proxy is kept", scenario{file: public, facts: declaring("GONOSUMDB", "git.acme.com")}.with("GOPROXY", "https://proxy.acme.com"), set("GONOSUMDB", "git.acme.com")},
	}
	for _, test := range tests {
		got := test.intents(t, DeclarationNotApplied)
		if len(got) != 1 || !reflect.DeepEqual(got[0], test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
	}
}
