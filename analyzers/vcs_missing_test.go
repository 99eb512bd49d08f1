package analyzers

import (
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestVCSMissing(t *testing.T) {
	const file = "module m\n\ngo 1.26\n\nrequire (\n\tgithub.com/acme/a v1.0.0\n\tgithub.com/acme/b v1.0.0\n\tgit.acme.com/team/lib v1.2.3\n)\n"
	const found = "1 warning vcs-missing"
	none := machine{programs: []string{}}
	direct := func(file string, m machine) scenario {
		return scenario{file: file, machine: m}.with("GOPROXY", "direct")
	}
	cached, half := none, none
	cached.cached = map[string]analysis.Cached{"github.com/acme/a@v1.0.0": {Mod: true, Zip: true}, "github.com/acme/b@v1.0.0": {Mod: true, Zip: true}}
	half.cached = map[string]analysis.Cached{"github.com/acme/a@v1.0.0": {Mod: true}, "github.com/acme/b@v1.0.0": {Zip: true}}
	vendored := direct(file, none)
	vendored.vendored = true
	main := direct(file, none)
	main.mains = []string{"github.com/acme/a", "github.com/acme/b"}

	checkRows(t, VCSMissing, []row{
		{"GOPROXY=direct without git", direct(file, none), found, "git is not on PATH, and 2 modules have to be fetched with it"},
		{"GOPRIVATE without git", scenario{file: file, machine: none}.with("GOPRIVATE", "github.com/acme/a"), found, "1 module has"},
		{"half of the files cached", direct(file, half), found, "2 modules"},
		{"Mercurial", direct("module m\n\nrequire hg.acme.com/team/lib.hg v1.0.0\n", machine{programs: []string{"git"}}), found, "The program hg"},
		{"what it is replaced by", direct("module m\n\nrequire git.acme.com/team/lib v1.2.3\n\nreplace git.acme.com/team/lib => github.com/acme/lib v1.0.0\n", none), found, ""},

		{"git is there", direct(file, machine{programs: []string{"git"}}), "", ""},
		{"PATH was not looked at", direct(file, machine{}), "", ""},
		{"all cached", direct(file, cached), "", ""},
		{"a proxy comes first", scenario{file: file, machine: none}, "", ""},
		{"with a vendor directory", vendored, "", ""},
		{"GOVCS forbids it anyway", direct(file, none).with("GOVCS", "*:off"), "", ""},
		{"modules of the workspace", main, "", ""},
		{"replaced by directories", direct("module m\n\nrequire github.com/acme/a v1.0.0\n\nreplace github.com/acme/a => ./a\n", none), "", ""},
		{"a replace that nothing uses", direct("module m\n\nreplace example.com/a => github.com/acme/a v1.0.0\n", none), "", ""},
		{"version control known only to the origin", direct("module m\n\nrequire git.acme.com/team/lib v1.2.3\n", none), "", ""},
	})
}

// Each program that lacks is told once.
func TestVCSMissingOfSeveral(t *testing.T) {
	var found []string
	p := scenario{file: "module m\n\nrequire hg.acme.com/a.hg v1.0.0\nrequire github.com/acme/a v1.0.0\nrequire hg.acme.com/b.hg v1.0.0\n", machine: machine{programs: []string{}}}.with("GOPROXY", "direct").pass()
	p.Report = func(d analysis.Diagnostic) { found = append(found, d.Subject) }
	VCSMissing.Run(p)
	if got := strings.Join(found, " "); got != "hg git" {
		t.Errorf("told of %q", got)
	}
}
