package server

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/layers"
)

// An environment is read when it is first asked for.
type environment struct {
	made time.Time
	read func() (*goenv.Environment, []string)
	done atomic.Bool // whether it has been

	named namedEnvironments // to compare with it
}

func newEnvironment(source layers.Source) *environment {
	e := &environment{made: time.Now()}
	e.read = sync.OnceValues(func() (*goenv.Environment, []string) {
		defer e.done.Store(true)
		return layers.Read(source)
	})
	return e
}

// newSource says where the environment of a workspace is read.
func newSource(environ []string, set clientSettings, roots []string) layers.Source {
	dir, _ := filepath.Abs(".")
	if len(roots) > 0 {
		dir = roots[0]
	}
	editor := maps.Clone(set.Env)
	if !set.trusted {
		maps.DeleteFunc(editor, func(name, _ string) bool { return !permitted(name) })
	}
	return layers.Source{Environ: environ, Editor: editor, Injected: injected(environ), Dir: dir, Roots: roots}
}

// permitted reports whether the settings of a workspace that is not trusted may
// set a variable. They may be the repository's: what it says there about the way
// to files and programs would have any file read and shown.
func permitted(name string) bool {
	return goenv.GroupOf(name) == goenv.Routing && name != "GOWORK" && name != "GOAUTH"
}

// injected returns the variables of an environment that another program has
// probably put there. At its start, Visual Studio Code's Go extension copies
// what `go env` says about five of them into the process that all extensions
// share, and that starts their servers (vscode-go, extension/src/goInstallTools.ts,
// updateGoVarsFromConfig). That a person exported one cannot be told from it;
// terminals do not have the process's own variables.
func injected(environ []string) map[string]string {
	if !slices.ContainsFunc(environ, func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		return slices.Contains(extensionHost, name) && value != ""
	}) {
		return nil
	}
	who := make(map[string]string)
	for _, name := range []string{"GOPROXY", "GOPATH", "GOROOT", "GOBIN", "GOMODCACHE"} {
		who[name] = "the editor's Go extension, it seems"
	}
	return who
}

// extensionHost are the variables that tell a process of Visual Studio Code
// which it is.
var extensionHost = []string{"VSCODE_ESM_ENTRYPOINT", "VSCODE_AMD_ENTRYPOINT", "VSCODE_PID", "VSCODE_IPC_HOOK"}

func (e *environment) get() *goenv.Environment {
	env, _ := e.read()
	return env
}

// inputs returns the files that were looked for, if it has been read.
func (e *environment) inputs() []string {
	if !e.done.Load() {
		return nil
	}
	_, paths := e.read()
	return paths
}
