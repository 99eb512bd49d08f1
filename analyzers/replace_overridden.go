package analyzers

import (
	"path/filepath"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// ReplaceOverridden reports replaces of a go.mod that the active go.work
// overrides.
var ReplaceOverridden = &analysis.Analyzer{
	Name:  "replace-overridden",
	Group: "replace",
	URL:   docURL("replace-overridden"),
	Run:   runReplaceOverridden,
	Doc: `The active go.work overrides a replace directive of go.mod.

Where a go.work is active, its replace directives come first. One for all
versions of a module decides over every directive for it in a go.mod, even over
one for exactly the version that is required:

    replace git.corp.example.com/team/lib => ./lib    // go.work: this is used
    replace git.corp.example.com/team/lib => ../fork  // go.mod: this is not

One for a single version decides about that version. A module that go.work uses
is taken from its directory too, whatever a go.mod replaces it by: only the
go.mod of the required version is then read from the replacement.

The directive counts again without the go.work: under GOWORK=off, in "go mod
tidy" and the other commands that ignore go.work, and for everybody who has none.
So this is for information, and not reported where both name the same.

To fix it, remove the directive from the file where it is not meant to be.

Switch it off where a go.work of your own is meant to override what a team has
in its go.mod.
`,
}

func runReplaceOverridden(p *analysis.Pass) {
	if len(p.File.Replace) == 0 || !isMember(p) {
		return
	}
	byReplace := replacedBy(p)
	for _, rep := range p.File.Replace {
		if by := overriding(p.Work, rep); by != nil {
			if resolvedTarget(p.Dir, rep) != resolvedTarget(filepath.Dir(p.Work.Name), by) {
				reportOverridden(p, rep, byReplace[rep], by)
			}
		} else if dir, line := usedAs(p, rep); dir != "" && !(rep.Local() && gomod.Dir(p.Dir, rep.NewPath.Value) == dir) {
			reportUsed(p, rep, byReplace[rep], dir, line)
		}
	}
}

// overriding returns the directive of go.work that decides wherever rep would:
// one for exactly the same, else one for all versions
// (cmd/go/internal/modload/modfile.go:replacementFrom); nil if there is none.
func overriding(work *gomod.File, rep *gomod.Replace) *gomod.Replace {
	var all *gomod.Replace
	for _, w := range work.Replace {
		switch {
		case w.OldPath.Value != rep.OldPath.Value:
		case w.OldVersion.Value == rep.OldVersion.Value:
			return w
		case w.OldVersion.Value == "":
			all = w
		}
	}
	return all
}

// resolvedTarget returns what a directive of a file in dir replaces by, with
// directories absolute.
func resolvedTarget(dir string, rep *gomod.Replace) [2]string {
	if rep.Local() {
		return [2]string{gomod.Dir(dir, rep.NewPath.Value), ""}
	}
	return [2]string{rep.NewPath.Value, rep.NewVersion.Value}
}

func reportOverridden(p *analysis.Pass, rep *gomod.Replace, r *analysis.Requirement, by *gomod.Replace) {
	p.Report(analysis.Diagnostic{
		Span: rep.Span, Severity: analysis.Information, Requirement: r, Unnecessary: true,
		Message: "Overridden by go.work, which replaces " + rep.OldPath.Value + " with " + replaceTarget(by) + ". " +
			"This directive counts only where go.work does not: under GOWORK=off, in go mod tidy, and for those who have no go.work.",
		Related: []analysis.Related{{File: p.Work.Name, Line: by.Line, Message: "this directive decides"}},
		Intents: []analysis.Intent{removeReplace(p, rep, true)},
	})
}

// usedAs returns the directory of the workspace that the replaced module is
// taken from, and the line of go.work that uses it; "" if go.work uses none.
func usedAs(p *analysis.Pass, rep *gomod.Replace) (dir string, line int) {
	for _, use := range p.Work.Use {
		m := workMember{dir: gomod.Dir(filepath.Dir(p.Work.Name), use.Arg.Value)}
		if file := p.Members[m.path()]; file != nil && file.Module != nil && file.Module.Arg.Value == rep.OldPath.Value {
			return m.dir, use.Line
		}
	}
	return "", 0
}

// reportUsed reports a replace of a module of the workspace. It is not without
// any effect: the go.mod of the required version is read from it.
func reportUsed(p *analysis.Pass, rep *gomod.Replace, r *analysis.Requirement, dir string, line int) {
	p.Report(analysis.Diagnostic{
		Span: rep.Span, Severity: analysis.Information, Requirement: r,
		Message: "Overridden by go.work, which uses " + rep.OldPath.Value + " from " + dir + ". " +
			"Only the go.mod of the required version is read from " + replaceTarget(rep) +
			". The directive counts where go.work does not: under GOWORK=off, in go mod tidy, and for those who have no go.work.",
		Related: []analysis.Related{{File: p.Work.Name, Line: line, Message: "the module is used here"}},
	})
}
