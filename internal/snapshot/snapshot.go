// Package snapshot is the one assembler: from a folder's files and an
// environment it makes a [Snapshot], the routes, verdicts and findings of one
// go.mod or go.work at one moment.
package snapshot

import (
	"cmp"
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
	Diagnostics  []analysis.Diagnostic   // in the file's order
}

// Rejudged returns the snapshot as it would be in the folder f, of the same
// file and workspace under another environment, as far as some of its
// requirements go: what a fix asks that changes the routes of a few. Findings
// about the environment as a whole then count only these.
func (s *Snapshot) Rejudged(f *Folder, requirements []*analysis.Requirement) *Snapshot {
	after := &Snapshot{Folder: f, File: s.File, Workspace: s.Workspace}
	for _, q := range requirements {
		if !q.Toolchain {
			fresh := *q
			after.judge(&fresh)
		}
	}
	after.analyze()
	return after
}

// Snapshot routes and judges every requirement of file, a go.mod or go.work
// of the folder, and runs the analyzers.
func (f *Folder) Snapshot(file *gomod.File) *Snapshot {
	s := &Snapshot{Folder: f, File: file, Workspace: f.workspace(file)}
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
	q.Route = s.Folder.Policy.Resolve(s.Workspace, route.Download, route.Requirement{Path: q.Path, Version: q.Version})
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

func (s *Snapshot) analyze() {
	pass := &analysis.Pass{
		Env:          s.Folder.Env,
		Policy:       s.Folder.Policy,
		File:         s.File,
		Requirements: s.Requirements,
		Vendored:     s.Folder.Policy.Vendored(s.Workspace),
		Replacement:  s.Folder.checkout,
	}
	for _, a := range analyzers.All {
		pass.Report = func(d analysis.Diagnostic) {
			if d.Code == "" {
				d.Code = a.Name
			}
			s.Diagnostics = append(s.Diagnostics, d)
		}
		a.Run(pass)
	}
	slices.SortStableFunc(s.Diagnostics, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
}

// Route returns the route of a requirement for any command class.
func (s *Snapshot) Route(r route.Requirement, class route.Class) route.Route {
	return s.Folder.Policy.Resolve(s.Workspace, class, r)
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
