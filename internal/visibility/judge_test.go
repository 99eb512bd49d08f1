package visibility

import (
	"slices"
	"testing"
)

func pattern(glob string) []Pattern { return []Pattern{{Variable: "GOPRIVATE", Glob: glob}} }

func lookedUp(string, string) bool { return true }

func TestJudge(t *testing.T) {
	host := func(prefix string) []Host { return []Host{{Prefix: prefix, Text: "netrc has a login for " + prefix}} }
	tests := []struct {
		name  string
		facts *Facts
		path  string
		want  Verdict
		kinds []Kind // of the evidence, in order
	}{
		{"nothing is known", &Facts{}, "git.acme.com/team/lib", Unknown, nil},
		{"the repository declares it", &Facts{Declared: pattern("git.acme.com")}, "git.acme.com/team/lib", Private, []Kind{Declared}},
		{"the repository declares something else", &Facts{Declared: pattern("git.acme.com")}, "github.com/acme/lib", Unknown, nil},
		{"a declaration of everything is a habit", &Facts{Declared: pattern("*")}, "github.com/acme/lib", Unknown, nil},
		{"GOPRIVATE names it", &Facts{Effective: pattern("*.acme.com")}, "git.acme.com/team/lib", Private, []Kind{Configured}},
		{"the bare domain is not matched by its wildcard", &Facts{Effective: pattern("*.acme.com")}, "acme.com/lib", Unknown, nil},
		{"GOPRIVATE=*", &Facts{Effective: pattern("*")}, "git.acme.com/team/lib", Unknown, nil},
		{"GOPRIVATE=*/*/*", &Facts{Effective: pattern("*/*/*")}, "git.acme.com/team/lib", Unknown, nil},
		{"GOPRIVATE=github.com", &Facts{Effective: pattern("github.com")}, "github.com/acme/lib", Unknown, nil},
		{"GOPRIVATE=github.com/", &Facts{Effective: pattern("github.com/")}, "github.com/acme/lib", Unknown, nil},
		{"GOPRIVATE=github.com/*", &Facts{Effective: pattern("github.com/*")}, "github.com/acme/lib", Unknown, nil},
		{"GOPRIVATE=*.com covers github.com", &Facts{Effective: pattern("*.com")}, "git.acme.com/team/lib", Unknown, nil},
		{"GOPRIVATE=github.com/acme", &Facts{Effective: pattern("github.com/acme")}, "github.com/acme/lib", Private, []Kind{Configured}},
		{"GOPRIVATE=github.com/acme-*", &Facts{Effective: pattern("github.com/acme-*")}, "github.com/acme-x/lib", Private, []Kind{Configured}},
		{"GOPRIVATE=*/acme names an owner somewhere", &Facts{Effective: pattern("*/acme")}, "github.com/acme/lib", Private, []Kind{Configured}},
		{"GONOSUMDB=golang.org/x where the database cannot be reached", &Facts{Effective: pattern("golang.org/x")}, "golang.org/x/sync", Unknown, nil},
		{"GONOPROXY=gopkg.in", &Facts{Effective: pattern("gopkg.in")}, "gopkg.in/yaml.v3", Unknown, nil},
		{"GOPRIVATE=*.k8s.io", &Facts{Effective: pattern("*.k8s.io")}, "sigs.k8s.io/yaml", Unknown, nil},
		{"a repository that declares golang.org", &Facts{Declared: pattern("golang.org")}, "golang.org/x/sync", Unknown, nil},
		{"a mirror of golang.org/x", &Facts{Hosts: host("golang.org/x")}, "golang.org/x/sync", Unknown, nil},
		{"the settings may name golang.org", &Facts{Settings: pattern("golang.org/x")}, "golang.org/x/sync", Private, []Kind{InSettings}},
		{"a host that looks like golang.org", &Facts{Effective: pattern("golang.org.acme.com")}, "golang.org.acme.com/lib", Private, []Kind{Configured}},
		{"the settings name it", &Facts{Settings: pattern("git.acme.com")}, "git.acme.com/team/lib", Private, []Kind{InSettings}},
		{"the settings may name all", &Facts{Settings: pattern("*")}, "git.acme.com/team/lib", Private, []Kind{InSettings}},
		{"an internal host", &Facts{}, "git.acme.internal/team/lib", Private, []Kind{InternalHost}},
		{"a login for its host", &Facts{Hosts: host("git.acme.com")}, "git.acme.com/team/lib", Private, []Kind{Credentials}},
		{"a login for a part of its host", &Facts{Hosts: host("git.acme.com/team")}, "git.acme.com/teams/lib", Unknown, nil},
		{"a login for github.com", &Facts{Hosts: host("github.com")}, "github.com/acme/lib", Unknown, nil},
		{"a rewrite of an owner on github.com", &Facts{Hosts: host("github.com/acme")}, "github.com/acme/lib", Private, []Kind{Credentials}},

		{"looked up", &Facts{LookedUp: lookedUp}, "git.acme.com/team/lib", Public, []Kind{LookedUp}},
		{"looked up outweighs the host", &Facts{LookedUp: lookedUp}, "git.acme.internal/lib", Public, []Kind{LookedUp, InternalHost}},
		{"looked up outweighs a login", &Facts{LookedUp: lookedUp, Hosts: host("git.acme.com")}, "git.acme.com/lib", Public, []Kind{LookedUp, Credentials}},
		{"looked up outweighs a pattern for a host", &Facts{LookedUp: lookedUp, Effective: pattern("*.acme.com")}, "git.acme.com/lib", Public, []Kind{LookedUp, Configured}},
		{"looked up outweighs a host with a wildcard below", &Facts{LookedUp: lookedUp, Effective: pattern("git.acme.com/*")}, "git.acme.com/x/lib", Public, []Kind{LookedUp, Configured}},
		{"not a pattern for an owner", &Facts{LookedUp: lookedUp, Effective: pattern("github.com/acme")}, "github.com/acme/lib", Private, []Kind{Configured}},
		{"not a declaration", &Facts{LookedUp: lookedUp, Declared: pattern("*.acme.com")}, "git.acme.com/lib", Private, []Kind{Declared}},
		{"not the settings", &Facts{LookedUp: lookedUp, Settings: pattern("*.acme.com")}, "git.acme.com/lib", Private, []Kind{InSettings}},
		{
			"all evidence, strongest first",
			&Facts{Declared: pattern("*.corp"), Effective: pattern("git.corp"), Settings: pattern("*.corp"), Hosts: host("git.corp")},
			"git.corp/lib", Private, []Kind{Declared, Configured, InSettings, InternalHost, Credentials},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := test.facts.Judge(test.path, "v1.0.0")
			var kinds []Kind
			for _, e := range j.Evidence {
				kinds = append(kinds, e.Kind)
				if e.Text == "" {
					t.Errorf("evidence of kind %d has no text", e.Kind)
				}
				if want := e.Kind == LookedUp; (e.Verdict == Public) != want {
					t.Errorf("evidence of kind %d speaks for %v", e.Kind, e.Verdict)
				}
			}
			if j.Verdict != test.want || j.Weak || !slices.Equal(kinds, test.kinds) {
				t.Errorf("Judge(%s) = %v, weak %t, kinds %v; want %v, kinds %v", test.path, j.Verdict, j.Weak, kinds, test.want, test.kinds)
			}
		})
	}
}

