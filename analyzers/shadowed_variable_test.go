package analyzers

import "testing"

func TestShadowedVariable(t *testing.T) {
	wrote := func(vars ...string) scenario {
		s := scenario{file: public, user: make(map[string]string)}
		for i := 0; i < len(vars); i += 2 {
			s.user[vars[i]] = vars[i+1]
		}
		return s
	}
	const acmeProxy = "https://proxy.acme.com"
	proxyFixes := []string{"unset GOPROXY", "go env -u GOPROXY"}
	injected := wrote("GOPROXY", "https://u:hunter2@proxy.acme.com").with("GOPROXY", "direct")
	injected.injected = "the editor's Go extension"
	editor := wrote("GOPROXY", acmeProxy)
	editor.editor = map[string]string{"GOPROXY": "direct"}
	both := editor.with("GOPROXY", acmeProxy)
	work := wrote("GOWORK", "off").with("GOWORK", "/src/go.work")
	testVariable(t, ShadowedVariable, []variableCase{
		{"GOPROXY", wrote("GOPROXY", "https://u:hunter2@proxy.acme.com").with("GOPROXY", "direct"), "1 information",
			[]string{"Not in force: GOPROXY=https://xxxxx@proxy.acme.com (set in " + userFile + ":1). GOPROXY=direct (set in the process's environment) goes before it. "}, proxyFixes},
		{"by the editor's settings", editor, "1 information", []string{"(set by the editor)", "remove the other from the editor's settings"}, []string{"Unset GOPROXY in the editor's settings", "go env -u GOPROXY"}},
		{"by the editor's settings and the process", both, "1 information", nil, []string{"Unset GOPROXY in the editor's settings", "go env -u GOPROXY"}},
		{"GOPRIVATE with a pattern less", wrote("GOPRIVATE", "git.acme.com,corp.example").with("GOPRIVATE", "corp.example"), "1 information", nil, []string{"unset GOPRIVATE", "go env -u GOPRIVATE"}},
		{"GONOSUMDB", wrote("GONOSUMDB", "git.acme.com").with("GONOSUMDB", "corp.example"), "1 information", nil, []string{"unset GONOSUMDB", "go env -u GONOSUMDB"}},
		{"GOSUMDB", wrote("GOSUMDB", "sum.golang.google.cn").with("GOSUMDB", "off"), "1 information", nil, []string{"unset GOSUMDB", "go env -u GOSUMDB"}},
		{"GOINSECURE", wrote("GOINSECURE", "git.acme.com").with("GOINSECURE", "corp.example"), "1 information", nil, []string{"unset GOINSECURE", "go env -u GOINSECURE"}},
		{"GOTOOLCHAIN where the go line needs another", func() scenario {
			s := wrote("GOTOOLCHAIN", "auto").with("GOTOOLCHAIN", "local")
			s.file = "module m\n\ngo 1.99.0\n"
			return s
		}(), "1 information", nil, []string{"unset GOTOOLCHAIN", "go env -u GOTOOLCHAIN"}},
		{"GOFLAGS that decides about the vendor directory", wrote("GOFLAGS", "-mod=vendor").with("GOFLAGS", "-mod=mod"), "1 information", nil, []string{"unset GOFLAGS", "go env -u GOFLAGS"}},
		{"GOWORK", work, "1 information", nil, []string{"unset GOWORK", "go env -u GOWORK"}},
		{"another proxy", wrote("GOPROXY", acmeProxy).with("GOPROXY", "https://goproxy.cn", "GOSUMDB", "off"), "1 information", nil, proxyFixes},
		{"another address of the database", wrote("GOSUMDB", "sum.golang.google.cn").with("GOSUMDB", "sum.golang.org"), "1 information", nil, []string{"unset GOSUMDB", "go env -u GOSUMDB"}},
		{"a GOSUMDB that cannot be read", wrote("GOSUMDB", "on").with("GOSUMDB", "off"), "1 information", nil, []string{"unset GOSUMDB", "go env -u GOSUMDB"}},
		{"GOTOOLCHAIN=path where the go line needs another", func() scenario {
			s := wrote("GOTOOLCHAIN", "path").with("GOTOOLCHAIN", "local")
			s.file = "module m\n\ngo 1.99.0\n"
			return s
		}(), "1 information", nil, []string{"unset GOTOOLCHAIN", "go env -u GOTOOLCHAIN"}},
		{"two variables", wrote("GOPROXY", acmeProxy, "GOSUMDB", ownDatabase).with("GOPROXY", "direct", "GOSUMDB", "off"), "1 information, 1 information", nil, proxyFixes},

		{name: "the same GOPROXY but for blanks", scenario: wrote("GOPROXY", acmeProxy+", direct").with("GOPROXY", acmeProxy+",direct")},
		{name: "what follows direct", scenario: wrote("GOPROXY", "direct,off").with("GOPROXY", "direct")},
		{name: "the same patterns in another order", scenario: wrote("GOPRIVATE", "git.acme.com,corp.example").with("GOPRIVATE", "corp.example,git.acme.com")},
		{name: "patterns that match nothing here", scenario: wrote("GOPRIVATE", "a.example").with("GOPRIVATE", "b.example")},
		{name: "GOTOOLCHAIN where the installed Go serves", scenario: wrote("GOTOOLCHAIN", "auto").with("GOTOOLCHAIN", "local")},
		{name: "patterns that do not matter to a toolchain", scenario: func() scenario {
			s := wrote("GOPRIVATE", "a.example").with("GOPRIVATE", "b.example", "GONOSUMDB", "golang.org")
			s.file = "module m\n\ngo 1.99.0\n"
			return s
		}()},
		{name: "GO111MODULE on and auto", scenario: wrote("GO111MODULE", "auto").with("GO111MODULE", "on")},
		{name: "the same GOWORK", scenario: wrote("GOWORK", "/src/./go.work").with("GOWORK", "/src/go.work")},
		{name: "a GOPROXY that the editor's Go extension has put there", scenario: injected},
		{name: "an empty value in the file", scenario: wrote("GOPRIVATE", "").with("GOPRIVATE", "git.acme.com")},
		{name: "$GOROOT/go.env is there to be overridden", scenario: scenario{file: public}.with("GOPROXY", "direct")},
		{name: "and the user's file overrides it", scenario: wrote("GOPROXY", "direct")},
		{name: "a GONOPROXY that takes GOPRIVATE's value", scenario: wrote("GONOSUMDB", "git.acme.com").with("GOPRIVATE", "git.acme.com")},
		{name: "a variable that decides no route", scenario: wrote("GOMODCACHE", "/a").with("GOMODCACHE", "/b")},
	})
}
