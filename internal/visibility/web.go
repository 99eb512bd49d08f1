package visibility

import (
	"net/url"
	"strings"

	"golang.org/x/mod/module"
)

// WebPage returns the address at which a browser shows the repository of a
// private module. origin is the URL that the module was fetched from, "" if
// that is unknown. Without it the page is the module's path on its own host,
// which is where the go command begins to look for it. It is never one of plain
// http. ok is false where there is no such page: the path is malformed or does
// not reach down to a repository of its forge, or its host serves public modules
// only.
func WebPage(modulePath, origin string) (page string, ok bool) {
	host := hostOf(modulePath)
	if module.CheckPath(modulePath) != nil || publicHosts[host] {
		return "", false
	}
	if page, ok := originPage(origin); ok {
		return page, true
	}
	root := RepositoryRoot(modulePath)
	elems := strings.Count(root, "/") + 1
	if KnownForge(host) && elems < max(forgeDepth[host], 2) && !strings.Contains(root, "/_git/") {
		return "", false
	}
	return "https://" + strings.TrimSuffix(root, ".git"), true
}

// originPage returns the web page of a repository that is fetched over https or
// ssh: forges show it at the same path. A port of ssh is not that of the page.
func originPage(origin string) (page string, ok bool) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") == "" || publicHosts[u.Hostname()] {
		return "", false
	}
	shown := url.URL{Scheme: "https", Host: u.Host, Path: strings.TrimSuffix(u.Path, ".git")}
	switch u.Scheme {
	case "https":
	case "ssh", "git+ssh":
		shown.Host = u.Hostname()
	default:
		return "", false
	}
	return shown.String(), true
}
