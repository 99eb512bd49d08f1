package evidence

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// An Authentication is how git proves who it is when the go command runs it.
type Authentication struct {
	// Helpers reports whether anything may answer when git asks for a
	// password: a credential helper, an askpass program, an extra header.
	Helpers bool
	// Rewrites are the prefixes of URLs that insteadOf rewrites.
	Rewrites []string
	// Netrc are the hosts that netrc has a login for.
	Netrc []string
}

// ReadAuthentication reads how git would authenticate, given where the git
// program is. known is false where that cannot be told without running it: in
// an untrusted workspace, where git's own configuration file is in a place
// that depends on how it was built, and where what is configured depends on
// what only git knows.
//
// The go command runs git in the module cache (cmd/go/internal/modfetch/
// codehost/git.go), so the configuration of the module's own repository has no
// part in it, and a condition "gitdir" is about the module cache.
func ReadAuthentication(r Request, program string) (auth Authentication, known bool) {
	g := &gatherer{Request: r}
	if !r.Trusted || !g.knowsGitFiles(program) {
		return Authentication{}, false
	}
	c := &gitConfig{gatherer: g}
	if dir := r.Env.ModCache(); dir != "" {
		c.gitDir = filepath.Join(dir, "cache", "vcs", "repository")
	}
	for _, file := range append(g.systemGitFiles(), g.globalGitFiles()...) {
		c.readFile(file, 0)
	}
	c.readEnvironment()
	if c.partial {
		return Authentication{}, false
	}
	for _, e := range c.entries {
		if e.section == "url" && e.key == "insteadof" && e.value != "" {
			auth.Rewrites = append(auth.Rewrites, e.value)
		}
	}
	hosts, anyHost := g.curlNetrc()
	auth.Netrc = hosts
	auth.Helpers = anyHost || c.helpers() || g.hasAny("GIT_ASKPASS", "SSH_ASKPASS", "GIT_SSL_CERT")
	return auth, true
}

// knowsGitFiles reports whether it is known which files git reads: the
// system's is in /etc only if git was built for /usr, as the packages of the
// Linux distributions are.
func (g *gatherer) knowsGitFiles(program string) bool {
	if g.home() == "" || g.hasAny("GIT_CONFIG_PARAMETERS", "GIT_CONFIG") {
		return false
	}
	for _, name := range []string{"GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL"} {
		if file := g.Env.Get(name); file != "" && !filepath.IsAbs(file) {
			return false
		}
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return false
	}
	return program == "/usr/bin/git" || program == "/bin/git" ||
		program != "" && (g.noSystemGit() || g.Env.Get("GIT_CONFIG_SYSTEM") != "")
}

// hasAny reports whether any of some variables has a value.
func (g *gatherer) hasAny(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return g.Env.Get(name) != "" })
}

// helpers reports whether anything configured may answer for a password. An
// empty credential.helper takes back those before it (git's
// credential.c:credential_config_callback).
func (c *gitConfig) helpers() bool {
	helper, other := false, false
	for _, e := range c.entries {
		switch e.section + "." + e.key {
		case "credential.helper":
			if e.value != "" || e.subsection == "" {
				helper = e.value != ""
			}
		case "core.askpass", "http.extraheader", "http.cookiefile", "http.sslcert", "http.emptyauth":
			other = other || e.value != ""
		}
	}
	return helper || other
}

// curlNetrc returns the hosts that the netrc of git's HTTP library names. That
// is the one in the home directory, whatever NETRC says, and a default entry
// holds for any host. Passwords are not kept.
func (g *gatherer) curlNetrc() (hosts []string, anyHost bool) {
	text, _ := g.read(filepath.Join(g.home(), ".netrc"))
	words := strings.Fields(text)
	for i, word := range words {
		switch {
		case word == "default":
			anyHost = true
		case word == "machine" && i+1 < len(words):
			hosts = append(hosts, strings.ToLower(words[i+1]))
		}
	}
	return hosts, anyHost
}
