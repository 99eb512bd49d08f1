package analyzers

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/pathglob"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// DeclarationNotApplied reports that the repository's go.env declares modules
// private which the Go environment lets be named to a public service.
var DeclarationNotApplied = &analysis.Analyzer{
	Name:  "declaration-not-applied",
	Group: "privacy",
	URL:   docURL("declaration-not-applied"),
	Run:   runDeclarationNotApplied,
	Doc: `The repository's go.env declares modules private, and the Go environment does not.

A file go.env at the root of a repository, in the form of the file that "go env
-w" writes, is where a team says once for all what is private:

    GOPRIVATE=git.corp.example.com,github.com/corp

Dependency bots and modroute read it. The go command does not: it reads the
process's environment, the file that "go env GOENV" names, and the go.env of the
Go installation. So on a machine where nobody has set the variable, the modules
are named to the public proxy and the public checksum database all the same,
and where the origin lets you in, that is where the fetch fails:

    verifying go.mod: github.com/corp/lib@v1.0.0/go.mod: reading https://proxy.golang.org/sumdb/sum.golang.org/lookup/github.com/corp/lib@v1.0.0: 404 Not Found

This is reported once, on the module line, where at least one requirement of the
file that a declared pattern matches is told to a public service now. It carries
private-module-public-proxy or private-module-public-sumdb on its line too. What
is told to nobody is not reported, whatever the variables say.

To fix it, apply the declaration to your Go environment, keeping what the
variable has already:

    go env -w GOPRIVATE=git.corp.example.com,github.com/corp

Only GOPRIVATE, GONOPROXY and GONOSUMDB are read from a repository's go.env, and
of their patterns only those are applied that match a requirement of this file,
that are more than wildcards or a whole well-known forge, and that match no
module which is known to be public. Where GONOPROXY or GONOSUMDB have a value of
their own, which replaces GOPRIVATE, it gets the pattern too. Behind a company
proxy GOPRIVATE would send the modules past it; there GONOSUMDB is what is
missing, and the findings on the lines offer it.

Switch it off in a repository whose go.env is meant for bots alone.
`,
}

func runDeclarationNotApplied(p *analysis.Pass) {
	lacking := unapplied(p)
	if len(lacking) == 0 {
		return
	}
	var names []string
	var related []analysis.Related
	leaking := make(map[*analysis.Requirement]bool)
	for _, l := range lacking {
		name := l.Variable + "=" + l.Glob
		names = append(names, name)
		related = append(related, analysis.Related{File: l.File, Line: l.Line, Message: name + " is declared here"})
		for _, r := range l.leaking {
			leaking[r] = true
		}
	}
	text, n := count(p, func(r *analysis.Requirement) bool { return leaking[r] })
	p.Report(analysis.Diagnostic{
		Span: headSpan(p.File), Severity: analysis.Information, Related: related, Intents: applyDeclaration(p, lacking),
		Message: "The repository's go.env declares " + strings.Join(names, " and ") + ", which the Go environment lacks: " +
			text + areOf(n) + " private and named to a public proxy or checksum database. " +
			"The go command does not read that file; apply it to your Go environment.",
	})
}

// An unappliedPattern is a pattern of the repository's go.env that the variable
// in force does not have, with the requirements that a public service is told
// of for want of it.
type unappliedPattern struct {
	visibility.Pattern
	leaking []*analysis.Requirement
}

// unapplied returns the declared patterns that may be applied and are not.
func unapplied(p *analysis.Pass) []unappliedPattern {
	var list []unappliedPattern
	for _, d := range p.Facts.Declared {
		u := unappliedPattern{Pattern: d}
		glob := pathglob.Compile(d.Glob)
		var matched []*analysis.Requirement
		for _, r := range p.Requirements {
			path, _ := r.Route.Target()
			if !glob.Match(path) || !isRequirement(p.File, r) {
				continue
			}
			matched = append(matched, r)
			if isTold(p, r) && !matchesTarget(p.Env.Get(d.Variable), r) {
				u.leaking = append(u.leaking, r)
			}
		}
		refused := func(r *analysis.Requirement) bool { return !declares(p.Facts, d.Glob, r) }
		if len(u.leaking) > 0 && !slices.ContainsFunc(matched, refused) {
			list = append(list, u)
		}
	}
	return list
}

