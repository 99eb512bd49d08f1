package explain

import (
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
)

// An import that no requirement provides is explained by whom go get would ask
// for what.
func TestImport(t *testing.T) {
	const path = "git.corp.example.com/team/other/sub"
	for _, test := range []struct {
		name, userEnv string
		want          []string // in order
		not           string
	}{
		{
			name: "every prefix is asked for",
			want: []string{
				"no requirement provides it; go get looks for its module under each prefix of the path, all at once\n",
				"asks        https://proxy.golang.org, on 404 or 410 → direct\n", path + "\n", "git.corp.example.com/team/other\n", "git.corp.example.com/team\n", "git.corp.example.com\n",
				"named to    proxy.golang.org, which is public: all of them\n", "sum.golang.org, which is public: the module that is found\n",
			},
		},
		{
			name: "one's own proxy is not public, and may be the way to a database that is", userEnv: "GOPROXY=https://goproxy.corp.example.com\n",
			want: []string{"asks        https://goproxy.corp.example.com\n", "named to    sum.golang.org"}, not: "all of them",
		},
		{
			name: "what a pattern covers is sought at its origin first", userEnv: "GOPRIVATE=git.corp.example.com/team/other\n",
			want: []string{
				"asks        direct\n", path + ": https://" + path + "?go-get=1 is asked for the repository\n",
				"if the origin has none of these: https://proxy.golang.org", "  git.corp.example.com/team\n",
				"proxy.golang.org, which is public: git.corp.example.com/team or git.corp.example.com\n",
				"the module that is found, if it is git.corp.example.com/team or git.corp.example.com\n",
			},
		},
		{
			name: "nobody is told where nothing is asked", userEnv: "GOPROXY=off\n",
			want: []string{"asks        nowhere: off\n"}, not: "named to",
		},
		{
			name: "an invalid environment is quoted", userEnv: "GOPROXY=none\n",
			want: []string{"asks        nowhere: invalid proxy URL missing scheme: none\n"}, not: "named to",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snap(t, test.userEnv, requireLib)
			text := Import(s, s.Imports().Find(path)).Text()
			contains(t, text, test.want)
			if test.not != "" && strings.Contains(text, test.not) {
				t.Errorf("%q in:\n%s", test.not, text)
			}
		})
	}
}

// Outside a module go get changes nothing since Go 1.18; before, it installed.
func TestImportOutsideAModule(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26.8": "go get asks nobody; go install a.example/b@latest looks for its module",
		"go1.17.1": "no go.mod governs this file; go get looks for its module",
	} {
		env := goenv.Merge(nil, goenv.Facts{GoVersion: version, GOOS: "linux"})
		s := snapshot.Open("/src", env, memory{}, snapshot.Options{}).Outside()
		contains(t, Import(s, s.FindOutside("a.example/b")).Text(), []string{want})
	}
}

func TestVariable(t *testing.T) {
	s := snap(t, "GOPRIVATE=git.corp.example.com\n", requireLib+"require golang.org/x/mod v0.42.0\n")
	env, files := s.Folder.Env, []*snapshot.Snapshot{s}
	for _, test := range []struct {
		name string
		line Line
		want []string
		not  string
	}{
		{
			name: "what it does, what is in force, what it decides", line: Line{Name: "GOPRIVATE", File: env.UserFile},
			want: []string{"GOPRIVATE: patterns of private modules", "in force  git.corp.example.com (set by go env -w", "here      decides 1 of 2 requirements\n", "git.corp.example.com/team/lib\n"},
		},
		{
			name: "one pattern of the value", line: Line{Name: "GOPRIVATE", Glob: "golang.org/x", File: env.UserFile},
			want: []string{"here      golang.org/x matches 1 of 2 requirements\n", "golang.org/x/mod\n"},
		},
		{
			name: "a variable that decides no requirement's route", line: Line{Name: "GOMODCACHE", File: env.UserFile},
			want: []string{"GOMODCACHE: the directory that modules are fetched into"}, not: "\nhere",
		},
		{
			name: "a declaration is not in force", line: Line{Name: "GONOSUMDB", Value: "golang.org/*", File: "/src/shop/go.env", Declared: true},
			want: []string{"the go command does not read this file", "in force  git.corp.example.com, as GOPRIVATE says\n", "here      matches 1 of 2 requirements\n"}, not: "not in force",
		},
		{
			name: "a variable of another program", line: Line{Name: "EDITOR", File: env.UserFile},
			want: []string{"EDITOR does not steer where modules come from", "nothing sets it"}, not: "\nhere",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := Variable(env, test.line, files).Text()
			contains(t, text, test.want)
			if test.not != "" && strings.Contains(text, test.not) {
				t.Errorf("%q in:\n%s", test.not, text)
			}
		})
	}
}
