package analyzers

import (
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PrivateProxyBypassed reports modules that go straight to their origin
// although GOPROXY begins with the proxy that is there for them.
var PrivateProxyBypassed = &analysis.Analyzer{
	Name:  "private-proxy-bypassed",
	Group: "privacy",
	URL:   docURL("private-proxy-bypassed"),
	Run:   runPrivateProxyBypassed,
	Doc: `GOPRIVATE sends a module past the proxy that is there for it.

GOPROXY begins with a proxy whose address is a prefix of the module's path, such
as

    GOPROXY=https://buf.build/gen/go,https://proxy.golang.org,direct

for buf.build/gen/go/acme/petapis/protocolbuffers/go. But a pattern of GOPRIVATE
or GONOPROXY matches the module, and what these match is not asked of any proxy,
not even of your own: the go command goes to the origin. "go mod download -x"
shows it:

    # get https://buf.build/gen/go/acme/petapis/protocolbuffers/go?go-get=1

Where the origin has no repository, the fetch fails. Where it has one, its files
need not be those that the proxy serves, and go.sum, written by somebody who has
asked the proxy, then says "checksum mismatch".

GOPRIVATE is often set only to keep a module from the checksum database. That is
what GONOSUMDB is for.

Only a proxy whose address is the beginning of the module's path is reported. A
company proxy at an address of its own may be there for public modules alone, and
private ones may well be meant to go past it.

To fix it, give GONOPROXY a value of its own without the pattern. It replaces
GOPRIVATE for the question who is asked for files; GOPRIVATE keeps the module
from the checksum database as before. If nothing else is to go to its origin:

    go env -w GONOPROXY=none

The word none is an ordinary pattern that matches no module.

Switch it off where the module's origin is to be asked on purpose.
`,
}

func runPrivateProxyBypassed(p *analysis.Pass) {
	hops := p.Policy.ProxyHops()
	if len(hops) == 0 || isPublicHop(p.Facts, hops[0]) {
		return
	}
	proxy := hops[0].URL
	var bypassed, others []*analysis.Requirement
	for _, r := range p.Requirements {
		switch path, _ := r.Route.Target(); {
		case r.Route.Source != route.Direct || !hasStep(r, "private"):
		case visibility.ServesPath(proxy, path):
			bypassed = append(bypassed, r)
		default:
			others = append(others, r)
		}
	}
	if len(bypassed) == 0 {
		return
	}
	intents := askProxy(p, proxy, bypassed, others)
	for _, r := range bypassed {
		why := r.Route.Reasons[slices.IndexFunc(r.Route.Reasons, func(why route.Reason) bool { return why.Step == "private" })]
		path, _ := r.Route.Target()
		d := analysis.Diagnostic{
			Span: r.Token.Span, Severity: analysis.Information, Requirement: r, Intents: intents,
			Message: "Module bypasses " + proxy + ", which is there for it: " + path + ". " +
				setting(p.Env.Lookup(why.Variable)) + " matches it, so the go command goes straight to its origin. " +
				"To keep it from the checksum database alone, name it in GONOSUMDB, or in GOPRIVATE beside a GONOPROXY that does not name it, such as GONOPROXY=none.",
		}
		if why.File != "" {
			d.Related = []analysis.Related{{File: why.File, Line: why.Line, Message: why.Variable + " is set here"}}
		}
		p.Report(d)
	}
}

// askProxy returns the intent to have the modules of bypassed fetched through
// the proxy: GONOPROXY without the patterns that match one of them. There is
// none if one of the others would no longer go to its origin then.
func askProxy(p *analysis.Pass, proxy string, bypassed, others []*analysis.Requirement) []analysis.Intent {
	globs := slices.DeleteFunc(strings.Split(p.Env.Get("GONOPROXY"), ","), func(glob string) bool {
		return slices.ContainsFunc(bypassed, func(r *analysis.Requirement) bool { return matchesTarget(glob, r) })
	})
	value := strings.Join(globs, ",")
	if slices.ContainsFunc(others, func(r *analysis.Requirement) bool { return !matchesTarget(value, r) }) {
		return nil
	}
	if strings.Trim(value, ",") == "" {
		value = "none" // an empty one would take GOPRIVATE's value
	}
	return []analysis.Intent{analysis.SetVariable{Name: "GONOPROXY", Value: value, Title: "Fetch through " + proxy + ": GONOPROXY=" + value}}
}

// matchesTarget reports whether a list of patterns matches what is fetched for
// a requirement.
func matchesTarget(globs string, r *analysis.Requirement) bool {
	path, _ := r.Route.Target()
	return module.MatchPrefixPatterns(globs, path)
}
