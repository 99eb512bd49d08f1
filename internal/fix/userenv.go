package fix

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// A patternOffer is a change of the user's Go environment before it is known
// what comes of it.
type patternOffer struct {
	wants   []want
	changes []EnvChange
	purpose string // in the title, where there are several ways: "bypass the proxy"
	notes   []string
	// deliberate says that a person should choose it knowingly.
	deliberate bool
}

// userOffers returns the ways to cover the modules of wants in the user's Go
// environment, the one to prefer first.
//
// Behind a company proxy, GOPRIVATE would send its own modules past it, to
// version control, where they may not even be. There only the checksum
// database is to be skipped.
func userOffers(s *snapshot.Snapshot, wants []want) []patternOffer {
	env := s.Folder.Env
	private := patternOffer{wants: wants, changes: privateChanges(env, wants)}
	proxy, ok := companyProxy(s.Folder.Policy)
	if !ok || matches(env.Lookup(gonoproxy).Value, wants) {
		return effective(env, private)
	}
	checksum := patternOffer{
		wants:   wants,
		changes: checksumChanges(env, wants),
		purpose: "keep the proxy, skip the checksum database",
	}
	if len(checksum.changes) == 1 && checksum.changes[0].Name == gonosumdb {
		checksum.notes = takenOver(env)
	}
	private.purpose, private.deliberate = "bypass the proxy", true
	private.notes = []string{fmt.Sprintf("bypasses %s, straight to version control", proxy)}
	return effective(env, checksum, private)
}

// takenOver says that GONOSUMDB, once it has a value, follows GOPRIVATE no more.
func takenOver(env *goenv.Environment) []string {
	if v := env.Lookup(gonosumdb); v.Inherits != "" && v.Value != "" {
		return []string{"GONOSUMDB takes over what GOPRIVATE says now, and no longer follows it"}
	}
	return nil
}

// effective drops the offers that change nothing, and notes in the others what
// they carry over.
func effective(env *goenv.Environment, offers ...patternOffer) []patternOffer {
	var out []patternOffer
	for _, o := range offers {
		if len(o.changes) == 0 {
			continue
		}
		for _, c := range o.changes {
			if from, ok := env.LayerSetting(goenv.GOROOT, c.Name); ok && !c.OldSet && from.Value != "" {
				o.notes = append(o.notes, fmt.Sprintf("%s of %s is carried over", c.Name, from.File))
			}
		}
		out = append(out, o)
	}
	return out
}

// plan makes a plan of an offer: what it resolves of the findings, and what it
// changes. The codes of a disabled plan are those that it was meant for.
func (o patternOffer) plan(planner *Planner, list []analysis.Diagnostic) Plan {
	p := Plan{Title: o.title(), Kind: refactoring, Target: UserEnv, Env: o.changes, deliberate: o.deliberate}
	if p.Disabled = obstacle(planner.s, o); p.Disabled != "" {
		p.Codes = codes(list)
	} else {
		after := planner.effect(o.changes)
		p.Codes = after.resolved(list)
		p.Preview = strings.Join(append(o.notes, after.preview...), "; ")
	}
	if len(p.Codes) > 0 {
		p.Kind = quickFix
	}
	return p
}

func (o patternOffer) title() string {
	var names []string
	for _, c := range o.changes {
		names = append(names, c.Name)
	}
	title := "Add " + patternNames(o.wants) + " to " + enumerated(names)
	if o.purpose != "" {
		title += ": " + o.purpose
	}
	return title
}

// patternNames names the patterns of wants, or their number if they are many.
func patternNames(wants []want) string {
	patterns := patternsOf(wants)
	if len(patterns) > 3 {
		return fmt.Sprintf("%d patterns", len(patterns))
	}
	return enumerated(patterns)
}

// enumerated returns "a", "a and b" or "a, b and c".
func enumerated(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// obstacle returns why an offer cannot be carried out, and what to do instead;
// "" if it can.
func obstacle(s *snapshot.Snapshot, o patternOffer) string {
	env := s.Folder.Env
	if !s.Folder.Options.Trusted {
		return "the workspace is not trusted, so nothing is written: trust it first"
	}
	for _, c := range o.changes {
		if reason := shadowed(env.Lookup(c.Name), patternNames(o.wants)); reason != "" {
			return reason
		}
	}
	if reason := unwritable(env); reason != "" {
		return reason
	}
	for _, c := range o.changes {
		if strings.ContainsAny(c.New, "\v\r\n\x00") || !utf8.ValidString(c.New) {
			// cmd/go/internal/envcmd/env.go:checkEnvWrite
			return fmt.Sprintf("the value of %s in %s has a control character or invalid UTF-8, which `go env -w` refuses: correct that file first", c.Name, env.UserFile)
		}
	}
	return ""
}

// shadowed returns where a variable is set that `go env -w` would not
// override, and that the patterns belong there; "" if it is not.
func shadowed(v goenv.Variable, patterns string) string {
	if v.Inherits != "" || v.Value == "" {
		return ""
	}
	switch {
	case v.Origin == goenv.Editor:
		return fmt.Sprintf("%s is set in the editor's settings, which override the user's Go environment: add %s to it there", v.Name, patterns)
	case v.Origin == goenv.OS && v.InjectedBy != "":
		return fmt.Sprintf("%s is set by %s, which overrides the user's Go environment: add %s to it there", v.Name, v.InjectedBy, patterns)
	case v.Origin == goenv.OS:
		return fmt.Sprintf("%s is set in the environment of the process, which overrides the user's Go environment: add %s to it where it is exported, such as the shell's profile, and start again", v.Name, patterns)
	}
	return ""
}

// unwritable returns why the go command cannot write the user's Go
// environment; "" if nothing is known to prevent it.
func unwritable(env *goenv.Environment) string {
	switch {
	case env.UserFileOff:
		// `go env -w` would write the default file, which GOENV=off makes
		// every command ignore (cmd/go/internal/envcmd/env.go:updateEnvFile).
		return "GOENV=off switches the user's Go environment off: unset GOENV first"
	case env.UserFile == "":
		return "there is no file for the user's Go environment: set GOENV or HOME"
	case !filepath.IsAbs(env.Get("GOENV")):
		return fmt.Sprintf("GOENV is the relative path %s, another file in each directory: make it absolute", env.Get("GOENV"))
	case env.GOROOT == "":
		return "no Go installation was found, and `go env -w` is what writes the user's Go environment: install Go, or put it on PATH"
	}
	return ""
}

// companyProxy returns the URL of the proxy that modules are asked of first,
// if it is not one that is known to be public; ok is false if there is none.
func companyProxy(p *route.Policy) (url string, ok bool) {
	hops := p.ProxyHops()
	if len(hops) == 0 || hops[0].Kind != route.HopProxy {
		return "", false
	}
	_, public := visibility.PublicProxy(hops[0].URL)
	return hops[0].URL, !public
}
