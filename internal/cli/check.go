package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/report"
	"github.com/modroute/modroute/internal/snapshot"
)

var checkCommand = &command{
	name:  "check",
	args:  "[-json] [-fail-on severity] [-settings file] [-severity code=level] [-C dir] [file or dir ...]",
	short: "print what is wrong with where modules come from",
	long: `Check prints the findings for each go.mod or go.work named. For a directory,
and without arguments for the current one, these are its go.mod and go.work or
those of the nearest directory above; at a workspace's root also the go.mod of
every module that the go.work uses.

	go.mod:7:2: warning: message [code]

Columns count bytes, from 1. It prints nothing if all is well.

Flags:

	-json           print a stream of JSON objects, one per line
	-fail-on level  exit 1 for findings at or above this severity: error,
	                warning (the default), information or hint; never exits 0
` + settingsHelp + `	-C dir          as if run in dir

Exit codes: 0 nothing at or above -fail-on; 1 findings; 2 could not run, or a
file has lines that the go command does not accept.
`,
	run: (*call).check,
}

// severities are the values of -fail-on.
var severities = map[string]analysis.Severity{
	"never":       0,
	"error":       analysis.Error,
	"warning":     analysis.Warning,
	"information": analysis.Information,
	"hint":        analysis.Hint,
}

func (c *call) check(args []string) (int, error) {
	flags := c.newFlags()
	json := flags.Bool("json", false, "")
	failOn := flags.String("fail-on", "warning", "")
	set := settingsAndSeverityFlags(flags)
	dir := flags.String("C", ".", "")
	args, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	level, ok := severities[*failOn]
	if !ok {
		return exitFailed, usageError{fmt.Sprintf("-fail-on is %q; it must be error, warning, information, hint or never", *failOn)}
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	paths, err := p.checkPaths(args)
	if err != nil {
		return exitFailed, err
	}
	return p.check(paths, level, *json)
}

// checkPaths returns the absolute paths of the files that the arguments name,
// each once.
func (p *project) checkPaths(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var paths []string
	seen := make(map[string]bool)
	for _, arg := range args {
		found, err := p.named(arg)
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			if !seen[path] {
				paths, seen[path] = append(paths, path), true
			}
		}
	}
	return paths, nil
}

// named returns the absolute paths of the files that one argument names.
func (p *project) named(arg string) ([]string, error) {
	if arg == "" {
		return nil, usageError{"the name of a file or directory is empty"}
	}
	path := filepath.Clean(arg)
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.dir, path)
	}
	if p.files.IsDir(path) {
		return p.find(path)
	}
	if ext := filepath.Ext(path); ext == ".mod" || ext == ".work" {
		return []string{path}, nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file or directory", arg)
	}
	return nil, fmt.Errorf("%s: neither a directory nor a go.mod or go.work file", arg)
}

// check reports the findings of the files at paths. A file that cannot be read
// does not keep the others from being checked.
func (p *project) check(paths []string, failOn analysis.Severity, json bool) (int, error) {
	out := p.call.handler(json)
	env := p.checkedEnvironment(dirs(paths)...)
	found, failed := false, false
	for _, path := range paths {
		s, refused, err := p.snapshot(path, env)
		if err != nil {
			p.call.warn("%v", err)
			failed = true
			continue
		}
		failed = failed || refused
		s = s.Complete(context.Background())
		for i := range s.Diagnostics {
			found = found || s.Diagnostics[i].Severity <= failOn
		}
		if err := p.findings(s, json, out); err != nil {
			return exitFailed, err
		}
	}
	switch {
	case failed:
		return exitFailed, out.Close()
	case found:
		return exitFindings, out.Close()
	}
	return exitOK, out.Close()
}

// findings reports the findings of a snapshot, with the plans that mend them
// if they are wanted: each is tried out before it is offered.
func (p *project) findings(s *snapshot.Snapshot, withFixes bool, out report.Handler) error {
	var planner *fix.Planner
	if withFixes {
		planner = fix.NewPlanner(s)
	}
	for i := range s.Diagnostics {
		d := &s.Diagnostics[i]
		var plans []fix.Plan
		if planner != nil {
			plans = planner.ForFinding(d)
		}
		if err := out.Finding(report.NewFinding(s.File, p.rel(s.File.Name), d, plans, p.rel)); err != nil {
			return err
		}
	}
	return nil
}

// handler returns the handler for a format of the output.
func (c *call) handler(json bool) report.Handler {
	if json {
		return report.JSON(c.stdout)
	}
	return report.Text(c.stdout, c.color)
}
