package analyzers

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// ConflictingReplace reports replaces that contradict one another, which the
// go command refuses.
var ConflictingReplace = &analysis.Analyzer{
	Name:  "conflicting-replace",
	Group: "replace",
	URL:   docURL("conflicting-replace"),
	Run:   runConflictingReplace,
	Doc: `Two replace directives contradict each other, and the go command refuses both.

The replace directives of all modules of a workspace count for all of them. Two
go.mod files that replace the same module, or the same version of it,
differently stop every command in the workspace:

    go: conflicting replacements for git.corp.example.com/team/lib:
    	/src/lib
    	/src/fork
    use "go work edit -replace git.corp.example.com/team/lib=[override]" to resolve

Only what ignores go.work, such as "go mod tidy", goes on working. A relative
directory may be spelled in any way; absolute ones are compared as they are
spelled, so that "/src/lib/" and "/src/lib" differ.

A replace in go.work for any version of the module keeps that from being
compared. But one for all versions in a go.mod, with one for the required version
in the go.mod of a module that go.work uses later, is refused where that version
is looked at. Here directories are compared as they are spelled, so that even
two spellings of one directory differ:

    conflicting replacements found for git.corp.example.com/team/lib@v1.2.3 in workspace modules defined by /src/x/go.mod and /src/y/go.mod

Two directives in one file for the same module contradict each other too. So
does a go.work that uses a module and replaces it as a whole:

    go: workspace module git.corp.example.com/team/lib is replaced at all versions in the go.work file. To fix, remove the replacement from the go.work file or specify the version at which to replace the module.

And no build, "go vet" or "go mod vendor" takes two required modules from the same
place, nor "go mod tidy" if both are imported:

    go: ../lib@ used for two different module paths (git.corp.example.com/team/lib and git.corp.example.com/team/lib/v2)

To fix it, make the directives equal, remove one of them, or let go.work decide
by a replace of its own.

Switch it off only where another tool makes the go.work before it is used.
`,
}

func runConflictingReplace(p *analysis.Pass) {
	if p.Work != nil && replacedMember(p) {
		return // which stops every command before anything else is compared
	}
	if twiceInFile(p) || acrossMembers(p) {
		return
	}
	if !p.File.Work && !p.Vendored {
		atVersion(p)
		sharedTargets(p)
	}
}

// replacedMember reports a go.work that replaces a module that it uses at all
// versions (cmd/go/internal/modload/init.go:makeMainModules): on its directive,
// and on the module line of each module that it uses.
func replacedMember(p *analysis.Pass) (found bool) {
	if len(p.Work.Replace) == 0 || !p.File.Work && !isMember(p) {
		return false
	}
	mains := make(map[string]bool)
	for _, m := range membersOf(p) {
		if m.file.Module != nil {
			mains[m.file.Module.Arg.Value] = true
		}
	}
	for _, rep := range p.Work.Replace {
		path := rep.OldPath.Value
		if rep.OldVersion.Value != "" || !mains[path] {
			continue
		}
		found = true
		d := analysis.Diagnostic{
			Span: headSpan(p.File), Severity: analysis.Error, Subject: path,
			Message: "Workspace module " + path + " is replaced at all versions in go.work. Every command in the workspace fails. " +
				"Remove the replacement from go.work, or specify the version at which to replace the module.",
			Intents: []analysis.Intent{analysis.EditText{
				Title: "Remove the replace of " + path + " from go.work",
				File:  workPath(p), Edits: p.Work.RemoveReplace(rep),
			}},
		}
		if p.File.Work {
			d.Span, d.Requirement = rep.Span, replacedBy(p)[rep]
		} else {
			d.Cause = &analysis.Related{File: workPath(p), Line: rep.Line, Message: d.Message}
			d.Related = []analysis.Related{{File: workPath(p), Line: rep.Line, Message: "it is replaced here"}}
		}
		p.Report(d)
	}
	return found
}

// twiceInFile reports two directives of one file for the same module and
// version that differ (cmd/go/internal/modload/modfile.go:toReplaceMap).
func twiceInFile(p *analysis.Pass) (found bool) {
	first := make(map[[2]string]*gomod.Replace, len(p.File.Replace))
	for _, rep := range p.File.Replace {
		key := [2]string{rep.OldPath.Value, rep.OldVersion.Value}
		prev := first[key]
		if prev == nil {
			first[key] = rep
			continue
		}
		if replaceTarget(prev) == replaceTarget(rep) {
			continue
		}
		found = true
		p.Report(analysis.Diagnostic{
			Span: rep.Span, Severity: analysis.Error, Subject: replacedModule(rep) + " => " + replaceTarget(rep),
			Message: fmt.Sprintf("Conflicting replacements for %s: %s on line %d, and %s here. Every command that reads this file fails. Remove one of them.",
				replacedModule(rep), replaceTarget(prev), prev.Line, replaceTarget(rep)),
			Related: []analysis.Related{{File: filepath.Join(p.Dir, filepath.Base(p.File.Name)), Line: prev.Line, Message: "it is replaced here too"}},
			Intents: []analysis.Intent{removeReplace(p, rep, true)},
		})
	}
	return found
}

