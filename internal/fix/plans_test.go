package fix

import (
	"fmt"
	"strings"
	"testing"
)

const app = `
-- app/go.mod --
module example.com/app

go 1.26

require (
	git.corp.example.com/team/lib v1.2.3
	git.corp.example.com/team/other v1.0.0
	github.com/acme/tool v1.0.0
	git.corp.internal/team/svc v0.1.0
)
`

// What the checksum database's look-up leaves in the module cache.
const toolIsPublic = `
-- modcache/cache/download/sumdb/sum.golang.org/lookup/github.com/acme/tool@v1.0.0 --
1
github.com/acme/tool v1.0.0 h1:ju6XY4jAyHwaIRmZxiEOuTcj6i0Hn1TUHwBOlzHwlK4=
github.com/acme/tool v1.0.0/go.mod h1:ju6XY4jAyHwaIRmZxiEOuTcj6i0Hn1TUHwBOlzHwlK4=
`

// patterns describes the plans of a module's line that add a pattern.
func patterns(t *testing.T, w world, path, want string) {
	t.Helper()
	s := w.open(t)
	var plans []Plan
	for _, p := range NewPlanner(s).ForRequirement(requirement(t, s, path)) {
		if p.Target == UserEnv || p.Target == Shell {
			plans = append(plans, p)
		}
	}
	check(t, s, plans, want)
}

func TestALineOfUnknownVisibilityGetsRefactorings(t *testing.T) {
	s := world{files: app}.open(t)
	check(t, s, NewPlanner(s).ForRequirement(requirement(t, s, "git.corp.example.com/team/lib")), `
		refactor.rewrite Add git.corp.example.com/team/lib to GOPRIVATE
		  GOPRIVATE=git.corp.example.com/team/lib
		refactor.rewrite Add git.corp.example.com/team to GOPRIVATE
		  preview: 2 lines change
		  GOPRIVATE=git.corp.example.com/team
		refactor.rewrite Add git.corp.example.com to GOPRIVATE
		  preview: 2 lines change
		  GOPRIVATE=git.corp.example.com
		refactor.rewrite Declare git.corp.example.com/team/lib private in the repository's go.env
		  preview: for the team; changes no route
		  app/go.env
		    GOPRIVATE=git.corp.example.com/team/lib
		refactor.rewrite Replace with a local checkout…
		  needs a directory
		`)
}

// What the settings or the team's go.env name is preferred to what is narrower.
func TestAFindingGetsQuickFixesWithOnePreferred(t *testing.T) {
	patterns(t, world{files: app, private: []string{"github.com/acme"}}, "github.com/acme/tool", `
		quickfix* Add github.com/acme to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=github.com/acme
		quickfix Add github.com/acme/tool to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=github.com/acme/tool
		`)
}

func TestAHostThatCannotBePublicIsPreferred(t *testing.T) {
	patterns(t, world{files: app}, "git.corp.internal/team/svc", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal
		quickfix Add git.corp.internal/team to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal/team
		quickfix Add git.corp.internal/team/svc to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal/team/svc
		`)
}

func TestNoPatternForAPublicOrCoveredModule(t *testing.T) {
	patterns(t, world{files: app + toolIsPublic}, "github.com/acme/tool", "")
	patterns(t, world{files: app, user: "GOPRIVATE=*.corp.example.com\n"}, "git.corp.example.com/team/lib", "")
	patterns(t, world{files: app, user: "GONOSUMDB=*.corp.example.com\nGOPROXY=https://goproxy.corp.example.com\n"}, "git.corp.example.com/team/lib", "")
}

func TestNoPatternForWhatIsNotFetched(t *testing.T) {
	patterns(t, world{files: `
-- app/go.mod --
module example.com/app
require git.corp.example.com/team/lib v1.2.3
replace git.corp.example.com/team/lib => ./lib
-- app/lib/go.mod --
module git.corp.example.com/team/lib
`}, "git.corp.example.com/team/lib", "")
	patterns(t, world{files: `
-- app/go.mod --
module example.com/app
require corp/lib v1.2.3
`}, "corp/lib", "")
}

func TestAReplacedModuleIsCoveredByItsReplacement(t *testing.T) {
	patterns(t, world{files: `
-- app/go.mod --
module example.com/app
require github.com/acme/tool v1.0.0
replace github.com/acme/tool => git.corp.internal/fork/tool v1.0.1
`}, "github.com/acme/tool", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal
		quickfix Add git.corp.internal/fork to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal/fork
		quickfix Add git.corp.internal/fork/tool to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal/fork/tool
		`)
}

