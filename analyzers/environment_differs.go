package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// EnvironmentDiffers reports requirements that a named environment of the
// settings routes otherwise. It runs only where the settings ask for it: to
// differ is what such environments are for.
var EnvironmentDiffers = &analysis.Analyzer{
	Name:     "environment-differs",
	Group:    "environment",
	URL:      docURL("environment-differs"),
	Slow:     true,
	Optional: true,
	Run:      runEnvironmentDiffers,
	Doc: `A module comes from elsewhere in another environment that the settings name.

The setting environments declares further environments by name, for example what
a CI job sets:

    "environments": {"ci": {"env": {"GOPROXY": "https://goproxy.corp.example.com"}}},
    "severity": {"environment-differs": "warning"}

What builds on one machine may then fail on the other, or name a private module to
a server that the other keeps out: a proxy that lacks the module, a GOPRIVATE that
only one of them has, a checksum database that only one of them asks. The finding
says where the module comes from in each. Where go.sum has all hashes of a module,
no database is asked in either.

This code is off by default, since environments are mostly meant to differ: it is
reported with the severity that the setting severity gives it. An environment of a
login shell counts once the shell has been asked.

To fix it, set the variables alike in both, as far as they should be; modroute env
-compare, and the editors' command to compare environments, list them.

Switch it off where the environments are meant to differ.
`,
}

func runEnvironmentDiffers(p *analysis.Pass) {
	for _, r := range p.Requirements {
		if p.Canceled() {
			return
		}
		var there, names []string
		for _, e := range p.Elsewhere(r) {
			there = append(there, "in "+e.Name+" "+comesFrom(&e.Route)+verifiedOtherwise(&r.Route, &e.Route))
			names = append(names, e.Name)
		}
		if there == nil {
			continue
		}
		path, _ := r.Route.Target()
		p.Report(analysis.Diagnostic{
			Span: r.Token.Span, Severity: analysis.Information, Requirement: r, Subject: strings.Join(names, ","),
			Message: "Routed otherwise in " + strings.Join(names, ", ") + ": " + path + " comes here " + comesFrom(&r.Route) + ", " +
				strings.Join(there, ", ") + ". Set the variables alike, as far as they should be.",
		})
	}
}

// comesFrom says where a module comes from, in the order of the hops.
func comesFrom(r *route.Route) string {
	switch {
	case r.Error != "":
		return "from nowhere (" + r.Error + ")"
	case r.Source == route.Local && r.ReplacedBy != nil:
		return "from the directory " + r.ReplacedBy.Dir
	case len(r.Hops) == 0:
		return "from this machine"
	}
	var hops []string
	for _, h := range r.Hops {
		switch h.Kind {
		case route.HopProxy:
			hops = append(hops, h.URL)
		case route.HopDirect:
			hops = append(hops, "its origin")
		default:
			hops = append(hops, "nowhere")
		}
	}
	return "from " + strings.Join(hops, ", then ")
}

// verifiedOtherwise adds which checksum database is asked there, where just
// that is otherwise.
func verifiedOtherwise(here, there *route.Route) string {
	same := *there
	same.Checksum = here.Checksum
	switch {
	case there.Checksum == nil, !route.Same(here, &same):
		return ""
	case there.Checksum.Verify:
		return " with a look-up in " + there.Checksum.Database
	}
	return " without a look-up in a checksum database"
}
