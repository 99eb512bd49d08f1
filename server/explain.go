package server

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
)

// documentArgs name a document: a go.mod or go.work, or another file that one
// governs.
type documentArgs struct {
	URI string `json:"uri"`
}

// explainRouteArgs name a requirement: the one on a line of the document, or one
// by its path and perhaps "@" and a version, whether it is required or not.
type explainRouteArgs struct {
	documentArgs
	Line  *conn.Uint `json:"line,omitempty"` // from 0
	Path  string     `json:"path,omitempty"`
	Class string     `json:"class,omitempty"` // "download", "build" or "update"; "" for all that differ
}

// lineArgs names the requirement on a 0-based line of a document.
func lineArgs(d *document, line conn.Uint) explainRouteArgs {
	return explainRouteArgs{documentArgs: documentArgs{URI: string(d.raw)}, Line: &line}
}

// showEnvironment shows the whole environment of a file.
func (s *Server) showEnvironment(ctx context.Context, st *state, args *documentArgs) (*shownText, error) {
	snap := st.snapshotFor(args.URI)
	if snap == nil {
		s.inform(ungoverned)
		return nil, nil
	}
	return s.show(ctx, st, explain.EnvironmentDocument(snap))
}

// ungoverned says that there is nothing to tell of a file.
const ungoverned = "no go.mod or go.work governs this file"

// explainRoute shows every decision of one route.
func (s *Server) explainRoute(ctx context.Context, st *state, args *explainRouteArgs) (*shownText, error) {
	class, err := classOf(args.Class)
	if err != nil {
		return nil, badArguments(err)
	}
	snap, q := s.requirementNamed(st, args.URI, args.Path, args.Line)
	if q == nil {
		s.inform("there is no requirement here")
		return nil, nil
	}
	return s.show(ctx, st, explain.Route(snap, q, class))
}

// requirementNamed returns the requirement with a path, or else the one on a line
// of a document, and its snapshot; nil if there is none.
func (s *Server) requirementNamed(st *state, uri, path string, line *conn.Uint) (snap *snapshot.Snapshot, q *analysis.Requirement) {
	switch {
	case path != "":
		if snap = st.snapshotFor(uri); snap != nil {
			q = requirementOf(snap, path)
		}
	case line != nil:
		if d := st.documentFor(uri); d != nil {
			snap, q = st.requirementAt(d, d.text.offset(conn.Position{Line: *line}, s.encoding))
		}
	}
	return snap, q
}

// classOf reads a command class; nil for none.
func classOf(name string) (*route.Class, error) {
	if name == "" {
		return nil, nil
	}
	for _, class := range []route.Class{route.Download, route.Build, route.Update} {
		if class.String() == name {
			return &class, nil
		}
	}
	return nil, fmt.Errorf("class is %q; it must be download, build or update", name)
}

// requirementOf returns the requirement of a path, "@" and a version if there
// are some; as it would be, if the file has none such.
func requirementOf(snap *snapshot.Snapshot, module string) *analysis.Requirement {
	path, version, _ := strings.Cut(module, "@")
	for _, q := range snap.Requirements {
		if q.Path == path && (version == "" || q.Version == version) {
			return q
		}
	}
	return snap.Requirement(path, version)
}

// documentFor returns the document with a URI, as it is open or else as the
// go.mod or go.work stands on the disk; nil if there is none.
func (st *state) documentFor(raw string) *document {
	if d := st.document(raw); d != nil {
		return d
	}
	if _, path := parseURI(raw); isModule(path) {
		return st.moduleAt(path)
	}
	return nil
}

// snapshotFor returns what is known of a go.mod or go.work, or of the go.mod
// that governs another file; nil if there is none.
func (st *state) snapshotFor(raw string) *snapshot.Snapshot {
	d := st.documentFor(raw)
	if d == nil || d.module == nil {
		d = st.governingFile(raw)
	}
	if d == nil {
		return nil
	}
	return d.module.completed()
}

// governingFile returns the go.mod that governs a file or a directory. Some
// editors let a person run a command, but give it no arguments: without a file
// it is the first go.mod or go.work that is open, else the one that governs the
// workspace's first folder. It returns nil if there is none.
func (st *state) governingFile(raw string) *document {
	if raw != "" {
		_, path := parseURI(raw)
		if path == "" {
			return nil
		}
		return st.governing(path)
	}
	for _, d := range slices.SortedFunc(maps.Values(st.docs), func(a, b *document) int { return cmp.Compare(a.path, b.path) }) {
		if d.module != nil {
			return d
		}
	}
	if len(st.roots) == 0 {
		return nil
	}
	return st.governing(st.roots[0])
}
