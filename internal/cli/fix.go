package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/settings"
)

var fixCommand = &command{
	name:  "fix",
	args:  "[-diff] [-code code] [-settings file] [-severity code=level] [-C dir] [file or dir ...]",
	short: "mend what check finds, as far as that is safe",
	long: `Fix carries out the preferred fix of each finding for each go.mod or go.work
named, which are the files that check would look at, and looks again, until
there is nothing left to do. It edits files of the module and the workspace, and
the user's Go environment through 'go env -w'. It prints a line for each change,
and under one of the environment what to set again to undo it,

	go.mod:7: Replace with ../lib [replace-directory]
	go env -w GOPRIVATE='a.example.com,git.corp.example.com' [private-module-public-proxy]
	    it was GOPRIVATE=a.example.com

and after an empty line the findings that remain, each with what it leaves to a
person: a choice, a line for the shell, or why nothing can be done. A fix that
should be chosen knowingly is carried out only for a code that is named. Every
fix is tried out on a copy first: where the finding would stay, it is not made.

Flags:

	-diff       change nothing; print what would change, as a unified diff and
	            as 'go env' lines
	-code code  only findings of this code; a list with commas, or repeated.
	            For a code that is named the first choice is taken, too, where
	            fix would leave it to a person
` + settingsHelp + `	-C dir      as if run in dir

Exit codes: 0 nothing more to fix; 1 findings at or above warning remain;
2 could not run, or a file has lines that the go command does not accept.
`,
	run: (*call).fix,
}

func (c *call) fix(args []string) (int, error) {
	// What is being written is written to its end.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the next one ends the process
	return c.fixUntil(ctx, args)
}

// fixUntil is fix, which begins nothing new after ctx has ended.
func (c *call) fixUntil(ctx context.Context, args []string) (int, error) {
	flags := c.newFlags()
	diff := flags.Bool("diff", false, "")
	dir := flags.String("C", ".", "")
	codes := make(codeSet)
	flags.Var(codes, "code", "")
	set := settingsAndSeverityFlags(flags)
	args, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	paths, err := p.checkPaths(args)
	if err != nil {
		return exitFailed, err
	}
	f := &fixer{
		ctx: ctx, project: p, codes: codes, store: newStore(p, paths, *diff),
		done: make(map[string]bool), failed: make(map[string]bool),
	}
	return f.run(paths)
}

// A codeSet is the value of -code.
type codeSet map[string]bool

func (s codeSet) String() string { return "" }

// Set adds a list of codes.
func (s codeSet) Set(list string) error {
	reader := settings.Reader{Codes: analyzers.Codes()}
	for code := range strings.SplitSeq(list, ",") {
		if err := reader.Check(code); err != nil {
			return err
		}
		s[code] = true
	}
	return nil
}

// A fixer carries out fixes.
type fixer struct {
	ctx     context.Context // ends when the person has had enough
	project *project
	codes   codeSet // of -code; all if there is none
	store   *store
	done    map[string]bool // what was carried out, by what changes: never again
	failed  map[string]bool // the findings whose fix could not be made: nothing second-best is
	exit    int
}

// maxPasses bounds how often all files are looked at anew, since a fix can
// bring up what another one mends. None is carried out twice.
const maxPasses = 10

func (f *fixer) run(paths []string) (int, error) {
	for _, path := range paths {
		_, refused, err := f.project.snapshot(path, f.store.env)
		if err != nil {
			f.project.call.warn("%v", err)
		}
		if err != nil || refused {
			f.exit = exitFailed
		}
	}
	for range maxPasses {
		changed := false
		for _, path := range paths {
			changed = f.mend(path) || changed
		}
		if !changed {
			break
		}
	}
	if f.ctx.Err() != nil {
		return exitFailed, errors.New("interrupted; what is printed above was done, and nothing else")
	}
	if err := f.store.close(); err != nil {
		return exitFailed, err
	}
	return f.remaining(paths)
}

// mend carries out the fixes of one file's findings, and looks at the file
// anew after each. It reports whether there were any.
func (f *fixer) mend(path string) (changed bool) {
	tried := make(map[string]bool)
	for {
		s := f.store.snapshot(path)
		if s == nil || f.ctx.Err() != nil {
			return changed
		}
		planner := fix.NewPlanner(s)
		if f.applySafe(s.File, planner) {
			changed = true
			continue
		}
		applied := false
		for i := range s.Diagnostics {
			d := &s.Diagnostics[i]
			key := keyOf(d)
			if !f.wants(d) || tried[key] || f.failed[key] {
				continue
			}
			if f.ctx.Err() != nil {
				return changed
			}
			tried[key] = true
			if applied = f.apply(s.File, d, planner.ForFinding(d)); applied {
				break
			}
		}
		if !applied {
			return changed
		}
		changed = true
	}
}

// applySafe carries out at once what can be done unseen, and says so.
func (f *fixer) applySafe(file *gomod.File, planner *fix.Planner) bool {
	edit, mended := planner.Safe(func(d *analysis.Diagnostic) bool { return f.wants(d) && !f.failed[keyOf(d)] })
	if len(mended) == 0 {
		return false
	}
	plan := fix.Plan{Title: mended[0].Title, Target: fix.InFile, Files: []fix.FileEdit{edit}}
	err := f.store.apply(&plan)
	if err != nil {
		f.project.call.warn("%s: %v", plan.Title, err)
		f.exit = exitFailed
	}
	for _, m := range mended {
		if err != nil {
			f.failed[keyOf(m.Diagnostic)] = true
		} else if !f.store.dry {
			line, _ := file.Position(m.Diagnostic.Span.Start)
			f.print("%s:%d: %s [%s]", f.project.rel(file.Name), line, m.Title, m.Code)
		}
	}
	return err == nil
}

