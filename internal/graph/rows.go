package graph

import (
	"cmp"
	"slices"
	"strconv"
)

// A row is the left end of a file's picture: a module, or several that take the
// same way.
type row struct {
	node *Node
	flow *flow // of each of its modules
	host string
}

// The most rows that fit on a screen, and the most single modules among them
// that are wrong, where there is no room for every module.
const (
	maxRows  = 24
	maxWrong = 8
)

// rowsOf makes rows of modules: each its own if they all have room, else those
// of a host that take the same way together, the wrong ones singly as long as
// they are few, and at last those of many small hosts together.
func rowsOf(flows []flow) []*row {
	var rows []*row
	wrong := 0
	for i := range flows {
		if flows[i].module.Severity != "" {
			wrong++
		}
	}
	for i := range flows {
		f := &flows[i]
		single := len(flows) <= maxRows || f.module.Severity != "" && wrong <= maxWrong
		rows = put(rows, f, single)
	}
	rows = mergeHosts(rows)
	for _, r := range rows {
		r.label()
	}
	sortRows(rows)
	return rows
}

// put adds a module to the row of its host and way, or as a row of its own.
func put(rows []*row, f *flow, single bool) []*row {
	if !single {
		for _, r := range rows {
			if r.host == f.host && r.flow.way() == f.way() {
				r.node.Modules = append(r.node.Modules, f.module)
				return rows
			}
		}
	}
	return append(rows, &row{node: &Node{Kind: Modules, Severity: f.module.Severity, Modules: []Module{f.module}}, flow: f, host: f.host})
}

// mergeHosts makes one row of the smallest ones that take the same way, if there
// are too many; what is wrong comes last.
func mergeHosts(rows []*row) []*row {
	if len(rows) <= maxRows {
		return rows
	}
	slices.SortStableFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(len(b.node.Severity), len(a.node.Severity)), cmp.Compare(len(b.node.Modules), len(a.node.Modules)))
	})
	ways := 0
	for i, r := range rows {
		if !slices.ContainsFunc(rows[:i], func(o *row) bool { return r.flow.way() == o.flow.way() }) {
			ways++
		}
	}
	keep := max(0, maxRows-ways)
	merged := slices.Clone(rows[:keep])
	for _, r := range rows[keep:] {
		i := slices.IndexFunc(merged[keep:], func(o *row) bool { return r.flow.way() == o.flow.way() })
		if i < 0 {
			merged = append(merged, r)
			continue
		}
		rest := merged[keep+i]
		rest.node.Modules = append(rest.node.Modules, r.node.Modules...)
		if rest.host != r.host {
			rest.host = ""
		}
	}
	return merged
}

// label names a row.
func (r *row) label() {
	n := r.node
	n.Host, n.Count = r.host, len(n.Modules)
	switch {
	case n.Count == 1:
		m := n.Modules[0]
		n.Label = m.Path
		if m.Instead != "" {
			n.Label += " => " + m.Instead
		}
		if m.Version != "" {
			n.Lines = []string{m.Version}
		}
	case r.host != "":
		n.Label = r.host
		n.Lines = []string{plural(n.Count, "module")}
	default:
		n.Label = strconv.Itoa(n.hosts()) + " more hosts"
		n.Lines = []string{plural(n.Count, "module")}
	}
}

// hosts counts the hosts of a node's modules.
func (n *Node) hosts() int {
	seen := make(map[string]bool)
	for _, m := range n.Modules {
		host, _ := splitHost(m.Path)
		seen[host] = true
	}
	return len(seen)
}

// sortRows sorts rows by host, and hosts so that few bands cross: by the
// decisions that their modules come to, then the largest first.
func sortRows(rows []*row) {
	count, ranks := make(map[string]int), make(map[string]int)
	for _, r := range rows {
		count[r.host] += len(r.node.Modules)
		ranks[r.host] += len(r.node.Modules) * r.flow.decision.rank
	}
	rank := func(host string) float64 { return float64(ranks[host]) / float64(count[host]) }
	slices.SortStableFunc(rows, func(a, b *row) int {
		if a.host != b.host {
			return cmp.Or(
				cmp.Compare(rank(a.host), rank(b.host)),
				compareBool(a.host == "", b.host == ""),
				cmp.Compare(count[b.host], count[a.host]),
				cmp.Compare(a.host, b.host))
		}
		return cmp.Or(
			cmp.Compare(a.flow.decision.rank, b.flow.decision.rank),
			cmp.Compare(len(b.node.Severity), len(a.node.Severity)),
			cmp.Compare(len(b.node.Modules), len(a.node.Modules)),
			cmp.Compare(a.node.Label, b.node.Label))
	})
}

// compareBool sorts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