func TestJudgeSameRemoteIsWeak(t *testing.T) {
	f := &Facts{RemoteHost: "git.acme.com"}
	if j := f.Judge("git.acme.com/team/lib", "v1.0.0"); j.Verdict != Private || !j.Weak {
		t.Errorf("a module on the repository's own host: %v, weak %t; want private, weak", j.Verdict, j.Weak)
	}
	f = &Facts{RemoteHost: "git.acme.com", Effective: pattern("git.acme.com")}
	if j := f.Judge("git.acme.com/team/lib", "v1.0.0"); j.Verdict != Private || j.Weak {
		t.Errorf("with GOPRIVATE besides: %v, weak %t; want private, not weak", j.Verdict, j.Weak)
	}
	f = &Facts{RemoteHost: "git.acme.com", LookedUp: lookedUp}
	if j := f.Judge("git.acme.com/team/lib", "v1.0.0"); j.Verdict != Public {
		t.Errorf("looked up: %v; want public", j.Verdict)
	}
	f = &Facts{RemoteHost: "github.com"}
	if j := f.Judge("github.com/acme/lib", "v1.0.0"); j.Verdict != Unknown {
		t.Errorf("a well-known forge: %v; want unknown", j.Verdict)
	}
}

// The look-up costs reading the disk: it is asked only where it can matter.
func TestJudgeSparesLookUp(t *testing.T) {
	asked := 0
	f := &Facts{
		Effective: pattern("github.com/acme"),
		LookedUp:  func(string, string) bool { asked++; return false },
	}
	f.Judge("github.com/acme/lib", "v1.0.0")
	if asked != 0 {
		t.Errorf("the look-up was asked %d times about a module that GOPRIVATE names by owner", asked)
	}
	f.Judge("github.com/other/lib", "v1.0.0")
	if asked != 1 {
		t.Errorf("the look-up was asked %d times about a module that nothing names; want 1", asked)
	}
}