// keyOf tells a finding from the others of a file.
func keyOf(d *analysis.Diagnostic) string {
	key := d.Code + "\x00" + d.Subject
	if d.Requirement != nil {
		key += "\x00" + d.Requirement.Path + "@" + d.Requirement.Version
	}
	return key
}

func (f *fixer) wants(d *analysis.Diagnostic) bool { return len(f.codes) == 0 || f.codes[d.Code] }

// allowed reports whether a plan may be carried out. What should be chosen
// knowingly is, for a code that was named: that is a person's yes.
func (f *fixer) allowed(plan *fix.Plan, d *analysis.Diagnostic) bool {
	return plan.Automatic() || f.codes[d.Code] && plan.Complete()
}

// apply carries out the first plan for a finding that may be, and says so.
func (f *fixer) apply(file *gomod.File, d *analysis.Diagnostic, plans []fix.Plan) bool {
	for i := range plans {
		plan := &plans[i]
		key := fmt.Sprintf("%v %v %v", plan.Env, plan.Files, plan.Cached)
		if !plan.Mends(d) || !f.allowed(plan, d) || f.done[key] {
			continue
		}
		f.done[key] = true
		var removed []string
		if plan.Target == fix.Cache {
			removed, _ = fix.CachedFiles(f.store.env, plan.Cached) // what is wrong is said by the removal
		}
		if err := f.store.apply(plan); err != nil {
			f.project.call.warn("%s: %v", plan.Title, err)
			f.exit, f.failed[keyOf(d)] = exitFailed, true
			return false
		}
		if !f.store.dry {
			line, _ := file.Position(d.Span.Start)
			f.say(plan, fmt.Sprintf("%s:%d", f.project.rel(file.Name), line), d.Code)
			for _, path := range removed {
				f.print("    removed %s", path)
			}
		}
		return true
	}
	return false
}

// say prints the lines for a plan that was carried out.
func (f *fixer) say(plan *fix.Plan, place, code string) {
	if len(plan.Env) == 0 {
		f.print("%s: %s [%s]", place, plan.Title, code)
		return
	}
	for _, c := range plan.Env {
		f.print("%s [%s]", c.Command(), code)
		if c.OldSet {
			f.print("    it was %s=%s", c.Name, goenv.RedactValue(c.Name, c.Old))
		}
	}
}

func (f *fixer) print(format string, args ...any) {
	fmt.Fprintln(f.project.call.stdout, explain.Printable(fmt.Sprintf(format, args...)))
}

// remaining prints the findings that are left, and what is left to a person
// about each.
func (f *fixer) remaining(paths []string) (int, error) {
	first := true
	for _, path := range paths {
		s := f.store.snapshot(path)
		if s == nil {
			continue
		}
		planner := fix.NewPlanner(s)
		for i := range s.Diagnostics {
			d := &s.Diagnostics[i]
			if !f.wants(d) {
				continue
			}
			if first && f.store.changes > 0 {
				f.print("")
			}
			first = false
			line, column := s.File.Position(d.Span.Start)
			f.print("%s:%d:%d: %s: %s [%s]", f.project.rel(s.File.Name), line, column, d.Severity, goenv.Redact(d.Message), d.Code)
			for _, note := range left(d, planner.ForFinding(d)) {
				f.print("    %s", note)
			}
			if d.Severity <= analysis.Warning {
				f.exit = cmp.Or(f.exit, exitFindings)
			}
		}
	}
	return f.exit, nil
}

// left says what a person can do about a finding that remains.
func left(d *analysis.Diagnostic, plans []fix.Plan) []string {
	var notes []string
	shell, chosen := false, false // the first is the best of them
	for i := range plans {
		switch plan := &plans[i]; {
		case !plan.Mends(d) || plan.Target == fix.Shell && shell:
		case plan.Disabled != "":
			notes = append(notes, plan.Title+": cannot be done: "+plan.Disabled)
		case plan.Target == fix.Shell:
			notes, shell = append(notes, "run: "+plan.Line), true
		case plan.Target == fix.Cache:
			notes = append(notes, "run: modroute fix -code "+d.Code)
		case plan.Automatic():
			notes = append(notes, "could not be done, or did not last: "+plan.Title)
		case plan.Deliberate():
			ways := byHand(plan)
			if plan.Complete() && !chosen {
				ways, chosen = append(ways, "modroute fix -code "+d.Code), true
			}
			note := "left to choose: " + plan.Title
			if len(ways) > 0 {
				note += " (" + strings.Join(ways, ", or ") + ")"
			}
			notes = append(notes, note)
		}
	}
	if len(notes) == 0 {
		notes = []string{"no edit of a file or of the Go environment mends it"}
	}
	return notes
}

// byHand returns the commands by which a person does what a plan does; none if
// there are none, or if one would show a secret.
func byHand(plan *fix.Plan) []string {
	if plan.NeedsDir {
		return []string{"go mod edit -replace=" + plan.Path + "=DIRECTORY"}
	}
	var list []string
	for _, c := range plan.Env {
		if goenv.RedactValue(c.Name, c.New) != c.New {
			return nil
		}
		list = append(list, c.Command())
	}
	if list == nil {
		return nil
	}
	return []string{strings.Join(list, "; ")}
}
