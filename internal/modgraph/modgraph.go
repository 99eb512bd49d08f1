// Package modgraph answers who needs a module: it walks the go.mod files of a
// module's requirements as the go command does when it loads the module graph,
// pruned where they allow it, from whatever its caller can read of them. The
// package is pure.
package modgraph

import (
	"go/version"
	"maps"
	"slices"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/modroute/modroute/internal/gomod"
)

// A Mod is what a go.mod asks for.
type Mod struct {
	Requires []Require
	// Prunes says that the go.mod lists all that a build of its packages
	// needs, so that the go.mod files of its requirements need not be read.
	Prunes bool
	// Tools are the packages of its tool directives.
	Tools []string
}

// A Require is one requirement of a [Mod].
type Require struct {
	module.Version
	Indirect bool
}

// New returns what a go.mod asks for.
func New(file *gomod.File) *Mod {
	m := &Mod{Requires: make([]Require, 0, len(file.Require))}
	for _, r := range file.Require {
		v := module.Version{Path: r.Path.Value, Version: r.Version.Value}
		m.Requires = append(m.Requires, Require{v, r.Indirect})
	}
	for _, tool := range file.Tool {
		m.Tools = append(m.Tools, tool.Arg.Value)
	}
	// modload/modfile.go:pruningForGoVersion
	m.Prunes = file.Go != nil && version.Compare("go"+file.Go.Arg.Value, "go1.17") >= 0
	return m
}

// A Source gives what the graph is made of.
type Source struct {
	Main *Mod
	// Read returns the go.mod of a module version, or of what replaces it; nil
	// if it cannot be read. A main module is never asked for.
	Read func(module.Version) *Mod
	// Skip reports whether a requirement counts for nothing: it is excluded, or
	// names a main module, which has no version.
	Skip func(module.Version) bool
	// Canceled reports whether the graph is no longer wanted.
	Canceled func() bool
	// Limit is how many go.mod files are read at most.
	Limit int
}

// A Graph is the module graph of a main module, as far as it could be read.
type Graph struct {
	// Missing counts the go.mod files that could not be read; Partial says that
	// there were more than the limit.
	Missing int
	Partial bool

	main     *Mod
	selected map[string]string // the version in force, by path
	nodes    map[string]int    // the index of a path in what follows
	paths    []string
	users    [][]user       // who asks for a path, in its version in force, by path
	roots    map[int]string // the lines that are there for the file's own sake: "", or the tool
	reach    []int8         // by what lines the roots lead to a path
}

// A user is a module that asks for another.
type user struct {
	node     int
	asks     string // for this version
	indirect bool
}

// Load reads the graph. Whether the go.mod files of a requirement's own
// requirements are read depends on the go lines on the way to it
// (cmd/go/internal/modload/buildlist.go:readModGraph).
func Load(src Source) *Graph {
	l := &loader{Source: src, mods: make(map[module.Version]*Mod), seen: make(map[visit]bool)}
	l.enqueue(src.Main, src.Main.Prunes)
	for len(l.queue) > 0 && !src.Canceled() {
		next := l.queue[0]
		l.queue = l.queue[1:]
		mod := l.mod(next.Version)
		// What a requirement of a module that prunes lists is enough; whatever
		// an older module leads to may be needed.
		if mod != nil && (!next.pruned || !mod.Prunes) {
			l.enqueue(mod, false)
		}
	}
	g := &Graph{Missing: l.missing, Partial: l.partial, main: src.Main}
	g.selectVersions(l)
	g.collectUsers(l)
	g.findRoots()
	g.findReach()
	return g
}

// A loader is a graph while it is read.
type loader struct {
	Source
	mods    map[module.Version]*Mod // nil for what cannot be read
	seen    map[visit]bool
	queue   []visit
	missing int
	partial bool
}

// A visit is a module version on a way on which go.mod files are pruned or
// not.
type visit struct {
	module.Version
	pruned bool
}

func (l *loader) enqueue(mod *Mod, pruned bool) {
	for _, r := range mod.Requires {
		v := visit{r.Version, pruned}
		if !l.seen[v] && !l.Skip(r.Version) {
			l.seen[v] = true
			l.queue = append(l.queue, v)
		}
	}
}

// mod returns the go.mod of a module version, read once.
func (l *loader) mod(v module.Version) *Mod {
	mod, known := l.mods[v]
	switch {
	case known:
	case len(l.mods) >= l.Limit:
		l.partial = true
	default:
		mod = l.Read(v)
		l.mods[v] = mod
		if mod == nil {
			l.missing++
		}
	}
	return mod
}

// selectVersions finds the version in force of each module: the highest that
// any go.mod of the graph asks for.
func (g *Graph) selectVersions(l *loader) {
	g.selected = make(map[string]string)
	for _, mod := range l.all() {
		for _, r := range mod.Requires {
			if old, ok := g.selected[r.Path]; (!ok || semver.Compare(r.Version.Version, old) > 0) && !l.Skip(r.Version) {
				g.selected[r.Path] = r.Version.Version
			}
		}
	}
}

// all returns the go.mod files that were read, the main module's with them.
func (l *loader) all() []*Mod {
	list := []*Mod{l.Main}
	for _, mod := range l.mods {
		if mod != nil {
			list = append(list, mod)
		}
	}
	return list
}

// collectUsers notes who asks for what, of the modules in the version in
// force.
func (g *Graph) collectUsers(l *loader) {
	g.nodes = make(map[string]int)
	for _, path := range slices.Sorted(maps.Keys(g.selected)) {
		g.nodes[path] = len(g.paths)
		g.paths = append(g.paths, path)
	}
	g.users = make([][]user, len(g.paths))
	for node, path := range g.paths {
		mod := l.mods[module.Version{Path: path, Version: g.selected[path]}]
		if mod == nil {
			continue
		}
		for _, r := range mod.Requires {
			if asked, ok := g.nodes[r.Path]; ok {
				g.users[asked] = append(g.users[asked], user{node, r.Version.Version, r.Indirect})
			}
		}
	}
}
