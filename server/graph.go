package server

import (
	"context"
	"errors"

	"github.com/modroute/modroute/internal/graph"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
)

// graphArgs name what is to be drawn: a requirement as [explainRouteArgs] do,
// else the go.mod or go.work that the document is, or that governs it.
type graphArgs struct {
	documentArgs
	Line  *conn.Uint `json:"line,omitempty"` // from 0
	Path  string     `json:"path,omitempty"`
	Width *float64   `json:"width,omitempty"` // of the place for it, in pixels
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
			return nil, s.nothingToDraw(ungoverned)
		}
		return args.drawn(graph.OfFile(graph.Title(snap.File.Name), st.drawnTogether(snap))), nil
	}
	snap, q := s.requirementNamed(st, args.URI, args.Path, args.Line)
	if q == nil {
		return nil, s.nothingToDraw("there is no requirement here")
	}
	file := snap.File.Name
	if q.Import { // it stands in a Go file
		_, file = parseURI(args.URI)
	}
	return args.drawn(graph.OfModule(graph.Source{Snapshot: snap, Name: file}, q)), nil
}

// drawnTogether returns what the picture of a file shows: of a go.work also the
// modules that it uses.
func (st *state) drawnTogether(snap *snapshot.Snapshot) []graph.Source {
	sources := []graph.Source{{Snapshot: snap, Name: snap.File.Name}}
	if !snap.File.Work {
		return sources
	}
	for _, path := range snap.Folder.Members() {
		if d := st.moduleAt(path); d != nil && d.module != nil {
			sources = append(sources, graph.Source{Snapshot: d.module.completed(), Name: path})
		}
	}
	return sources
}

// nothingToDraw tells the person why there is no picture: a client that shows
// pictures in their place, where it may ask again and again.
func (s *Server) nothingToDraw(why string) error {
	if s.client.Experimental.Modroute.ShowGraph {
		return errors.New(why)
	}
	s.inform(why)
	return nil
}

// drawn is the answer: a picture for the place that there is for it.
func (args *graphArgs) drawn(g *graph.Graph) *drawnGraph {
	if args.Width == nil {
		return &drawnGraph{Title: g.Title, SVG: g.SVG(), Model: g}
	}
	return &drawnGraph{Title: g.Title, SVG: g.SVGWithin(*args.Width), Model: g}
}
