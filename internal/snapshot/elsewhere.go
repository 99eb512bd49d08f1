package snapshot

import (
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// A Named is an environment that the settings declare by name, to compare with
// the one in force.
type Named struct {
	Name string
	// Env reads the environment when it is first asked for. Its error says why
	// there is none, such as that a person has not asked for it yet.
	Env func() (*goenv.Environment, error)
}

// An Other is the folder under a named environment.
type Other struct {
	Name   string
	Folder *Folder // nil if the environment cannot be had
	Err    error   // why
}

// newOthers returns what compiles the folder under each of the named
// environments, once.
func newOthers(f *Folder) func() []Other {
	return sync.OnceValue(func() []Other {
		var list []Other
		for _, named := range f.Options.Environments {
			other := Other{Name: named.Name}
			env, err := named.Env()
			if err != nil {
				other.Err = err
			} else {
				other.Folder = f.under(env)
			}
			list = append(list, other)
		}
		return list
	})
}

// Others returns the folder under each environment that the settings name.
func (f *Folder) Others() []Other { return f.others() }

// under returns the folder under another environment: in the same workspace,
// unless the other variables make it another.
func (f *Folder) under(env *goenv.Environment) *Folder {
	if env.Get("GOWORK") == f.Env.Get("GOWORK") && env.GoVersion == f.Env.GoVersion {
		return f.WithEnv(env)
	}
	opts := f.Options
	opts.Environments = nil
	return Open(f.Dir, env, f.Files, opts)
}

// An Elsewhere is what a file's requirements are routed by under a named
// environment.
type Elsewhere struct {
	Name string
	In   *Snapshot // without requirements but for the toolchain, and without findings
	Err  error     // why there is none
}

// newElsewhere returns what works out a file of the folder under each of the
// named environments, once.
func newElsewhere(f *Folder, file *gomod.File) func() []Elsewhere {
	return sync.OnceValue(func() []Elsewhere {
		var list []Elsewhere
		for _, o := range f.Others() {
			there := Elsewhere{Name: o.Name, Err: o.Err}
			if o.Folder != nil {
				there.In = &Snapshot{Folder: o.Folder, File: file, Workspace: o.Folder.workspace(file)}
				there.In.addToolchain()
			}
			list = append(list, there)
		}
		return list
	})
}

// Elsewhere returns what routes the file's requirements under each environment
// that the settings name.
func (s *Snapshot) Elsewhere() []Elsewhere {
	if s.elsewhere == nil {
		return nil
	}
	return s.elsewhere()
}

// Route returns the route that a requirement has there; ok is false if it is
// the same as here.
func (e *Elsewhere) Route(q *analysis.Requirement) (there route.Route, ok bool) {
	if e.In == nil {
		return there, false
	}
	if !q.Toolchain {
		there = e.In.Route(route.Requirement{Path: q.Path, Version: q.Version}, route.Download)
		return there, !route.Same(&q.Route, &there)
	}
	if len(e.In.Requirements) == 0 {
		return there, false // the toolchain at hand serves there
	}
	r := e.In.Requirements[0]
	return r.Route, r.Version != q.Version || !route.Same(&q.Route, &r.Route)
}

// routesElsewhere returns the routes of a requirement in the named environments
// in which it has another.
func (s *Snapshot) routesElsewhere(q *analysis.Requirement) []analysis.Elsewhere {
	var list []analysis.Elsewhere
	for _, e := range s.Elsewhere() {
		if there, differs := e.Route(q); differs {
			list = append(list, analysis.Elsewhere{Name: e.Name, Route: there})
		}
	}
	return list
}
