package analyzers

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"
)

// targetsOf returns the modules of some paths.
func targetsOf(paths ...string) *targets {
	all := &targets{}
	for _, path := range paths {
		all.add(path, false, nil)
	}
	return all
}

func TestCorrections(t *testing.T) {
	const lib = "git.corp.example.com/team/lib"
	tests := []struct {
		pattern string
		path    string
		want    string // the list in its place; "-" where it cannot be known, "" where nothing is missed
	}{
		// Each of these leaves the go command's request to the proxy.
		{" git.corp.example.com", lib, "git.corp.example.com"},
		{"git.corp.example.com\t", lib, "git.corp.example.com"},
		{"git.corp.example.com\r", lib, "git.corp.example.com"},
		{"git.corp.example.com\u00a0", lib, "git.corp.example.com"},
		{`"git.corp.example.com"`, lib, "git.corp.example.com"},
		{`'git.corp.example.com`, lib, "git.corp.example.com"},
		{"“git.corp.example.com”", lib, "git.corp.example.com"},
		{"acme.com git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com; git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com|git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com:git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com，git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com；git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{"acme.com：git.corp.example.com", lib, "acme.com,git.corp.example.com"},
		{`["git.corp.example.com"`, lib, "git.corp.example.com"},
		{`"git.corp.example.com"]`, lib, "git.corp.example.com"},
		{"https://git.corp.example.com", lib, "git.corp.example.com"},
		{"https://git.corp.example.com/", lib, "git.corp.example.com"},
		{"ssh://git@git.corp.example.com:22/team", lib, "git.corp.example.com/team"},
		{"git@git.corp.example.com:team", lib, "git.corp.example.com/team"},
		{"git@git.corp.example.com:team/lib.git", lib, "git.corp.example.com/team/lib"},
		{"user:pass@git.corp.example.com", lib, "git.corp.example.com"},
		{"git.corp.example.com:team", lib, "git.corp.example.com/team"},
		{"git.corp.example.com:8443", lib, "git.corp.example.com"},
		{"git.corp.example.com:8443/team", lib, "git.corp.example.com/team"},
		{"git.corp.example.com/*/*/*", lib, "git.corp.example.com/*/*"},
		{"corp.example.com/*/*", "corp.example.com/a", "corp.example.com/*"},
		{"git.corp.example.com/...", lib, "git.corp.example.com"},
		{"git.corp.example.com...", lib, "git.corp.example.com"},
		{"git.corp.example.com//", lib, "git.corp.example.com"},
		{"//git.corp.example.com", lib, "git.corp.example.com"},
		{"git.corp.example.com/team/lib@main", lib, lib},
		{"git.corp.example.com@v1.2.3", lib, "git.corp.example.com"},
		{"gitlab.com/example@develop", "gitlab.com/example/lib", "gitlab.com/example"},
		{"Git.Corp.example.com", lib, "git.corp.example.com"},
		{"github.com/Acme", "github.com/acme/lib", "github.com/acme"},
		{"github.com/acme/*ib", "github.com/acme/LIB", ""},
		{"github.com/acme", "github.com/Acme/lib", "github.com/Acme"},
		{"*.Corp.example.com/team", lib, "*.corp.example.com/team"},
		{"10.0.0.0/16", "10.0.3.4/team/lib", "10.0.*"},
		{"10.0.3.4/32", "10.0.3.4/team/lib", "10.0.3.4"},
		{"10.0.0.0/12", "10.0.3.4/team/lib", "-"},
		{"10.0.0.1-10.0.4.1", "10.0.3.4/team/lib", "-"},
		{"10.0.0.0/12;b.com", "10.0.3.4/team/lib", "-"},
		{"0.0.0.0/0", "10.0.3.4/team/lib", "-"},
		{"10.1.0.0/16", "10.0.3.4/team/lib", ""},
		{"10.0.4.1-10.0.4.9", "10.0.3.4/team/lib", ""},
		{"*.corp.example.com", "corp.example.com/a", "*.corp.example.com,corp.example.com"},
		{"*.acme.com", "acme.com/a", "*.acme.com,acme.com"},
		{"*.acme.de", "acme.de/a", "*.acme.de,acme.de"},
		{"corp.example.com", lib, "corp.example.com,*.corp.example.com"},
		{"corp.example.com/team", lib, "corp.example.com/team,*.corp.example.com/team"},
		{"corp.acme.com", "x.corp.acme.com/a", "corp.acme.com,*.corp.acme.com"},
		{"acme.com", "git.acme.com/a", "acme.com,*.acme.com"},
		{"git.corp.example.com/team/lib/sub", lib, lib},
		{"git.corp.example.com/team/lib.git", lib, lib},
		{`git.corp.example.com\team`, lib, "git.corp.example.com/team"},
		{"[git.corp.example.com", lib, "git.corp.example.com"},
		{"git.corp.example.com/[team", lib, "git.corp.example.com/team"},
		{`^git\.corp\.example\.com$`, lib, "git.corp.example.com"},
		{`^git\.corp\.example\.com/.*$`, lib, "git.corp.example.com/*"},
		{".*.corp.example.com", lib, "*.corp.example.com"},
		{"git.corp.example.com/.+", lib, "git.corp.example.com/*"},
		{".corp.example.com", lib, "*.corp.example.com"},
		{".corp.example.com", "corp.example.com/a", "corp.example.com"},
		{"{git,svn}.corp.example.com", lib, "git.corp.example.com,svn.corp.example.com"},

		// These are right, or nobody can tell.
		{"none", lib, ""},
		{"*.other.com", lib, ""},
		{"git.corp.example.com/tea", lib, ""},
		{"git.corp.example.com/team/lib/v2", lib, ""},
		{"git.corp.example.com/team/lib/sub/sub", lib, ""},
		{"git.corp.example.com/team/lib/sub", "git.corp.example.com/team/lib/other/x", ""},
		{"github.com/acme/mono/sub", "github.com/acme/mono", ""},
		{"acme.com", "go.acme.com/a", ""},
		{"co.uk", "git.co.uk/a", ""},
		{"acme.co.uk", "go.acme.co.uk/a", ""},
		{"acme.github.io", "x.acme.github.io/a", ""},
		{"*.github.io", "github.io/a", ""},
		{"github.io", "git.github.io/a", ""},
		{"*.github.com", "github.com/acme/lib", ""},
		{" *", lib, ""},
		{"*.com.", lib, ""},
		{" github.com", "github.com/acme/lib", ""},
		{"https://", lib, ""},
		{"git.*.corp", lib, ""},
		{"g.*.corp.example.com", lib, ""}, // as a regular expression it would
		{"*.asso.fr", "asso.fr/a", ""},
	}
	for _, test := range tests {
		c := corrector{targetsOf(test.path), func(*target) bool { return true }}
		fix, ok := c.correct(test.pattern)
		got := strings.Join(fix.globs, ",")
		switch {
		case !ok:
			got = ""
		case fix.globs == nil:
			got = "-"
		}
		if got != test.want {
			t.Errorf("%q for %s: %q (%s), want %q", test.pattern, test.path, got, strings.Join(fix.faults, "; "), test.want)
		}
		if ok && len(fix.faults) == 0 {
			t.Errorf("%q for %s: no fault is named", test.pattern, test.path)
		}
		if ok && module.MatchPrefixPatterns(test.pattern, test.path) {
			t.Errorf("%q is corrected although it matches %s", test.pattern, test.path)
		}
	}
}

// What may be right as it is, is only a guess.
func TestGuesses(t *testing.T) {
	for _, test := range []struct {
		pattern, path string
		want          bool
	}{
		{" git.acme.com", "git.acme.com/a", false},
		{"*.acme.com", "acme.com/a", true},
		{"*.acme.co.uk", "acme.co.uk/a", true},
		{"*.corp.acme.com", "corp.acme.com/a", false},
		{"acme.com;*.acme.com", "acme.com/a", false},
		{"acme.com", "git.acme.com/a", true},
		{"corp.acme.com", "git.corp.acme.com/a", false},
		{"git.acme.com/a/b", "git.acme.com/a", true},
		{"git.acme.com/a/*", "git.acme.com/a", false},
	} {
		c := corrector{targetsOf(test.path), func(*target) bool { return true }}
		if fix, ok := c.correct(test.pattern); !ok || fix.guess != test.want {
			t.Errorf("%q for %s: a guess: %v, %v, want %v", test.pattern, test.path, fix.guess, ok, test.want)
		}
	}
}

// What is private for another reason is missed on any host, and at any depth.
func TestPrivateTargetsAreMissed(t *testing.T) {
	for pattern, path := range map[string]string{
		"acme.com":                 "go.acme.com/a",
		"github.com/acme/mono/sub": "github.com/acme/mono",
	} {
		all := &targets{}
		all.add(path, true, nil)
		c := corrector{all, func(*target) bool { return true }}
		if _, ok := c.correct(pattern); !ok {
			t.Errorf("%q does not miss the private %s", pattern, path)
		}
	}
}

// A spelling that is covered already is none to correct to.
func TestLetterCaseOfWhatIsMissed(t *testing.T) {
	c := corrector{targetsOf("github.com/ACME/a", "github.com/Acme/b"), func(m *target) bool { return m.path == "github.com/Acme/b" }}
	if fix, ok := c.correct("github.com/acme"); !ok || !slices.Equal(fix.globs, []string{"github.com/Acme"}) {
		t.Errorf("corrected to %q, %v", fix.globs, ok)
	}
}

func TestSplitWritten(t *testing.T) {
	for value, want := range map[string][]string{
		"a,b":           {"a", "b"},
		",a,":           {"", "a", ""},
		"{a,b}.c,d":     {"{a,b}.c", "d"},
		"{a,{b,c}}.d":   {"{a,{b,c}}.d"},
		"{a,b":          {"{a", "b"},
		"a},b":          {"a}", "b"},
		"x,{a,b},{c,d}": {"x", "{a,b}", "{c,d}"},
	} {
		var got []string
		for _, w := range splitWritten(value) {
			got = append(got, w.text)
			if value[w.start:w.start+len(w.text)] != w.text {
				t.Errorf("%q: %q does not stand at %d", value, w.text, w.start)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// A correction never fails, and each module that it says is missed is matched
// by what stands in the pattern's place.
func FuzzCorrect(f *testing.F) {
	for _, pattern := range []string{
		" git.corp.example.com", "https://u:p@git.corp.example.com:22/team.git", "{a,{b,c}}.d", `^.*\.corp$`, "[", "10.0.0.0/8", ".a", "!x",
		"a;b c|d：e", "*.a.b", `a\b`, "a@v1", "a/*/*", "::ffff:1.2.3.4/96",
	} {
		f.Add(pattern, "git.corp.example.com/team/lib", "10.0.3.4/A")
	}
	f.Fuzz(func(t *testing.T, pattern, path1, path2 string) {
		c := corrector{targetsOf(path1, path2), func(*target) bool { return true }}
		for _, w := range splitWritten(pattern) {
			fix, ok := c.correct(w.text)
			if !ok || fix.globs == nil {
				continue
			}
			list := strings.Join(fix.globs, ",")
			for _, m := range fix.missed {
				if !module.MatchPrefixPatterns(list, m.path) {
					t.Errorf("%q becomes %q, which does not match %q", w.text, list, m.path)
				}
			}
		}
	})
}
