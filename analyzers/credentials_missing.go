package analyzers

import (
	"net/url"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// CredentialsMissing reports private modules that git would have to ask a
// password for, which it may not.
var CredentialsMissing = &analysis.Analyzer{
	Name:  "credentials-missing",
	Group: "routes",
	URL:   docURL("credentials-missing"),
	Slow:  true,
	Run:   runCredentialsMissing,
	Doc: `A private module is fetched over https, and git has no password for it.

The go command fetches from github.com and bitbucket.org over https, even if you
clone from there over ssh, and forbids git to ask in the terminal: it sets
GIT_TERMINAL_PROMPT=0 unless you have set it. If the repository needs a password
and git has none, the fetch fails:

    fatal: could not read Username for 'https://github.com': terminal prompts disabled
    Confirm the import path was entered correctly.
    If this is a private repository, see https://golang.org/doc/faq#git_https for additional information.

This is said where nothing could answer: no url.….insteadOf rewrites the address,
~/.netrc has no login for the host, and git has no credential helper, no askpass
program and no extra header, as actions/checkout sets one. NETRC and GOAUTH do
not count, since git does not read them. The configuration of this repository
does not count either: git runs in the module cache, where it is not read. So an
extra header or an insteadOf that was set without --global has no effect on the
go command.

It is for information: the repository may be public all the same, or your shell
may set GIT_ASKPASS, as the terminals of some editors do. Where git's own
configuration cannot be told, as on macOS and Windows, nothing is said; nor of
paths with .git in them, for which ssh is tried after https.

To fix it, let git use ssh where it would use https:

    git config --global url."ssh://git@github.com/acme/".insteadOf https://github.com/acme/

or give ~/.netrc a login for the host, or set up a credential helper.

Switch it off if the modules that GOPRIVATE names are public repositories.
`,
}

func runCredentialsMissing(p *analysis.Pass) {
	if p.Vendored || mayPrompt(p.Env.Get("GIT_TERMINAL_PROMPT")) {
		return
	}
	for _, r := range p.Requirements {
		if p.Canceled() {
			return
		}
		if !isRequirement(p.File, r) || !isPrivate(r) || !asksOnly(r) || isCached(p, r) {
			continue
		}
		git, known := p.Machine.Git()
		if !known || git.Helpers {
			return
		}
		if !authenticates(git, r.Route.Direct.URL) {
			reportCredentials(p, r)
		}
	}
}

// mayPrompt reports whether a value of GIT_TERMINAL_PROMPT lets git ask. The
// go command sets 0 where it is empty (cmd/go/internal/modload/init.go:Init).
func mayPrompt(value string) bool {
	return !slices.Contains([]string{"", "0", "false", "no", "off"}, strings.ToLower(value))
}

// asksOnly reports whether a requirement comes from a repository that the go
// command fetches over https alone. Of a path with .git in it other
// protocols are tried too (cmd/go/internal/vcs/vcs.go:repoRootFromVCSPaths).
func asksOnly(r *analysis.Requirement) bool {
	d := r.Route.Direct
	return r.Route.Source == route.Direct && d != nil && d.How == "static" &&
		d.VCS == "git" && d.Error == "" && strings.HasPrefix(d.URL, "https://")
}

// authenticates reports whether git reaches an address otherwise than without
// a password.
func authenticates(git analysis.Git, address string) bool {
	if slices.ContainsFunc(git.Rewrites, func(prefix string) bool { return strings.HasPrefix(address, prefix) }) {
		return true
	}
	u, err := url.Parse(address)
	return err != nil || slices.Contains(git.Netrc, u.Hostname())
}

func reportCredentials(p *analysis.Pass, r *analysis.Requirement) {
	address := r.Route.Direct.URL
	host, path, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
	owner, _, _ := strings.Cut(path, "/")
	prefix := host + "/" + owner + "/"
	reportPrivate(p, r, analysis.Information,
		"Git has no password for https://"+host+", and the go command forbids it to ask: terminal prompts disabled. "+
			"If "+address+" is not public, the fetch fails. "+strongest(r)+" Let git use ssh, or give it a credential helper or a login in ~/.netrc.",
		analysis.RunLine{
			Title: "Fetch " + strings.TrimSuffix(prefix, "/") + " over ssh",
			Line:  `git config --global url."ssh://git@` + prefix + `".insteadOf https://` + prefix,
		})
}
