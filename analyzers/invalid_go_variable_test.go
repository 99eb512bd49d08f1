package analyzers

import "testing"

func TestInvalidGoVariable(t *testing.T) {
	invalid := func(vars ...string) scenario { return scenario{file: public}.with(vars...) }
	testVariable(t, InvalidGoVariable, []variableCase{
		{"GO111MODULE=yes", invalid("GO111MODULE", "yes"), "1 error", []string{"Builds stop, and nothing can be fetched: unknown environment setting GO111MODULE=yes. "}, []string{"Unset GO111MODULE"}},
		{"GO111MODULE=ON", invalid("GO111MODULE", "ON"), "1 error", nil, []string{"Set GO111MODULE to on", "Unset GO111MODULE"}},
		{"GOTOOLCHAIN without go", invalid("GOTOOLCHAIN", "1.26.8"), "1 error", []string{`invalid GOTOOLCHAIN "1.26.8"`}, []string{"Set GOTOOLCHAIN to go1.26.8", "Unset GOTOOLCHAIN"}},
		{"GOTOOLCHAIN in capitals", invalid("GOTOOLCHAIN", "Local"), "1 error", nil, []string{"Set GOTOOLCHAIN to local", "Unset GOTOOLCHAIN"}},
		{"GOTOOLCHAIN=latest", invalid("GOTOOLCHAIN", "latest"), "1 error", nil, []string{"Unset GOTOOLCHAIN"}},
		{"a relative GOWORK", invalid("GOWORK", "go.work"), "1 error", []string{"invalid GOWORK: not an absolute path"}, []string{"Unset GOWORK"}},
		{"GOWORK=OFF", invalid("GOWORK", "OFF"), "1 error", nil, []string{"Set GOWORK to off", "Unset GOWORK"}},
		{"GOFLAGS without a dash", invalid("GOFLAGS", "mod=mod"), "1 error", []string{`parsing $GOFLAGS: non-flag "mod=mod"`}, []string{"Set GOFLAGS to -mod=mod", "Unset GOFLAGS (deliberate)"}},
		{"GOFLAGS with several words", invalid("GOFLAGS", "mod=mod -v"), "1 error", nil, []string{"Unset GOFLAGS (deliberate)"}},
		{"GOVCS without a pattern", invalid("GOVCS", "git", "GOPROXY", "direct"), "1 error", []string{"1 of 3 requirements cannot be fetched: malformed entry in GOVCS (missing colon)"}, []string{"Set GOVCS to *:git", "Unset GOVCS (deliberate)"}},
		{"two rules of GOVCS for one pattern", scenario{file: public, user: map[string]string{"GOVCS": "a:b,a:c"}}.with("GOPROXY", "direct"), "1 error", []string{"unreachable pattern"}, []string{"Unset GOVCS (deliberate)"}},
		{"GOVCS in a distributor's go.env", scenario{file: public, goRoot: map[string]string{"GOPROXY": "direct", "GOVCS": "git"}}, "1 error", nil, []string{"Set GOVCS to *:git"}},
		{name: "GOVCS where nothing is fetched from its origin", scenario: invalid("GOVCS", "git")},
		{name: "a rule of GOVCS", scenario: invalid("GOVCS", "github.com:off", "GOPROXY", "direct")},
		{name: "an origin that its path refuses", scenario: scenario{file: "module m\n\nrequire example.net/lib v1.0.0\n"}.with("GOPROXY", "direct")},
		{name: "GO111MODULE=off is another code", scenario: invalid("GO111MODULE", "off")},
		{name: "as is GOPROXY", scenario: invalid("GOPROXY", "Direct")},
		{"-modfile with another extension", invalid("GOFLAGS", "-modfile=dev.txt"), "1 error", []string{"-modfile=dev.txt: file does not have .mod extension. Change GOFLAGS=-modfile=dev.txt"}, []string{"Unset GOFLAGS (deliberate)"}},
		{"-modfile in a workspace", scenario{file: public, workText: "go 1.26\nuse ./m\n"}.with("GOFLAGS", "-modfile=dev.mod"), "1 error", []string{"-modfile cannot be used in workspace mode"}, []string{"Unset GOFLAGS (deliberate)"}},
		{name: "valid values", scenario: invalid("GO111MODULE", "auto", "GOTOOLCHAIN", "go1.26.1+auto", "GOWORK", "off", "GOFLAGS", "-mod=mod")},
	})
}
