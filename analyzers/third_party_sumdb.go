package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// ThirdPartySumDB reports a public checksum database that is not the Go
// project's.
var ThirdPartySumDB = &analysis.Analyzer{
	Name:  "third-party-sumdb",
	Group: "integrity",
	URL:   docURL("third-party-sumdb"),
	Run:   runThirdPartySumDB,
	Doc: `GOSUMDB names a public checksum database that is not the Go project's.

What go.sum lacks is then verified by what that database has seen, and by nobody
else. Of gosum.io it is reported that it had other hashes than sum.golang.org, that
it did not know versions, and that it was down; nobody can check its software. A
hash that differs ends in

    verifying golang.org/x/mod@v0.42.0: checksum mismatch

or, if it comes first, in a go.sum that does not fit anybody else's.

Only databases in modroute's dated table are reported. A company's own database is
not, nor is sum.golang.google.cn, which is sum.golang.org at an address that can be
reached from mainland China, nor sum.golang.org at an address of your own: there
the answers are signed by sum.golang.org.

It is a warning where go.sum has no line for the .mod file of a requirement that
would be looked up there, and information where it has all, or where builds use the
vendor directory.

To fix it, unset GOSUMDB where the message says that it is set:

    go env -u GOSUMDB

or, where sum.golang.org cannot be reached:

    go env -w GOSUMDB=sum.golang.google.cn

Switch it off if you have reasons to trust that database more.
`,
}

func runThirdPartySumDB(p *analysis.Pass) {
	v := p.Env.Lookup("GOSUMDB")
	if !strings.Contains(v.Value, "+") {
		return // without a key it is sum.golang.org, or none
	}
	name := ""
	asked := func(r *analysis.Requirement) bool {
		c := r.Route.Checksum
		if c == nil || c.Database == publishedSumDB || isOff(r) {
			return false
		}
		db, public := visibility.PublicDatabase(c.Database)
		if public {
			name = db.Name
		}
		return public
	}
	lacking, n := count(p, func(r *analysis.Requirement) bool { return asked(r) && lacksSum(r) })
	const unlike = ", which is not the Go project's checksum database"
	advice := " Its answers have differed from those of sum.golang.org. Unset " + setting(v) + ", or set it to sum.golang.google.cn where sum.golang.org cannot be reached."
	intents := []analysis.Intent{
		restore(v, publishedSumDB),
		analysis.SetVariable{Name: v.Name, Value: "sum.golang.google.cn", Title: "Set GOSUMDB to sum.golang.google.cn"},
	}
	if n > 0 {
		severity := analysis.Warning
		if p.Vendored {
			severity = analysis.Information
		}
		reportEnvironment(p, v, severity, sentence(lacking)+" will be verified by "+name+unlike+"."+advice, intents...)
		return
	}
	text, n := count(p, asked)
	if n > 0 {
		reportEnvironment(p, v, analysis.Information, "Updates of "+text+" will be verified by "+name+unlike+". What go.sum has a line for is not looked up."+advice, intents...)
	}
}
