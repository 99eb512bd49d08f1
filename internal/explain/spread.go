package explain

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// fetching adds what counts when a requirement is fetched.
func (d *Doc) fetching(s *snapshot.Snapshot, r *analysis.Requirement) {
	rt := &r.Route
	if len(rt.Hops) == 0 || rt.Hops[0].Kind == route.HopOff {
		return
	}
	if t := failure(rt.Hops); t != nil {
		d.field("failure", t)
	}
	d.rule()
	d.list("asked for", askedFor(s, r))
	if private(r) {
		d.list("disclosed to", disclosed(s, rt))
		get := routeOf(s, r, route.Update)
		if t := (&decisions{s: s, r: &get}).shorter(); t != nil {
			d.field("otherwise", t)
		}
	}
	d.trimRule()
}

// private reports whether a requirement's name should not spread.
func private(r *analysis.Requirement) bool { return r.Visibility.Verdict == visibility.Private }

// failure says what becomes of a proxy's failure other than that it does not
// have the module, which people take for the same.
func failure(hops []route.Hop) text {
	if hops[0].Kind != route.HopProxy {
		return nil
	}
	for i, h := range hops {
		if h.Kind == route.HopProxy && h.Next != route.OnAnyError {
			if i == 0 {
				return say("a 403 or a time-out stops at ", place(h))
			}
			return say("a 403 or a time-out goes on, but stops at ", place(h))
		}
	}
	return say("a 403 or a time-out goes on to ", place(hops[len(hops)-1]))
}

// askedFor says which files a proxy is asked for: for a module whose name
// should not spread, and where that is not what everybody expects.
func askedFor(s *snapshot.Snapshot, r *analysis.Requirement) (lines []text) {
	rt := &r.Route
	download := rt.Requests()
	if len(download) == 0 || r.Toolchain {
		return nil
	}
	path, version := rt.Target()
	if !private(r) && strings.Join(download, " ") == expected(path, version) {
		return nil
	}
	lines = append(lines, say(requests(download), " by ", code("go mod download")))
	if private(r) {
		get := routeOf(s, r, route.Update)
		if extra := without(get.Requests(), download); len(extra) > 0 {
			lines = append(lines, say(requests(extra), " also by ", code("go get")))
		}
	}
	return lines
}

// expected are the files that a module's path and version lead one to expect.
func expected(path, version string) string {
	base := path + "/@v/" + version
	return base + ".info " + base + ".mod " + base + ".zip"
}

// without returns the elements of list that are not in known.
func without(list, known []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(item string) bool { return slices.Contains(known, item) })
}

// disclosed says what each server learns when a module is fetched, in the order
// in which they are asked.
func disclosed(s *snapshot.Snapshot, rt *route.Route) []text {
	var who []text
	for i, h := range rt.Hops {
		condition := ""
		if i > 0 {
			condition = ", " + on(rt.Hops[i-1].Next)
		}
		switch {
		case h.Kind == route.HopProxy:
			who = append(who, say(place(h), ": path and version", condition))
		case h.Kind == route.HopDirect && rt.Direct != nil && rt.Direct.URL != "":
			who = append(who, say(code(host(rt.Direct.URL)), ": path", condition))
		}
	}
	if c := rt.Checksum; c != nil && c.Verify && !c.Error && c.GoSum != "both" && !nothingToVerify(s, rt) {
		who = append(who, say(code(c.Database), ": path and version"))
	}
	if len(who) == 1 && rt.Hops[0].Kind == route.HopDirect {
		return nil // nobody but its own host
	}
	return who
}

// host returns the host of a URL.
func host(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}
