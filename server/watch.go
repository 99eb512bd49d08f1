package server

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/settings"
	"go.lsp.dev/protocol"
)

// pollEvery is how often the files are looked at that the answers depend on.
// The client cannot watch all of them: the user's Go environment lies outside
// every workspace.
const pollEvery = 500 * time.Millisecond

// An environment is read when it is first asked for.
type environment struct {
	made time.Time
	read func() (*goenv.Environment, []string)
}

func newEnvironment(environ []string, set clientSettings, roots []string) *environment {
	dir, _ := filepath.Abs(".")
	if len(roots) > 0 {
		dir = roots[0]
	}
	editor := maps.Clone(set.Env)
	if !set.trusted {
		// Settings may be the repository's. What it says there about the way
		// to files and programs would have any file read and shown.
		maps.DeleteFunc(editor, func(name, _ string) bool {
			return goenv.GroupOf(name) != goenv.Routing || name == "GOWORK" || name == "GOAUTH"
		})
	}
	return &environment{made: time.Now(), read: sync.OnceValues(func() (*goenv.Environment, []string) {
		return layers.Read(layers.Source{Environ: environ, Editor: editor, Injected: injected(environ), Dir: dir, Roots: roots})
	})}
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

// register asks the client to watch the workspace's files and to tell of
// changed settings, as far as it can be asked.
func (s *Server) register(ctx context.Context) {
	var wanted []protocol.Registration
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
			Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/go.{mod,sum,work,work.sum,env}")}},
		})
		if err != nil {
			s.log.Printf("registering: %v", err)
			return
		}
		wanted = append(wanted, protocol.Registration{
			ID: "files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: options,
		})
	}
	if s.client.Workspace.DidChangeConfiguration.DynamicRegistration {
		wanted = append(wanted, protocol.Registration{
			ID: "settings", Method: protocol.MethodWorkspaceDidChangeConfiguration,
			RegisterOptions: protocol.LSPAny(`{"section":"` + settings.Section + `"}`),
		})
	}
	if wanted == nil {
		return
	}
	if err := s.conn.Call(ctx, protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{Registrations: wanted}, nil); err != nil && ctx.Err() == nil {
		s.log.Printf("registering: %v", err)
	}
}

func (s *Server) didChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	if len(p.Changes) > 0 {
		s.reloadSoon()
	}
	return nil
}

func (s *Server) didChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.update(func(st *state) *state {
		next := *st
		next.roots = slices.Clone(st.roots)
		for _, f := range p.Event.Removed {
			_, path := parseURI(string(f.URI))
			next.roots = slices.DeleteFunc(next.roots, func(root string) bool { return root == path })
		}
		for _, f := range p.Event.Added {
			if _, path := parseURI(string(f.URI)); path != "" && !slices.Contains(next.roots, path) {
				next.roots = append(next.roots, path)
			}
		}
		return next.reloaded(s.options.Environ)
	})
	return nil
}

// poll reads everything anew when one of the files changes that the answers
// depend on. It looks at their sizes and times only, and only while a document
// is open.
func (s *Server) poll(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	seen := fileTimes{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		st := s.state.Load()
		if len(st.docs) > 0 && seen.changed(st.inputs(), st.env.made) {
			s.reload()
		}
	}
}

// inputs returns the paths of the files that the open documents' answers
// depend on.
func (st *state) inputs() []string {
	_, paths := st.env.read()
	paths = slices.Clone(paths)
	for _, d := range st.docs {
		if d.module == nil {
			continue
		}
		if opened := d.module.folder.opened.Load(); opened != nil {
			for _, path := range opened.Inputs() {
				if st.mayWatch(path) {
					paths = append(paths, path)
				}
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// mayWatch reports whether a path may be looked at: never one that leads away
// from this machine, and in a workspace that is not trusted only one inside it.
func (st *state) mayWatch(path string) bool {
	return !localpath.Foreign(path) && (st.settings.trusted || localpath.Inside(path, st.roots))
}

// A fileTime tells one content of a file from another. It is zero for a file
// that is not there.
type fileTime struct {
	size     int64
	modified time.Time
	mode     os.FileMode
}

// fileTimes are those of the files that were looked at, by path.
type fileTimes map[string]fileTime

// changed looks at files and reports whether one has changed since it was last
// looked at. One that is looked at for the first time has, if it may have been
// modified after the given time, at which its content may have been read
// already.
func (seen fileTimes) changed(paths []string, read time.Time) bool {
	// Clocks of file systems lag behind and tick in up to two seconds. To read
	// anew once too often costs little.
	read = read.Add(-2 * time.Second)
	any := false
	for _, path := range paths {
		var now fileTime
		if info, err := os.Stat(path); err == nil {
			now = fileTime{mode: info.Mode()}
			if !info.IsDir() { // of a directory it counts that it is there
				now.size, now.modified = info.Size(), info.ModTime()
			}
		}
		old, known := seen[path]
		if known && now != old || !known && now.modified.After(read) {
			any = true
		}
		seen[path] = now
	}
	return any
}
