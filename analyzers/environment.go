package analyzers

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// reportEnvironment reports a fault of the environment as a whole: once, on
// the module line (else the first line), and on the line that sets the
// variable where a file does.
func reportEnvironment(p *analysis.Pass, v goenv.Variable, severity analysis.Severity, message string) {
	d := analysis.Diagnostic{Span: headSpan(p.File), Severity: severity, Message: message}
	if v.File != "" {
		d.Cause = &analysis.Related{File: v.File, Line: v.Line, Message: message}
		d.Related = []analysis.Related{{File: v.File, Line: v.Line, Message: v.Name + " is set here"}}
	}
	p.Report(d)
}

// headSpan returns where a diagnostic about the file as a whole stands.
func headSpan(f *gomod.File) gomod.Span {
	if f.Module != nil {
		return f.Module.Span
	}
	return f.LineSpan(1)
}

// setting returns a variable as a message names it: "GOPROXY=off (set in
// /home/u/.config/go/env:3)". Secrets are redacted.
func setting(v goenv.Variable) string {
	return v.Name + "=" + goenv.RedactValue(v.Name, v.Value) + " (" + setBy(v) + ")"
}

// setBy says who gave a variable its value.
func setBy(v goenv.Variable) string {
	switch {
	case v.File != "":
		return "set in " + v.File + ":" + strconv.Itoa(v.Line)
	case v.InjectedBy != "":
		return "put into the process's environment by " + v.InjectedBy
	case v.Origin == goenv.OS:
		return "set in the process's environment"
	case v.Origin == goenv.Editor:
		return "set by the editor"
	}
	return "Go's default"
}

// correct says what mends a variable whose value is invalid. What Go sets by
// default, GOPROXY, GOSUMDB and GOTOOLCHAIN, stands in $GOROOT/go.env, without
// which they are empty.
func correct(v goenv.Variable) string {
	switch {
	case v.Value != "":
		return "Correct " + setting(v) + "."
	case v.Origin == goenv.User:
		return v.Name + " is empty (" + setBy(v) + "); \"go env -u " + v.Name + "\" restores the default."
	case v.File != "":
		return v.Name + " is empty (" + setBy(v) + "); set it."
	}
	return v.Name + " is not set; set it, or restore the file go.env in GOROOT, which holds Go's default."
}

// isRequirement reports whether r stands for a require line, or in a go.work
// for a replace directive, which is all that a go.work asks for. What else a
// file asks for, the toolchain or the target of a replace that no require line
// of it uses, is not counted among its requirements, nor is one that the go
// command ignores.
func isRequirement(f *gomod.File, r *analysis.Requirement) bool {
	return !r.Toolchain && (f.Work || !isLoneReplace(r)) && !isExcluded(r)
}

// isExcluded reports whether an exclude directive makes the go command ignore
// a requirement.
func isExcluded(r *analysis.Requirement) bool { return r.Route.Error != "" && hasStep(r, "exclude") }

// hasStep reports whether a route has a reason for a step.
func hasStep(r *analysis.Requirement, step string) bool {
	return slices.ContainsFunc(r.Route.Reasons, func(why route.Reason) bool { return why.Step == step })
}

// isLoneReplace reports whether r stands for a replace directive rather than
// for a requirement that one replaces.
func isLoneReplace(r *analysis.Requirement) bool {
	return r.Replace != nil && r.Replace.Line == r.Line
}

// countOf returns "1 of 12 requirements".
func countOf(n, total int) string {
	if total == 1 {
		return "the only requirement"
	}
	return fmt.Sprintf("%d of %d requirements", n, total)
}

// count returns "3 of 12 requirements" for those that broken holds for, and
// their number.
func count(p *analysis.Pass, broken func(*analysis.Requirement) bool) (text string, n int) {
	total := 0
	for _, r := range p.Requirements {
		if isRequirement(p.File, r) {
			total++
			if broken(r) {
				n++
			}
		}
	}
	return countOf(n, total), n
}
