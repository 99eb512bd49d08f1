package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestReplacePathMismatch(t *testing.T) {
	local := func(declared string) scenario {
		return replaced("", analysis.Checkout{Exists: true, GoMod: true, Module: declared})
	}
	const required = "module m\n\nrequire git.acme.com/lib v1.0.0\n\n"
	const byFork = "replace git.acme.com/lib => git.acme.com/fork v1.0.1\n"
	fork := func(text string) machine {
		return machine{mods: map[string]string{"git.acme.com/fork@v1.0.1": text}}
	}
	third := fork("module git.acme.com/third\n")
	checkReplaces(t, "replace-path-mismatch", []replaceTest{
		{"a directory of another module", local("git.acme.com/other"), []string{"5 information"}, "../lib is git.acme.com/other, but replaces git.acme.com/lib"},
		{"a directory of another major version", local("git.acme.com/lib/v2"), []string{"5 information"}, "The go command accepts that"},
		{"a directory of the module", local("git.acme.com/lib"), nil, ""},
		{"a directory without a module line", local(""), nil, ""},
		{"a missing directory", replaced("", analysis.Checkout{}), nil, ""},
		{"a directory that go.work overrides", overridden("", analysis.Checkout{Exists: true, GoMod: true, Module: "git.acme.com/other"}), nil, ""},
		{"a fork that declares a third path", scenario{file: required + byFork, machine: third}, []string{"5 error"}, "the go.mod of git.acme.com/fork v1.0.1 declares git.acme.com/third, neither its own path nor git.acme.com/lib"},
		{"beside a vendor directory", scenario{file: required + byFork, machine: third, vendored: true}, []string{"5 information"}, "Builds use the vendor directory"},
		{"of a module that is not required", scenario{file: "module m\n\n" + byFork, machine: third}, []string{"3 information"}, "No requirement of this file"},
		{"a fork that declares its own path", scenario{file: required + byFork, machine: fork("module git.acme.com/fork\n")}, nil, ""},
		{"a fork that declares the replaced path", scenario{file: required + byFork, machine: fork("module git.acme.com/lib\n")}, nil, ""},
		{"a fork without a module line", scenario{file: required + byFork, machine: fork("go 1.26\n")}, nil, ""},
		{"a fork that is not cached", scenario{file: required + byFork}, nil, ""},
	})
}
