// Package settings reads what a person has set about modroute: the section
// "modroute" of an editor's settings, and the file of the flag -settings. Both
// are the same JSON object. The package is pure.
package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
)

// Section is the name of the settings' section.
const Section = "modroute"

// Settings are what a person has set.
//
//	{
//	  "private": ["corp.example.com/*"],
//	  "trustedProxies": ["https://goproxy.corp.example.com"],
//	  "env": {"GOPROXY": "…"},
//	  "severity": {"proxy-outage-stops": "off"},
//	  "ignore": {"corp.example.com/legacy": true, "github.com/acme": ["local-replace"]},
//	  "inlayHints": "unusual",
//	  "codeLens": true,
//	  "environments": {"ci": {"env": {"GOPROXY": "…"}}, "team": {"file": "go.env"}}
//	}
type Settings struct {
	Private        []string          // glob patterns of private modules
	TrustedProxies []string          // URLs or hosts
	Env            map[string]string // a layer of the environment over the process's; "" means unset
	Control        analysis.Control
	InlayHints     HintMode               // which lines get one
	NoCodeLens     bool                   // whether the module line has no code lens
	Environments   map[string]Environment // further ones to compare with, by name
}

// A HintMode says which lines of a file get an inlay hint.
type HintMode string

// The modes, as the setting spells them. The zero value stands for the second.
const (
	HintsOff     HintMode = "off"
	HintsUnusual HintMode = "unusual" // lines off the file's usual route
	HintsAll     HintMode = "all"
)

// An Environment says what differs, in a further environment, from the one in
// force.
type Environment struct {
	Env  map[string]string // a layer over the process's environment; "" means unset
	File string            // a file of the kind that `go env -w` writes, relative to the workspace's folder
	// Process says that the environment is that of the process alone, without
	// what the editor's settings set: what the editor's terminal begins with.
	Process bool
	// LoginShell says that the environment is the one that a login shell gives,
	// which is asked on an explicit command only.
	LoginShell bool
}

// A Reader knows which codes settings can name.
type Reader struct{ Codes []string }

// Parse reads the text of a settings file: the section's object, or one that
// has it as its member "modroute". Each problem is a sentence about one
// setting; the others count all the same. err says that there is no object.
func (r Reader) Parse(text []byte) (s Settings, problems []string, err error) {
	options, err := Object(text)
	if err != nil {
		return s, nil, fmt.Errorf("not a JSON object: %w", err)
	}
	members, problem := SectionOf(options)
	if problem != "" {
		problems = append(problems, problem)
	}
	return s, append(problems, r.Set(&s, members)...), nil
}

// names are the settings that there are.
var names = []string{"private", "trustedProxies", "env", "severity", "ignore", "inlayHints", "codeLens", "environments"}

// Set sets what the members of the section say, and returns what was wrong
// with them.
func (r Reader) Set(s *Settings, members map[string]json.RawMessage) (problems []string) {
	p := &reading{Reader: r}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		raw := members[name]
		if IsNull(raw) {
			continue // which clients send for what is not set
		}
		switch name {
		case "private":
			p.strings(name, raw, "glob patterns", &s.Private)
			s.Private = slices.DeleteFunc(s.Private, func(text string) bool { return !p.glob(name, text) })
		case "trustedProxies":
			p.strings(name, raw, "proxy URLs", &s.TrustedProxies)
		case "env":
			s.Env = p.environment("env", raw)
		case "severity":
			s.Control.Severity = p.severities(raw)
		case "ignore":
			s.Control.Ignore = p.rules(raw)
		case "inlayHints":
			s.InlayHints = p.hints(raw)
		case "codeLens":
			s.NoCodeLens = !p.boolean(name, raw, true)
		case "environments":
			s.Environments = p.environments(raw)
		case "trace", "server":
			// The client's own: how it starts the server and what it logs.
		case "trusted":
			p.problem("modroute.trusted is ignored among the settings, which a workspace may bring: it is an initialization option")
		default:
			p.problem("there is no setting modroute.%s%s", name, meant(name, names))
		}
	}
	return p.problems
}

// reading collects the problems of one section.
type reading struct {
	Reader
	problems []string
}

func (p *reading) problem(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// meant suggests what may have been meant instead of a word; "" if nothing
// comes near.
func meant(word string, known []string) string {
	if s := analysis.Suggest(word, known); s != "" {
		return "; did you mean " + s + "?"
	}
	return ""
}

// strings reads a list of strings.
func (p *reading) strings(name string, raw json.RawMessage, what string, to *[]string) {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		p.problem("the setting modroute.%s is ignored: it must be a list of %s", name, what)
		return
	}
	*to = list
}

// boolean reads a setting that is true or false; otherwise it is what it is by
// default.
func (p *reading) boolean(name string, raw json.RawMessage, byDefault bool) bool {
	var value *bool
	if json.Unmarshal(raw, &value) != nil {
		p.problem("the setting modroute.%s is ignored: it must be true or false", name)
	}
	if value == nil {
		return byDefault
	}
	return *value
}

// hints reads the setting modroute.inlayHints.
func (p *reading) hints(raw json.RawMessage) HintMode {
	var mode HintMode
	_ = json.Unmarshal(raw, &mode) // anything else is no mode
	switch mode {
	case HintsOff, HintsUnusual, HintsAll:
		return mode
	}
	p.problem("the setting modroute.inlayHints is ignored: it must be off, unusual or all")
	return HintsUnusual
}
