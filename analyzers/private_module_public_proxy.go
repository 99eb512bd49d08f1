package analyzers

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PrivateModulePublicProxy reports private modules that a public proxy is
// asked for.
var PrivateModulePublicProxy = &analysis.Analyzer{
	Name:  "private-module-public-proxy",
	Group: "privacy",
	URL:   docURL("private-module-public-proxy"),
	Run:   runPrivateModulePublicProxy,
	Doc: `A private module is named to a public module proxy.

The module is private by evidence, which the message and the hover name, and
the first proxy that the go command asks for it is a public one. That is told
the module's path and version with each request for a file, and by "go get" each
shorter prefix of the path too. It cannot have the module, and answers

    reading https://proxy.golang.org/git.corp.example.com/team/lib/@v/v1.2.3.info: 404 Not Found

and if nothing follows in GOPROXY that can have the module, the fetch has
failed. Only if direct follows does the go command go to the origin, where it
may have credentials. If the version is not yet in go.sum, the checksum database
is told the path and version next, does not know the module either, and the
fetch fails although a file has arrived:

    verifying go.mod: git.corp.example.com/team/lib@v1.2.3/go.mod: reading https://proxy.golang.org/sumdb/sum.golang.org/lookup/git.corp.example.com/team/lib@v1.2.3: 404 Not Found

Only proxies of a dated table of public ones are reported: never one of your own,
a file or a loopback address, nor a proxy that the setting
modroute.trustedProxies names. A public proxy that is asked after your own is
private-module-public-fallback.

In a Go file it stands on an import that no module of the workspace provides. A
build asks for that only under -mod=mod, but "go get" and "go mod tidy" do, and what
they name before they know which part of the path is the module is all of it: the
import path and each shorter one, at once.

In a repository with a vendor directory builds ask nobody; "go get", "go mod
tidy" and "go mod download" do. If go.sum has the module's lines, this is for
information there.

To fix it, name the module, its organisation or its host in GOPRIVATE:

    go env -w GOPRIVATE=git.corp.example.com

Its value is a comma-separated list without blanks; give what it has already
too, since the new value replaces the old one. Each entry is matched against
as many leading elements of the module path as it has itself, so that
*.corp.example.com does not match corp.example.com. A value that is exported in
the environment hides what "go env -w" writes. Where GONOPROXY or GONOSUMDB are
set, they replace GOPRIVATE, each for its part, and need the entry themselves.

Where a proxy of your own follows the public one in GOPROXY, put it first
instead, and name the module in GONOSUMDB. GOPRIVATE would bypass your proxy.

Switch it off for a module whose name may be known, such as one that is about to
be published: its path and version are all that is told.
`,
}

func runPrivateModulePublicProxy(p *analysis.Pass) {
	for _, r := range p.Requirements {
		proxy, rest, ok := leakingProxy(p.Facts, r)
		if !ok {
			continue
		}
		severity, message := analysis.Warning, subject(r)+" is named to "+proxy.Name+", a public proxy"
		path, _ := r.Route.Target()
		if r.Import {
			message += ", by go get and go mod tidy: " + path + ", and each shorter path above it."
		} else if p.Vendored {
			message += ", by go get, go mod tidy and go mod download: " + path + ". Builds take it from the vendor directory and ask nobody."
			if summed(r) {
				severity = analysis.Information
			}
		} else {
			message += ": " + path + "."
		}
		advice, intents := outcome(p, r, rest)
		reportPrivate(p, r, severity, message+" "+strongest(r)+" "+advice, intents...)
	}
}

// subject is what a finding is about: a module, or a path that a Go file
// imports and that no module provides yet.
func subject(r *analysis.Requirement) string {
	if r.Import {
		return "Private import"
	}
	return "Private module"
}

