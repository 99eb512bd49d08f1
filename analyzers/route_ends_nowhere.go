package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// RouteEndsNowhere reports requirements that cannot be fetched from anywhere.
var RouteEndsNowhere = &analysis.Analyzer{
	Name:  "route-ends-nowhere",
	Group: "routes",
	URL:   docURL("route-ends-nowhere"),
	Run:   runRouteEndsNowhere,
	Doc: `A requirement cannot be fetched from anywhere.

This is what the environment and the line itself say, before any network is
asked. What the module cache or a vendor directory holds goes on working: only
a fetch fails.

A path or version that the go command refuses is an error on its line:

    malformed module path "corp/lib": missing dot in first path element

A module that has to come from its origin, where the go command refuses the
origin because of its path, is a warning on its line:

    no modules on example.net

A GOPROXY that consists of proxies that are known not to exist, with neither
direct nor another proxy after them, is a warning, once, on the module line. Where
one of them has moved to another address, proxy-does-not-exist says so instead.
The go command says what its request for the first of them gave, such as

    dial tcp: lookup goproxy.ustc.edu.cn: no such host

Only proxies of modroute's dated table are taken for missing; it is refreshed with
its releases, and no network is asked. GOPROXY=off, GO111MODULE=off, variables
that cannot be read and rules of GOVCS have codes of their own: goproxy-off,
modules-off, invalid-go-variable and vcs-forbidden.

To fix it, correct the line; or unset GOPROXY, or name a proxy in it that exists;
or replace the module by a local checkout.

Switch it off if the go command is given what it lacks in another way, for example
by a module cache that is filled before it runs.
`,
}

func runRouteEndsNowhere(p *analysis.Pass) {
	if p.Policy.ErrIn(p.Workspace, route.Download) != nil {
		return // that is another fault
	}
	reportExhausted(p)
	for _, r := range p.Requirements {
		path, _ := r.Route.Target()
		switch {
		case r.Toolchain, isMain(r), isExcluded(r):
		case r.Route.Source == route.Blocked && r.Route.Error != "":
			reportRequirement(p, r, analysis.Error, "Cannot be fetched: "+path+": "+r.Route.Error+". Correct the line; the go command refuses it whatever the network has.", analysis.AddReplace{})
		case refused(r) && r.Route.Direct.VCS == "":
			reportRequirement(p, r, analysis.Warning, "Cannot be fetched: "+path+": "+r.Route.Direct.Error+". "+
				"Its route has no other hop than direct; what the module cache holds already goes on working. Replace it by another module or a local checkout.", analysis.AddReplace{})
		}
	}
}

// reportExhausted reports a GOPROXY whose every hop is known to have nothing.
// All modules that are fetched from proxies walk the same list.
func reportExhausted(p *analysis.Pass) {
	text, why := exhausted(p)
	if why == "" {
		return
	}
	v := p.Env.Lookup("GOPROXY")
	reportEnvironment(p, v, analysis.Warning, sentence(text)+" cannot be fetched from anywhere: "+why+", and nothing else follows. "+
		"What the module cache or a vendor directory holds goes on working. Change "+setting(v)+".", deliberately(restore(v, publishedProxy)))
}

// exhausted returns the requirements that are fetched from GOPROXY, as a message
// counts them, and why they cannot be; why is "" if they can be, if there are
// none, or if another address is known, to which proxy-does-not-exist leads.
func exhausted(p *analysis.Pass) (text, why string) {
	why = missingProxies(p)
	if why == "" {
		return "", ""
	}
	text, n := count(p, func(r *analysis.Requirement) bool { return r.Route.Source == route.Proxy })
	if n == 0 {
		return "", ""
	}
	return text, why
}

// missingProxies says what is known of the proxies in GOPROXY if it consists
// only of ones that are known not to exist nor to have moved, and perhaps off;
// else it is "".
func missingProxies(p *analysis.Pass) string {
	var why []string
	for _, h := range p.Policy.ProxyHops() {
		if h.Kind == route.HopOff {
			break
		}
		proxy, gone := goneProxy(p, h)
		if !gone || proxy.Successor != "" {
			return ""
		}
		why = append(why, h.URL+" "+proxy.Answer)
	}
	return strings.Join(why, "; ")
}

// isMain reports whether a requirement is a main module of the workspace: its
// packages come from disk, and builds tolerate that its path cannot be fetched.
func isMain(r *analysis.Requirement) bool { return hasStep(r, "main") }

// refused reports whether the only hop of a requirement is direct, and the go
// command refuses its origin.
func refused(r *analysis.Requirement) bool {
	return r.Route.Source == route.Direct && r.Route.Direct != nil && r.Route.Direct.Error != ""
}

// canArrive reports whether some hop of a requirement may have it, as far as is
// known without asking; what never arrives is not verified either.
func canArrive(facts *visibility.Facts, r *analysis.Requirement) bool {
	for _, h := range r.Route.Hops {
		service, _ := facts.PublicProxy(h.URL)
		switch {
		case h.Kind == route.HopOff:
			return false
		case h.Kind == route.HopDirect:
			return r.Route.Direct == nil || r.Route.Direct.Error == ""
		case service.Answer == "" && !isUnaskable(h):
			return true
		case service.Stops && h.Next != route.OnAnyError:
			return false
		}
	}
	return false
}

// reportRequirement reports a finding about one requirement, on its path.
func reportRequirement(p *analysis.Pass, r *analysis.Requirement, severity analysis.Severity, message string, intents ...analysis.Intent) {
	p.Report(analysis.Diagnostic{Span: r.Token.Span, Severity: severity, Message: message, Requirement: r, Intents: intents})
}
