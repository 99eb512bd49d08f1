package server

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/modroute/modroute/internal/settings"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The files of a workspace that the client is asked to watch.
const (
	moduleFiles = "**/go.{mod,sum,work,work.sum,env}"
	vendorFiles = "**/vendor/modules.txt"
	gitFiles    = "**/.git/config"
)

// registrations are what the client was asked to watch.
type registrations struct {
	inside atomic.Bool // whether it watches the workspace
	busy   atomic.Bool // whether it is being asked for files outside

	// The poll's own:
	roots, paths []string // what was considered last
	outside      []string // what the client was asked to watch outside the workspace
}

// register asks the client to watch the workspace's files and to tell of
// changed settings, as far as it can be asked.
func (s *Server) register(ctx context.Context) {
	var wanted []protocol.Registration
	watch := s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration
	if watch {
		wanted = append(wanted, watchedFiles("files", protocol.Pattern(moduleFiles), protocol.Pattern(vendorFiles), protocol.Pattern(gitFiles)))
	}
	if s.client.Workspace.DidChangeConfiguration.DynamicRegistration {
		wanted = append(wanted, protocol.Registration{
			ID: "settings", Method: protocol.MethodWorkspaceDidChangeConfiguration,
			RegisterOptions: protocol.LSPAny(`{"section":"` + settings.Section + `"}`),
		})
	}
	if s.ask(ctx, wanted...) && watch {
		s.watching.inside.Store(true)
	}
}

// ask asks the client for registrations, and reports whether it has agreed.
func (s *Server) ask(ctx context.Context, wanted ...protocol.Registration) bool {
	if len(wanted) == 0 {
		return true
	}
	params := &protocol.RegistrationParams{Registrations: wanted}
	err := s.conn.Call(ctx, protocol.MethodClientRegisterCapability, params, nil)
	if err != nil && ctx.Err() == nil {
		s.log.Printf("registering: %v", err)
	}
	return err == nil
}

func watchedFiles(id string, patterns ...protocol.GlobPattern) protocol.Registration {
	var options protocol.DidChangeWatchedFilesRegistrationOptions
	for _, p := range patterns {
		options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: p})
	}
	raw, err := protocol.Marshal(&options)
	if err != nil {
		panic(err) // they are plain data of this package
	}
	return protocol.Registration{ID: id, Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: raw}
}

// outsideID is the id of the registration for files outside the workspace.
const outsideID = "files outside"

// watchOutside asks the client to watch what configures Go and git outside the
// workspace, where it can. It does so anew when these are other files: the
// folders have changed, or GOENV. The server looks at them as well.
func (s *Server) watchOutside(st *state, paths []string) {
	can, w := &s.client.Workspace.DidChangeWatchedFiles, &s.watching
	if !can.DynamicRegistration || !can.RelativePatternSupport || w.busy.Load() {
		return
	}
	if slices.Equal(paths, w.paths) && slices.Equal(st.roots, w.roots) {
		return
	}
	w.roots, w.paths = st.roots, slices.Clone(paths)
	wanted := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !st.watchableOutside(path) })
	if slices.Equal(wanted, w.outside) {
		return
	}
	before := len(w.outside) > 0
	w.outside = wanted
	w.busy.Store(true)
	s.conn.Go("registering", func(ctx context.Context) {
		defer w.busy.Store(false)
		if before {
			s.forget(ctx, protocol.Unregistration{ID: outsideID, Method: protocol.MethodWorkspaceDidChangeWatchedFiles})
		}
		var patterns []protocol.GlobPattern
		for _, path := range wanted {
			base := uri.File(filepath.Dir(path))
			patterns = append(patterns, &protocol.RelativePattern{BaseURI: protocol.URI(base), Pattern: protocol.Pattern(escaped(filepath.Base(path)))})
		}
		if patterns != nil {
			s.ask(ctx, watchedFiles(outsideID, patterns...))
		}
	})
}

// forget takes a registration back.
func (s *Server) forget(ctx context.Context, u protocol.Unregistration) {
	params := &protocol.UnregistrationParams{Unregisterations: []protocol.Unregistration{u}}
	if err := s.conn.Call(ctx, protocol.MethodClientUnregisterCapability, params, nil); err != nil && ctx.Err() == nil {
		s.log.Printf("unregistering %s: %v", u.ID, err)
	}
}

// watchableOutside reports whether the client can be asked to watch a file
// outside the workspace. Some clients watch all that lies below the directory of
// a file: one that holds the workspace, such as a home directory, or the root of
// a disk, is left to the server's own looking.
func (st *state) watchableOutside(path string) bool {
	dir := filepath.Dir(path)
	if slices.ContainsFunc(st.roots, func(root string) bool { return within(path, root) || within(root, dir) }) {
		return false
	}
	if isModule(path) || filepath.Base(path) == ".git" || dir == filepath.Dir(dir) || dir == home() {
		return false
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return false
	}
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

// home returns the user's home directory; "" if it is not known.
func home() string {
	dir, _ := os.UserHomeDir()
	return dir
}

// escaped returns a file's name as a pattern that matches just that.
func escaped(name string) string {
	return strings.NewReplacer("[", "[[]", "]", "[]]", "*", "[*]", "?", "[?]", "{", "[{]", "}", "[}]").Replace(name)
}

// watchedByClient reports whether the client watches a file, if it watches the
// workspace.
func (st *state) watchedByClient(path string) bool {
	dir, base := filepath.Dir(path), filepath.Base(path)
	switch base {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "go.env":
	case "modules.txt":
		if filepath.Base(dir) != "vendor" {
			return false
		}
	case "config":
		if filepath.Base(dir) != ".git" {
			return false
		}
	default:
		return false
	}
	return st.underRoot(path)
}
