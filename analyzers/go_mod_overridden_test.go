package analyzers

import "testing"

func TestGoModOverridden(t *testing.T) {
	testVariable(t, GoModOverridden, []variableCase{
		{"in the user's file", scenario{file: public, user: map[string]string{"GOFLAGS": "-trimpath '-modfile=dev.mod'"}}, "1 information",
			[]string{"reads dev.mod and dev.sum in the place of this file and its go.sum", userFile + ":1"}, []string{"Unset GOFLAGS (deliberate)"}},
		{name: "other flags", scenario: scenario{file: public}.with("GOFLAGS", "-mod=mod -modcacherw")},
		{name: "go.mod itself", scenario: scenario{file: public}.with("GOFLAGS", "-modfile=./go.mod")},
		{name: "the last one counts", scenario: scenario{file: public}.with("GOFLAGS", "-modfile=dev.mod --modfile=")},
		{name: "a workspace, where commands fail", scenario: scenario{file: public, workText: "go 1.26\nuse ./m\n"}.with("GOFLAGS", "-modfile=dev.mod")},
		{name: "modules are off", scenario: scenario{file: public}.with("GO111MODULE", "off", "GOFLAGS", "-modfile=dev.mod")},
	})
}
