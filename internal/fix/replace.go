package fix

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// replacePlans returns the plans that take the module from a checkout: for
// each that is near by; where there is none, one for which a person must name
// the directory.
func (p *Planner) replacePlans(r *analysis.Requirement) []Plan {
	if r.Route.Source == route.Local && len(findings[analysis.AddReplace](p, r)) == 0 {
		return nil // it is replaced by a checkout
	}
	var plans []Plan
	for _, dir := range p.near.checkouts(r.Path) {
		if unwritablePath(spelled(p.s.Folder.Dir, dir)) != "" {
			continue
		}
		if use, ok := p.usePlan(r, dir); ok {
			plans = append(plans, use)
		}
		if replace, ok := p.replacePlan(r, dir); ok {
			plans = append(plans, replace)
		}
	}
	if len(plans) == 0 {
		plans = []Plan{p.needsDir(r)}
	}
	return plans
}

// needsDir returns the plan that lacks its directory; ReplaceWith completes it.
func (p *Planner) needsDir(r *analysis.Requirement) Plan {
	plan := Plan{
		Title:      "Replace with a local checkout…",
		Kind:       refactoring,
		Target:     InFile,
		NeedsDir:   true,
		Path:       r.Path,
		Codes:      codes(findings[analysis.AddReplace](p, r)),
		deliberate: true,
	}
	if len(plan.Codes) > 0 {
		plan.Kind = quickFix
	}
	return plan
}

// ReplaceWith returns the plan that replaces a requirement by a directory that
// a person has chosen, an absolute path. It is disabled, with the reason, if
// the directory does not hold that module.
func ReplaceWith(s *snapshot.Snapshot, r *analysis.Requirement, dir string) Plan {
	planner := NewPlanner(s)
	p := planner.needsDir(r)
	p.NeedsDir = false
	if !filepath.IsAbs(dir) {
		p.Disabled = fmt.Sprintf("%s is no absolute path", dir)
		return p
	}
	dir = filepath.Clean(dir)
	if p.Disabled = notACheckout(s, r.Path, dir); p.Disabled != "" {
		return p
	}
	if done, ok := planner.replacePlan(r, dir); ok {
		return done
	}
	p.Disabled = fmt.Sprintf("%s is taken from %s already", r.Path, dir)
	return p
}

// notACheckout returns why dir is no checkout of the module path; "" if it is.
func notACheckout(s *snapshot.Snapshot, path, dir string) string {
	files := s.Folder.Files
	switch {
	case !s.Folder.MayRead(dir):
		return fmt.Sprintf("the workspace is not trusted, and %s is outside of it: trust it first", dir)
	case !files.IsDir(dir):
		return fmt.Sprintf("%s is not a directory", dir)
	}
	if reason := unwritablePath(spelled(s.Folder.Dir, dir)); reason != "" {
		return reason
	}
	text, err := files.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return fmt.Sprintf("%s has no go.mod that can be read: choose the directory that holds the go.mod of %s", dir, path)
	}
	switch got := declared(text); got {
	case path:
		return ""
	case "":
		return fmt.Sprintf("the go.mod in %s has no module line: choose a checkout of %s", dir, path)
	default:
		return fmt.Sprintf("the go.mod in %s is that of %s: choose a checkout of %s", dir, got, path)
	}
}

// replacePlan returns the plan that replaces a requirement by a checkout; ok
// is false if that would not be heeded, or is so already.
func (p *Planner) replacePlan(r *analysis.Requirement, dir string) (plan Plan, ok bool) {
	file, path, oldVersion := replaceIn(p.s, r)
	newPath := spelled(filepath.Dir(path), dir)
	edits := file.SetReplace(r.Path, oldVersion, newPath, "")
	if gomod.Apply(file.Text, edits) == file.Text {
		return Plan{}, false
	}
	edit := FileEdit{Path: path, Old: file.Text, Edits: edits}
	plan, ok = p.editPlan(r, "Replace with "+newPath, edit)
	if path != fileOf(p.s) {
		plan.Title += " in " + filepath.Base(path)
	}
	return plan, ok
}

