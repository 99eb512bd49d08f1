package server

import (
	"maps"
	"slices"
	"sync"

	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/snapshot"
)

// namedEnvironments are those that the settings declare, to compare with the
// one in force. Each is read when it is first asked for.
type namedEnvironments struct {
	list  []snapshot.Named // sorted by name
	files []string         // that they are read from
	shell bool             // whether a login shell gives one of them
}

// newNamed returns what the settings of st declare. source is that of the
// environment in force.
func (st *state) newNamed(source layers.Source) namedEnvironments {
	var named namedEnvironments
	for _, name := range slices.Sorted(maps.Keys(st.settings.Environments)) {
		n := layers.Named{
			Name: name, Declared: st.settings.Environments[name], Source: source, Dir: source.Dir, Shell: st.shell,
			ReadFile: snapshot.Disk(st.roots, st.settings.trusted).ReadFile,
		}
		if !st.settings.trusted {
			n.Permitted = permitted
		}
		named.list = append(named.list, snapshot.Named{Name: name, Env: sync.OnceValues(n.Read)})
		named.shell = named.shell || n.Declared.LoginShell
		if path := n.Path(); path != "" {
			named.files = append(named.files, path)
		}
	}
	return named
}
