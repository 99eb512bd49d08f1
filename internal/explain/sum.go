package explain

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/snapshot"
)

// SumLine explains a line of a go.sum: the route of its version of a module
// that is required in the version asked. An unrequired one is not judged.
func (h Hover) SumLine(s *snapshot.Snapshot, r *analysis.Requirement, asked string) *Doc {
	d := h.Requirement(s, r)
	if _, version := r.Route.Target(); asked != version {
		other := block{label: "required", text: say(code(asked), "; this line is of another version")}
		d.blocks = slices.Insert(d.blocks, 1, other)
	}
	return d
}

// Unrequired explains a line of a go.sum whose module the file beside it does
// not require: what it is there for cannot be known from it.
func Unrequired(file string) *Doc {
	d := &Doc{}
	if file == "go.work" {
		d.para("no module of the workspace requires this one")
	} else {
		d.para(code(file), " does not require this module")
	}
	return d
}
