package analyzers

import (
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// LocalReplace reports local replaces that lead out of the repository of a
// module that others can fetch.
var LocalReplace = &analysis.Analyzer{
	Name:  "local-replace",
	Group: "replace",
	URL:   docURL("local-replace"),
	Run:   runLocalReplace,
	Doc: `A local replace leads out of the repository of a module that others can fetch.

The directory is on this machine. Whoever else clones the repository lacks it,
and has "replacement directory ../lib does not exist". Modules that depend on
this one ignore the directive and fetch the version that is required. And
"go install" of a version refuses a main package whose go.mod has any replace
directive, once that is pushed:

    go: git.corp.example.com/team/tool@v1.2.3 (in git.corp.example.com/team/tool@v1.2.3):
    	The go.mod file for the module providing named packages contains one or
    	more replace directives. It must not contain directives that would cause
    	it to be interpreted differently than if it were the main module.

While you work on both modules the directive is right, so this is a hint. A
directory inside the repository, as in a repository of many modules, is not
reported, nor is a module whose path nobody can fetch, such as "shop" or
example.com/shop.

To keep it out of a commit, let it fail a hook that runs before one:

    modroute check -severity local-replace=error

To fix it, move the directive to a go.work file, which is not committed, or
remove it before you push.

Switch it off where everybody checks the repositories out side by side and
nobody fetches the module.
`,
}

func runLocalReplace(p *analysis.Pass) {
	if p.File.Module == nil || !fetchableByOthers(p.File.Module.Arg.Value) {
		return
	}
	var byReplace map[*gomod.Replace]*analysis.Requirement
	for _, rep := range p.File.Replace {
		if !rep.Local() || insideRepository(gomod.Dir(p.Dir, rep.NewPath.Value), p.Repository) {
			continue
		}
		if byReplace == nil {
			byReplace = replacedBy(p)
		}
		r := byReplace[rep]
		if r == nil || decides(p.File, rep, r) && directoryProblem(p, rep) != "" {
			continue // replace-directory reports it
		}
		p.Report(analysis.Diagnostic{
			Span: rep.NewPath.Span, Severity: analysis.Hint, Requirement: r,
			Message: "Replacement directory " + rep.NewPath.Value + " is outside the repository. " +
				"Others who clone it lack that directory, modules that depend on this one ignore the directive, " +
				"and go install of a version refuses a go.mod with replace directives. Move it to a go.work, or remove it before you push.",
			Intents: []analysis.Intent{analysis.MoveToWork{Replace: rep}, removeReplace(p, rep, true)},
		})
	}
}

// fetchableByOthers reports whether others could fetch a module of this path: it
// begins with the name of a host, and not with one that is reserved for
// examples and tests.
func fetchableByOthers(path string) bool {
	host, _, _ := strings.Cut(path, "/")
	if module.CheckPath(path) != nil || !strings.Contains(host, ".") {
		return false
	}
	for _, reserved := range []string{"example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"} {
		if host == reserved || strings.HasSuffix(host, "."+reserved) {
			return false
		}
	}
	return true
}

// insideRepository reports whether a directory is another one or lies in it, as both are
// spelled.
func insideRepository(dir, root string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && filepath.IsLocal(rel)
}
