package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestUnusedReplace(t *testing.T) {
	const sum = "git.acme.com/lib v1.3.0 h1:x=\n"
	file := func(golang, replace string) scenario {
		return scenario{
			file:    "module git.acme.com/app\n\n" + golang + "\n\nrequire git.acme.com/lib v1.3.0\n\n" + replace + "\n",
			sumText: sum, dirs: checkedOut("../lib"),
		}
	}
	summed := func(s scenario, text string) scenario { s.sumText = text; return s }
	inWork := file("go 1.26", "replace git.acme.com/lib v1.2.0 => ../lib")
	inWork.workText = "use ./m\n"
	missing := file("go 1.26", "replace git.acme.com/lib v1.2.0 => ../lib")
	missing.dirs = map[string]analysis.Checkout{"../lib": {}}
	twice := file("go 1.26", "require git.acme.com/lib v1.2.0\n\nreplace git.acme.com/lib v1.2.0 => ../lib")
	absent := file("go 1.26", "replace git.acme.com/gone => git.acme.com/fork v1.0.0")
	checkReplaces(t, "unused-replace", []replaceTest{
		{"a directory for the version before", file("go 1.26", "replace git.acme.com/lib v1.2.0 => ../lib"), []string{"7 information"}, "Replace has no effect on what is built: it is for git.acme.com/lib v1.2.0, but v1.3.0 is required. Only its go.mod may count, if another module asks for v1.2.0."},
		{"the first go line that says so", file("go 1.17", "replace git.acme.com/lib v1.2.0 => ../lib"), []string{"7 information"}, "Replace has no effect"},
		{"a fork for the version before", file("go 1.26", "replace git.acme.com/lib v1.2.0 => git.acme.com/fork v1.0.0"), []string{"7 information"}, "git.acme.com/lib v1.2.0"},
		{"of a fork that go.sum has", summed(file("go 1.26", "replace git.acme.com/lib v1.2.0 => git.acme.com/fork v1.0.0"), "git.acme.com/fork v1.0.0/go.mod h1:x=\n"), nil, ""},
		{"an older go line", file("go 1.16", "replace git.acme.com/lib v1.2.0 => ../lib"), nil, ""},
		{"no go line", file("", "replace git.acme.com/lib v1.2.0 => ../lib"), nil, ""},
		{"for the required version", file("go 1.26", "replace git.acme.com/lib v1.3.0 => ../lib"), nil, ""},
		{"for all versions", file("go 1.26", "replace git.acme.com/lib => ../lib"), nil, ""},
		{"for one of two required versions", twice, nil, ""},
		{"in a workspace", inWork, nil, ""},
		{"a directory that is missing", missing, nil, ""},
		{"another version of the module itself", file("go 1.26", "replace git.acme.com/lib v1.2.0 => git.acme.com/lib v1.2.1"), nil, ""},

		{"a fork of a module that is not required", absent, []string{"7 information"}, "does not require git.acme.com/gone, and go.sum has no line for git.acme.com/fork v1.0.0."},
		{"for one version", file("go 1.26", "replace git.acme.com/gone v1.0.0 => git.acme.com/fork v1.0.0"), []string{"7 information"}, "git.acme.com/gone"},
		{"with its go.mod in go.sum", summed(absent, "git.acme.com/fork v1.0.0/go.mod h1:x=\n"), nil, ""},
		{"with its zip in go.sum", summed(absent, "git.acme.com/fork v1.0.0 h1:x=\n"), nil, ""},
		{"with another version in go.sum", summed(absent, "git.acme.com/fork v1.0.1 h1:x=\n"), []string{"7 information"}, "no line"},
		{"without a go.sum", summed(absent, ""), nil, ""},
		{"with an empty go.sum", summed(absent, "\n"), nil, ""},
		{"a pin of a module that is not required", file("go 1.26", "replace k8s.io/kms => k8s.io/kms v0.37.0"), nil, ""},
		{"a directory of a module that is not required", file("go 1.26", "replace git.acme.com/gone => ../lib"), nil, ""},
	})
	for replace, deliberate := range map[string]bool{"git.acme.com/lib v1.2.0 => ../lib": true, "git.acme.com/lib v1.2.0 => git.acme.com/fork v1.0.0": false} {
		d := finding(t, UnusedReplace, file("go 1.26", "replace "+replace))
		if got := d.Intents[0].(analysis.EditText).Deliberate; got != deliberate {
			t.Errorf("%s: removed only knowingly: %v, want %v", replace, got, deliberate)
		}
	}
}

// The finding is about the module, so that a pattern of the settings can ignore it.
func TestUnusedReplaceIsAboutTheModule(t *testing.T) {
	d := finding(t, UnusedReplace, scenario{
		file: "module git.acme.com/app\n\ngo 1.26\n\nrequire git.acme.com/lib v1.3.0\n\nreplace git.acme.com/lib v1.2.0 => ../lib\n",
		dirs: checkedOut("../lib"),
	})
	if d.Requirement == nil || d.Requirement.Path != "git.acme.com/lib" {
		t.Errorf("it is about %+v", d.Requirement)
	}
}
