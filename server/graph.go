package server

import (
	"context"

	"github.com/modroute/modroute/internal/graph"
	"github.com/modroute/modroute/server/conn"
)

// graphArgs name what is to be drawn: a requirement as [explainRouteArgs] do,
// else the go.mod or go.work that the document is, or that governs it.
type graphArgs struct {
	documentArgs
	Line *conn.Uint `json:"line,omitempty"` // from 0
	Path string     `json:"path,omitempty"`
}

// A drawnGraph is the picture, and what it shows.
type drawnGraph struct {
	Title string       `json:"title"`
	SVG   string       `json:"svg"`
	Model *graph.Graph `json:"model"`
}

// graph draws a file or a requirement.
func (s *Server) graph(_ context.Context, st *state, args *graphArgs) (*drawnGraph, error) {
	if args.Path == "" && args.Line == nil {
		snap := st.snapshotFor(args.URI)
		if snap == nil {
			s.inform("no go.mod or go.work governs this file")
			return nil, nil
		}
		return drawn(graph.OfFile(graph.Title(snap.File.Name), []graph.Source{{Snapshot: snap, Name: snap.File.Name}})), nil
	}
	snap, q := s.requirementNamed(st, args.URI, args.Path, args.Line)
	if q == nil {
		s.inform("there is no requirement here")
		return nil, nil
	}
	file := snap.File.Name
	if q.Import { // it stands in a Go file
		_, file = parseURI(args.URI)
	}
	return drawn(graph.OfModule(graph.Source{Snapshot: snap, Name: file}, q)), nil
}

func drawn(g *graph.Graph) *drawnGraph { return &drawnGraph{Title: g.Title, SVG: g.SVG(), Model: g} }
