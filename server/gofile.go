package server

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gofile"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"go.lsp.dev/protocol"
)

// A goFile is the imports of a Go file. The versions of a document share it
// that differ only below their imports.
type goFile struct {
	head string
	file func() *gofile.File

	mu    sync.Mutex
	known *imports // what was said last
}

// imports is what a go.mod says about the imports of a Go file. It is immutable.
type imports struct {
	snap    *snapshot.Snapshot // of the go.mod; of a directory without one, if none governs the file
	found   []snapshot.Import  // one for each import
	missing *snapshot.Snapshot // of those that for certain no module provides; nil if there are none
}

// newGoFile returns what is known of d, a Go file, in the place of old, the
// document so far, if there is one.
func newGoFile(d, old *document) *goFile {
	head := gofile.Head(d.text.content)
	if old != nil && old.goFile != nil && old.goFile.head == head {
		return old.goFile
	}
	head = strings.Clone(head) // the text may be long
	return &goFile{head: head, file: sync.OnceValue(func() *gofile.File { return gofile.Parse(head) })}
}

// imports returns what the go.mod that governs a Go file says about its imports.
func (st *state) imports(d *document) *imports {
	var snap *snapshot.Snapshot
	var find func(string) snapshot.Import
	if in := st.governing(filepath.Dir(d.path)); in != nil {
		snap, find = in.module.snapshot(), func(path string) snapshot.Import { return in.module.imports().Find(path) }
	} else {
		snap = st.newFolder(d.path).open().Outside()
		find = snap.FindOutside
	}
	g := d.goFile
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known == nil || g.known.snap != snap {
		g.known = g.look(snap, find)
	}
	return g.known
}

// look looks the imports up.
func (g *goFile) look(snap *snapshot.Snapshot, find func(string) snapshot.Import) *imports {
	all := &imports{snap: snap}
	var missing []*analysis.Requirement
	for _, at := range g.file().Imports {
		i := find(at.Path)
		// A line of the go.mod that is being typed makes nothing certain. What was
		// is not taken back for as long as that takes.
		i.Missing = i.Missing || len(snap.File.Broken) > 0 && i.Requirement == nil && g.known.misses(at.Path)
		all.found = append(all.found, i)
		if i.Missing {
			missing = append(missing, &analysis.Requirement{
				Path: i.Asked[0].Path, Version: "latest", Import: true,
				Token: gomod.Token{Span: at.Span, Value: at.Path}, Line: at.Line,
			})
		}
	}
	if missing != nil {
		all.missing = snap.OfImports(missing)
	}
	return all
}

// misses reports whether for certain no module provided an import path.
func (known *imports) misses(path string) bool {
	return known != nil && slices.ContainsFunc(known.found, func(i snapshot.Import) bool { return i.Path == path && i.Missing })
}

// importAt returns the import at an offset of a Go file, and what the go.mod
// that governs it says about that; nil if there is none.
func (st *state) importAt(d *document, offset int) (*gofile.Import, *snapshot.Snapshot, snapshot.Import) {
	at := d.goFile.file().At(offset)
	if at == nil {
		return nil, nil, snapshot.Import{}
	}
	all := st.imports(d)
	return at, all.snap, all.found[slices.Index(d.goFile.file().Imports, *at)]
}

// explainImport explains the import at an offset of a Go file; nil if there is
// none, or if nothing need be fetched for it.
func (st *state) explainImport(d *document, offset int) (*explain.Doc, gomod.Span) {
	at, snap, found := st.importAt(d, offset)
	switch {
	case at == nil:
		return nil, gomod.Span{}
	case found.Requirement != nil:
		return st.governing(filepath.Dir(d.path)).module.explain(snap, found.Requirement), at.Span
	case len(found.Asked) > 0:
		return explain.Import(snap, found), at.Span
	}
	return nil, gomod.Span{}
}

// unprovided returns the imports of a Go file that for certain no module
// provides as a snapshot of their own; nil where go mod tidy would not look for
// them, or where they are not the business of whoever works here: in another
// module's files, outside the workspace.
func (st *state) unprovided(d *document) *snapshot.Snapshot {
	in := st.governing(filepath.Dir(d.path))
	if in == nil || d.goFile.file().Ignored || !st.inWorkspace(d.path) || unseen(filepath.Dir(in.path), d.path) {
		return nil
	}
	return st.imports(d).missing
}

// inWorkspace reports whether a path is in one of the workspace's folders; if
// there are none, whatever is opened is.
func (st *state) inWorkspace(path string) bool {
	return len(st.roots) == 0 || st.underRoot(path)
}

// unseen reports whether a file of the module in dir is in a directory that
// patterns such as ./... leave out.
func unseen(dir, path string) bool {
	rel, err := filepath.Rel(dir, filepath.Dir(path))
	if err != nil {
		return true
	}
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(element string) bool {
		return element == "vendor" || element == "testdata" || element != "." && strings.HasPrefix(element, ".") || strings.HasPrefix(element, "_")
	})
}

// importDiagnostics returns what there is to say about the imports of a Go
// file.
func (s *Server) importDiagnostics(st *state, d *document) []protocol.Diagnostic {
	list := []protocol.Diagnostic{}
	if snap := st.unprovided(d); snap != nil {
		for i := range snap.Diagnostics {
			list = append(list, s.diagnostic(st, d, &snap.Diagnostics[i]))
		}
	}
	return list
}

// addImportPlans adds the plans that mend the findings about the imports that
// the request's range touches.
func (c *actionCollector) addImportPlans(ctx context.Context) error {
	snap := c.state.unprovided(c.doc)
	if snap == nil {
		return nil
	}
	lines := c.lines()
	planner := fix.NewPlanner(snap)
	for i := range snap.Diagnostics {
		found := snap.Diagnostics[i : i+1]
		if !touches(&found[0], lines) {
			continue
		}
		for _, plan := range planner.ForRequirement(found[0].Requirement) {
			if plan.Target != fix.InFile && plan.Mends(&found[0]) {
				c.add(c.doc, plan, found[0].Requirement, c.publishedIn(found))
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
