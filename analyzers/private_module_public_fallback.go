package analyzers

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PrivateModulePublicFallback reports private modules that a public proxy is
// asked for when the company's own proxy has not answered.
var PrivateModulePublicFallback = &analysis.Analyzer{
	Name:  "private-module-public-fallback",
	Group: "privacy",
	URL:   docURL("private-module-public-fallback"),
	Run:   runPrivateModulePublicFallback,
	Doc: `A private module is named to a public proxy when your own proxy does not answer.

GOPROXY asks your own proxy first, as it should, and a public proxy after it.
As long as your own proxy serves the module, nobody else hears of it. What
makes the go command go on to the public one is the separator between them.

After a comma it is the answer 404 or 410: a version that does not exist, a
mistyped path, a module that your proxy was never told of. This is for
information. After a pipe it is any failure, so at an outage of your proxy every
fetch of a private module names its path and version to the public proxy. This
is a warning. In a repository with a vendor directory and a complete go.sum it
is for information either way, since builds ask nobody.

With GOPROXY=https://goproxy.corp.example.com,https://proxy.golang.org the error
that is printed shows who was asked last:

    go: git.corp.example.com/team/lib@v1.2.4: reading https://proxy.golang.org/git.corp.example.com/team/lib/@v/v1.2.4.info: 404 Not Found

After a pipe it hides the public proxy, since only the failure of your own is
printed:

    go: git.corp.example.com/team/lib@v1.2.3: reading https://goproxy.corp.example.com/git.corp.example.com/team/lib/@v/v1.2.3.info: 503 Service Unavailable

Only proxies of a dated table of public ones are reported, and none that the
setting modroute.trustedProxies names. A public proxy that comes first is
private-module-public-proxy.

To fix it, let your own proxy fetch public modules itself, which is what such
proxies are made for (an "upstream", "remote" or "group" in their configuration),
and take the public one out of GOPROXY:

    go env -w GOPROXY=https://goproxy.corp.example.com

The go command has one list for all modules. GOPRIVATE is no remedy: it would
send the module past your own proxy too, to its origin. If the public proxy has
to stay, put a comma after your own: then an outage stops the fetch.

Switch it off where private names may be told to the public proxy, or where your
own proxy is known to answer something else than 404 for its own modules.
`,
}

func runPrivateModulePublicFallback(p *analysis.Pass) {
	hops := p.Policy.ProxyHops()
	if !slices.ContainsFunc(hops, func(h route.Hop) bool { return isPublicHop(p.Facts, h) }) {
		return
	}
	list := setting(p.Env.Lookup("GOPROXY"))
	var intents []analysis.Intent
	for _, r := range p.Requirements {
		f, ok := fallbackOf(p.Facts, r)
		if !ok {
			continue
		}
		if intents == nil { // all modules walk the same list, with the same first proxy
			intents = append(withoutPublic(p, f.own), analysis.AddReplace{})
		}
		severity, when := analysis.Information, "answers 404 or 410"
		if f.anyError {
			when = "fails in any way, an outage included"
			if !p.Vendored || !summed(r) {
				severity = analysis.Warning
			}
		}
		path, _ := r.Route.Target()
		message := subject(r) + " is named to " + f.public.Name + ", a public proxy, if " + f.own + " " + when + ": " + path + ". "
		if p.Vendored && !r.Import {
			message += "Builds take it from the vendor directory; this is about go get, go mod tidy and go mod download. "
		}
		message += strongest(r) + " Let " + f.own + " fetch public modules itself, and remove " + f.public.Name + " from " +
			list + "; GOPRIVATE would bypass " + f.own + " too."
		if f.anyError {
			message += " At the least, put a comma in the place of the pipe."
		}
		reportPrivate(p, r, severity, message, intents...)
	}
}

// A fallback is the way of a private module to a public proxy past one that is
// not public.
type fallback struct {
	own      string             // the URL of the first proxy that is not public
	public   visibility.Service // the first public one after it
	anyError bool               // any failure leads there, not only 404 and 410
}

// fallbackOf returns the public proxy that is asked for a private module after
// one that is not public; ok is false if there is none, or if a public one is
// asked before.
func fallbackOf(facts *visibility.Facts, r *analysis.Requirement) (f fallback, ok bool) {
	if !isPrivate(r) {
		return fallback{}, false
	}
	f.anyError = true
	for _, h := range r.Route.Hops { // direct and off have no URL, and end the list
		s, public := facts.PublicProxy(h.URL)
		switch {
		case !public && f.own == "":
			f.own = h.URL
		case public && s.Answer == "":
			f.public = s
			return f, f.own != ""
		}
		if f.own != "" {
			f.anyError = f.anyError && h.Next == route.OnAnyError
		}
	}
	return fallback{}, false
}

// withoutPublic returns the intent to take the public proxies out of GOPROXY
// that come after own. The modules that own does not have then come from their
// origin or not at all, so a person should choose it knowingly.
func withoutPublic(p *analysis.Pass, own string) []analysis.Intent {
	var kept []route.Hop
	var removed []string
	for _, h := range p.Policy.ProxyHops() {
		if !isPublicHop(p.Facts, h) {
			kept = append(kept, h)
			continue
		}
		s, _ := p.Facts.PublicProxy(h.URL)
		if !slices.Contains(removed, s.Name) {
			removed = append(removed, s.Name)
		}
	}
	return setGOPROXY(p, kept, "Remove "+strings.Join(removed, " and ")+" from GOPROXY: "+own+" is to fetch public modules", true)
}

// isPublicHop reports whether a hop is a known public proxy that answers, and
// that the settings do not trust.
func isPublicHop(facts *visibility.Facts, h route.Hop) bool {
	s, public := facts.PublicProxy(h.URL)
	return h.Kind == route.HopProxy && public && s.Answer == ""
}

// setGOPROXY returns the intent to set GOPROXY to hops; none if its value holds
// a login, which the hops do not have any more.
func setGOPROXY(p *analysis.Pass, hops []route.Hop, title string, deliberate bool) []analysis.Intent {
	v := p.Env.Lookup("GOPROXY")
	if goenv.RedactValue("GOPROXY", v.Value) != v.Value {
		return nil
	}
	return []analysis.Intent{analysis.SetVariable{Name: "GOPROXY", Value: listOf(hops), Title: title, Deliberate: deliberate}}
}

// listOf returns hops as GOPROXY has them.
func listOf(hops []route.Hop) string {
	var list strings.Builder
	for i, h := range hops {
		entry := h.URL
		if h.Kind != route.HopProxy {
			entry = string(h.Kind)
		}
		list.WriteString(entry)
		switch {
		case i == len(hops)-1:
		case h.Next == route.OnAnyError:
			list.WriteByte('|')
		default:
			list.WriteByte(',')
		}
	}
	return list.String()
}
