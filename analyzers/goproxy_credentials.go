package analyzers

import (
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

// GOPROXYCredentials reports users and passwords in GOPROXY.
var GOPROXYCredentials = &analysis.Analyzer{
	Name:  "goproxy-credentials",
	Group: "integrity",
	URL:   docURL("goproxy-credentials"),
	Run:   runGOPROXYCredentials,
	Doc: `GOPROXY holds a user or a password.

To an https proxy the go command sends them with every request, which works. But
every program that is started with this environment sees them, "go env" prints
them, and logs of CI mostly keep what it prints. That is information.

To an http proxy the go command refuses to send them, be it only a user, and
GOINSECURE does not change that:

    go: golang.org/x/mod@v0.42.0: refusing to pass credentials to insecure URL: http://user:xxxxx@goproxy.corp.example.com/golang.org/x/mod/@v/v0.42.0.info

The refusal counts as a failure other than 404, so after a comma no other entry is
asked. This is an error where every fetch ends at that: the entry is the first one,
and no pipe follows it. Else it is a warning.

Neither user nor password is ever shown by modroute.

To fix it, take them out of GOPROXY and put them where the go command looks for
them, for https only: into netrc,

    machine goproxy.corp.example.com login USER password PASSWORD

or behind a command that GOAUTH names (since Go 1.24). If the proxy listens at a
port, netrc names it too: machine goproxy.corp.example.com:8443.

Switch it off where the user is no secret, such as a fixed word that the proxy
wants.
`,
}

func runGOPROXYCredentials(p *analysis.Pass) {
	for i, e := range readEntries(p) {
		u := entryURL(e)
		if u == nil || u.User == nil {
			continue
		}
		if !proxyListCounts(p) {
			return
		}
		h := p.Policy.ProxyHops()[i]
		severity := analysis.Information
		message := "GOPROXY holds credentials: " + h.URL + ". Every program started with this environment sees them. Put them into netrc, or behind a command that GOAUTH names, and take them out"
		if u.Scheme == "http" {
			severity = analysis.Warning
			message = "The go command refuses the credentials in GOPROXY: refusing to pass credentials to insecure URL: " + h.URL + "."
			if i == 0 && h.Next != route.OnAnyError {
				severity = analysis.Error
				text, _ := count(p, walksProxyList)
				message += " Nothing that is not in the module cache can be fetched: it hits " + text + "."
			}
			message += " Use https, or take them out"
		}
		reportProxyList(p, severity, h.URL, message+" of "+setting(p.Env.Lookup("GOPROXY"))+".", withoutCredentials(p))
	}
}

// withoutCredentials returns the intent to take the userinfo out of every entry
// that is read. Without it the proxy may refuse to answer.
func withoutCredentials(p *analysis.Pass) []analysis.Intent {
	entries := slices.Clone(p.Policy.ProxyEntries())
	for i := range readEntries(p) {
		if u := entryURL(entries[i]); u != nil && u.User != nil {
			u.User = nil
			entries[i].Text = u.String()
		}
	}
	return setProxyList(p, entries, "Remove the credentials from GOPROXY", true)
}
