package analyzers

import "github.com/modroute/modroute/internal/analysis"

// ModulesOff reports that GO111MODULE=off switches modules off.
var ModulesOff = &analysis.Analyzer{
	Name:  "modules-off",
	Group: "routes",
	URL:   docURL("modules-off"),
	Run:   runModulesOff,
	Doc: `GO111MODULE=off switches modules off: go.mod is not read.

Packages are then looked for below GOPATH, as before Go 1.11, and every command
that is about modules, such as go get, go mod tidy or go mod download, fails:

    go: modules disabled by GO111MODULE=off; see 'go help modules'

A build says instead that it cannot find the packages in GOROOT or GOPATH. The
value is often left over from old instructions, in the user's file of "go env -w"
or in a shell's profile.

To fix it, unset GO111MODULE where the message says that it is set:

    go env -u GO111MODULE

Switch it off if you work on a tree below GOPATH that is built without modules,
and the go.mod is there for others.
`,
}

func runModulesOff(p *analysis.Pass) {
	if !isModulesOff(p) {
		return
	}
	v := p.Env.Lookup("GO111MODULE")
	reportEnvironment(p, v, analysis.Warning, "Nothing can be fetched: "+p.Policy.Err().Message+". The go command does not read this file. Unset "+setting(v)+".",
		analysis.SetVariable{Name: v.Name, Unset: true, Title: "Unset GO111MODULE"},
		analysis.SetVariable{Name: v.Name, Value: "on", Title: "Set GO111MODULE to on"})
}

// isModulesOff reports whether GO111MODULE=off is what stops every module
// command.
func isModulesOff(p *analysis.Pass) bool {
	err := p.Policy.Err()
	return err != nil && err.Variable == "GO111MODULE" && p.Env.Get("GO111MODULE") == "off"
}
