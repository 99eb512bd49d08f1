package analyzers

import "testing"

func TestUnknownVariable(t *testing.T) {
	set := func(vars ...string) scenario { return scenario{file: public}.with(vars...) }
	testVariable(t, UnknownVariable, []variableCase{
		{"GONOSUMCHECK", set("GONOSUMCHECK", "hunter2"), "1 information",
			[]string{"GONOSUMCHECK has no effect: the go command has no such variable. It is set in the process's environment; there is GONOSUMDB, if that is meant."}, []string{"unset GONOSUMCHECK"}},
		{"GOMODPROXY in the user's file", scenario{file: public, user: map[string]string{"GOMODPROXY": "direct"}}, "1 information", []string{"set in " + userFile + ":1; there is GOPROXY"}, nil},
		{"a letter too many", set("GOPROXYY", "direct"), "1 information", []string{"there is GOPROXY"}, []string{"unset GOPROXYY"}},
		{"a letter too few", set("GOPRIVAT", "x"), "1 information", []string{"there is GOPRIVATE"}, []string{"unset GOPRIVAT"}},
		{"a wrong letter", set("GONOSUNDB", "x"), "1 information", []string{"there is GONOSUMDB"}, []string{"unset GONOSUNDB"}},
		{"two that have changed places", set("GOPIRVATE", "x"), "1 information", []string{"there is GOPRIVATE"}, []string{"unset GOPIRVATE"}},
		{"GO_PROXY", set("GO_PROXY", "direct"), "1 information", []string{"there is GOPROXY"}, []string{"unset GO_PROXY"}},
		{"several", set("GONOSUM", "1", "GOMODPROXY", "direct"), "1 information, 1 information", []string{"GOMODPROXY has"}, []string{"unset GOMODPROXY"}},
		{"although GONOSUMDB is set", set("GONOSUMCHECK", "1", "GONOSUMDB", "git.acme.com"), "1 information", nil, []string{"unset GONOSUMCHECK"}},
		{name: "GO_PROXY of a script that sets GOPROXY", scenario: set("GO_PROXY", "direct", "GOPROXY", "direct")},
		{name: "a blank before the =, which ineffective-setting reports", scenario: scenario{file: public, userText: "GOPROXY =direct\n"}},
		{name: "set to nothing", scenario: set("GONOSUMCHECK", "")},
		{name: "two wrong letters", scenario: set("GOPROTYP", "x", "GOSUMMIT", "x", "GOROXYS", "x")},
		{name: "short names of other programs", scenario: set("GOVC", "x", "GOFLAG", "x", "GOFORK", "x", "GOVCS1", "x")},
		{name: "not Go's at all", scenario: set("NOPROXY", "x", "MY_GOPROXIES", "x")},
		{name: "names that the go command and its runtime know, or other tools use", scenario: set(
			"GO111MODULE", "on", "GO386", "x", "GOAMD64", "x", "GOARCH", "x", "GOARM", "x", "GOARM64", "x", "GOAUTH", "netrc", "GOBIN", "x", "GOCACHE", "x",
			"GOCACHEPROG", "x", "GOCOVERDIR", "x", "GODEBUG", "x", "GOENV", "", "GOEXE", "x", "GOEXPERIMENT", "x", "GOFIPS140", "x", "GOFLAGS", "-v", "GOGC", "x",
			"GOGCCFLAGS", "x", "GOHOSTARCH", "x", "GOHOSTOS", "x", "GOINSECURE", "x", "GOMAXPROCS", "x", "GOMEMLIMIT", "x", "GOMIPS", "x", "GOMIPS64", "x",
			"GOMOD", "x", "GOMODCACHE", "/x", "GONOPROXY", "x", "GONOSUMDB", "x", "GOOS", "x", "GOPATH", "/x", "GOPPC64", "x", "GOPRIVATE", "x", "GOPROXY", "direct",
			"GORACE", "x", "GORISCV64", "x", "GOROOT", "/x", "GOROOT_FINAL", "x", "GOSSAFUNC", "x", "GOSUMDB", "off", "GOTELEMETRY", "x", "GOTELEMETRYDIR", "x",
			"GOTMPDIR", "x", "GOTOOLCHAIN", "local", "GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "x", "GOTOOLDIR", "x", "GOTRACEBACK", "x", "GOVCS", "*:all", "GOVERSION", "x",
			"GOWASM", "x", "GOWORK", "off", "GO_EXTLINK_ENABLED", "x", "GOLANG_VERSION", "x", "GOOGLE_CLOUD_PROJECT", "x", "GOTESTSUM_FORMAT", "x", "GOPLS_X", "x",
			"GOPASS_X", "x", "GODOC", "x", "GO_VERSION", "x", "GO_FLAGS", "x", "GOENV_ROOT", "x", "GOENV_SHELL", "x", "GOPKG", "x")},
	})
}
