package server

import (
	"maps"
	"slices"
	"sync"

	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
)

// namedEnvironments are those that the settings declare, to compare with the
// one in force. Each is read when it is first asked for.
type namedEnvironments struct {
	list   []snapshot.Named // sorted by name
	files  []string         // that they are read from
	shells []string         // the names of those that a login shell gives, sorted
}

// newNamed returns what settings declare, of the workspace or of a folder.
// source is that of the environment in force.
func (st *state) newNamed(source layers.Source, set clientSettings) namedEnvironments {
	var named namedEnvironments
	for name, env := range set.Environments {
		if env.LoginShell {
			named.shells = append(named.shells, name)
		}
	}
	slices.Sort(named.shells)
	declared := maps.Clone(set.Environments)
	if st.shell != nil && named.shells == nil { // a person has asked for it all the same
		if declared == nil {
			declared = make(map[string]settings.Environment)
		}
		declared[named.shell()] = settings.Environment{LoginShell: true}
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		n := layers.Named{
			Name: name, Declared: declared[name], Source: source, Dir: source.Dir, Shell: st.shell,
			ReadFile: snapshot.Disk(st.roots, st.settings.trusted).ReadFile,
		}
		if !st.settings.trusted {
			n.Permitted = permitted
		}
		named.list = append(named.list, snapshot.Named{Name: name, Env: sync.OnceValues(n.Read)})
		if path := n.Path(); path != "" {
			named.files = append(named.files, path)
		}
	}
	return named
}

// filesIn returns environments with the paths of their files made absolute, as
// relative to a folder.
func filesIn(dir string, declared map[string]settings.Environment) map[string]settings.Environment {
	all := maps.Clone(declared)
	for name, env := range all {
		env.File = layers.Named{Declared: env, Dir: dir}.Path()
		all[name] = env
	}
	return all
}

// shell returns the name of the environment that a login shell gives, be it
// declared or not.
func (n namedEnvironments) shell() string {
	if n.shells != nil {
		return n.shells[0]
	}
	return "login shell"
}

// hasShell reports whether a declared environment that a login shell gives has
// this name, or for "" whether there is one.
func (n namedEnvironments) hasShell(name string) bool {
	return slices.Contains(n.shells, name) || name == "" && n.shells != nil
}
