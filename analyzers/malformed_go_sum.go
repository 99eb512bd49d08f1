package analyzers

import (
	"fmt"
	"path/filepath"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// MalformedGoSum reports go.sum files that the go command refuses to read.
var MalformedGoSum = &analysis.Analyzer{
	Name:  "malformed-go-sum",
	Group: "integrity",
	URL:   docURL("malformed-go-sum"),
	Run:   runMalformedGoSum,
	Doc: `go.sum has a line that the go command cannot read.

Each line of go.sum has three fields: a module, a version and a hash. For one
line with another number of fields the go command refuses the whole file, and
with it every command that has to verify a module, such as "go build", "go get",
"go list -m all" and "go mod download":

    malformed go.sum:
    /src/shop/go.sum:3: wrong number of fields 2

In a workspace that holds for go.work.sum and for the go.sum of every module
that go.work uses. Mostly such a line is the mark of a merge conflict.

Before Go 1.22 the go command read the file up to that line, and took what
follows for missing, without a word.

It is an error where a module is required that has to be verified, before Go 1.22
a warning, and information where none is, or where builds use the vendor
directory: then go.sum is not read until something is fetched.

To fix it, remove the lines. Of a merge conflict keep the lines of both sides:
go.sum may have more than a build needs, and "go mod tidy" removes what is too
much. "go mod tidy" by itself passes over malformed lines, but writes the file
anew only if there is something else to change in it: they may stay.

Switch it off only if something else writes the file.
`,
}

func runMalformedGoSum(p *analysis.Pass) {
	for _, sum := range p.Sums {
		if len(sum.Broken) > 0 {
			reportMalformedSum(p, sum)
		}
	}
}

func reportMalformedSum(p *analysis.Pass, sum *gomod.Sum) {
	first := sum.Broken[0]
	severity, effect := malformedEffect(p)
	message := fmt.Sprintf("The go command cannot read %s; %s%s:%d: %s.", sum.Name, effect, sum.Name, first.Line, first.Message)
	what := "malformed lines"
	if hasConflict(sum) {
		what = "conflict markers"
		message += " Git left a merge conflict there: remove its markers and keep the lines of both sides."
	} else {
		message += " Remove the " + linesOf(sum) + "."
	}
	at := analysis.Related{File: sum.Name, Line: first.Line, Message: message}
	p.Report(analysis.Diagnostic{
		Span: headSpan(p.File), Severity: severity, Message: message,
		Subject: fmt.Sprintf("%s:%d", sum.Name, first.Line),
		Cause:   &at,
		Related: []analysis.Related{{File: sum.Name, Line: first.Line, Message: first.Message}},
		Intents: []analysis.Intent{analysis.EditText{
			Title: "Remove the " + what + " from go.sum", File: sum.Name, Edits: sum.RemoveBroken(),
		}},
	})
}

// malformedEffect says what comes of a line that cannot be read
// (cmd/go/internal/modfetch/fetch.go:readGoSum).
func malformedEffect(p *analysis.Pass) (analysis.Severity, string) {
	unread := p.Vendored || !verifiesAny(p)
	switch {
	case goenv.Older(p.Env.GoVersion, "go1.22") && unread:
		return analysis.Information, "before Go 1.22 it takes what follows the line for missing: "
	case goenv.Older(p.Env.GoVersion, "go1.22"):
		return analysis.Warning, "before Go 1.22 it takes what follows the line for missing: "
	case p.Vendored:
		return analysis.Information, "builds use the vendor directory, but go get and go mod download stop: malformed go.sum: "
	case unread:
		return analysis.Information, "nothing that is required has to be verified yet, but then every command stops: malformed go.sum: "
	}
	return analysis.Error, "every command that verifies a module stops: malformed go.sum: "
}

// verifiesAny reports whether the file under analysis, or a module of its
// workspace, requires a module that go.sum is read for: one that is not
// replaced by a directory.
func verifiesAny(p *analysis.Pass) bool {
	for _, r := range p.Requirements {
		if isRequirement(p.File, r) && r.Route.Source != route.Local {
			return true
		}
	}
	own := filepath.Join(p.Dir, "go.mod")
	for path, member := range p.Members {
		if path != own && len(member.Require) > 0 {
			return true
		}
	}
	return false
}

// hasConflict reports whether a go.sum has the mark of a merge conflict.
func hasConflict(sum *gomod.Sum) bool {
	for _, b := range sum.Broken {
		if gomod.IsConflictMarker(sum.Text[b.Start:b.End]) {
			return true
		}
	}
	return false
}

// linesOf returns "line" or "3 lines that do not have three fields".
func linesOf(sum *gomod.Sum) string {
	if n := len(sum.Broken); n > 1 {
		return fmt.Sprintf("%d lines that do not have three fields", n)
	}
	return "line"
}
