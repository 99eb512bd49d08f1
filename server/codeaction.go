package server

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// maxLines is how many requirements of a wide selection get actions of their
// own. Each plan is tried out on the file before it is offered.
const maxLines = 8

// kindFixAll is the kind of the action that makes all safe fixes of a file at
// once, which editors can be told to do when they save.
const kindFixAll protocol.CodeActionKind = protocol.CodeActionKindSourceFixAll + ".modroute"

// codeAction offers the plans for the requirements in a range, for the findings
// there that are about no requirement, those for the file as a whole, and what
// can be undone. It waits for the slow analyzers.
func (s *Server) codeAction(ctx context.Context, st *state, p *conn.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	c := &actionCollector{server: s, state: st, doc: d, params: p, byTitle: map[string]*protocol.CodeAction{}}
	if d.module != nil {
		snap := d.module.complete(ctx)
		c.addFixAll(snap)
		if err := c.addPlans(ctx, snap); err != nil {
			return nil, err
		}
	}
	if err := c.addCausePlans(ctx); err != nil {
		return nil, err
	}
	c.addUndo()
	return c.answer(), nil
}

// An actionCollector collects the actions for one request.
type actionCollector struct {
	server  *Server
	state   *state
	doc     *document
	params  *conn.CodeActionParams
	actions []*protocol.CodeAction
	byTitle map[string]*protocol.CodeAction
}

// addFixAll adds the action that makes all safe fixes, to who asks for just
// that.
func (c *actionCollector) addFixAll(snap *snapshot.Snapshot) {
	if only := c.params.Context.Only; len(only) == 0 || slices.Contains(only, "") || !c.wanted(string(kindFixAll)) {
		return
	}
	files := fix.SafeEdits(snap)
	if len(files) == 0 {
		return
	}
	edit, err := c.server.workspaceEdit(c.state, files)
	if err != nil {
		return // the file has changed meanwhile, so there will be another request
	}
	c.actions = append(c.actions, &protocol.CodeAction{Title: "Make all safe fixes of modroute", Kind: new(kindFixAll), Edit: edit})
}

// addPlans adds the plans for what the range touches in the go.mod or go.work
// of the request.
func (c *actionCollector) addPlans(ctx context.Context, snap *snapshot.Snapshot) error {
	if !c.wanted(string(protocol.CodeActionKindQuickFix)) && !c.wanted(string(protocol.CodeActionKindRefactorRewrite)) {
		return nil
	}
	lines := c.lines()
	chosen, faults := c.requirements(snap, lines), c.faults(snap, lines)
	planner := fix.NewPlanner(snap)
	if err := c.addPlansFor(ctx, snap, planner, chosen, faults); err != nil {
		return err
	}
	here := c.touched(snap, lines)
	if len(chosen) > 0 || len(here) > 0 {
		for _, plan := range planner.ForFile() {
			c.add(c.doc, plan, nil, c.publishedIn(snap.Diagnostics))
		}
	}
	if c.params.Range.Start.Line == c.params.Range.End.Line {
		for _, plan := range planner.Ignores(here) {
			c.add(c.doc, plan, nil, c.publishedIn(here))
		}
	}
	return ctx.Err()
}

