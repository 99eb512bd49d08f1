package snapshot

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/modgraph"
	"github.com/modroute/modroute/internal/route"
)

// maxGraph is how many go.mod files are read for one module graph. The largest
// graphs that people work with have some thousands; who needs a module is
// found in the nearest of them.
const maxGraph = 2000

// graphAge is how long a module graph counts in which go.mod files are missing:
// the go command may have fetched them since, which changes no file that is
// watched.
const graphAge = 5 * time.Second

// A graph is the module graph of a snapshot, read when it is asked for.
type graph struct {
	mu      sync.Mutex
	reading chan struct{} // closed when it has been read; nil if nobody has asked yet
	last    *modgraph.Graph
	at      time.Time // when last was read
}

// Graph returns the module graph of the file, from the module cache and from
// what replaces modules; if that is not read before ctx ends, the one that was
// read before it, nil if none was. It is read beside the caller, and goes on to
// be read for who asks next, until life ends.
func (s *Snapshot) Graph(ctx, life context.Context) *modgraph.Graph {
	g := s.graph
	select {
	case <-g.start(s, life):
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last
}

// start has the graph read, unless it is being read or what was read counts
// still. It returns what is closed when it is there.
func (g *graph) start(s *Snapshot, life context.Context) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	fresh := g.last != nil && (g.last.Missing == 0 || time.Since(g.at) < graphAge)
	if g.reading != nil && (fresh || !closed(g.reading)) {
		return g.reading
	}
	done := make(chan struct{})
	g.reading = done
	go func() {
		defer close(done)
		if read := s.readGraph(life); read != nil {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.last, g.at = read, time.Now()
		}
	}()
	return done
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// readGraph returns nil if ctx ends before it has been read.
func (s *Snapshot) readGraph(ctx context.Context) *modgraph.Graph {
	g := modgraph.Load(modgraph.Source{
		Main: modgraph.New(s.File),
		Read: s.mod,
		Skip: func(v module.Version) bool {
			_, main := s.Workspace.Mains[v.Path]
			return main || s.Workspace.Excludes[route.Requirement{Path: v.Path, Version: v.Version}]
		},
		Canceled: func() bool { return ctx.Err() != nil },
		Limit:    maxGraph,
	})
	if ctx.Err() != nil {
		return nil
	}
	return g
}

// mod returns what the go.mod asks for that counts for a module version: that
// of its replacement, else the cached one.
func (s *Snapshot) mod(v module.Version) *modgraph.Mod {
	r := s.Workspace.Replacement(route.Requirement{Path: v.Path, Version: v.Version})
	if r == nil {
		return s.Folder.mods.get(v.Path, v.Version)
	}
	if r.NewVersion != "" {
		return s.Folder.mods.get(r.NewPath, r.NewVersion)
	}
	dir := gomod.Dir(s.Folder.Dir, r.NewPath)
	if !s.Folder.Checkout(dir).GoMod {
		return nil
	}
	text, err := s.Folder.Files.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil
	}
	return modgraph.New(gomod.Parse("go.mod", text))
}

// mods are the go.mod files of the module cache, parsed when they are first
// asked for.
type mods struct {
	read func(path, version string) (text string, ok bool)

	mu    sync.Mutex
	known map[module.Version]parsedMod
}

type parsedMod struct {
	text string
	mod  *modgraph.Mod
}

// get returns a cached go.mod; nil if there is none.
func (m *mods) get(path, version string) *modgraph.Mod {
	text, ok := m.read(path, version)
	if !ok {
		return nil
	}
	key := module.Version{Path: path, Version: version}
	m.mu.Lock()
	old, known := m.known[key]
	m.mu.Unlock()
	if known && old.text == text {
		return old.mod
	}
	mod := modgraph.New(gomod.Parse("go.mod", text))
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= 4*maxGraph {
		clear(m.known)
	}
	m.known[key] = parsedMod{text, mod}
	return mod
}
