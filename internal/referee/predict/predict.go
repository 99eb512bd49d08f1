// Package predict asks package route what the go command would do, in terms
// that can be sent between processes. It is the side of the referee that knows
// nothing of the go command's answer.
package predict

import (
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/route"
)

// A Question is what the go command is going to be asked: an environment, by
// its layers, and one module of a project.
type Question struct {
	Environ   []string // the process's environment
	Dir       string   // the working directory, absolute
	Variables []string // of the environment, to be told in the answer

	Class     route.Class
	Path      string
	Version   string
	Toolchain bool // ask for the toolchain's route instead of the module's
	Workspace Workspace
}

// A Workspace is a [route.Workspace] that can be sent between processes.
type Workspace struct {
	Module, Work         bool
	GoVersion, Toolchain string
	Mains                map[string]string
	Replaces             []route.Replace
	Excludes             []route.Requirement
	GoSum                []Sum
	Vendor               route.VendorState
	Alone                *Workspace
}

// A Sum tells which lines go.sum has for a module version.
type Sum struct {
	Path, Version string
	Mod, Zip      bool
}

// An Answer is what the packages under test say.
type Answer struct {
	Variables   map[string]string
	GoVersion   string
	EnvVariable string // the variable at fault, if the environment as a whole is
	EnvError    string
	ProxyHops   []route.Hop
	Route       *route.Route // nil if nothing is to be fetched
	Requests    []string     // Route.Requests()
	// ChecksumError is Route.Checksum.Error, which its JSON form leaves out.
	ChecksumError bool
}

// Restore completes an answer that was decoded from JSON.
func (a *Answer) Restore() {
	if a.ChecksumError {
		a.Route.Checksum.Error = true
	}
}

// Answer answers q.
func (q *Question) Answer() Answer {
	env, _ := layers.Read(layers.Source{Environ: q.Environ, Dir: q.Dir})
	policy := route.Compile(env)
	a := Answer{Variables: make(map[string]string), GoVersion: env.GoVersion, ProxyHops: policy.ProxyHops()}
	for _, name := range q.Variables {
		a.Variables[name] = env.Get(name)
	}
	if err := policy.Err(); err != nil {
		a.EnvVariable, a.EnvError = err.Variable, err.Message
	}
	ws := q.Workspace.workspace()
	if q.Toolchain {
		if r, ok := policy.ResolveToolchain(ws); ok {
			a.Route = &r
		}
	} else {
		r := policy.Resolve(ws, q.Class, route.Requirement{Path: q.Path, Version: q.Version})
		a.Route = &r
	}
	if a.Route != nil {
		a.Requests = a.Route.Requests()
		a.ChecksumError = a.Route.Checksum != nil && a.Route.Checksum.Error
	}
	return a
}

// workspace returns the workspace as route takes it.
func (w *Workspace) workspace() *route.Workspace {
	ws := &route.Workspace{
		Module:    w.Module,
		Work:      w.Work,
		GoVersion: w.GoVersion,
		Toolchain: w.Toolchain,
		Mains:     w.Mains,
		Replaces:  w.Replaces,
		Vendor:    w.Vendor,
	}
	if w.Excludes != nil {
		ws.Excludes = make(map[route.Requirement]bool)
		for _, r := range w.Excludes {
			ws.Excludes[r] = true
		}
	}
	if ws.Module || ws.Work {
		ws.Sums = sums(w.GoSum)
	}
	if w.Alone != nil {
		ws.Alone = w.Alone.workspace()
	}
	return ws
}

// sums implements [route.Sums].
type sums []Sum

func (s sums) Has(path, version string) (mod, zip bool) {
	for _, l := range s {
		if l.Path == path && l.Version == version {
			return l.Mod, l.Zip
		}
	}
	return false, false
}
