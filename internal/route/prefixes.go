package route

import "golang.org/x/mod/module"

// Prefixes returns where `go get` and `go mod tidy` look for the module of a
// package that no module of ws provides: the package's path may be a module's,
// and so may every shorter one. All are asked for at once, longest first here;
// if one entry of GOPROXY has none of them, the next is asked for all
// (modload/query.go:QueryPattern and modulePrefixesExcludingTarget).
//
// Main modules are not asked for, and a replaced path is asked for itself
// (modload/query.go:replacementRepo). A path that no module can have is asked
// of nobody.
func (p *Policy) Prefixes(ws *Workspace, path string) []Route {
	asked := *ws
	asked.Replaces = nil
	var routes []Route
	for _, prefix := range append([]string{path}, shorterPaths(path)...) {
		_, main := ws.Mains[prefix]
		if _, _, ok := module.SplitPathVersion(prefix); main || !ok || module.CheckPath(prefix) != nil {
			continue
		}
		routes = append(routes, p.Resolve(&asked, Update, Requirement{prefix, "latest"}))
	}
	return routes
}
