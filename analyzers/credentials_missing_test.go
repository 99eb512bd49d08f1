package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

func TestCredentialsMissing(t *testing.T) {
	const file = "module m\n\ngo 1.26\n\nrequire github.com/acme/lib v1.0.0\n"
	const found = "5 information credentials-missing"
	ours := func() *visibility.Facts {
		return &visibility.Facts{Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "git.acme.com"}, {Variable: "modroute.private", Glob: "github.com/acme"}, {Variable: "modroute.private", Glob: "chiselapp.com/user"}}}
	}
	with := func(git *analysis.Git) scenario {
		return scenario{file: file, facts: ours(), machine: machine{git: git}}.with("GOPRIVATE", "github.com/acme,git.acme.com,chiselapp.com/user")
	}
	none := with(&analysis.Git{})
	change := func(edit func(*scenario)) scenario {
		s := with(&analysis.Git{})
		edit(&s)
		return s
	}
	checkRows(t, CredentialsMissing, []row{
		{"nothing can answer", none, found, "Git has no password for https://github.com, and the go command forbids it to ask: terminal prompts disabled. If https://github.com/acme/lib is not public, the fetch fails."},
		{"prompts are forbidden by hand", none.with("GIT_TERMINAL_PROMPT", "0"), found, ""},
		{"a rewrite of another address", with(&analysis.Git{Rewrites: []string{"https://github.com/other/"}}), found, ""},
		{"a login for another host", with(&analysis.Git{Netrc: []string{"gitlab.com"}}), found, ""},
		{"half of the files cached", change(func(s *scenario) {
			s.machine.cached = map[string]analysis.Cached{"github.com/acme/lib@v1.0.0": {Mod: true}}
		}), found, ""},

		{"a helper", with(&analysis.Git{Helpers: true}), "", ""},
		{"a rewrite", with(&analysis.Git{Rewrites: []string{"https://github.com/"}}), "", ""},
		{"a login", with(&analysis.Git{Netrc: []string{"github.com"}}), "", ""},
		{"git's configuration is not known", with(nil), "", ""},
		{"git may ask", none.with("GIT_TERMINAL_PROMPT", "1"), "", ""},
		{"cached", change(func(s *scenario) {
			s.machine.cached = map[string]analysis.Cached{"github.com/acme/lib@v1.0.0": {Mod: true, Zip: true}}
		}), "", ""},
		{"with a vendor directory", change(func(s *scenario) { s.vendored = true }), "", ""},
		{"not known as private", change(func(s *scenario) { s.facts = nil }), "", ""},
		{"only by a hint", change(func(s *scenario) { s.facts = &visibility.Facts{RemoteHost: "github.com"} }), "", ""},
		{"a proxy comes first", none.with("GONOPROXY", "none"), "", ""},
		{"direct after a proxy", none.with("GONOPROXY", "none", "GOPROXY", "https://proxy.acme.com,direct", "GONOSUMDB", "github.com/acme"), "", ""},
		{"a host that has to be asked", change(func(s *scenario) { s.file = libFile }), "", ""},
		{"a path for which ssh is tried too", change(func(s *scenario) { s.file = "module m\n\nrequire git.acme.com/team/lib.git v1.0.0\n" }), "", ""},
		{"a repository that is not git's", change(func(s *scenario) {
			s.file = "module m\n\nrequire chiselapp.com/user/acme/repository/lib v1.0.0\n"
		}), "", ""},
		{"a replace that nothing uses", change(func(s *scenario) { s.file = "module m\n\nreplace example.com/a => github.com/acme/lib v1.0.0\n" }), "", ""},
		{"GOVCS forbids it anyway", none.with("GOVCS", "*:off"), "", ""},
		{"a module of the workspace", change(func(s *scenario) { s.mains = []string{"github.com/acme/lib"} }), "", ""},
		{"replaced by a directory", change(func(s *scenario) { s.file += "replace github.com/acme/lib => ./lib\n" }), "", ""},
	})

	d := finding(t, CredentialsMissing, none)
	want := analysis.RunLine{
		Title: "Fetch github.com/acme over ssh",
		Line:  `git config --global url."ssh://git@github.com/acme/".insteadOf https://github.com/acme/`,
	}
	if len(d.Intents) != 1 || d.Intents[0] != want {
		t.Errorf("intents %+v", d.Intents)
	}
}
