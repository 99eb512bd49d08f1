package route

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// direct returns how the go command finds the repository of a module that it
// fetches from its origin: cmd/go/internal/vcs/vcs.go:RepoRootForImportPath.
// It knows what can be known offline; a discovered repository cannot.
func (p *Policy) direct(path string) (*DirectStep, []Reason) {
	step, root := staticRepo(path, p.vcsNames)
	if step == nil {
		step = &DirectStep{How: "discovery", URL: discoveryURL(path)}
	}
	var reasons []Reason
	if step.How != "static" && step.How != "refused" {
		// GOINSECURE reaches import path discovery and the probing of
		// .git-like paths, nothing else (modfetch/repo.go:lookupDirect).
		if insecure := p.insecure.match(path); insecure != nil && p.since("go1.14") {
			step.Insecure = true
			reasons = append(reasons, insecure.why)
		}
	}
	if step.VCS != "" && p.since("go1.16") {
		if err := p.checkGOVCS(step.VCS, root); err != nil {
			step.Error = err.Error()
			reasons = append(reasons, p.reason("vcs", "GOVCS"))
		}
	}
	return step, reasons
}

// staticRepo returns the repository of a path on a host that the go command
// knows, or with an element like .git; nil if it must be discovered. root is
// what GOVCS matches. See vcs.go:vcsPaths and repoRootFromVCSPaths.
func staticRepo(path string, vcsNames []string) (step *DirectStep, root string) {
	host, _, _ := strings.Cut(path, "/")
	refuse := func(format string, args ...any) (*DirectStep, string) {
		return &DirectStep{How: "refused", Error: fmt.Sprintf(format, args...)}, ""
	}
	switch host {
	case "example.net":
		return refuse("no modules on example.net")
	case "rsc.io":
		if path == "rsc.io" {
			return refuse("rsc.io is not a module")
		}
	case "github.com", "bitbucket.org":
		return hostedRepo(path, host, 3, vcsNames)
	case "hub.jazz.net":
		if strings.HasPrefix(path+"/", "hub.jazz.net/git/") {
			return hostedRepo(path, "hub.jazz.net/git", 4, vcsNames)
		}
	case "git.apache.org":
		return patternRepo(path, host, "git", apacheRepo())
	case "git.openstack.org":
		return patternRepo(path, host, "git", openstackRepo())
	case "chiselapp.com":
		return patternRepo(path, host, "fossil", chiselRepo())
	}
	return suffixRepo(path, vcsNames)
}

var (
	apacheRepo    = lazily(`^(git\.apache\.org/[a-z0-9_.\-]+\.git)(/[\w.\-]+)*$`)
	openstackRepo = lazily(`^(git\.openstack\.org/[\w.\-]+/[\w.\-]+)(\.git)?(/[\w.\-]+)*$`)
	chiselRepo    = lazily(`^(chiselapp\.com/user/[A-Za-z0-9]+/repository/[\w.\-]+)$`)
	jazzOwner     = lazily(`^hub\.jazz\.net/git/[a-z0-9]+/`)
)

// lazily compiles a regular expression when it is first needed. Hardly any
// module needs one, and to compile them all takes a tenth of the time in which
// the server starts.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// hostedRepo is a git repository of n elements, prefix's included. It is the
// regular expression of vcs.go:vcsPaths for GitHub, Bitbucket and JazzHub,
// spelled out because nearly every module is on one of them.
func hostedRepo(path, prefix string, n int, vcsNames []string) (*DirectStep, string) {
	root := firstElements(path, n)
	if root == "" || strings.ContainsAny(path, "~+") || prefix == "hub.jazz.net/git" && !jazzOwner().MatchString(path) {
		return &DirectStep{How: "refused", Error: fmt.Sprintf("invalid %s import path %q", prefix, path)}, ""
	}
	for _, vcs := range vcsNames {
		if strings.HasSuffix(root, "."+vcs) {
			return &DirectStep{How: "refused", Error: "invalid version control suffix in " + prefix + "/ path"}, ""
		}
	}
	return &DirectStep{How: "static", URL: "https://" + root, VCS: "git"}, root
}

func patternRepo(path, prefix, vcs string, re *regexp.Regexp) (*DirectStep, string) {
	m := re.FindStringSubmatch(path)
	if m == nil {
		return &DirectStep{How: "refused", Error: fmt.Sprintf("invalid %s import path %q", prefix, path)}, ""
	}
	return &DirectStep{How: "static", URL: "https://" + m[1], VCS: vcs}, m[1]
}

// vcsSuffix is the last entry of vcs.go:vcsPaths, which knew Bazaar up to
// Go 1.26. It is not anchored at the start there either.
var (
	vcsSuffix    = lazily(`((([a-z0-9.\-]+\.)+[a-z0-9.\-]+(:[0-9]+)?(/~?[\w.\-]+)+?)\.(fossil|git|hg|svn))(/~?[\w.\-]+)*$`)
	vcsSuffixBzr = lazily(`((([a-z0-9.\-]+\.)+[a-z0-9.\-]+(:[0-9]+)?(/~?[\w.\-]+)+?)\.(bzr|fossil|git|hg|svn))(/~?[\w.\-]+)*$`)
)

func suffixRepo(path string, vcsNames []string) (*DirectStep, string) {
	if !mayHaveSuffix(path, vcsNames) {
		return nil, ""
	}
	re := vcsSuffix
	if slices.Contains(vcsNames, "bzr") {
		re = vcsSuffixBzr
	}
	m := re().FindStringSubmatch(path)
	if m == nil {
		return nil, ""
	}
	// The scheme is found by probing; https is the first secure one.
	return &DirectStep{How: "suffix", URL: "https://" + m[2], VCS: m[6]}, m[1]
}

// mayHaveSuffix saves the regular expression where it cannot match.
func mayHaveSuffix(path string, vcsNames []string) bool {
	for _, vcs := range vcsNames {
		if i := strings.Index(path, "."+vcs); i > 0 && strings.Contains(path[:i], "/") {
			return true
		}
	}
	return false
}

// firstElements returns the first n elements of a path; "" if it has fewer.
func firstElements(path string, n int) string {
	for i := range len(path) {
		if path[i] == '/' {
			if n--; n == 0 {
				return path[:i]
			}
		}
	}
	if n == 1 {
		return path
	}
	return ""
}

// discoveryURL is the first page that is asked for a go-import tag
// (vcs.go:urlForImportPath).
func discoveryURL(path string) string {
	if !strings.Contains(path, "/") {
		path += "/"
	}
	return "https://" + path + "?go-get=1"
}
