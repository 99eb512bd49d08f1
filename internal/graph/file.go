package graph

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Source is a file that a picture shows, named as it is to be shown.
type Source struct {
	*snapshot.Snapshot
	Name string
}

// maxPatterns is how many patterns of one variable have a node each.
const maxPatterns = 4

// OfFile returns the picture of a file, or of the files of a workspace together:
// modules that several of them require are counted once.
func OfFile(title string, files []Source) *Graph {
	b := &fileBuilder{nodes: make(map[string]*Node), edges: make(map[edgeKey]*Edge), seen: make(map[flowKey]bool)}
	for _, s := range files {
		b.add(s)
	}
	b.mergePatterns()
	rows := rowsOf(b.flows)
	g := &Graph{Schema: 1, Kind: KindFile, Title: explain.Printable(title)}
	for _, row := range rows {
		g.Nodes = append(g.Nodes, row.node)
		b.connect(row)
	}
	g.Nodes = append(g.Nodes, b.inOrder()...)
	for i, n := range g.Nodes {
		n.ID = "n" + strconv.Itoa(i+1)
	}
	g.Edges = b.edgeList()
	g.Description = b.describe(files)
	return g
}

// Title names a file by its last two elements: the others are the same for all
// that a person looks at.
func Title(path string) string {
	return filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
}

// A fileBuilder collects the nodes and edges of a file's picture.
type fileBuilder struct {
	nodes map[string]*Node // by what tells them apart
	flows []flow
	seen  map[flowKey]bool
	edges map[edgeKey]*Edge
	order []edgeKey
}

// A flow is one module's way: the nodes that it comes through, nil where it
// ends earlier.
type flow struct {
	module                   Module
	host                     string
	decision, goal, checksum *Node
}

// A way is what modules have in common that go together.
type way struct {
	decision, goal, checksum *Node
	severity                 string
}

func (f *flow) way() way { return way{f.decision, f.goal, f.checksum, f.module.Severity} }

// A flowKey tells modules apart.
type flowKey struct {
	path, version string
	way           way
}

type edgeKey struct {
	from, to        *Node
	label, severity string
}

// add adds the modules of one file.
func (b *fileBuilder) add(s Source) {
	vendored, found := explain.Vendored(s.Snapshot), findings(s.Snapshot)
	for _, q := range s.Requirements {
		rt := q.Route
		switch {
		case q.Toolchain && rt.Source == route.Local:
			continue // the installed one
		case vendored && !q.Toolchain:
			rt = s.Route(route.Requirement{Path: q.Path, Version: q.Version}, route.Build)
		}
		f := flow{module: newModule(q, &rt, s.Name, found[q])}
		target, _ := rt.Target()
		f.host, _, _ = strings.Cut(explain.Printable(target), "/")
		f.decision = b.decision(&rt)
		f.goal = b.goal(&rt)
		if rt.Checksum != nil && f.goal.Kind == Hop && rt.Hops[0].Kind != route.HopOff {
			f.checksum = b.checksum(&rt)
		}
		if key := (flowKey{f.module.Path, f.module.Version, f.way()}); !b.seen[key] {
			b.seen[key] = true
			b.flows = append(b.flows, f)
		}
	}
}

// at returns the node with a key, which make makes if there is none yet.
func (b *fileBuilder) at(key string, make func() *Node) *Node {
	n := b.nodes[key]
	if n == nil {
		n = make()
		n.Label = explain.Printable(n.Label)
		for i := range n.Lines {
			n.Lines[i] = explain.Printable(n.Lines[i])
		}
		b.nodes[key] = n
	}
	return n
}

// The ranks of decisions, and of the places that are not among the hops.
const (
	rankList = iota
	rankPattern
	rankReplace
	rankWorkspace
	rankVendor
	rankNowhere
)

