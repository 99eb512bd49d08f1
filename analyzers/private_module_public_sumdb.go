package analyzers

import (
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PrivateModulePublicSumDB reports private modules that are checked against a
// public checksum database.
var PrivateModulePublicSumDB = &analysis.Analyzer{
	Name:  "private-module-public-sumdb",
	Group: "privacy",
	URL:   docURL("private-module-public-sumdb"),
	Run:   runPrivateModulePublicSumDB,
	Doc: `A private module is checked against a public checksum database.

No public proxy is asked for the module, but what go.sum lacks of it is looked
up in a public checksum database, by path and version. The database cannot know
a private module, so the fetch fails at the first file that go.sum has no line
for, mostly the .mod file, once that has arrived from the origin or from your
own proxy:

    verifying go.mod: git.corp.example.com/team/lib@v1.2.3/go.mod: reading https://sum.golang.org/lookup/git.corp.example.com/team/lib@v1.2.3: 404 Not Found

It is the commonest sign of GONOPROXY without GONOSUMDB: GONOPROXY decides only
who is asked for files.

The database is asked through the first proxy in GOPROXY that says it supports
that, else directly. Your own proxy cannot answer in the database's place: it
passes the question on, or refuses it.

This is a warning where go.sum lacks a line of the module, and information
where it has both: then nothing is looked up now, but the next version will be,
and this one in a checkout without go.sum. Of a module of the workspace only the
.mod file is fetched, and its one line is enough. Under GOPROXY=off nothing is
fetched, and nothing looked up.

A GOSUMDB with a URL of its own, such as "sum.golang.org https://sums.example.com",
sends the look-up there. The message names that address: it need not be public,
but the database behind it is, and cannot know the module.

To fix it, name the module in GOPRIVATE if it comes from its origin, or in
GONOSUMDB if it comes from your own proxy, which GOPRIVATE would bypass:

    go env -w GONOSUMDB=git.corp.example.com

The new value replaces the old one, and a GONOSUMDB that is set stands in the
place of GOPRIVATE for this purpose: give what either has already too.

GOSUMDB=off ends the look-ups too, but also the verification of every public
module.

Switch it off where the company's network answers for the checksum database
itself, so that no look-up leaves it.
`,
}

func runPrivateModulePublicSumDB(p *analysis.Pass) {
	for _, r := range p.Requirements {
		if !isPrivate(r) {
			continue
		}
		db, ok := askedDatabase(r)
		if !ok {
			continue
		}
		if _, _, reported := leakingProxy(p.Facts, r); reported || !canArrive(p.Facts, r) {
			continue
		}
		severity := analysis.Warning
		path, version := r.Route.Target()
		var message string
		if summed(r) {
			severity = analysis.Information
			message = "Private module's next version will be looked up in " + db.where + ": " + path + ". " + strongest(r) +
				" Not now: go.sum has what is fetched of this version. The database cannot know a private module, so that fetch fails."
		} else if r.Import {
			message = "Private import is looked up in " + db.where + ", by go get and go mod tidy once its module is found: " + path + ". " + strongest(r) +
				" The database cannot know a private module, so that fails."
		} else {
			message = "Private module is looked up in " + db.where + ": " + path + ". " + strongest(r) + " " + failure(p.Facts, r, db, path, version)
		}
		if p.Vendored && !r.Import {
			message += " Builds take it from the vendor directory; this is about go get, go mod tidy and go mod download."
		}
		reportPrivate(p, r, severity, message+" "+addTo(p.Env, r), analysis.AddPattern{}, analysis.AddReplace{})
	}
}

// A database is a public checksum database and the way to it.
type database struct {
	name  string
	where string // as messages introduce it
	// other is set where GOSUMDB names an address that is not known as public.
	other bool
}

// askedDatabase returns the public checksum database that is asked for what
// go.sum lacks of a module. Of what GOPROXY=off blocks nothing is fetched, and
// so nothing looked up.
func askedDatabase(r *analysis.Requirement) (db database, ok bool) {
	c := r.Route.Checksum
	if c == nil || !c.Verify || c.Error || len(c.Via) == 0 || len(r.Route.Hops) == 0 || isOff(r) {
		return database{}, false
	}
	public, ok := visibility.PublicDatabase(c.Database)
	if !ok {
		return database{}, false
	}
	if first := c.Via[0]; first.Kind == route.HopDirect {
		at, listed := visibility.PublicDatabaseAt(first.URL)
		if !listed {
			return database{public.Name, "the checksum database " + public.Name + " at " + first.URL, true}, true
		}
		public = at
	}
	return database{public.Name, public.Name + ", a public checksum database", false}, true
}

// isOff reports whether the first hop of a requirement is off.
func isOff(r *analysis.Requirement) bool {
	return len(r.Route.Hops) > 0 && r.Route.Hops[0].Kind == route.HopOff
}

// summed reports whether go.sum has every line that a fetch needs. Of a main
// module only the .mod file is fetched.
func summed(r *analysis.Requirement) bool {
	c := r.Route.Checksum
	return c != nil && (c.GoSum == "both" || c.GoSum == "mod" && isMain(r))
}

// failure tells what happens to a fetch. A proxy of the company's own is asked
// only whether it supports the database; if it does, the look-up goes through
// it, and it has nothing of its own to answer with, since answers are signed
// (cmd/go/internal/modfetch/sumdb.go:initBase).
func failure(facts *visibility.Facts, r *analysis.Requirement, db database, path, version string) string {
	from := "directly"
	if first := r.Route.Hops[0]; first.Kind == route.HopProxy {
		from = "from " + first.URL
	}
	fetched := "It is fetched " + from + ", then verification fails: "
	if db.other {
		return fetched + "the database cannot know a private module."
	}
	if first := r.Route.Checksum.Via[0]; first.Kind == route.HopProxy {
		if _, public := facts.PublicProxy(first.URL); !public {
			return fetched + first.URL + " passes the look-up on or refuses it if it supports " + db.name +
				", and if it does not, the next hop is asked."
		}
	}
	return fetched + "reading " + lookupURL(r.Route.Checksum, path, version) + ": 404 Not Found."
}

// lookupURL returns the address of a look-up through the first hop.
func lookupURL(c *route.Checksum, path, version string) string {
	base := strings.TrimSuffix(c.Via[0].URL, "/")
	if c.Via[0].Kind == route.HopProxy {
		base += "/sumdb/" + c.Database
	}
	escPath, err := module.EscapePath(path)
	if err != nil {
		escPath = path
	}
	escVersion, err := module.EscapeVersion(version)
	if err != nil {
		escVersion = version
	}
	return base + "/lookup/" + escPath + "@" + escVersion
}

// addTo says where the module's name is missing, and where it is not if the
// environment keeps the module from proxies alone.
func addTo(env *goenv.Environment, r *analysis.Requirement) string {
	first := r.Route.Hops[0]
	switch {
	case hasStep(r, "private"):
		return deciding(env, "GONOPROXY") + " keeps it from the proxies alone. Add it to " + deciding(env, "GONOSUMDB") + "."
	case first.Kind != route.HopProxy:
		return "Add it to " + deciding(env, "GONOSUMDB") + "."
	case deciding(env, "GONOPROXY") == "GOPRIVATE":
		return "Add it to GONOSUMDB; GOPRIVATE would bypass " + first.URL + " too."
	}
	return "Add it to GONOSUMDB."
}
