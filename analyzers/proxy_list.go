package analyzers

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// reportProxyList reports a fault of GOPROXY as reportEnvironment does. subject
// tells the findings of one code apart.
func reportProxyList(p *analysis.Pass, severity analysis.Severity, subject, message string, intents []analysis.Intent) {
	about := *p
	about.Report = func(d analysis.Diagnostic) {
		d.Subject, d.Intents = subject, intents
		p.Report(d)
	}
	reportEnvironment(&about, p.Env.Lookup("GOPROXY"), severity, message)
}

// walksProxyList reports whether a requirement's files are asked of the entries
// of GOPROXY, rather than of its origin alone or of nobody.
func walksProxyList(r *analysis.Requirement) bool {
	return len(r.Route.Hops) > 0 && hasStep(r, "proxy-list")
}

// proxyListCounts reports whether a fault of GOPROXY touches this file: some
// requirement is asked of its entries, which also means that it is valid.
func proxyListCounts(p *analysis.Pass) bool {
	return slices.ContainsFunc(p.Requirements, walksProxyList)
}

// readEntries returns the entries of GOPROXY that the go command reads. Those of
// a valid list stand for the hops of [route.Policy.ProxyHops], one for one.
func readEntries(p *analysis.Pass) []route.ProxyEntry {
	entries := p.Policy.ProxyEntries()
	if i := slices.IndexFunc(entries, func(e route.ProxyEntry) bool { return e.Unread }); i >= 0 {
		entries = entries[:i]
	}
	return entries
}

// entryURL returns the URL of an entry that is read; nil of a keyword.
func entryURL(e route.ProxyEntry) *url.URL {
	if e.Kind != route.HopProxy {
		return nil
	}
	u, err := url.Parse(e.URL)
	if err != nil {
		return nil
	}
	return u
}

// joinEntries returns the value of GOPROXY that the entries are written in.
func joinEntries(entries []route.ProxyEntry) string {
	var b strings.Builder
	for i, e := range entries {
		b.WriteString(e.Text)
		switch {
		case i == len(entries)-1:
		case e.Next == route.OnAnyError:
			b.WriteByte('|')
		default:
			b.WriteByte(',')
		}
	}
	return b.String()
}

// setProxyList returns the intent to set GOPROXY to a list; none if it is what is
// set now, if it cannot be used, or if it holds userinfo, since the value of an
// intent is shown.
func setProxyList(p *analysis.Pass, entries []route.ProxyEntry, title string, deliberate bool) []analysis.Intent {
	v, value := p.Env.Lookup("GOPROXY"), joinEntries(entries)
	if value == v.Value || strings.Contains(value, "@") || !isUsable(route.Compile(p.Env.With(v.Origin, v.Name, value))) {
		return nil
	}
	return []analysis.Intent{analysis.SetVariable{Name: v.Name, Value: value, Title: title, Deliberate: deliberate}}
}

// unsetProxyList returns the intent to unset GOPROXY; none if nothing that can be
// used is in force then.
func unsetProxyList(p *analysis.Pass, deliberate bool) []analysis.Intent {
	v := p.Env.Lookup("GOPROXY")
	if !isUsable(route.Compile(p.Env.Without(v.Origin, v.Name))) {
		return nil
	}
	return []analysis.Intent{analysis.SetVariable{Name: v.Name, Unset: true, Title: "Unset GOPROXY", Deliberate: deliberate}}
}

// isUsable reports whether a policy has a GOPROXY whose every entry can be asked:
// the go command reads it, and each proxy has a host or is a directory.
func isUsable(p *route.Policy) bool {
	return p.Err() == nil && !slices.ContainsFunc(p.ProxyHops(), isUnaskable)
}

// isUnaskable reports whether a hop is a proxy that cannot be asked.
func isUnaskable(h route.Hop) bool {
	u, err := url.Parse(h.URL)
	return h.Kind == route.HopProxy && (err != nil || u.Host == "" && u.Scheme != "file" || strings.ContainsFunc(u.Host, isMark))
}

// shownEntry returns an entry as a message may show it.
func shownEntry(e route.ProxyEntry) string { return goenv.RedactValue("GOPROXY", e.Text) }

// The characters that do not separate entries, but are mostly meant to: what
// stands for a comma, and what is put around an entry. Blanks are others. A pipe
// is found in an entry only before Go 1.15.
const (
	commas = ";，；、|"
	quotes = "\"'`“”‘’"
)

// isSeparator reports whether a character may have been meant to separate
// entries.
func isSeparator(r rune) bool { return strings.ContainsRune(commas, r) || unicode.IsSpace(r) }

// isMark reports whether a character may have been meant to separate entries or
// to quote one.
func isMark(r rune) bool { return isSeparator(r) || strings.ContainsRune(quotes, r) }

// correctedEntries returns the entries as they were meant: those apart that
// marks hold together, without quotation marks and backslashes, each spelled as
// the go command wants it.
func correctedEntries(entries []route.ProxyEntry) []route.ProxyEntry {
	var list []route.ProxyEntry
	for _, e := range entries {
		parts := strings.FieldsFunc(strings.ReplaceAll(e.Text, `\`, " "), isSeparator)
		for i, part := range parts {
			next := e.Next
			if i < len(parts)-1 {
				next = route.OnNotFound
			}
			list = append(list, route.ProxyEntry{Text: correctedEntry(strings.Trim(part, quotes)), Next: next})
		}
	}
	return list
}

// correctedEntry returns an entry with the letter case of its keyword, and the
// slashes and the host of its URL, as the go command wants them.
func correctedEntry(text string) string {
	lower := strings.ToLower(text)
	if lower == "direct" || lower == "off" {
		return lower
	}
	if strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") {
		return "file://" + text
	}
	scheme, rest, _ := strings.Cut(text, ":")
	scheme = strings.ToLower(scheme)
	path := "/" + strings.TrimLeft(rest, "/")
	switch slashes := len(rest) - len(path) + 1; {
	case scheme == "file" && slashes == 1:
		return "file://" + path
	case scheme == "file" && strings.HasPrefix(path, "/localhost/"):
		return "file://" + strings.TrimPrefix(path, "/localhost")
	case scheme == "http" || scheme == "https":
		return scheme + ":/" + path
	}
	return text
}
