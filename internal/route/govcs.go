package route

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// vcsRules is GOVCS: the first rule whose pattern matches decides.
type vcsRules []vcsRule

type vcsRule struct {
	pattern string
	allowed []string
}

// defaultVCSRules stand after those of GOVCS (vcs.go:defaultGOVCS).
var defaultVCSRules = vcsRules{
	{"private", []string{"all"}},
	{"public", []string{"git", "hg"}},
}

// parseGOVCS follows cmd/go/internal/vcs/vcs.go:parseGOVCS, errors included.
func parseGOVCS(s string) (vcsRules, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return defaultVCSRules, nil
	}
	var rules vcsRules
	have := make(map[string]string)
	for item := range strings.SplitSeq(s, ",") {
		item = strings.TrimSpace(item)
		rule, err := parseVCSRule(item)
		if err != nil {
			return nil, err
		}
		if old := have[rule.pattern]; old != "" {
			return nil, fmt.Errorf("unreachable pattern in GOVCS: %q after %q", item, old)
		}
		have[rule.pattern] = item
		for i, name := range rule.allowed {
			rule.allowed[i] = strings.TrimSpace(name)
			if rule.allowed[i] == "" {
				return nil, fmt.Errorf("empty VCS name in GOVCS: %q", item)
			}
		}
		rules = append(rules, rule)
	}
	return append(rules, defaultVCSRules...), nil
}

func parseVCSRule(item string) (vcsRule, error) {
	if item == "" {
		return vcsRule{}, fmt.Errorf("empty entry in GOVCS")
	}
	pattern, list, found := strings.Cut(item, ":")
	if !found {
		return vcsRule{}, fmt.Errorf("malformed entry in GOVCS (missing colon): %q", item)
	}
	pattern, list = strings.TrimSpace(pattern), strings.TrimSpace(list)
	switch {
	case pattern == "":
		return vcsRule{}, fmt.Errorf("empty pattern in GOVCS: %q", item)
	case list == "":
		return vcsRule{}, fmt.Errorf("empty VCS list in GOVCS: %q", item)
	case pattern == "." || pattern == ".." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../"):
		return vcsRule{}, fmt.Errorf("relative pattern not allowed in GOVCS: %q", pattern)
	}
	return vcsRule{pattern, strings.Split(list, "|")}, nil
}

// checkGOVCS reports whether GOVCS forbids vcs for a repository's root path,
// in the words of vcs.go:checkGOVCS. Only GOPRIVATE says what is private here.
func (p *Policy) checkGOVCS(vcs, root string) error {
	if p.vcsErr != nil {
		return p.vcsErr
	}
	private := p.private.match(root) != nil
	for _, rule := range p.vcs {
		matched := rule.pattern == "private" && private || rule.pattern == "public" && !private
		if rule.pattern != "private" && rule.pattern != "public" {
			matched = module.MatchPrefixPatterns(rule.pattern, root)
		}
		if !matched {
			continue
		}
		if slices.Contains(rule.allowed, vcs) || slices.Contains(rule.allowed, "all") {
			return nil
		}
		break
	}
	what := "public"
	if private {
		what = "private"
	}
	return fmt.Errorf("GOVCS disallows using %s for %s %s; see 'go help vcs'", vcs, what, root)
}
