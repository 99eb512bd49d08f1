package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
)

// A project is what a call looks at: a directory on disk and the environment.
type project struct {
	call  *call
	dir   string // of -C, absolute
	files snapshot.Files
	said  map[string]bool // the warnings that once has written

	memory snapshot.Memory // of the files that the modules of a workspace share

	settings settings.Settings
	shell    []string // the environment that the login shell has given; nil if it has not been asked
}

// open returns the project of the directory that -C names.
func (c *call) open(dir string) (*project, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	// The person who runs the command trusts the directory it is run on.
	p := &project{call: c, dir: abs, files: snapshot.Disk(nil, true), said: make(map[string]bool)}
	switch info, err := os.Stat(abs); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("-C %s: no such directory", dir)
	case err != nil:
		return nil, fmt.Errorf("-C %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("-C %s: not a directory", dir)
	}
	return p, nil
}

// readEnvironment reads the environment's layers. A go program inside roots,
// the directories of the files at hand, is not taken for an installation.
func (p *project) readEnvironment(roots ...string) *goenv.Environment {
	env, _ := layers.Read(layers.Source{Environ: p.call.environ, Editor: p.settings.Env, Dir: p.dir, Roots: roots})
	return env
}

// environment is readEnvironment, and warns of what is wrong with the layers.
func (p *project) environment(roots ...string) *goenv.Environment {
	env := p.readEnvironment(roots...)
	for _, problem := range env.Problems {
		p.call.warn("%s", problem.Message)
	}
	return env
}

// checkedEnvironment is environment for a command that prints findings, which
// settings without effect are among.
func (p *project) checkedEnvironment(roots ...string) *goenv.Environment {
	env := p.readEnvironment(roots...)
	for _, problem := range env.Problems {
		if problem.Variable == "" {
			p.call.warn("%s", problem.Message)
		}
	}
	return env
}

// once warns of what several files may have in common, such as a broken go.work.
func (p *project) once(message string) {
	if !p.said[message] {
		p.call.warn("%s", message)
	}
	p.said[message] = true
}

// snapshot reads a go.mod or go.work and routes it. Lines that the go command
// does not accept, and what else it needs and cannot read, are reported on
// standard error; refused says that there are such.
func (p *project) snapshot(path string, env *goenv.Environment) (s *snapshot.Snapshot, refused bool, err error) {
	text, err := p.files.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("%s: no such file", p.rel(path))
	}
	if err != nil {
		return nil, false, err
	}
	dir := filepath.Dir(path)
	folder := snapshot.Open(dir, env, p.files, p.options(dir))
	s = folder.Snapshot(gomod.Parse(path, text))
	refused = p.refused(s.File)
	for _, err := range folder.Errors {
		p.once(err.Error())
	}
	return s, refused || len(folder.Errors) > 0, nil
}

// rel returns path relative to -C.
func (p *project) rel(path string) string {
	if rel, err := filepath.Rel(p.dir, path); err == nil {
		return rel
	}
	return path
}
