package server

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/localpath"
)

// What is looked at to find the files of a workspace is bounded: a folder may be
// a whole disk.
const (
	maxDirectories = 50000
	maxModules     = 1000
)

// modules returns the paths of the go.mod and go.work files in the workspace's
// folders, sorted. They are looked for once, if the client tells of new ones.
func (s *Server) modules(ctx context.Context, st *state) []string {
	closed := st.background.closed
	if list, found := closed.files(); found && s.watching.inside.Load() {
		return list
	}
	f := &finder{cache: st.env.get().ModCache(), seen: map[string]bool{}}
	for _, root := range st.roots {
		f.walk(ctx, root)
	}
	slices.Sort(f.found)
	if ctx.Err() != nil {
		return f.found
	}
	if f.full() {
		s.log.Printf("the workspace is large: only %d of its go.mod and go.work files are looked at", len(f.found))
	}
	closed.setFiles(f.found)
	return f.found
}

// A finder finds go.mod and go.work files. It follows no links.
type finder struct {
	cache string          // the module cache: what lies there is nobody's to edit
	seen  map[string]bool // directories
	found []string
}

func (f *finder) full() bool { return len(f.seen) >= maxDirectories || len(f.found) >= maxModules }

func (f *finder) walk(ctx context.Context, dir string) {
	if f.seen[dir] || f.full() || ctx.Err() != nil || dir == f.cache || localpath.Foreign(dir) {
		return
	}
	f.seen[dir] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // nobody has asked for just this one
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.Type().IsRegular() && isModule(path):
			f.found = append(f.found, path)
		case e.IsDir() && !skipped(e.Name()):
			f.walk(ctx, path)
		}
	}
}

// skipped reports whether a directory holds no modules of the workspace's own.
func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "vendor" || name == "node_modules" || name == "testdata"
}

// findable reports whether a file is one that is found in the workspace's
// folders, as far as its path tells.
func (st *state) findable(path string) bool {
	return slices.ContainsFunc(st.roots, func(root string) bool {
		if !within(path, root) {
			return false
		}
		inside, _ := filepath.Rel(root, filepath.Dir(path))
		return inside == "." || !slices.ContainsFunc(strings.Split(inside, string(filepath.Separator)), skipped)
	})
}
