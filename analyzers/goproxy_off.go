package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// GOPROXYOff reports that GOPROXY=off keeps requirements from being fetched.
var GOPROXYOff = &analysis.Analyzer{
	Name:  "goproxy-off",
	Group: "routes",
	URL:   docURL("goproxy-off"),
	Run:   runGOPROXYOff,
	Doc: `GOPROXY=off keeps modules from being fetched.

It is reported once, on the module line, with the number of requirements that it
stops. The go command says

    go: git.corp.example.com/team/lib@v1.2.3: module lookup disabled by GOPROXY=off

What the module cache or a vendor directory holds goes on working, and modules
that match GONOPROXY or GOPRIVATE are fetched from their origin all the same: off
is no promise that nothing reaches the network. A toolchain that the go line asks
for is not downloaded either.

An "off" at the end of a list, as in "https://proxy.corp.example.com,off", only
keeps the go command from going past the proxies before it, and is not reported.

As off is hardly ever set by accident, this is for information. If you did not
set it, look at who did: the message names the place. Some tools set it for the
go commands that they start, gopls among them.

To fix it, unset GOPROXY where the message says that it is set, for example

    go env -u GOPROXY

Switch it off on machines that are never to fetch, such as build servers that
work from a filled module cache.
`,
}

func runGOPROXYOff(p *analysis.Pass) {
	text, n := count(p, func(r *analysis.Requirement) bool {
		return r.Route.Source == route.Blocked && isOff(r)
	})
	if n == 0 || stopsCommands(p, "GOPROXY") {
		return
	}
	v := p.Env.Lookup("GOPROXY")
	reportEnvironment(p, v, analysis.Information, sentence(text)+" cannot be fetched: module lookup disabled by GOPROXY=off. "+
		"What the module cache or a vendor directory holds goes on working. To fetch again, change "+setting(v)+".",
		deliberately(restore(v, publishedProxy)))
}

// sentence returns s as the beginning of a sentence.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
