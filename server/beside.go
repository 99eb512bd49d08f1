package server

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
)

// beside returns the go.mod and go.work files that are not open and on whose
// account something may be said about a go.sum or an environment file: those in
// its directory, for a go.work.sum also the modules that the go.work uses, and
// for Go's environment files those at the roots of the workspace.
func (st *state) beside(d *document) (list []*document) {
	for _, in := range st.judging(d) {
		if st.docs[in.uri] != in {
			list = append(list, in)
		}
	}
	return list
}

// judging returns the files that beside returns, and those of them that are
// open.
func (st *state) judging(d *document) (list []*document) {
	var paths []string
	add := func(dir string, names ...string) {
		for _, name := range names {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	dir := filepath.Dir(d.path)
	switch st.kindOf(d.path) {
	case sumKind:
		if filepath.Base(d.path) == "go.sum" {
			add(dir, "go.mod")
			break
		}
		add(dir, "go.work")
		if work := st.moduleAt(filepath.Join(dir, "go.work")); work != nil {
			paths = append(paths, work.module.snapshot().Folder.Members()...)
		}
	case envKind:
		if st.isDeclaration(d.path) {
			add(dir, "go.work", "go.mod")
			break
		}
		for _, root := range st.roots {
			add(root, "go.work", "go.mod")
		}
	}
	for _, path := range paths {
		if in := st.moduleAt(path); in != nil && !slices.Contains(list, in) {
			list = append(list, in)
		}
	}
	return list
}

// concerned returns the files that the variables of an environment file are
// about: those that judging returns, for a repository's the go.mod that governs
// it, the open ones, of a repository's those below it, and the modules that a
// go.work among them uses.
func (st *state) concerned(d *document) []*document {
	list := st.judging(d)
	add := func(in *document) {
		if in != nil && !slices.Contains(list, in) {
			list = append(list, in)
		}
	}
	dir, declares := filepath.Dir(d.path), st.isDeclaration(d.path)
	if declares {
		add(st.governing(dir))
	}
	for _, u := range slices.Sorted(maps.Keys(st.docs)) {
		if in := st.docs[u]; in.module != nil && (!declares || within(in.path, dir)) {
			add(in)
		}
	}
	for _, in := range slices.Clone(list) {
		if filepath.Base(in.path) == "go.work" {
			for _, path := range in.module.snapshot().Folder.Members() {
				add(st.moduleAt(path))
			}
		}
	}
	return list
}

// incompleteBeside returns the files beside d that the slow analyzers have yet
// to run on. What these find is never caused by an environment file.
func (st *state) incompleteBeside(d *document) []*document {
	if st.kindOf(d.path) != sumKind {
		return nil
	}
	return slices.DeleteFunc(st.beside(d), func(in *document) bool { return in.module.ready.Load() != nil })
}

// completeBeside runs the slow analyzers on the files beside d, and has the
// documents published again on which they may have found something.
func (p *publisher) completeBeside(st *state, d *document) {
	for _, in := range st.incompleteBeside(d) {
		if in.module.started.CompareAndSwap(false, true) {
			p.server.conn.Go("running the slow analyzers", func(ctx context.Context) {
				in.module.complete(ctx)
				p.markOthers(p.server.state.Load(), in.uri)
			})
		}
	}
}
