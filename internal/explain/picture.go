package explain

import (
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Decision is one decision of a [Tree], for a picture of it. Its words may be
// shown as they are.
type Decision struct {
	Step  string // of the route's reasons: "private", "proxy-list", "checksum", …; "" for a note
	Label string
	Text  string
	Taken bool   // it was a yes, or lies on the path anyway
	Away  string // where the way leads that is not taken, if there is one
	Hops  []Decision
}

// Decisions returns what [Tree] draws, and where each decision would have led
// otherwise.
func Decisions(s *snapshot.Snapshot, r route.Route) []Decision {
	return decisionsOf((&decisions{s: s, r: &r}).nodes())
}

func decisionsOf(nodes []*node) []Decision {
	var list []Decision
	for _, n := range nodes {
		list = append(list, Decision{
			Step: n.step, Label: Printable(n.label), Text: n.text.plain(), Taken: n.taken, Away: Printable(n.away),
			Hops: decisionsOf(n.children),
		})
	}
	return list
}

// Lead says in one line where a module comes from.
func Lead(r *route.Route) string { return lead(r).plain() }

// Layer says which layer made the setting that decided a step, and where.
func Layer(why route.Reason) string { return origin(why.Origin, why.File, why.Line).plain() }

// On says when the go command goes on from a hop to the next one.
func On(n route.Next) string { return on(n) }

// After says what becomes of a hop's failure.
func After(n route.Next) string { return after(n) }
