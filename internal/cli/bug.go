package cli

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/modroute/modroute/internal/bugreport"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
)

var bugCommand = &command{
	name:  "bug",
	args:  "[-settings file] [-C dir]",
	short: "print what helps to find a fault of modroute",
	long: `Bug prints Markdown to paste into a report of a fault: versions, the environment
with who set what, which files could be read, how many modules take which route,
and what is found how often. It opens nothing and sends nothing.

A report is public. No module, host, path or person is named in it but public
proxies and checksum databases, what Go itself names, and the largest forges;
"proxy-1" stands for a proxy of your own, "name-1" for another name of yours.

Flags:

	-settings file  read settings from a JSON file, as the fault has them
	-C dir          as if run in dir
`,
	run: (*call).bug,
}

func (c *call) bug(args []string) (int, error) {
	flags := c.newFlags()
	set := settingsFlag(flags)
	dir := flags.String("C", ".", "")
	rest, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{"bug takes no arguments"}
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	return exitOK, p.bugReport(set.file != "").Write(c.stdout)
}

// bugReport gathers what a report of a fault says. Unlike other commands it
// warns of nothing: that would name what the report does not.
func (p *project) bugReport(settingsRead bool) *bugreport.Report {
	r := &bugreport.Report{Version: builtAs(), Environ: p.call.environ, Home: p.call.home()}
	if settingsRead {
		r.Settings = new(settings.Settings)
		*r.Settings = p.settings
	}
	paths, _ := p.find(p.dir) // without any, the report says as much
	env, inputs := layers.Read(layers.Source{Environ: p.call.environ, Editor: p.settings.Env, Dir: p.dir, Roots: dirs(paths)})
	r.Env = env
	for _, path := range paths {
		inputs = append(inputs, path)
		text, err := p.files.ReadFile(path)
		if err != nil {
			continue
		}
		dir := filepath.Dir(path)
		folder := snapshot.Open(dir, env, p.files, p.options(dir))
		r.Snapshots = append(r.Snapshots, folder.Snapshot(gomod.Parse(path, text)).Complete(context.Background()))
		inputs = append(inputs, folder.Inputs()...)
	}
	slices.Sort(inputs)
	for _, path := range slices.Compact(inputs) {
		file := bugreport.File{Path: path}
		if path == env.UserFile || !p.files.IsDir(path) { // a directory is looked at, and not read
			_, file.Err = p.files.ReadFile(path)
		}
		r.Files = append(r.Files, file)
	}
	return r
}

// home returns the home directory of the environment.
func (c *call) home() string {
	if runtime.GOOS == "windows" {
		return c.getenv("USERPROFILE")
	}
	return c.getenv("HOME")
}
