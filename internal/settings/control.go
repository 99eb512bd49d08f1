package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
)

// severities reads the setting modroute.severity.
func (p *reading) severities(raw json.RawMessage) map[string]analysis.Severity {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.severity is ignored: it must be an object of codes")
		return nil
	}
	set := make(map[string]analysis.Severity, len(members))
	for _, code := range slices.Sorted(maps.Keys(members)) {
		if IsNull(members[code]) {
			continue
		}
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
		if !p.glob("ignore", glob) {
			continue
		}
		if rule, ok := p.rule(glob, members[glob]); ok {
			rules = append(rules, rule)
		}
	}
	return rules
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

// glob reports whether a text is one glob pattern.
func (p *reading) glob(setting, text string) bool {
	if _, err := path.Match(text, ""); err != nil || text == "" || strings.Contains(text, ",") {
		p.problem("the setting modroute.%s: %q is not one glob pattern", setting, text)
		return false
	}
	return true
}
