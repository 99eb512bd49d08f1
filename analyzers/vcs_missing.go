package analyzers

import (
	"fmt"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// VCSMissing reports version control programs that a fetch needs and that are
// not there.
var VCSMissing = &analysis.Analyzer{
	Name:  "vcs-missing",
	Group: "routes",
	URL:   docURL("vcs-missing"),
	Slow:  true,
	Run:   runVCSMissing,
	Doc: `Modules are fetched from their origin, and the program for that is not on PATH.

A module that GOPROXY=direct, GOPRIVATE or GONOPROXY sends to its origin is
fetched with the program of the origin's version control: for most git, which
small container images do not have. The fetch fails at once:

    unable to resolve git version: failed to execute git version: exec: "git": executable file not found in $PATH

or, where the path itself names the system, as with .git or .hg in it:

    go: missing Git command. See https://golang.org/s/gogetcmd

The go command looks in the directories of PATH, of which those that are not
absolute are refused.

Only modules whose version control is known without asking are counted, such as
those on github.com or with .git or .hg in their path, and only those that are
not in the module cache yet. Where a proxy comes first, nothing is said.

To fix it, install the program, or fetch through a proxy: what a proxy has needs
no version control. Editors that are started from the desktop may have another
PATH than your shell.

Switch it off if modules are only ever fetched elsewhere, with the program.
`,
}

func runVCSMissing(p *analysis.Pass) {
	if p.Vendored {
		return
	}
	missing := make(map[string]int)
	var programs []string
	for _, r := range p.Requirements {
		if p.Canceled() {
			return
		}
		program, ok := neededVCS(r)
		if !ok || !isRequirement(p.File, r) {
			continue
		}
		if missing[program] == 0 {
			if found, known := p.Machine.Program(program); found || !known {
				continue
			}
		}
		if !isCached(p, r) {
			missing[program]++
			if !slices.Contains(programs, program) {
				programs = append(programs, program)
			}
		}
	}
	for _, program := range programs {
		reportMissingVCS(p, program, missing[program])
	}
}

// neededVCS returns the program that a requirement's first hop runs, where
// that is known without asking the origin.
func neededVCS(r *analysis.Requirement) (program string, ok bool) {
	d := r.Route.Direct
	if r.Route.Source != route.Direct || d == nil || d.VCS == "" || d.Error != "" {
		return "", false
	}
	return d.VCS, true
}

// isCached reports whether the module cache has what a build needs of what a
// requirement is fetched as.
func isCached(p *analysis.Pass, r *analysis.Requirement) bool {
	c := p.Machine.Cached(r.Route.Target())
	return c.Mod && c.Zip
}

func reportMissingVCS(p *analysis.Pass, program string, n int) {
	are := "1 module has"
	if n > 1 {
		are = fmt.Sprintf("%d modules have", n)
	}
	p.Report(analysis.Diagnostic{
		Span: headSpan(p.File), Severity: analysis.Warning, Subject: program,
		Message: fmt.Sprintf("The program %s is not on PATH, and %s to be fetched with it: the fetch fails. "+
			"Install %s, or fetch through a proxy, which needs none.", program, are, program),
	})
}
