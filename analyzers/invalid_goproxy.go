package analyzers

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// InvalidGOPROXY reports a GOPROXY that the go command cannot read.
var InvalidGOPROXY = &analysis.Analyzer{
	Name: "invalid-goproxy",
	URL:  docURL("invalid-goproxy"),
	Run:  runInvalidGOPROXY,
	Doc: `GOPROXY cannot be read, so nothing can be fetched.

The go command reads GOPROXY as a whole, up to the first direct or off, at the
first fetch of every command. One entry that it cannot read makes every fetch
fail, also of modules that GOPRIVATE or GONOPROXY sends to their origin:

    go: git.corp.example.com/team/lib@v1.2.3: invalid proxy URL missing scheme: Direct

An entry is a URL with the scheme https, http or file (file:///path, with
three slashes), or one of the words direct and off, in lower case. A host
without a scheme, such as proxy.corp.example.com, becomes https. Entries are
separated by a comma or a pipe; a blank, a semicolon or a quotation mark does
not separate anything and ends up inside the URL.

The message "GOPROXY list is not the empty string, but contains no entries" is
also what an empty GOPROXY gets. Often a line GOPROXY= in the user's file is the
reason, which "go env -w GOPROXY=" writes; "go env -u GOPROXY" restores the
default. Where nothing sets GOPROXY, the file go.env in GOROOT is missing, which
holds the default since Go 1.21.

To fix it, correct the value where it is set: the message names the place.
Commands that fetch nothing do not notice. For a machine that is never to fetch,
GOPROXY=off says it better.
`,
}

func runInvalidGOPROXY(p *analysis.Pass) {
	err := p.Policy.Err()
	if err == nil || err.Variable != "GOPROXY" {
		return
	}
	v := p.Env.Lookup("GOPROXY")
	message := "Invalid GOPROXY: " + goenv.Redact(err.Message) + "."
	hit := func(r *analysis.Requirement) bool { return r.Route.Source == route.Blocked }
	if text, n := count(p, hit); n > 0 {
		message += " Nothing can be fetched, private modules included: it hits " + text + "."
	}
	reportEnvironment(p, v, analysis.Error, message+" "+correct(v))
}
