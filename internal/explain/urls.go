package explain

import (
	"net/url"
	"strings"

	"github.com/modroute/modroute/internal/route"
)

// URLs returns what would be asked for a route, to be tried by hand: the go.mod
// of the module at the first proxy, and what the origin is asked first. They
// hold no userinfo.
func URLs(rt *route.Route) []string {
	var list []string
	for _, h := range rt.Hops {
		switch {
		case h.Kind == route.HopProxy && list == nil:
			if asked := rt.Requests(); len(asked) > 0 {
				list = append(list, withoutUser(strings.TrimSuffix(h.URL, "/")+"/"+goModOf(asked)))
			}
		case h.Kind == route.HopDirect && rt.Direct != nil && rt.Direct.URL != "":
			list = append(list, withoutUser(rt.Direct.URL))
		}
	}
	return list
}

// goModOf returns the request for a go.mod, or the first one where none is asked
// for: a query is answered by other files.
func goModOf(asked []string) string {
	for _, file := range asked {
		if strings.HasSuffix(file, ".mod") {
			return file
		}
	}
	return asked[0]
}

func withoutUser(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	u.User = nil
	return u.String()
}
