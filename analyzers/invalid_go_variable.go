package analyzers

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
)

// InvalidGoVariable reports variables whose value alone stops commands.
var InvalidGoVariable = &analysis.Analyzer{
	Name:  "invalid-go-variable",
	Group: "routes",
	URL:   docURL("invalid-go-variable"),
	Run:   runInvalidGoVariable,
	Doc: `A Go variable has a value that stops every build and fetch.

GO111MODULE, GOWORK, GOTOOLCHAIN or GOFLAGS cannot be read, and so the go command
refuses nearly whatever it is asked to do, be it a build or "go fmt". An invalid
GOTOOLCHAIN stops even "go help":

    go: unknown environment setting GO111MODULE=yes
    go: invalid GOWORK: not an absolute path
    go: invalid GOTOOLCHAIN "1.26.8"
    go: parsing $GOFLAGS: non-flag "mod=mod"

A GOVCS that cannot be read stops the fetch of each module whose version control
system is known from its path and that is fetched from its origin:

    malformed entry in GOVCS (missing colon): "git"

This is about the form of the value alone. Whether the file that GOWORK names
exists, or a command knows the flags in GOFLAGS, is not looked at. GOPROXY and
GOSUMDB have codes of their own, invalid-goproxy and invalid-gosumdb.

To fix it, correct the value where the message says that it is set, or unset the
variable:

    go env -u GOFLAGS

An invalid GOTOOLCHAIN refuses that too, unless it is overruled:

    GOTOOLCHAIN=local go env -u GOTOOLCHAIN

and a line for GOWORK only an editor removes from the user's file.

A GO111MODULE may be on, off or auto; GOWORK an absolute path or off; GOTOOLCHAIN
auto, path, local or a name such as go1.26.8, with +auto or +path after it; each
word of GOFLAGS begins with a dash; GOVCS is a list such as "github.com:git,*:off".

Switch it off only if the value is meant for another program: the go command
itself has no use for it.
`,
}

func runInvalidGoVariable(p *analysis.Pass) {
	if err := p.Policy.ErrIn(p.Workspace, route.Download); err != nil {
		if err.Variable != "GOPROXY" && !isModulesOff(p) { // these have codes of their own
			v := p.Env.Lookup(err.Variable)
			reportInvalid(p, v, analysis.Error, "Builds stop, and nothing can be fetched: "+goenv.Redact(err.Message)+". Change "+setting(v)+".", corrections(v)...)
		}
		return
	}
	why := ""
	text, n := count(p, func(r *analysis.Requirement) bool {
		if !malformedGOVCS(r) {
			return false
		}
		why = r.Route.Direct.Error
		return true
	})
	if n > 0 {
		v := p.Env.Lookup("GOVCS")
		reportInvalid(p, v, analysis.Error, sentence(text)+" cannot be fetched: "+why+". Correct "+setting(v)+".", corrections(v)...)
	}
}

// corrections returns what mends an invalid variable: the value that is
// certainly meant, if there is one, and unsetting it.
func corrections(v goenv.Variable) []analysis.Intent {
	var intents []analysis.Intent
	if meant := meantValue(v.Name, v.Value); meant != "" {
		intents = append(intents, analysis.SetVariable{Name: v.Name, Value: meant, Title: "Set " + v.Name + " to " + meant})
	}
	if v.Origin > goenv.GOROOT {
		intents = append(intents, analysis.SetVariable{
			Name: v.Name, Unset: true, Title: "Unset " + v.Name,
			Deliberate: v.Name == "GOFLAGS" || v.Name == "GOVCS", // lists, of which the rest is lost
		})
	}
	return intents
}

// meantValue returns the value that an invalid one of a variable plainly means,
// "" if that cannot be told.
func meantValue(name, value string) string {
	plain := strings.ToLower(strings.Trim(value, " \t\r\"'"))
	switch name {
	case "GO111MODULE":
		if slices.Contains([]string{"on", "off", "auto"}, plain) {
			return plain
		}
	case "GOWORK":
		if plain == "off" {
			return plain
		}
	case "GOTOOLCHAIN":
		switch {
		case slices.Contains([]string{"auto", "path", "local"}, plain):
			return plain
		case strings.HasPrefix(plain, "1."): // without "go": "1.26.8+auto"
			return "go" + plain
		}
	case "GOFLAGS":
		if strings.HasPrefix(value, "mod=") && !strings.ContainsAny(value, " \t") {
			return "-" + value
		}
	case "GOVCS":
		if slices.Contains([]string{"all", "off", "git", "hg"}, plain) {
			return "*:" + plain
		}
	}
	return ""
}

// malformedGOVCS reports whether the origin is refused because GOVCS cannot be
// read, rather than because of a rule of it (cmd/go/internal/vcs/vcs.go:checkGOVCS).
func malformedGOVCS(r *analysis.Requirement) bool {
	return refused(r) && r.Route.Direct.VCS != "" && !strings.HasPrefix(r.Route.Direct.Error, "GOVCS disallows using ")
}
