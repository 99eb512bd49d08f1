package visibility

import (
	"path"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/pathglob"
)

// A claim is a pattern that calls the modules it matches private.
type claim struct {
	glob     pathglob.Glob
	evidence Evidence
	firm     bool // not outweighed by a look-up in the checksum database
}

// A compiled is what a judgement reads of the facts.
type compiled struct {
	claims []claim // in order of strength
	hosts  []Host
	remote string
}

// compile sorts out, once, which facts can say anything at all.
func (f *Facts) compile() *compiled {
	f.once.Do(func() {
		c := &f.compiled
		for _, p := range f.Declared {
			if !IsHabit(p.Glob) {
				c.claim(Declared, p, "the repository's go.env declares "+p.Variable+"="+p.Glob, true)
			}
		}
		for _, p := range f.Effective {
			if !IsHabit(p.Glob) {
				c.claim(Configured, p, p.Variable+" names "+p.Glob, namesOwner(p.Glob))
			}
		}
		for _, p := range f.Settings {
			c.claim(InSettings, p, p.Variable+" names "+p.Glob, true)
		}
		for _, h := range f.Hosts {
			h.Prefix = strings.Trim(h.Prefix, "/")
			if h.Prefix != "" && (!KnownForge(hostOf(h.Prefix)) || strings.Contains(h.Prefix, "/")) {
				c.hosts = append(c.hosts, h)
			}
		}
		if !KnownForge(f.RemoteHost) {
			c.remote = f.RemoteHost
		}
	})
	return &f.compiled
}

func (c *compiled) claim(kind Kind, p Pattern, text string, firm bool) {
	c.claims = append(c.claims, claim{
		glob:     pathglob.Compile(p.Glob),
		evidence: Evidence{Kind: kind, Verdict: Private, Text: text, Glob: p.Glob, File: p.File, Line: p.Line},
		firm:     firm,
	})
}

// IsHabit reports whether a pattern is only wildcards or covers a whole
// well-known forge (*, */*, github.com, *.com, gitlab.com/*): people set such
// a pattern to be rid of proxy or checksum database altogether, and it
// declares nothing about the modules that it matches.
func IsHabit(glob string) bool {
	host, rest, _ := strings.Cut(strings.TrimSuffix(glob, "/"), "/")
	for elem := range strings.SplitSeq(rest, "/") {
		if !isWildcard(elem) {
			return false
		}
	}
	if isWildcard(host) {
		return true
	}
	for _, f := range forges {
		if ok, _ := path.Match(host, f.host); ok {
			return true
		}
	}
	return false
}

// SpansOwners reports whether a pattern can match modules of several owners on
// a well-known forge (*/a*, *.com/acme, github.com/[a-z]*, and every habit that
// covers one): whoever declares it speaks for strangers.
func SpansOwners(glob string) bool {
	host, rest, _ := strings.Cut(strings.TrimSuffix(glob, "/"), "/")
	owner, _, _ := strings.Cut(rest, "/")
	if !hasMeta(host) {
		return KnownForge(host) && (owner == "" || hasMeta(owner))
	}
	return slices.ContainsFunc(forges, func(f forge) bool {
		ok, _ := path.Match(host, f.host)
		return ok
	})
}

// hasMeta reports whether an element of a pattern is more than its own text.
func hasMeta(elem string) bool { return strings.ContainsAny(elem, `*?[\`) }

// namesOwner reports whether a pattern names at least a host and, on it, an
// owner.
func namesOwner(glob string) bool {
	elems := strings.Split(strings.TrimSuffix(glob, "/"), "/")
	return len(elems) >= 2 && !isWildcard(elems[0]) && !isWildcard(elems[1])
}

// isWildcard reports whether an element of a pattern names nothing.
func isWildcard(elem string) bool { return strings.Trim(elem, "*?.-") == "" }
