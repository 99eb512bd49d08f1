package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/visibility"
)

func TestSumDBOff(t *testing.T) {
	off := scenario{file: public}.with("GOSUMDB", "off")
	complete := scenario{file: public, sums: inGoSum}.with("GOSUMDB", "off")
	known := scenario{file: public, facts: private()}.with("GOSUMDB", "off")
	distributed := scenario{file: public, goRoot: map[string]string{"GOPROXY": "direct", "GOSUMDB": "off", "GOTOOLCHAIN": "local"}}
	unset, chosen := []string{"Unset GOSUMDB"}, []string{"Unset GOSUMDB (deliberate)"} // what may well be meant is no "fix all" matter
	testVariable(t, SumDBOff, []variableCase{
		{"through a public proxy", off, "1 warning", []string{
			"Nothing verifies 3 of 3 requirements: GOSUMDB=off, and go.sum has no line for what is fetched. It goes into go.sum unchecked. ",
			"Toolchain downloads fail under it. Unset GOSUMDB=off (set in the process's environment); GOPRIVATE or GONOSUMDB exempt private modules alone."}, unset},
		{"from the origin, so that the database would be the first to hear of them", off.with("GOPROXY", "direct"), "1 warning", nil, chosen},
		{"a private module is not counted", known, "1 warning", []string{"2 of 3 requirements"}, chosen},
		{"nor told of to the database", known.with("GONOSUMDB", "git.acme.com"), "1 warning", []string{"2 of 3 requirements"}, unset},
		{"nor one that GONOSUMDB matches", off.with("GONOSUMDB", "golang.org,github.com/google"), "1 warning", []string{"1 of 3 requirements"}, unset},
		{"where go.sum has all", complete, "1 information", []string{"Nothing verifies updates of 3 of 3 requirements: GOSUMDB=off. What go.sum has a line for is compared with it; but on an update"}, chosen},
		{"where go.sum lacks a private one only", scenario{file: public, facts: private(), sums: map[string]string{"github.com/google/go-cmp": "both", "golang.org/x/mod": "mod"}}.with("GOSUMDB", "off"), "1 information", nil, chosen},
		{"built from a vendor directory", vendored(off), "1 information", nil, chosen},
		{"behind a company proxy", off.with("GOPROXY", "https://proxy.acme.com,direct"), "1 information", []string{"3 of 3"}, chosen},
		{"behind a company proxy, but one goes direct", off.with("GOPROXY", "https://proxy.acme.com", "GONOPROXY", "golang.org"), "1 warning", []string{"3 of 3"}, chosen},
		{"by a distributor", distributed, "1 information", nil, []string{"Set GOSUMDB to sum.golang.org (deliberate)"}},
		{"with one toolchain for all", off.with("GOTOOLCHAIN", "local"), "1 warning", []string{"goes into go.sum unchecked. Unset"}, unset},
		{"with a proxy of files, which exempts toolchains", off.with("GOPROXY", "file:///srv/proxy"), "1 information", []string{"goes into go.sum unchecked. Unset"}, chosen},
		{name: "by a distributor, where go.sum has all", scenario: func() scenario { s := distributed; s.sums = inGoSum; return s }()},
		{name: "behind a company proxy, where go.sum has all", scenario: complete.with("GOPROXY", "https://proxy.acme.com")},
		{name: "where all is exempt", scenario: off.with("GONOSUMDB", "*")},
		{name: "where all is private", scenario: func() scenario {
			s := off
			s.facts = &visibility.Facts{Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "*"}}}
			return s
		}()},
		{name: "where nothing is fetched", scenario: off.with("GOPROXY", "off")},
		{name: "where all is replaced by directories", scenario: scenario{file: "module m\n\nrequire a.example/b v1.0.0\n\nreplace a.example/b => ./b\n"}.with("GOSUMDB", "off")},
		{name: "under an invalid GOPROXY", scenario: off.with("GOPROXY", "Direct")},
		{name: "without requirements", scenario: scenario{file: "module m\n"}.with("GOSUMDB", "off")},
		{name: "Go's default", scenario: scenario{file: public}},
	})
}
