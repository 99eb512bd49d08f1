package analyzers

import (
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// SumDBOff reports that GOSUMDB=off leaves public modules unverified.
var SumDBOff = &analysis.Analyzer{
	Name:  "sumdb-off",
	Group: "integrity",
	URL:   docURL("sumdb-off"),
	Run:   runSumDBOff,
	Doc: `GOSUMDB=off: nothing verifies what is new.

What go.sum has a line for is compared with it, as ever. What it lacks is taken as
the proxy or the origin serves it, and written into go.sum unchecked: the first
that serves something else than everybody gets is believed. The go command prints
nothing about it.

It also breaks toolchain downloads, which are verified whatever else is said:

    go: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: verifying module: checksum database disabled by GOSUMDB=off

Private modules do not need it: GOPRIVATE or GONOSUMDB keep them, and them alone,
from being looked up. Requirements that are known as private, or that these
variables match, are not counted, nor is what cannot be fetched at all.

It is a warning where go.sum has no line for the .mod file of a requirement that
is fetched from a public proxy or from its origin. It is information where go.sum
has all, as then it matters on an update, or in a checkout without go.sum; where a
vendor directory is what is built from; where the proxy is your own, which may have
taken the database's place; and where it is the Go installation that says off, as
some distributors' do. In the last two cases nothing is said as long as go.sum has
all.

To fix it, unset GOSUMDB where the message says that it is set, and name the private
modules in GOPRIVATE:

    go env -u GOSUMDB
    go env -w GOPRIVATE=git.corp.example.com

The new value of GOPRIVATE replaces the old one: give what it has already too.

Switch it off where the checksum database cannot be reached, and something else
vouches for what is fetched.
`,
}

func runSumDBOff(p *analysis.Pass) {
	v := p.Env.Lookup("GOSUMDB")
	if v.Value != "off" || stopsCommands(p, v.Name) {
		return
	}
	exempt := p.Env.Get("GONOSUMDB")
	unverified := func(r *analysis.Requirement) bool {
		path, _ := r.Route.Target()
		return len(r.Route.Hops) > 0 && !isOff(r) && !isPrivate(r) && !module.MatchPrefixPatterns(exempt, path)
	}
	guarded := true // by a proxy of somebody's own
	lacking, n := count(p, func(r *analysis.Requirement) bool {
		if !unverified(r) || !lacksSum(r) {
			return false
		}
		guarded = guarded && isGuarded(p, r)
		return true
	})
	advice := " " + stopsToolchains(p) + "Unset " + setting(v) + "; GOPRIVATE or GONOSUMDB exempt private modules alone."
	if n > 0 {
		severity, mend := analysis.Warning, analysis.Intent(restore(v, publishedSumDB))
		if guarded || p.Vendored || v.Origin <= goenv.GOROOT {
			severity = analysis.Information
		}
		if severity == analysis.Information || namesAnew(p, exempt) {
			mend = deliberately(restore(v, publishedSumDB))
		}
		reportEnvironment(p, v, severity, "Nothing verifies "+lacking+": GOSUMDB=off, and go.sum has no line for what is fetched. "+
			"It goes into go.sum unchecked."+advice, mend)
		return
	}
	text, n := count(p, func(r *analysis.Requirement) bool { return unverified(r) && !isGuarded(p, r) })
	if n > 0 && v.Origin > goenv.GOROOT {
		reportEnvironment(p, v, analysis.Information, "Nothing verifies updates of "+text+": GOSUMDB=off. "+
			"What go.sum has a line for is compared with it; but on an update, or in a checkout without go.sum, what is fetched goes into go.sum unchecked."+advice, deliberately(restore(v, publishedSumDB)))
	}
}

// isGuarded reports whether the first that is asked for a requirement is a
// proxy of somebody's own, which may vouch for what it serves.
func isGuarded(p *analysis.Pass, r *analysis.Requirement) bool {
	first := r.Route.Hops[0]
	_, public := p.Facts.PublicProxy(first.URL)
	return first.Kind == route.HopProxy && !public
}

// namesAnew reports whether the checksum database would hear of modules that
// no public proxy is asked for first, or of private ones.
func namesAnew(p *analysis.Pass, exempt string) bool {
	return slices.ContainsFunc(p.Requirements, func(r *analysis.Requirement) bool {
		path, _ := r.Route.Target()
		if len(r.Route.Hops) == 0 || r.Toolchain || module.MatchPrefixPatterns(exempt, path) {
			return false
		}
		return isPrivate(r) || !isPublicHop(p.Facts, r.Route.Hops[0])
	})
}

// stopsToolchains says that toolchains cannot be downloaded, where they would
// be (cmd/go/internal/modfetch/sumdb.go:useSumDB).
func stopsToolchains(p *analysis.Pass) string {
	if !strings.HasSuffix(p.Env.Get("GOTOOLCHAIN"), "auto") || strings.HasPrefix(p.Env.Get("GOPROXY"), "file://") {
		return ""
	}
	return "Toolchain downloads fail under it. "
}
