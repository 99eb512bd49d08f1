package analyzers

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

var update = flag.Bool("update", false, "rewrite the pages in docs/diagnostics")

// public is an ordinary file with one company module, on line 8.
const public = `module example.com/m

go 1.26

require (
	github.com/google/go-cmp v0.7.0
	golang.org/x/mod v0.42.0
	git.acme.com/team/lib v1.2.3
)
`

// acme makes git.acme.com private by the setting modroute.private.
var acme = []visibility.Pattern{{Variable: "modroute.private", Glob: "git.acme.com"}}

func private() *visibility.Facts { return &visibility.Facts{Settings: acme} }

// named makes git.acme.com private as a variable in force would.
func named(variable string) *visibility.Facts {
	return &visibility.Facts{Effective: []visibility.Pattern{{Variable: variable, Glob: "git.acme.com"}}}
}

func TestFindings(t *testing.T) {
	proxied := scenario{file: public, facts: private()}
	both := map[string]string{"git.acme.com/team/lib": "both"}
	modOnly := map[string]string{"git.acme.com/team/lib": "mod"}
	const (
		leak = "8 warning private-module-public-proxy"
		sum  = "8 warning private-module-public-sumdb"
		next = "8 information private-module-public-sumdb"
	)
	tests := []struct {
		name string
		scenario
		want []string
	}{
		{"a public project in Go's default environment", scenario{file: public}, nil},
		{"with a GOPRIVATE that does not concern it", scenario{file: public}.with("GOPRIVATE", "*.other.com"), nil},
		{"behind a company proxy", scenario{file: public}.with("GOPROXY", "https://proxy.acme.com"), nil},
		{"with GOPRIVATE=*", scenario{file: public}.with("GOPRIVATE", "*"), []string{"1 information pattern-too-broad"}},

		// private-module-public-proxy
		{"a private module in Go's default environment", proxied, []string{leak}},
		{"even with go.sum complete", scenario{file: public, facts: private(), sums: both}, []string{leak}},
		{"with GOPRIVATE", proxied.with("GOPRIVATE", "git.acme.com"), nil},
		{"GONOSUMDB alone", scenario{file: public, facts: named("GONOSUMDB")}.with("GONOSUMDB", "git.acme.com"), []string{leak}},
		{"behind a company proxy with GONOSUMDB", proxied.with("GOPROXY", "https://proxy.acme.com", "GONOSUMDB", "git.acme.com"), nil},
		{"the public proxy only on a miss of the company's", proxied.with("GOPROXY", "https://proxy.acme.com,https://proxy.golang.org", "GONOSUMDB", "git.acme.com"), []string{"8 information private-module-public-fallback"}},
		{"the public proxy before the company's", proxied.with("GOPROXY", "https://goproxy.cn|https://proxy.acme.com", "GONOSUMDB", "git.acme.com"), []string{leak, "1 warning public-proxy-first"}},
		{"a public proxy after one that never existed", proxied.with("GOPROXY", "https://mirrors.tuna.tsinghua.edu.cn/goproxy/,https://goproxy.io", "GONOSUMDB", "git.acme.com"), []string{leak, "1 warning proxy-does-not-exist"}},
		{"only a proxy that never existed", proxied.with("GOPROXY", "https://mirrors.tuna.tsinghua.edu.cn/goproxy/,direct", "GONOSUMDB", "git.acme.com"), []string{"1 warning proxy-does-not-exist"}},
		{"a proxy on this machine", proxied.with("GOPROXY", "http://localhost:3000", "GONOSUMDB", "git.acme.com"), nil},
		{"GOPROXY=direct", proxied.with("GOPROXY", "direct", "GONOSUMDB", "git.acme.com"), nil},
		{"a vendor directory, go.sum complete", scenario{file: public, facts: private(), sums: both, vendored: true}, []string{"8 information private-module-public-proxy"}},
		{"a vendor directory, go.sum without it", scenario{file: public, facts: private(), vendored: true}, []string{leak}},
		{"a checksum mirror that is needed for golang.org", scenario{file: public, facts: &visibility.Facts{Effective: []visibility.Pattern{{Variable: "GONOSUMDB", Glob: "golang.org/x"}}}}.with("GONOSUMDB", "golang.org/x"), []string{"1 information pattern-too-broad"}},
		{"replaced by a directory", scenario{file: public + "replace git.acme.com/team/lib => ../lib\n", facts: private()}, nil},
		{"replaced by a public fork", scenario{file: public + "replace git.acme.com/team/lib => github.com/fork/lib v1.0.0\n", facts: private()}, nil},
		{"a public module replaced by a private fork", scenario{file: public + "replace golang.org/x/mod => git.acme.com/fork/mod v1.0.0\n", facts: &visibility.Facts{Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "*/fork"}}}}, []string{"7 warning private-module-public-proxy"}},
		{"a hint is not enough", scenario{file: public, facts: &visibility.Facts{RemoteHost: "git.acme.com"}}, nil},
		{"looked up once, so public", scenario{file: public, facts: &visibility.Facts{
			Hosts:    []visibility.Host{{Prefix: "git.acme.com", Text: "netrc has a login for git.acme.com"}},
			LookedUp: func(path, _ string) bool { return path == "git.acme.com/team/lib" },
		}}, nil},

		// private-module-public-sumdb
		{"GONOPROXY alone", scenario{file: public, facts: named("GONOPROXY")}.with("GONOPROXY", "git.acme.com"), []string{sum}},
		{"GONOPROXY alone, go.sum without the zip", scenario{file: public, facts: named("GONOPROXY"), sums: modOnly}.with("GONOPROXY", "git.acme.com"), []string{sum}},
		{"GONOPROXY alone, go.sum complete", scenario{file: public, facts: named("GONOPROXY"), sums: both}.with("GONOPROXY", "git.acme.com"), []string{next}},
		{"GOPROXY=direct without GOPRIVATE", proxied.with("GOPROXY", "direct"), []string{sum}},
		{"a company proxy without GONOSUMDB", proxied.with("GOPROXY", "https://proxy.acme.com"), []string{sum}},
		{"the alias of the public database", proxied.with("GOPROXY", "direct", "GOSUMDB", "sum.golang.google.cn"), []string{sum}},
		{"GOSUMDB=off", proxied.with("GOPROXY", "direct", "GOSUMDB", "off"), []string{"1 warning sumdb-off"}},
		{"an invalid GOSUMDB is another fault", proxied.with("GOPROXY", "direct", "GOSUMDB", "on"), []string{"1 warning invalid-gosumdb"}},
		{"nothing is fetched under GOPROXY=off", proxied.with("GOPROXY", "off"), []string{"1 information goproxy-off"}},
		{"nor under it with go.sum complete", scenario{file: public, facts: private(), sums: both}.with("GOPROXY", "off"), []string{"1 information goproxy-off"}},
		{"a module of the workspace, whose .mod go.sum has", scenario{file: public, facts: private(), sums: modOnly, mains: []string{"git.acme.com/team/lib"}}.with("GOPROXY", "direct"), []string{next}},
		{"a module of the workspace, not in go.sum", scenario{file: public, facts: private(), mains: []string{"git.acme.com/team/lib"}}.with("GOPROXY", "direct"), []string{sum}},
		{"a company's address of the public database", proxied.with("GOPROXY", "direct", "GOSUMDB", "sum.golang.org https://sums.acme.com"), []string{sum}},
		{"a public database, but the origin is refused", scenario{file: "module m\n\nrequire example.net/lib v1.0.0\n", facts: &visibility.Facts{Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "example.net"}}}}.with("GOPROXY", "direct"), []string{"3 warning route-ends-nowhere"}},
		{"where nothing arrives", proxied.with("GOPROXY", "https://goproxy.ustc.edu.cn,direct"), []string{"1 warning proxy-does-not-exist"}},
		{"where what does not exist is skipped", proxied.with("GOPROXY", "https://goproxy.ustc.edu.cn|direct"), []string{sum, "1 information proxy-does-not-exist"}},
		{"where what does not exist may be skipped", proxied.with("GOPROXY", "https://gocenter.io,direct"), []string{sum, "1 warning proxy-does-not-exist"}},
		{"where only off is left", proxied.with("GOPROXY", "https://gocenter.io,off"), []string{"1 warning route-ends-nowhere"}},
		{"where the host is none", proxied.with("GOPROXY", "https://proxy.acme.com;direct"), []string{"1 warning proxy-list-separator"}},
		{"a parameter in the company proxy's path", proxied.with("GOPROXY", "https://proxy.acme.com/go;v=1"), []string{sum}},
		{"a company's own database", proxied.with("GOPROXY", "direct", "GOSUMDB", ownDatabase), nil},

		// route-ends-nowhere
		{"GOPROXY=off", scenario{file: public}.with("GOPROXY", "off"), []string{"1 information goproxy-off"}},
		{"GOPROXY=off where no command can run", scenario{file: "module m\n\ngo 1.99.0\n\nrequire golang.org/x/mod v0.42.0\n"}.with("GOPROXY", "off"), []string{"3 warning toolchain-unavailable"}},
		{"GOSUMDB=off where no command can run", scenario{file: "module m\n\ngo 1.99.0\n\nrequire golang.org/x/mod v0.42.0\n"}.with("GOSUMDB", "off"), []string{"3 warning toolchain-unavailable"}},
		{"GOSUMDB=on where no command can run", scenario{file: "module m\n\ngo 1.99.0\n\nrequire golang.org/x/mod v0.42.0\n"}.with("GOSUMDB", "on"), []string{"3 warning toolchain-unavailable"}},
		{"GOPROXY=off where no toolchain can be chosen", scenario{file: "module m\n\ngo 1.99.0\n\nrequire golang.org/x/mod v0.42.0\n"}.with("GOPROXY", "off", "GOTOOLCHAIN", "local"), []string{"1 information goproxy-off", "3 error toolchain-unavailable"}},
		{"GOPROXY=off with a private module that goes direct", scenario{file: public, facts: private()}.with("GOPROXY", "off", "GOPRIVATE", "git.acme.com"), []string{"1 information goproxy-off"}},
		{"only a proxy that does not exist, said once", scenario{file: public}.with("GOPROXY", "https://goproxy.ustc.edu.cn,off"), []string{"1 warning route-ends-nowhere"}},
		{"only a proxy that has moved, said once", scenario{file: public}.with("GOPROXY", "https://mirrors.huaweicloud.com/goproxy/"), []string{"1 warning proxy-does-not-exist"}},
		{"off after a proxy", scenario{file: public}.with("GOPROXY", "https://proxy.acme.com,off"), nil},
		{"GOPROXY=off where all goes direct", scenario{file: "module m\n\nrequire git.acme.com/team/lib v1.2.3\n"}.with("GOPROXY", "off", "GOPRIVATE", "git.acme.com"), nil},
		{"GOPROXY=off without requirements", scenario{file: "module m\n"}.with("GOPROXY", "off"), nil},
		{"GO111MODULE=off", scenario{file: public}.with("GO111MODULE", "off"), []string{"1 warning modules-off"}},
		{"GO111MODULE=yes", scenario{file: public}.with("GO111MODULE", "yes"), []string{"1 error invalid-go-variable"}},
		{"a path without a dot", scenario{file: "module m\n\nrequire corp/lib v1.0.0\n"}, []string{"3 error route-ends-nowhere"}},
		{"the same in the workspace", scenario{file: "module m\n\nrequire corp/lib v1.0.0\n", mains: []string{"corp/lib"}}, nil},
		{"the same, replaced by a directory", scenario{file: "module m\n\nrequire corp/lib v1.0.0\n\nreplace corp/lib => ./lib\n"}, nil},
		{"excluded, so ignored", scenario{file: public + "exclude git.acme.com/team/lib v1.2.3\n", facts: private()}, nil},
		{"no repository at the origin", scenario{file: "module m\n\nrequire example.net/lib v1.0.0\n"}.with("GOPROXY", "direct"), []string{"3 warning route-ends-nowhere"}},
		{"the same through a proxy", scenario{file: "module m\n\nrequire example.net/lib v1.0.0\n"}, nil},
		{"GOVCS forbids it", scenario{file: public}.with("GOPROXY", "direct", "GOVCS", "github.com:off"), []string{"6 warning vcs-forbidden"}},
		{"a GOVCS that cannot be read", scenario{file: public}.with("GOPROXY", "direct", "GOVCS", "git"), []string{"1 error invalid-go-variable"}},

		{"an invalid GOSUMDB", scenario{file: public}.with("GOSUMDB", "none"), []string{"1 warning invalid-gosumdb"}},
		{"an invalid GOSUMDB where go.sum has all that is needed", scenario{file: public, sums: map[string]string{
			"github.com/google/go-cmp": "both", "golang.org/x/mod": "mod", "git.acme.com/team/lib": "both",
		}}.with("GOSUMDB", "none"), []string{"1 information invalid-gosumdb"}},
		{"an invalid GOSUMDB where nothing can be fetched", scenario{file: public}.with("GOSUMDB", "none", "GOPROXY", "off"), []string{"1 information goproxy-off"}},

		// invalid-goproxy
		{"a bad word in GOPROXY", scenario{file: public}.with("GOPROXY", "Direct"), []string{"1 error invalid-goproxy"}},
		{"also where nothing is private or public", proxied.with("GOPROXY", "Direct", "GOPRIVATE", "git.acme.com"), []string{"1 error invalid-goproxy"}},
		{"GOPROXY= in the user's file", scenario{file: public, user: map[string]string{"GOPROXY": ""}}, []string{"1 error invalid-goproxy"}},
		{"a bad entry after direct is not read", scenario{file: public}.with("GOPROXY", "direct,Nonsense"), []string{"1 information unreachable-proxy-entry"}},
		{"without a module line", scenario{file: "// x\n\nrequire golang.org/x/mod v0.42.0\n"}.with("GOPROXY", "Direct"), []string{"1 error invalid-goproxy"}},

		// replace-directory
		{"a missing directory", replaced("", analysis.Checkout{}), []string{"5 error replace-directory"}},
		{"a directory without go.mod", replaced("", analysis.Checkout{Exists: true}), []string{"5 error replace-directory"}},
		{"a checkout of the module", replaced("", analysis.Checkout{Exists: true, GoMod: true, Module: "git.acme.com/lib"}), nil},
		{"a go.mod without a module line", replaced("", analysis.Checkout{Exists: true, GoMod: true}), nil},
		{"another module", replaced("", analysis.Checkout{Exists: true, GoMod: true, Module: "git.acme.com/other"}), []string{"5 information replace-path-mismatch"}},
		{"a missing directory for another version", replaced("v1.9.9", analysis.Checkout{}), []string{"5 information replace-directory"}},
		{"a directory that was not looked at", scenario{file: replaced("", analysis.Checkout{}).file}, nil},
		{"a missing directory that go.work overrides", overridden("", analysis.Checkout{}), nil},
		{"a missing directory, with a go.work about another version", overridden("v1.9.9", analysis.Checkout{}), []string{"5 error replace-directory"}},
		{"a missing directory beside a vendor directory", vendored(replaced("", analysis.Checkout{})), []string{"5 information replace-directory"}},
		{"a missing directory for a module that go.work uses", func() scenario {
			s := replaced("", analysis.Checkout{})
			s.mains = []string{"git.acme.com/lib"}
			return s
		}(), []string{"5 warning replace-directory"}},
		{"a missing directory in go.work", scenario{file: "go 1.26\n\nreplace git.acme.com/lib => ../lib\n", work: true, dirs: map[string]analysis.Checkout{"../lib": {}}}, []string{"3 warning replace-directory"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range test.run(t) {
				got = append(got, brief(test.file, d))
				checkMessage(t, d)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// ownDatabase is the key of a checksum database at sum.acme.com that
// golang.org/x/mod/sumdb/note generated for these tests.
const ownDatabase = "sum.acme.com+f52ae001+AeEnnqOME8M9eIaK9Blu5ithcwLeW3ax8hwmFNw6M2LC"

// replaced is a go.mod with one requirement, which a directory replaces.
func replaced(version string, c analysis.Checkout) scenario {
	return scenario{
		file: "module m\n\nrequire git.acme.com/lib v1.0.0\n\nreplace git.acme.com/lib " + version + " => ../lib\n",
		dirs: map[string]analysis.Checkout{"../lib": c},
	}
}

// overridden is replaced, in a workspace whose go.work replaces a module too.
func overridden(version string, c analysis.Checkout) scenario {
	s := replaced("", c)
	s.goWork = []route.Replace{{OldPath: "git.acme.com/lib", OldVersion: version, NewPath: "./lib", File: "../go.work", Line: 5, Work: true}}
	return s
}

func vendored(s scenario) scenario {
	s.vendored = true
	return s
}

// checkMessage checks what every message has: a first sentence, and no blanks
// or empty parts from being put together.
func checkMessage(t *testing.T, d analysis.Diagnostic) {
	t.Helper()
	m := strings.ReplaceAll(d.Message, "./...", "./x") // a pattern of packages
	if !strings.HasSuffix(m, ".") || strings.Contains(m, "  ") || strings.Contains(m, "..") && !strings.Contains(m, "../") || m != strings.TrimSpace(m) || strings.Contains(m, "()") {
		t.Errorf("a clumsy message: %q", m)
	}
}

func TestMessages(t *testing.T) {
	both := map[string]string{"git.acme.com/team/lib": "both"}
	tests := []struct {
		name string
		scenario
		want []string // parts of the only message
	}{
		{
			"public proxy", scenario{file: public, facts: private()},
			[]string{
				"Private module is named to proxy.golang.org, a public proxy: git.acme.com/team/lib. Evidence: modroute.private names git.acme.com.",
				"The checksum database sum.golang.org is asked next, and fails the fetch. Add it to GOPRIVATE to fetch it from its origin.",
			},
		},
		{
			"public proxy, with variables that replace GOPRIVATE", scenario{file: public, facts: private()}.with("GONOPROXY", "other.com", "GONOSUMDB", "other.com"),
			[]string{"Add it to GONOPROXY and GONOSUMDB to fetch"},
		},
		{
			"public proxy, go.sum complete", scenario{file: public, facts: private(), sums: both},
			[]string{"Evidence: modroute.private names git.acme.com. Add it to GOPRIVATE to fetch it from its origin."},
		},
		{
			"public proxy and nothing else", scenario{file: public, facts: private()}.with("GOPROXY", "https://goproxy.cn,off"),
			[]string{"Evidence: modroute.private names git.acme.com. No hop follows that can have it, so the fetch fails. Add it to GOPRIVATE to fetch it from its origin."},
		},
		{
			"public proxy, with a vendor directory", scenario{file: public, facts: private(), vendored: true},
			[]string{"Private module is named to proxy.golang.org, a public proxy, by go get, go mod tidy and go mod download: git.acme.com/team/lib. Builds take it from the vendor directory and ask nobody. "},
		},
		{
			"database, of a workspace's module behind the company's proxy", scenario{file: public, facts: private(), mains: []string{"git.acme.com/team/lib"}}.with("GOPROXY", "https://proxy.acme.com"),
			[]string{"It is fetched from https://proxy.acme.com, then", "Add it to GONOSUMDB; GOPRIVATE would bypass"},
		},
		{
			"database, at an address of the company's", scenario{file: public, facts: private()}.with("GOPROXY", "direct", "GOSUMDB", "sum.golang.org https://sums.acme.com"),
			[]string{
				"Private module is looked up in the checksum database sum.golang.org at https://sums.acme.com: git.acme.com/team/lib. ",
				"then verification fails: the database cannot know a private module. Add it to GOPRIVATE.",
			},
		},
		{
			"database, by its name in mainland China", scenario{file: public, facts: private()}.with("GOPROXY", "direct", "GOSUMDB", "sum.golang.google.cn"),
			[]string{"looked up in sum.golang.google.cn, a public checksum database: git.acme.com/team/lib.", "reading https://sum.golang.google.cn/lookup/git.acme.com"},
		},
		{
			"database, directly", scenario{file: "module m\n\nrequire git.acme.com/Team/lib v1.2.3-RC.1\n", facts: private()}.with("GONOPROXY", "git.acme.com", "GOPROXY", "direct"),
			[]string{
				"Private module is looked up in sum.golang.org, a public checksum database: git.acme.com/Team/lib.",
				"fetched directly, then verification fails: reading https://sum.golang.org/lookup/git.acme.com/!team/lib@v1.2.3-!r!c.1: 404 Not Found.",
				"Add it to GOPRIVATE",
			},
		},
		{
			"database, through a public proxy", scenario{file: public, facts: private()}.with("GONOPROXY", "git.acme.com"),
			[]string{"reading https://proxy.golang.org/sumdb/sum.golang.org/lookup/git.acme.com/team/lib@v1.2.3: 404 Not Found."},
		},
		{
			"database, through the company's proxy", scenario{file: public, facts: private()}.with("GOPROXY", "https://proxy.acme.com,direct"),
			[]string{
				"fetched from https://proxy.acme.com, then verification fails: https://proxy.acme.com passes the look-up on or refuses it if it supports sum.golang.org",
				"Add it to GONOSUMDB; GOPRIVATE would bypass https://proxy.acme.com too.",
			},
		},
		{
			"database, with GONOSUMDB in the place of GOPRIVATE", scenario{file: public, facts: private()}.with("GOPROXY", "direct", "GONOSUMDB", "other.com"),
			[]string{"Add it to GONOSUMDB."},
		},
		{
			"off", scenario{file: public, user: map[string]string{"GOPROXY": "off"}}.with("GOPRIVATE", "git.acme.com"),
			[]string{"2 of 3 requirements cannot be fetched: module lookup disabled by GOPROXY=off.", "GOPROXY=off (set in /home/u/.config/go/env:1)"},
		},
		{
			"invalid", scenario{file: public}.with("GOPROXY", "https://u:hunter2@proxy.acme.com, ftp://u:hunter2@x.acme.com"),
			[]string{"Invalid GOPROXY: invalid proxy URL scheme (must be https, http, file): ftp://xxxxx@x.acme.com.", "3 of 3 requirements", "(set in the process's environment)"},
		},
		{
			"empty", scenario{file: public, user: map[string]string{"GOPROXY": ""}},
			[]string{"GOPROXY is empty (set in /home/u/.config/go/env:1); \"go env -u GOPROXY\" restores the default."},
		},
		{
			"invalid GOSUMDB", scenario{file: public, user: map[string]string{"GOSUMDB": "none"}},
			[]string{"3 of 3 requirements cannot be verified: invalid GOSUMDB: malformed verifier id.", "Correct GOSUMDB=none (set in /home/u/.config/go/env:1)."},
		},
		{
			"a path that is refused", scenario{file: "module m\n\nrequire corp/lib v1.0.0\n"},
			[]string{"Cannot be fetched: corp/lib: malformed module path"},
		},
		{
			"another module", replaced("", analysis.Checkout{Exists: true, GoMod: true, Module: "git.acme.com/other"}),
			[]string{"Replacement declares another path: ../lib is git.acme.com/other, but replaces git.acme.com/lib."},
		},
		{
			"no go.env in GOROOT", scenario{file: "module m\n", bare: true},
			[]string{"Invalid GOPROXY: GOPROXY list is not the empty string, but contains no entries. GOPROXY is not set; set it, or restore the file go.env in GOROOT, which holds Go's default."},
		},
		{
			"missing directory", replaced("", analysis.Checkout{}),
			[]string{
				"Replacement directory ../lib does not exist. Every command that loads git.acme.com/lib fails",
				"Check the module out there, correct the directory, replace the module in a go.work, or remove the directive.",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := test.run(t)
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1: %+v", len(found), found)
			}
			for _, part := range test.want {
				if !strings.Contains(found[0].Message, part) {
					t.Errorf("message\n\t%s\nlacks\n\t%s", found[0].Message, part)
				}
			}
			if strings.Contains(found[0].Message, "hunter2") {
				t.Errorf("a password in %q", found[0].Message)
			}
		})
	}
}

// A fault of the environment also belongs on the line that sets it, and a
// finding about a private module points at its evidence.
func TestPlaces(t *testing.T) {
	found := scenario{file: public, user: map[string]string{"GOPROXY": "off"}}.run(t)
	if len(found) != 1 || found[0].Cause == nil || found[0].Cause.File != userFile || found[0].Cause.Line != 1 {
		t.Errorf("GOPROXY=off in the user's file: %+v", found)
	}
	found = scenario{file: public}.with("GOPROXY", "off").run(t)
	if len(found) != 1 || found[0].Cause != nil {
		t.Errorf("GOPROXY=off in the environment: %+v", found)
	}
	facts := &visibility.Facts{Declared: []visibility.Pattern{{Variable: "GOPRIVATE", Glob: "git.acme.com", File: "/src/go.env", Line: 4}}}
	found = scenario{file: public, facts: facts}.with("GOPRIVATE", "git.acme.com", "GONOPROXY", "other.com").run(t)
	if len(found) != 1 || len(found[0].Related) != 1 || found[0].Related[0].File != "/src/go.env" || found[0].Related[0].Line != 4 ||
		found[0].Related[0].Message != "the repository's go.env declares GOPRIVATE=git.acme.com" {
		t.Errorf("a module that go.env declares: %+v", found)
	}
	if len(found) == 1 && (found[0].Requirement == nil || found[0].Requirement.Line != 8 || public[found[0].Span.Start:found[0].Span.End] != "git.acme.com/team/lib") {
		t.Errorf("the finding stands at %+v", found[0].Span)
	}
}

// The documentation of a code is its analyzer's Doc.
func TestDocs(t *testing.T) {
	dir := filepath.Join("..", "docs", "diagnostics")
	codes := make(map[string]bool)
	for _, a := range All {
		codes[a.Name+".md"] = true
		if first, rest, _ := strings.Cut(a.Doc, "\n"); !strings.HasSuffix(first, ".") || !strings.HasPrefix(rest, "\n") {
			t.Errorf("%s: the first line of Doc is no sentence of its own: %q", a.Name, first)
		}
		for _, part := range []string{"\n    ", "\nTo fix it", "\nSwitch it off"} {
			if !strings.Contains(a.Doc, part) {
				t.Errorf("%s: its Doc lacks an example, how to fix it, or when to switch it off: %q", a.Name, part)
			}
		}
		for _, fault := range faultsOfForm(a.Doc) {
			t.Errorf("%s: %s", a.Name, fault)
		}
		if want := "https://github.com/modroute/modroute/blob/main/docs/diagnostics/" + a.Name + ".md"; a.URL != want {
			t.Errorf("%s: URL %s", a.Name, a.URL)
		}
		path := filepath.Join(dir, a.Name+".md")
		want := "# " + a.Name + "\n\n" + a.Doc
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not made of the analyzer's Doc (%v); run go test ./analyzers -update", path, err)
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages in %s: %v", dir, err)
	}
	for _, page := range pages {
		if !codes[filepath.Base(page)] {
			t.Errorf("%s documents no code", page)
		}
	}
}

// faultsOfForm tells where a page departs from the form that all have: what the
// finding means, with an example, how to fix it, and last when to switch it off.
func faultsOfForm(doc string) (faults []string) {
	meaning, rest, _ := strings.Cut(doc, "\nTo fix it")
	if !strings.Contains(meaning, "\n    ") {
		faults = append(faults, "no example stands before how to fix it")
	}
	if strings.Contains(rest, "\nTo fix it") {
		faults = append(faults, "two paragraphs say how to fix it")
	}
	if _, end, _ := strings.Cut(rest, "\nSwitch it off"); strings.Contains(end, "\n\n") {
		faults = append(faults, "something follows when to switch it off")
	}
	for line := range strings.Lines(doc) {
		if !strings.HasPrefix(line, "    ") && len(line) > 90 {
			faults = append(faults, "a line is too long: "+line)
		}
	}
	return faults
}

func BenchmarkAll(b *testing.B) {
	var text strings.Builder
	text.WriteString("module m\n\nrequire (\n")
	for range 500 {
		text.WriteString("\tgithub.com/google/go-cmp v0.7.0\n")
	}
	text.WriteString(")\n")
	p := scenario{file: text.String()}.pass()
	p.Report = func(d analysis.Diagnostic) { b.Fatal(d) }
	for b.Loop() {
		for _, a := range All {
			a.Run(p)
		}
	}
}
