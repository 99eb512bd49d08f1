package analyzers

import (
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

func TestEnvironmentDiffers(t *testing.T) {
	const found = "8 information environment-differs"
	in := func(vars ...string) scenario {
		s := scenario{file: public, elsewhere: make(map[string]string)}.with("GOPRIVATE", "git.acme.com")
		for i := 0; i < len(vars); i += 2 {
			s.elsewhere[vars[i]] = vars[i+1]
		}
		return s
	}
	replacedThere := replaced("", analysis.Checkout{Exists: true, GoMod: true})
	replacedThere.elsewhere = map[string]string{"GOPROXY": "off"}
	complete := in("GONOSUMDB", "none.acme.com")
	complete.sums = map[string]string{"git.acme.com/team/lib": "both"}
	invalid := in("GOPROXY", "bad")
	invalid.file = "module m\n\nrequire git.acme.com/team/lib v1.2.3\n"

	checkRows(t, EnvironmentDiffers, []row{
		{"no GOPRIVATE there", in("GONOPROXY", "none.acme.com"), found,
			"Routed otherwise in ci: git.acme.com/team/lib comes here from its origin, in ci from https://proxy.golang.org, then its origin. "},
		{"only the look-up is added there", in("GONOSUMDB", "none.acme.com"), found, "in ci from its origin with a look-up in sum.golang.org. "},
		{"an environment that nothing accepts", invalid, "3 information environment-differs", "in ci from nowhere (invalid proxy URL missing scheme"},

		{"nothing is declared", scenario{file: public}, "", ""},
		{"the same in other words", in("GOPRIVATE", "git.acme.com,git.acme.com"), "", ""},
		{"a database that is not asked, for go.sum has all", complete, "", ""},
		{"replaced by a directory", replacedThere, "", ""},
	})
}

// Everything may be otherwise: each way of being found has its words.
func TestEnvironmentDiffersInEveryWay(t *testing.T) {
	file := "module m\n\nrequire git.acme.com/team/lib v1.2.3\n"
	for _, test := range []struct {
		name string
		scenario
		want string
	}{
		{"off there", scenario{file: file, elsewhere: map[string]string{"GOPROXY": "off"}},
			"comes here from https://proxy.golang.org, then its origin, in ci from nowhere. "},
		{"a look-up here only", scenario{file: file, elsewhere: map[string]string{"GOSUMDB": "off"}},
			"in ci from https://proxy.golang.org, then its origin without a look-up in a checksum database. "},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkRows(t, EnvironmentDiffers, []row{{test.name, test.scenario, "3 information environment-differs", test.want}})
		})
	}
}

// A go.work that only one of them has makes a module come from this machine.
func TestEnvironmentDiffersByGoWork(t *testing.T) {
	direct := []route.Hop{{Kind: route.HopDirect, Next: route.Never}}
	for _, test := range []struct {
		there route.Route
		want  string
	}{
		{route.Route{Source: route.Local, ReplacedBy: &route.Replacement{Dir: "../lib"}}, "in ci from the directory ../lib. "},
		{route.Route{Source: route.Main}, "in ci from this machine. "},
		{route.Route{Source: route.Local}, "in ci from this machine. "}, // a toolchain
		{route.Route{Source: route.Direct, Hops: direct, ReplacedBy: &route.Replacement{Path: "github.com/fork/lib", Version: "v1.0.0"}}, "in ci from its origin. "},
	} {
		p := scenario{file: "module m\n\nrequire git.acme.com/team/lib v1.2.3\n"}.pass()
		p.Elsewhere = func(*analysis.Requirement) []analysis.Elsewhere {
			return []analysis.Elsewhere{{Name: "ci", Route: test.there}}
		}
		var found []string
		p.Report = func(d analysis.Diagnostic) { found = append(found, d.Message) }
		EnvironmentDiffers.Run(p)
		if len(found) != 1 || !strings.Contains(found[0], test.want) {
			t.Errorf("%q lacks %q", found, test.want)
		}
	}
}

// A file that is closed meanwhile is not gone on with.
func TestEnvironmentDiffersStops(t *testing.T) {
	p := scenario{file: public, elsewhere: map[string]string{"GOPROXY": "off"}}.pass()
	p.Canceled = func() bool { return true }
	p.Report = func(d analysis.Diagnostic) { t.Errorf("went on to %s", d.Message) }
	EnvironmentDiffers.Run(p)
}
