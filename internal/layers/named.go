package layers

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/settings"
)

// A Named says how to read an environment that the settings declare by name.
type Named struct {
	Name     string
	Declared settings.Environment
	Source   Source // of the environment in force, which it differs from
	Dir      string // what its file is relative to, absolute
	// ReadFile reads its file.
	ReadFile func(path string) (string, error)
	// Shell is the environment that a login shell has given; nil if none has
	// been asked yet.
	Shell []string
	// Permitted reports whether a variable may be set here; nil permits all.
	Permitted func(variable string) bool
}

// ErrShellNotAsked is the error for an environment that a login shell would
// have to be asked for.
var ErrShellNotAsked = errors.New("the login shell has not been asked yet; comparing the environments asks it")

// Path returns the absolute path of the file that a declared environment
// names; "" if it names none.
func (n Named) Path() string {
	file := n.Declared.File
	if file == "" || filepath.IsAbs(file) || localpath.Foreign(file) {
		return file
	}
	return filepath.Join(n.Dir, file)
}

// Read reads the environment: what it declares is laid over the one in force,
// over that of the process alone, or over the one of a login shell.
func (n Named) Read() (*goenv.Environment, error) {
	src := n.Source
	if n.Declared.Process {
		src.Editor = nil
	}
	if n.Declared.LoginShell {
		if n.Shell == nil {
			return nil, ErrShellNotAsked
		}
		src.Environ, src.Editor, src.Injected = n.Shell, nil, byShell(n.Shell)
	}
	over, err := n.declared()
	if err != nil {
		return nil, err
	}
	src.Over = over
	env, _ := Read(src)
	return env, nil
}

// byShell says of each variable that a login shell has put it there.
func byShell(environ []string) map[string]string {
	who := make(map[string]string)
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		who[name] = "a login shell"
	}
	return who
}

// declared returns what the environment sets: its file, and over that its
// variables.
func (n Named) declared() (map[string]goenv.Setting, error) {
	over := make(map[string]goenv.Setting)
	if path := n.Path(); path != "" {
		text, err := n.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s that may be read", path)
		}
		if err != nil {
			return nil, err
		}
		layer, _ := goenv.ParseFile(path, text, goenv.Editor)
		for name, set := range layer.Settings {
			set.File = path
			n.set(over, name, set)
		}
	}
	for name, value := range n.Declared.Env {
		n.set(over, name, goenv.Setting{Value: value, File: "modroute.environments." + n.Name})
	}
	return over, nil
}

func (n Named) set(over map[string]goenv.Setting, name string, s goenv.Setting) {
	if n.Permitted == nil || n.Permitted(name) {
		over[name] = s
	}
}

// WithoutGo returns the variables of a process's environment but for those of
// the go command: what a login shell starts with, to which it adds what the
// person's own start-up files set.
func WithoutGo(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool { return strings.HasPrefix(entry, "GO") })
}
