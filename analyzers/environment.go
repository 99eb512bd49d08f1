package analyzers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// reportEnvironment reports a fault of the environment as a whole: once, on
// the module line (else the first line), and on the line that sets the
// variable where a file does.
func reportEnvironment(p *analysis.Pass, v goenv.Variable, severity analysis.Severity, message string, intents ...analysis.Intent) {
	d := analysis.Diagnostic{Span: headSpan(p.File), Severity: severity, Message: message, Subject: v.Name, Intents: intents}
	if v.File != "" {
		d.Cause = &analysis.Related{File: v.File, Line: v.Line, Message: message}
		d.Related = []analysis.Related{{File: v.File, Line: v.Line, Message: v.Name + " is set here"}}
	}
	p.Report(d)
}

// reportInvalid reports a value that is refused as reportEnvironment does. Where
// the line that sets it does not do what it seems to, it says so too, which
// ineffective-setting then does not, and offers to write the line anew.
func reportInvalid(p *analysis.Pass, v goenv.Variable, severity analysis.Severity, message string, intents ...analysis.Intent) {
	if line, ok := misread(p, v); ok && line.Rewritten != "" && !slices.ContainsFunc(intents, func(i analysis.Intent) bool {
		set, ok := i.(analysis.SetVariable)
		return ok && set.Value == line.Rewritten
	}) {
		intents = slices.Insert(intents, 0, writtenAnew(line))
	}
	reportEnvironment(p, v, severity, message+whyMisread(p, v), intents...)
}

// misread returns what of the line that sets a variable does not do what it
// seems to.
func misread(p *analysis.Pass, v goenv.Variable) (line goenv.Problem, ok bool) {
	i := slices.IndexFunc(p.Env.Problems, func(line goenv.Problem) bool {
		return line.Variable == v.Name && line.File == v.File && line.Line == v.Line
	})
	if i < 0 {
		return goenv.Problem{}, false
	}
	return p.Env.Problems[i], true
}

// whyMisread is what misread returns as a sentence that follows others.
func whyMisread(p *analysis.Pass, v goenv.Variable) string {
	line, ok := misread(p, v)
	if !ok {
		return ""
	}
	return " " + sentence(strings.TrimPrefix(line.Message, fmt.Sprintf("%s:%d: ", line.File, line.Line))) + "."
}

// writtenAnew is the intent to write the line of the user's file as it was
// meant.
func writtenAnew(line goenv.Problem) analysis.Intent {
	return analysis.SetVariable{Name: line.Variable, Value: line.Rewritten, Title: "Write the line for " + line.Variable + " anew"}
}

// headSpan returns where a diagnostic about the file as a whole stands.
func headSpan(f *gomod.File) gomod.Span {
	if f.Module != nil {
		return f.Module.Span
	}
	return f.LineSpan(1)
}

// setting returns a variable as a message names it: "GOPROXY=off (set in
// /home/u/.config/go/env:3)". Secrets are redacted, and the carriage return of a
// file with Windows line ends is left out.
func setting(v goenv.Variable) string {
	return v.Name + "=" + goenv.RedactValue(v.Name, strings.TrimSuffix(v.Value, "\r")) + " (" + setBy(v) + ")"
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

// restore returns what brings Go's default of a variable back: unsetting it
// where a person has set it, else, since a distributor's go.env in GOROOT has
// it, setting it to the Go project's default.
func restore(v goenv.Variable, published string) analysis.SetVariable {
	if v.Origin > goenv.GOROOT {
		return analysis.SetVariable{Name: v.Name, Unset: true, Title: "Unset " + v.Name}
	}
	return analysis.SetVariable{Name: v.Name, Value: published, Title: "Set " + v.Name + " to " + published}
}

// deliberately is an intent against what may well be meant.
func deliberately(i analysis.SetVariable) analysis.Intent {
	i.Deliberate = true
	return i
}

// The values that the Go project's go.env sets.
const (
	publishedProxy     = "https://proxy.golang.org,direct"
	publishedSumDB     = "sum.golang.org"
	publishedToolchain = "auto"
)

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
