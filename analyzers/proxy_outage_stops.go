package analyzers

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// ProxyOutageStops reports lists of public proxies that do not go on to the next
// one when one is out of order.
var ProxyOutageStops = &analysis.Analyzer{
	Name:  "proxy-outage-stops",
	Group: "environment",
	URL:   docURL("proxy-outage-stops"),
	Run:   runProxyOutageStops,
	Doc: `Several public proxies are joined by commas, so an outage of one stops every fetch.

After a comma the go command asks the next proxy only if the one before answers
404 or 410. A 403, a 502, a time-out, a name that does not resolve or a bad
certificate ends the fetch, and the proxies after it are not asked:

    go: golang.org/x/mod@v0.42.0: reading https://goproxy.cn/golang.org/x/mod/@v/v0.42.0.info: 502 Bad Gateway

Who lists two public proxies mostly wants the second one for exactly that case.
After a pipe the go command goes on whatever the failure:

    GOPROXY=https://goproxy.cn|https://goproxy.io,direct

The comma has a purpose where a proxy decides what may be used: a proxy that
forbids a module by 403 is obeyed after a comma, and passed by after a pipe. Lists
that name any other than the known public proxies are therefore not reported, nor
is one public proxy with direct after it. What go.sum and the checksum database
verify is the same either way. Before Go 1.15 there is no pipe.

To fix it, write | instead of the comma between the public proxies. In a shell, a
Makefile or a Dockerfile the value has to be quoted, since | means something there.

Switch it off where you rather see the outage than be served by another proxy.
`,
}

func runProxyOutageStops(p *analysis.Pass) {
	hops := p.Policy.ProxyHops()
	if len(hops) < 2 || hops[1].Kind != route.HopProxy || goenv.Older(p.Env.GoVersion, "go1.15") {
		return
	}
	stops := stoppers(p, hops)
	first := slices.Index(stops, true)
	if first < 0 || !proxyListCounts(p) {
		return
	}
	entries := slices.Clone(p.Policy.ProxyEntries())
	for i := range stops {
		entries[i].Next = route.OnAnyError
	}
	message := "An outage of " + hops[first].URL + " stops every fetch: after a comma in GOPROXY only 404 and 410 go on to " + hops[first+1].URL +
		". A pipe goes on after any failure, also after a 403 that is meant. Consider | between the public proxies in " + setting(p.Env.Lookup("GOPROXY")) + "."
	reportProxyList(p, analysis.Hint, "GOPROXY", message, setProxyList(p, entries, "Use | between the public proxies in GOPROXY", true))
}

// stoppers tells of each proxy but the last whether a comma follows it. It is
// nil if the list names any proxy that is not a public one, which may need its
// comma, or one that is gone, which is a fault of its own.
func stoppers(p *analysis.Pass, hops []route.Hop) []bool {
	var stops []bool
	for i, h := range hops {
		if h.Kind != route.HopProxy {
			break
		}
		if s, public := p.Facts.PublicProxy(h.URL); !public || s.Answer != "" {
			return nil
		}
		if i > 0 {
			stops = append(stops, hops[i-1].Next == route.OnNotFound)
		}
	}
	return stops
}
