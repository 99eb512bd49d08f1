package explain

import (
	"strings"
	"time"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/modcache"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// Cached returns what the module cache holds of the module version that a
// route fetches. It is not ok if the route fetches nothing, or the version is
// a query, whose answer is never cached.
func Cached(f *snapshot.Folder, r *route.Route) (state modcache.State, ok bool) {
	state, _, ok = cachedSince(f, r)
	return state, ok
}

// cachedSince is [Cached], and tells when the newest of the files was fetched.
func cachedSince(f *snapshot.Folder, r *route.Route) (state modcache.State, since time.Time, ok bool) {
	path, version := r.Target()
	if len(r.Hops) == 0 || module.CanonicalVersion(version) != version || version == "" {
		return modcache.State{}, since, false
	}
	state, since = f.CachedSince(path, version)
	return state, since, true
}

// cachedWords says which files need no fetching.
func cachedWords(s modcache.State) string {
	var have, lack []string
	for _, f := range []struct {
		name string
		ok   bool
	}{{".info", s.Info}, {".mod", s.Mod}, {".zip", s.Zip}} {
		if f.ok {
			have = append(have, f.name)
		} else {
			lack = append(lack, f.name)
		}
	}
	switch {
	case len(lack) == 0:
		return "yes, so nothing need be fetched"
	case len(have) == 0:
		return "no"
	}
	return strings.Join(have, " and ") + ", but not " + strings.Join(lack, " and ")
}
