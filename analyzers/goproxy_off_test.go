package analyzers

import "testing"

func TestGOPROXYOff(t *testing.T) {
	testVariable(t, GOPROXYOff, []variableCase{
		{"in the process", scenario{file: public}.with("GOPROXY", "off"), "1 information",
			[]string{"3 of 3 requirements cannot be fetched: module lookup disabled by GOPROXY=off. ", "GOPROXY=off (set in the process's environment)"}, []string{"Unset GOPROXY (deliberate)"}},
		{"in the user's file, with a private module", scenario{file: public, user: map[string]string{"GOPROXY": "off"}}.with("GOPRIVATE", "git.acme.com"), "1 information",
			[]string{"2 of 3 requirements", "GOPROXY=off (set in " + userFile + ":1)"}, []string{"Unset GOPROXY (deliberate)"}},
		{"with a module of the workspace", scenario{file: public, mains: []string{"git.acme.com/team/lib"}}.with("GOPROXY", "off"), "1 information", []string{"2 of 3 requirements"}, []string{"Unset GOPROXY (deliberate)"}},
		{name: "where all is private", scenario: scenario{file: public}.with("GOPROXY", "off", "GOPRIVATE", "*")},
		{name: "after a proxy", scenario: scenario{file: public}.with("GOPROXY", "https://proxy.acme.com,off")},
		{name: "without requirements", scenario: scenario{file: "module m\n"}.with("GOPROXY", "off")},
		{name: "a path that is refused anyway", scenario: scenario{file: "module m\n\nrequire corp/lib v1.0.0\n"}.with("GOPROXY", "off")},
		{name: "Go's default", scenario: scenario{file: public}},
	})
}
