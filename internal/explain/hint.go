package explain

import (
	"net/url"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// Hint says in a word or two where a requirement comes from, for the end of its
// line: "→ goproxy.example.com", "→ ../lib", "⚠ → nowhere". warned reports that
// there is a warning or an error on the line. The hint is "" where nothing has
// to be fetched for a go or toolchain line, and where the line says it itself.
func Hint(s *snapshot.Snapshot, r *analysis.Requirement, warned bool) string {
	where := whereFrom(s, r, warned)
	switch {
	case where == "":
		return ""
	case warned:
		return "⚠ → " + Printable(where)
	}
	return "→ " + Printable(where)
}

// Vendored reports whether builds take the modules of a file from the vendor
// directory. That is then where they come from, though `go mod download` would
// fetch them.
func Vendored(s *snapshot.Snapshot) bool { return s.Folder.Policy.Vendored(s.Workspace) }

func whereFrom(s *snapshot.Snapshot, r *analysis.Requirement, warned bool) string {
	rt := &r.Route
	switch {
	case r.Toolchain && rt.Source != route.Proxy && rt.Source != route.Direct:
		return "" // it is here, or cannot be had
	case !r.Toolchain && Vendored(s):
		return "vendor"
	case rt.Source == route.Local && saysItself(r):
		return ""
	case rt.Source == route.Local:
		return rt.ReplacedBy.Dir
	case rt.Source == route.Main:
		return "workspace"
	case len(rt.Hops) == 0 || rt.Source == route.Blocked:
		return "nowhere"
	}
	where := hopName(rt.Hops[0], rt.Hops)
	if then, ok := publicFallback(s, rt); ok && warned {
		where += ", then " + hopName(then, rt.Hops)
	}
	return where
}

// saysItself reports whether a requirement stands on the line of the replace
// directive that names its directory.
func saysItself(r *analysis.Requirement) bool {
	return r.Replace != nil && r.Replace.Line == r.Line && r.Route.ReplacedBy.Dir == r.Replace.NewPath.Value
}

// publicFallback returns the first public proxy of a route, if another proxy is
// asked before it: then a warning on the line may be about that one.
func publicFallback(s *snapshot.Snapshot, r *route.Route) (hop route.Hop, ok bool) {
	for i, h := range r.Hops {
		if h.Kind != route.HopProxy {
			break
		}
		if _, public := s.Folder.Facts.PublicProxy(h.URL); public {
			return h, i > 0
		}
	}
	return hop, false
}

// hopName names a hop as briefly as is clear: a proxy by its host, with the
// port if that is not the usual one, and with the path if another of the hops
// is on the same host.
func hopName(h route.Hop, hops []route.Hop) string {
	if h.Kind != route.HopProxy {
		return string(h.Kind)
	}
	host, path := hostAndPath(h.URL)
	if host == "" { // a file URL
		return h.URL
	}
	for _, other := range hops {
		if otherHost, otherPath := hostAndPath(other.URL); otherHost == host && otherPath != path {
			return host + path
		}
	}
	return host
}

// usualPorts are those that go without saying.
var usualPorts = map[string]string{"http": ":80", "https": ":443"}

// hostAndPath splits the URL of a proxy; the host is "" if it has none.
func hostAndPath(rawURL string) (host, path string) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return "", ""
	}
	return strings.TrimSuffix(u.Host, usualPorts[u.Scheme]), strings.TrimSuffix(u.Path, "/")
}
