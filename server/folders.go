package server

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/layers"
	"go.lsp.dev/protocol"
)

// A scope is a folder of the workspace for which the client has other settings
// than for the workspace as a whole.
type scope struct {
	root     string
	settings clientSettings
	env      *environment
}

// readEnvironments has the environments read anew: one for all folders whose
// settings say the same of them. It is for a state that is not shared yet.
func (st *state) readEnvironments(environ []string) {
	bySettings := map[string]*environment{}
	readFile := layers.ReadOnce() // so that environments differ by nothing that was just being written
	under := func(set clientSettings) *environment {
		key, _ := json.Marshal([]any{set.Env, set.Environments}) // sorted by name; strings always can be
		e := bySettings[string(key)]
		if e == nil {
			source := newSource(environ, set, st.roots)
			source.ReadFile = readFile
			e = newEnvironment(source)
			e.named = st.newNamed(source, set)
			bySettings[string(key)] = e
		}
		return e
	}
	st.env = under(st.settings)
	st.scopes = slices.Clone(st.scopes)
	for i := range st.scopes {
		st.scopes[i].env = under(st.scopes[i].settings)
	}
}

// environments returns those of the workspace, each once.
func (st *state) environments() []*environment {
	list := []*environment{st.env}
	for _, scope := range st.scopes {
		if !slices.Contains(list, scope.env) {
			list = append(list, scope.env)
		}
	}
	return list
}

// scopeAt returns the innermost folder with settings of its own that a file is
// in; nil if there is none.
func (st *state) scopeAt(path string) *scope {
	for i := range st.scopes {
		if within(path, st.scopes[i].root) {
			return &st.scopes[i]
		}
	}
	return nil
}

// settingsAt returns the settings that hold for a file.
func (st *state) settingsAt(path string) *clientSettings {
	if scope := st.scopeAt(path); scope != nil {
		return &scope.settings
	}
	return &st.settings
}

// envAt returns the environment that holds for a file.
func (st *state) envAt(path string) *environment {
	if scope := st.scopeAt(path); scope != nil {
		return scope.env
	}
	return st.env
}

// envOf returns the environment that an environment file belongs to: one that is
// read from it, else the one that holds where it lies.
func (st *state) envOf(path string) *goenv.Environment {
	name := st.readAs(path)
	for _, e := range st.environments() {
		if env := e.get(); name == filepath.Clean(env.UserFile) {
			return env
		}
	}
	return st.envAt(path).get()
}

// withSettings returns the state with other settings: those of the workspace,
// and by its path those of each folder that the client was asked for, nil where
// it has none of its own. A scope is made only of what differs.
func (st *state) withSettings(whole clientSettings, folders map[string]*clientSettings) *state {
	next := *st
	next.settings, next.folderSettings, next.scopes = whole, folders, nil
	outermost := slices.SortedFunc(maps.Keys(folders), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, root := range outermost {
		own := whole
		if folders[root] != nil {
			own = *folders[root]
		}
		own.Environments = filesIn(root, own.Environments)
		if !sameSettings(own, *next.settingsAt(root)) {
			next.scopes = slices.Insert(next.scopes, 0, scope{root: root, settings: own})
		}
	}
	return &next
}

// within reports whether a path, as it is spelled, is a directory or lies in
// it. An editor spells its folders and what it opens in them alike.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return path != "" && err == nil && filepath.IsLocal(rel)
}

// underRoot reports whether a path lies in one of the workspace's folders.
func (st *state) underRoot(path string) bool {
	return slices.ContainsFunc(st.roots, func(root string) bool { return within(path, root) })
}

// didChangeWorkspaceFolders takes folders in and out. The client is asked
// for the settings of those there are then.
func (s *Server) didChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.update(func(st *state) *state {
		next := *st
		next.roots = slices.Clone(st.roots)
		for _, f := range p.Event.Removed {
			_, path := parseURI(string(f.URI))
			next.roots = slices.DeleteFunc(next.roots, func(root string) bool { return root == path })
			folders := maps.Clone(next.folderSettings)
			delete(folders, path)
			next = *next.withSettings(next.settings, folders)
		}
		for _, f := range p.Event.Added {
			if _, path := parseURI(string(f.URI)); path != "" && !slices.Contains(next.roots, path) {
				next.roots = append(next.roots, path)
			}
		}
		return next.reloaded(s.options.Environ)
	})
	s.pullConfiguration()
	return nil
}
