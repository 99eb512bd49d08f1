// Package graph makes pictures of routes: of a file, how its modules flow
// through the decisions to the places that are tried and to the checksum
// database; of one module, its decision tree. A [Graph] holds what a picture
// shows, decided and worded by packages route and explain; [Graph.SVG],
// [Graph.HTML], [Graph.Mermaid] and [Graph.DOT] draw it.
package graph

import (
	"cmp"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Graph is what a picture shows. Its words may be shown as they are: no
// secret and no control character is in them. Nodes and edges are in the order
// in which they are drawn.
type Graph struct {
	Schema      int     `json:"schema"` // 1
	Kind        Kind    `json:"kind"`
	Title       string  `json:"title"`
	Description string  `json:"description"` // the picture in a sentence or two
	Nodes       []*Node `json:"nodes"`
	Edges       []*Edge `json:"edges"`
}

// A Kind says which picture it is.
type Kind string

const (
	KindFile   Kind = "file"
	KindModule Kind = "module"
)

// A NodeKind is what a node stands for.
type NodeKind string

const (
	Modules  NodeKind = "modules"  // some requirements
	Decision NodeKind = "decision" // a setting, or a directive, that decides
	Hop      NodeKind = "hop"      // a place that is tried
	End      NodeKind = "end"      // where the way ends without a hop
	Checksum NodeKind = "checksum" // what verifies, or why nothing does
	Note     NodeKind = "note"     // what is known besides; it has no edges
)

// A Node is a place that modules come through.
type Node struct {
	ID       string    `json:"id"` // "n1"
	Kind     NodeKind  `json:"kind"`
	Label    string    `json:"label"`
	Lines    []string  `json:"lines,omitempty"`    // what else stands in it
	Host     string    `json:"host,omitempty"`     // of modules, where all have the same
	Count    int       `json:"count,omitempty"`    // of the modules that come through it first
	Taken    bool      `json:"taken,omitempty"`    // it lies on the path taken
	Severity string    `json:"severity,omitempty"` // if every route through it has a warning or an error
	Settings []Setting `json:"settings,omitempty"` // what decides
	Modules  []Module  `json:"modules,omitempty"`

	rank  int  // of a file's picture: its place in its column
	aside bool // of a module's picture: it stands beside the path
}

// An Edge is a way from one node to another.
type Edge struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Label    string `json:"label,omitempty"` // "on 404 or 410", "on any error", "no", …
	Count    int    `json:"count,omitempty"` // of the modules that take it
	Taken    bool   `json:"taken,omitempty"` // it lies on the path taken
	Severity string `json:"severity,omitempty"`
}

// A Setting is a variable with who set it.
type Setting struct {
	Variable string `json:"variable"`
	Value    string `json:"value,omitempty"`   // redacted
	Pattern  string `json:"pattern,omitempty"` // the one of Value that matched
	Layer    string `json:"layer,omitempty"`   // "editor", "os", "user", "goroot" or "default"
	File     string `json:"file,omitempty"`    // that sets it
	Line     int    `json:"line,omitempty"`    // from 1
}

// A Module is a requirement with its place.
type Module struct {
	Path     string   `json:"path"`
	Version  string   `json:"version,omitempty"`
	Instead  string   `json:"instead,omitempty"` // the path of the module that is fetched in its place
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`     // from 1; 0 if it is not required
	From     string   `json:"from"`               // in a line
	Severity string   `json:"severity,omitempty"` // "error" or "warning", of the gravest finding
	Codes    []string `json:"codes,omitempty"`    // of the findings
}

// findings are those of a snapshot by their requirement, as far as they are more
// than information.
func findings(s *snapshot.Snapshot) map[*analysis.Requirement][]analysis.Diagnostic {
	found := make(map[*analysis.Requirement][]analysis.Diagnostic)
	for _, f := range s.Diagnostics {
		if f.Requirement != nil && f.Severity <= analysis.Warning {
			found[f.Requirement] = append(found[f.Requirement], f)
		}
	}
	return found
}

// newModule describes a requirement that stands in file, its route, and what is
// found about it.
func newModule(q *analysis.Requirement, rt *route.Route, file string, found []analysis.Diagnostic) Module {
	m := Module{Path: explain.Printable(q.Path), Version: explain.Printable(q.Version), From: explain.Lead(rt)}
	if target, _ := rt.Target(); target != q.Path {
		m.Instead = explain.Printable(target)
	}
	if q.Line > 0 {
		m.File, m.Line = explain.Printable(file), q.Line
	}
	gravest := analysis.Hint
	if slices.ContainsFunc(rt.Reasons, func(why route.Reason) bool { return why.Step == "environment" }) {
		gravest = analysis.Error // what is wrong is found once, not for each module
	}
	for _, f := range found {
		gravest = min(gravest, f.Severity)
		m.Codes = append(m.Codes, f.Code)
	}
	if gravest < analysis.Hint {
		m.Severity = gravest.String()
	}
	slices.Sort(m.Codes)
	m.Codes = slices.Compact(m.Codes)
	return m
}

// newSetting describes the setting that decided a step.
func newSetting(why route.Reason) Setting {
	return Setting{
		Variable: why.Variable, Value: explain.Printable(why.Value), Pattern: explain.Printable(why.Pattern),
		Layer: why.Origin, File: explain.Printable(why.File), Line: why.Line,
	}
}

// settingsOf describes the settings that decided a step of a route.
func settingsOf(r *route.Route, step string) []Setting {
	var list []Setting
	for _, why := range r.Reasons {
		if why.Step == step && why.Variable != "" {
			list = append(list, newSetting(why))
		}
	}
	return list
}

// graver returns the graver of two severities; "" is none.
func graver(a, b string) string {
	rank := func(s string) int { return slices.Index([]string{"error", "warning", ""}, s) }
	if cmp.Less(rank(a), rank(b)) {
		return a
	}
	return b
}

// name is the label and the lines as one line, for who hears them.
func (n *Node) name() string {
	name := n.Label
	for _, line := range n.Lines {
		name += "; " + line
	}
	return name
}

// node returns the node with an ID, which there is.
func (g *Graph) node(id string) *Node {
	return g.Nodes[slices.IndexFunc(g.Nodes, func(n *Node) bool { return n.ID == id })]
}