// acrossMembers reports directives of the file that contradict those of
// another module of the workspace, unless go.work replaces the module
// (cmd/go/internal/modload/init.go:makeMainModules).
func acrossMembers(p *analysis.Pass) (found bool) {
	if len(p.File.Replace) == 0 || !isMember(p) {
		return false
	}
	decided := make(map[string]bool)
	for _, w := range p.Work.Replace {
		decided[w.OldPath.Value] = true
	}
	others := make(map[[2]string]placedReplace)
	for _, m := range membersOf(p) {
		for _, rep := range m.file.Replace {
			key := [2]string{rep.OldPath.Value, rep.OldVersion.Value}
			if _, ok := others[key]; !ok && m.dir != p.Dir {
				others[key] = placedReplace{m, rep}
			}
		}
	}
	for _, rep := range p.File.Replace {
		other, ok := others[[2]string{rep.OldPath.Value, rep.OldVersion.Value}]
		if ok && !decided[rep.OldPath.Value] && comparedTarget(p.Dir, rep) != comparedTarget(other.dir, other.rep) {
			reportConflict(p, rep, other)
			found = true
		}
	}
	return found
}

// comparedTarget returns what a directive of a file in dir replaces by, as it is
// compared with others: a relative directory is joined to dir, and so cleaned;
// an absolute one is left as it is spelled.
func comparedTarget(dir string, rep *gomod.Replace) [2]string {
	if rep.Local() && filepath.IsAbs(rep.NewPath.Value) {
		return [2]string{rep.NewPath.Value, ""}
	}
	return resolvedTarget(dir, rep)
}

// A placedReplace is a directive in a go.mod of the workspace.
type placedReplace struct {
	workMember
	rep *gomod.Replace
}

func reportConflict(p *analysis.Pass, rep *gomod.Replace, other placedReplace) {
	p.Report(analysis.Diagnostic{
		Span: rep.Span, Severity: analysis.Error, Subject: replacedModule(rep),
		Message: fmt.Sprintf("Conflicting replacements for %s: %s here, and %s in %s:%d. Every command in the workspace fails. "+
			"Make them equal, or let go.work decide: go work edit -replace %s=[override].",
			replacedModule(rep), replaceTarget(rep), replaceTarget(other.rep), other.path(), other.rep.Line, strings.Replace(replacedModule(rep), " ", "@", 1)),
		Related: []analysis.Related{{File: other.path(), Line: other.rep.Line, Message: "it is replaced here too"}},
		Intents: []analysis.Intent{overrideInWork(p, rep), removeReplace(p, rep, true)},
	})
}

// overrideInWork is the intent that lets go.work replace by what a directive of the
// file does.
func overrideInWork(p *analysis.Pass, rep *gomod.Replace) analysis.EditText {
	by, version := rep.NewPath.Value, rep.NewVersion.Value
	if rep.Local() {
		by = spelledFrom(filepath.Dir(workPath(p)), gomod.Dir(p.Dir, by))
	}
	return analysis.EditText{
		Title: "Let go.work replace " + replacedModule(rep) + " with " + strings.TrimSpace(by+" "+version),
		File:  workPath(p), Edits: p.Work.SetReplace(rep.OldPath.Value, rep.OldVersion.Value, by, version),
		Deliberate: true,
	}
}

// atVersion reports requirements whose version two modules of the workspace
// replace differently: a directive for exactly that version is compared with
// what was found before it, as it is spelled
// (cmd/go/internal/modload/modfile.go:replacementFrom).
func atVersion(p *analysis.Pass) {
	if !isMember(p) {
		return
	}
	members := membersOf(p)
	exact := make(map[string]bool)
	for _, m := range members {
		for _, rep := range m.file.Replace {
			if rep.OldVersion.Value != "" {
				exact[rep.OldPath.Value] = true
			}
		}
	}
	if len(exact) == 0 {
		return
	}
	for _, r := range p.Requirements {
		if !exact[r.Path] || !isRequirement(p.File, r) || replacing(p.Work, r) != nil {
			continue
		}
		if first, second, ok := conflictAt(members, r); ok {
			reportAtVersion(p, r, first, second)
		}
	}
}

