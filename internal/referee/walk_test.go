package referee

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/route"
)

func (w *walker) note(format string, args ...any) {
	w.contacts = append(w.contacts, fmt.Sprintf(format, args...))
}

// noteSink notes a request that ends in the sink, which drops repetitions.
func (w *walker) noteSink(contact string) { w.contacts = appendSink(w.contacts, contact) }

// fetch walks the hops for one file of the module.
func (w *walker) fetch(ext string) result {
	return w.walk(func(hop route.Hop) result { return w.try(hop, w.request(ext), ext) })
}

// walk goes from hop to hop until one has what try asks for. If none has, message
// is what is shown of the failures along the way: that of the origin rather
// than that of a proxy, and the last one of those that are not "not found"
// rather than one that is (modfetch/proxy.go:TryProxies).
func (w *walker) walk(try func(route.Hop) result) result {
	if w.route.Error != "" {
		w.message = w.route.Error
		return failed
	}
	shown := notFound
	var message string
	for _, hop := range w.route.Hops {
		w.message = ""
		got := try(hop)
		switch {
		case got == fine:
			return fine
		case hop.Kind == route.HopDirect:
			return got
		case got == failed, shown == notFound:
			shown, message = got, w.message
		}
		if w.hung || hop.Next == route.Never || got == failed && hop.Next != route.OnAnyError {
			break
		}
	}
	w.message = message
	return shown
}

// try asks one hop for a file. The .mod counts as had only when the checksum
// database agrees (modfetch/cache.go:cachingRepo.GoMod).
func (w *walker) try(hop route.Hop, path, kind string) result {
	switch hop.Kind {
	case route.HopDirect:
		return w.direct()
	case route.HopOff:
		w.message = "module lookup disabled by GOPROXY=off"
		return notFound
	}
	got := w.ask(hop.URL, path, kind)
	if got == fine && kind == "mod" {
		got = w.verify("mod")
	}
	return got
}

// ask asks a proxy for one path, of the kind that [Proxy.Status] names.
func (w *walker) ask(base, path, kind string) result {
	i, contact, ok := indexOfURL(base)
	if !ok {
		w.noteSink(contact)
		return failed
	}
	p := &w.Proxies[i]
	switch p.Kind {
	case "https":
		w.noteSink(contact)
		return failed
	case "refused", "userinfo":
		return failed
	case "file": // it has no toolchains, and supports no database
		if p.status(kind) == http.StatusOK && kind != "supported" && w.Command != "toolchain" {
			return fine
		}
		return notFound
	}
	w.note("p%d %s", i, path)
	if kind == "missing" {
		return notFound
	}
	switch p.status(kind) {
	case http.StatusOK:
		return fine
	case http.StatusNotFound, http.StatusGone:
		return notFound
	case silent:
		w.hung = true
	}
	return failed
}

// direct asks the origin, which nobody reaches in this world. Only what a
// version control tool says is a failure that is not "not found"
// (modfetch/repo.go:lookupDirect).
func (w *walker) direct() result {
	d := w.route.Direct
	if d == nil {
		w.message = "the route does not say how"
		return failed
	}
	if d.Error != "" {
		w.message = d.Error
		return notFound
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		w.message = err.Error()
		return failed
	}
	// One process asks the origin of a module once, and remembers that it
	// failed (modfetch/cache.go:cachingRepo, codehost/git.go:loadRefs).
	if !w.asked {
		w.asked = true
		w.noteSink("https " + u.Host)
		if d.Insecure {
			w.noteSink("http " + u.Host)
		}
	}
	switch d.How {
	case "suffix":
		w.message = "no secure protocol found for repository"
		if d.Insecure {
			w.message = "no protocol found for repository"
		}
		return notFound
	case "discovery":
		w.message = d.URL
		if d.Insecure {
			w.message = strings.Replace(d.URL, "https:", "http:", 1)
		}
		return notFound
	}
	w.message = "access '" + d.URL + "/'" // git's words
	return failed
}

// verify checks a file that was fetched against the checksum database, if
// go.sum does not have it.
func (w *walker) verify(ext string) result {
	c := w.route.Checksum
	if c == nil || !c.Verify || c.GoSum == "both" || c.GoSum == ext {
		return fine
	}
	if w.answer.ChecksumError {
		w.message = c.Reason
		return failed
	}
	if w.lookup == nil {
		got := w.lookUp()
		w.lookup = &got
	}
	if *w.lookup != fine {
		w.message = "verifying "
	}
	return *w.lookup
}

// lookUp asks the checksum database for the module.
func (w *walker) lookUp() result {
	c := w.route.Checksum
	base, ok := w.databaseBase()
	if !ok {
		return failed
	}
	m := w.routed()
	path, err := module.EscapePath(m.Path)
	if err != nil {
		return failed
	}
	version, err := module.EscapeVersion(m.Version)
	if err != nil {
		return failed
	}
	known := !unknownToDB(m.Path) && (c.Database == hostDB || c.Database == pathDB)
	if base.Kind == route.HopProxy {
		i, _, _ := indexOfURL(base.URL)
		w.note("p%d sumdb/%s/lookup/%s@%s", i, c.Database, path, version)
		if w.Proxies[i].status("lookup") != http.StatusOK || !known {
			return failed
		}
		return fine
	}
	u, err := url.Parse(base.URL)
	if err != nil {
		return failed
	}
	if u.Host == w.addr {
		w.note("sumdb sumdb/%s/lookup/%s@%s", c.Database, path, version)
		if !known {
			return failed
		}
		return fine
	}
	if u.Hostname() != "127.0.0.1" {
		w.noteSink(u.Scheme + " " + u.Host)
	}
	return failed
}

// routed returns the module version that the route fetches.
func (w *walker) routed() module.Version {
	path, version := w.route.Target()
	return module.Version{Path: path, Version: version}
}

// databaseBase walks to the hop that the database is asked through; ok is
// false if a failure ends the walk. The database itself is asked after a
// failure only where GOPROXY says direct (modfetch/sumdb.go:initBase).
func (w *walker) databaseBase() (base route.Hop, ok bool) {
	hops := w.answer.ProxyHops
	sayDirect := len(hops) > 0 && hops[len(hops)-1].Kind == route.HopDirect
	failures := false
	for _, hop := range w.route.Checksum.Via {
		if hop.Kind == route.HopDirect {
			return hop, !failures || sayDirect
		}
		switch w.ask(hop.URL, "sumdb/"+w.route.Checksum.Database+"/supported", "supported") {
		case fine:
			return hop, true
		case failed:
			if hop.Next != route.OnAnyError {
				return route.Hop{}, false
			}
			failures = true
		}
	}
	return route.Hop{}, false
}
