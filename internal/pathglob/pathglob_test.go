package pathglob

import (
	"strings"
	"testing"

	"golang.org/x/mod/module"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		glob, path string
		want       bool
	}{
		{"git.corp.test", "git.corp.test/team/lib", true},
		{"git.corp.test/", "git.corp.test/team/lib", true},
		{"git.corp.test/tea", "git.corp.test/team/lib", false},
		{"*.corp.test", "git.corp.test/a", true},
		{"*.corp.test", "corp.test/a", false},
		{"git.corp.test/t?am", "git.corp.test/team/lib", true},
		{`git.corp.test/te\am`, "git.corp.test/team/lib", true},
		{"[", "git.corp.test/a", false},
		{"", "git.corp.test/a", false},
		{" git.corp.test", "git.corp.test/a", false},
	} {
		if got := Compile(test.glob).Match(test.path); got != test.want {
			t.Errorf("%q matches %s: %v, want %v", test.glob, test.path, got, test.want)
		}
	}
}

// The shortcut must never change an answer.
func FuzzMatch(f *testing.F) {
	f.Add("*.corp.test/te\\am", "git.corp.test/team")
	f.Add("[a-", "a/b")
	f.Add("a//", "a/b")
	f.Fuzz(func(t *testing.T, glob, path string) {
		if strings.Contains(glob, ",") {
			return
		}
		if got, want := Compile(glob).Match(path), module.MatchPrefixPatterns(glob, path); got != want {
			t.Errorf("%q matches %q: %v, want %v", glob, path, got, want)
		}
	})
}
