package analyzers

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// UnreachableProxyEntry reports entries of GOPROXY that are never asked, since
// they stand after direct or off.
var UnreachableProxyEntry = &analysis.Analyzer{
	Name:  "unreachable-proxy-entry",
	Group: "environment",
	URL:   docURL("unreachable-proxy-entry"),
	Run:   runUnreachableProxyEntry,
	Doc: `An entry of GOPROXY stands after direct or off and is never asked.

The go command reads GOPROXY from left to right and stops at the first direct
or off. What follows is no fallback: it is not asked, whatever happens before,
and not even checked for mistakes. With

    GOPROXY=direct,https://goproxy.corp.example.com

every module comes from its origin, and the proxy learns of nothing. When the
origin fails, the error of the origin is the end of it:

    go: golang.org/x/mod@v0.42.0: unrecognized import path "golang.org/x/mod": https fetch: Get "https://golang.org/x/mod?go-get=1": dial tcp: lookup golang.org: no such host

This is a warning where direct is the first entry and a proxy that is not one of
the known public ones follows: whoever names a proxy of their own expects it to be
asked, and none is. Else it is information. What follows an off at the start is not
reported: nothing is fetched at all then, which is goproxy-off.

To fix it, remove what follows the first direct or off, or, where the proxies are
meant to be asked, put direct at the end. The second changes where modules come
from, and who learns their names.

Switch it off where the rest of the list is kept on purpose, as a note of what to
go back to.
`,
}

func runUnreachableProxyEntry(p *analysis.Pass) {
	entries, read := p.Policy.ProxyEntries(), readEntries(p)
	unread := entries[len(read):]
	if len(unread) == 0 || !proxyListCounts(p) {
		return
	}
	word := read[len(read)-1]
	if word.Kind == route.HopOff && len(read) == 1 {
		return // nothing is asked at all, which goproxy-off or toolchain-unavailable says
	}
	severity := analysis.Information
	if len(read) == 1 && slices.ContainsFunc(unread, isOwnProxy) {
		severity = analysis.Warning
	}
	shown := make([]string, len(unread))
	for i, e := range unread {
		shown[i] = shownEntry(e)
	}
	message := "What follows " + word.Text + " in GOPROXY is never asked: " + strings.Join(shown, ", ") +
		". The go command stops reading the list there. Remove the rest, or put " + word.Text + " at its end, in " + setting(p.Env.Lookup("GOPROXY")) + "."
	intents := setProxyList(p, read, "Remove what follows "+word.Text+" from GOPROXY", false)
	reportProxyList(p, severity, "GOPROXY", message, append(intents, directLast(p, read, unread)...))
}

// isOwnProxy reports whether an entry that is not read names a proxy that is
// not known as a public one.
func isOwnProxy(e route.ProxyEntry) bool {
	_, public := visibility.PublicProxy(e.Text)
	return !public && strings.ContainsAny(e.Text, ".:/")
}

// directLast returns the intent to ask the proxies that follow a leading direct
// before it; none if the list is another, or says off somewhere.
func directLast(p *analysis.Pass, read, unread []route.ProxyEntry) []analysis.Intent {
	direct := read[0]
	if direct.Kind != route.HopDirect {
		return nil
	}
	var list []route.ProxyEntry
	for _, e := range unread {
		switch e.Kind {
		case route.HopOff:
			return nil
		case route.HopProxy:
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return setProxyList(p, append(list, direct), "Move direct to the end of GOPROXY", true)
}
