package server

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// kindFixAll is the kind of the action that makes all safe fixes of a file at
// once, which editors can be told to do when they save.
const kindFixAll protocol.CodeActionKind = protocol.CodeActionKindSourceFixAll + ".modroute"

// codeActionProvider says what actions there are: to a client that knows
// commands only, that there are some.
func (s *Server) codeActionProvider() protocol.CodeActionProvider {
	if s.client.TextDocument.CodeAction.Literals == nil {
		return protocol.Boolean(true)
	}
	options := &protocol.CodeActionOptions{
		CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, protocol.CodeActionKindRefactorRewrite, kindFixAll, kindAbout},

		WorkDoneProgressOptions: protocol.WorkDoneProgressOptions{WorkDoneProgress: new(true)},
	}
	if s.resolvesEdits() {
		options.ResolveProvider = new(true)
	}
	return options
}

// codeAction offers the plans for the requirements in a range, for the findings
// there that are about no requirement, those for the file as a whole, and what
// can be undone. It waits for the slow analyzers.
func (s *Server) codeAction(ctx context.Context, st *state, p *conn.CodeActionParams) ([]any, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	c := &actionCollector{server: s, state: st, doc: d, params: p}
	if !c.automatic() {
		var progress *progress
		ctx, progress = s.progress(ctx, p.WorkDoneToken, "Working out fixes for "+filepath.Base(d.path))
		defer progress.end()
	}
	if err := c.collect(ctx); err != nil {
		return nil, unlessCalledOff(ctx, err)
	}
	return c.answer(), nil
}

// An actionCollector collects the actions for one request.
type actionCollector struct {
	server  *Server
	state   *state
	doc     *document
	params  *conn.CodeActionParams
	actions []*codeAction

	fingerprint string // of the document's text, once an action needs it
}

// collect collects all that the request asks for: what is preferred first.
func (c *actionCollector) collect(ctx context.Context) error {
	if c.doc.module != nil {
		snap := c.doc.module.complete(ctx)
		c.addFixAll(snap)
		if err := c.addPlans(ctx, snap); err != nil {
			return err
		}
	}
	if c.doc.goFile != nil {
		if err := c.addImportPlans(ctx); err != nil {
			return err
		}
	}
	if err := c.addCausePlans(ctx); err != nil {
		return err
	}
	c.addAbout()
	c.addUndo()
	c.preferOnce()
	slices.SortStableFunc(c.actions, func(a, b *codeAction) int { return place(a) - place(b) })
	return nil
}

// place orders actions: what is preferred comes first.
func place(a *codeAction) int {
	if a.IsPreferred {
		return 0
	}
	return 1
}

// preferOnce leaves each finding one preferred action: several lines may each
// have brought one that mends the other's findings too. The one that mends most
// stays.
func (c *actionCollector) preferOnce() {
	preferred := slices.DeleteFunc(slices.Clone(c.actions), func(a *codeAction) bool { return !a.IsPreferred })
	slices.SortStableFunc(preferred, func(a, b *codeAction) int { return len(b.Diagnostics) - len(a.Diagnostics) })
	taken := make(map[string]bool)
	for _, a := range preferred {
		a.IsPreferred = !slices.ContainsFunc(a.Diagnostics, func(d json.RawMessage) bool { return taken[string(d)] })
		for _, d := range a.Diagnostics {
			taken[string(d)] = taken[string(d)] || a.IsPreferred
		}
	}
}

// automatic reports whether the client asks of its own accord, as when the
// cursor moves.
func (c *actionCollector) automatic() bool {
	return c.params.Context.TriggerKind == int(protocol.CodeActionTriggerKindAutomatic)
}