// conflictAt returns the two directives that contradict each other about a
// requirement.
func conflictAt(members []workMember, r *analysis.Requirement) (first, second placedReplace, ok bool) {
	for _, m := range members {
		rep := replacing(m.file, r)
		if rep == nil {
			continue
		}
		if first.rep != nil && rep.OldVersion.Value != "" && replaceTarget(first.rep) != replaceTarget(rep) {
			return first, placedReplace{m, rep}, true
		}
		first = placedReplace{m, rep}
	}
	return first, second, false
}

// replacing returns the directive of a file that replaces a requirement.
func replacing(f *gomod.File, r *analysis.Requirement) *gomod.Replace {
	var all *gomod.Replace
	for _, rep := range f.Replace {
		switch {
		case rep.OldPath.Value != r.Path:
		case rep.OldVersion.Value == r.Version:
			return rep
		case rep.OldVersion.Value == "":
			all = rep
		}
	}
	return all
}

func reportAtVersion(p *analysis.Pass, r *analysis.Requirement, first, second placedReplace) {
	d := analysis.Diagnostic{
		Span: r.Token.Span, Severity: analysis.Error, Requirement: r, Subject: r.Version,
		Message: fmt.Sprintf("Conflicting replacements for %s %s in the workspace: %s:%d and %s:%d. Commands that load the module fail, "+
			"since the second directive is for this version and not spelled as the first. Make them equal, or let go.work decide.",
			r.Path, r.Version, first.path(), first.rep.Line, second.path(), second.rep.Line),
		Related: []analysis.Related{
			{File: first.path(), Line: first.rep.Line, Message: "it is replaced here"},
			{File: second.path(), Line: second.rep.Line, Message: "and here"},
		},
	}
	by := second.rep.NewPath.Value
	if second.rep.Local() {
		by = spelledFrom(filepath.Dir(workPath(p)), gomod.Dir(second.dir, by))
	}
	d.Intents = []analysis.Intent{analysis.EditText{
		Title: "Let go.work replace " + r.Path + " " + r.Version + " with " + strings.TrimSpace(by+" "+second.rep.NewVersion.Value),
		File:  workPath(p), Edits: p.Work.SetReplace(r.Path, r.Version, by, second.rep.NewVersion.Value),
		Deliberate: true,
	}}
	p.Report(d)
}

// sharedTargets reports two required modules that are taken from the same
// place (cmd/go/internal/modload/load.go:checkMultiplePaths). Every one of them
// has a replace directive but for one, which may be the module itself.
func sharedTargets(p *analysis.Pass) {
	if len(p.File.Replace) == 0 && (p.Work == nil || len(p.Work.Replace) == 0) {
		return
	}
	first := make(map[[2]string]*analysis.Requirement, len(p.Requirements))
	for _, r := range p.Requirements {
		if !isRequirement(p.File, r) || r.Route.Source == route.Main {
			continue
		}
		source := sourceOf(r)
		prev := first[source]
		if prev == nil {
			first[source] = r
			continue
		}
		if prev.Path == r.Path {
			continue
		}
		at := prev
		if r.Replace != nil {
			at = r
		}
		reportShared(p, at, source, prev.Path, r.Path)
	}
}

// sourceOf returns what a requirement is taken from: a module version, or a
// directory as it is spelled.
func sourceOf(r *analysis.Requirement) [2]string {
	if by := r.Route.ReplacedBy; by != nil && by.Dir != "" {
		return [2]string{by.Dir, ""}
	}
	path, version := r.Route.Target()
	return [2]string{path, version}
}

func reportShared(p *analysis.Pass, r *analysis.Requirement, source [2]string, a, b string) {
	d := analysis.Diagnostic{
		Span: r.Token.Span, Severity: analysis.Error, Requirement: r, Subject: source[0],
		Message: fmt.Sprintf("Two required modules are taken from one place: %s and %s from %s. "+
			"Builds, go vet and go mod vendor fail: %s@%s used for two different module paths. Replace one of them by something else.",
			a, b, strings.TrimSpace(source[0]+" "+source[1]), source[0], source[1]),
	}
	if rep := r.Replace; rep != nil {
		d.Span = rep.Span
		d.Intents = []analysis.Intent{removeReplace(p, rep, true)}
	}
	p.Report(d)
}
