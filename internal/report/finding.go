package report

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// A Finding is one fault, as `modroute check -json` gives it. Columns count
// bytes; the end is exclusive.
type Finding struct {
	Schema    int    `json:"schema"`           // 1
	File      string `json:"file"`             // relative to -C
	Line      int    `json:"line"`             // 1-based
	Column    int    `json:"column"`           // 1-based, in bytes
	EndLine   int    `json:"endLine"`          //
	EndColumn int    `json:"endColumn"`        //
	Severity  string `json:"severity"`         // "error", "warning", "information" or "hint"
	Code      string `json:"code"`             // of the analyzer
	Message   string `json:"message"`          //
	Module    string `json:"module,omitempty"` // path of the module at fault; absent for a fault of the environment
	Fixes     []Fix  `json:"fixes,omitempty"`  // best first
}

// A Fix is one way to mend a finding.
type Fix struct {
	Title    string `json:"title"`
	Kind     string `json:"kind"`               // the code action kind: "quickfix" or "refactor.rewrite"
	Target   string `json:"target"`             // "user" (go env -w), "go.env" (the repository's), "file", "shell" or "cache"
	Disabled string `json:"disabled,omitempty"` // why it cannot be done; then there are no edits
	Edits    []Edit `json:"edits,omitempty"`
	Line     string `json:"line,omitempty"`    // target "shell": to be run by a person
	Module   string `json:"module,omitempty"`  // target "cache": what is removed from the module cache
	Version  string `json:"version,omitempty"` // of Module
}

// An Edit is one change of a fix: of a text file (file to newText), or of a
// variable of the user's Go environment (variable, old, new).
type Edit struct {
	File      string `json:"file,omitempty"` // relative to -C; created if it does not exist
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"` // 1-based, in bytes
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
	NewText   string `json:"newText,omitempty"`

	Variable string  `json:"variable,omitempty"`
	Old      *string `json:"old,omitempty"` // the file's value that is replaced; absent if it has none
	New      *string `json:"new,omitempty"` // absent if the variable is unset
}

// NewFinding makes the report of diagnostic d in file f, which is shown as
// name. plans are the fixes of the line; those that mend d are taken. rel
// makes an absolute path relative to -C.
func NewFinding(f *gomod.File, name string, d *analysis.Diagnostic, plans []fix.Plan, rel func(string) string) *Finding {
	out := &Finding{
		Schema:   Schema,
		File:     name,
		Severity: d.Severity.String(),
		Code:     d.Code,
		Message:  goenv.Redact(d.Message),
	}
	out.Line, out.Column = f.Position(d.Span.Start)
	out.EndLine, out.EndColumn = f.Position(d.Span.End)
	if d.Requirement != nil {
		out.Module = d.Requirement.Path
	}
	for i := range plans {
		if plans[i].Mends(d) && !plans[i].NeedsDir { // which would ask a person for more
			out.Fixes = append(out.Fixes, newFix(f, &plans[i], rel))
		}
	}
	return out
}

// newFix makes the report of a plan for a finding in file f.
func newFix(f *gomod.File, p *fix.Plan, rel func(string) string) Fix {
	out := Fix{Title: p.Title, Kind: p.Kind, Target: string(p.Target), Disabled: p.Disabled}
	if p.Disabled != "" {
		return out
	}
	out.Line, out.Module, out.Version = p.Line, p.Cached.Path, p.Cached.Version
	for _, c := range p.Env {
		e := Edit{Variable: c.Name}
		if c.OldSet {
			old := goenv.RedactValue(c.Name, c.Old)
			e.Old = &old
		}
		if c.NewSet {
			text := goenv.RedactValue(c.Name, c.New)
			e.New = &text
		}
		out.Edits = append(out.Edits, e)
	}
	for _, file := range p.Files {
		text := f
		if file.Old != f.Text {
			text = gomod.Parse(file.Path, file.Old)
		}
		for _, change := range file.Edits {
			e := Edit{File: rel(file.Path), NewText: change.New}
			e.Line, e.Column = text.Position(change.Start)
			e.EndLine, e.EndColumn = text.Position(change.End)
			out.Edits = append(out.Edits, e)
		}
	}
	return out
}
