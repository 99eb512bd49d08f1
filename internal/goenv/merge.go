package goenv

import (
	"cmp"
	"slices"
	"strconv"
)

// Merge combines layers, at most one of each origin and in any order, as the
// go command does (cmd/go/internal/cfg/cfg.go, Getenv and initEnvCache):
//
//   - the strongest layer that sets a variable decides;
//   - in the process's environment an empty value is no value. An empty value
//     of the editor hides the one of the process and is no value itself;
//   - in the files an empty value is a value: it hides the weaker layers;
//   - defaults fill what is empty: GONOPROXY and GONOSUMDB take the value of
//     GOPRIVATE, GOAUTH is "netrc", GOPATH, GOMODCACHE, GOROOT and GOENV are
//     found as `go env` prints them.
//
// GODEBUG, GOENV, NETRC and the variables of git, of HTTP proxies and of TLS
// are taken from the process and the editor only. A variable that the Go
// version of facts does not know yet is not set at all. Below Go 1.21
// $GOROOT/go.env is not read, and its defaults fill what is empty.
//
// Without an installation (Facts.GOROOT is empty and there is no layer
// [GOROOT]) the settings of the $GOROOT/go.env that the Go project publishes
// are assumed, with the origin [Default].
func Merge(layers []Layer, facts Facts) *Environment {
	e := &Environment{Facts: facts, facts: facts}
	e.layers = slices.SortedStableFunc(slices.Values(layers), func(a, b Layer) int {
		return cmp.Compare(b.Origin, a.Origin)
	})
	if !e.hasDefaults() && !Older(facts.GoVersion, "go1.21") {
		e.layers = append(e.layers, Layer{Origin: Default, Settings: published})
	}
	e.vars = make(map[string]Variable, len(specs))
	for i := range specs {
		e.vars[specs[i].name] = e.resolve(specs[i].name)
	}
	e.inherit("GONOPROXY", "GOPRIVATE")
	e.inherit("GONOSUMDB", "GOPRIVATE")
	e.derive()
	e.Problems = append(slices.Clip(e.Problems), e.unread()...)
	return e
}

// published is what the Go project's own $GOROOT/go.env sets, and what was
// compiled into the go command up to Go 1.20, which did not know GOTOOLCHAIN.
var published = map[string]Setting{
	"GOPROXY":     {Value: "https://proxy.golang.org,direct"},
	"GOSUMDB":     {Value: "sum.golang.org"},
	"GOTOOLCHAIN": {Value: "auto"},
}

// hasDefaults reports whether the installation's defaults are known.
func (e *Environment) hasDefaults() bool {
	return e.GOROOT != "" || slices.ContainsFunc(e.layers, func(l Layer) bool { return l.Origin <= GOROOT })
}

// resolve finds the value of a variable in the layers, and the compiled-in
// default where it is empty.
func (e *Environment) resolve(name string) Variable {
	v := Variable{Name: name}
	found, masked := false, false
	for i := range e.layers {
		l := &e.layers[i]
		s, ok := l.setting(name)
		switch {
		case !ok || !e.reads(l.Origin, name):
		case s.Value == "" && l.Origin >= OS:
			masked = masked || l.Origin == Editor
		case found || masked && l.Origin == OS:
			v.Shadowed = append(v.Shadowed, s)
		default:
			found = true
			v.Setting = s
		}
	}
	if v.Value == "" {
		v.replace(found, Setting{Value: e.fallback(name), Origin: Default})
	}
	return v
}

// replace puts s in the place of the variable's empty value, which is shadowed
// if a layer set it.
func (v *Variable) replace(set bool, s Setting) {
	if s.Value == "" {
		return
	}
	if set {
		v.Shadowed = append([]Setting{v.Setting}, v.Shadowed...)
	}
	v.Setting = s
}

// fallback returns the default of a variable that no layer gives a value.
func (e *Environment) fallback(name string) string {
	s := specOf[name]
	switch {
	case s == nil || !s.readBy(e.GoVersion):
		return ""
	case Older(e.GoVersion, "go1.21"):
		return cmp.Or(s.fallback, published[name].Value)
	default:
		return s.fallback
	}
}

// reads reports whether the go command reads a variable from a layer.
func (e *Environment) reads(o Origin, name string) bool {
	if o == GOROOT && (name == "GOROOT" || Older(e.GoVersion, "go1.21")) {
		return false
	}
	s := specOf[name]
	if s == nil {
		return o >= OS || !processOnly(name)
	}
	return s.readBy(e.GoVersion) && (o >= OS || !s.osOnly)
}

// inherit lets a variable with an empty value take the value of another one
// (cmd/go/internal/cfg/cfg.go, EnvOrAndChanged("GONOPROXY", GOPRIVATE)).
func (e *Environment) inherit(name, from string) {
	v, parent := e.vars[name], e.vars[from]
	if v.Value != "" || parent.Value == "" {
		return
	}
	v.replace(v.Origin != Default, parent.Setting)
	v.Inherits = from
	e.vars[name] = v
}

// unread tells of settings that the Go version in use does not know.
func (e *Environment) unread() []Problem {
	var problems []Problem
	for i := range specs {
		s := &specs[i]
		if s.readBy(e.GoVersion) {
			continue
		}
		for j := range e.layers {
			l := &e.layers[j]
			if set, ok := l.setting(s.name); ok && set.Value != "" && l.Origin != GOROOT {
				problems = append(problems, Problem{File: set.File, Line: set.Line, Variable: s.name,
					Message: at(set) + s.name + " has no effect: " + e.GoVersion + " does not read it, " + s.since + " and later do"})
			}
		}
	}
	return problems
}

// at returns the place of a setting as the beginning of a message.
func at(s Setting) string {
	if s.File == "" {
		return ""
	}
	return s.File + ":" + strconv.Itoa(s.Line) + ": "
}

// setting returns what the layer sets, with its origin and file filled in.
func (l *Layer) setting(name string) (Setting, bool) {
	s, ok := l.Settings[name]
	if ok {
		s.Origin = l.Origin
		s.File = cmp.Or(s.File, l.File)
	}
	return s, ok
}
