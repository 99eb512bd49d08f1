package fix

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

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
	proxy, ok := companyProxy(s.Folder.Policy, s.Folder.Facts)
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
	advice := "add " + patternNames(o.wants) + " to it"
	if p.Disabled = obstacle(planner.s, o.changes, advice); p.Disabled != "" {
		p.Codes = codes(list)
	} else {
		env := planner.s.Folder.Env
		after := planner.effect(o.changes)
		p.Codes = after.resolved(list)
		notes := slices.Clone(o.notes)
		if reason := exported(env, o.changes, advice); reason != "" {
			p = p.forShell(shellLine(env, o.changes))
			notes = append([]string{reason}, notes...)
		}
		p.Preview = strings.Join(append(notes, after.preview...), "; ")
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

// untrusted is why nothing is offered in a workspace that is not trusted.
const untrusted = "the workspace is not trusted, so nothing is written: trust it first"

// obstacle returns why changes can be made neither by modroute nor by a line
// in a shell, and what to do instead: advice; "" if they can.
func obstacle(s *snapshot.Snapshot, changes []EnvChange, advice string) string {
	env := s.Folder.Env
	if !s.Folder.Options.Trusted {
		return untrusted
	}
	onlyShell := true
	for _, c := range changes {
		if reason := overriding(env, c.Name, advice); reason != "" {
			return reason
		}
		onlyShell = onlyShell && inShell(env, c.Name)
	}
	if reason := unwritable(env); reason != "" && !onlyShell {
		return reason
	}
	return unspeakable(env, changes)
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
// if it is trusted or not one that is known to be public; ok is false if there
// is none.
func companyProxy(p *route.Policy, facts *visibility.Facts) (url string, ok bool) {
	hops := p.ProxyHops()
	if len(hops) == 0 || hops[0].Kind != route.HopProxy {
		return "", false
	}
	_, public := facts.PublicProxy(hops[0].URL)
	return hops[0].URL, !public
}
