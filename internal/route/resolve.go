package route

import (
	"fmt"
	"go/version"

	"golang.org/x/mod/module"
)

// Resolve returns the route of one requirement. It reads from top to bottom as
// the go command decides.
func (p *Policy) Resolve(ws *Workspace, class Class, req Requirement) Route {
	whole := ws
	ws = ws.For(class)
	r := Route{Path: req.Path, Version: req.Version, For: class, mains: ws.Mains, graph: ws.Work || !prunes(ws.GoVersion)}
	if class == Update {
		r.noNotes = p.withoutNotes(whole, req.Path)
	}

	// GO111MODULE=off, or a value no command accepts: nothing is routed.
	if err := p.ErrIn(ws, class); err != nil && err.Variable != "GOPROXY" {
		return p.fail(r, err.Variable, err.Message)
	}
	if class == Build {
		if err := p.checkModFlag(ws); err != nil {
			return p.fail(r, "GOFLAGS", err.Error())
		}
		// The vendor directory, for commands that use it, comes before all
		// else: nothing is looked up (modfetch/repo.go:lookup).
		if why, ok := p.vendored(ws); ok {
			r.Source, r.Reasons = Vendor, []Reason{why}
			return r
		}
	}

	// An excluded requirement counts for nothing. Commands that may not change
	// go.mod then ask for go mod tidy (modload/modfile.go:CheckExclusions).
	if ws.Excludes[req] {
		r.Source, r.Error = Blocked, "ignoring requirement on excluded version "+req.Path+" "+req.Version
		r.Reasons = []Reason{{Step: "exclude"}}
		return r
	}

	// A main module's packages come from disk. Where there are several, the
	// .mod of the version that one requires of another is loaded like any
	// other.
	dir, main := ws.Mains[req.Path]
	if main {
		r.Source = Main
		r.Reasons = append(r.Reasons, Reason{Step: "main", Text: req.Path + " is a main module: its packages come from " + dir})
		if !ws.Work {
			return r
		}
	}

	// A replacement is what is fetched and what patterns match.
	path, version := req.Path, req.Version
	if rep := ws.Replacement(req); rep != nil {
		r.Reasons = append(r.Reasons, Reason{Step: "replace", File: rep.File, Line: rep.Line})
		if rep.NewVersion == "" {
			r.ReplacedBy = &Replacement{Dir: rep.NewPath}
			if !main {
				r.Source = Local
			}
			return r
		}
		path, version = rep.NewPath, rep.NewVersion
		r.ReplacedBy = &Replacement{Path: path, Version: version}
	}

	if p.fetch(&r, path, version) {
		sum, why := p.checksum(ws, class, path, version)
		r.Checksum, r.Reasons = sum, append(r.Reasons, why...)
	}
	if main && r.Error == "" {
		r.Source = Main
	}
	return r
}

// withoutNotes reports whether go get looks for no notes on retraction and
// deprecation of a module, as all of its versions are replaced. Since Go 1.25
// it looks in the workspace (modload/modfile.go:CheckRetractions and
// modget/get.go:checkPackageProblems).
func (p *Policy) withoutNotes(ws *Workspace, path string) bool {
	if !p.since("go1.25") {
		ws = ws.For(Update)
	}
	return ws.Replacement(Requirement{Path: path}) != nil
}

// prunes reports whether a go line is of a version since which go.mod lists all
// that a build needs (modload/modfile.go:pruningForGoVersion).
func prunes(goVersion string) bool {
	return version.Compare("go"+goVersion, "go1.17") >= 0
}

// checkModFlag returns what commands that only read go.mod say of a -mod flag
// that they do not accept (work/init.go:buildModeInit and
// modload/init.go:setDefaultBuildMod).
func (p *Policy) checkModFlag(ws *Workspace) error {
	mod := p.flags.mod
	switch mod {
	case "", "readonly", "mod", "vendor":
	default:
		return fmt.Errorf("-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')", mod)
	}
	vendor := p.since("go1.22") // since when a workspace can be vendored
	if !ws.Work || mod == "" || mod == "readonly" || mod == "vendor" && vendor {
		return nil
	}
	allowed := "readonly"
	if vendor {
		allowed = "readonly or vendor"
	}
	return fmt.Errorf("-mod may only be set to %s when in workspace mode, but it is set to %q", allowed, mod)
}

