package route

import (
	"slices"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// prefixes returns what is asked for first, and of whom, under a user's Go
// environment.
func prefixes(userEnv string, ws *Workspace, path string) []string {
	layer, _ := goenv.ParseFile("env", userEnv, goenv.User)
	p := Compile(goenv.Merge([]goenv.Layer{layer}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux"}))
	var list []string
	for _, r := range p.Prefixes(ws, path) {
		list = append(list, r.Path+" "+string(r.Source))
	}
	return list
}

func TestPrefixes(t *testing.T) {
	const proxy = "GOPROXY=https://proxy.example,direct\n"
	for name, test := range map[string]struct {
		env  string
		ws   Workspace
		path string
		want []string
	}{
		"every prefix down to the host": {
			env: proxy, path: "git.corp.example/team/lib/sub",
			want: []string{"git.corp.example/team/lib/sub proxy", "git.corp.example/team/lib proxy", "git.corp.example/team proxy", "git.corp.example proxy"},
		},
		"a pattern keeps what it is a prefix of": {
			env: proxy + "GOPRIVATE=git.corp.example/team\n", path: "git.corp.example/team/lib",
			want: []string{"git.corp.example/team/lib direct", "git.corp.example/team direct", "git.corp.example proxy"},
		},
		"main modules are not asked for": {
			env: proxy, path: "git.corp.example/shop/cart", ws: Workspace{Module: true, Mains: map[string]string{"git.corp.example/shop": "/shop"}},
			want: []string{"git.corp.example/shop/cart proxy", "git.corp.example proxy"},
		},
		"a replaced path is asked for itself": {
			env: proxy, path: "git.corp.example/lib",
			ws:   Workspace{Module: true, Replaces: []Replace{{OldPath: "git.corp.example/lib", NewPath: "../lib"}}},
			want: []string{"git.corp.example/lib proxy", "git.corp.example proxy"},
		},
		"v1 is no major version suffix": {
			env: proxy, path: "git.corp.example/lib/v1", want: []string{"git.corp.example/lib proxy", "git.corp.example proxy"},
		},
		"a first element without a dot is asked of nobody": {env: proxy, path: "corp/lib"},
		"what no module path may hold is asked of nobody": {
			env: proxy, path: "git.corp.example/Ünï", want: []string{"git.corp.example proxy"},
		},
		"off": {env: "GOPROXY=off\n", path: "a.example/b", want: []string{"a.example/b blocked", "a.example blocked"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := prefixes(test.env, &test.ws, test.path); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
