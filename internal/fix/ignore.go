package fix

import (
	"context"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// unusedIgnore is the code of the findings about ignore comments themselves.
const unusedIgnore = "unused-ignore"

// Ignores returns for each code of the findings the plan that silences it by a
// comment in the file, for who has decided to live with it. They mend nothing,
// so they are never preferred, and no part of the plans for a requirement.
func (p *Planner) Ignores(list []analysis.Diagnostic) []Plan {
	var plans []Plan
	for i := range list {
		d := &list[i]
		if d.Code == unusedIgnore || slices.ContainsFunc(plans, func(q Plan) bool { return q.Codes[0] == d.Code }) {
			continue
		}
		edit := FileEdit{Path: fileOf(p.s), Old: p.s.File.Text, Edits: ignore(p.s.File, d)}
		if edit.Edits == nil || p.remains(edit, d) {
			continue
		}
		plan := Plan{
			Title: "Ignore " + d.Code + " on this line", Kind: quickFix, Target: InFile,
			Codes: []string{d.Code}, Files: []FileEdit{edit}, deliberate: true,
		}
		if d.Requirement != nil {
			plan.Path = d.Requirement.Path
		}
		plans = append(plans, plan)
	}
	return plans
}

// ignore returns the edits that add a comment which silences a finding. They
// keep to what the go command leaves alone when it rewrites the file
// (golang.org/x/mod/modfile): the comment on the line, after "// indirect", or
// beside other comments a line of its own above.
func ignore(f *gomod.File, d *analysis.Diagnostic) []gomod.Edit {
	number, _ := f.Position(d.Span.Start)
	for _, i := range analysis.Ignores(f) {
		if i.Comment.First == number && i.Comment.Last == number && len(i.Codes) > 0 {
			return insertion(i.Codes[len(i.Codes)-1].End, ","+d.Code)
		}
	}
	line := f.LineSpan(number)
	text := f.Text[line.Start:line.End]
	end := line.Start + len(strings.TrimRight(text, " \t"))
	comment := ""
	for _, c := range f.Comments() {
		if c.Line == number {
			comment = c.Text
		}
	}
	switch strings.TrimSpace(strings.TrimPrefix(comment, "//")) {
	case "":
		if comment == "" && end > line.Start {
			return insertion(end, " //modroute:ignore "+d.Code)
		}
	case "indirect":
		return insertion(end, "; modroute:ignore "+d.Code)
	}
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	return insertion(line.Start, indent+"//modroute:ignore "+d.Code+eol(f.Text))
}

func insertion(at int, text string) []gomod.Edit {
	return []gomod.Edit{{Span: gomod.Span{Start: at, End: at}, New: text}}
}

// eol returns the line end of a text.
func eol(text string) string {
	if strings.Contains(text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// remains reports whether the snapshot after an edit still has a finding.
func (p *Planner) remains(edit FileEdit, d *analysis.Diagnostic) bool {
	after := withFile(p.s, edit)
	if p.s.Completed {
		after = after.Complete(context.Background())
	}
	return countOf(after, d) >= countOf(p.s, d)
}

// countOf returns how many findings a snapshot has of the kind of d.
func countOf(s *snapshot.Snapshot, d *analysis.Diagnostic) (n int) {
	for i := range s.Diagnostics {
		if o := &s.Diagnostics[i]; o.Code == d.Code && o.Subject == d.Subject {
			n++
		}
	}
	return n
}
