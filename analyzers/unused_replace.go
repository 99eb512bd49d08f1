package analyzers

import (
	"go/version"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// UnusedReplace reports replaces that no build of the module can use.
var UnusedReplace = &analysis.Analyzer{
	Name:  "unused-replace",
	Group: "replace",
	URL:   docURL("unused-replace"),
	Run:   runUnusedReplace,
	Doc: `A replace directive replaces nothing that is built.

A directive for one version is without effect at any other. After an upgrade the
old directive stays behind, and nothing says so:

    require git.corp.example.com/team/lib v1.3.0
    replace git.corp.example.com/team/lib v1.2.3 => ../lib // v1.3.0 is fetched

It is reported where the go line says 1.17 or later, since from then on the file
lists every module that the build takes packages from, with its version. A
directive for a module that the file does not list at all is reported where it
names another module, and go.sum, not being empty, has no line for that: the
last "go mod tidy" did not need it.

Of a directive by a directory it is not known whether another module asks for the
old version, which go.sum tells of one by a module: no package is built from it,
but its go.mod may count in the module graph. Without the directive that is then
fetched from its origin, and "go list -m all" wants a line in go.sum for it.

A directive that replaces a module by a version of itself is never reported. It
is a precaution, such as those that keep the many modules of a project at one
version whoever asks for them. Where a go.work is active nothing is reported
either, since other modules of the workspace may need the directive.

To fix it, remove the directive, or make it one for all versions by removing the
version on its left:

    go mod edit -dropreplace=git.corp.example.com/team/lib@v1.2.3

Switch it off where you keep directives for versions that you go back to.
`,
}

func runUnusedReplace(p *analysis.Pass) {
	if len(p.File.Replace) == 0 || p.Work != nil || p.File.Go == nil || version.Compare("go"+p.File.Go.Arg.Value, "go1.17") < 0 {
		return
	}
	var byReplace map[*gomod.Replace]*analysis.Requirement
	for _, rep := range p.File.Replace {
		if rep.OldPath.Value == rep.NewPath.Value || !rep.Local() && !unsummed(p, rep) || rep.Local() && directoryProblem(p, rep) != "" {
			continue
		}
		why := nothingReplaced(p.File, rep)
		if why == "" {
			continue
		}
		if byReplace == nil {
			byReplace = replacedBy(p)
		}
		p.Report(analysis.Diagnostic{
			Span: rep.Span, Severity: analysis.Information, Requirement: byReplace[rep], Unnecessary: true,
			Message: why + " Remove it, or let it replace what is required.",
			Intents: []analysis.Intent{removeReplace(p, rep, rep.Local())},
		})
	}
}

// nothingReplaced says why a directive replaces nothing that the file lists; "" if it
// may replace something.
func nothingReplaced(f *gomod.File, rep *gomod.Replace) string {
	var required []string
	for _, r := range f.Require {
		if r.Path.Value == rep.OldPath.Value {
			required = append(required, r.Version.Value)
		}
	}
	switch {
	case len(required) == 0 && !rep.Local():
		return "Replace has no effect: this file does not require " + rep.OldPath.Value + ", and go.sum has no line for " + replaceTarget(rep) + "."
	case len(required) == 0 || rep.OldVersion.Value == "" || slices.Contains(required, rep.OldVersion.Value):
		return ""
	case rep.Local():
		return "Replace has no effect on what is built: it is for " + replacedModule(rep) + ", but " + required[0] + " is required. " +
			"Only its go.mod may count, if another module asks for " + rep.OldVersion.Value + "."
	}
	return "Replace has no effect: it is for " + replacedModule(rep) + ", but " + required[0] + " is required."
}

// unsummed reports whether go.sum, not being empty, has no line for the module
// version that replaces.
func unsummed(p *analysis.Pass, rep *gomod.Replace) bool {
	lines := false
	for _, sum := range p.Sums {
		if mod, zip := sum.Has(rep.NewPath.Value, rep.NewVersion.Value); mod || zip {
			return false
		}
		lines = lines || !sum.Empty()
	}
	return lines
}
