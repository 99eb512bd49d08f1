package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

const (
	libFile = "module m\n\ngo 1.26\n\nrequire git.acme.com/team/lib v1.2.3\n"
	libZip  = "git.acme.com/team/lib v1.2.3 h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=\n"
	libMod  = "git.acme.com/team/lib v1.2.3/go.mod h1:aLb5JiKI2dvM/KghzIPmuv0gXjmMKOvTsJtwiyhTxXQ=\n"
	badZip  = "git.acme.com/team/lib v1.2.3 h1:ZhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=\n"
	badMod  = "git.acme.com/team/lib v1.2.3/go.mod h1:ZLb5JiKI2dvM/KghzIPmuv0gXjmMKOvTsJtwiyhTxXQ=\n"
)

// holding is a module cache that holds one module version whole.
func holding(name string) machine {
	return machine{
		cached: map[string]analysis.Cached{name: {Info: true, Mod: true, Zip: true}},
		hashes: map[string][2]string{name: {"h1:aLb5JiKI2dvM/KghzIPmuv0gXjmMKOvTsJtwiyhTxXQ=", "h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg="}},
	}
}

func TestGoSumMismatch(t *testing.T) {
	const lib = "git.acme.com/team/lib@v1.2.3"
	whole := holding(lib)
	noZip, noHash := holding(lib), holding(lib)
	noZip.cached = map[string]analysis.Cached{lib: {Mod: true}}
	noHash.hashes = nil
	const found, forked = "5 error go-sum-mismatch", "module m\n\ngo 1.26\n\nrequire example.com/old v1.0.0\n\nreplace example.com/old => git.acme.com/team/lib v1.2.3\n"
	checkRows(t, GoSumMismatch, []row{
		{"another zip", scenario{file: libFile, sumText: libMod + badZip, machine: whole}, found,
			lib + ": checksum mismatch: the module cache holds h1:PhoaPwwL…, go.sum records h1:ZhoaPwwL…. Either the cached copy"},
		{"another go.mod", scenario{file: libFile, sumText: badMod + libZip, machine: whole}, found, lib + "/go.mod: checksum mismatch"},
		{"another go.mod, and no zip cached", scenario{file: libFile, sumText: badMod, machine: noZip}, found, "/go.mod"},
		{"the first line decides", scenario{file: libFile, sumText: badZip + libZip, machine: whole}, found, ""},
		{"what it is replaced by", scenario{file: forked, sumText: badZip, machine: whole}, found, lib},
		{"with a vendor directory", scenario{file: libFile, sumText: badZip, machine: whole, vendored: true}, "5 information go-sum-mismatch", "go mod download"},
		{"a main module's go.mod", scenario{file: libFile, sumText: badMod, machine: whole, mains: []string{"git.acme.com/team/lib"}}, found, ""},

		{"all agrees", scenario{file: libFile, sumText: libMod + libZip, machine: whole}, "", ""},
		{"the first line agrees", scenario{file: libFile, sumText: libZip + badZip + libMod + badMod, machine: whole}, "", ""},
		{"a hash of another kind", scenario{file: libFile, sumText: "git.acme.com/team/lib v1.2.3 h2:x=\n", machine: whole}, "", ""},
		{"another version's line", scenario{file: libFile, sumText: "git.acme.com/team/lib v1.2.4 h1:x=\n", machine: whole}, "", ""},
		{"nothing cached", scenario{file: libFile, sumText: badMod + badZip}, "", ""},
		{"the zip is not cached", scenario{file: libFile, sumText: libMod + badZip, machine: noZip}, "", ""},
		{"the cache's hashes are unreadable", scenario{file: libFile, sumText: badMod + badZip, machine: noHash}, "", ""},
		{"a main module's zip", scenario{file: libFile, sumText: badZip, machine: whole, mains: []string{"git.acme.com/team/lib"}}, "", ""},
		{"replaced by a directory", scenario{file: libFile + "replace git.acme.com/team/lib => ./lib\n", sumText: badZip, machine: whole}, "", ""},
		{"excluded", scenario{file: libFile + "exclude git.acme.com/team/lib v1.2.3\n", sumText: badZip, machine: whole}, "", ""},
		{"a replace that nothing uses", scenario{file: "module m\n\nreplace example.com/old => git.acme.com/team/lib v1.2.3\n", sumText: badZip, machine: whole}, "", ""},
		{"a replace of a go.work, which may not be used", scenario{file: "go 1.26\n\nreplace example.com/old => git.acme.com/team/lib v1.2.3\n", work: true, sumText: badZip, machine: whole}, "", ""},
		{"a workspace member's line", scenario{file: libFile, sumText: badZip + libZip, machine: whole, workText: "go 1.26\nuse ./m\n"}, found, ""},
		{"a workspace member's second line", scenario{file: libFile, sumText: libZip + badZip, machine: whole, workText: "go 1.26\nuse ./m\n"}, found, ""},
	})
}

// In a workspace go.work.sum is the main file: what it has, is not looked for
// in those of the members.
func TestGoSumMismatchOfGoWorkSum(t *testing.T) {
	for first, want := range map[string]int{libZip: 0, badZip: 1, libMod: 1} {
		p := scenario{file: libFile, machine: holding("git.acme.com/team/lib@v1.2.3"), workText: "go 1.26\nuse ./m\n"}.pass()
		p.Sums = []*gomod.Sum{gomod.ParseSum("/src/go.work.sum", first), gomod.ParseSum("/src/m/go.sum", badZip)}
		p.Workspace.Sums = nil
		n := 0
		p.Report = func(analysis.Diagnostic) { n++ }
		GoSumMismatch.Run(p)
		if n != want {
			t.Errorf("go.work.sum %q: %d findings, want %d", first, n, want)
		}
	}
}

func TestGoSumMismatchFix(t *testing.T) {
	d := finding(t, GoSumMismatch, scenario{file: libFile, sumText: libMod + badZip, machine: holding("git.acme.com/team/lib@v1.2.3")})
	if want := (analysis.RemoveCached{Path: "git.acme.com/team/lib", Version: "v1.2.3"}); len(d.Intents) != 1 || d.Intents[0] != want {
		t.Errorf("intents %+v", d.Intents)
	}
	if d.Cause == nil || d.Cause.File != "/src/m/go.sum" || d.Cause.Line != 2 {
		t.Errorf("cause %+v", d.Cause)
	}
	p := scenario{file: libFile, sumText: badZip, machine: holding("git.acme.com/team/lib@v1.2.3")}.pass()
	p.Canceled = func() bool { return true }
	p.Report = func(d analysis.Diagnostic) { t.Errorf("reported though nobody waits: %s", d.Message) }
	GoSumMismatch.Run(p)
}
