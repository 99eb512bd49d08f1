package explain

import (
	"slices"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// Import explains an import that no requirement provides: where `go get` would
// look for its module, under which paths, and whom it would name them to.
func Import(s *snapshot.Snapshot, i snapshot.Import) *Doc {
	d := &Doc{}
	switch {
	case i.Outside && goenv.Older(s.Folder.Env.GoVersion, "go1.18"): // cmd/go since 1.18: go get only changes go.mod
		d.para("no go.mod governs this file; ", code("go get"), " looks for its module under each prefix of the path")
	case i.Outside:
		d.para("no go.mod governs this file, so ", code("go get"), " asks nobody; ", code("go install "+i.Path+"@latest"), " looks for its module under each prefix of the path")
	case i.Missing:
		d.para("no requirement provides it; ", code("go get"), " looks for its module under each prefix of the path, all at once")
	case i.Ours:
		d.para("this workspace has no such package; ", code("go get"), " looks for a module that has, under each prefix of the path, all at once")
	default:
		d.para("go.mod does not say which module provides it; ", code("go get"), " looks under each prefix of the path, all at once")
	}
	for n, group := range alike(i.Asked) {
		first := &group[0]
		asked := hopsText(first.Hops, nil)
		if first.Error != "" || len(first.Hops) == 0 || first.Hops[0].Kind == route.HopOff {
			asked = lead(first)
		}
		if n > 0 { // modload/query.go:QueryPattern
			asked = append(say("if the origin has none of these: "), asked...)
		}
		d.field("asks", asked, pathsOf(group)...)
	}
	d.list("named to", toldOf(s, i.Asked))
	if len(i.Asked) == 0 {
		return d
	}
	first := i.Asked[0]
	d.list("decided by", decidedBy(&first))
	verdict, evidence := judged(s.Folder.Facts.Judge(first.Path, ""))
	d.field("visibility", verdict, evidence...)
	return d
}

// alike groups routes, longest path first, by the places that they lead to. The
// go command asks the origin before the proxies.
func alike(routes []route.Route) (groups [][]route.Route) {
	for _, r := range routes {
		last := len(groups) - 1
		if last < 0 || !slices.Equal(groups[last][0].Hops, r.Hops) || groups[last][0].Error != r.Error {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], r)
	}
	return groups
}

// pathsOf lists what routes are of, a line each, with what is asked for at the
// origin if that comes first.
func pathsOf(routes []route.Route) []text {
	var lines []text
	for i := range routes {
		line := say(code(routes[i].Path))
		if step := routes[i].Direct; step != nil && routes[i].Hops[0].Kind == route.HopDirect {
			line = append(line, append(say(": "), directStep(&routes[i])...)...)
		}
		lines = append(lines, line)
	}
	return lines
}

// toldOf says which public services would be told of which paths.
func toldOf(s *snapshot.Snapshot, routes []route.Route) (lines []text) {
	var proxies, databases told
	for i := range routes {
		r := &routes[i]
		for _, h := range r.Hops {
			if service, public := s.Folder.Facts.PublicProxy(h.URL); h.Kind == route.HopProxy && public && service.Answer == "" {
				proxies.tell(service.Name, r.Path)
			}
		}
		if sum := r.Checksum; sum != nil && sum.Verify && len(r.Hops) > 0 && r.Hops[0].Kind != route.HopOff {
			if service, public := visibility.PublicDatabase(sum.Database); public {
				databases.tell(service.Name, r.Path)
			}
		}
	}
	for i, service := range proxies.services {
		of := say("all of them")
		if paths := proxies.paths[i]; len(paths) < len(routes) {
			of = listed(paths)
		}
		lines = append(lines, say(service, ", which is public: ", of))
	}
	for i, service := range databases.services {
		of := say("the module that is found")
		if paths := databases.paths[i]; len(paths) < len(routes) {
			of = append(of, say(", if it is ", listed(paths))...)
		}
		lines = append(lines, say(service, ", which is public: ", of))
	}
	return lines
}

// told are services, and the paths that each is told of.
type told struct {
	services []string
	paths    [][]string
}

func (t *told) tell(service, path string) {
	i := slices.Index(t.services, service)
	if i < 0 {
		i = len(t.services)
		t.services, t.paths = append(t.services, service), append(t.paths, nil)
	}
	if !slices.Contains(t.paths[i], path) {
		t.paths[i] = append(t.paths[i], path)
	}
}

// listed puts paths on one line.
func listed(paths []string) text {
	var t text
	for n, path := range paths {
		if n > 0 {
			t = append(t, say(" or ")...)
		}
		t = append(t, code(path))
	}
	return t
}
