package route

import (
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Requests returns what the command asks a proxy for, in the go command's
// order: escaped, relative to the proxy's base URL, nothing being cached. It is
// nil if no proxy is asked. For a version that is a query it is the first
// question: the rest depends on the answer.
func (r *Route) Requests() []string {
	if len(r.Hops) == 0 || r.Hops[0].Kind != HopProxy {
		return nil
	}
	path, version := r.Target()
	// fetch has checked both, so that neither escape fails.
	escaped, _ := module.EscapePath(path)
	v, _ := module.EscapeVersion(version)
	prefix := escaped + "/@v/"
	info, mod, zip := prefix+v+".info", prefix+v+".mod", prefix+v+".zip"
	switch {
	case asksForList(version):
		return []string{prefix + "list"}
	case module.CanonicalVersion(version) != version:
		return []string{info}
	case r.Path == toolchainPath:
		return []string{zip}
	case r.Source == Main:
		return []string{mod}
	case r.For == Build && r.graph:
		return []string{mod, zip, info}
	case r.For == Build:
		// The .info is asked for last, and does not fail the build
		// (modload/build.go:moduleInfo).
		return []string{zip, mod, info}
	case r.For == Update:
		asked := []string{info}
		for _, p := range shorterPaths(path) {
			if _, main := r.mains[p]; main {
				continue
			}
			if e, err := module.EscapePath(p); err == nil { // else nobody asks for it
				asked = append(asked, e+"/@v/"+v+".info")
			}
		}
		asked = append(asked, zip, mod)
		if !r.noNotes { // on retraction and deprecation
			asked = append(asked, prefix+"list")
		}
		return asked
	}
	return []string{info, mod, zip}
}

// checkVersion reports whether a version can be asked for at all. Whatever is
// a semantic version can.
func checkVersion(version string) error {
	if semver.IsValid(version) || asksForList(version) {
		return nil
	}
	_, err := module.EscapeVersion(version)
	return err
}

// asksForList reports whether a version is a query that a list of versions
// answers (modload/query.go:newQueryMatcher); other queries name a revision.
func asksForList(version string) bool {
	switch version {
	case "", "latest", "upgrade", "patch":
		return true
	}
	if strings.HasPrefix(version, "<") || strings.HasPrefix(version, ">") {
		return true
	}
	// v1 and v1.2 are prefixes of versions.
	return semver.IsValid(version) && strings.Count(version, ".") < 2
}

// shorterPaths returns the prefixes of a module path that could be modules
// too, longest first (modload/query.go:modulePrefixesExcludingTarget).
func shorterPaths(path string) []string {
	var shorter []string
	for {
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return shorter
		}
		path = path[:i]
		if _, _, ok := module.SplitPathVersion(path); ok {
			shorter = append(shorter, path)
		}
	}
}
