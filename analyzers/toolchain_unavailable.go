package analyzers

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// ToolchainUnavailable reports a go or toolchain line that asks for a toolchain
// that the environment keeps from being had.
var ToolchainUnavailable = &analysis.Analyzer{
	Name:  "toolchain-unavailable",
	Group: "toolchain",
	URL:   docURL("toolchain-unavailable"),
	Run:   runToolchainUnavailable,
	Doc: `The go or toolchain line asks for a toolchain that cannot be had here.

Since Go 1.21 every command first looks at these lines, and where the Go that is
installed is older, fetches a newer one as the module golang.org/toolchain, or takes
it from PATH. Nothing works before that has succeeded, not even "go version". What
the environment itself forbids is reported, on the line:

    go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)
    go: download go1.99.0 for linux/amd64: toolchain not available
    go: download go1.99.0: golang.org/toolchain@v0.0.1-go1.99.0.linux-amd64: verifying module: checksum database disabled by GOSUMDB=off
    go: cannot find "go1.99.0" in PATH

The first is an error: an older Go neither builds the module nor does anything else
that reads the file; "go version" and "go mod edit" do run. Docker images of Go and
some distributions set GOTOOLCHAIN=local. The second is what GOPROXY=off gives,
unless the module cache holds the toolchain. The third is a rule of its own:
toolchains are verified by the checksum database whatever GONOSUMDB and go.sum say,
even one that the module cache holds; a GOSUMDB that cannot be read fails it
likewise. Only a GOPROXY that is a single file:// URL is exempt. The fourth follows
from a GOTOOLCHAIN that ends in path. These are warnings, and are not reported where
a program named like the toolchain is found on PATH. What GOPROXY=off and GOSUMDB
would do to modules is not reported beside it, as no command comes that far.

To fix it, install that Go, or let the go command fetch it: set GOTOOLCHAIN to auto,
or unset GOSUMDB or GOPROXY, where the message says that it is set. In the module's
directory the second line needs its GOTOOLCHAIN=local, without which it would look
for the toolchain first:

    go env -w GOTOOLCHAIN=auto
    GOTOOLCHAIN=local go env -u GOPROXY

If the module does not need the newer Go, lower the line, with "go mod edit -go"
under GOTOOLCHAIN=local.

Switch it off if the file is never built on this machine.
`,
}

func runToolchainUnavailable(p *analysis.Pass) {
	if p.Policy.Err() != nil {
		return // that is another fault
	}
	for _, r := range p.Requirements {
		if r.Toolchain {
			reportToolchain(p, r)
		}
	}
}

func reportToolchain(p *analysis.Pass, r *analysis.Requirement) {
	if r.Route.Error != "" {
		reportTooOld(p, r, p.Env.Lookup("GOTOOLCHAIN"))
		return
	}
	o, ok := obstacleOf(p, r)
	if !ok {
		return
	}
	message := "No command can run: " + goenv.Redact(o.why) + ". Change " + setting(o.by) + ", or install that Go."
	d := analysis.Diagnostic{
		Span: r.Token.Span, Severity: analysis.Warning, Message: message,
		Requirement: r, Intents: []analysis.Intent{o.mend},
	}
	if o.by.File != "" {
		d.Cause = &analysis.Related{File: o.by.File, Line: o.by.Line, Message: message}
	}
	p.Report(d)
}

// An obstacle is what keeps the go command from a toolchain.
type obstacle struct {
	why  string
	by   goenv.Variable
	mend analysis.Intent
}

// obstacleOf returns what keeps the go command from a toolchain that a file may
// ask for; ok is false if nothing is known to.
func obstacleOf(p *analysis.Pass, r *analysis.Requirement) (o obstacle, ok bool) {
	sum := r.Route.Checksum
	switch name := toolchainName(p.Env, r); {
	case onPath(p, name):
	case r.Route.Source == route.Local && pathKnown(p, name):
		mode := p.Env.Lookup("GOTOOLCHAIN")
		return obstacle{`cannot find "` + name + `" in PATH`, mode, automatic(mode)}, true
	case r.Route.Source == route.Local:
	case isOff(r) && !p.Machine.Cached(r.Path, r.Version).Zip:
		v := decidedBy(p, r, "GOPROXY")
		return obstacle{"download " + name + " for " + p.Env.GOOS + "/" + p.Env.GOARCH + ": toolchain not available", v, deliberately(restore(v, publishedProxy))}, true
	case sum != nil && sum.Error:
		v := decidedBy(p, r, "GOSUMDB")
		return obstacle{"download " + name + ": " + r.Path + "@" + r.Version + ": verifying module: " + sum.Reason, v, restore(v, publishedSumDB)}, true
	}
	return obstacle{}, false
}

// stopsCommands reports whether a variable keeps the go command from the
// toolchain that every command needs first: what else it does matters only then.
func stopsCommands(p *analysis.Pass, variable string) bool {
	return slices.ContainsFunc(p.Requirements, func(r *analysis.Requirement) bool {
		if !r.Toolchain || r.Route.Error != "" {
			return false
		}
		o, _ := obstacleOf(p, r)
		return o.by.Name == variable
	})
}

// reportTooOld reports what the go command says of the line itself.
func reportTooOld(p *analysis.Pass, r *analysis.Requirement, mode goenv.Variable) {
	message := "Nothing can be built or fetched: " + r.Route.Error + "."
	if !strings.Contains(r.Route.Error, " requires go >= ") {
		reportRequirement(p, r, analysis.Error, message+" Correct the line.")
		return
	}
	if p.Workspace.Toolchain == "default" && mode.Value != "local" {
		reportRequirement(p, r, analysis.Error, message+" Remove the line toolchain default, or install that Go.")
		return
	}
	reportRequirement(p, r, analysis.Error, message+" Change "+setting(mode)+", or install that Go.", automatic(mode))
}

// decidedBy returns a variable as it was when the toolchain was looked for. The
// one that is switched to has a go.env of its own, which the rest of the file is
// judged by.
func decidedBy(p *analysis.Pass, r *analysis.Requirement, name string) goenv.Variable {
	v := p.Env.Lookup(name)
	for _, why := range r.Route.Reasons {
		if why.Variable == name && why.Value != v.Value {
			v.Setting = goenv.Setting{Value: why.Value, Origin: goenv.GOROOT, File: why.File, Line: why.Line}
		}
	}
	return v
}

// automatic lets the go command fetch the toolchain that it needs.
func automatic(mode goenv.Variable) analysis.Intent {
	value := publishedToolchain
	if min, _, _ := strings.Cut(mode.Value, "+"); strings.HasPrefix(min, "go") {
		value = min + "+auto"
	}
	return analysis.SetVariable{Name: mode.Name, Value: value, Title: "Set GOTOOLCHAIN to " + value}
}

// toolchainName returns the name of a required toolchain, "go1.99.0", which a
// program in PATH may have.
func toolchainName(env *goenv.Environment, r *analysis.Requirement) string {
	return strings.TrimSuffix(strings.TrimPrefix(r.Version, "v0.0.1-"), "."+env.GOOS+"-"+env.GOARCH)
}

// onPath reports whether the toolchain is a program on PATH, which the go
// command prefers to the download (cmd/go/internal/toolchain/select.go:Exec).
func onPath(p *analysis.Pass, name string) bool {
	found, _ := p.Machine.Program(name)
	return found
}

// pathKnown reports whether PATH was looked at.
func pathKnown(p *analysis.Pass, name string) bool {
	_, known := p.Machine.Program(name)
	return known
}
