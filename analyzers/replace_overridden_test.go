package analyzers

import "testing"

func TestReplaceOverridden(t *testing.T) {
	in := func(replace, work string) scenario {
		return scenario{
			file:     "module git.acme.com/app\n\nrequire git.acme.com/lib v1.0.0\n\n" + replace + "\n",
			workText: "go 1.26\n\nuse (\n\t./m\n\t./lib\n)\n\n" + work + "\n",
			members:  map[string]string{"/src/m/go.mod": "module git.acme.com/app\n", "/src/lib/go.mod": "module git.acme.com/used\n"},
			dirs:     checkedOut("../lib", "../fork"),
		}
	}
	used := in("replace git.acme.com/used => ../fork", "")
	unusedModule := in("replace git.acme.com/lib => ../fork", "replace git.acme.com/lib => ./lib")
	unusedModule.workText = "go 1.26\n\nreplace git.acme.com/lib => ./lib\n"
	checkReplaces(t, "replace-overridden", []replaceTest{
		{"by a replace of all versions", in("replace git.acme.com/lib => ../fork", "replace git.acme.com/lib => ./lib"), []string{"5 information"}, "Overridden by go.work, which replaces git.acme.com/lib with ./lib."},
		{"even of exactly the required version", in("replace git.acme.com/lib v1.0.0 => ../fork", "replace git.acme.com/lib => ./lib"), []string{"5 information"}, "go.work"},
		{"by a fork", in("replace git.acme.com/lib => ../fork", "replace git.acme.com/lib => git.acme.com/fork v1.0.0"), []string{"5 information"}, "with git.acme.com/fork v1.0.0."},
		{"by one of the same version", in("replace git.acme.com/lib v1.0.0 => ../fork", "replace git.acme.com/lib v1.0.0 => ./lib"), []string{"5 information"}, "go.work"},
		{"by another version of the fork", in("replace git.acme.com/lib => git.acme.com/fork v1.0.1", "replace git.acme.com/lib => git.acme.com/fork v1.0.0"), []string{"5 information"}, "go.work"},
		{"to the same directory", in("replace git.acme.com/lib => ../lib", "replace git.acme.com/lib => ./lib"), nil, ""},
		{"to the same fork", in("replace git.acme.com/lib => git.acme.com/fork v1.0.0", "replace git.acme.com/lib => git.acme.com/fork v1.0.0"), nil, ""},
		{"at another version", in("replace git.acme.com/lib v1.0.0 => ../fork", "replace git.acme.com/lib v1.9.0 => ./lib"), nil, ""},
		{"at one version, of one for all", in("replace git.acme.com/lib => ../fork", "replace git.acme.com/lib v1.0.0 => ./lib"), nil, ""},
		{"another module", in("replace git.acme.com/lib => ../fork", "replace git.acme.com/other => ./lib"), nil, ""},
		{"by use of the module", used, []string{"5 information"}, "which uses git.acme.com/used from /src/lib"},
		{"of a module that is used from that directory", in("replace git.acme.com/used => ../lib", ""), nil, ""},
		{"by a fork, of a module that is used", in("replace git.acme.com/used => git.acme.com/fork v1.0.0", ""), []string{"5 information"}, "is read from git.acme.com/fork v1.0.0."},
		{"by a go.work that does not use the module", unusedModule, nil, ""},
		{"without a go.work", scenario{file: used.file, dirs: used.dirs}, nil, ""},
	})
}

// Of a module that go.work uses, the go.mod of the required version still
// comes from the replacement: that directive is not without effect.
func TestReplaceOverriddenUnnecessary(t *testing.T) {
	for _, test := range []struct {
		work string
		want bool
	}{
		{"use ./m\nreplace git.acme.com/lib => ./lib\n", true},
		{"use ./m\nuse ./lib\n", false},
	} {
		s := scenario{
			file:     "module git.acme.com/app\n\nreplace git.acme.com/lib => ../fork\n",
			workText: test.work, dirs: checkedOut("../fork"),
			members: map[string]string{"/src/lib/go.mod": "module git.acme.com/lib\n"},
		}
		found := false
		for _, d := range s.run(t) {
			if d.Code == "replace-overridden" {
				found = true
				if d.Unnecessary != test.want || len(d.Related) != 1 || d.Related[0].File != "/src/go.work" || d.Related[0].Line != 2 {
					t.Errorf("%q: %+v", test.work, d)
				}
			}
		}
		if !found {
			t.Errorf("%q: nothing was found", test.work)
		}
	}
}
