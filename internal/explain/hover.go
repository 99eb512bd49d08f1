package explain

import (
	"strconv"
	"time"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/modcache"
	"github.com/modroute/modroute/internal/modgraph"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Hover is what an explanation of a requirement knows besides its snapshot.
// The zero Hover knows nothing.
type Hover struct {
	Now time.Time // the age of what is cached is told by it
	// Graph returns the module graph; nil if it has not been read yet. It is
	// asked for requirements that only others need.
	Graph func() *modgraph.Graph
}

// Requirement explains a requirement as a hover does: its resolved path
// first, then the kinds of its findings, what decided it, the checksum route,
// what is cached, the evidence, the environments in which it is another, and
// who needs it. Below a rule stands what spreads when it is fetched, as far as
// that matters.
func (h Hover) Requirement(s *snapshot.Snapshot, r *analysis.Requirement) *Doc {
	d := &Doc{}
	rt := &r.Route
	d.para(lead(rt))
	d.findings(s, r)
	d.decided(s, r)
	state, since, fetchable := cachedSince(s.Folder, rt)
	if fetchable {
		d.field("cached", h.cached(state, since))
	}
	if !r.Toolchain { // nobody's secret
		verdict, evidence := judged(r.Visibility)
		d.field("visibility", verdict, evidence...)
	}
	elsewhere(d, s, r)
	h.neededBy(d, r)
	if !fetchable || !state.Mod || !state.Zip {
		d.fetching(s, r)
	}
	return d
}

// decided says what decided a requirement's route, and its checksum route.
func (d *Doc) decided(s *snapshot.Snapshot, r *analysis.Requirement) {
	rt := &r.Route
	if rt.ReplacedBy != nil {
		d.field("replaced by", replacedBy(rt))
	}
	d.list("decided by", decidedBy(rt))
	if !r.Toolchain && routeOf(s, r, route.Build).Source == route.Vendor {
		d.field("go build", say("takes it from the vendor directory"))
	}
	if rt.Direct != nil && (rt.Direct.Error != "" || rt.Direct.Insecure) {
		d.field("direct", directStep(rt))
	}
	if rt.Checksum != nil {
		d.field("checksum", checksum(s, rt))
	}
}

// cached says which files the module cache holds, and for how long.
func (h Hover) cached(state modcache.State, since time.Time) text {
	words := cachedWords(state)
	switch {
	case h.Now.IsZero() || since.IsZero():
		return say(words)
	case state.Info && state.Mod && state.Zip:
		return say("yes, fetched ", ago(h.Now.Sub(since)))
	}
	return say(words, " (fetched ", ago(h.Now.Sub(since)), ")")
}

// ago says how long something is past, as roughly as people speak of it.
func ago(d time.Duration) string {
	const day = 24 * time.Hour
	for _, unit := range []struct {
		name string
		len  time.Duration
	}{{"year", 365 * day}, {"month", 30 * day}, {"week", 7 * day}, {"day", day}} {
		switch n := int(d / unit.len); {
		case n == 1:
			return "a " + unit.name + " ago"
		case n > 1:
			return strconv.Itoa(n) + " " + unit.name + "s ago"
		}
	}
	return "within a day"
}
