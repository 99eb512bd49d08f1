package route

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// A proxyList is GOPROXY as the go command walks it.
type proxyList struct {
	hops []Hop
	err  error // what every fetch says; then hops is nil
}

// parseProxyList follows cmd/go/internal/modfetch/proxy.go:proxyList and
// newProxyRepo, errors included. isAbs is filepath.IsAbs. Before Go 1.15 a
// pipe was no separator.
func parseProxyList(goproxy string, isAbs func(string) bool, pipes bool) proxyList {
	separators := ","
	if pipes {
		separators = ",|"
	}
	secretive := strings.Contains(goproxy, "@")
	var hops []Hop
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
		if entry == "off" || entry == "direct" {
			// Either ends the walk: what follows is not even read.
			hops = append(hops, Hop{Kind: HopKind(entry), Next: Never})
			break
		}
		// A single word is reserved for keywords; ":/" or a rooted path must
		// be a complete URL; everything else is completed with https.
		if strings.ContainsAny(entry, ".:/") && !strings.Contains(entry, ":/") && !isAbs(entry) && !path.IsAbs(entry) {
			entry = "https://" + entry
		}
		shown, err := checkProxyURL(entry)
		if err != nil && secretive {
			err = hideInError(entry, err)
		}
		if err != nil {
			return proxyList{err: err}
		}
		hops = append(hops, Hop{Kind: HopProxy, URL: shown, Next: next})
	}
	if len(hops) == 0 {
		return proxyList{err: errors.New("GOPROXY list is not the empty string, but contains no entries")}
	}
	hops[len(hops)-1].Next = Never
	return proxyList{hops: hops}
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

var quoted = regexp.MustCompile(`"[^"]*"`)

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
	why := quoted.ReplaceAllStringFunc(parse.Err.Error(), func(q string) string {
		if strings.Contains(secret, strings.Trim(q, `"`)) {
			return `"xxxxx"`
		}
		return q
	})
	return &url.Error{Op: parse.Op, URL: shown, Err: errors.New(why)}
}
