package analyzers

import (
	"slices"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// An import that no module provides is told to nobody by a build, but to all
// by the next go get; which of its prefixes is the module nobody knows yet.
func TestImports(t *testing.T) {
	imported := scenario{
		file:    "module example.com/shop\n\nrequire git.acme.com/lib/sub v0.0.0\n",
		facts:   &visibility.Facts{Settings: acme},
		imports: true,
	}
	const own = "https://goproxy.acme.com"
	for _, test := range []struct {
		analyzer *analysis.Analyzer
		privacyTest
	}{
		{PrivateModulePublicProxy, privacyTest{
			name: "named to a public proxy", scenario: imported, want: []string{"3 warning"},
			parts: []string{"Private import is named to proxy.golang.org, a public proxy, by go get and go mod tidy: git.acme.com/lib/sub, and each shorter path above it."},
		}},
		{PrivateModulePublicSumDB, privacyTest{
			name: "looked up in a public database", scenario: imported.with("GOPROXY", own), want: []string{"3 warning"},
			parts: []string{"Private import is looked up in sum.golang.org, a public checksum database, by go get and go mod tidy once its module is found: git.acme.com/lib/sub. "},
		}},
		{PrivateModulePublicFallback, privacyTest{
			name: "named to a public proxy after one's own", scenario: imported.with("GOPROXY", own+"|https://proxy.golang.org"), want: []string{"3 warning"},
			parts: []string{"Private import is named to proxy.golang.org, a public proxy, if " + own + " fails"},
		}},
	} {
		testPrivacy(t, test.analyzer, []privacyTest{test.privacyTest})
		t.Run(test.name+", vendored", func(t *testing.T) {
			plain, vendored := test.privacy(t)[test.analyzer.Name], test.scenario
			vendored.vendored = true
			if got := vendored.privacy(t)[test.analyzer.Name]; len(got) != 1 || got[0].Message != plain[0].Message {
				t.Errorf("builds have no part in it, but found %+v, want %+v", got, plain)
			}
		})
		t.Run(test.name+", replaced", func(t *testing.T) {
			isReplace := func(i analysis.Intent) bool { _, ok := i.(analysis.AddReplace); return ok }
			if slices.ContainsFunc(test.intents(t, test.analyzer), isReplace) {
				t.Error("a replace directive is offered for what is not required")
			}
		})
	}
	for _, a := range []*analysis.Analyzer{PrivateModulePublicProxy, PrivateModulePublicSumDB, PrivateModulePublicFallback} {
		testPrivacy(t, a, []privacyTest{{name: "kept private, " + a.Name, scenario: imported.with("GOPRIVATE", "git.acme.com")}})
	}
}
