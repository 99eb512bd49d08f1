package server

import (
	"context"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"go.lsp.dev/protocol"
)

// maxLines is how many requirements of a wide selection get actions of their
// own. Each plan is tried out on the file before it is offered.
const maxLines = 8

// addFixAll adds the action that makes all safe fixes, to who asks for just
// that.
func (c *actionCollector) addFixAll(snap *snapshot.Snapshot) {
	if only := c.params.Context.Only; len(only) == 0 || slices.Contains(only, "") || !c.wanted(kindFixAll) {
		return
	}
	files := fix.SafeEdits(snap)
	if len(files) == 0 {
		return
	}
	action := &codeAction{Title: "Make all safe fixes of modroute", Kind: kindFixAll}
	if c.edit(action, files); action.Disabled == nil {
		c.actions = append(c.actions, action)
	}
}

// addPlans adds the plans for what the range touches in the go.mod or go.work
// of the request.
func (c *actionCollector) addPlans(ctx context.Context, snap *snapshot.Snapshot) error {
	if !c.wanted(protocol.CodeActionKindQuickFix) && !c.wanted(protocol.CodeActionKindRefactorRewrite) {
		return nil
	}
	lines := c.lines()
	chosen, faults := c.requirements(snap, lines), c.faults(snap, lines)
	planner := fix.NewPlanner(snap)
	if err := c.addPlansFor(ctx, snap, planner, chosen, faults); err != nil {
		return err
	}
	here := c.touched(snap, lines)
	if len(chosen) > 0 || len(here) > 0 || !c.automatic() && onModuleLine(snap.File, lines) {
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

// onModuleLine reports whether lines are about the file as a whole.
func onModuleLine(file *gomod.File, lines gomod.Span) bool {
	m := file.Module
	return m != nil && lines.Start <= m.Arg.Start && m.Arg.Start <= lines.End
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
	name := c.state.readAs(c.doc.path)
	for _, d := range snap.Diagnostics {
		if d.Cause == nil || d.Cause.File != name {
			continue
		}
		line, there := c.state.lineNow(c.doc, d.Cause.Line)
		if line--; there && int(min(first, last)) <= line && line <= int(max(first, last)) {
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
