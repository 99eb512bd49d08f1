package explain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// Summary counts the requirements of a file by where they come from: "42 via
// proxy.golang.org · 2 direct · 1 local · 1 blocked". It is "" if the file asks
// for no module.
func Summary(s *snapshot.Snapshot) string {
	type group struct {
		name  string
		rank  int
		count int
	}
	var groups []group
	vendored := Vendored(s)
	for _, r := range s.Requirements {
		if r.Toolchain {
			continue
		}
		name, rank := groupOf(&r.Route)
		if vendored {
			name = "vendored"
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == name })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{name: name, rank: rank})
		}
		groups[i].count++
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.count, a.count))
	})
	var words []string
	for _, g := range groups {
		words = append(words, strconv.Itoa(g.count)+" "+g.name)
	}
	return Printable(strings.Join(words, " · "))
}

// groupOf names the kind of place that a requirement comes from, and ranks it.
func groupOf(r *route.Route) (name string, rank int) {
	switch r.Source {
	case route.Proxy:
		return "via " + hopName(r.Hops[0], r.Hops), 0
	case route.Direct:
		return "direct", 1
	case route.Local:
		return "local", 2
	case route.Main:
		return "in the workspace", 3
	}
	return "blocked", 4
}

// ToLookAt says how many requirements of a file have warnings or errors, as
// pictures and editors count them, "3 routes to look at", and returns the
// first of them; nil if there is none.
func ToLookAt(found []analysis.Diagnostic) (words string, first *analysis.Requirement) {
	seen := make(map[*analysis.Requirement]bool)
	for _, f := range found {
		if r := f.Requirement; r != nil && f.Severity <= analysis.Warning {
			seen[r] = true
			if first == nil || r.Line < first.Line {
				first = r
			}
		}
	}
	return count(len(seen), "route") + " to look at", first
}
