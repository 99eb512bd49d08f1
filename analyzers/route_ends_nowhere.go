package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// RouteEndsNowhere reports requirements that cannot be fetched from anywhere.
var RouteEndsNowhere = &analysis.Analyzer{
	Name: "route-ends-nowhere",
	URL:  docURL("route-ends-nowhere"),
	Run:  runRouteEndsNowhere,
	Doc: `A requirement cannot be fetched from anywhere.

This is what the environment and the line itself say, before any network is
asked. What the module cache or a vendor directory holds goes on working: only
a fetch fails.

GOPROXY=off, reported once, on the module line, with the number of
requirements that it stops. The go command says

    go: git.corp.example.com/team/lib@v1.2.3: module lookup disabled by GOPROXY=off

and fetches modules that match GONOPROXY or GOPRIVATE from their origin all
the same. As off is hardly ever set by accident, this is for information. If
you did not set it, look at who did: the message names the place. Some tools
set it for the go commands that they start.

GO111MODULE=off, and a value of GO111MODULE, GOWORK, GOTOOLCHAIN or GOFLAGS
that stops every command by its form alone, such as a relative GOWORK, reported
once likewise, in the go command's words. Whether the file that GOWORK names
exists, or a command knows the flags in GOFLAGS, is not looked at.

A path or version that the go command refuses is an error on its line:

    malformed module path "corp/lib": missing dot in first path element

A module that has to come from its origin, where the go command refuses the
origin, is a warning on its line. GOVCS forbids the version control system, or
the path is one that has no repository:

    GOVCS disallows using fossil for public chiselapp.com/user/u/repository/r; see 'go help vcs'

A GOSUMDB that the go command cannot read is a warning, once, on the module line,
where go.sum has no line for the .mod file of a requirement. Nothing new can be
verified then, and so nothing new fetched; what go.sum has goes on working:

    go: git.corp.example.com/team/lib@v1.2.3: verifying go.mod: invalid GOSUMDB: malformed verifier id

To fix it, change the variable that is named, or replace the module by a local
checkout.
`,
}

func runRouteEndsNowhere(p *analysis.Pass) {
	if err := p.Policy.Err(); err != nil {
		if err.Variable != "GOPROXY" { // that is invalid-goproxy
			reportBrokenEnvironment(p, err)
		}
		return
	}
	reportOff(p)
	reportGOVCS(p)
	reportGOSUMDB(p)
	for _, r := range p.Requirements {
		path, _ := r.Route.Target()
		switch {
		case r.Toolchain, isMain(r), isExcluded(r):
		case r.Route.Source == route.Blocked && r.Route.Error != "":
			reportRequirement(p, r, analysis.Error, "Cannot be fetched: "+path+": "+r.Route.Error+". Correct the line; the go command refuses it whatever the network has.")
		case refused(r) && !malformedGOVCS(r):
			reportRequirement(p, r, analysis.Warning, "Cannot be fetched: "+path+": "+r.Route.Direct.Error+". "+
				"Its route has no other hop than direct; what the module cache holds already goes on working. "+remedy(r))
		}
	}
}

// reportBrokenEnvironment reports a variable that stops every module command.
func reportBrokenEnvironment(p *analysis.Pass, err *route.EnvError) {
	v := p.Env.Lookup(err.Variable)
	severity := analysis.Error
	if v.Value == "off" { // GO111MODULE=off has its uses
		severity = analysis.Warning
	}
	reportEnvironment(p, v, severity, "Nothing can be fetched: "+goenv.Redact(err.Message)+". Change "+setting(v)+".")
}

// reportOff reports GOPROXY=off, for what has no other hop.
func reportOff(p *analysis.Pass) {
	text, n := count(p, func(r *analysis.Requirement) bool {
		return r.Route.Source == route.Blocked && isOff(r)
	})
	if n == 0 {
		return
	}
	v := p.Env.Lookup("GOPROXY")
	reportEnvironment(p, v, analysis.Information, sentence(text)+" cannot be fetched: module lookup disabled by GOPROXY=off. "+
		"What the module cache or a vendor directory holds goes on working. To fetch again, change "+setting(v)+".")
}

// reportGOVCS reports a GOVCS that cannot be read, which fails every
// requirement whose only hop is a version control system.
func reportGOVCS(p *analysis.Pass) {
	why := ""
	text, n := count(p, func(r *analysis.Requirement) bool {
		if !malformedGOVCS(r) {
			return false
		}
		why = r.Route.Direct.Error
		return true
	})
	if n == 0 {
		return
	}
	v := p.Env.Lookup("GOVCS")
	reportEnvironment(p, v, analysis.Error, sentence(text)+" cannot be fetched: "+why+". Correct "+setting(v)+".")
}

// reportGOSUMDB reports a GOSUMDB that cannot be read, which fails the fetch of
// what go.sum lacks. That go.sum has no line for the .zip file is no sign, since
// of a module that gives no package only the .mod file is fetched.
func reportGOSUMDB(p *analysis.Pass) {
	why := ""
	text, n := count(p, func(r *analysis.Requirement) bool {
		c := r.Route.Checksum
		if c == nil || !c.Verify || !c.Error || c.GoSum == "both" || c.GoSum == "mod" || isOff(r) {
			return false
		}
		why = c.Reason
		return true
	})
	if n == 0 {
		return
	}
	v := p.Env.Lookup("GOSUMDB")
	reportEnvironment(p, v, analysis.Warning, sentence(text)+" cannot be verified: "+goenv.Redact(why)+". "+
		"go.sum does not have them, so their fetch fails. "+correct(v))
}

// isMain reports whether a requirement is a main module of the workspace: its
// packages come from disk, and builds tolerate that its path cannot be fetched.
func isMain(r *analysis.Requirement) bool { return hasStep(r, "main") }

// refused reports whether the only hop of a requirement is direct, and the go
// command refuses its origin.
func refused(r *analysis.Requirement) bool {
	return r.Route.Source == route.Direct && r.Route.Direct != nil && r.Route.Direct.Error != ""
}

// malformedGOVCS reports whether the origin is refused because GOVCS cannot be
// read, rather than because of a rule of it (cmd/go/internal/vcs/vcs.go:checkGOVCS).
func malformedGOVCS(r *analysis.Requirement) bool {
	return refused(r) && r.Route.Direct.VCS != "" && !strings.HasPrefix(r.Route.Direct.Error, "GOVCS disallows using ")
}

// remedy says what mends a refused origin.
func remedy(r *analysis.Requirement) string {
	if r.Route.Direct.VCS != "" {
		return "Allow it in GOVCS, or replace it by a local checkout."
	}
	return "Replace it by another module or a local checkout."
}

func reportRequirement(p *analysis.Pass, r *analysis.Requirement, severity analysis.Severity, message string) {
	p.Report(analysis.Diagnostic{
		Span: r.Token.Span, Severity: severity, Message: message,
		Requirement: r, Intents: []analysis.Intent{analysis.AddReplace{}},
	})
}

// sentence returns s as the beginning of a sentence.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
