// Package snapshot is the one assembler: from a folder's files and an
// environment it makes a [Snapshot], the routes, verdicts and findings of one
// go.mod or go.work at one moment.
package snapshot

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// A Snapshot is the routes, verdicts and findings of one file. It is
// immutable.
type Snapshot struct {
	Folder       *Folder
	File         *gomod.File
	Workspace    *route.Workspace
	Requirements []*analysis.Requirement // in the file's order
	Diagnostics  []analysis.Diagnostic   // in the file's order, as the settings and the file's comments have them
	Completed    bool                    // the slow analyzers have run too

	ignores []analysis.Ignore     // the file's comments that silence findings
	found   []analysis.Diagnostic // before anybody has said anything about them
	partial bool                  // it has only some of the file's requirements
	imports bool                  // it has imports of Go files in the place of the file's requirements

	graph     *graph
	elsewhere func() []Elsewhere
}

// Rejudged returns the snapshot as it would be in the folder f, of the same
// file and workspace under another environment, as far as some of its
// requirements go: what a fix asks that changes the routes of a few. Findings
// about the environment as a whole then count only these.
func (s *Snapshot) Rejudged(f *Folder, requirements []*analysis.Requirement) *Snapshot {
	after := &Snapshot{Folder: f, File: s.File, Workspace: s.Workspace, ignores: s.ignores, partial: true, graph: s.graph, elsewhere: s.elsewhere, imports: s.imports}
	for _, q := range requirements {
		if !q.Toolchain {
			fresh := *q
			after.judge(&fresh)
		}
	}
	after.analyze()
	return after
}

// Reopened returns the snapshot as it would be in a folder that was opened anew
// for the same file: what a fix asks that may change which files count.
func (s *Snapshot) Reopened(f *Folder) *Snapshot {
	after := f.Snapshot(s.File)
	if s.imports {
		return after.OfImports(s.Requirements)
	}
	return after
}

// Snapshot routes and judges every requirement of file, a go.mod or go.work
// of the folder, and runs the analyzers.
func (f *Folder) Snapshot(file *gomod.File) *Snapshot {
	s := &Snapshot{Folder: f, File: file, Workspace: f.workspace(file), ignores: analysis.Ignores(file), graph: &graph{}}
	s.elsewhere = newElsewhere(f, file)
	s.addToolchain()
	s.addRequires()
	s.addReplaces()
	slices.SortStableFunc(s.Requirements, func(a, b *analysis.Requirement) int { return cmp.Compare(a.Line, b.Line) })
	s.analyze()
	return s
}

func (s *Snapshot) addRequires() {
	replaces := make(map[string][]*gomod.Replace, len(s.File.Replace))
	for _, r := range s.File.Replace {
		replaces[r.OldPath.Value] = append(replaces[r.OldPath.Value], r)
	}
	all := make([]analysis.Requirement, len(s.File.Require)) // one allocation for all
	s.Requirements = slices.Grow(s.Requirements, len(all)+len(s.File.Replace))
	for i, r := range s.File.Require {
		q := &all[i]
		q.Path, q.Version = r.Path.Value, r.Version.Value
		q.Token, q.Line, q.Indirect = r.Path, r.Line, r.Indirect
		q.Replace = deciding(replaces[q.Path], q.Version)
		s.judge(q)
	}
}

// deciding returns the replace directive of a path that holds for a version:
// the one for exactly this version, else the one for all.
func deciding(replaces []*gomod.Replace, version string) *gomod.Replace {
	var found *gomod.Replace
	for _, r := range replaces {
		switch r.OldVersion.Value {
		case version:
			return r
		case "":
			found = r
		}
	}
	return found
}

// addReplaces adds what a replace directive fetches where no require line of
// the file stands for it: the graph's other modules, and all of go.work's.
func (s *Snapshot) addReplaces() {
	used := make(map[*gomod.Replace]bool)
	for _, q := range s.Requirements {
		used[q.Replace] = true
	}
	for _, r := range s.File.Replace {
		if used[r] {
			continue
		}
		s.judge(&analysis.Requirement{
			Path: r.OldPath.Value, Version: r.OldVersion.Value,
			Token: r.OldPath, Line: r.Line, Replace: r,
		})
	}
}

// judge routes a requirement, judges what is fetched for it, and adds it.
func (s *Snapshot) judge(q *analysis.Requirement) {
	class := route.Download
	if q.Import {
		class = route.Update
	}
	q.Route = s.Folder.Policy.Resolve(s.Workspace, class, route.Requirement{Path: q.Path, Version: q.Version})
	q.Visibility = s.Folder.Facts.Judge(q.Route.Target())
	s.Requirements = append(s.Requirements, q)
}

