package analyzers

import (
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// ShadowedVariable reports variables of the user's Go environment that another
// layer overrides, so that this file's modules take another way.
var ShadowedVariable = &analysis.Analyzer{
	Name:  "shadowed-variable",
	Group: "environment",
	URL:   docURL("shadowed-variable"),
	Run:   runShadowedVariable,
	Doc: `A value that "go env -w" has written is not in force.

The process's environment, or the editor's settings, set the same variable, and
these go before the user's file. "go env -w" says so only when it writes:

    warning: go env -w GOPROXY=... does not override conflicting OS environment variable

Later nothing tells, and an editor that was started from the desktop, a terminal
and a build server may each have another value.

It is reported only where the other value would give a requirement of this file
another route, another verification, or another toolchain, and on the line of the
user's file too. What the file go.env in GOROOT or a default says is meant to be
overridden, and so is not reported. Neither is what Visual Studio Code's Go
extension copies into the environment of the other extensions, GOPROXY among it:
you have not exported that.

To fix it, decide which of the two you mean. If it is the one that "go env -w" has
written, remove the other where it is exported, such as the shell's profile, and
start again:

    unset GOPROXY

If it is the other, "go env -u GOPROXY" removes the one that has no effect.

Switch it off if you override your own defaults in single shells or folders on
purpose, for example with direnv.
`,
}

func runShadowedVariable(p *analysis.Pass) {
	for _, v := range p.Env.Variables() {
		if goenv.GroupOf(v.Name) != goenv.Routing || v.InjectedBy != "" {
			continue
		}
		i := slices.IndexFunc(v.Shadowed, func(s goenv.Setting) bool { return s.Origin == goenv.User && s.Value != "" })
		if i < 0 {
			continue
		}
		loser := goenv.Variable{Name: v.Name, Setting: v.Shadowed[i]}
		if changesRoutes(p, v, loser) {
			advice, intents := keepWritten(p, v)
			reportEnvironment(p, loser, analysis.Information, "Not in force: "+setting(loser)+". "+
				setting(v)+" goes before it. "+advice, intents...)
		}
	}
}

// changesRoutes reports whether what the user's file says of a variable would
// have another effect on this file than the value in force.
func changesRoutes(p *analysis.Pass, v, loser goenv.Variable) bool {
	if v.Name == "GOWORK" { // it decides what the workspace is
		return filepath.Clean(v.Value) != filepath.Clean(loser.Value)
	}
	other := route.Compile(p.Env.Without(goenv.Editor, v.Name).Without(goenv.OS, v.Name))
	if p.Policy.Vendored(p.Workspace) != other.Vendored(p.Workspace) {
		return true
	}
	now, needsNow := p.Policy.ResolveToolchain(p.Workspace)
	then, needsThen := other.ResolveToolchain(p.Workspace)
	if needsNow != needsThen || !sameRoute(now, then) {
		return true
	}
	for _, r := range p.Requirements {
		if !r.Toolchain && !sameRoute(r.Route, other.Resolve(p.Workspace, route.Download, route.Requirement{Path: r.Path, Version: r.Version})) {
			return true
		}
	}
	return false
}

// sameRoute reports whether two routes of a module lead the same way, for
// whatever reasons.
func sameRoute(a, b route.Route) bool {
	return a.Source == b.Source && slices.Equal(a.Hops, b.Hops) && sameDirect(a.Direct, b.Direct) && sameChecksum(a.Checksum, b.Checksum)
}

func sameDirect(a, b *route.DirectStep) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func sameChecksum(a, b *route.Checksum) bool {
	return a == b || a != nil && b != nil && a.Verify == b.Verify && a.Database == b.Database && slices.Equal(a.Via, b.Via)
}

// keepWritten says how the value of the user's file comes into force instead of
// v, and how it is removed.
func keepWritten(p *analysis.Pass, v goenv.Variable) (advice string, intents []analysis.Intent) {
	remove := analysis.RunLine{Title: "Remove the value of " + v.Name + " that is not in force", Line: "go env -u " + v.Name}
	if v.Origin == goenv.Editor {
		unset := analysis.SetVariable{Name: v.Name, Unset: true, Title: "Unset " + v.Name + " in the editor's settings"}
		return "If the value of go env -w is meant, remove the other from the editor's settings.", []analysis.Intent{unset, remove}
	}
	unset := analysis.RunLine{Title: "Let the value of go env -w count", Line: unsetLine(p, v.Name)}
	return "If the value of go env -w is meant, remove the other where it is exported, such as the shell's profile, and start again.",
		[]analysis.Intent{unset, remove}
}

// unsetLine returns the shell's line that unsets a variable.
func unsetLine(p *analysis.Pass, name string) string {
	if p.Env.GOOS == "windows" {
		return "Remove-Item Env:" + name
	}
	return "unset " + name
}
