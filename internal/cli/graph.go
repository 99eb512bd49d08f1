package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/modroute/modroute/internal/graph"
)

var graphCommand = &command{
	name:  "graph",
	args:  "[-format svg|mermaid|dot|html|json] [-settings file] [-C dir] [module[@version]]",
	short: "draw where the modules come from",
	long: `Graph prints a picture of where the go command gets modules. Without an argument
it shows the go.mod in the current directory or the nearest one above, at a
workspace's root all its modules together: how they flow, by host, through the
settings that decide to the places that are tried and to the checksum database.
A band is as wide as its modules are many; a route with a warning or an error on
its line stands out. Modules of a host that take the same way are drawn together
where there are many.

With a module it shows every decision about it: the path taken, the setting that
took it and where that is set, and where each decision would have led otherwise.

The picture follows a dark or light surrounding. It holds no script and loads
nothing:

	modroute graph >routes.svg

Flags:

	-format  svg (the default), html (a page with it), mermaid or dot (as text for
	         Mermaid or Graphviz), or json (what the picture shows, with the file
	         and line of each module; see docs/json.md)
	-settings file
	         read settings from a JSON file, as editors have them; see
	         docs/settings.md
	-C dir   as if run in dir
`,
	run: (*call).graph,
}

// graphFormats write a picture.
var graphFormats = map[string]func(io.Writer, *graph.Graph) error{
	"svg":     func(w io.Writer, g *graph.Graph) error { return text(w, g.SVG()) },
	"html":    func(w io.Writer, g *graph.Graph) error { return text(w, g.HTML()) },
	"mermaid": func(w io.Writer, g *graph.Graph) error { return text(w, g.Mermaid()) },
	"dot":     func(w io.Writer, g *graph.Graph) error { return text(w, g.DOT()) },
	"json": func(w io.Writer, g *graph.Graph) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(g)
	},
}

func text(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

func (c *call) graph(args []string) (int, error) {
	flags := c.newFlags()
	format := flags.String("format", "svg", "")
	set := settingsFlag(flags)
	dir := flags.String("C", ".", "")
	args, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	write := graphFormats[*format]
	if write == nil {
		return exitFailed, usageError{fmt.Sprintf("-format is %q; it must be svg, mermaid, dot, html or json", *format)}
	}
	if len(args) > 1 {
		return exitFailed, usageError{fmt.Sprintf("graph takes one module, but there is %q", args[1])}
	}
	if err := checkModules(args); err != nil {
		return exitFailed, err
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	g, refused, err := p.graph(args)
	if err != nil {
		return exitFailed, err
	}
	if err := write(c.stdout, g); err != nil {
		return exitFailed, err
	}
	if refused {
		return exitFailed, nil
	}
	return exitOK, nil
}

// graph returns the picture of the module that args name, else of the files.
func (p *project) graph(args []string) (g *graph.Graph, refused bool, err error) {
	snapshots, refused, err := p.here(len(args) > 0)
	if err != nil {
		return nil, false, err
	}
	for i, s := range snapshots {
		if s.Workspace.Module || s.Workspace.Work { // outside there is nothing to find
			snapshots[i] = s.Complete(context.Background())
		}
	}
	if len(args) > 0 {
		r := named(snapshots, every(snapshots), args)[0]
		return graph.OfModule(graph.Source{Snapshot: r.in, Name: p.rel(r.in.File.Name)}, r.Requirement), refused, nil
	}
	var sources []graph.Source
	for _, s := range snapshots {
		sources = append(sources, graph.Source{Snapshot: s, Name: p.rel(s.File.Name)})
	}
	return graph.OfFile(graph.Title(snapshots[0].File.Name), sources), refused, nil
}
