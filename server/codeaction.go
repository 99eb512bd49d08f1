package server

import (
	"context"
	"encoding/json"
	"fmt"
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

// codeAction offers the plans for the requirements in a range, those for the
// file as a whole, and what can be undone.
func (s *Server) codeAction(ctx context.Context, st *state, p *conn.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	c := &actionCollector{server: s, state: st, doc: d, params: p, byTitle: map[string]*protocol.CodeAction{}}
	if d.module != nil {
		if err := c.addPlans(ctx, d.module.snapshot()); err != nil {
			return nil, err
		}
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

func (c *actionCollector) addPlans(ctx context.Context, snap *snapshot.Snapshot) error {
	lines := c.lines()
	chosen := c.requirements(snap, lines)
	planner := fix.NewPlanner(snap)
	for _, r := range chosen {
		for _, plan := range planner.ForRequirement(r) {
			c.add(snap, r, plan)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if len(chosen) == 0 && !slices.ContainsFunc(snap.Diagnostics, func(found analysis.Diagnostic) bool { return touches(&found, lines) }) {
		return nil
	}
	for _, plan := range planner.ForFile() {
		c.add(snap, nil, plan)
	}
	return nil
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
		here := lines.Start <= r.Token.Start && r.Token.Start <= lines.End
		if here && (all || found[r]) || found[r] && slices.Contains(named, r.Path) {
			chosen = append(chosen, r)
		}
	}
	return chosen[:min(len(chosen), maxLines)]
}

// namedModules returns the modules that the request's diagnostics are about:
// the server's own, known by their data.
func (c *actionCollector) namedModules() []string {
	var paths []string
	for _, d := range c.params.Context.Diagnostics {
		var data diagnosticData
		if json.Unmarshal(d.Data, &data) == nil && data.File == c.doc.raw && data.Module != "" {
			paths = append(paths, data.Module)
		}
	}
	return paths
}

// add adds a plan, for a requirement or, if that is nil, for the file. A plan
// that is there already, for another requirement, then resolves these findings
// too.
func (c *actionCollector) add(snap *snapshot.Snapshot, r *analysis.Requirement, plan fix.Plan) {
	if !c.wanted(plan.Kind) {
		return
	}
	action := c.action(r, plan)
	if action.Disabled.Reason != "" && (!c.server.client.TextDocument.CodeAction.DisabledSupport || c.automatic()) {
		return // the protocol: without the support it would look like one that can be done
	}
	action.Diagnostics = c.resolved(snap, r, plan)
	switch same := c.byTitle[action.Title]; {
	case same != nil && r == nil:
		same.Diagnostics = action.Diagnostics // those of all requirements
		return
	case same != nil:
		same.Diagnostics = append(same.Diagnostics, action.Diagnostics...)
		return
	}
	c.byTitle[action.Title] = action
	c.actions = append(c.actions, action)
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
func menuTitle(plan fix.Plan) string {
	var notes []string
	if plan.Target == fix.UserEnv {
		notes = append(notes, "go env -w")
	}
	if plan.Preview != "" {
		notes = append(notes, plan.Preview)
	}
	if notes == nil {
		return plan.Title
	}
	return plan.Title + " (" + strings.Join(notes, "; ") + ")"
}

// action is a plan in the terms of the protocol.
func (c *actionCollector) action(r *analysis.Requirement, plan fix.Plan) *protocol.CodeAction {
	action := &protocol.CodeAction{Title: menuTitle(plan), Kind: new(protocol.CodeActionKind(plan.Kind))}
	if plan.Preferred {
		action.IsPreferred = new(true)
	}
	s := c.server
	switch {
	case plan.NeedsDir && r != nil && s.client.Experimental.Modroute.PickDirectory:
		action.Command = command(plan.Title, commandAddReplace, addReplaceArgs{URI: string(c.doc.raw), Path: r.Path})
	case plan.NeedsDir:
		plan.Disabled = fmt.Sprintf("no checkout of %s was found near by, and this editor cannot ask for a directory", plan.Path)
	case plan.Disabled != "":
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

// resolved returns the findings that a plan resolves, as they were published.
func (c *actionCollector) resolved(snap *snapshot.Snapshot, r *analysis.Requirement, plan fix.Plan) []protocol.Diagnostic {
	var list []protocol.Diagnostic
	for i := range snap.Diagnostics {
		found := &snap.Diagnostics[i]
		if slices.Contains(plan.Codes, found.Code) && (r == nil || found.Requirement == r) {
			list = append(list, c.server.diagnostic(c.state, c.doc, found))
		}
	}
	return list
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