// addToolchain adds the toolchain that the go or toolchain line asks for, if
// it has to be fetched or cannot be had. One that is fetched does all the rest,
// under its own environment.
func (s *Snapshot) addToolchain() {
	if s.File.Go == nil && s.File.Toolchain == nil {
		return
	}
	// Where there is a go.work, its lines count, even if it does not use this
	// module (toolchain/select.go:modGoToolchain).
	if !s.File.Work && (s.Workspace.Work || s.Folder.UnusedWork != "") {
		return
	}
	r, ok := s.Folder.Policy.ResolveToolchain(s.Workspace)
	if !ok {
		return
	}
	line := s.File.Toolchain
	if line == nil || strings.Contains(r.Error, " requires go >= ") && s.File.Go != nil {
		line = s.File.Go
	}
	q := &analysis.Requirement{Path: r.Path, Version: r.Version, Token: line.Arg, Line: line.Line, Toolchain: true, Route: r}
	q.Visibility = s.Folder.Facts.Judge(r.Path, r.Version)
	s.Requirements = append(s.Requirements, q)
	if r.Version != "" && r.Error == "" && r.Source != route.Local {
		s.Folder = s.Folder.switched(r.Version)
	}
}

// analyze runs the quick analyzers.
func (s *Snapshot) analyze() {
	s.found = s.run(false, func() bool { return false })
	if s.imports {
		s.found = aboutImports(s.found)
	}
	s.Diagnostics = s.controlled(s.found)
}

// Complete returns the snapshot with the findings of the slow analyzers too,
// which read what lies on disk beside the files of the module. If ctx ends
// before that is done, some may be missing, and it is not Completed.
func (s *Snapshot) Complete(ctx context.Context) *Snapshot {
	if s.Completed {
		return s
	}
	c := *s
	c.found = append(slices.Clip(s.found), s.run(true, func() bool { return ctx.Err() != nil })...)
	c.Completed = ctx.Err() == nil
	c.Diagnostics = c.controlled(c.found)
	return &c
}

// run runs the slow or the other analyzers and returns what they find.
func (s *Snapshot) run(slow bool, canceled func() bool) []analysis.Diagnostic {
	f := s.Folder
	pass := &analysis.Pass{
		Env:          f.Env,
		Policy:       f.Policy,
		Workspace:    s.Workspace,
		Facts:        f.Facts,
		File:         s.File,
		Requirements: s.Requirements,
		Vendored:     f.Policy.Vendored(s.Workspace),
		Dir:          f.Dir,
		Repository:   f.repository,
		GoEnv:        f.goEnv,
		Work:         f.GoWork,
		UnusedWork:   f.unusedWork,
		Sums:         f.sums,
		Members:      f.members,
		Replacement:  f.checkout,
		Machine:      f.machine,
		Elsewhere:    s.routesElsewhere,
		Canceled:     canceled,
	}
	if s.File.Work {
		pass.Work = s.File
	}
	var found []analysis.Diagnostic
	for _, a := range analyzers.All {
		if a.Slow != slow || !f.Options.runs(a) {
			continue
		}
		pass.Report = func(d analysis.Diagnostic) {
			if d.Code == "" {
				d.Code = a.Name
			}
			found = append(found, d)
		}
		a.Run(pass)
	}
	return found
}

// Route returns the route of a requirement for any command class.
func (s *Snapshot) Route(r route.Requirement, class route.Class) route.Route {
	return s.Folder.Policy.Resolve(s.Workspace, class, r)
}

// Requiring returns the requirement that has a module fetched, by the path of
// what is fetched: what go.sum has lines of. nil if there is none.
func (s *Snapshot) Requiring(path string) *analysis.Requirement {
	for _, q := range s.Requirements {
		if target, _ := q.Route.Target(); target == path {
			return q
		}
	}
	return nil
}

// At returns the requirement on the line of a byte offset; nil if there is
// none. On the line of a replace it is the requirement that is replaced.
func (s *Snapshot) At(offset int) *analysis.Requirement {
	line, _ := s.File.Position(offset)
	i, ok := slices.BinarySearchFunc(s.Requirements, line, func(q *analysis.Requirement, line int) int { return cmp.Compare(q.Line, line) })
	if ok {
		return s.Requirements[i]
	}
	for _, q := range s.Requirements {
		if q.Replace != nil && q.Replace.Line == line {
			return q
		}
	}
	return nil
}
