package fix

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

const libCheckout = `
-- src/lib/go.mod --
module git.corp.example.com/team/lib

go 1.26
`

// refactorings returns the plans that rewrite the replace of lib in a world.
func refactorings(t *testing.T, w world) (*snapshot.Snapshot, []Plan) {
	t.Helper()
	if w.file == "" {
		w.file = "src/app/go.mod"
	}
	s := w.open(t)
	return s, NewPlanner(s).replaceRefactorings(requirement(t, s, lib))
}

// titled returns the plan whose title begins so; nil if there is none.
func titled(plans []Plan, title string) *Plan {
	for i := range plans {
		if strings.HasPrefix(plans[i].Title, title) {
			return &plans[i]
		}
	}
	return nil
}

func TestReplaceRefactorings(t *testing.T) {
	s, plans := refactorings(t, world{files: usesLib + "\nreplace git.corp.example.com/team/lib => ../lib // for now\n" + libCheckout})
	check(t, s, plans, `
		refactor.rewrite Remove the replace of git.corp.example.com/team/lib
		  src/app/go.mod
		refactor.rewrite Comment the replace of git.corp.example.com/team/lib out
		  src/app/go.mod
		    // replace git.corp.example.com/team/lib => ../lib // for now
		refactor.rewrite Pin the replace of git.corp.example.com/team/lib to v1.2.3
		  preview: no route changes
		  src/app/go.mod
		    replace git.corp.example.com/team/lib v1.2.3 => ../lib // for now
		refactor.rewrite Move the replace of git.corp.example.com/team/lib to go.work
		  preview: it creates go.work, which is not for committing
		  src/app/go.mod
		  src/app/go.work
		    go 1.26
		    use .
		    replace git.corp.example.com/team/lib => ../lib // for now
		`)
}

// What is commented out is put back as it was, also from a block.
func TestCommentOutAndPutBack(t *testing.T) {
	for _, replace := range []string{
		"\nreplace git.corp.example.com/team/lib => ../lib // for now\n",
		"\nreplace (\n\tgit.corp.example.com/team/lib v1.2.3 => ../lib\n\texample.com/a => ../a\n)\n",
		"\nreplace (\n\tgit.corp.example.com/team/lib => ../lib\n)\n",
		"\r\nreplace git.corp.example.com/team/lib => ../lib\r\n",
	} {
		w := world{files: usesLib + replace + libCheckout}
		s, plans := refactorings(t, w)
		out := titled(plans, "Comment the replace")
		if out == nil {
			t.Fatalf("%q: not offered", replace)
		}
		before, after := s.File.Text, gomod.Apply(s.File.Text, out.Files[0].Edits)
		commented := s.Folder.Snapshot(gomod.Parse(s.File.Name, after))
		back := titled(NewPlanner(commented).replaceRefactorings(requirement(t, commented, lib)), "Put the replace of git.corp.example.com/team/lib by ../lib back")
		if back == nil {
			t.Errorf("not offered to be put back:\n%s", after)
			continue
		}
		if got := gomod.Apply(after, back.Files[0].Edits); got != before {
			t.Errorf("put back it is\n%s\nwant\n%s", got, before)
		}
	}
}

