package fix

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
)

const lib = "git.corp.example.com/team/lib"

const usesLib = `
-- src/app/go.mod --
module example.com/app

go 1.26

require git.corp.example.com/team/lib v1.2.3
`

// replacements describes the plans of lib's line that take it from a checkout.
func replacements(t *testing.T, w world, want string) {
	t.Helper()
	if w.file == "" {
		w.file = "src/app/go.mod"
	}
	s := w.open(t)
	var plans []Plan
	for _, p := range NewPlanner(s).ForRequirement(requirement(t, s, lib)) {
		if strings.HasPrefix(p.Title, "Replace with ") || strings.HasPrefix(p.Title, "Use ") {
			plans = append(plans, p)
		}
	}
	check(t, s, plans, want)
}

func TestReplaceBySibling(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/lib/go.mod --
module git.corp.example.com/team/lib // the very one
-- src/lib-fork/go.mod --
module git.corp.example.com/other/lib // mentions git.corp.example.com/team/lib
`}, `
		refactor.rewrite Replace with ../lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../lib
		`)
}

func TestTheNearestCheckoutIsFirst(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/app/third_party/lib/go.mod --
module git.corp.example.com/team/lib
-- src/lib/go.mod --
module git.corp.example.com/team/lib
-- other/deep/lib/go.mod --
module git.corp.example.com/team/lib
`, roots: []string{"src/app", "other"}}, `
		refactor.rewrite Replace with ../lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../lib
		refactor.rewrite Replace with ./third_party/lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ./third_party/lib
		refactor.rewrite Replace with ../../other/deep/lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../../other/deep/lib
		`)
}

func TestCheckoutsAroundTheRepository(t *testing.T) {
	replacements(t, world{files: `
-- src/mono/.git/HEAD --
ref: refs/heads/main
-- src/mono/services/app/go.mod --
module example.com/app
require git.corp.example.com/team/lib v1.2.3
-- src/team/lib/go.mod --
module git.corp.example.com/team/lib
`, file: "src/mono/services/app/go.mod"}, `
		refactor.rewrite Replace with ../../../team/lib
		  src/mono/services/app/go.mod
		    replace git.corp.example.com/team/lib => ../../../team/lib
		`)
}

func TestNothingOutsideAnUntrustedWorkspaceIsFound(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/lib/go.mod --
module git.corp.example.com/team/lib
-- src/app/lib/go.mod --
module git.corp.example.com/team/lib
`, roots: []string{"src/app"}, distrust: true}, `
		refactor.rewrite Replace with ./lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ./lib
		`)
}

func TestTheParentDirectoryCanBeTheCheckout(t *testing.T) {
	replacements(t, world{files: `
-- lib/go.mod --
module git.corp.example.com/team/lib
-- lib/example/go.mod --
module git.corp.example.com/team/lib/example
require git.corp.example.com/team/lib v1.2.3
`, file: "lib/example/go.mod", roots: []string{"lib"}}, `
		refactor.rewrite Replace with ..
		  lib/example/go.mod
		    replace git.corp.example.com/team/lib => ..
		`)
}

func TestAnExistingReplaceIsChanged(t *testing.T) {
	replacements(t, world{files: usesLib + `
replace git.corp.example.com/team/lib v1.2.3 => github.com/acme/lib v1.0.0 // for now
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, `
		refactor.rewrite Replace with ../lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib v1.2.3 => ../lib // for now
		`)
}

// The go command refuses a go.work that uses a module and replaces it at all
// versions, so that use is not offered.
func TestAReplaceOfTheWorkspaceIsChangedThere(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/go.work --
go 1.26
use ./app
replace git.corp.example.com/team/lib => github.com/acme/lib v1.0.0
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, `
		refactor.rewrite Replace with ./lib in go.work
		  src/go.work
		    replace git.corp.example.com/team/lib => ./lib
		`)
}

func TestUseIsOfferedFirstInAWorkspace(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/go.work --
go 1.26

use (
	./app
	./other
)
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, `
		refactor.rewrite Use ./lib in go.work
		  src/go.work
		    ./lib
		refactor.rewrite Replace with ../lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../lib
		`)
}

