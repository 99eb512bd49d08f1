package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
)

// GoModOverridden reports that -modfile in GOFLAGS puts another file in the
// place of go.mod.
var GoModOverridden = &analysis.Analyzer{
	Name:  "go-mod-overridden",
	Group: "environment",
	URL:   docURL("go-mod-overridden"),
	Run:   runGoModOverridden,
	Doc: `GOFLAGS makes the go command read another file in the place of go.mod.

With -modfile=dev.mod in GOFLAGS every command reads, and writes, dev.mod in the
current directory, and dev.sum in the place of go.sum. The go.mod still says where
the module is and, at its go and toolchain lines, which toolchain runs; its
requirements and replace directives count for nothing. In a workspace builds and
downloads fail instead:

    go: -modfile cannot be used in workspace mode

Somebody who has written the flag with "go env -w", for one module or long ago,
wonders why an edit of go.mod changes nothing. What modroute says about the lines
of go.mod holds where go.mod is read: for others, and without the flag. It does not
read the other file.

To fix it, give the flag to the command that it is meant for, and take it out of
GOFLAGS:

    go build -modfile=dev.mod ./...

Switch it off where the other file is meant to be read by every command.
`,
}

func runGoModOverridden(p *analysis.Pass) {
	file := p.Policy.Modfile(p.Workspace)
	if file == "" {
		return
	}
	v := p.Env.Lookup("GOFLAGS")
	reportEnvironment(p, v, analysis.Information, "The go command reads "+file+" and "+strings.TrimSuffix(file, ".mod")+".sum in the place of this file and its go.sum: "+
		setting(v)+". Edits here change nothing that is built.", corrections(v)...)
}