// addPlansFor adds the plans for requirements, and those for findings that are
// about none.
func (c *actionCollector) addPlansFor(ctx context.Context, snap *snapshot.Snapshot, planner *fix.Planner, chosen []*analysis.Requirement, faults []analysis.Diagnostic) error {
	for _, r := range chosen {
		about := slices.DeleteFunc(slices.Clone(snap.Diagnostics), func(d analysis.Diagnostic) bool { return d.Requirement != r })
		for _, plan := range planner.ForRequirement(r) {
			c.add(c.doc, plan, r, c.publishedIn(about))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for _, plan := range planner.ForFindings(faults) {
		c.add(c.doc, plan, nil, c.publishedIn(faults))
	}
	return nil
}

// addCausePlans adds the plans for findings about other files that the lines
// of the request's document cause, such as the user's Go environment.
func (c *actionCollector) addCausePlans(ctx context.Context) error {
	for _, in := range c.state.causedBy(c.doc) {
		snap := in.module.complete(ctx)
		planner := fix.NewPlanner(snap)
		var faults []analysis.Diagnostic
		for _, d := range c.causedHere(snap) {
			if d.Requirement == nil {
				faults = append(faults, d)
				continue
			}
			for _, plan := range planner.ForRequirement(d.Requirement) {
				if plan.Mends(&d) {
					c.add(in, plan, d.Requirement, c.caused(in, []analysis.Diagnostic{d}))
				}
			}
		}
		for _, plan := range planner.ForFindings(faults) {
			c.add(in, plan, nil, c.caused(in, faults))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// causedHere returns the findings of another file that the request's lines
// cause.
func (c *actionCollector) causedHere(snap *snapshot.Snapshot) (list []analysis.Diagnostic) {
	first, last := c.params.Range.Start.Line, c.params.Range.End.Line
	for _, d := range snap.Diagnostics {
		if d.Cause == nil || d.Cause.File != c.doc.path {
			continue
		}
		if line := d.Cause.Line - 1; int(min(first, last)) <= line && line <= int(max(first, last)) {
			list = append(list, d)
		}
	}
	return list
}

// lines returns the bytes of the lines that the request's range touches.
func (c *actionCollector) lines() gomod.Span {
	t := c.doc.text
	first, last := c.params.Range.Start, c.params.Range.End
	if last.Line < first.Line {
		first, last = last, first
	}
	first.Character = 0
	end := t.offset(last, c.server.encoding)
	if int(last.Line) < len(t.lines) {
		end = t.lineEnd(int(last.Line))
	}
	return gomod.Span{Start: t.offset(first, c.server.encoding), End: end}
}

// requirements returns the requirements that a request is about: the one on a
// single line, those with a finding on several lines or if the client asks of
// its own accord, and those that the client's diagnostics name.
func (c *actionCollector) requirements(snap *snapshot.Snapshot, lines gomod.Span) []*analysis.Requirement {
	named := c.namedModules()
	all := c.params.Range.Start.Line == c.params.Range.End.Line && !c.automatic()
	found := make(map[*analysis.Requirement]bool)
	for _, d := range snap.Diagnostics {
		found[d.Requirement] = true
	}
	var chosen []*analysis.Requirement
	for _, r := range snap.Requirements {
		here := lines.Start <= r.Token.Start && r.Token.Start <= lines.End || all && fix.OnReplace(snap.File, r, lines)
		if here && (all || found[r]) || found[r] && slices.Contains(named, r.Path) {
			chosen = append(chosen, r)
		}
	}
	return chosen[:min(len(chosen), maxLines)]
}

// faults returns the findings about no requirement that a request is about:
// those in its range, and those that the client's diagnostics name.
func (c *actionCollector) faults(snap *snapshot.Snapshot, lines gomod.Span) []analysis.Diagnostic {
	named := c.named()
	return slices.DeleteFunc(slices.Clone(snap.Diagnostics), func(d analysis.Diagnostic) bool {
		return d.Requirement != nil || !touches(&d, lines) && !slices.Contains(named, dataOf(c.doc, &d))
	})
}

// touched returns the findings in the request's range.
func (c *actionCollector) touched(snap *snapshot.Snapshot, lines gomod.Span) []analysis.Diagnostic {
	return slices.DeleteFunc(slices.Clone(snap.Diagnostics), func(d analysis.Diagnostic) bool { return !touches(&d, lines) })
}

// named returns what the request's diagnostics are known by, of the server's
// own.
func (c *actionCollector) named() []diagnosticData {
	var list []diagnosticData
	for _, d := range c.params.Context.Diagnostics {
		var data diagnosticData
		if json.Unmarshal(d.Data, &data) == nil && data.File == c.doc.raw {
			list = append(list, data)
		}
	}
	return list
}

// namedModules returns the modules that the request's diagnostics are about:
// the server's own, known by their data.
func (c *actionCollector) namedModules() []string {
	var paths []string
	for _, data := range c.named() {
		if data.Module != "" {
			paths = append(paths, data.Module)
		}
	}
	return paths
}

// add adds a plan for a file: for a requirement of it or, if that is nil, for
// the whole, with the findings that it may resolve. A plan that is there
// already, for another requirement, then resolves these too.
func (c *actionCollector) add(in *document, plan fix.Plan, r *analysis.Requirement, findings []published) {
	if !c.wanted(plan.Kind) {
		return
	}
	action := c.action(in, r, plan)
	if action.Disabled.Reason != "" && (!c.server.client.TextDocument.CodeAction.DisabledSupport || c.automatic()) {
		return // the protocol: without the support it would look like one that can be done
	}
	for _, f := range findings {
		if plan.Mends(f.found) {
			action.Diagnostics = append(action.Diagnostics, f.diagnostic())
		}
	}
	same := c.byTitle[action.Title]
	if same == nil {
		c.byTitle[action.Title] = action
		c.actions = append(c.actions, action)
		return
	}
	for _, d := range action.Diagnostics {
		if !slices.ContainsFunc(same.Diagnostics, func(o protocol.Diagnostic) bool { return reflect.DeepEqual(o, d) }) {
			same.Diagnostics = append(same.Diagnostics, d)
		}
	}
}

// A published finding is one as the server and as the client have it.
type published struct {
	found      *analysis.Diagnostic
	diagnostic func() protocol.Diagnostic
}

// publishedIn returns findings of the request's document.
func (c *actionCollector) publishedIn(list []analysis.Diagnostic) []published {
	all := make([]published, len(list))
	for i := range list {
		all[i] = published{&list[i], func() protocol.Diagnostic { return c.server.diagnostic(c.state, c.doc, &list[i]) }}
	}
	return all
}

// caused returns findings about another file as they stand in the request's
// document.
func (c *actionCollector) caused(in *document, list []analysis.Diagnostic) []published {
	all := make([]published, len(list))
	for i := range list {
		all[i] = published{&list[i], func() protocol.Diagnostic {
			return c.server.causeDiagnostic(c.state, c.doc, cause{in, list[i]})
		}}
	}
	return all
}

// automatic reports whether the client asks of its own accord, as when the
// cursor moves.
func (c *actionCollector) automatic() bool {
	return c.params.Context.TriggerKind == int(protocol.CodeActionTriggerKindAutomatic)
}

// wanted reports whether the request asks for a kind of action. What is asked
// for automatically is what resolves a finding: an offer on every line is no
// reason for a light bulb on every line.
func (c *actionCollector) wanted(kind string) bool {
	if only := c.params.Context.Only; len(only) > 0 {
		return slices.ContainsFunc(only, func(want string) bool {
			return want == "" || kind == want || strings.HasPrefix(kind, want+".")
		})
	}
	return !c.automatic() || kind == string(protocol.CodeActionKindQuickFix)
}

// menuTitle is what a menu says of a plan: its title, and in parentheses how it
// writes what is no buffer of the editor, and what else it changes.
func (s *Server) menuTitle(plan fix.Plan) string {
	title := plan.Title
	if plan.Target == fix.Shell && !s.client.Experimental.Modroute.CopyText {
		title = strings.Replace(title, "Copy ", "Show ", 1)
	}
	var notes []string
	if plan.Target == fix.UserEnv {
		notes = append(notes, "go env -w")
	}
	if plan.Preview != "" {
		notes = append(notes, plan.Preview)
	}
	if notes == nil {
		return title
	}
	return title + " (" + strings.Join(notes, "; ") + ")"
}

// action is a plan for a file in the terms of the protocol.
func (c *actionCollector) action(in *document, r *analysis.Requirement, plan fix.Plan) *protocol.CodeAction {
	action := &protocol.CodeAction{Title: c.server.menuTitle(plan), Kind: new(protocol.CodeActionKind(plan.Kind))}
	if plan.Preferred {
		action.IsPreferred = new(true)
	}
	s := c.server
	switch {
	case plan.NeedsDir && r != nil && s.client.Experimental.Modroute.PickDirectory:
		action.Command = command(plan.Title, commandAddReplace, addReplaceArgs{URI: string(in.raw), Path: r.Path})
	case plan.NeedsDir:
		plan.Disabled = fmt.Sprintf("no checkout of %s was found near by, and this editor cannot ask for a directory", plan.Path)
	case plan.Disabled != "":
	case plan.Target == fix.Shell:
		action.Command = command(plan.Title, commandShellLine, shellLineArgs{Title: plan.Title, Line: plan.Line})
	case plan.Target == fix.Cache:
		action.Command = command(plan.Title, commandRemoveCached, removeCachedArgs{Path: plan.Cached.Path, Version: plan.Cached.Version})
	case plan.Target == fix.UserEnv:
		action.Command = command(plan.Title, commandApplyPlan, applyPlanArgs{Title: plan.Title, Changes: plan.Env})
	default:
		edit, err := s.workspaceEdit(c.state, plan.Files)
		if err != nil {
			plan.Disabled = err.Error()
			break
		}
		action.Edit = edit
	}
	if plan.Disabled != "" {
		action.Disabled = protocol.CodeActionDisabled{Reason: plan.Disabled}
		action.IsPreferred = nil
	}
	return action
}

// addUndo offers to undo what was written last.
func (c *actionCollector) addUndo() {
	last, ok := c.server.history.last()
	if !ok || !c.wanted(string(protocol.CodeActionKindRefactorRewrite)) {
		return
	}
	title := "Undo: " + last.title
	c.actions = append(c.actions, &protocol.CodeAction{
		Title: title, Kind: new(protocol.CodeActionKindRefactorRewrite),
		Command: command(title, commandUndo, undoArgs{ID: last.id}),
	})
}

// answer returns the actions; to a client that knows commands only, those.
func (c *actionCollector) answer() []protocol.CommandOrCodeAction {
	literals := c.server.client.TextDocument.CodeAction.Literals != nil
	answer := make([]protocol.CommandOrCodeAction, 0, len(c.actions))
	for _, action := range c.actions {
		switch {
		case literals:
			answer = append(answer, action)
		case action.Edit != nil:
			edit := command(action.Title, commandApplyEdit, action.Edit)
			answer = append(answer, &edit)
		case action.Command.Command != "":
			answer = append(answer, &action.Command)
		}
	}
	return answer
}
