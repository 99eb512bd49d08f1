package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

func TestPrivateModulePublicFallback(t *testing.T) {
	base := scenario{file: public, facts: private()}
	both := map[string]string{"git.acme.com/team/lib": "both"}
	const own, golang, cn = "https://proxy.acme.com", "https://proxy.golang.org", "https://goproxy.cn"
	info, warning := []string{"8 information"}, []string{"8 warning"}
	testPrivacy(t, PrivateModulePublicFallback, []privacyTest{
		{"after a comma", base.with("GOPROXY", own+","+golang), info, []string{
			"Private module is named to proxy.golang.org, a public proxy, if https://proxy.acme.com answers 404 or 410: git.acme.com/team/lib. Evidence: modroute.private names git.acme.com.",
			"Let https://proxy.acme.com fetch public modules itself, and remove proxy.golang.org from GOPROXY=https://proxy.acme.com,https://proxy.golang.org (set in the process's environment); GOPRIVATE would bypass https://proxy.acme.com too.",
		}},
		{"after a pipe", base.with("GOPROXY", own+"|"+golang), warning, []string{
			"if https://proxy.acme.com fails in any way, an outage included: git.acme.com/team/lib.", "put a comma in the place of the pipe.",
		}},
		{"after a pipe, then direct", base.with("GOPROXY", own+"|"+golang+",direct"), warning, nil},
		{"a pipe only behind the public one", base.with("GOPROXY", own+","+golang+"|direct"), info, nil},
		{"two of the company's, a comma between them", base.with("GOPROXY", own+",https://second.acme.com|"+golang), info, nil},
		{"two of the company's, pipes throughout", base.with("GOPROXY", own+"|https://second.acme.com|"+golang), warning, []string{"if https://proxy.acme.com fails"}},
		{"one that does not exist before both", base.with("GOPROXY", "https://goproxy.ustc.edu.cn,"+own+"|"+golang), warning, nil},
		{"one that does not exist between them", base.with("GOPROXY", own+"|https://goproxy.ustc.edu.cn,"+golang), info, []string{"named to proxy.golang.org"}},
		{"a proxy on this machine first", base.with("GOPROXY", "file:///srv/proxy,"+golang), info, []string{"if file:///srv/proxy answers"}},
		{"a trusted proxy first", scenario{file: public, facts: trusting("goproxy.cn")}.with("GOPROXY", cn+","+golang), info, nil},
		{"a password", base.with("GOPROXY", "https://u:hunter2@proxy.acme.com,"+golang), info, []string{"if https://xxxxx@proxy.acme.com answers", "GOPROXY=https://xxxxx@proxy.acme.com,https://proxy.golang.org"}},
		{"a vendor directory", scenario{file: public, facts: private(), vendored: true}.with("GOPROXY", own+"|"+golang), warning, []string{"Builds take it from the vendor directory"}},
		{"a vendor directory, go.sum complete", scenario{file: public, facts: private(), sums: both, vendored: true}.with("GOPROXY", own+"|"+golang), info, nil},
		{"go.sum complete", scenario{file: public, facts: private(), sums: both}.with("GOPROXY", own+"|"+golang), warning, nil},

		{"the public proxy first", base.with("GOPROXY", golang+","+own), nil, nil},
		{"the public proxy first and last", base.with("GOPROXY", golang+","+own+","+cn), nil, nil},
		{"no public proxy", base.with("GOPROXY", own+"|direct"), nil, nil},
		{"only one that does not exist after it", base.with("GOPROXY", own+"|https://goproxy.ustc.edu.cn"), nil, nil},
		{"a trusted one after it", scenario{file: public, facts: trusting("goproxy.cn")}.with("GOPROXY", own+"|"+cn), nil, nil},
		{"direct before the public one", base.with("GOPROXY", own+"|direct|"+golang), nil, nil},
		{"GOPRIVATE", base.with("GOPROXY", own+"|"+golang, "GOPRIVATE", "git.acme.com"), nil, nil},
		{"nothing private", scenario{file: public}.with("GOPROXY", own+"|"+golang), nil, nil},
		{"private by a hint", scenario{file: public, facts: &visibility.Facts{RemoteHost: "git.acme.com"}}.with("GOPROXY", own+"|"+golang), nil, nil},
		{"replaced by a directory", scenario{file: public + "replace git.acme.com/team/lib => ../lib\n", facts: private()}.with("GOPROXY", own+"|"+golang), nil, nil},
	})
}

func TestPrivateModulePublicFallbackIntents(t *testing.T) {
	base := scenario{file: public, facts: private()}
	for goproxy, want := range map[string]string{
		"https://proxy.acme.com,https://proxy.golang.org":                             "https://proxy.acme.com",
		"https://proxy.acme.com|https://proxy.golang.org|direct":                      "https://proxy.acme.com|direct",
		"https://proxy.acme.com,https://goproxy.cn,https://b.acme.com|direct,ignored": "https://proxy.acme.com,https://b.acme.com|direct",
	} {
		got := base.with("GOPROXY", goproxy).intents(t, PrivateModulePublicFallback)
		set, ok := got[0].(analysis.SetVariable)
		if !ok || set.Name != "GOPROXY" || set.Value != want || !set.Deliberate {
			t.Errorf("GOPROXY=%s: %+v, want %s", goproxy, got[0], want)
		}
	}
	got := base.with("GOPROXY", "https://proxy.acme.com,https://goproxy.cn,https://proxy.golang.org,https://proxy.golang.org/cached-only").intents(t, PrivateModulePublicFallback)
	if title := got[0].(analysis.SetVariable).Title; title != "Remove goproxy.cn and proxy.golang.org from GOPROXY: https://proxy.acme.com is to fetch public modules" {
		t.Errorf("the title is %q", title)
	}
	got = base.with("GOPROXY", "https://u:hunter2@proxy.acme.com,https://proxy.golang.org").intents(t, PrivateModulePublicFallback)
	if _, ok := got[0].(analysis.AddReplace); !ok || len(got) != 1 {
		t.Errorf("a list with a password: %+v, want no change of it", got)
	}
}
