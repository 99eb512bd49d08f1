package analyzers

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// PublicProxyFirst reports a GOPROXY that asks a public proxy before the
// company's own.
var PublicProxyFirst = &analysis.Analyzer{
	Name:  "public-proxy-first",
	Group: "privacy",
	URL:   docURL("public-proxy-first"),
	Run:   runPublicProxyFirst,
	Doc: `GOPROXY asks a public proxy before your own.

The go command asks the proxies of GOPROXY in their order, for every module that
GONOPROXY or GOPRIVATE do not match. With

    GOPROXY=https://proxy.golang.org,https://goproxy.corp.example.com

the path of every private module is sent to proxy.golang.org, which cannot have
it; only its 404 sends the go command on to the proxy that has it. That works,
so nothing but the public proxy's log tells. If the public proxy is slow or
down, private modules cannot be fetched either.

This is a warning where private requirements of the file are on that way. They
carry private-module-public-proxy on their lines too. It is for information where
the requirements are not known to be private, but the later proxy certainly is
your own, because the setting modroute.trustedProxies names it or its host has a
reserved name such as goproxy.corp.internal, and no GONOPROXY or GOPRIVATE keeps
anything from the public proxy.

To fix it, put your own proxy first:

    go env -w GOPROXY=https://goproxy.corp.example.com,https://proxy.golang.org

It then hears of every module first, and answers 404 for what it does not have
or may not give. The comma after it matters: after a pipe an outage, too, would
send private names on to the public proxy.

Switch it off where your own proxy is a second mirror of public modules only.
`,
}

func runPublicProxyFirst(p *analysis.Pass) {
	public, own, ok := publicBeforeOwn(p)
	if !ok {
		return
	}
	severity := analysis.Information
	private, hit := count(p, func(r *analysis.Requirement) bool {
		_, _, leaks := leakingProxy(p.Facts, r)
		if leaks && (!p.Vendored || !summed(r)) {
			severity = analysis.Warning
		}
		return leaks
	})
	_, walking := count(p, func(r *analysis.Requirement) bool { return r.Route.Source == route.Proxy })
	proven := walking > 0 && p.Facts.OwnProxy(own.URL) && p.Env.Get("GONOPROXY") == ""
	if hit == 0 && !proven {
		return
	}
	name, _ := p.Facts.PublicProxy(public.URL)
	message := "A public proxy is asked before your own: " + name.Name + " before " + own.URL + ". "
	if hit > 0 {
		message += sentence(private) + areOf(hit) + " private and named to it first. "
	} else {
		message += "Every module path is sent to it, private ones too. "
	}
	v := p.Env.Lookup("GOPROXY")
	reportEnvironment(p, v, severity, message+"Put "+own.URL+" first in "+setting(v)+".", askFirst(p)...)
}

// publicBeforeOwn returns the public proxy that GOPROXY asks first, and the
// first proxy after it that is not public.
func publicBeforeOwn(p *analysis.Pass) (public, own route.Hop, ok bool) {
	hops := p.Policy.ProxyHops()
	first := slices.IndexFunc(hops, func(h route.Hop) bool { return isPublicHop(p.Facts, h) })
	if first < 0 {
		return route.Hop{}, route.Hop{}, false
	}
	if before, ok := possibleHop(p.Facts, hops[:first]); ok && before.Kind == route.HopProxy {
		return route.Hop{}, route.Hop{}, false
	}
	own, ok = possibleHop(p.Facts, hops[first:])
	return hops[first], own, ok && own.Kind == route.HopProxy
}

// askFirst returns the intent to put the proxies that are not public first in
// GOPROXY. What comes after them is asked only for what they answer 404 or 410
// for, whatever separator they had.
func askFirst(p *analysis.Pass) []analysis.Intent {
	var own, rest []route.Hop
	for _, h := range p.Policy.ProxyHops() {
		if _, public := p.Facts.PublicProxy(h.URL); h.Kind == route.HopProxy && !public {
			h.Next = route.OnNotFound
			own = append(own, h)
		} else {
			rest = append(rest, h)
		}
	}
	return setGOPROXY(p, append(own, rest...), "Ask "+own[0].URL+" first in GOPROXY", false)
}

// areOf returns the verb of a sentence about n.
func areOf(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}