// first describes the first plan that adds a pattern for a line.
func first(t *testing.T, w world, path, want string) {
	t.Helper()
	s := w.open(t)
	plans := NewPlanner(s).ForRequirement(requirement(t, s, path))
	if len(plans) == 0 {
		t.Fatalf("no plan for %s", path)
	}
	check(t, s, plans[:1], want)
}

func TestTheValueThatIsThereIsKept(t *testing.T) {
	for _, tt := range []struct {
		name string
		w    world
		want string
	}{
		{"order and odd bytes", world{user: "GOPRIVATE=z.example, a.example,\n"}, `
			quickfix* Add git.corp.internal to GOPRIVATE
			  resolves: private-module-public-proxy
			  GOPRIVATE=z.example, a.example,git.corp.internal
			`},
		{"of variables that replace GOPRIVATE", world{user: "GOPRIVATE=a.example\nGONOPROXY=b.example\nGONOSUMDB=c.example\n"}, `
			quickfix* Add git.corp.internal to GOPRIVATE, GONOPROXY and GONOSUMDB
			  resolves: private-module-public-proxy
			  GOPRIVATE=a.example,git.corp.internal
			  GONOPROXY=b.example,git.corp.internal
			  GONOSUMDB=c.example,git.corp.internal
			`},
		{"only where the module is missing", world{user: "GOPRIVATE=git.corp.internal\nGONOPROXY=none\n"}, `
			quickfix* Add git.corp.internal to GONOPROXY
			  resolves: private-module-public-proxy
			  GONOPROXY=none,git.corp.internal
			`},
		{"empty variables inherit", world{user: "GONOPROXY=\nGONOSUMDB=\n"}, `
			quickfix* Add git.corp.internal to GOPRIVATE
			  resolves: private-module-public-proxy
			  GOPRIVATE=git.corp.internal
			`},
		{"of $GOROOT/go.env", world{goroot: goEnv + "GOPRIVATE=site.example\n"}, `
			quickfix* Add git.corp.internal to GOPRIVATE
			  resolves: private-module-public-proxy
			  preview: GOPRIVATE of ROOT/goroot/go.env is carried over
			  GOPRIVATE=site.example,git.corp.internal
			`},
		{"not of a $GOROOT/go.env that the user has overridden", world{goroot: goEnv + "GOPRIVATE=site.example\n", user: "GOPRIVATE=\n"}, `
			quickfix* Add git.corp.internal to GOPRIVATE
			  resolves: private-module-public-proxy
			  GOPRIVATE=git.corp.internal
			`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.w.files = app
			first(t, tt.w, "git.corp.internal/team/svc", strings.ReplaceAll(tt.want, "\t", ""))
		})
	}
}

func TestHalfConfiguredModules(t *testing.T) {
	first(t, world{files: app, user: "GONOPROXY=git.corp.internal\n"}, "git.corp.internal/team/svc", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-sumdb
		  GOPRIVATE=git.corp.internal
		`)
	first(t, world{files: app, user: "GONOSUMDB=git.corp.internal\n"}, "git.corp.internal/team/svc", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal
		`)
}

