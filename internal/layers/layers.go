// Package layers reads the layers of the go command's environment from this
// machine. It reads only, and runs no program.
package layers

import (
	"cmp"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
)

// A Source says where the layers are read.
type Source struct {
	Environ  []string                 // the process's environment, as os.Environ gives it
	Editor   map[string]string        // variables that the editor sets over it; an empty value means unset
	Over     map[string]goenv.Setting // what a named environment sets over that, with where it is set
	Injected map[string]string        // variables of Environ that another program is known to have put there: name to who
	Dir      string                   // the directory that a relative GOENV is relative to, absolute
	Roots    []string                 // the workspace's folders: a go program inside one is never taken for an installation
	ReadFile func(path string) File   // reads configuration files; nil reads each from the disk
}

// Read reads the layers and merges them. inputs are the absolute paths of all
// files looked at or for, to watch. It never fails: what could not be read is
// among the environment's Problems.
func Read(s Source) (env *goenv.Environment, inputs []string) {
	r := &reader{Source: s}
	r.facts.GOOS, r.facts.GOARCH = runtime.GOOS, runtime.GOARCH
	r.addProcess()
	program := r.findProgram()
	if program.root != "" {
		r.facts.GoVersion = r.version(program.root)
	}
	r.addUserFile()
	r.addInstallation(program)
	return goenv.Merge(r.layers, r.facts), r.inputs
}

// A reader collects what one call of Read finds.
type reader struct {
	Source
	editor, process, user goenv.Layer
	layers                []goenv.Layer // of the above, and of go.env, those that there are
	facts                 goenv.Facts
	inputs                []string
}

// problem notes what a person should know of the file as a whole.
func (r *reader) problem(file, format string, args ...any) {
	r.facts.Problems = append(r.facts.Problems, goenv.Problem{File: file, Message: fmt.Sprintf(format, args...)})
}

// addProcess takes the layers of the process and of the editor from the source.
func (r *reader) addProcess() {
	r.process = goenv.Layer{Origin: goenv.OS, Settings: make(map[string]goenv.Setting, len(r.Environ))}
	for _, entry := range r.Environ {
		// Windows keeps the directories of its drives in entries such as
		// "=C:=C:\dir".
		name, value, ok := strings.Cut(entry, "=")
		if !ok || name == "" {
			continue
		}
		key := canonical(name)
		// Of equal names the first counts (syscall.copyenv).
		if _, twice := r.process.Settings[key]; !twice {
			r.process.Settings[key] = goenv.Setting{Value: value, Origin: goenv.OS, InjectedBy: r.Injected[name]}
		}
	}
	r.editor = goenv.Layer{Origin: goenv.Editor, Settings: make(map[string]goenv.Setting, len(r.Editor))}
	for name, value := range r.Editor {
		r.editor.Settings[canonical(name)] = goenv.Setting{Value: value, Origin: goenv.Editor}
	}
	for name, set := range r.Over {
		set.Origin = goenv.Editor
		r.editor.Settings[canonical(name)] = set
	}
	r.layers = append(r.layers, r.editor, r.process)
}

// canonical returns the name under which a variable of the process is kept:
// Windows does not tell names apart by case.
func canonical(name string) string {
	if runtime.GOOS == "windows" {
		return strings.ToUpper(name)
	}
	return name
}

// getenv returns a variable as a process has it that the editor starts.
func (r *reader) getenv(name string) string {
	if s, ok := r.editor.Settings[canonical(name)]; ok {
		return s.Value
	}
	return r.process.Settings[canonical(name)].Value
}

// addUserFile reads the file that `go env -w` writes.
func (r *reader) addUserFile() {
	path, off, why := goenv.UserFile(runtime.GOOS, r.facts.GoVersion, r.getenv)
	r.facts.UserFileOff = off
	if path == "" {
		if why != "" {
			r.problem("", "%s, so the go command reads no file written by go env -w", why)
		}
		return
	}
	path = r.absolute(path)
	r.facts.UserFile = path
	if text, ok := r.read(path, "settings written by go env -w are not in force"); ok {
		r.user = r.addFile(path, text, goenv.User)
		if target, err := filepath.EvalSymlinks(path); err == nil && target != filepath.Clean(path) {
			r.facts.UserFileTarget = target
		}
	}
}

// addFile parses a file and adds it as a layer.
func (r *reader) addFile(path, text string, origin goenv.Origin) goenv.Layer {
	if strings.ContainsRune(text, 0) {
		r.problem(path, "%s is not a text file; the go command reads it all the same", path)
	}
	layer, problems := goenv.ParseFile(path, text, origin)
	r.facts.Problems = append(r.facts.Problems, problems...)
	r.layers = append(r.layers, layer)
	return layer
}

// addInstallation finds the Go installation and reads its go.env. The version
// is that of the program that runs, wherever GOROOT points.
func (r *reader) addInstallation(p program) {
	goroot, why := r.findGOROOT(p)
	if goroot == "" {
		r.problem("", "%s; the defaults that the Go project publishes are assumed", why)
		return
	}
	r.facts.GOROOT = goroot
	r.facts.GOARCH = hostArch(cmp.Or(p.root, goroot))
	if p.root == "" {
		r.facts.GoVersion = r.version(goroot)
	}
	if goenv.Older(r.facts.GoVersion, "go1.21") {
		return
	}
	path := filepath.Join(goroot, "go.env")
	if text, ok := r.read(path, "GOPROXY and GOSUMDB have no default"); ok {
		r.addFile(path, text, goenv.GOROOT)
	} else if !r.hasProblem(path) {
		r.problem(path, "%s does not exist: GOPROXY and GOSUMDB have no default", path)
	}
}

func (r *reader) hasProblem(path string) bool {
	return slices.ContainsFunc(r.facts.Problems, func(p goenv.Problem) bool { return p.File == path })
}

// absolute resolves a path as a process in Dir does. A path that read must
// refuse stays as it is, since cleaning could hide why.
func (r *reader) absolute(path string) string {
	if localpath.Foreign(path) || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.Dir, path)
}
