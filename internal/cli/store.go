package cli

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// A store is what fixes are made in: the disk and the user's Go environment,
// or, in a dry run, what these would be.
type store struct {
	project *project
	dirs    []string // of the files, where no go program is trusted
	dry     bool
	env     *goenv.Environment
	texts   map[string]string // in a dry run: the files that would be changed, by path
	old     map[string]string // what they are
	vars    []fix.EnvChange   // in a dry run: the variables that would be changed, each to its last value
	cached  []string          // in a dry run: what would be done to the module cache
	changes int
}

func newStore(p *project, paths []string, dry bool) *store {
	return &store{
		project: p, dirs: dirs(paths), dry: dry, env: p.checkedEnvironment(dirs(paths)...),
		texts: make(map[string]string), old: make(map[string]string),
	}
}

// ReadFile implements [snapshot.Files].
func (s *store) ReadFile(path string) (string, error) {
	if text, ok := s.texts[path]; ok {
		return text, nil
	}
	return s.project.files.ReadFile(path)
}

// IsDir implements [snapshot.Files].
func (s *store) IsDir(path string) bool { return s.project.files.IsDir(path) }

// ReadDir implements [snapshot.Files].
func (s *store) ReadDir(path string) []string { return s.project.files.ReadDir(path) }

// snapshot returns what a file is by now, completed; nil if it cannot be read,
// which was said when it was first tried.
func (s *store) snapshot(path string) *snapshot.Snapshot {
	text, err := s.ReadFile(path)
	if err != nil {
		return nil
	}
	folder := snapshot.Open(filepath.Dir(path), s.env, s, s.project.options(filepath.Dir(path)))
	return folder.Snapshot(gomod.Parse(path, text)).Complete(context.Background())
}

// apply carries out a plan.
func (s *store) apply(plan *fix.Plan) error {
	if s.dry {
		onDisk := slices.DeleteFunc(slices.Clone(plan.Files), func(e fix.FileEdit) bool { _, ok := s.texts[e.Path]; return ok })
		if err := fix.Writable(s.project.dir, onDisk); err != nil {
			return err
		}
		s.pretend(plan)
		s.changes++
		return nil
	}
	opts := snapshot.Options{Roots: s.dirs, Trusted: true}
	switch plan.Target {
	case fix.UserEnv:
		if _, err := fix.Apply(context.Background(), s.env, opts, plan.Env); err != nil {
			return err
		}
		s.env = s.project.readEnvironment(s.dirs...)
	case fix.Cache:
		if err := fix.RemoveCached(s.env, opts, plan.Cached); err != nil {
			return err
		}
	default:
		if err := fix.WriteFiles(s.project.dir, plan.Files); err != nil {
			return err
		}
	}
	s.changes++
	return nil
}

// pretend notes what a plan would change. That the module cache no longer
// holds something is not taken into account.
func (s *store) pretend(plan *fix.Plan) {
	s.env = fix.Changed(s.env, plan.Env)
	for _, c := range plan.Env {
		s.vars = append(slices.DeleteFunc(s.vars, func(other fix.EnvChange) bool { return other.Name == c.Name }), c)
	}
	for _, e := range plan.Files {
		if _, ok := s.old[e.Path]; !ok {
			s.old[e.Path] = e.Old
		}
		s.texts[e.Path] = gomod.Apply(e.Old, e.Edits)
	}
	if plan.Target == fix.Cache {
		s.cached = append(s.cached, "# "+plan.Title)
	}
}

// close prints what a dry run would have changed.
func (s *store) close() error {
	for _, path := range slices.Sorted(maps.Keys(s.texts)) {
		if _, err := fmt.Fprint(s.project.call.stdout, unifiedDiff(s.project.rel(path), s.old[path], s.texts[path])); err != nil {
			return err
		}
	}
	var lines []string
	for _, c := range s.vars {
		lines = append(lines, c.Command())
	}
	for _, line := range append(lines, s.cached...) {
		if _, err := fmt.Fprintln(s.project.call.stdout, line); err != nil {
			return err
		}
	}
	return nil
}
