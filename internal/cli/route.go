package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/report"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

var routeCommand = &command{
	name:  "route",
	args:  "[-json] [-for build|download|update] [-settings file] [-C dir] [module[@version] ...]",
	short: "print where each module comes from, and why",
	long: `Route prints where the go command gets modules: path, version, kind of source,
and the places that are tried, in order. Without arguments it does so for each
requirement of the go.mod in the current directory or the nearest one above; at
a workspace's root also for those of the go.work and of every module it uses.
With arguments it does so for these modules, as they are required there or as
they would be. For a single module it also prints every decision, with the
setting that took it and where that is set. Outside a module it answers as the
go command does there.

Flags:

	-json    print a stream of JSON objects, one per line
	-for     the kind of command: download (the default; go mod download),
	         build (go build, go test, go list) or update (go get, which
	         takes nothing from a go.work)
	-settings file
	         read settings from a JSON file, as editors have them; see
	         docs/settings.md
	-C dir   as if run in dir
`,
	run: (*call).route,
}

// classes are the values of -for.
var classes = map[string]route.Class{
	"download": route.Download,
	"build":    route.Build,
	"update":   route.Update,
}

func (c *call) route(args []string) (int, error) {
	flags := c.newFlags()
	json := flags.Bool("json", false, "")
	class := flags.String("for", "download", "")
	set := settingsFlag(flags)
	dir := flags.String("C", ".", "")
	args, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	forClass, ok := classes[*class]
	if !ok {
		return exitFailed, usageError{fmt.Sprintf("-for is %q; it must be build, download or update", *class)}
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	if err := checkModules(args); err != nil {
		return exitFailed, err
	}
	snapshots, refused, err := p.here(len(args) > 0)
	if err != nil {
		return exitFailed, err
	}
	rows := every(snapshots)
	if len(args) > 0 {
		rows = named(snapshots, rows, args)
	}
	if err := p.routes(rows, forClass, c.handler(*json)); err != nil {
		return exitFailed, err
	}
	first := snapshots[0]
	if err := first.Folder.Policy.ErrIn(first.Workspace, forClass); err != nil && len(rows) == 0 {
		c.warn("every go command that needs a module fails, by %s: %s", err.Variable, err.Message)
	}
	if file := first.Folder.Policy.Modfile(first.Workspace); file != "" {
		c.warn("these are the routes of go.mod, but GOFLAGS makes the go command read %s", file)
	}
	if len(args) == 1 && !*json {
		c.trees(rows, forClass)
	}
	if refused {
		return exitFailed, nil
	}
	return exitOK, nil
}

// checkModules refuses arguments that are no module[@version] at all.
func checkModules(args []string) error {
	for _, arg := range args {
		if path, _, _ := strings.Cut(arg, "@"); path == "" {
			return usageError{fmt.Sprintf("%q names no module; it must be module or module@version", arg)}
		}
		if _, path, ok := strings.Cut(arg, "://"); ok {
			return usageError{fmt.Sprintf("%q is a URL; a module path has no scheme: %s", arg, path)}
		}
	}
	return nil
}

// A row is a requirement with the snapshot that answers for it.
type row struct {
	*analysis.Requirement
	in *snapshot.Snapshot
}

// here returns the snapshots of the files that count in the project's
// directory, at least one. Without any it is that of a directory outside all
// modules, if that is allowed.
func (p *project) here(outside bool) (snapshots []*snapshot.Snapshot, refused bool, err error) {
	paths, err := p.find(p.dir)
	var none noFilesError
	switch {
	case errors.As(err, &none) && outside:
		folder := snapshot.Open(p.dir, p.environment(), p.files, snapshot.Options{Roots: []string{p.dir}, Trusted: true})
		return []*snapshot.Snapshot{{Folder: folder, File: gomod.Parse("go.mod", ""), Workspace: &route.Workspace{}}}, false, nil
	case errors.As(err, &none):
		return nil, false, fmt.Errorf("%w; outside a module, name a module: modroute %s module@version", err, p.call.command.name)
	case err != nil:
		return nil, false, err
	}
	env := p.environment(dirs(paths)...)
	for _, path := range paths {
		s, bad, err := p.snapshot(path, env)
		if err != nil && path == paths[0] {
			return nil, false, err
		}
		refused = refused || bad || err != nil
		if err != nil {
			p.call.warn("%v", err)
			continue
		}
		snapshots = append(snapshots, s)
	}
	return snapshots, refused, nil
}

// every returns all requirements of snapshots.
func every(snapshots []*snapshot.Snapshot) []row {
	var rows []row
	for _, s := range snapshots {
		for _, r := range s.Requirements {
			rows = append(rows, row{r, s})
		}
	}
	return rows
}

// named returns the requirements that arguments name: those of rows whose path
// and version match, else new ones in the first snapshot.
func named(snapshots []*snapshot.Snapshot, rows []row, args []string) []row {
	var out []row
	for _, arg := range args {
		path, version, _ := strings.Cut(arg, "@")
		found := false
		for _, r := range rows {
			if r.Path == path && (version == "" || version == r.Version) {
				out, found = append(out, r), true
			}
		}
		if found {
			continue
		}
		s := snapshots[0]
		r := &analysis.Requirement{Path: path, Version: version}
		r.Route = s.Route(route.Requirement{Path: path, Version: version}, route.Download)
		r.Visibility = s.Folder.Facts.Judge(r.Route.Target())
		out = append(out, row{r, s})
	}
	return out
}

// routes reports the routes of requirements.
func (p *project) routes(rows []row, class route.Class, out report.Handler) error {
	for _, r := range rows {
		rt := routeFor(r, class)
		answer := report.NewRoute(r.Requirement, &rt, p.rel(r.in.File.Name))
		if state, ok := explain.Cached(r.in.Folder, &rt); ok {
			answer.Cached = &state
		}
		if err := out.Route(answer); err != nil {
			return err
		}
	}
	return out.Close()
}

// trees prints the decision tree of each route, one that several files share
// only once.
func (c *call) trees(rows []row, class route.Class) {
	seen := make(map[string]bool)
	for _, r := range rows {
		tree := explain.Tree(r.in, routeFor(r, class)).Text()
		if !seen[tree] {
			fmt.Fprint(c.stdout, "\n", tree)
		}
		seen[tree] = true
	}
}

// routeFor returns the route of a requirement for a command class. A toolchain
// is fetched at start-up, whatever the command.
func routeFor(r row, class route.Class) route.Route {
	if class == route.Download || r.Toolchain {
		return r.Route
	}
	return r.in.Route(route.Requirement{Path: r.Path, Version: r.Version}, class)
}
