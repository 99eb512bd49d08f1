// Package settings reads what a person has set about modroute: the section
// "modroute" of an editor's settings, and the file of the flag -settings. Both
// are the same JSON object. The package is pure.
package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

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
//	  "ignore": {"corp.example.com/legacy": true, "github.com/acme": ["local-replace"]}
//	}
type Settings struct {
	Private        []string          // glob patterns of private modules
	TrustedProxies []string          // URLs or hosts
	Env            map[string]string // a layer of the environment over the process's; "" means unset
	Control        analysis.Control
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

// Object decodes a JSON object. An empty list counts as one: that is how
// settings written in Lua spell an empty table.
func Object(raw json.RawMessage) (members map[string]json.RawMessage, err error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(raw, &members)
	return members, err
}

// SectionOf returns the members of modroute's section of settings, which may
// also be the settings as a whole; nil if it is not among them.
func SectionOf(options map[string]json.RawMessage) (members map[string]json.RawMessage, problem string) {
	raw, ok := options[Section]
	if !ok {
		return options, ""
	}
	if IsNull(raw) {
		return nil, ""
	}
	members, err := Object(raw)
	if err != nil {
		return nil, "the setting modroute is ignored: it must be an object"
	}
	return members, ""
}

// IsNull reports whether a JSON value is null or missing.
func IsNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// names are the settings that there are.
var names = []string{"private", "trustedProxies", "env", "severity", "ignore"}

// Set sets what the members of the section say, and returns what was wrong
// with them.
func (r Reader) Set(s *Settings, members map[string]json.RawMessage) (problems []string) {
	p := &reading{Reader: r}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		raw := members[name]
		switch name {
		case "private":
			p.strings(name, raw, "glob patterns", &s.Private)
			s.Private = slices.DeleteFunc(s.Private, func(glob string) bool {
				if !isGlob(glob) {
					p.problem("the setting modroute.private: %q is not one glob pattern", glob)
				}
				return !isGlob(glob)
			})
		case "trustedProxies":
			p.strings(name, raw, "proxy URLs", &s.TrustedProxies)
		case "env":
			s.Env = p.environment(raw)
		case "severity":
			s.Control.Severity = p.severities(raw)
		case "ignore":
			s.Control.Ignore = p.rules(raw)
		case "trace", "server":
			// The client's own: how it starts the server and what it logs.
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

// environment reads the setting modroute.env. A variable that is null is
// unset, like an empty one.
func (p *reading) environment(raw json.RawMessage) map[string]string {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.env is ignored: it must be an object of variables")
		return nil
	}
	env := make(map[string]string, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var value string
		if name == "" || strings.Contains(name, "=") {
			p.problem("the setting modroute.env: %q is no name of a variable", name)
			continue
		}
		if json.Unmarshal(members[name], &value) != nil {
			p.problem("the setting modroute.env.%s is ignored: it must be a string", name)
			continue
		}
		env[name] = value
	}
	return env
}

// severities reads the setting modroute.severity.
func (p *reading) severities(raw json.RawMessage) map[string]analysis.Severity {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.severity is ignored: it must be an object of codes")
		return nil
	}
	set := make(map[string]analysis.Severity, len(members))
	for _, code := range slices.Sorted(maps.Keys(members)) {
		var level string
		if json.Unmarshal(members[code], &level) != nil {
			level = string(members[code]) // which is no level
		}
		severity, err := p.Severity(code, level)
		if err != nil {
			p.problem("the setting modroute.severity: %v", err)
			continue
		}
		set[code] = severity
	}
	return set
}

// levels are the names of severities in settings.
var levels = map[string]analysis.Severity{
	"off":         analysis.Off,
	"error":       analysis.Error,
	"warning":     analysis.Warning,
	"information": analysis.Information,
	"hint":        analysis.Hint,
}

// Severity reads one code with its level: "off", "error", "warning",
// "information" or "hint". The error names what there is not.
func (r Reader) Severity(code, level string) (analysis.Severity, error) {
	if err := r.Check(code); err != nil {
		return 0, err
	}
	severity, ok := levels[level]
	if !ok {
		return 0, fmt.Errorf("%s cannot be %q; it must be off, error, warning, information or hint%s",
			code, level, meant(level, slices.Sorted(maps.Keys(levels))))
	}
	return severity, nil
}

// Check returns an error if there is no such code.
func (r Reader) Check(code string) error {
	if slices.Contains(r.Codes, code) {
		return nil
	}
	return fmt.Errorf("there is no code %s%s", code, meant(code, r.Codes))
}

// rules reads the setting modroute.ignore, sorted by pattern.
func (p *reading) rules(raw json.RawMessage) []analysis.IgnoreRule {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.ignore is ignored: it must be an object of glob patterns")
		return nil
	}
	var rules []analysis.IgnoreRule
	for _, glob := range slices.Sorted(maps.Keys(members)) {
		if !isGlob(glob) {
			p.problem("the setting modroute.ignore: %q is not one glob pattern", glob)
			continue
		}
		if rule, ok := p.rule(glob, members[glob]); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

// isGlob reports whether a text is one glob pattern of GOPRIVATE's kind.
func isGlob(text string) bool {
	_, err := path.Match(text, "")
	return err == nil && text != "" && !strings.Contains(text, ",")
}

// rule reads what is ignored of the modules that a pattern matches; ok is
// false if that is nothing.
func (p *reading) rule(glob string, raw json.RawMessage) (rule analysis.IgnoreRule, ok bool) {
	var all bool
	if json.Unmarshal(raw, &all) == nil {
		return analysis.IgnoreRule{Glob: glob}, all
	}
	var codes []string
	if json.Unmarshal(raw, &codes) != nil {
		p.problem("the setting modroute.ignore: %s must be true or a list of codes", glob)
		return rule, false
	}
	rule.Glob = glob
	for _, code := range codes {
		if err := p.Check(code); err != nil {
			p.problem("the setting modroute.ignore: %s: %v", glob, err)
			continue
		}
		rule.Codes = append(rule.Codes, code)
	}
	return rule, len(rule.Codes) > 0
}