func TestBehindACompanyProxyOnlyTheDatabaseIsSkipped(t *testing.T) {
	const proxy = "GOPROXY=https://goproxy.corp.example.com,direct\n"
	files := `
-- app/go.mod --
module example.com/app
require go.corp.internal/svc v0.1.0
`
	for _, tt := range []struct{ name, user, want string }{
		{"nothing set", "", `
			quickfix* Add go.corp.internal to GONOSUMDB: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  GONOSUMDB=go.corp.internal
			quickfix Add go.corp.internal/svc to GONOSUMDB: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  GONOSUMDB=go.corp.internal/svc
			quickfix Add go.corp.internal to GOPRIVATE: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=go.corp.internal
			quickfix Add go.corp.internal/svc to GOPRIVATE: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=go.corp.internal/svc
			`},
		{"GONOSUMDB took its value from GOPRIVATE", "GOPRIVATE=a.example\n", `
			quickfix* Add go.corp.internal to GONOSUMDB: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  preview: GONOSUMDB takes over what GOPRIVATE says now, and no longer follows it
			  GONOSUMDB=a.example,go.corp.internal
			quickfix Add go.corp.internal/svc to GONOSUMDB: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  preview: GONOSUMDB takes over what GOPRIVATE says now, and no longer follows it
			  GONOSUMDB=a.example,go.corp.internal/svc
			quickfix Add go.corp.internal to GOPRIVATE: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=a.example,go.corp.internal
			quickfix Add go.corp.internal/svc to GOPRIVATE: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=a.example,go.corp.internal/svc
			`},
		{"GONOPROXY keeps modules at the proxy already", "GOPRIVATE=a.example\nGONOPROXY=none\n", `
			quickfix* Add go.corp.internal to GOPRIVATE: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  GOPRIVATE=a.example,go.corp.internal
			quickfix Add go.corp.internal/svc to GOPRIVATE: keep the proxy, skip the checksum database
			  resolves: private-module-public-sumdb
			  GOPRIVATE=a.example,go.corp.internal/svc
			quickfix Add go.corp.internal to GOPRIVATE and GONOPROXY: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=a.example,go.corp.internal
			  GONOPROXY=none,go.corp.internal
			quickfix Add go.corp.internal/svc to GOPRIVATE and GONOPROXY: bypass the proxy
			  resolves: private-module-public-sumdb
			  preview: bypasses https://goproxy.corp.example.com, straight to version control
			  GOPRIVATE=a.example,go.corp.internal/svc
			  GONOPROXY=none,go.corp.internal/svc
			`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			patterns(t, world{files: files, user: proxy + tt.user}, "go.corp.internal/svc", strings.ReplaceAll(tt.want, "\t", ""))
		})
	}
}

