package analyzers

import (
	"strings"
	"unicode"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// ProxyListSeparator reports entries of GOPROXY that hold what was meant to
// separate two of them.
var ProxyListSeparator = &analysis.Analyzer{
	Name:  "proxy-list-separator",
	Group: "environment",
	URL:   docURL("proxy-list-separator"),
	Run:   runProxyListSeparator,
	Doc: `Something in GOPROXY does not separate entries, though it looks as if it did.

Only a comma and a pipe separate the entries of GOPROXY. A semicolon, a blank, a
full-width comma or semicolon, a quotation mark and a backslash become part of
the URL. Some such lists the go command refuses as a whole, which invalid-goproxy
reports. Others it takes for one strange proxy, and fails at the first fetch:

    GOPROXY=https://goproxy.corp.example.com;direct

    go: golang.org/x/mod@v0.42.0: Get "https://goproxy.corp.example.com;direct/golang.org/x/mod/@v/v0.42.0.info": dial tcp: lookup goproxy.corp.example.com;direct: no such host

After a slash the same becomes a path that the proxy does not know: from
https://goproxy.corp.example.com/ direct the go command asks for
https://goproxy.corp.example.com/%20direct/golang.org/x/mod/@v/v0.42.0.info.

A backslash before a comma or a pipe, a rest of quoting for a shell or a Makefile,
leaves the separator alone and becomes the end of the URL before it.

Before Go 1.15 a pipe separated nothing either.

A semicolon or a blank in the path of a URL is reported only if what follows it
looks like an entry: direct, off, a URL or a host.

To fix it, separate the entries by a comma, or by a pipe to go on after any
failure. In a shell, quote the value as a whole.

Switch it off if a proxy of yours really has such a path.
`,
}

func runProxyListSeparator(p *analysis.Pass) {
	hops := p.Policy.ProxyHops()
	for i, e := range readEntries(p) {
		mark := falseSeparator(e)
		if mark == "" {
			continue
		}
		if !proxyListCounts(p) {
			return
		}
		message := sentence(mark) + " separates nothing in GOPROXY, and becomes part of a URL: " + shownEntry(e) +
			". The go command asks " + hops[i].URL + ", which is no proxy. " + separators(p.Env) + "; correct " + setting(p.Env.Lookup("GOPROXY")) + "."
		intents := setProxyList(p, correctedEntries(p.Policy.ProxyEntries()), "Separate the entries of GOPROXY by commas", false)
		reportProxyList(p, analysis.Warning, shownEntry(e), message, intents)
	}
}

// separators says what separates the entries of GOPROXY.
func separators(env *goenv.Environment) string {
	if goenv.Older(env.GoVersion, "go1.15") {
		return "Only a comma separates; the pipe came with Go 1.15"
	}
	return "Only a comma and a pipe separate"
}

// falseSeparator names the character in an entry of a valid list that was meant
// to separate or to quote; "" if there is none. In a host none of them can
// stand, in a path all of them can. What userinfo holds does not count.
func falseSeparator(e route.ProxyEntry) string {
	if !strings.ContainsFunc(e.Text, isMark) && !strings.Contains(e.Text, `\`) {
		return ""
	}
	u := entryURL(e)
	if u == nil {
		return ""
	}
	if i := strings.IndexFunc(u.Host, isMark); i >= 0 {
		return markName([]rune(u.Host[i:])[0])
	}
	_, last := strings.CutSuffix(e.Text, `\`)
	switch runes := []rune(e.Text); {
	case last:
		return "a backslash"
	case strings.ContainsRune(quotes, runes[len(runes)-1]):
		return markName(runes[len(runes)-1])
	}
	path := e.Text
	if u.User != nil {
		path = path[strings.LastIndexByte(path, '@')+1:]
	}
	for i, r := range path {
		if isSeparator(r) && looksLikeEntry(path[i:], u.Scheme == "file") {
			return markName(r)
		}
	}
	return ""
}

// looksLikeEntry reports whether what follows a mark in a path can only be meant
// as an entry of its own. In the path of a file a name with a dot is no host.
func looksLikeEntry(rest string, file bool) bool {
	parts := strings.FieldsFunc(rest, isMark)
	if len(parts) == 0 {
		return false
	}
	host, _, _ := strings.Cut(parts[0], "/")
	word := strings.ToLower(parts[0])
	return word == "direct" || word == "off" || strings.Contains(word, "://") ||
		!file && strings.Contains(host, ".") && !strings.ContainsAny(host, "=@")
}

// markName is a character as a message names it.
func markName(r rune) string {
	switch r {
	case ';':
		return "a semicolon"
	case '|':
		return "a pipe"
	case '，':
		return "a full-width comma"
	case '；':
		return "a full-width semicolon"
	case '、':
		return "an ideographic comma"
	}
	if unicode.IsSpace(r) {
		return "a blank"
	}
	return "a quotation mark"
}
