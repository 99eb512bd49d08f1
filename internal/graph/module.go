package graph

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// OfModule returns the picture of one module: the decisions in the order in which
// the go command takes them. The path taken runs down; beside it stands where
// each decision would have led otherwise.
func OfModule(s Source, q *analysis.Requirement) *Graph {
	m := newModule(q, &q.Route, s.Name, findings(s.Snapshot)[q])
	title := m.Path
	if m.Version != "" {
		title += "@" + m.Version
	}
	b := &moduleBuilder{s: s.Snapshot, r: &q.Route, g: &Graph{
		Schema: 1, Kind: KindModule, Title: title, Description: m.From,
	}}
	start := b.add(&Node{Kind: Modules, Label: m.Path, Taken: true, Severity: m.Severity, Count: 1, Modules: []Module{m}})
	if m.Version != "" {
		start.Lines = []string{m.Version}
	}
	if m.Codes != nil {
		start.Lines = append(start.Lines, m.Severity+": "+strings.Join(m.Codes, ", "))
	}
	start.Host, _ = splitHost(m.Path)
	b.last = start
	for _, d := range explain.Decisions(s.Snapshot, q.Route) {
		b.decision(d)
	}
	b.end()
	return b.g
}

// A moduleBuilder adds the decisions of one route, each below the last.
type moduleBuilder struct {
	s    *snapshot.Snapshot
	r    *route.Route
	g    *Graph
	last *Node
	way  string // on the edge from last
	// found are the hops that may hold the module: what comes next follows from
	// each.
	found  []*Node
	walked bool // the hops have been added
}

func (b *moduleBuilder) add(n *Node) *Node {
	n.ID = "n" + strconv.Itoa(len(b.g.Nodes)+1)
	b.g.Nodes = append(b.g.Nodes, n)
	return n
}

func (b *moduleBuilder) edge(from, to *Node, label string, taken bool) {
	b.g.Edges = append(b.g.Edges, &Edge{From: from.ID, To: to.ID, Label: label, Taken: taken})
}

// below adds a node on the path taken.
func (b *moduleBuilder) below(n *Node) *Node {
	n.Taken = true
	b.add(n)
	b.edge(b.last, n, b.way, true)
	b.last, b.way = n, ""
	return n
}

// beside adds where a way leads that is not taken.
func (b *moduleBuilder) beside(from *Node, label string, n *Node) {
	n.aside = true
	b.add(n)
	b.edge(from, n, label, false)
}

// decision adds one decision.
func (b *moduleBuilder) decision(d explain.Decision) {
	switch {
	case d.Hops != nil:
		b.hops(d)
	case d.Step == "checksum":
		b.checksum(d)
	case d.Label == "refused" || d.Step == "environment":
		b.below(&Node{Kind: End, Label: d.Label, Lines: []string{d.Text}, Severity: "error", Settings: settingsOf(b.r, d.Step)})
	case d.Step == "" && b.walked:
		b.add(&Node{Kind: Note, Label: d.Label, Lines: []string{d.Text}})
	default:
		n := b.below(&Node{Kind: Decision, Label: d.Label, Lines: []string{d.Text}, Settings: settingsOf(b.r, d.Step)})
		taken, away := "no", "yes"
		if d.Taken {
			taken, away = away, taken
		}
		if d.Away != "" {
			b.way = taken
			b.beside(n, away, &Node{Kind: End, Label: d.Away})
		}
	}
}

// hops adds the places that are tried. The path taken leads to the first; the
// others' turn comes if it fails.
func (b *moduleBuilder) hops(d explain.Decision) {
	if settings := settingsOf(b.r, d.Step); settings != nil {
		b.below(&Node{Kind: Decision, Label: "GOPROXY", Lines: []string{d.Text}, Settings: settings})
	}
	b.walked = true
	for i, h := range b.r.Hops {
		n := &Node{Kind: Hop, Label: d.Hops[i].Label, Lines: []string{d.Hops[i].Text}}
		if i == 0 {
			b.below(n)
		} else {
			b.add(n)
			b.edge(b.last, n, explain.On(b.r.Hops[i-1].Next), false)
			b.last = n
		}
		if h.Kind == route.HopOff {
			continue
		}
		b.found = append(b.found, n)
		switch h.Next {
		case route.OnNotFound:
			n.Lines = without(n.Lines, explain.After(h.Next))
			b.beside(n, "on any other error", &Node{Kind: End, Label: "stops"})
		case route.Never:
			n.Lines = without(n.Lines, explain.After(h.Next))
			b.beside(n, "on any error", &Node{Kind: End, Label: "stops"})
		}
	}
}

// found is on the edges from the places that may have the module.
const found = "found"

// without returns lines without one that says what the edges say.
func without(lines []string, line string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return l == line })
}

// checksum adds what verifies the module, and where the database is asked.
func (b *moduleBuilder) checksum(d explain.Decision) {
	n := &Node{Kind: Checksum, Label: d.Label, Lines: []string{d.Text}, Settings: settingsOf(b.r, d.Step), Taken: true}
	if b.found == nil { // GOPROXY=off: only what is cached can be verified
		b.below(n)
	} else {
		b.add(n)
	}
	for i, hop := range b.found {
		b.edge(hop, n, found, i == 0)
	}
	b.last = n
	c := b.r.Checksum
	if !d.Taken || c.Error || c.GoSum == "both" {
		return
	}
	from, way := n, c.Database
	for i, h := range c.Via {
		via := b.add(&Node{Kind: Hop, Label: explain.Printable(cmp.Or(h.URL, string(h.Kind))), Taken: i == 0, aside: true})
		b.edge(from, via, way, i == 0)
		from, way = via, explain.On(h.Next)
	}
}

// end adds where the path ends if it has led to no hop.
func (b *moduleBuilder) end() {
	if len(b.r.Hops) > 0 || b.r.Error != "" {
		return
	}
	b.below(&Node{Kind: End, Label: b.g.Description})
}
