package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

func TestConflictingReplace(t *testing.T) {
	const require = "module git.acme.com/app\n\nrequire git.acme.com/lib v1.0.0\n\n"
	in := func(own, other, work string) scenario {
		return scenario{
			file:     require + own + "\n",
			workText: "go 1.26\n\nuse (\n\t./m\n\t./deep/y\n)\n\n" + work + "\n",
			members: map[string]string{
				"/src/m/go.mod":      "module git.acme.com/app\n", // as it was saved
				"/src/deep/y/go.mod": "module git.acme.com/y\n\n" + other + "\n",
			},
			dirs: checkedOut("../lib", "../fork", "./../lib", "../../lib"),
		}
	}
	swapped := func(s scenario) scenario {
		s.workText = "use ./deep/y\nuse ./m\n"
		return s
	}
	vendor := func(s scenario) scenario { s.vendored = true; return s }
	notUsed := in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", "")
	notUsed.workText = "use ./deep/y\n"
	file := func(replace string) scenario {
		return scenario{
			file: require + "require git.acme.com/other v1.0.0\n\n" + replace + "\n",
			dirs: checkedOut("../lib", "../fork", "./../lib"),
		}
	}
	byWork := file("")
	byWork.workText = "use ./m\n\nreplace git.acme.com/lib => ./shared\n\nreplace git.acme.com/other => ./shared\n"
	byWork.goWork = []route.Replace{
		{OldPath: "git.acme.com/lib", NewPath: "../shared", File: "../go.work", Line: 3, Work: true},
		{OldPath: "git.acme.com/other", NewPath: "../shared", File: "../go.work", Line: 5, Work: true},
	}
	main := file("replace git.acme.com/other => ../lib\nreplace git.acme.com/lib => ../lib")
	main.mains = []string{"git.acme.com/other"}
	checkReplaces(t, "conflicting-replace", []replaceTest{
		// in two modules of the workspace
		{"two directories", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", ""), []string{"5 error"}, "Conflicting replacements for git.acme.com/lib: ../lib here, and ../../fork in /src/deep/y/go.mod:3."},
		{"the same in another order", swapped(in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", "")), []string{"5 error"}, "../lib here"},
		{"one directory, once absolute", in("replace git.acme.com/lib => /src/lib", "replace git.acme.com/lib => ../../lib", ""), nil, ""},
		{"one directory, once absolute with a slash", in("replace git.acme.com/lib => /src/lib/", "replace git.acme.com/lib => ../../lib", ""), []string{"5 error"}, "/src/lib/ here"},
		{"two forks", in("replace git.acme.com/lib => git.acme.com/fork v1.0.0", "replace git.acme.com/lib => git.acme.com/fork v1.0.1", ""), []string{"5 error"}, "git.acme.com/fork v1.0.0 here"},
		{"two directories for a version", in("replace git.acme.com/lib v1.0.0 => ../lib", "replace git.acme.com/lib v1.0.0 => ../../fork", ""), []string{"5 error"}, "go work edit -replace git.acme.com/lib@v1.0.0=[override]"},
		{"beside a vendor directory", vendor(in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", "")), []string{"5 error"}, "Conflicting"},
		{"one directory", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../lib", ""), nil, ""},
		{"of two modules", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib2 => ../../fork", ""), nil, ""},
		{"go.work decides", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", "replace git.acme.com/lib => ./lib"), nil, ""},
		{"go.work replaces any version", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ../../fork", "replace git.acme.com/lib v1.9.0 => ./lib"), nil, ""},
		{"a go.work that does not use the module", notUsed, nil, ""},

		// at the required version
		{"all versions, then the required one", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib v1.0.0 => ../../fork", ""), []string{"3 error"}, "Conflicting replacements for git.acme.com/lib v1.0.0 in the workspace: /src/m/go.mod:5 and /src/deep/y/go.mod:3."},
		{"one directory in two spellings", in("replace git.acme.com/lib v1.0.0 => ../lib", "replace git.acme.com/lib v1.0.0 => ../../lib", ""), []string{"3 error"}, "not spelled as the first"},
		{"the required version, then all", swapped(in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib v1.0.0 => ../../fork", "")), nil, ""},
		{"the same fork for all versions and for the required one", in("replace git.acme.com/lib => git.acme.com/fork v1.0.0", "replace git.acme.com/lib v1.0.0 => git.acme.com/fork v1.0.0", ""), nil, ""},
		{"another version", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib v1.9.0 => ../../fork", ""), nil, ""},
		{"go.work decides about the version", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib v1.0.0 => ../../fork", "replace git.acme.com/lib v1.0.0 => ./lib"), nil, ""},
		{"beside a vendor directory, at the version", vendor(in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib v1.0.0 => ../../fork", "")), nil, ""},

		// in one file
		{"twice", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/lib => ../fork"), []string{"8 error"}, "Conflicting replacements for git.acme.com/lib: ../lib on line 7, and ../fork here."},
		{"twice the same", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/lib => ../lib"), nil, ""},
		{"two versions", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/lib v1.0.0 => ../fork"), nil, ""},
		{"twice in go.work", scenario{file: "replace git.acme.com/lib => ../lib\nreplace git.acme.com/lib => ../fork\n", work: true, dirs: checkedOut("../lib", "../fork")}, []string{"2 error"}, "Conflicting"},

		// a module of the workspace
		{"a used module is replaced", in("", "", "replace git.acme.com/y => ./fork"), []string{"1 error"}, "Workspace module git.acme.com/y is replaced at all versions in go.work."},
		{"at one version", in("", "", "replace git.acme.com/y v1.0.0 => ./fork"), nil, ""},
		{"in a go.mod", in("replace git.acme.com/y => ../fork", "", ""), nil, ""},
		{"in the go.work itself", scenario{
			file: "use ./y\n\nreplace git.acme.com/y => ./fork\n", work: true, dirs: checkedOut("./fork"),
			members: map[string]string{"/src/m/y/go.mod": "module git.acme.com/y\n"},
		}, []string{"3 error"}, "Workspace module"},

		// one place for two modules
		{"one directory for two modules", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/other => ../lib"), []string{"8 error"}, "git.acme.com/lib and git.acme.com/other from ../lib."},
		{"a module and its fork", file("replace git.acme.com/other => git.acme.com/lib v1.0.0"), []string{"7 error"}, "git.acme.com/lib@v1.0.0 used for two different module paths"},
		{"a module before its fork", file("replace git.acme.com/lib => git.acme.com/other v1.0.0"), []string{"7 error"}, "from git.acme.com/other v1.0.0."},
		{"another version of it", file("replace git.acme.com/other => git.acme.com/lib v1.0.1"), nil, ""},
		{"two spellings of one directory", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/other => ./../lib"), nil, ""},
		{"one directory for two modules, by go.work", byWork, []string{"3 error"}, "git.acme.com/lib and git.acme.com/other from ../shared."},
		{"a module that is not required", file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/third => ../lib"), nil, ""},
		{"one module, required twice", file("require git.acme.com/lib v1.1.0\n\nreplace git.acme.com/lib => ../lib"), nil, ""},
		{"a module of the workspace", main, nil, ""},
		{"one place, beside a vendor directory", vendor(file("replace git.acme.com/lib => ../lib\nreplace git.acme.com/other => ../lib")), nil, ""},
	})
}

// What is offered lets go.work decide, and spells a directory as seen from there.
func TestConflictingReplaceIntents(t *testing.T) {
	const module = "module git.acme.com/app\n\n"
	const require = module + "require git.acme.com/lib v1.0.0\n\n"
	for _, test := range []struct{ name, own, other, want string }{
		{"two directories", module + "replace git.acme.com/lib => ../lib\n", "replace git.acme.com/lib => ../fork\n", "replace git.acme.com/lib => ./lib\n"},
		{"a directory for the version", require + "replace git.acme.com/lib => ../lib\n", "replace git.acme.com/lib v1.0.0 => ../fork\n", "replace git.acme.com/lib v1.0.0 => ./fork\n"},
		{"a fork for the version", require + "replace git.acme.com/lib => ../lib\n", "replace git.acme.com/lib v1.0.0 => git.acme.com/fork v1.1.0\n", "replace git.acme.com/lib v1.0.0 => git.acme.com/fork v1.1.0\n"},
	} {
		s := scenario{
			file: test.own, workText: "use ./m\nuse ./y\n", dirs: checkedOut("../lib"),
			members: map[string]string{"/src/y/go.mod": "module git.acme.com/y\n\n" + test.other},
		}
		edit, ok := finding(t, ConflictingReplace, s).Intents[0].(analysis.EditText)
		if !ok || edit.File != "/src/go.work" || !edit.Deliberate {
			t.Errorf("%s: the first intent is %#v", test.name, edit)
		}
		if got := gomod.Apply(s.workText, edit.Edits); got != s.workText+"\n"+test.want {
			t.Errorf("%s: go.work becomes %q", test.name, got)
		}
	}
}