// The go.mod of the required version of a workspace's module is still fetched,
// unless that version is replaced.
func TestAModuleOfTheWorkspaceIsReplacedAtItsVersion(t *testing.T) {
	replacements(t, world{files: usesLib + `
-- src/go.work --
go 1.26
use ./app
use ./lib
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, `
		refactor.rewrite Replace with ./lib in go.work
		  src/go.work
		    replace git.corp.example.com/team/lib v1.2.3 => ./lib
		`)
}

// A finding is gone once its module is replaced, and a pattern is still what
// is preferred for it. To use the module is not enough.
func TestReplaceMendsAFindingOfAPrivateModule(t *testing.T) {
	w := world{private: []string{lib}, files: usesLib + `
-- src/go.work --
go 1.26
use ./app
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}
	replacements(t, w, `
		quickfix Replace with ../lib
		  resolves: private-module-public-proxy
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../lib
		refactor.rewrite Use ./lib in go.work
		  src/go.work
		    use ./lib
		`)
}

func TestAMissingReplacementIsMendedByTheCheckoutThatIsThere(t *testing.T) {
	replacements(t, world{files: usesLib + `
replace git.corp.example.com/team/lib => ../gone
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, `
		quickfix* Replace with ../lib
		  resolves: replace-directory
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../lib
		`)
}

func TestAReplaceOfAGoWork(t *testing.T) {
	replacements(t, world{file: "src/go.work", files: usesLib + `
-- src/go.work --
go 1.26
use ./app
replace git.corp.example.com/team/lib => ./gone
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`, roots: []string{"src"}}, `
		quickfix* Replace with ./lib
		  resolves: replace-directory
		  src/go.work
		    replace git.corp.example.com/team/lib => ./lib
		`)
}

func TestWithoutACheckoutADirectoryIsAskedFor(t *testing.T) {
	replacements(t, world{files: usesLib}, `
		refactor.rewrite Replace with a local checkout…
		  needs a directory
		`)
	replacements(t, world{files: usesLib + "replace git.corp.example.com/team/lib => ../gone\n"}, `
		quickfix Replace with a local checkout…
		  resolves: replace-directory
		  needs a directory
		`)
}

func TestAReplacedModuleThatIsThereNeedsNothing(t *testing.T) {
	replacements(t, world{files: usesLib + `
replace git.corp.example.com/team/lib => ../lib
-- src/lib/go.mod --
module git.corp.example.com/team/lib
`}, "")
}

func TestReplaceWithAChosenDirectory(t *testing.T) {
	w := world{file: "src/app/go.mod", files: usesLib + `
-- elsewhere/checkout/go.mod --
module git.corp.example.com/team/lib
-- elsewhere/other/go.mod --
module example.com/other
-- elsewhere/blank/go.mod --
go 1.26
-- elsewhere/empty/README --
-- src/app/inside/go.mod --
module git.corp.example.com/team/lib
`}
	for _, tt := range []struct {
		dir, newPath, disabled string
		distrust               bool
	}{
		{dir: "elsewhere/checkout", newPath: "../../elsewhere/checkout"},
		{dir: "src/app/inside", newPath: "./inside", distrust: true},
		{dir: "elsewhere/checkout", distrust: true, disabled: "not trusted"},
		{dir: "elsewhere/gone", disabled: "is not a directory"},
		{dir: "elsewhere/empty", disabled: "has no go.mod"},
		{dir: "elsewhere/blank", disabled: "has no module line"},
		{dir: "elsewhere/other", disabled: "is that of example.com/other"},
	} {
		t.Run(fmt.Sprint(tt.dir, tt.distrust), func(t *testing.T) {
			w.distrust, w.roots = tt.distrust, []string{"src/app"}
			s := w.open(t)
			p := ReplaceWith(s, requirement(t, s, lib), filepath.Join(root(s), filepath.FromSlash(tt.dir)))
			if tt.disabled != "" {
				if !strings.Contains(p.Disabled, tt.disabled) || len(p.Files) > 0 {
					t.Errorf("disabled: %q with %d edits, want a reason with %q and none", p.Disabled, len(p.Files), tt.disabled)
				}
				return
			}
			if p.Disabled != "" || len(p.Files) != 1 || p.NeedsDir {
				t.Fatalf("plan = %+v, want one edit", p)
			}
			if text := gomod.Apply(p.Files[0].Old, p.Files[0].Edits); !strings.HasSuffix(text, "\nreplace "+lib+" => "+tt.newPath+"\n") {
				t.Errorf("the go.mod becomes %q", text)
			}
		})
	}
	s := w.open(t)
	if p := ReplaceWith(s, requirement(t, s, lib), "relative"); p.Disabled == "" {
		t.Error("a relative directory was accepted")
	}
}

func TestTheSearchIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(usesLib)
	for i := range maxVisits + 1 {
		fmt.Fprintf(&b, "-- src/m%04d/README --\n", i)
	}
	// Names of the module's path are looked at before the bound is reached.
	b.WriteString("-- src/team/lib/go.mod --\nmodule git.corp.example.com/team/lib\n")
	b.WriteString("-- src/z/go.mod --\nmodule git.corp.example.com/team/lib\n")
	replacements(t, world{files: b.String()}, `
		refactor.rewrite Replace with ../team/lib
		  src/app/go.mod
		    replace git.corp.example.com/team/lib => ../team/lib
		`)
}

// A directory that a go.mod cannot name is not offered, and refused if a person
// chooses it.
func TestADirectoryThatAGoModCannotName(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // a backslash is no part of a name there
	}
	s := world{files: "-- app/go.mod --\nmodule example.com/app\n\nrequire git.corp.example.com/team/lib v1.0.0\n" +
		"-- a\\b/go.mod --\nmodule git.corp.example.com/team/lib\n"}.open(t)
	r := requirement(t, s, "git.corp.example.com/team/lib")
	for _, p := range NewPlanner(s).ForRequirement(r) {
		if len(p.Files) > 0 && strings.Contains(gomod.Apply(p.Files[0].Old, p.Files[0].Edits), `\`) {
			t.Errorf("%q is offered", p.Title)
		}
	}
	p := ReplaceWith(s, r, filepath.Join(root(s), `a\b`))
	if !strings.Contains(p.Disabled, "rename") {
		t.Errorf("the chosen directory is not refused: %q", p.Disabled)
	}
}