// leakingProxy returns the public proxy that is asked for a private module
// before any proxy of the company's own or one that the settings trust, and the
// hops after it.
func leakingProxy(facts *visibility.Facts, r *analysis.Requirement) (proxy visibility.Service, rest []route.Hop, ok bool) {
	if !isPrivate(r) {
		return visibility.Service{}, nil, false
	}
	for i, h := range r.Route.Hops {
		if h.Kind != route.HopProxy {
			break
		}
		s, public := facts.PublicProxy(h.URL)
		switch {
		case !public:
			return visibility.Service{}, nil, false // its own proxy may have it
		case s.Answer == "":
			return s, r.Route.Hops[i+1:], true
		}
		// A proxy that does not exist learns nothing.
	}
	return visibility.Service{}, nil, false
}

// outcome says how the fetch of a private module ends that a public proxy does
// not have, and what mends it.
func outcome(p *analysis.Pass, r *analysis.Requirement, rest []route.Hop) (text string, intents []analysis.Intent) {
	db, asked := askedDatabase(r)
	asked = asked && !summed(r)
	next, ok := possibleHop(p.Facts, rest)
	switch {
	case !ok:
		text = "No hop follows that can have it, so the fetch fails. "
	case asked:
		text = "The checksum database " + db.name + " is asked next, and fails the fetch. "
	}
	if next.Kind == route.HopProxy {
		text += "Put " + next.URL + " first in GOPROXY; GOPRIVATE would bypass it."
		if asked {
			text += " Add the module to GONOSUMDB."
		}
		return text, append(askFirst(p), analysis.AddReplace{})
	}
	if exempt(r) {
		text += deciding(p.Env, "GONOSUMDB") + " names it, which keeps it from the checksum database alone. "
	}
	add, sums := deciding(p.Env, "GONOPROXY"), deciding(p.Env, "GONOSUMDB")
	if asked && sums != add {
		add += " and " + sums
	}
	return text + "Add it to " + add + " to fetch it from its origin.", []analysis.Intent{analysis.AddPattern{}, analysis.AddReplace{}}
}

// possibleHop returns the first hop that can have a private module: its origin,
// or a proxy that is not known as public or that the settings trust. After off comes none.
func possibleHop(facts *visibility.Facts, hops []route.Hop) (h route.Hop, ok bool) {
	for _, h := range hops {
		switch _, public := facts.PublicProxy(h.URL); {
		case h.Kind == route.HopDirect, h.Kind == route.HopProxy && !public:
			return h, true
		}
	}
	return route.Hop{}, false
}

// deciding returns the variable that decides in the place of name, GONOPROXY or
// GONOSUMDB: itself if it is set, else GOPRIVATE.
func deciding(env *goenv.Environment, name string) string {
	if v := env.Lookup(name); v.Value != "" && v.Inherits == "" {
		return name
	}
	return "GOPRIVATE"
}

// exempt reports whether a pattern keeps a requirement from the checksum
// database.
func exempt(r *analysis.Requirement) bool {
	return slices.ContainsFunc(r.Route.Reasons, func(why route.Reason) bool { return why.Step == "checksum" && why.Pattern != "" })
}

// isPrivate reports whether a requirement is private by more than a hint.
func isPrivate(r *analysis.Requirement) bool {
	return r.Visibility.Verdict == visibility.Private && !r.Visibility.Weak && !r.Toolchain && r.Route.Error == ""
}

// strongest gives the strongest evidence for private as a sentence.
func strongest(r *analysis.Requirement) string {
	for _, e := range r.Visibility.Evidence {
		if e.Verdict == visibility.Private {
			return "Evidence: " + e.Text + "."
		}
	}
	return ""
}

// reportPrivate reports a finding about a private requirement, with the place
// of the evidence.
func reportPrivate(p *analysis.Pass, r *analysis.Requirement, severity analysis.Severity, message string, intents ...analysis.Intent) {
	if r.Import { // a replace directive is for what is required
		intents = slices.DeleteFunc(intents, func(i analysis.Intent) bool { _, replace := i.(analysis.AddReplace); return replace })
	}
	d := analysis.Diagnostic{Span: r.Token.Span, Severity: severity, Message: message, Requirement: r, Intents: intents}
	for _, e := range r.Visibility.Evidence {
		if e.Verdict == visibility.Private && e.File != "" {
			d.Related = append(d.Related, analysis.Related{File: e.File, Line: e.Line, Message: e.Text})
		}
	}
	p.Report(d)
}