// isTold reports whether a requirement that is declared private is named to a
// public proxy or checksum database now.
func isTold(p *analysis.Pass, r *analysis.Requirement) bool {
	_, _, proxied := leakingProxy(p.Facts, r)
	return proxied || isLookedUp(r)
}

// isLookedUp reports whether a public checksum database is asked for a
// requirement now.
func isLookedUp(r *analysis.Requirement) bool {
	_, asked := askedDatabase(r)
	return asked && !summed(r)
}

// declares reports whether a declared pattern that matches a module may be
// applied to it: the checksum database has not answered for the module, and the
// pattern counted as evidence, which one that is only wildcards or covers a whole
// forge does not, nor any on a host that serves public modules only.
func declares(facts *visibility.Facts, glob string, r *analysis.Requirement) bool {
	path, version := r.Route.Target()
	if facts.LookedUp != nil && facts.LookedUp(path, version) {
		return false
	}
	return slices.ContainsFunc(r.Visibility.Evidence, func(e visibility.Evidence) bool {
		return e.Kind == visibility.Declared && e.Glob == glob
	})
}

// applyDeclaration returns the intent to add patterns to the variables that
// they are declared for, and to those that stand in the place of GOPRIVATE. It
// is one to choose knowingly where a pattern is wide enough for modules of others,
// and where GOPROXY has a proxy of the company's own, which the modules would be
// sent past.
func applyDeclaration(p *analysis.Pass, lacking []unappliedPattern) []analysis.Intent {
	values := make(map[string]string)
	for _, l := range lacking {
		for _, name := range appliesTo(p, l) {
			old, ok := values[name]
			if !ok {
				old = p.Env.Get(name)
			}
			values[name] = addGlob(old, l.Glob)
		}
	}
	own, hasOwn := possibleHop(p.Facts, p.Policy.ProxyHops())
	const title = "Apply the repository's go.env to the Go environment"
	apply := analysis.ApplyDeclaration{Title: title}
	// What reaches beyond the declaring team's own modules nobody takes over unseen.
	apply.Deliberate = slices.ContainsFunc(lacking, func(l unappliedPattern) bool { return visibility.SpansOwners(l.Glob) })
	for _, name := range []string{"GOPRIVATE", "GONOPROXY", "GONOSUMDB"} {
		if value, ok := values[name]; ok {
			apply.Changes = append(apply.Changes, analysis.SetVariable{Name: name, Value: value, Title: title})
			apply.Deliberate = apply.Deliberate || name != "GONOSUMDB" && hasOwn && own.Kind == route.HopProxy
		}
	}
	if len(apply.Changes) > 1 {
		return []analysis.Intent{apply}
	}
	only := apply.Changes[0]
	only.Deliberate = apply.Deliberate
	return []analysis.Intent{only}
}

// addGlob returns a list of patterns with one more at its end, if it does not
// have that already.
func addGlob(list, glob string) string {
	switch {
	case list == "":
		return glob
	case slices.Contains(strings.Split(list, ","), glob):
		return list
	}
	return strings.TrimSuffix(list, ",") + "," + glob
}

// appliesTo returns the variables that a declared pattern has to be added to:
// its own, and for GOPRIVATE those that have a value in its place and let one of
// the modules be told.
func appliesTo(p *analysis.Pass, l unappliedPattern) []string {
	names := []string{l.Variable}
	if l.Variable != "GOPRIVATE" {
		return names
	}
	replaces := func(name string, told func(*analysis.Requirement) bool) bool {
		return deciding(p.Env, name) == name && slices.ContainsFunc(l.leaking, told)
	}
	if replaces("GONOPROXY", func(r *analysis.Requirement) bool { _, _, leaks := leakingProxy(p.Facts, r); return leaks }) {
		names = append(names, "GONOPROXY")
	}
	if replaces("GONOSUMDB", isLookedUp) {
		names = append(names, "GONOSUMDB")
	}
	return names
}
