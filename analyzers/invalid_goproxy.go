package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// InvalidGOPROXY reports a GOPROXY that the go command cannot read.
var InvalidGOPROXY = &analysis.Analyzer{
	Name:  "invalid-goproxy",
	Group: "routes",
	URL:   docURL("invalid-goproxy"),
	Run:   runInvalidGOPROXY,
	Doc: `GOPROXY cannot be read, so nothing can be fetched.

The go command reads GOPROXY as a whole, up to the first direct or off, at the
first fetch of every command. One entry that it cannot read makes every fetch
fail, also of modules that GOPRIVATE or GONOPROXY sends to their origin:

    go: git.corp.example.com/team/lib@v1.2.3: invalid proxy URL missing scheme: Direct

An entry is a URL with the scheme https, http or file (file:///path, with
three slashes), or one of the words direct and off, in lower case. A host
without a scheme, such as proxy.corp.example.com, becomes https. Entries are
separated by a comma or, since Go 1.15, a pipe. A blank, a semicolon or a
quotation mark separates nothing and ends up inside the URL.

The message "GOPROXY list is not the empty string, but contains no entries" is
also what an empty GOPROXY gets. Often a line GOPROXY= in the user's file is the
reason, which "go env -w GOPROXY=" writes; "go env -u GOPROXY" restores the
default. Where nothing sets GOPROXY, the file go.env in GOROOT is missing, which
holds the default since Go 1.21.

There is no other scheme and no other word. GOPROXY=fallback://proxy.golang.org,
which some guides name, is refused:

    go: golang.org/x/mod@v0.42.0: invalid proxy URL scheme (must be https, http, file): fallback://proxy.golang.org

An entry such as https:/goproxy.corp.example.com, where a slash is missing, is
accepted, but has no host, so that every request to it fails:

    go: golang.org/x/mod@v0.42.0: Get "https:/goproxy.corp.example.com/golang.org/x/mod/@v/v0.42.0.info": http: no Host in request URL

This is an error too if the entry is the first one and no pipe follows it, else a
warning.

To fix it, correct the value where it is set: the message names the place. Where
it is certain what was meant (a keyword in capitals, quotation marks, a semicolon
or a blank between entries, missing slashes), modroute offers the corrected list.
Commands that fetch nothing do not notice. For a machine that is never to fetch,
GOPROXY=off says it better.

Switch it off where GOPROXY is broken on purpose, to make every fetch fail.
`,
}

func runInvalidGOPROXY(p *analysis.Pass) {
	err := p.Policy.Err()
	if err == nil {
		reportNoHost(p)
		return
	}
	if err.Variable != "GOPROXY" {
		return
	}
	v := p.Env.Lookup("GOPROXY")
	message := "Invalid GOPROXY: " + goenv.Redact(err.Message) + "."
	hit := func(r *analysis.Requirement) bool { return r.Route.Source == route.Blocked }
	if text, n := count(p, hit); n > 0 {
		message += " Nothing can be fetched, private modules included: it hits " + text + "."
	}
	if strings.ContainsAny(v.Value, quotes) {
		message += " Quotation marks are part of the URL."
	}
	if strings.Contains(v.Value, "|") && goenv.Older(p.Env.GoVersion, "go1.15") {
		message += " The pipe separates entries since Go 1.15 only."
	}
	reportProxyList(p, analysis.Error, "GOPROXY", message+" "+correct(v)+whyMisread(p, v), correctProxyList(p))
}

// correctProxyList returns what makes GOPROXY valid: the list as it was meant,
// where that is certain. Else it has to be given up for Go's default, which is
// what an empty list is meant to be.
func correctProxyList(p *analysis.Pass) []analysis.Intent {
	entries := p.Policy.ProxyEntries()
	if len(entries) == 0 {
		return unsetProxyList(p, false)
	}
	list := correctedEntries(entries)
	title := "Set GOPROXY to " + goenv.RedactValue("GOPROXY", joinEntries(list))
	return append(setProxyList(p, list, title, false), unsetProxyList(p, true)...)
}

// reportNoHost reports an entry whose URL has no host, for want of a slash or
// by one too many. The list is valid, but every request to the entry fails
// before it is sent (net/http's Transport.RoundTrip).
func reportNoHost(p *analysis.Pass) {
	for i, e := range readEntries(p) {
		u := entryURL(e)
		if u == nil || u.Scheme == "file" || u.Host != "" {
			continue
		}
		if !proxyListCounts(p) {
			return
		}
		h := p.Policy.ProxyHops()[i]
		severity := analysis.Warning
		message := "An entry of GOPROXY has no host: " + shownEntry(e) + ". Every request to it fails: http: no Host in request URL."
		if i == 0 && h.Next != route.OnAnyError {
			severity = analysis.Error
			text, _ := count(p, walksProxyList)
			message += " No other entry is asked then: it hits " + text + "."
		}
		reportProxyList(p, severity, shownEntry(e), message+" "+correct(p.Env.Lookup("GOPROXY"))+whyMisread(p, p.Env.Lookup("GOPROXY")), correctProxyList(p))
	}
}
