package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
)

// InvalidGOSUMDB reports a GOSUMDB that the go command cannot read.
var InvalidGOSUMDB = &analysis.Analyzer{
	Name:  "invalid-gosumdb",
	Group: "integrity",
	URL:   docURL("invalid-gosumdb"),
	Run:   runInvalidGOSUMDB,
	Doc: `The go command cannot read GOSUMDB.

It does not notice until it needs the checksum database: what go.sum has goes on
working, and whatever is new, a module or a toolchain, fails once it has been
fetched, private modules included unless GONOSUMDB or GOPRIVATE matches them:

    go: golang.org/x/mod@v0.42.0: verifying go.mod: invalid GOSUMDB: malformed verifier id

GOSUMDB is not a switch. It is "off", or the database's name with its verifier
key, then perhaps a blank and the URL where it is asked. The key may be left out
for sum.golang.org only. So none of these can be read, though all are in use:

    GOSUMDB=on
    GOSUMDB=OFF
    GOSUMDB=https://sum.golang.org
    GOSUMDB=sum.golang.org+https://sum.golang.google.cn

The last is meant to say sum.golang.google.cn, a name of sum.golang.org that the go
command knows, and that can be reached from mainland China. "missing GOSUMDB" means
that it is empty: often a line GOSUMDB= in the user's file is the reason, or a
GOROOT without its file go.env, which holds the default since Go 1.21.

It is a warning where go.sum has no line for the .mod file of a requirement, and
information where it has all: then it fails on an update, or in a checkout without
go.sum. It is information too where builds use the vendor directory, for which
nothing is fetched. It is said once, on the module line.

To fix it, unset GOSUMDB where the message says that it is set:

    go env -u GOSUMDB

Switch it off if nothing is ever fetched here whose checksum is not in go.sum.
`,
}

func runInvalidGOSUMDB(p *analysis.Pass) {
	why := ""
	unverifiable := func(r *analysis.Requirement) bool {
		c := r.Route.Checksum
		if c == nil || !c.Error || isOff(r) {
			return false
		}
		why = c.Reason
		return true
	}
	lacking, n := count(p, func(r *analysis.Requirement) bool { return unverifiable(r) && lacksSum(r) })
	v := p.Env.Lookup("GOSUMDB")
	if stopsCommands(p, v.Name) {
		return // graver, and said on the go or toolchain line
	}
	if n > 0 {
		severity := analysis.Warning
		if p.Vendored {
			severity = analysis.Information
		}
		reportInvalid(p, v, severity, sentence(lacking)+" cannot be verified: "+goenv.Redact(why)+". "+
			"go.sum has no line for what is fetched, so the fetch fails. "+correct(v), sumdbCorrections(v)...)
		return
	}
	text, n := count(p, unverifiable)
	if n > 0 {
		reportInvalid(p, v, analysis.Information, "Updates of "+text+" cannot be verified: "+goenv.Redact(why)+". "+
			"What go.sum has a line for goes on working; but on an update, or in a checkout without go.sum, the fetch fails. "+correct(v), sumdbCorrections(v)...)
	}
}

// lacksSum reports whether go.sum has no line for the .mod file of a
// requirement. That it has none for the zip is no sign that something will be
// verified, since of a module that gives no package only the .mod file is
// fetched.
func lacksSum(r *analysis.Requirement) bool {
	c := r.Route.Checksum
	return c != nil && c.GoSum != "both" && c.GoSum != "mod"
}

// sumdbCorrections returns what mends a GOSUMDB that cannot be read.
func sumdbCorrections(v goenv.Variable) []analysis.Intent {
	const china = "sum.golang.google.cn"
	value := strings.ToLower(strings.Trim(v.Value, " \t\r\"'"))
	switch {
	case strings.Contains(value, china):
		return []analysis.Intent{analysis.SetVariable{Name: v.Name, Value: china, Title: "Set GOSUMDB to " + china}, restore(v, publishedSumDB)}
	case value == "off":
		return []analysis.Intent{restore(v, publishedSumDB), analysis.SetVariable{Name: v.Name, Value: "off", Title: "Set GOSUMDB to off", Deliberate: true}}
	}
	return []analysis.Intent{restore(v, publishedSumDB)}
}
