package fix

import (
	"slices"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/visibility"
)

func TestCandidates(t *testing.T) {
	named := func(kind visibility.Kind, glob string) visibility.Judgement {
		return visibility.Judgement{Verdict: visibility.Private, Evidence: []visibility.Evidence{{Kind: kind, Verdict: visibility.Private, Glob: glob}}}
	}
	internal := visibility.Judgement{
		Verdict:  visibility.Private,
		Evidence: []visibility.Evidence{{Kind: visibility.InternalHost, Verdict: visibility.Private}},
	}
	configured := visibility.Judgement{
		Verdict:  visibility.Private,
		Evidence: []visibility.Evidence{{Kind: visibility.Configured, Verdict: visibility.Private, Glob: "git.corp.example.com/te*"}},
	}
	for _, tt := range []struct {
		path string
		j    visibility.Judgement
		want []string
	}{
		{"git.corp.example.com/team/lib", visibility.Judgement{},
			[]string{"git.corp.example.com/team/lib", "git.corp.example.com/team", "git.corp.example.com"}},
		// No deeper than the repository, and without the major version.
		{"github.com/acme/mono/tools/v2", visibility.Judgement{}, []string{"github.com/acme/mono", "github.com/acme"}},
		{"git.corp.example.com/team/lib/v3", visibility.Judgement{},
			[]string{"git.corp.example.com/team/lib", "git.corp.example.com/team", "git.corp.example.com"}},
		{"git.corp.example.com/team/lib.git/sub", visibility.Judgement{},
			[]string{"git.corp.example.com/team/lib.git", "git.corp.example.com/team", "git.corp.example.com"}},
		// The same pattern is offered once.
		{"go.acme.example/lib", visibility.Judgement{}, []string{"go.acme.example/lib", "go.acme.example"}},
		{"go.acme.example", visibility.Judgement{}, []string{"go.acme.example"}},
		// The host is preferred if it cannot be public.
		{"git.corp.internal/team/lib", internal,
			[]string{"git.corp.internal", "git.corp.internal/team", "git.corp.internal/team/lib"}},
		// What the repository declares is preferred, unless it takes in modules of others.
		{"github.com/acme/lib", named(visibility.Declared, "github.com/acme/*"), []string{"github.com/acme/*", "github.com/acme/lib", "github.com/acme"}},
		{"github.com/acme/lib", named(visibility.Declared, "github.com/[a-z]*"), []string{"github.com/acme/lib", "github.com/acme"}},
		{"github.com/acme/lib", named(visibility.InSettings, "github.com/ac*"), []string{"github.com/ac*", "github.com/acme/lib", "github.com/acme"}},
		{"github.com/acme/lib", named(visibility.InSettings, "*"), []string{"github.com/acme/lib", "github.com/acme"}},
		// What is named already is preferred to what could be.
		{"git.corp.example.com/team/lib", configured,
			[]string{"git.corp.example.com/te*", "git.corp.example.com/team/lib", "git.corp.example.com/team", "git.corp.example.com"}},
		// The first element is everybody's.
		{"hub.jazz.net/git/user/repo", visibility.Judgement{}, []string{"hub.jazz.net/git/user/repo"}},
	} {
		if got := candidates(tt.path, tt.j); !slices.Equal(got, tt.want) {
			t.Errorf("candidates(%s) = %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestAddPatternsLosesNothing(t *testing.T) {
	lib := []want{{"a.example/team/lib", "a.example/team"}}
	for _, tt := range []struct {
		value string
		wants []want
		want  string
	}{
		{"", lib, "a.example/team"},
		{"b.example", lib, "b.example,a.example/team"},
		{"b.example,", lib, "b.example,a.example/team"},
		{",b.example", lib, ",b.example,a.example/team"},
		{"c.example, b.example", lib, "c.example, b.example,a.example/team"},
		{" ", lib, " ,a.example/team"},
		{"none", lib, "none,a.example/team"},
		{"b.example\r", lib, "b.example,a.example/team"},
		// Nothing is there twice, nor what something broader covers.
		{"a.example/team", lib, "a.example/team"},
		{"a.example/team/", lib, "a.example/team/"},
		{"a.example", lib, "a.example"},
		{"*.example", lib, "*.example"},
		{"a.example\r", lib, "a.example"},
		{" a.example/team", lib, " a.example/team,a.example/team"}, // the blank keeps it from matching
		// What matches only a part of it does not suffice.
		{"a.example/team/other", lib, "a.example/team/other,a.example/team"},
		{"b.example", []want{{"a.example/x/y", "a.example/x"}, {"c.example/x/y", "c.example"}, {"a.example/x/z", "a.example/x"}},
			"b.example,a.example/x,c.example"},
		{"", []want{{"a.example/x/y", "a.example/x/y"}, {"a.example/x/z", "a.example/x"}}, "a.example/x"},
		// A module that is covered brings no pattern along.
		{"a.example/team/lib", []want{{"a.example/team/lib", "a.example"}, {"b.example/x", "b.example"}},
			"a.example/team/lib,b.example"},
	} {
		if got := addPatterns(tt.value, tt.wants); got != tt.want {
			t.Errorf("addPatterns(%q, %v) = %q, want %q", tt.value, tt.wants, got, tt.want)
		}
	}
}

func TestDeclareKeepsTheRestOfGoEnv(t *testing.T) {
	lib := []want{{"a.example/team/lib", "a.example/team"}}
	for _, tt := range []struct{ name, text, want string }{
		{"new file", "", "GOPRIVATE=a.example/team\n"},
		{"comments and other variables", "# ours\nGOFLAGS=-mod=mod\nGOPRIVATE=b.example\n# end\n",
			"# ours\nGOFLAGS=-mod=mod\nGOPRIVATE=b.example,a.example/team\n# end\n"},
		{"the last of several lines counts", "GOPRIVATE=b.example\nGOPRIVATE=c.example\n",
			"GOPRIVATE=b.example\nGOPRIVATE=c.example,a.example/team\n"},
		{"no GOPRIVATE", "GOFLAGS=-mod=mod\n", "GOFLAGS=-mod=mod\nGOPRIVATE=a.example/team\n"},
		{"no line end at the end", "GOFLAGS=-mod=mod", "GOFLAGS=-mod=mod\nGOPRIVATE=a.example/team\n"},
		{"an empty value", "GOPRIVATE=\nX=1\n", "GOPRIVATE=a.example/team\nX=1\n"},
		{"Windows line ends", "X=1\r\nGOPRIVATE=b.example\r\n", "X=1\r\nGOPRIVATE=b.example,a.example/team\r\n"},
		{"Windows line ends, no GOPRIVATE", "X=1\r\n", "X=1\r\nGOPRIVATE=a.example/team\r\n"},
		{"declared already", "GOPRIVATE=a.example\n", "GOPRIVATE=a.example\n"},
		{"a line that does not count", " GOPRIVATE=b.example\n", " GOPRIVATE=b.example\nGOPRIVATE=a.example/team\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := gomod.Apply(tt.text, declare(tt.text, lib)); got != tt.want {
				t.Errorf("go.env becomes %q, want %q", got, tt.want)
			}
		})
	}
}
