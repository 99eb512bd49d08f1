package analyzers

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// ProxyDoesNotExist reports entries of GOPROXY that are known to be no proxy.
var ProxyDoesNotExist = &analysis.Analyzer{
	Name:  "proxy-does-not-exist",
	Group: "environment",
	URL:   docURL("proxy-does-not-exist"),
	Run:   runProxyDoesNotExist,
	Doc: `GOPROXY names a proxy that does not exist, or no longer.

Some addresses are copied from list to list though no module proxy answers there:
it was closed, has moved, or never was one. modroute knows a few of them, from
what their operators say, as of the date of its release; it does not ask.

What becomes of a fetch depends on how the address fails and on the separator
after it. After a comma the go command goes on only if the answer is 404 or 410.
A name that does not resolve, or any other status, stops the fetch there, also
with direct at the end of the list:

    go: golang.org/x/mod@v0.42.0: Get "https://goproxy.ustc.edu.cn/golang.org/x/mod/@v/v0.42.0.info": dial tcp: lookup goproxy.ustc.edu.cn: no such host

After a pipe it goes on whatever the failure, and the entry only costs time: that
is information. In both cases whoever runs the host is told the names of the
modules.

An entry that no module of the file is asked of is not reported: one after direct
or off, or one of a list that GONOPROXY keeps every module from. Nor are the
entries of a list in which nothing else is left to ask, unless one has moved: that
is route-ends-nowhere.

To fix it, remove the entry, or put the address that the proxy has moved to in its
place.

Switch it off, or name the address in the setting modroute.trustedProxies, where
your own network answers at that address.
`,
}

func runProxyDoesNotExist(p *analysis.Pass) {
	if _, why := exhausted(p); why != "" {
		return // route-ends-nowhere says so of all of them at once
	}
	hops := p.Policy.ProxyHops()
	for i, h := range hops {
		service, gone := goneProxy(p, h)
		if !gone || slices.ContainsFunc(hops[:i], func(o route.Hop) bool { return o.URL == h.URL }) {
			continue
		}
		if !proxyListCounts(p) {
			return
		}
		message := "GOPROXY names a proxy that " + service.Answer + ": " + h.URL + ". " + goneEffect(service, h) +
			" Remove it from " + setting(p.Env.Lookup("GOPROXY")) + "."
		if service.Successor != "" {
			message = message[:len(message)-1] + ", or name " + service.Successor + " in its place."
		}
		severity := analysis.Warning
		if h.Next == route.OnAnyError {
			severity = analysis.Information // no fetch fails for it
		}
		reportProxyList(p, severity, h.URL, message, replaceGone(p, service, h))
	}
}

// goneProxy looks a hop up among the public proxies that do not answer.
func goneProxy(p *analysis.Pass, h route.Hop) (visibility.Service, bool) {
	s, public := p.Facts.PublicProxy(h.URL)
	return s, public && s.Answer != ""
}

func isGone(p *analysis.Pass, h route.Hop) bool {
	_, gone := goneProxy(p, h)
	return gone
}

// goneEffect says what the go command does at a proxy that does not answer.
func goneEffect(s visibility.Service, h route.Hop) string {
	switch {
	case h.Next == route.OnAnyError:
		return "The go command goes on to the next entry each time it has failed."
	case s.Stops:
		return "Every fetch that comes to it stops there."
	case h.Next == route.Never:
		return "Every fetch that comes to it fails."
	}
	return "The go command goes on to the next entry only if the answer is 404 or 410; on any other failure the fetch stops there."
}

// replaceGone returns what mends a list with an entry that does not answer: the
// successor in its place, or the list without it. Of a list in which nothing
// else can be fetched from, only Go's default is left.
func replaceGone(p *analysis.Pass, s visibility.Service, h route.Hop) []analysis.Intent {
	var intents []analysis.Intent
	hops := p.Policy.ProxyHops()
	moved, rest := slices.Clone(p.Policy.ProxyEntries()), []route.ProxyEntry(nil)
	fetches := false
	for i, e := range moved {
		if i < len(hops) && hops[i].URL == h.URL {
			moved[i].Text = s.Successor
			continue
		}
		rest = append(rest, e)
		fetches = fetches || i < len(hops) && e.Kind != route.HopOff && !isGone(p, hops[i])
	}
	if s.Successor != "" {
		intents = setProxyList(p, moved, "Replace "+h.URL+" by "+s.Successor+" in GOPROXY", false)
	}
	if !fetches {
		return append(intents, unsetProxyList(p, true)...)
	}
	return append(intents, setProxyList(p, rest, "Remove "+h.URL+" from GOPROXY", false)...)
}