// usePlan returns the plan that makes the active go.work use a checkout. ok is
// false if none is active, or it uses the module already, or it replaces the
// module at all versions: the go command refuses both together
// (modload/init.go:makeMainModules).
func (p *Planner) usePlan(r *analysis.Requirement, dir string) (plan Plan, ok bool) {
	work, path := workFile(p.s)
	if work == nil || r.Route.Source == route.Main || slices.ContainsFunc(work.Replace, func(rep *gomod.Replace) bool {
		return rep.OldPath.Value == r.Path && rep.OldVersion.Value == ""
	}) {
		return Plan{}, false
	}
	newPath := spelled(filepath.Dir(path), dir)
	edits := work.AddUse(newPath)
	if len(edits) == 0 {
		return Plan{}, false
	}
	edit := FileEdit{Path: path, Old: work.Text, Edits: edits}
	return p.editPlan(r, "Use "+newPath+" in "+filepath.Base(path), edit)
}

// editPlan makes a plan of a file's edit. ok is false if the requirement would
// not be taken from a directory after it.
func (p *Planner) editPlan(r *analysis.Requirement, title string, edit FileEdit) (plan Plan, ok bool) {
	after := withFile(p.s, edit)
	switch after.Route(route.Requirement{Path: r.Path, Version: r.Version}, route.Download).Source {
	case route.Local, route.Main:
	default:
		return Plan{}, false
	}
	effect := p.compare(after)
	plan = Plan{
		Title:   title,
		Kind:    refactoring,
		Codes:   effect.resolved(findings[analysis.AddReplace](p, r)),
		Target:  InFile,
		Files:   []FileEdit{edit},
		Preview: strings.Join(effect.preview, "; "),
		Path:    r.Path,
		// A finding that a pattern mends is not for lack of a checkout.
		deliberate: len(findings[analysis.AddPattern](p, r)) > 0,
	}
	if len(plan.Codes) > 0 {
		plan.Kind = quickFix
	}
	return plan, true
}

// replaceIn returns the file that a replace directive for a requirement has to
// stand in, its path, and the version that it is about: "" to replace all,
// where no directive holds for the required version yet.
//
// That is the file of the requirement, except where the active go.work decides
// before it (modload/modfile.go:resolveReplacement): if that replaces the
// module already, and if it uses the module, whose required version needs a
// replace of its own and may not be replaced at all versions.
func replaceIn(s *snapshot.Snapshot, r *analysis.Requirement) (file *gomod.File, path, oldVersion string) {
	if work, path := workFile(s); work != nil {
		replaced := slices.ContainsFunc(work.Replace, func(rep *gomod.Replace) bool {
			return rep.OldPath.Value == r.Path && (rep.OldVersion.Value == "" || rep.OldVersion.Value == r.Version)
		})
		if replaced || r.Route.Source == route.Main {
			return work, path, r.Version
		}
	}
	if r.Replace != nil {
		return s.File, fileOf(s), r.Version
	}
	return s.File, fileOf(s), ""
}

// fileOf returns the absolute path of the snapshot's file.
func fileOf(s *snapshot.Snapshot) string { return absolute(s.Folder.Dir, s.File.Name) }

// workFile returns the active go.work and its absolute path; nil if there is
// none. It is the snapshot's own file if that is a go.work.
func workFile(s *snapshot.Snapshot) (file *gomod.File, path string) {
	switch {
	case s.File.Work:
		return s.File, fileOf(s)
	case s.Folder.GoWork != nil:
		return s.Folder.GoWork, absolute(s.Folder.WorkDir, s.Folder.GoWork.Name)
	}
	return nil, ""
}

// spelled returns dir as a go.mod in from spells it: relative with "./" or
// "../" and with slashes, or absolute where it is on another volume.
func spelled(from, dir string) string {
	rel, err := filepath.Rel(from, dir)
	if err != nil {
		return filepath.ToSlash(dir)
	}
	rel = filepath.ToSlash(rel)
	if rel == ".." || strings.HasPrefix(rel, "../") {
		return rel
	}
	return "./" + rel
}

// unwritablePath returns why a go.mod cannot name a directory by this path; ""
// if it can. Outside Windows the go command takes a backslash for a mistake
// (modfile/rule.go:parseReplace).
func unwritablePath(dir string) string {
	line := "replace example.com/m => " + modfile.AutoQuote(dir) + "\n"
	file, err := modfile.Parse("go.mod", []byte(line), nil)
	if err == nil && len(file.Replace) == 1 && file.Replace[0].New.Path == dir {
		return ""
	}
	return fmt.Sprintf("a go.mod cannot name the directory %q: rename it", dir)
}
