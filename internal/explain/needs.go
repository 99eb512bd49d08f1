package explain

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/modgraph"
)

// maxNeeds is how many of those are named that need a module.
const maxNeeds = 3

// neededBy says which lines of the go.mod need one that is there for the sake
// of others.
func (h Hover) neededBy(d *Doc, r *analysis.Requirement) {
	if !r.Indirect || h.Graph == nil {
		return
	}
	graph := h.Graph()
	if graph == nil {
		d.field("needed by", say("still being looked up in the module cache"))
		return
	}
	needs := graph.Needs(r.Path)
	if len(needs) == 0 {
		none := "no direct requirement"
		if graph.Missing > 0 || graph.Partial {
			none += ", as far as the module cache tells"
		}
		d.field("needed by", say(none))
		return
	}
	var lines []text
	for _, n := range needs {
		lines = append(lines, need(n, r))
	}
	d.list("needed by", atMost(maxNeeds, lines))
}

// need says on which way a module is needed.
func need(n modgraph.Need, r *analysis.Requirement) text {
	if n.Tool != "" && n.Through[0] == r.Path {
		return say("the tool ", code(n.Tool))
	}
	var t text
	for i, path := range n.Through {
		if i > 0 {
			t = append(t, say(" → ")...)
		}
		t = append(t, code(path))
	}
	if n.Tool != "" {
		t = append(t, say(", for the tool ", code(n.Tool))...)
	}
	if n.Asks != r.Version {
		t = append(t, say(", which asks for ", code(n.Asks))...)
	}
	return t
}
