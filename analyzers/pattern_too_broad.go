package analyzers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/pathglob"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PatternTooBroad reports private patterns that take the protection of proxy
// and checksum database from public modules.
var PatternTooBroad = &analysis.Analyzer{
	Name:  "pattern-too-broad",
	Group: "patterns",
	URL:   docURL("pattern-too-broad"),
	Run:   runPatternTooBroad,
	Doc: `A private pattern matches modules that are public for certain.

A pattern of GOPRIVATE, GONOPROXY or GONOSUMDB that is only wildcards, covers a
whole forge such as github.com, or names a host of public modules such as
golang.org, matches public modules too. For all that it matches

  - GONOPROXY, and GOPRIVATE in its place, makes the go command fetch from the
    origin's version control: slower, without the proxy's cache, and without what
    it keeps when the origin deletes or moves a tag;
  - GONOSUMDB, and GOPRIVATE in its place, makes it take what go.sum lacks as it
    comes: nobody tells whether others got the same bits.

The go command prints nothing about it. "go mod download -x" shows that it runs
git for a module that the proxy has:

    git ls-remote -q --end-of-options https://go.googlesource.com/mod

Counted are the modules of this file that the checksum database is known to have
answered for, by what the module cache keeps, and those on hosts that serve
public modules only. A pattern that names a host of your own, or an owner on a
forge, is never reported, even if it matches a public module: that is wanted as
often as not. Nor is one that changes nothing, such as GONOPROXY under
GOPROXY=direct, or GONOSUMDB under GOSUMDB=off.

To fix it, name what is private, and only that:

    go env -w GOPRIVATE=git.corp.example.com,github.com/acme

The suggested list leaves out what is proven public. What is not known stays in
it; look it through before you take it over.

Switch it off if public modules are fetched without proxy or checksum database
on purpose, for example because these cannot be reached from where you work.
`,
}

func runPatternTooBroad(p *analysis.Pass) {
	var all *targets
	for _, name := range patternVariables {
		v := p.Env.Lookup(name)
		if v.Value == "" {
			continue
		}
		l := effectiveList(p.Env, v)
		for _, w := range splitEntries(v.Value) {
			if !isBroad(w.text) {
				continue
			}
			if all == nil {
				all = patternTargets(p)
			}
			reportBroad(p, l, all, w)
		}
	}
}

// isBroad reports whether a pattern is only wildcards, covers a whole forge, or
// is on a host that serves public modules only.
func isBroad(glob string) bool {
	host, _, _ := strings.Cut(glob, "/")
	return visibility.IsHabit(glob) || visibility.ServesPublicOnly(host)
}

// reportBroad reports a broad pattern if it takes anything from public modules.
func reportBroad(p *analysis.Pass, l *patternList, all *targets, w written) {
	var public, others []*target
	for _, m := range all.match(w.text) {
		if provenPublic(m.requirement) {
			public = append(public, m)
		} else {
			others = append(others, m)
		}
	}
	lost := lostProtection(p, l, public)
	if len(lost) == 0 {
		return
	}
	message := fmt.Sprintf("Pattern %s of %s matches public modules too: %s. %s %s known as public. %s %s. List what is private instead %s.",
		l.quote(w.text), l.variable, andMore(public),
		sentence(countOf(len(public), all.len())), oneOrMany(len(public), "is", "are"),
		oneOrMany(len(public), "It is", "They are"), enumerate(lost), l.place)
	l.report(p, w, analysis.Information, message, narrowed(l, w, others))
}

// lostProtection says what public modules go without because a list matches
// them; nothing if they would go without it anyway.
func lostProtection(p *analysis.Pass, l *patternList, public []*target) []string {
	var lost []string
	if len(public) == 0 {
		return nil
	}
	if hops := p.Policy.ProxyHops(); l.files && len(hops) > 0 && hops[0].Kind == route.HopProxy {
		lost = append(lost, "fetched from version control, without the cache and the immutability of "+hops[0].URL)
	}
	if !l.sums || p.Env.Get("GOSUMDB") == "off" {
		return lost
	}
	unverified := "not verified by the checksum database when go.sum lacks a line"
	if !slices.ContainsFunc(public, func(m *target) bool { return !summed(m.requirement) }) {
		unverified += " (not now: on an update, or in a checkout without go.sum)"
	}
	return append(lost, unverified)
}

// narrowed asks for the list with patterns for the modules of others in the
// place of a broad pattern: their hosts, on forges their owners.
func narrowed(l *patternList, w written, others []*target) analysis.Intent {
	var globs []string
	for _, m := range others {
		if glob := ownerOf(m); !slices.Contains(globs, glob) && !l.coversNarrowly(m) {
			globs = append(globs, glob)
		}
	}
	title := "Narrow " + l.quote(w.text) + " in " + l.variable + " to what is not public"
	if len(globs) == 0 {
		title = "Remove " + l.quote(w.text) + " from " + l.variable
	}
	return l.mend(w, strings.Join(globs, ","), title, true)
}

// coversNarrowly reports whether an entry of the list that is not broad matches
// a module.
func (l *patternList) coversNarrowly(m *target) bool {
	return slices.ContainsFunc(splitEntries(l.value), func(w written) bool {
		return !isBroad(w.text) && pathglob.Compile(w.text).Match(m.path)
	})
}

// ownerOf returns the pattern for a module's host, or on a forge for its
// owner there.
func ownerOf(m *target) string {
	if !visibility.KnownForge(m.host) {
		return m.host
	}
	elems := strings.SplitN(visibility.RepositoryRoot(m.path), "/", 3)
	return strings.Join(elems[:min(2, len(elems))], "/")
}
