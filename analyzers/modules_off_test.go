package analyzers

import "testing"

func TestModulesOff(t *testing.T) {
	testVariable(t, ModulesOff, []variableCase{
		{"in the user's file", scenario{file: public, user: map[string]string{"GO111MODULE": "off"}}, "1 warning",
			[]string{"modules disabled by GO111MODULE=off; see 'go help modules'. ", userFile + ":1"}, []string{"Unset GO111MODULE", "Set GO111MODULE to on"}},
		{name: "another value", scenario: scenario{file: public}.with("GO111MODULE", "auto")},
		{name: "an invalid one is another fault", scenario: scenario{file: public}.with("GO111MODULE", "OFF")},
		{name: "as is another variable before it", scenario: scenario{file: public}.with("GO111MODULE", "off", "GOFLAGS", "mod=mod")},
	})
}
