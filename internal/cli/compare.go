package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gocmd"
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/snapshot"
)

// compare prints what is otherwise in an environment that the settings name.
func (p *project) compare(name string) (int, error) {
	declared, ok := p.settings.Environments[name]
	if !ok {
		names := slices.Sorted(maps.Keys(p.settings.Environments))
		if names == nil {
			return exitFailed, fmt.Errorf("-compare %s: the settings declare no environments; name a file with them by -settings", name)
		}
		return exitFailed, fmt.Errorf("-compare %s: the settings do not declare it; there are %s", name, strings.Join(names, ", "))
	}
	if _, err := p.find(p.dir); err != nil {
		return exitFailed, err
	}
	if declared.LoginShell {
		environ, err := gocmd.LoginShell(context.Background(), layers.WithoutGo(p.call.environ), []string{p.dir})
		if err != nil {
			return exitFailed, err
		}
		p.shell = environ
	}
	snapshots, refused, err := p.here(false)
	if err != nil {
		return exitFailed, err
	}
	if err := failure(snapshots[0], name); err != nil {
		return exitFailed, err
	}
	for i, s := range snapshots {
		if i > 0 {
			fmt.Fprintln(p.call.stdout)
		}
		document, _ := explain.Comparison(s, name)
		fmt.Fprint(p.call.stdout, document.Text())
	}
	if refused {
		return exitFailed, nil
	}
	return exitOK, nil
}

// failure returns why an environment cannot be compared with.
func failure(s *snapshot.Snapshot, name string) error {
	for _, e := range s.Elsewhere() {
		if e.Name == name && e.Err != nil {
			return fmt.Errorf("the environment %s: %w", name, e.Err)
		}
	}
	return nil
}

// declared returns the environments that the settings declare, for the files of a
// directory. Their own files are relative to the directory of -C.
func (p *project) declared(dir string) []snapshot.Named {
	var list []snapshot.Named
	for _, name := range slices.Sorted(maps.Keys(p.settings.Environments)) {
		n := layers.Named{
			Name: name, Declared: p.settings.Environments[name], Dir: p.dir, Shell: p.shell, ReadFile: p.files.ReadFile,
			Source: layers.Source{Environ: p.call.environ, Editor: p.settings.Env, Dir: p.dir, Roots: []string{dir}},
		}
		list = append(list, snapshot.Named{Name: name, Env: sync.OnceValues(n.Read)})
	}
	return list
}
