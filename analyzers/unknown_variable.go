package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
)

// UnknownVariable reports variables that look like the go command's and are
// not.
var UnknownVariable = &analysis.Analyzer{
	Name:  "unknown-variable",
	Group: "environment",
	URL:   docURL("unknown-variable"),
	Run:   runUnknownVariable,
	Doc: `A variable looks like one of the go command's, but the go command does not read it.

The go command prints nothing about variables that it does not know; what such a
one was meant to do just does not happen. Some names are often copied, among them

    GONOSUMCHECK, GONOSUM, GONOVERIFY   (there is GONOSUMDB)
    GOMODPROXY, GOPROXIES, GO_PROXY     (there is GOPROXY)
    GO_PRIVATE, GOPRIVATES              (there is GOPRIVATE)

and others are one letter away from a variable that there is. GO_PROXY and its like
are not reported where the variable without the underscore is set too, since scripts
and Dockerfiles use them to set it.

Only names are looked at; the value is never shown.

To fix it, set the variable that is meant, and remove the other where the message
says that it is set:

    unset GONOSUMCHECK

Switch it off if the variable belongs to a program of yours.
`,
}

// mistaken has names that are in use though the go command knows none of them,
// and the variable that each plainly means.
var mistaken = map[string]string{
	"GONOSUMCHECK": "GONOSUMDB", "GONOSUM": "GONOSUMDB", "GONOSUMS": "GONOSUMDB", "GONOVERIFY": "GONOSUMDB", "GONOSUMSDB": "GONOSUMDB",
	"GOMODPROXY": "GOPROXY", "GOPROXIES": "GOPROXY", "GOMODULEPROXY": "GOPROXY",
	"GOPRIVATES": "GOPRIVATE", "GONOPROXIES": "GONOPROXY", "GONOPRIVATE": "GOPRIVATE",
	"GO_PROXY": "GOPROXY", "GO_PRIVATE": "GOPRIVATE", "GO_NOPROXY": "GONOPROXY", "GO_NOSUMDB": "GONOSUMDB", "GO_SUMDB": "GOSUMDB", "GO_INSECURE": "GOINSECURE",
}

// distinctive are the variables that a name of one other letter can only mean:
// the shorter ones are too near to names of other programs.
var distinctive = []string{"GOPROXY", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOSUMDB", "GOINSECURE", "GOTOOLCHAIN", "GO111MODULE"}

func runUnknownVariable(p *analysis.Pass) {
	for _, v := range p.Env.Named("GO") {
		meant := meantVariable(v.Name)
		blanks := strings.TrimSpace(v.Name) != v.Name // before the "=", which ineffective-setting reports
		if meant == "" || blanks || strings.HasPrefix(v.Name, "GO_") && p.Env.Lookup(meant).Origin > goenv.GOROOT {
			continue
		}
		var intents []analysis.Intent
		if v.Origin == goenv.OS {
			intents = append(intents, analysis.RunLine{Title: "Remove " + v.Name + ", which has no effect", Line: unsetLine(p, v.Name)})
		}
		reportEnvironment(p, v, analysis.Information, v.Name+" has no effect: the go command has no such variable. "+
			"It is "+setBy(v)+"; there is "+meant+", if that is meant.", intents...)
	}
}

// meantVariable returns the variable that an unknown name plainly means, ""
// if it means none.
func meantVariable(name string) string {
	if meant := mistaken[name]; meant != "" {
		return meant
	}
	for _, meant := range distinctive {
		if oneEdit(name, meant) {
			return meant
		}
	}
	return ""
}

// oneEdit reports whether one letter too many, too few or wrong, or two that
// have changed places, make a of b.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch {
	case len(b) == len(a)+1:
		return x == y[1:]
	case len(b) != len(a) || x == "":
		return false
	}
	return x[1:] == y[1:] || len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]
}