// wanted reports whether the request asks for a kind of action. What is asked
// for automatically is what resolves a finding: an offer on every line is no
// reason for a light bulb on every line.
func (c *actionCollector) wanted(kind protocol.CodeActionKind) bool {
	if only := c.params.Context.Only; len(only) > 0 {
		return slices.ContainsFunc(only, func(want string) bool {
			return want == "" || string(kind) == want || strings.HasPrefix(string(kind), want+".")
		})
	}
	return !c.automatic() || kind == protocol.CodeActionKindQuickFix
}

// add adds a plan for a file: for a requirement of it or, if that is nil, for
// the whole, with the findings that it may resolve. Where there is an action
// already that comes to the same, that one resolves these too.
func (c *actionCollector) add(in *document, plan fix.Plan, r *analysis.Requirement, findings []published) {
	if !c.wanted(protocol.CodeActionKind(plan.Kind)) {
		return
	}
	action := c.action(in, r, plan)
	if action.Disabled != nil && (!c.server.client.TextDocument.CodeAction.DisabledSupport || c.automatic()) {
		return // the protocol: without the support it would look like one that can be done
	}
	for _, f := range findings {
		if plan.Mends(f.found) {
			action.Diagnostics = append(action.Diagnostics, c.spelled(f.diagnostic()))
		}
	}
	if same := c.alike(action); same != nil {
		same.mendsToo(action)
		return
	}
	if c.titled(action.Title) != nil {
		action.retitle(action.Title + " (" + c.subject(in, plan, findings) + ")")
	}
	c.actions = append(c.actions, action)
}

// alike returns an action that comes to the same as another; nil if there is
// none. Two that edit alike may have come to that by different findings, and
// say different things of what else they change.
func (c *actionCollector) alike(action *codeAction) *codeAction {
	for _, a := range c.actions {
		if a.does(action) && a.Kind != kindFixAll && (a.Title == action.Title || action.files != nil) {
			return a
		}
	}
	return nil
}

// mendsToo has an action stand for another one that comes to the same.
func (a *codeAction) mendsToo(other *codeAction) {
	a.IsPreferred = a.IsPreferred || other.IsPreferred
	if other.Kind == protocol.CodeActionKindQuickFix {
		a.Kind = other.Kind
	}
	for _, d := range other.Diagnostics {
		if !slices.ContainsFunc(a.Diagnostics, func(o json.RawMessage) bool { return string(o) == string(d) }) {
			a.Diagnostics = append(a.Diagnostics, d)
		}
	}
}

// titled returns the action with a title; nil if there is none.
func (c *actionCollector) titled(title string) *codeAction {
	for _, a := range c.actions {
		if a.Title == title {
			return a
		}
	}
	return nil
}

// subject says what a plan is about, to tell it from others of its title: a
// module, or another file that it is for, or the line of what it mends.
func (c *actionCollector) subject(in *document, plan fix.Plan, findings []published) string {
	switch {
	case plan.Path != "":
		return explain.Printable(plan.Path)
	case in != c.doc:
		return explain.Printable(seenFrom(c.doc.path, in.path))
	}
	for _, f := range findings {
		if plan.Mends(f.found) {
			return fmt.Sprintf("line %d", in.text.position(f.found.Span.Start, utf8Bytes).Line+1)
		}
	}
	return explain.Printable(filepath.Base(in.path))
}

// seenFrom returns how a path is told on a file: shortly, if it lies below the
// file's directory.
func seenFrom(file, path string) string {
	rel, err := filepath.Rel(filepath.Dir(file), path)
	if err != nil || !filepath.IsLocal(rel) {
		return path
	}
	return filepath.ToSlash(rel)
}

// addUndo offers to undo what was written last.
func (c *actionCollector) addUndo() {
	last, ok := c.server.history.last()
	if !ok || !c.wanted(protocol.CodeActionKindRefactorRewrite) {
		return
	}
	title := "Undo: " + last.title
	c.actions = append(c.actions, &codeAction{
		Title: title, Kind: protocol.CodeActionKindRefactorRewrite,
		Command: new(command(title, commandUndo, undoArgs{ID: last.id})),
	})
}
