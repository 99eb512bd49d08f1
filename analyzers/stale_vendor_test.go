package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestStaleVendor(t *testing.T) {
	const agrees = "# git.acme.com/team/lib v1.2.3\n## explicit; go 1.20\ngit.acme.com/team/lib\n"
	const found = "5 error stale-vendor"
	vendored := func(file, list string) scenario {
		return scenario{file: file, vendored: true, machine: machine{vendor: list}}
	}
	old := "module m\n\ngo 1.13\n\nrequire git.acme.com/team/lib v1.2.3\n"
	workspace := func(list string) scenario {
		return scenario{file: libFile, vendored: true, workText: "go 1.26\nuse (\n\t./m\n\t./n\n)\nreplace example.com/w => ./w\n",
			members: map[string]string{"/src/m/go.mod": "module stale\n", "/src/n/go.mod": "module n\n\ngo 1.26\n\nrequire example.com/x v1.0.0\n\nreplace example.com/x => ../x\n"},
			machine: machine{vendor: list}}
	}
	const workList = "## workspace\n" + agrees + "# example.com/x v1.0.0 => ./x\n## explicit\n# example.com/w => ./w\n# example.com/x => ./x\n"
	older := vendored(libFile, "# other\n")
	older.goVersion = "go1.13.15"
	oldWork := workspace("\n")
	oldWork.goVersion = "go1.21.0"
	missing := scenario{file: libFile, vendored: true, machine: machine{noVendor: true}}.with("GOFLAGS", "-mod=vendor")
	noMember := workspace("\n")
	noMember.members = nil

	checkRows(t, StaleVendor, []row{
		{"a requirement that is not vendored", vendored(libFile, "# other\n"), found,
			"inconsistent vendoring in /src/m: git.acme.com/team/lib@v1.2.3: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt. Run \"go mod vendor\""},
		{"another version", vendored(libFile, "# git.acme.com/team/lib v1.2.2\n## explicit\ngit.acme.com/team/lib\n"), found,
			"; git.acme.com/team/lib@v1.2.2: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod"},
		{"not marked as explicit", vendored(libFile, "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), found, "not marked as explicit"},
		{"a replace that came later", vendored(libFile+"replace git.acme.com/team/lib => ../lib\n", agrees), "6 error stale-vendor",
			"git.acme.com/team/lib: is replaced in go.mod, but not marked as replaced"},
		{"another replace", vendored(libFile+"replace git.acme.com/team/lib => ../lib\n", agrees+"# git.acme.com/team/lib => ../other\n"), "6 error stale-vendor",
			"is replaced by ../lib in go.mod, but marked as replaced by ../other"},
		{"a replace that is gone", vendored(libFile, agrees+"# git.acme.com/team/lib => ../lib\n"), "1 error stale-vendor",
			"is marked as replaced in vendor/modules.txt, but not replaced in go.mod"},
		{"a requirement that is gone", vendored("module m\n\ngo 1.26\n", agrees), "1 error stale-vendor", "not explicitly required in go.mod"},
		{"-mod=vendor without a vendor directory", missing, found, "GOFLAGS has -mod=vendor, but there is no vendor directory"},
		{"before go 1.14, another version", vendored(old, "# git.acme.com/team/lib v1.2.2\ngit.acme.com/team/lib\n"), found, "vendor/modules.txt indicates git.acme.com/team/lib@v1.2.2"},
		{"five that differ", vendored("module m\n\ngo 1.26\n\nrequire a.com/a v1.0.0\nrequire a.com/b v1.0.0\nrequire a.com/c v1.0.0\nrequire a.com/d v1.0.0\nrequire a.com/e v1.0.0\n", "\n"), found, "; and 2 more. Run"},
		{"before go 1.14, the required version is replaced", vendored(old+"replace git.acme.com/team/lib v1.2.3 => ../lib\n", "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), "6 error stale-vendor",
			"git.acme.com/team/lib@v1.2.3: is replaced in go.mod, but not marked as replaced"},
		{"in a workspace", workspace("## workspace\n" + agrees), "1 error stale-vendor", "example.com/x@v1.0.0: is explicitly required"},
		{"in a workspace, a requirement of this module", workspace("## workspace\n# example.com/x v1.0.0 => ./x\n## explicit\n# example.com/w => ./w\n# example.com/x => ./x\n"), found, "Run \"go work vendor\""},
		{"in a workspace, gone", workspace(workList + "# example.com/gone v1.0.0\n## explicit\nexample.com/gone\n"), "1 error stale-vendor", "not explicitly required in a go.mod"},

		{"all agrees", vendored(libFile, agrees), "", ""},
		{"what is not explicit may be there too", vendored(libFile, agrees+"# example.com/more v1.0.0\nexample.com/more\n"), "", ""},
		{"replaced, all agrees", vendored(libFile+"replace git.acme.com/team/lib v1.2.3 => git.acme.com/fork v1.0.0\n", "# git.acme.com/team/lib v1.2.3 => git.acme.com/fork v1.0.0\n## explicit\ngit.acme.com/team/lib\n"), "", ""},
		{"builds do not use it", scenario{file: libFile, machine: machine{vendor: "# other\n"}}, "", ""},
		{"before go 1.14, not explicit", vendored(old, "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), "", ""},
		{"before go 1.14, replaced", vendored(old+"replace git.acme.com/team/lib => ../lib\n", "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), "", ""},
		{"before go 1.14, a module without a package is replaced", vendored(old+"replace example.com/other => ../other\n", "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), "", ""},
		{"before go 1.14, another version is replaced", vendored(old+"replace git.acme.com/team/lib v1.2.2 => ../lib\n", "# git.acme.com/team/lib v1.2.3\ngit.acme.com/team/lib\n"), "", ""},
		{"the module itself is replaced", vendored(libFile+"replace m => ../m\n", agrees), "", ""},
		{"a go command before 1.14", older, "", ""},
		{"in a workspace, all agrees", workspace(workList), "", ""},
		{"in a workspace before go1.22", oldWork, "", ""},
		{"in a workspace, a member cannot be read", noMember, "", ""},
		{"a file with a broken line", vendored(libFile+"require x\n", "\n"), "", ""},
		{"a version that is a branch", vendored("module m\n\ngo 1.26\n\nrequire git.acme.com/team/lib main\n", "\n"), "", ""},
	})
}

func TestStaleVendorFix(t *testing.T) {
	d := finding(t, StaleVendor, scenario{file: libFile, vendored: true, machine: machine{vendor: "\n"}})
	if want := (analysis.RunLine{Title: "Vendor again", Line: "go mod vendor"}); len(d.Intents) != 1 || d.Intents[0] != want {
		t.Errorf("intents %+v", d.Intents)
	}
	if d.Requirement == nil || d.Requirement.Path != "git.acme.com/team/lib" {
		t.Errorf("it is about %+v", d.Requirement)
	}
}