func TestWithEffective(t *testing.T) {
	f := &Facts{Declared: pattern("git.acme.com")}
	f.Judge("git.acme.com/lib", "v1.0.0")
	g := f.WithEffective(pattern("github.com/acme"))
	if v := g.Judge("github.com/acme/lib", "v1.0.0").Verdict; v != Private {
		t.Errorf("a module that the new pattern names is %v", v)
	}
	if v := g.Judge("git.acme.com/lib", "v1.0.0").Verdict; v != Private {
		t.Errorf("a module that go.env declares is %v", v)
	}
	if v := f.Judge("github.com/acme/lib", "v1.0.0").Verdict; v != Unknown {
		t.Errorf("the facts themselves have changed: %v", v)
	}
}

func TestInternalHost(t *testing.T) {
	tests := []struct{ host, want string }{
		{"git.acme.internal", "host ends in .internal"},
		{"git.corp", "host ends in .corp"},
		{"nas.home.arpa", "host ends in .home.arpa"},
		{"10.0.3.4", "host is an IP address"},
		{"8.8.8.8", "host is an IP address"},
		{"x.test", "host ends in .test"},
		{"git.localhost", "host ends in .localhost"},
		{"2.168.192.in-addr.arpa", ""},
		{"example.com", ""},
		{"internal.acme.com", ""},
		{"corp.acme.com", ""},
		{"golang.org", ""},
		{"mylocal", ""},
		{"local", ""}, // no dot: no module path
		{"git.1a", ""},
		{"trailing.", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := internalHost(test.host); got != test.want {
			t.Errorf("internalHost(%q) = %q, want %q", test.host, got, test.want)
		}
	}
}

// Without facts a judgement must cost next to nothing: it is made for every
// line at every edit.
func BenchmarkJudgeNoFacts(b *testing.B) {
	f := &Facts{}
	for b.Loop() {
		for range 500 {
			f.Judge("github.com/prometheus/client_golang", "v1.20.0")
		}
	}
}

func BenchmarkJudgePatterns(b *testing.B) {
	f := &Facts{
		Declared:  pattern("git.acme.com"),
		Effective: []Pattern{{Variable: "GOPRIVATE", Glob: "*.acme.com"}, {Variable: "GOPRIVATE", Glob: "github.com/acme"}},
	}
	for b.Loop() {
		for range 500 {
			f.Judge("github.com/prometheus/client_golang", "v1.20.0")
		}
	}
}

func TestSpansOwners(t *testing.T) {
	for glob, want := range map[string]bool{
		"*/a*": true, "*.com/acme": true, "g?thub.com/acme/*": true, "*": true,
		"github.com": true, "github.com/": true, "github.com/[a-z]*": true, "github.com/*/p*": true, `github.com/\acme`: true,
		"github.com/acme": false, "github.com/acme/*": false, "*.corp.example.com": false,
		"git.example.com": false, "git.example.com/*": false, "*.example.com/t*": false,
	} {
		if got := SpansOwners(glob); got != want {
			t.Errorf("SpansOwners(%q) = %v", glob, got)
		}
	}
}