func TestAPublicProxyIsNoCompanyProxy(t *testing.T) {
	first(t, world{files: app, user: "GOPROXY=https://goproxy.cn,direct\n"}, "git.corp.internal/team/svc", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal
		`)
}

func TestWhyTheUserEnvironmentCannotBeWritten(t *testing.T) {
	const title = "quickfix Add git.corp.internal to GOPRIVATE\n  resolves: private-module-public-proxy\n  disabled: "
	for _, tt := range []struct {
		name string
		w    world
		want string
	}{
		{"GOENV=off", world{off: true}, "GOENV=off switches the user's Go environment off: unset GOENV first\n"},
		{"the editor sets it", world{editor: map[string]string{"GOPRIVATE": "x.example"}},
			"GOPRIVATE is set in the editor's settings, which override the user's Go environment: add git.corp.internal to it there\n"},
		{"the workspace is not trusted", world{distrust: true, roots: []string{"app"}},
			"the workspace is not trusted, so nothing is written: trust it first\n"},
		{"there is no Go", world{noGo: true},
			"no Go installation was found, and `go env -w` is what writes the user's Go environment: install Go, or put it on PATH\n"},
		{"go env -w refuses the value", world{user: "GOPRIVATE=a\rb\n"},
			"the value of GOPRIVATE has a control character or invalid UTF-8: correct it where it is set, in ROOT/user/env line 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.w.files = app
			patterns(t, tt.w, "git.corp.internal/team/svc", title+tt.want)
		})
	}
}

// Where `go env -w` would be in vain, the plan is a line for the shell, with
// the value that is in force there.
func TestAVariableOfTheProcessIsChangedInTheShell(t *testing.T) {
	w := world{files: app, user: "GOPRIVATE=in.vain\n", process: map[string]string{"GOPRIVATE": "x.example"}}
	first(t, w, "git.corp.internal/team/svc", `
		quickfix Copy the shell line: export GOPRIVATE='x.example,git.corp.internal'
		  resolves: private-module-public-proxy
		  preview: GOPRIVATE comes from the process's environment: add git.corp.internal to it where it is exported, such as the shell's profile, and start again
		  line: export GOPRIVATE='x.example,git.corp.internal'
		`)
}

func TestAnEmptyVariableOfTheProcessIsNoObstacle(t *testing.T) {
	first(t, world{files: app, process: map[string]string{"GOPRIVATE": ""}}, "git.corp.internal/team/svc", `
		quickfix* Add git.corp.internal to GOPRIVATE
		  resolves: private-module-public-proxy
		  GOPRIVATE=git.corp.internal
		`)
}

func TestTheFileAsAWhole(t *testing.T) {
	s := world{files: `
-- app/go.mod --
module example.com/app

require (
	git.corp.internal/team/a v1.0.0
	git.corp.internal/team/b v1.0.0
	github.com/acme/one v1.0.0
	github.com/acme/tool v1.0.0
	github.com/acme/two v1.0.0
	github.com/other/x v1.0.0
)
` + toolIsPublic, private: []string{"github.com/acme/one", "github.com/acme/two"}}.open(t)
	check(t, s, NewPlanner(s).ForFile(), `
		quickfix Add git.corp.internal, github.com/acme/one and github.com/acme/two to GOPRIVATE
		  resolves: private-module-public-proxy
		  preview: 4 lines change
		  GOPRIVATE=git.corp.internal,github.com/acme/one,github.com/acme/two
		quickfix Add git.corp.internal and github.com/acme to GOPRIVATE
		  resolves: private-module-public-proxy
		  preview: 5 lines change, 1 of them public
		  GOPRIVATE=git.corp.internal,github.com/acme
		refactor.rewrite Declare git.corp.internal, github.com/acme/one and github.com/acme/two private in the repository's go.env
		  preview: for the team; changes no route
		  app/go.env
		    GOPRIVATE=git.corp.internal,github.com/acme/one,github.com/acme/two
		`)
}

func TestAFileWithoutPrivateModules(t *testing.T) {
	s := world{files: "-- app/go.mod --\nmodule example.com/app\nrequire github.com/acme/tool v1.0.0\n"}.open(t)
	check(t, s, NewPlanner(s).ForFile(), "")
}

func TestTheToolchainHasNoPlans(t *testing.T) {
	s := world{files: "-- app/go.mod --\nmodule example.com/app\ngo 1.99.0\n", process: map[string]string{"GOTOOLCHAIN": "auto"}}.open(t)
	check(t, s, NewPlanner(s).ForRequirement(requirement(t, s, "golang.org/toolchain")), "")
}

// A Planner that is asked about all lines says what it says when it is asked
// about one.
func TestThePlansOfManyLines(t *testing.T) {
	var text strings.Builder
	text.WriteString("-- app/go.mod --\nmodule example.com/app\n\nrequire (\n")
	for i := range 12 {
		fmt.Fprintf(&text, "\tgit%d.corp.internal/team%d/lib%d v1.2.%d\n", i%2, i%3, i, i)
	}
	text.WriteString("\tgithub.com/go-chi/chi/v5 v5.0.0\n)\n-- lib3/go.mod --\nmodule git1.corp.internal/team0/lib3\n")
	s := world{files: text.String(), user: "GONOPROXY=git0.corp.internal/team1\n"}.open(t)
	planner := NewPlanner(s)
	for _, r := range s.Requirements {
		check(t, s, planner.ForRequirement(r), described(s, NewPlanner(s).ForRequirement(r)))
	}
	check(t, s, planner.ForFile(), described(s, NewPlanner(s).ForFile()))
}
