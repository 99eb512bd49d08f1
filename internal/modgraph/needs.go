package modgraph

import (
	"cmp"
	"slices"
	"strings"
)

// A Need is one reason why a module is in the graph.
type Need struct {
	// Through leads from a line of the go.mod, the first, to the module that
	// asks for the one in question, the last.
	Through []string
	// Asks is the version that the last one asks for.
	Asks string
	// Tool is the package of the tool directive for whose sake the first one is
	// required, "" if packages of the main module import it.
	Tool string
}

// Needs returns which lines of the go.mod need a module: those without an
// indirect comment and those of tools, the shortest way first. It is empty if,
// as far as the graph is known, none does.
//
// A go.mod also lists, as indirect, what its requirements need. Such lines are
// heeded only if no way without them is found.
func (g *Graph) Needs(path string) []Need {
	node, ok := g.nodes[path]
	switch {
	case !ok || g.reach[node] == 0:
		return nil
	case g.reach[node] == 1:
		return g.search(node, true)
	}
	return g.search(node, false)
}

// findReach finds which modules the roots lead to: 2 without the lines that a
// go.mod lists as indirect, 1 with them, 0 not.
func (g *Graph) findReach() {
	uses := make([][]user, len(g.paths)) // whom a module asks for
	for asked, users := range g.users {
		for _, u := range users {
			uses[u.node] = append(uses[u.node], user{node: asked, indirect: u.indirect})
		}
	}
	g.reach = make([]int8, len(g.paths))
	for _, indirect := range []bool{true, false} {
		var queue []int
		level := int8(2)
		if indirect {
			level = 1
		}
		for node, tool := range g.roots {
			queue = append(queue, node)
			if tool != "" {
				g.reach[node] = level // that is a reason of its own
			}
		}
		for at := 0; at < len(queue); at++ {
			for _, u := range uses[queue[at]] {
				if g.reach[u.node] < level && (indirect || !u.indirect) {
					g.reach[u.node] = level
					queue = append(queue, u.node)
				}
			}
		}
	}
}

// findRoots finds the lines of the go.mod that are there for its own sake, and
// the tools that they are there for.
func (g *Graph) findRoots() {
	g.roots = make(map[int]string)
	for _, tool := range g.main.Tools {
		provider := ""
		for _, r := range g.main.Requires {
			if (tool == r.Path || strings.HasPrefix(tool, r.Path+"/")) && len(r.Path) > len(provider) {
				provider = r.Path
			}
		}
		if node, ok := g.nodes[provider]; ok { // else it is the main module's own
			g.roots[node] = tool
		}
	}
	for _, r := range g.main.Requires {
		if node, ok := g.nodes[r.Path]; ok && !r.Indirect {
			g.roots[node] = ""
		}
	}
}

// A step is where a search has come to a module, on the way back to the roots.
type step struct {
	node int
	asks string // the version that it asks for of the module that is searched for
	next int    // the step before, which is the next one on the way; -1 at the end
}

// search goes back from a module to the roots, by the shortest ways, and no
// further than to the first on each.
func (g *Graph) search(from int, indirect bool) []Need {
	var needs []Need
	if tool := g.roots[from]; tool != "" {
		needs = append(needs, Need{Through: []string{g.paths[from]}, Asks: g.selected[g.paths[from]], Tool: tool})
	}
	seen := make([]bool, len(g.paths))
	seen[from] = true
	steps := []step{{node: from, next: -1}}
	for at := 0; at < len(steps); at++ {
		for _, u := range g.users[steps[at].node] {
			if seen[u.node] || u.indirect && !indirect {
				continue
			}
			seen[u.node] = true
			came := step{node: u.node, asks: cmp.Or(steps[at].asks, u.asks), next: at}
			if tool, ok := g.roots[u.node]; ok {
				needs = append(needs, Need{Through: g.way(steps, came), Asks: came.asks, Tool: tool})
			} else {
				steps = append(steps, came)
			}
		}
	}
	slices.SortFunc(needs, func(a, b Need) int {
		return cmp.Or(cmp.Compare(len(a.Through), len(b.Through)), slices.Compare(a.Through, b.Through))
	})
	return needs
}

// way returns the paths from a step on, but for the module that was searched
// for.
func (g *Graph) way(steps []step, from step) []string {
	var way []string
	for at := from; at.next >= 0; at = steps[at.next] {
		way = append(way, g.paths[at.node])
	}
	return way
}
