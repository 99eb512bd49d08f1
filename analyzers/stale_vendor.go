package analyzers

import (
	"fmt"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// StaleVendor reports vendor directories that do not agree with the go.mod.
var StaleVendor = &analysis.Analyzer{
	Name:  "stale-vendor",
	Group: "routes",
	URL:   docURL("stale-vendor"),
	Slow:  true,
	Run:   runStaleVendor,
	Doc: `Builds use the vendor directory, and it does not agree with go.mod.

Where there is a vendor directory and the go line says 1.14 or later, or where
GOFLAGS has -mod=vendor, builds take every module from that directory and ask
nobody. They first hold vendor/modules.txt, which "go mod vendor" writes, against
the require and replace directives. If one is missing there, or differs, they
stop:

    go: inconsistent vendoring in /src/shop:
    	git.corp.example.com/team/lib@v1.3.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt
    	git.corp.example.com/team/lib@v1.2.3: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod

    	To ignore the vendor directory, use -mod=readonly or -mod=mod.
    	To sync the vendor directory, run:
    		go mod vendor

So does "go list", but not "go get", "go mod tidy" or "go mod download", which
do not use the vendor directory. With -mod=vendor and no vendor directory at all
the same is said of every requirement.

In a workspace the directory stands beside go.work, and is held against the
go.mod of every module that go.work uses.

To fix it, run "go mod vendor", in a workspace "go work vendor". It fetches what
the module cache lacks. If there should be no vendor directory, remove it, and
-mod=vendor from GOFLAGS.

Switch it off if the vendor directory is made anew before each build, as some
pipelines do.
`,
}

func runStaleVendor(p *analysis.Pass) {
	if !p.Vendored {
		return
	}
	check, ok := newVendorCheck(p)
	if !ok {
		return
	}
	check.run()
	if len(check.faults) > 0 {
		reportStaleVendor(p, check)
	}
}

// reportStaleVendor reports all that differs at once: one run of a command
// mends it.
func reportStaleVendor(p *analysis.Pass, c *vendorCheck) {
	const shown = 3
	var lines []string
	for _, f := range c.faults[:min(shown, len(c.faults))] {
		lines = append(lines, f.String())
	}
	list := strings.Join(lines, "; ")
	if more := len(c.faults) - shown; more > 0 {
		list += fmt.Sprintf("; and %d more", more)
	}
	message := "Builds use the vendor directory and stop, since it does not agree with " + c.file() + ": inconsistent vendoring in " + c.root + ": "
	if _, dir, _ := p.Machine.Vendor(); !dir {
		message = "GOFLAGS has -mod=vendor, but there is no vendor directory, and builds stop: inconsistent vendoring in " + c.root + ": "
	}
	command := "go mod vendor"
	if c.work != nil {
		command = "go work vendor"
	}
	d := analysis.Diagnostic{
		Span: headSpan(p.File), Severity: analysis.Error, Subject: "vendor",
		Message: message + list + ". Run \"" + command + "\".",
		Intents: []analysis.Intent{analysis.RunLine{Title: "Vendor again", Line: command}},
	}
	for _, f := range c.faults {
		if span, ok := spanOfModule(p.File, f); ok {
			d.Span, d.Requirement = span, requirementAt(p, span)
			break
		}
	}
	p.Report(d)
}

// spanOfModule returns the directive of a file that a fault is about.
func spanOfModule(file *gomod.File, f vendorFault) (gomod.Span, bool) {
	for _, r := range file.Require {
		if r.Path.Value == f.mod.Path && !f.replace {
			return r.Path.Span, true
		}
	}
	for _, r := range file.Replace {
		if r.OldPath.Value == f.mod.Path {
			return r.OldPath.Span, true
		}
	}
	return gomod.Span{}, false
}

func requirementAt(p *analysis.Pass, span gomod.Span) *analysis.Requirement {
	for _, r := range p.Requirements {
		if r.Token.Span == span {
			return r
		}
	}
	return nil
}
