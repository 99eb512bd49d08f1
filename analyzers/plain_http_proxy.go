package analyzers

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// PlainHTTPProxy reports proxies that are asked over unencrypted HTTP beyond
// this machine.
var PlainHTTPProxy = &analysis.Analyzer{
	Name:  "plain-http-proxy",
	Group: "integrity",
	URL:   docURL("plain-http-proxy"),
	Run:   runPlainHTTPProxy,
	Doc: `GOPROXY names a proxy over plain http, where names and code can be read and altered.

The go command uses such a proxy without a word, and without GOINSECURE, which is
not about proxies:

    GOPROXY=http://goproxy.corp.example.com

Whoever is on the way sees which modules are fetched, and can answer with others.
What go.sum or the checksum database has a hash for is verified on arrival, so an
altered public module is noticed. A module that GONOSUMDB (or GOPRIVATE) matches,
or any module with GOSUMDB=off, is verified by go.sum alone: the first fetch of a
version takes whatever arrives and writes it down in go.sum as right.

This is information, and a warning where the file requires such a module and
go.sum has no lines for it yet. A proxy on this machine (localhost, 127.0.0.0/8,
::1) is not reported, nor one whose user and password the go command refuses to
send (goproxy-credentials reports that), or an entry without a host
(invalid-goproxy does).

To fix it, use https, which the proxy has to offer. GOPROXY entries without a
scheme are https. The go command refuses a redirect from https to http, but
follows one from http to https.

Switch it off in a network that you trust as much as this machine.
`,
}

func runPlainHTTPProxy(p *analysis.Pass) {
	for i, e := range readEntries(p) {
		u := entryURL(e)
		if u == nil || u.Scheme != "http" || u.Host == "" || u.User != nil || isLoopback(u.Hostname()) {
			continue
		}
		if !proxyListCounts(p) {
			return
		}
		h := p.Policy.ProxyHops()[i]
		severity := analysis.Information
		message := "A proxy in GOPROXY is asked over plain http: " + h.URL + ". Names and code travel unencrypted and can be altered on the way"
		if text, n := count(p, func(r *analysis.Requirement) bool { return isUnverified(r) && slices.Contains(r.Route.Hops, h) }); n > 0 {
			severity = analysis.Warning
			message += ", and nothing verifies " + text + ": neither go.sum nor a checksum database has a hash for it"
		}
		message += ". Use https in " + setting(p.Env.Lookup("GOPROXY")) + ", if the proxy offers it."
		reportProxyList(p, severity, h.URL, message, useHTTPS(p, i, u))
	}
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// isUnverified reports whether what arrives of a requirement is compared with
// nothing: go.sum lacks a line, and no checksum database is asked.
func isUnverified(r *analysis.Requirement) bool {
	c := r.Route.Checksum
	return c != nil && !c.Verify && !summed(r)
}

// useHTTPS returns the intent to ask the i-th entry over https. That it answers
// there is certain only of the public proxies; a port that is named is one for
// http.
func useHTTPS(p *analysis.Pass, i int, u *url.URL) []analysis.Intent {
	if u.Port() != "" {
		return nil
	}
	entries := slices.Clone(p.Policy.ProxyEntries())
	_, rest, _ := strings.Cut(entries[i].Text, ":")
	entries[i].Text = "https:" + rest
	_, public := visibility.PublicProxy(u.String())
	return setProxyList(p, entries, "Use https for "+u.Host+" in GOPROXY", !public)
}