// decision returns the node of what decided where a module comes from.
func (b *fileBuilder) decision(rt *route.Route) *Node {
	if rt.ReplacedBy != nil && rt.ReplacedBy.Dir != "" {
		return b.at("replace", func() *Node {
			return &Node{Kind: Decision, Label: "replace", Lines: []string{"a directive names a directory"}, rank: rankReplace}
		})
	}
	if rt.Source == route.Main {
		return b.at("main", func() *Node {
			return &Node{Kind: Decision, Label: "main module", Lines: []string{"packages come from disk"}, rank: rankWorkspace}
		})
	}
	deciding := explain.Deciding(rt)
	if len(deciding) == 0 {
		return b.at("refused", func() *Node {
			return &Node{Kind: Decision, Label: "refused", Lines: []string{rt.Error}, rank: rankNowhere}
		})
	}
	why := deciding[len(deciding)-1]
	rank := rankList
	switch why.Step {
	case "private":
		rank = rankPattern
	case "vendor":
		rank = rankVendor
	case "exclude", "environment":
		rank = rankNowhere
	}
	key := strings.Join([]string{why.Step, why.Variable, why.Pattern, why.Value, why.Origin, why.File, strconv.Itoa(why.Line)}, "\x00")
	return b.at(key, func() *Node {
		n := &Node{Kind: Decision, Label: cmp.Or(why.Variable, why.Step), rank: rank}
		if value := cmp.Or(why.Pattern, why.Value); value != "" {
			n.Lines = append(n.Lines, value)
		}
		if why.Text != "" {
			n.Lines = append(n.Lines, why.Text)
		}
		if layer := explain.Layer(why); layer != "" {
			n.Lines = append(n.Lines, layer)
		}
		switch why.Step {
		case "environment":
			n.Lines = append(n.Lines, rt.Error)
		case "exclude":
			n.Lines = append(n.Lines, "a directive names the version")
		}
		if why.Variable != "" {
			n.Settings = []Setting{newSetting(why)}
		}
		return n
	})
}

// goal returns the node of the first place that is tried for a module, or of
// where it is, and adds the places after it.
func (b *fileBuilder) goal(rt *route.Route) *Node {
	end := func(label, line string, rank int) *Node {
		return b.at("end "+label, func() *Node { return &Node{Kind: End, Label: label, Lines: []string{line}, rank: 1000 + rank} })
	}
	switch {
	case rt.Source == route.Local:
		return end("a directory", "nothing is fetched", rankReplace)
	case rt.Source == route.Main:
		return end("this workspace", "nothing is fetched", rankWorkspace)
	case len(rt.Hops) > 0:
		return b.hops(rt.Hops)
	case rt.Source == route.Vendor:
		return end("the vendor directory", "nothing is fetched", rankVendor)
	}
	return end("nowhere", "the go command stops", rankNowhere)
}

// hops returns the node of the first of hops, and adds the others, with edges
// between them. Every walk is an end of the proxy list, or the origin alone.
func (b *fileBuilder) hops(hops []route.Hop) *Node {
	var first, last *Node
	for i, h := range hops {
		place := cmp.Or(h.URL, string(h.Kind))
		left := len(hops) - i // to the end of the walk
		n := b.at(strings.Join([]string{"hop", place, string(h.Next), strconv.Itoa(left)}, "\x00"), func() *Node {
			n := &Node{Kind: Hop, Label: place, rank: 500 - left}
			if h.Kind == route.HopOff {
				n.Lines = []string{"nothing more is asked"}
			} else {
				n.Lines = []string{explain.After(h.Next)}
			}
			return n
		})
		if first == nil {
			first = n
		} else {
			b.edge(last, n, explain.On(hops[i-1].Next), "", 1)
		}
		last = n
	}
	return first
}

// checksum returns the node of what verifies a module.
func (b *fileBuilder) checksum(rt *route.Route) *Node {
	c := rt.Checksum
	node := func(rank int, label string, lines ...string) *Node {
		return b.at("checksum "+label+strings.Join(lines, "\x00"), func() *Node {
			return &Node{Kind: Checksum, Label: label, Lines: lines, Settings: settingsOf(rt, "checksum"), rank: rank}
		})
	}
	switch {
	case c.GoSum == "both":
		return node(1, "go.sum", "has the lines already; no database is asked")
	case c.Error:
		return node(3, "it fails", c.Reason)
	case !c.Verify:
		return node(2, "no database", "is asked: "+c.Reason)
	}
	lines := []string{"is asked through"}
	for i, h := range c.Via {
		line := strings.TrimPrefix(h.URL, "https://")
		if i > 0 {
			line = explain.On(c.Via[i-1].Next) + " → " + line
		}
		lines = append(lines, line)
	}
	return node(0, c.Database, lines...)
}

