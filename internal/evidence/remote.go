package evidence

import (
	"net/url"
	"strings"
)

// A remote is a git URL taken apart, without its secrets.
type remote struct {
	scheme string // "ssh" for all spellings of it, also user@host:path; "" for a local path
	user   bool   // whether it has userinfo
	host   string // in lower case, without port
	path   string // without slashes at either end
}

// parseRemote reads a URL as git does: a scheme, or host:path for ssh, or a
// local path (connect.c:parse_connect_url).
func parseRemote(s string) remote {
	if before, _, ok := strings.Cut(s, "://"); ok && !strings.ContainsAny(before, "/:") {
		u, err := url.Parse(s)
		if err != nil {
			return remote{}
		}
		r := remote{scheme: strings.ToLower(u.Scheme), user: u.User != nil, host: strings.ToLower(u.Hostname()), path: strings.Trim(u.Path, "/")}
		if r.scheme == "git+ssh" || r.scheme == "ssh+git" {
			r.scheme = "ssh"
		}
		return r
	}
	before, path, ok := strings.Cut(s, ":")
	if !ok || strings.Contains(before, "/") || len(before) == 1 { // C:\repo is a path
		return remote{}
	}
	user, host, hasUser := strings.Cut(before, "@")
	if !hasUser {
		host = user
	}
	return remote{scheme: "ssh", user: hasUser, host: strings.ToLower(host), path: strings.Trim(path, "/")}
}

// modulePrefix returns the module path prefix that a URL stands for: its host
// and path, without .git. It is "" if the host cannot begin a module path.
func modulePrefix(s string) string {
	r := parseRemote(s)
	if !strings.Contains(r.host, ".") {
		return ""
	}
	if path := strings.TrimSuffix(r.path, ".git"); path != "" {
		return r.host + "/" + path
	}
	return r.host
}
