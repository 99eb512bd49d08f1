package analyzers

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// ReplacePathMismatch reports replacements whose go.mod declares another
// module. It reads the module cache.
var ReplacePathMismatch = &analysis.Analyzer{
	Name:  "replace-path-mismatch",
	Group: "replace",
	URL:   docURL("replace-path-mismatch"),
	Slow:  true,
	Run:   runReplacePathMismatch,
	Doc: `A replacement's go.mod declares another module path.

A module that replaces another one has to declare either its own path or the
path that it replaces. A fork whose go.mod declares a third one, such as the
path without the /v2 under which it is named, is refused. Commands that load the
module graph, such as "go list -m all" and "go mod download", say

    git.corp.example.com/team/lib@v1.2.3 (replaced by git.corp.example.com/fork/lib@v1.2.4): parsing go.mod:
    	module declares its path as: github.com/someone/lib
    	        but was required as: git.corp.example.com/team/lib

Those that import from it, such as "go build" and "go mod tidy", say the same of
git.corp.example.com/fork/lib@v1.2.4.

That is an error where a requirement of the file is replaced, and information
where none is: the go command does not look at a replacement that it does not
use. Where builds use a vendor directory it is for information too: they do not
look at the go.mod of the replacement. It is known only of what the module cache
holds already.

A directory may declare any path, and many forks live by that: of a local
replace it is for information. The go command accepts it, also where the major
versions differ. The packages are then imported by the replaced path. What does
not work is a package in the directory that imports another one of it by the
path that its go.mod declares: that import is looked for elsewhere. It is a
mistake where the directory was confused with a neighbour, or with another major
version.

To fix it, replace by a version of the fork whose go.mod declares the replaced
path, name the fork by the path that it declares, or correct the directory.

Switch it off where you live with local forks that keep their own path.
`,
}

func runReplacePathMismatch(p *analysis.Pass) {
	byReplace := replacedBy(p)
	for _, rep := range p.File.Replace {
		r := byReplace[rep]
		if r == nil || !decides(p.File, rep, r) {
			continue
		}
		if p.Canceled() {
			return
		}
		if rep.Local() {
			checkLocalPath(p, rep, r)
		} else {
			checkForkPath(p, rep, r)
		}
	}
}

// checkLocalPath reports a directory that declares another path than it
// replaces, of which the go command enforces nothing
// (cmd/go/internal/modload/modfile.go:goModSummary, "Anything goes").
func checkLocalPath(p *analysis.Pass, rep *gomod.Replace, r *analysis.Requirement) {
	c, dir, old := p.Replacement(rep), rep.NewPath.Value, rep.OldPath.Value
	if c.Dir == "" || c.Module == "" || c.Module == old {
		return
	}
	p.Report(analysis.Diagnostic{
		Span: rep.NewPath.Span, Severity: analysis.Information, Requirement: r,
		Message: "Replacement declares another path: " + dir + " is " + c.Module + ", but replaces " + old + ". " +
			"The go command accepts that, and its packages are imported as " + old + "/…; " +
			"those of them that import one another as " + c.Module + "/… are not found there.",
		Intents: []analysis.Intent{analysis.AddReplace{}},
	})
}

// checkForkPath reports a module in the module cache that declares neither its
// own path nor the one that it replaces
// (cmd/go/internal/modload/modfile.go:goModSummary).
func checkForkPath(p *analysis.Pass, rep *gomod.Replace, r *analysis.Requirement) {
	fork, old := rep.NewPath.Value, rep.OldPath.Value
	text, ok := p.Machine.CachedMod(fork, rep.NewVersion.Value)
	if !ok {
		return
	}
	module := gomod.Parse("go.mod", text).Module
	if module == nil || module.Arg.Value == fork || module.Arg.Value == old {
		return
	}
	severity, effect := refusedFork(p, old, r)
	p.Report(analysis.Diagnostic{
		Span: rep.NewPath.Span, Severity: severity, Requirement: r,
		Message: "Replacement is refused: the go.mod of " + replaceTarget(rep) + " declares " + module.Arg.Value +
			", neither its own path nor " + old + ". " + effect,
		Intents: []analysis.Intent{analysis.AddReplace{}, removeReplace(p, rep, true)},
	})
}

// refusedFork says what fails where a replacement declares a third path.
func refusedFork(p *analysis.Pass, old string, r *analysis.Requirement) (analysis.Severity, string) {
	const mend = "Name a version of the fork that declares the replaced path, or remove the directive."
	switch {
	case isLoneReplace(r):
		return analysis.Information, "No requirement of this file is replaced by it, so nothing fails unless the module is needed indirectly. " + mend
	case p.Vendored:
		return analysis.Information, "Builds use the vendor directory, but go mod tidy, go mod download and go mod vendor fail. " + mend
	}
	return analysis.Error, "Builds that import from it, go mod tidy and go list -m all fail: module declares its path as " +
		"another one, but was required as " + old + ". " + mend
}
