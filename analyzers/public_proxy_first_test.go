package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

func TestPublicProxyFirst(t *testing.T) {
	base, unknown := scenario{file: public, facts: private()}, scenario{file: public}
	both := map[string]string{"git.acme.com/team/lib": "both"}
	const own, internal, golang = "https://proxy.acme.com", "https://goproxy.acme.internal", "https://proxy.golang.org"
	info, warning := []string{"1 information"}, []string{"1 warning"}
	testPrivacy(t, PublicProxyFirst, []privacyTest{
		{"a private requirement", base.with("GOPROXY", golang+","+own), warning, []string{
			"A public proxy is asked before your own: proxy.golang.org before https://proxy.acme.com. 1 of 3 requirements is private and named to it first. " +
				"Put https://proxy.acme.com first in GOPROXY=https://proxy.golang.org,https://proxy.acme.com (set in the process's environment).",
		}},
		{"a pipe", base.with("GOPROXY", golang+"|"+own+"|direct"), warning, nil},
		{"two public ones", base.with("GOPROXY", "https://goproxy.cn,"+golang+","+own), warning, []string{"goproxy.cn before"}},
		{"after one that does not exist", base.with("GOPROXY", "https://goproxy.ustc.edu.cn,"+golang+","+own), warning, []string{"proxy.golang.org before"}},
		{"a trusted proxy later", scenario{file: public, facts: trusting("goproxy.cn")}.with("GOPROXY", golang+",https://goproxy.cn"), warning, []string{"before https://goproxy.cn"}},
		{"a password", base.with("GOPROXY", golang+",https://u:hunter2@proxy.acme.com"), warning, []string{"before https://xxxxx@proxy.acme.com."}},
		{"a vendor directory, go.sum complete", scenario{file: public, facts: private(), sums: both, vendored: true}.with("GOPROXY", golang+","+own), info, []string{"1 of 3 requirements is private"}},
		{"a vendor directory, go.sum without it", scenario{file: public, facts: private(), vendored: true}.with("GOPROXY", golang+","+own), warning, nil},
		{"another requirement is covered by GOPRIVATE", base.with("GOPROXY", golang+","+own, "GOPRIVATE", "git.other.com"), warning, nil},
		{"nothing known to be private, an internal proxy", unknown.with("GOPROXY", golang+","+internal), info, []string{"Every module path is sent to it, private ones too."}},
		{"nothing known to be private, a trusted proxy", scenario{file: public, facts: &visibility.Facts{Trusted: []string{own}}}.with("GOPROXY", golang+","+own), info, nil},

		{"nothing known to be private, an unlisted proxy", unknown.with("GOPROXY", golang+","+own), nil, nil},
		{"nothing known to be private, a proxy on this machine", unknown.with("GOPROXY", golang+",http://127.0.0.1:3000"), nil, nil},
		{"nothing known to be private, one at .localhost", unknown.with("GOPROXY", golang+",http://athens.localhost:3000"), nil, nil},
		{"an internal proxy, and GOPRIVATE for what is private", base.with("GOPROXY", golang+","+internal, "GOPRIVATE", "git.acme.com"), nil, nil},
		{"an internal proxy without requirements", scenario{file: "module m\n"}.with("GOPROXY", golang+","+internal), nil, nil},
		{"an internal proxy, all replaced by directories", scenario{file: "module m\n\nrequire a.com/b v1.0.0\n\nreplace a.com/b => ../b\n"}.with("GOPROXY", golang+","+internal), nil, nil},
		{"the company's first", base.with("GOPROXY", internal+","+golang), nil, nil},
		{"the company's first and last", base.with("GOPROXY", own+","+golang+","+internal), nil, nil},
		{"after direct", base.with("GOPROXY", golang+",direct,"+own), nil, nil},
		{"no proxy of the company's", base.with("GOPROXY", golang+",https://goproxy.cn"), nil, nil},
		{"only one that does not exist before it", base.with("GOPROXY", "https://goproxy.ustc.edu.cn,"+own), nil, nil},
		{"the public one is trusted", scenario{file: public, facts: trusting("proxy.golang.org")}.with("GOPROXY", golang+","+own), nil, nil},
		{"an environment that routes nothing", unknown.with("GOPROXY", golang+","+internal, "GO111MODULE", "off"), nil, nil},
	})
}

// Both codes about a public proxy before the company's offer the same list.
func TestAskFirst(t *testing.T) {
	for goproxy, want := range map[string]string{
		"https://proxy.golang.org,https://proxy.acme.com":                                       "https://proxy.acme.com,https://proxy.golang.org",
		"https://proxy.golang.org|https://proxy.acme.com|direct":                                "https://proxy.acme.com,https://proxy.golang.org|direct",
		"https://goproxy.cn|https://a.acme.com|https://proxy.golang.org,https://b.acme.com,off": "https://a.acme.com,https://b.acme.com,https://goproxy.cn|https://proxy.golang.org,off",
	} {
		s := scenario{file: public, facts: private()}.with("GOPROXY", goproxy)
		for _, a := range []*analysis.Analyzer{PublicProxyFirst, PrivateModulePublicProxy} {
			set, ok := s.intents(t, a)[0].(analysis.SetVariable)
			if !ok || set.Name != "GOPROXY" || set.Value != want || set.Deliberate {
				t.Errorf("%s, GOPROXY=%s: %+v, want %s", a.Name, goproxy, set, want)
			}
		}
	}
	s := scenario{file: public, facts: private()}.with("GOPROXY", "https://proxy.golang.org,https://u:hunter2@proxy.acme.com")
	if got := s.intents(t, PublicProxyFirst); len(got) != 0 {
		t.Errorf("a list with a password: %+v, want no change of it", got)
	}
	set, _ := scenario{file: public, facts: private()}.with("GOPROXY", "https://proxy.golang.org,https://proxy.acme.com").intents(t, PublicProxyFirst)[0].(analysis.SetVariable)
	if set.Title != "Ask https://proxy.acme.com first in GOPROXY" {
		t.Errorf("the title is %q", set.Title)
	}
}
