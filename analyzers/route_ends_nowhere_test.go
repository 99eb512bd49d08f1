package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/visibility"
)

func TestRouteEndsNowhere(t *testing.T) {
	const dotless = "module m\n\nrequire corp/lib v1.0.0\n"
	const refusedOrigin = "module m\n\nrequire example.net/lib v1.0.0\n"
	const tuna, ustc = "https://mirrors.tuna.tsinghua.edu.cn/goproxy", "https://goproxy.ustc.edu.cn"
	replaceOnly := []string{"replace"}
	testVariable(t, RouteEndsNowhere, []variableCase{
		{"a path without a dot", scenario{file: dotless}, "3 error", []string{"Cannot be fetched: corp/lib: malformed module path"}, replaceOnly},
		{name: "the same in the workspace", scenario: scenario{file: dotless, mains: []string{"corp/lib"}}},
		{name: "the same, excluded", scenario: scenario{file: dotless + "\nexclude corp/lib v1.0.0\n"}},
		{name: "the same under an invalid environment", scenario: scenario{file: dotless}.with("GO111MODULE", "yes")},
		{name: "a toolchain, which has a code of its own", scenario: scenario{file: "module m\n\ngo 1.99.0\n"}.with("GOTOOLCHAIN", "local")},
		{"an origin that is refused", scenario{file: refusedOrigin}.with("GOPROXY", "direct"), "3 warning", []string{"Cannot be fetched: example.net/lib: no modules on example.net. "}, replaceOnly},
		{name: "the same through a proxy", scenario: scenario{file: refusedOrigin}},
		{name: "the system is forbidden, which is another code", scenario: scenario{file: public}.with("GOPROXY", "direct", "GOVCS", "github.com:off")},

		{"only a proxy that does not exist", scenario{file: public, user: map[string]string{"GOPROXY": ustc}}, "1 warning",
			[]string{"3 of 3 requirements cannot be fetched from anywhere: https://goproxy.ustc.edu.cn does not exist: the name does not resolve, and nothing else follows. ", userFile + ":1"}, []string{"Unset GOPROXY (deliberate)"}},
		{"two of them and off", scenario{file: public}.with("GOPROXY", tuna+"|"+ustc+",off", "GOPRIVATE", "git.acme.com"), "1 warning",
			[]string{"2 of 3 requirements", tuna + " never existed"}, []string{"Unset GOPROXY (deliberate)"}},
		{name: "one that has moved, which is proxy-does-not-exist", scenario: scenario{file: public}.with("GOPROXY", ustc+"|https://mirrors.huaweicloud.com/goproxy/")},
		{name: "followed by direct", scenario: scenario{file: public}.with("GOPROXY", ustc+"|direct")},
		{name: "followed by a proxy", scenario: scenario{file: public}.with("GOPROXY", ustc+"|https://proxy.acme.com")},
		{name: "followed by a public proxy", scenario: scenario{file: public}.with("GOPROXY", ustc+"|https://goproxy.cn")},
		{name: "one that the settings trust", scenario: scenario{file: public, facts: &visibility.Facts{Trusted: []string{ustc}}}.with("GOPROXY", ustc)},
		{name: "where all is private", scenario: scenario{file: public}.with("GOPROXY", ustc, "GOPRIVATE", "*")},
		{name: "GOPROXY=off is another code", scenario: scenario{file: public}.with("GOPROXY", "off")},
	})
}