func TestCommentedReplaces(t *testing.T) {
	for text, want := range map[string]int{
		"// replace example.com/a => ../a\n":                              1,
		"//replace example.com/a v1.0.0 => example.com/b v1.0.0 // why\n": 1,
		"replace (\n\t// example.com/a => ../a\n)\n":                      1,
		"  // replace example.com/a => ../a":                              1,
		"// example.com/a => ../a\n":                                      0, // no directive outside a block
		"// replace a => b, as the docs say\n":                            0,
		"// a => b\n":                                                     0,
		"// replace example.com/a by ../a\n":                              0,
		"require (\n\t// replace example.com/a => ../a\n)\n":              0,
		"replace example.com/a => ../a // => ../b\n":                      0,
	} {
		if got := len(commentedReplaces(gomod.Parse("go.mod", "module m\n\n"+text))); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestPinning(t *testing.T) {
	for replace, want := range map[string]string{
		"replace git.corp.example.com/team/lib => ../lib":                                                                          "replace git.corp.example.com/team/lib v1.2.3 => ../lib",
		"replace git.corp.example.com/team/lib v1.2.3 => ../lib":                                                                   "replace git.corp.example.com/team/lib => ../lib",
		"replace git.corp.example.com/team/lib v1.2.3 => ../lib\nreplace git.corp.example.com/team/lib => example.com/fork v1.0.0": "",
	} {
		s, plans := refactorings(t, world{files: usesLib + "\n" + replace + "\n" + libCheckout})
		plan := titled(plans, "Pin the replace of")
		if plan == nil {
			plan = titled(plans, "Replace git.corp.example.com/team/lib at all versions")
		}
		switch {
		case plan == nil && want != "":
			t.Errorf("%q: not offered", replace)
		case plan != nil && want == "":
			t.Errorf("%q: %s is offered", replace, plan.Title)
		case plan != nil && !strings.Contains(gomod.Apply(s.File.Text, plan.Files[0].Edits), "\n"+want+"\n"):
			t.Errorf("%q becomes\n%s", replace, gomod.Apply(s.File.Text, plan.Files[0].Edits))
		}
	}
}

// A replace is not moved where the same would not be built after it.
func TestMoveToWorkIsOfferedWhereItWorks(t *testing.T) {
	const replace = "\nreplace git.corp.example.com/team/lib => ../lib\n"
	work := func(text string) string { return usesLib + replace + libCheckout + "-- src/go.work --\n" + text }
	for name, test := range map[string]struct {
		world
		want bool
	}{
		"no go.work":                        {world{files: usesLib + replace + libCheckout}, true},
		"a go.work that uses the module":    {world{files: work("go 1.26\n\nuse ./app\n")}, true},
		"a go.work that does not":           {world{files: work("go 1.26\n\nuse ./lib\n")}, false},
		"a go.work that replaces it":        {world{files: work("go 1.26\n\nuse ./app\n\nreplace git.corp.example.com/team/lib v1.9.0 => ./lib\n")}, false},
		"a go.work that uses the checkout":  {world{files: work("go 1.26\n\nuse ./app\nuse ./lib\n")}, false},
		"workspaces are off":                {world{files: usesLib + replace + libCheckout, process: map[string]string{"GOWORK": "off"}}, false},
		"a vendor directory of the module":  {world{files: usesLib + replace + libCheckout + "-- src/app/vendor/modules.txt --\n# git.corp.example.com/team/lib v1.2.3 => ../lib\n"}, false},
		"flags that a workspace has not":    {world{files: usesLib + replace + libCheckout, process: map[string]string{"GOFLAGS": "-mod=mod"}}, false},
		"the replace of the go.work itself": {world{files: work("go 1.26\n\nuse ./app\n\nreplace git.corp.example.com/team/lib => ./lib\n"), file: "src/go.work"}, false},
	} {
		_, plans := refactorings(t, test.world)
		if got := titled(plans, "Move the replace of") != nil; got != test.want {
			t.Errorf("%s: offered: %v", name, got)
		}
	}
}

// buildable is a module that imports two others, which stand beside it.
const buildable = `
-- src/app/go.mod --
module example.com/app

go 1.26

require (
	git.corp.example.com/team/lib v1.2.3
	git.corp.example.com/team/other v1.0.0
)

replace git.corp.example.com/team/other => ../other
-- src/app/app.go --
package app

import (
	_ "git.corp.example.com/team/lib"
	_ "git.corp.example.com/team/other"
)
-- src/lib/go.mod --
module git.corp.example.com/team/lib

go 1.26
-- src/lib/lib.go --
package lib
-- src/other/go.mod --
module git.corp.example.com/team/other

go 1.26
-- src/other/other.go --
package other
`

// built returns where the real go command takes the packages of the module in
// dir from, without a network.
func built(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Dir}}{{end}}", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOSUMDB=off", "GOENV=off", "GOWORK=", "GOTOOLCHAIN=local", "GOPRIVATE=", "GONOPROXY=none")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// carryOut makes a plan's edits.
func carryOut(t *testing.T, p *Plan) {
	t.Helper()
	for _, f := range p.Files {
		if err := os.WriteFile(f.Path, []byte(gomod.Apply(f.Old, f.Edits)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// After a move the real go command builds what it built before, with a go.work
// that is made and with one that is there.
func TestMoveToWorkBuildsTheSame(t *testing.T) {
	for name, work := range map[string]string{"made": "", "there": "-- src/go.work --\ngo 1.26\n\nuse ./app\n"} {
		t.Run(name, func(t *testing.T) {
			files := strings.Replace(buildable, "replace git", "replace git.corp.example.com/team/lib => ../lib\nreplace git", 1) + work
			s, plans := refactorings(t, world{files: files})
			before := built(t, s.Folder.Dir)
			plan := titled(plans, "Move the replace of")
			if plan == nil {
				t.Fatal("not offered")
			}
			carryOut(t, plan)
			if after := built(t, s.Folder.Dir); after != before {
				t.Errorf("it was\n%snow it is\n%s", before, after)
			}
			if text, _ := os.ReadFile(filepath.Join(s.Folder.Dir, "go.mod")); strings.Contains(string(text), "=> ../lib") {
				t.Errorf("the directive is still there:\n%s", text)
			}
		})
	}
}

func TestUseCheckouts(t *testing.T) {
	files := strings.Replace(buildable, "replace git.corp.example.com/team/other => ../other\n", "", 1)
	for name, test := range map[string]struct{ work, want string }{
		"made":                {"", "go 1.26\n\nuse (\n\t.\n\t../lib\n\t../other\n)\n"},
		"there":               {"-- src/go.work --\ngo 1.26\n\nuse ./app\n", "go 1.26\n\nuse ./app\nuse ./lib\nuse ./other\n"},
		"of an older Go":      {"-- src/go.work --\ngo 1.25\n\nuse ./app\n", ""},
		"that uses one":       {"-- src/go.work --\ngo 1.26\n\nuse ./app\nuse ./lib\n", ""},
		"that replaces one":   {"-- src/go.work --\ngo 1.26\n\nuse ./app\nreplace git.corp.example.com/team/lib => ./fork\n", ""},
		"that uses none here": {"-- src/go.work --\ngo 1.26\n\nuse ./lib\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := world{files: files + test.work, file: "src/app/go.mod"}.open(t)
			plan := titled(NewPlanner(s).ForFile(), "Use all 2 local checkouts in go.work")
			if plan == nil || test.want == "" {
				if plan != nil || test.want != "" {
					t.Errorf("offered: %v", plan != nil)
				}
				return
			}
			carryOut(t, plan)
			if got := gomod.Apply(plan.Files[0].Old, plan.Files[0].Edits); got != test.want {
				t.Errorf("go.work is\n%s", got)
			}
			if got := built(t, s.Folder.Dir); !strings.Contains(got, "team/lib "+filepath.Join(root(s), "src", "lib")) {
				t.Errorf("it is built from\n%s", got)
			}
		})
	}
}

func TestOnReplace(t *testing.T) {
	s := world{files: usesLib + "\nreplace git.corp.example.com/team/lib => ../lib\n// replace git.corp.example.com/team/lib => ../fork\n// a note\n" + libCheckout, file: "src/app/go.mod"}.open(t)
	r := requirement(t, s, lib)
	for line, want := range map[int]bool{5: false, 6: false, 7: true, 8: true, 9: false} {
		if got := OnReplace(s.File, r, s.File.LineSpan(line)); got != want {
			t.Errorf("line %d: %v: %q", line, got, s.File.Text)
		}
	}
}
