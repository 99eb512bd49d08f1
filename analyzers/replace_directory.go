package analyzers

import (
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// ReplaceDirectory reports local replaces whose directory is not what they
// need.
var ReplaceDirectory = &analysis.Analyzer{
	Name:  "replace-directory",
	Group: "replace",
	URL:   docURL("replace-directory"),
	Run:   runReplaceDirectory,
	Doc: `A replace directive names a directory that is missing or is no module.

A requirement that is replaced by a directory is taken from there and nowhere
else. If the directory is missing or has no go.mod, every command that loads
the module fails, and the version that is required is not fetched in its place.
Of a missing directory "go build", "go mod tidy" and "go mod vendor" say

    git.corp.example.com/team/lib@v1.2.3: replacement directory ../lib does not exist

and of one without a go.mod

    module ../lib: reading ../lib/go.mod: open /src/lib/go.mod: no such file or directory

"go mod download" and "go list -m all", in a workspace every command, say of both

    git.corp.example.com/team/lib@v1.2.3 (replaced by ../lib): reading ../lib/go.mod: open /src/lib/go.mod: no such file or directory

That is an error where a requirement of the file is replaced, and information
where none is: the go command does not look at a replacement that it does not
use. In a go.work, which requires nothing itself, it is a warning, as it is of a
module that go.work uses, since builds take that from the workspace. Where builds
use a vendor directory it is for information too: "go build" does not look at
the directory, but "go mod tidy", "go mod download" and "go mod vendor" fail.

Only a directive that decides is judged. A go.work that replaces the same module
has its way, and the directive in go.mod is then not reported.

To fix it, check the module out at that place, correct the directory, replace
the module by another directory in a go.work file ("go work edit -replace"), or
remove the directive to fetch what is required. For a directive that only you
need, use a go.work file.

Switch it off where the directory is made by a build step that comes first.
`,
}

func runReplaceDirectory(p *analysis.Pass) {
	byReplace := replacedBy(p)
	for _, rep := range p.File.Replace {
		if r := byReplace[rep]; rep.Local() && r != nil && decides(p.File, rep, r) {
			checkReplacement(p, rep, r)
		}
	}
}

// decides reports whether a directive of the file is the one that replaces the
// requirement: go.work's win (cmd/go/internal/modload/modfile.go:replacementFrom).
func decides(f *gomod.File, rep *gomod.Replace, r *analysis.Requirement) bool {
	return slices.ContainsFunc(r.Route.Reasons, func(why route.Reason) bool {
		return why.Step == "replace" && why.File == filepath.Base(f.Name) && why.Line == rep.Line
	})
}

// checkReplacement checks the local replace that decides about r.
func checkReplacement(p *analysis.Pass, rep *gomod.Replace, r *analysis.Requirement) {
	problem := directoryProblem(p, rep)
	if problem == "" {
		return
	}
	severity, effect := unusable(p, rep.OldPath.Value, r)
	p.Report(analysis.Diagnostic{
		Span: rep.NewPath.Span, Severity: severity, Requirement: r,
		Message: "Replacement directory " + rep.NewPath.Value + " " + problem + ". " + effect,
		Intents: []analysis.Intent{analysis.AddReplace{}, removeReplace(p, rep, true)},
	})
}

// directoryProblem returns why the directory that a local replace names cannot
// stand for a module; "" if it can, or was not looked at.
func directoryProblem(p *analysis.Pass, rep *gomod.Replace) string {
	c := p.Replacement(rep)
	switch {
	case c.Dir == "":
		return ""
	case !c.Exists:
		return "does not exist"
	case !c.GoMod:
		return "has no go.mod"
	}
	return ""
}

// unusable says what fails where the directory that stands for a module cannot
// be used, and what mends it.
func unusable(p *analysis.Pass, old string, r *analysis.Requirement) (analysis.Severity, string) {
	const here = "Check the module out there, correct the directory, "
	switch {
	case !p.File.Work && isLoneReplace(r):
		return analysis.Information, "No requirement of this file is replaced by it, so nothing fails unless the module is needed indirectly."
	case p.Vendored:
		return analysis.Information, "Builds use the vendor directory, but go mod tidy, go mod download and go mod vendor fail. " + here + "or remove the directive."
	case isMain(r):
		return analysis.Warning, "Builds take " + old + " from the workspace, but go list -m all and go mod download fail. " + here + "or remove the directive."
	case p.File.Work:
		return analysis.Warning, "Commands in the workspace that load " + old + " fail. " + here + "or remove the directive."
	}
	return analysis.Error, "Every command that loads " + old + " fails, and the required version is not fetched in its place. " +
		here + "replace the module in a go.work, or remove the directive."
}