// fetch fills in the hops of the module version that is fetched; ok is false
// if the go command refuses it.
func (p *Policy) fetch(r *Route, path, version string) (ok bool) {
	// GOPROXY must be valid as a whole, even for modules that do not use it.
	if p.err != nil {
		*r = p.fail(*r, p.err.Variable, p.err.Message)
		return false
	}
	if err := module.CheckPath(path); err != nil {
		r.Source, r.Error = Blocked, err.Error()
		return false
	}
	p.walk(r, path)
	if err := checkVersion(version); err != nil {
		// Only a proxy cannot be asked for it, which counts as a failure of
		// the proxy (modfetch/proxy.go:Stat).
		for len(r.Hops) > 0 && r.Hops[0].Next == OnAnyError {
			r.Hops = r.Hops[1:]
		}
		if r.Hops[0].Kind == HopProxy {
			r.Source, r.Error, r.Hops, r.Direct = Blocked, err.Error(), nil, nil
			return false
		}
		r.Source = sourceOf(r.Hops)
	}
	return true
}

// directOnly is the walk of a module that GONOPROXY matches.
var directOnly = []Hop{{Kind: HopDirect, Next: Never}}

// walk fills in the hops. A match of GONOPROXY means direct, also under
// GOPROXY=off; the list's own direct would only be a second, identical attempt
// (modfetch/proxy.go:proxyList, repo.go:lookup).
func (p *Policy) walk(r *Route, path string) {
	if private := p.noProxy.match(path); private != nil {
		r.Hops = directOnly
		r.Reasons = append(r.Reasons, private.why)
	} else {
		r.Hops = p.list.hops
		r.Reasons = append(r.Reasons, p.listReasons...)
	}
	r.Source = sourceOf(r.Hops)
	if r.Hops[len(r.Hops)-1].Kind == HopDirect {
		step, why := p.direct(path)
		r.Direct = step
		r.Reasons = append(r.Reasons, why...)
	}
}

// sourceOf is the kind of the first hop.
func sourceOf(hops []Hop) Source {
	switch hops[0].Kind {
	case HopProxy:
		return Proxy
	case HopDirect:
		return Direct
	}
	return Blocked
}

// fail returns r as a route that the environment makes impossible.
func (p *Policy) fail(r Route, variable, message string) Route {
	r.Source, r.Error = Blocked, message
	r.Reasons = append(r.Reasons, p.reason("environment", variable))
	return r
}

// Vendored reports whether commands that only read go.mod take everything from
// the vendor directory of ws.
func (p *Policy) Vendored(ws *Workspace) bool {
	_, ok := p.vendored(ws)
	return ok
}

// vendored reports whether commands that only read go.mod take everything
// from the vendor directory (modload/init.go:setDefaultBuildMod).
func (p *Policy) vendored(ws *Workspace) (Reason, bool) {
	switch {
	case p.flags.mod == "vendor" && ws.Module:
		return p.reason("vendor", "GOFLAGS"), true
	case p.flags.mod != "" || !ws.Module || !p.since("go1.14") || !ws.Vendor.Exists || ws.GoVersion == "":
		return Reason{}, false
	case version.Compare("go"+ws.GoVersion, "go1.14") < 0:
		return Reason{}, false
	case p.since("go1.22") && ws.Vendor.Workspace != ws.Work:
		return Reason{}, false
	case !p.since("go1.22") && ws.Work:
		return Reason{}, false // there were no vendored workspaces
	}
	return Reason{Step: "vendor", Text: "Go version in " + ws.file() + " is at least 1.14 and vendor directory exists."}, true
}

// file is the base name of the file whose go line counts.
func (ws *Workspace) file() string {
	if ws.Work {
		return "go.work"
	}
	return "go.mod"
}

// Replacement returns the directive that replaces a requirement, nil if none
// does: in go.work
// the one for this version, else the one for all versions; then likewise in
// go.mod (modload/modfile.go:replacementFrom).
func (ws *Workspace) Replacement(req Requirement) *Replace {
	var best *Replace
	for i := range ws.Replaces {
		rep := &ws.Replaces[i]
		if rep.OldPath != req.Path || rep.OldVersion != "" && rep.OldVersion != req.Version {
			continue
		}
		if best == nil || rep.outranks(best) {
			best = rep
		}
	}
	return best
}

// outranks reports whether a decides when b matches the same requirement too.
func (a *Replace) outranks(b *Replace) bool {
	if a.Work != b.Work {
		return a.Work
	}
	return a.OldVersion != "" && b.OldVersion == ""
}