// mergePatterns makes one node of a variable's patterns where they are many.
func (b *fileBuilder) mergePatterns() {
	byVariable := make(map[string][]*Node)
	for _, n := range b.nodes {
		if n.Kind == Decision && n.rank == rankPattern {
			byVariable[n.Label] = append(byVariable[n.Label], n)
		}
	}
	for variable, nodes := range byVariable {
		if len(nodes) <= maxPatterns {
			continue
		}
		merged := &Node{Kind: Decision, Label: variable, Lines: []string{strconv.Itoa(len(nodes)) + " patterns match"}, rank: rankPattern}
		slices.SortFunc(nodes, func(x, y *Node) int { return cmp.Compare(x.Lines[0], y.Lines[0]) })
		for _, n := range nodes {
			merged.Settings = append(merged.Settings, n.Settings...)
		}
		for i := range b.flows {
			if slices.Contains(nodes, b.flows[i].decision) {
				b.flows[i].decision = merged
			}
		}
		for key, n := range b.nodes {
			if slices.Contains(nodes, n) {
				delete(b.nodes, key)
			}
		}
		b.nodes[variable] = merged
	}
}

// edge adds to an edge.
func (b *fileBuilder) edge(from, to *Node, label, severity string, count int) {
	key := edgeKey{from, to, label, severity}
	e := b.edges[key]
	if e == nil {
		e = &Edge{Label: label, Severity: severity}
		b.edges[key] = e
		b.order = append(b.order, key)
	}
	e.Count += count
}

// connect adds the edges of a row's modules.
func (b *fileBuilder) connect(r *row) {
	n, severity := len(r.node.Modules), r.node.Severity
	f := r.flow
	b.edge(r.node, f.decision, "", severity, n)
	b.edge(f.decision, f.goal, "", severity, n)
	for _, node := range []*Node{f.decision, f.goal} {
		pass(node, n, severity)
	}
	if f.checksum != nil {
		b.edge(f.goal, f.checksum, "", severity, n)
		pass(f.checksum, n, severity)
	}
}

// pass counts modules through a node. It is wrong if all of them are.
func pass(node *Node, n int, severity string) {
	switch {
	case node.Count == 0:
		node.Severity = severity
	case severity == "":
		node.Severity = ""
	case node.Severity != "":
		node.Severity = graver(node.Severity, severity)
	}
	node.Count += n
}

// inOrder returns the nodes but for the modules, column by column.
func (b *fileBuilder) inOrder() []*Node {
	var all []*Node
	for _, n := range b.nodes {
		all = append(all, n)
	}
	slices.SortFunc(all, func(x, y *Node) int {
		return cmp.Or(cmp.Compare(x.column(), y.column()), cmp.Compare(x.rank, y.rank), cmp.Compare(y.Count, x.Count),
			cmp.Compare(x.Label, y.Label), slices.Compare(x.Lines, y.Lines))
	})
	return all
}

// column is where a node stands in the picture of a file, from the left.
func (n *Node) column() int {
	switch n.Kind {
	case Modules:
		return 0
	case Decision:
		return 1
	case Checksum:
		return 3
	}
	return 2
}

// edgeList returns the edges, from the top of each column to its bottom.
func (b *fileBuilder) edgeList() []*Edge {
	place := func(n *Node) int { i, _ := strconv.Atoi(n.ID[1:]); return i }
	slices.SortStableFunc(b.order, func(x, y edgeKey) int {
		return cmp.Or(cmp.Compare(place(x.from), place(y.from)), cmp.Compare(place(x.to), place(y.to)), cmp.Compare(x.severity, y.severity))
	})
	var list []*Edge
	for _, key := range b.order {
		e := b.edges[key]
		e.From, e.To = key.from.ID, key.to.ID
		list = append(list, e)
	}
	return list
}

// describe says in a sentence or two what the picture shows.
func (b *fileBuilder) describe(files []Source) string {
	var words string
	if len(files) == 1 {
		words = explain.Summary(files[0].Snapshot)
	} else {
		words = plural(len(b.flows), "module") + " of " + plural(len(files), "file")
	}
	if words == "" {
		return "It asks for no module."
	}
	wrong := 0
	for _, f := range b.flows {
		if f.module.Severity != "" {
			wrong++
		}
	}
	if wrong == 0 {
		return words
	}
	return words + " · " + plural(wrong, "route") + " to look at"
}

// plural counts things: "1 module", "2 modules".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}
