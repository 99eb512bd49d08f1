package analyzers

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/pathglob"
	"github.com/modroute/modroute/internal/visibility"
)

// A target is a requirement as patterns see it: the module that is fetched for
// it.
type target struct {
	path, host  string
	private     bool // something speaks for private, be it a hint
	requirement *analysis.Requirement
}

// targets are those of a file, by host.
type targets struct {
	hosts  []string // in the file's order
	byHost map[string][]*target
}

func (m *targets) add(path string, private bool, r *analysis.Requirement) {
	host, _, _ := strings.Cut(path, "/")
	if m.byHost == nil {
		m.byHost = make(map[string][]*target)
	}
	if m.byHost[host] == nil {
		m.hosts = append(m.hosts, host)
	}
	m.byHost[host] = append(m.byHost[host], &target{path, host, private, r})
}

// len returns the number of targets.
func (m *targets) len() int {
	n := 0
	for _, list := range m.byHost {
		n += len(list)
	}
	return n
}

// match returns the modules that a pattern matches.
func (m *targets) match(glob string) []*target {
	g := pathglob.Compile(glob)
	first, _, _ := strings.Cut(glob, "/")
	hosts := []string{first}
	if strings.ContainsAny(first, `*?[\`) {
		h := pathglob.Compile(first)
		hosts = slices.DeleteFunc(slices.Clone(m.hosts), func(host string) bool { return !h.Match(host) })
	}
	var found []*target
	for _, host := range hosts {
		for _, mod := range m.byHost[host] {
			if g.Match(mod.path) {
				found = append(found, mod)
			}
		}
	}
	return found
}

// A correction is what a pattern that matches nothing was meant to be.
type correction struct {
	globs  []string // in its place; nil if that cannot be known
	faults []string // what is wrong with it, in clauses
	missed []*target
	guess  bool // it may be right as it is
}

// A corrector corrects patterns for the modules that are missed: those for
// which eligible holds.
type corrector struct {
	modules  *targets
	eligible func(*target) bool
}

// correct corrects a pattern that matches none of the modules; ok is false if
// nothing is missed because of it. Every module that is said to be missed is
// matched by one of the patterns in its place, if there are any.
func (c *corrector) correct(text string) (fix correction, ok bool) {
	pieces, faults := normalise(text)
	fix.faults, fix.guess = faults, true
	known := true
	for _, piece := range pieces {
		v := c.variant(piece)
		fix.globs = append(fix.globs, v.globs...)
		fix.faults = append(fix.faults, v.faults...)
		for _, m := range v.missed {
			if !slices.Contains(fix.missed, m) {
				fix.missed = append(fix.missed, m)
			}
		}
		if len(v.missed) > 0 {
			fix.guess = fix.guess && v.guess
			known = known && v.globs != nil
		}
	}
	if !known {
		fix.globs = nil
	}
	return fix, len(fix.missed) > 0
}

// variant returns what one proper pattern is to be replaced by: itself unless
// it misses modules in a way that is known.
func (c *corrector) variant(glob string) correction {
	if missed := c.hits(glob); len(missed) > 0 {
		return correction{globs: []string{glob}, missed: missed}
	}
	for _, vary := range []func(string) correction{
		c.addressRange, c.repositorySuffix, c.backslash, c.wildcardElements, c.leadingDot,
		c.letterCase, c.tooDeep, c.apex, c.subdomains,
	} {
		if v := vary(glob); len(v.missed) > 0 {
			return v
		}
	}
	return correction{globs: []string{glob}}
}

// hits returns the missed modules that a pattern matches. A pattern that covers
// everything, or a whole forge, is nobody's near miss.
func (c *corrector) hits(glob string) []*target {
	if visibility.IsHabit(glob) {
		return nil
	}
	return slices.DeleteFunc(c.modules.match(glob), func(m *target) bool { return !c.eligible(m) })
}

// replaced returns the correction of a pattern to another one.
func (c *corrector) replaced(glob, fault string) correction {
	return correction{globs: []string{glob}, faults: []string{fault}, missed: c.hits(glob)}
}

// addressRange reads a range of IP addresses, 10.0.0.0/8 or 10.0.0.1-10.0.0.9.
// Only one that ends between two numbers of IPv4 is a glob's.
func (c *corrector) addressRange(text string) correction {
	within, glob := parseRange(text)
	v := correction{faults: []string{"a range of addresses is no pattern"}}
	if within == nil {
		return v
	}
	for _, host := range c.modules.hosts {
		if addr, err := netip.ParseAddr(host); err == nil && within(addr) {
			v.missed = append(v.missed, c.hits(host)...)
		}
	}
	if glob != "" {
		v.globs = []string{glob}
	}
	return v
}

// parseRange returns which addresses a range holds, nil if text is none, and
// the pattern that matches the same ones; "" if there is none.
func parseRange(text string) (within func(netip.Addr) bool, glob string) {
	if from, to, ok := strings.Cut(text, "-"); ok {
		low, err := netip.ParseAddr(from)
		high, err2 := netip.ParseAddr(to)
		if err != nil || err2 != nil {
			return nil, ""
		}
		return func(a netip.Addr) bool { return low.Compare(a) <= 0 && a.Compare(high) <= 0 }, ""
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return nil, ""
	}
	prefix = prefix.Masked()
	if numbers := strings.Split(prefix.Addr().String(), "."); len(numbers) == 4 && prefix.Bits() > 0 && prefix.Bits()%8 == 0 {
		glob = strings.Join(numbers[:prefix.Bits()/8], ".")
		if prefix.Bits() < 32 {
			glob += ".*"
		}
	}
	return prefix.Contains, glob
}

// repositorySuffix takes the .git from what is a repository's address.
func (c *corrector) repositorySuffix(glob string) correction {
	path, ok := strings.CutSuffix(glob, ".git")
	if !ok {
		return correction{}
	}
	return c.replaced(path, "the module path does not end in .git")
}

// backslash makes slashes of backslashes, which quote in a pattern.
func (c *corrector) backslash(glob string) correction {
	if !strings.Contains(glob, `\`) {
		return correction{}
	}
	return c.replaced(strings.ReplaceAll(glob, `\`, "/"), "a backslash is no slash")
}

// wildcardElements takes elements that are only a wildcard from the end.
func (c *corrector) wildcardElements(glob string) correction {
	for {
		shorter, ok := strings.CutSuffix(strings.TrimRight(glob, "*"), "/")
		if !ok || !strings.HasSuffix(glob, "*") {
			return correction{}
		}
		glob = shorter
		if v := c.replaced(glob, "it has more elements than the module path"); len(v.missed) > 0 {
			return v
		}
	}
}

// leadingDot reads .host as the host and those below it.
func (c *corrector) leadingDot(glob string) correction {
	host, ok := strings.CutPrefix(glob, ".")
	if !ok {
		return correction{}
	}
	v := correction{faults: []string{"a dot at its start is no wildcard"}}
	for _, form := range []string{host, "*." + host} {
		if missed := c.hits(form); len(missed) > 0 {
			v.globs = append(v.globs, form)
			v.missed = append(v.missed, missed...)
		}
	}
	return v
}

// letterCase spells a pattern as the path of a module is spelled.
func (c *corrector) letterCase(glob string) correction {
	first, _, _ := strings.Cut(strings.ToLower(glob), "/")
	hosts := pathglob.Compile(first)
	for _, host := range c.modules.hosts {
		if !hosts.Match(host) {
			continue
		}
		for _, m := range c.modules.byHost[host] {
			if !hasUpper(glob) && !hasUpper(m.path) {
				continue
			}
			if spelled, ok := spelledAs(glob, m.path); ok && c.eligible(m) {
				return c.replaced(spelled, "letter case counts")
			}
		}
	}
	return correction{}
}

// hasUpper reports whether s has an upper-case letter.
func hasUpper(s string) bool { return s != strings.ToLower(s) }

// spelledAs returns a pattern with the elements that differ from those of a
// module path by nothing but letter case spelled as there; ok is false if it
// matches the path neither way.
func spelledAs(glob, modulePath string) (spelled string, ok bool) {
	elems, have := strings.Split(glob, "/"), strings.Split(modulePath, "/")
	if len(elems) > len(have) {
		return "", false
	}
	for i, elem := range elems {
		lower := strings.ToLower(elem)
		switch {
		case pathglob.Compile(elem).Match(have[i]):
		case strings.EqualFold(elem, have[i]):
			elems[i] = have[i]
		case pathglob.Compile(lower).Match(have[i]):
			elems[i] = lower
		default:
			return "", false
		}
	}
	return strings.Join(elems, "/"), true
}

// tooDeep takes the last element from a pattern that goes one below a module:
// a package of it, perhaps. It may be another module too, which this file does
// not require; on a forge that is as likely.
func (c *corrector) tooDeep(glob string) correction {
	i := strings.LastIndexByte(glob, '/')
	if i < 0 || isMajor(glob[i+1:]) {
		return correction{}
	}
	v := c.replaced(glob[:i], "it has more elements than the module path")
	v.guess = true
	v.missed = slices.DeleteFunc(v.missed, func(m *target) bool {
		return strings.Count(m.path, "/") != strings.Count(glob[:i], "/") || visibility.KnownForge(m.host) && !m.private
	})
	return v
}

// isMajor reports whether an element of a path is a major version: "v2".
func isMajor(elem string) bool {
	return len(elem) > 1 && elem[0] == 'v' && strings.Trim(elem[1:], "0123456789") == ""
}

// apex adds host to *.host, which does not cover it.
func (c *corrector) apex(glob string) correction {
	rest, ok := strings.CutPrefix(glob, "*.")
	host, _, _ := strings.Cut(rest, "/")
	if !ok || isShared(host) {
		return correction{}
	}
	v := c.replaced(rest, "*."+host+" does not cover "+host+" itself")
	v.globs = []string{glob, rest}
	v.guess = labels(host) < 3
	return v
}

// subdomains adds *.host to host, which does not cover what is below it. What
// is below a domain of two names can be a site for public import paths as well
// as the company's repositories: there only what is private for another reason
// counts, or has the name of a code host.
func (c *corrector) subdomains(glob string) correction {
	host, _, _ := strings.Cut(glob, "/")
	if labels(host) < 2 || isShared(host) || strings.ContainsAny(host, `*?[\`) {
		return correction{}
	}
	v := c.replaced("*."+glob, host+" does not cover the hosts below it")
	v.globs = []string{glob, "*." + glob}
	v.guess = labels(host) < 3
	v.missed = slices.DeleteFunc(v.missed, func(m *target) bool {
		first, _, _ := strings.Cut(m.host, ".")
		return labels(host) < 3 && !m.private && !codeHosts[first]
	})
	return v
}

// labels returns the number of names in a host. A domain that is shared counts
// as one.
func labels(host string) int {
	names := strings.Split(host, ".")
	if n := len(names); n > 2 && isShared(strings.Join(names[n-2:], ".")) {
		return n - 1
	}
	return len(names)
}

// codeHosts are the first names of hosts that serve a company's repositories.
var codeHosts = map[string]bool{
	"bitbucket": true, "code": true, "forgejo": true, "gerrit": true, "git": true, "gitea": true, "github": true,
	"gitlab": true, "gogs": true, "repo": true, "scm": true, "source": true, "src": true, "stash": true, "svn": true, "vcs": true,
}

// isShared reports whether the hosts below a domain belong to unrelated owners:
// a registry's, such as co.uk, or one of a service that gives each customer a
// name.
func isShared(domain string) bool {
	second, top, ok := strings.Cut(domain, ".")
	return !ok || sharedDomains[domain] || len(top) == 2 && (len(second) <= 3 || sharedSecond[second])
}

// sharedSecond are longer second-level names of country registries.
var sharedSecond = map[string]bool{"asso": true, "gouv": true, "info": true, "school": true}

// sharedDomains are services whose customers have names of their own below
// them, from the private part of the public suffix list, as of November 2026.
var sharedDomains = map[string]bool{
	"amazonaws.com": true, "appspot.com": true, "azurewebsites.net": true, "bitbucket.io": true, "cloudfront.net": true,
	"codeberg.page": true, "firebaseapp.com": true, "fly.dev": true, "github.io": true, "githubusercontent.com": true,
	"gitlab.io": true, "herokuapp.com": true, "netlify.app": true, "onrender.com": true, "pages.dev": true,
	"readthedocs.io": true, "run.app": true, "sourceforge.io": true, "vercel.app": true, "web.app": true,
	"windows.net": true, "workers.dev": true,
}
