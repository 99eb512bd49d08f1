package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
)

// VCSForbidden reports requirements whose version control system GOVCS forbids.
var VCSForbidden = &analysis.Analyzer{
	Name:  "vcs-forbidden",
	Group: "routes",
	URL:   docURL("vcs-forbidden"),
	Run:   runVCSForbidden,
	Doc: `GOVCS forbids the version control system of a module that has to come from its origin.

GOPROXY, GONOPROXY or GOPRIVATE leave the module no other hop than direct, and
the rules of GOVCS do not allow the program that would fetch it there:

    GOVCS disallows using fossil for public chiselapp.com/user/u/repository/r; see 'go help vcs'

The go command's own rules come after those of GOVCS: public modules may use git
and hg, private ones everything. "Private" is here what GOPRIVATE matches, whatever
GONOPROXY says. What the module cache or a vendor directory holds goes on working.

It is known of the hosts that the go command knows itself, and of paths with an
element such as lib.git. Of another origin the system is found out only when it is
asked.

To fix it, have the module fetched through a proxy, which needs no version control
system here; or allow the system for this repository, in front of the other rules:

    go env -w GOVCS=chiselapp.com/user/u/repository/r:fossil

The new value replaces the old one: give what it has already too. Or replace the
module by a local checkout.

Switch it off if the rule is deliberate, and the module only ever comes from the
module cache.
`,
}

func runVCSForbidden(p *analysis.Pass) {
	for _, r := range p.Requirements {
		if !refused(r) || r.Route.Direct.VCS == "" || malformedGOVCS(r) {
			continue
		}
		path, _ := r.Route.Target()
		reportRequirement(p, r, analysis.Warning, "Cannot be fetched: "+path+": "+r.Route.Direct.Error+". "+
			"Its route has no other hop than direct; what the module cache holds already goes on working. "+
			"Allow it in GOVCS, or replace it by a local checkout.", allowVCS(p, r), analysis.AddReplace{})
	}
}

// allowVCS puts a rule that allows a requirement's version control system in
// front of those of GOVCS, of which the first that matches decides.
func allowVCS(p *analysis.Pass, r *analysis.Requirement) analysis.Intent {
	step := r.Route.Direct
	root := strings.TrimPrefix(step.URL, "https://")
	if step.How == "suffix" { // the element's suffix belongs to the root
		root += "." + step.VCS
	}
	rule := root + ":" + step.VCS
	value := rule
	if old := strings.TrimSpace(p.Env.Get("GOVCS")); old != "" {
		value += "," + old
	}
	return analysis.SetVariable{Name: "GOVCS", Value: value, Title: "Allow " + rule + " in GOVCS", Deliberate: true}
}
