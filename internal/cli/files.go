package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/gomod"
)

// find returns the paths of the go.mod and go.work files that count in a
// directory: those of the directory itself or of the nearest one above it that
// has any, and, where that is a workspace's root, the go.mod of every module
// that the workspace uses.
func (p *project) find(dir string) ([]string, error) {
	gowork := p.readEnvironment().Get("GOWORK")
	var firstErr error
	for at := dir; ; at = filepath.Dir(at) {
		paths, err := filesIn(at, gowork)
		if paths != nil {
			return p.withUsed(paths), nil
		}
		if firstErr == nil {
			firstErr = err
		}
		if at != filepath.Dir(at) {
			continue
		}
		if firstErr != nil {
			return nil, firstErr
		}
		return nil, noFilesError{dir, gowork}
	}
}

// A noFilesError says that neither dir nor any directory above it has a file
// that counts.
type noFilesError struct{ dir, gowork string }

func (e noFilesError) Error() string {
	if e.gowork == "" || e.gowork == "auto" {
		return fmt.Sprintf("no go.mod or go.work in %s or above", e.dir)
	}
	return fmt.Sprintf("no go.mod in %s or above, and GOWORK is %s", e.dir, e.gowork)
}

// filesIn returns the paths of the go.mod and the go.work of a directory, as
// far as it has them. A go.work that GOWORK puts out of force does not count
// (modload/init.go:FindGoWork).
func filesIn(dir, gowork string) (paths []string, err error) {
	for _, name := range []string{"go.mod", "go.work"} {
		path := filepath.Join(dir, name)
		if name == "go.work" && gowork != "" && gowork != "auto" && gowork != path {
			continue
		}
		info, statErr := os.Stat(path)
		switch {
		case statErr == nil && !info.IsDir():
			paths = append(paths, path)
		case err == nil && statErr != nil && !errors.Is(statErr, fs.ErrNotExist):
			err = statErr
		}
	}
	return paths, err
}

// withUsed adds the go.mod of every module that a go.work in paths uses. One
// that is missing is an error of the go.work's folder.
func (p *project) withUsed(paths []string) []string {
	last := paths[len(paths)-1]
	if filepath.Ext(last) != ".work" {
		return paths
	}
	text, err := p.files.ReadFile(last)
	if err != nil {
		return paths // reported when it is to be shown
	}
	for _, use := range gomod.Parse(last, text).Use {
		path := filepath.Join(gomod.Dir(filepath.Dir(last), use.Arg.Value), "go.mod")
		if _, err := p.files.ReadFile(path); err == nil && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// dirs returns the directories of files.
func dirs(paths []string) []string {
	var list []string
	for _, path := range paths {
		list = append(list, filepath.Dir(path))
	}
	return list
}
