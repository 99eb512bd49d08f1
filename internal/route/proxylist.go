package route

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
)

// A proxyList is GOPROXY as the go command walks it.
type proxyList struct {
	entries []ProxyEntry
	hops    []Hop // those of the entries that are read, one for each
	err     error // what every fetch says; then hops is nil
}

// A ProxyEntry is one entry of GOPROXY as it is written. It may hold a secret.
type ProxyEntry struct {
	Text string  // without the blanks around it
	URL  string  // Text as the go command completes it; "" of a keyword and of what is not read
	Kind HopKind // HopProxy, whatever it says, unless it is one of the two keywords
	Next Next    // OnAnyError before a pipe, else OnNotFound, also at the end
	// Unread says that it stands after the first direct or off: the go command
	// does not look at it, not even for mistakes.
	Unread bool
}

// ProxyEntries returns the entries of GOPROXY, also if it is invalid, and those
// that are never read. What is empty between two separators is no entry. The
// caller does not change them.
func (p *Policy) ProxyEntries() []ProxyEntry { return p.list.entries }

// splitProxyList splits GOPROXY into its entries. Before Go 1.15 a pipe was no
// separator (cmd/go/internal/modfetch/proxy.go:proxyList).
func splitProxyList(goproxy string, pipes bool) []ProxyEntry {
	separators := ","
	if pipes {
		separators = ",|"
	}
	var entries []ProxyEntry
	ended := false
	for goproxy != "" {
		entry, next := goproxy, OnNotFound
		if i := strings.IndexAny(goproxy, separators); i >= 0 {
			if goproxy[i] == '|' {
				next = OnAnyError
			}
			entry, goproxy = goproxy[:i], goproxy[i+1:]
		} else {
			goproxy = ""
		}
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		e := ProxyEntry{Text: entry, Kind: HopProxy, Next: next, Unread: ended}
		if entry == "off" || entry == "direct" {
			// Either ends the walk: what follows is not even read.
			e.Kind, ended = HopKind(entry), true
		}
		entries = append(entries, e)
	}
	return entries
}

// parseProxyList follows cmd/go/internal/modfetch/proxy.go:proxyList and
// newProxyRepo, errors included. isAbs is filepath.IsAbs.
func parseProxyList(goproxy string, isAbs func(string) bool, pipes bool) proxyList {
	secretive := strings.Contains(goproxy, "@")
	list := proxyList{entries: splitProxyList(goproxy, pipes)}
	var hops []Hop
	for i := range list.entries {
		e := &list.entries[i]
		if e.Unread {
			break
		}
		if e.Kind != HopProxy {
			hops = append(hops, Hop{Kind: e.Kind, Next: Never})
			continue
		}
		e.URL = completeProxyURL(e.Text, isAbs)
		shown, err := checkProxyURL(e.URL)
		if err != nil && secretive {
			err = hideInError(e.URL, err)
		}
		if err != nil {
			list.err = err
			return list
		}
		hops = append(hops, Hop{Kind: HopProxy, URL: shown, Next: e.Next})
	}
	if len(hops) == 0 {
		list.err = errors.New("GOPROXY list is not the empty string, but contains no entries")
		return list
	}
	hops[len(hops)-1].Next = Never
	list.hops = hops
	return list
}

// completeProxyURL completes an entry with https. A single word is reserved for
// keywords; ":/" or a rooted path must be a complete URL.
func completeProxyURL(entry string, isAbs func(string) bool) string {
	if strings.ContainsAny(entry, ".:/") && !strings.Contains(entry, ":/") && !isAbs(entry) && !path.IsAbs(entry) {
		entry = "https://" + entry
	}
	return entry
}

// checkProxyURL returns the URL as it may be shown. Its errors are the go
// command's own words, but for the userinfo in them.
func checkProxyURL(raw string) (shown string, err error) {
	base, err := url.Parse(raw)
	if err != nil {
		return "", err
	}
	switch base.Scheme {
	case "http", "https":
		return hideUserinfo(base.String()), nil
	case "file":
		if *base != (url.URL{Scheme: base.Scheme, Path: base.Path, RawPath: base.RawPath}) {
			return "", fmt.Errorf("invalid file:// proxy URL with non-path elements: %s", hideUserinfo(base.String()))
		}
		return base.String(), nil
	case "":
		return "", fmt.Errorf("invalid proxy URL missing scheme: %s", hideUserinfo(base.String()))
	}
	return "", fmt.Errorf("invalid proxy URL scheme (must be https, http, file): %s", hideUserinfo(base.String()))
}

// hideUserinfo hides all between the scheme and the last "@" of an entry, which
// need not be a proper URL.
func hideUserinfo(entry string) string {
	at := strings.LastIndexByte(entry, '@')
	if at < 0 {
		return entry
	}
	start := 0
	if i := strings.Index(entry[:at], ":/"); i >= 0 {
		start = i + 1
	}
	for start < at && entry[start] == '/' {
		start++
	}
	return entry[:start] + "xxxxx" + entry[at:]
}

var quoted = lazily(`"[^"]*"`)

// hideInError returns the error of an entry that cannot be parsed without what
// may be a secret: of one with an "@", the userinfo and what is quoted of it; of
// one without, which may be the part of a password before a comma, all.
func hideInError(entry string, err error) error {
	var parse *url.Error
	if !errors.As(err, &parse) {
		return err
	}
	at := strings.LastIndexByte(entry, '@')
	shown, secret := hideUserinfo(entry), entry
	if at >= 0 {
		secret = entry[:at]
	} else if scheme, _, ok := strings.Cut(entry, "://"); ok {
		shown = scheme + "://xxxxx"
	}
	why := quoted().ReplaceAllStringFunc(parse.Err.Error(), func(q string) string {
		if strings.Contains(secret, strings.Trim(q, `"`)) {
			return `"xxxxx"`
		}
		return q
	})
	return &url.Error{Op: parse.Op, URL: shown, Err: errors.New(why)}
}
