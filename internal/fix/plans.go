package fix

import (
	"slices"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// The kinds of plans, in the protocol's words.
const (
	quickFix    = "quickfix"
	refactoring = "refactor.rewrite"
)

// ForRequirement returns the plans for one routable line of a snapshot; see
// [Planner.ForRequirement].
func ForRequirement(s *snapshot.Snapshot, r *analysis.Requirement) []Plan {
	return NewPlanner(s).ForRequirement(r)
}

// ForFile returns the plans for a snapshot's file as a whole; see
// [Planner.ForFile].
func ForFile(s *snapshot.Snapshot) []Plan { return NewPlanner(s).ForFile() }

// ForRequirement returns the plans for one routable line, best first: quick
// fixes where there is a finding, refactorings where there is none. It reads
// the files near by, and runs nothing.
func (p *Planner) ForRequirement(r *analysis.Requirement) []Plan {
	if r.Toolchain {
		return nil
	}
	plans := append(p.patternPlans(r), p.replacePlans(r)...)
	for i := range plans {
		plans[i].Path = r.Path
	}
	return ordered(plans)
}

// ForFile returns the plans for the file as a whole: all its private lines at
// once. None is preferred, for each line has narrower plans of its own.
func (p *Planner) ForFile() []Plan {
	var wants []want
	var fixes []analysis.Diagnostic
	for _, r := range p.s.Requirements {
		list := findings[analysis.AddPattern](p, r)
		if path, ok := patternPath(r); ok && (len(list) > 0 || isPrivate(r) && !covered(p.s, path)) {
			wants = append(wants, want{path, candidates(path, r.Visibility)[0]})
			fixes = append(fixes, list...)
		}
	}
	if len(wants) < 2 {
		return nil // the one line has these plans itself
	}
	plans := p.userPlans(wants, fixes)
	if wide := organised(wants); len(patternsOf(wide)) < len(patternsOf(wants)) && plans[0].Disabled == "" {
		plans = append(plans, p.userPlans(wide, fixes)...)
	}
	if d, ok := p.declaration(wants); ok {
		plans = append(plans, d)
	}
	for i := range plans {
		plans[i].deliberate = true
	}
	return ordered(plans)
}

// organised returns wants with each module's organisation for a pattern, where
// that is wider.
func organised(wants []want) []want {
	wide := slices.Clone(wants)
	for i, w := range wide {
		if org, ok := organisation(w.path); ok && module.MatchPrefixPatterns(org, w.pattern) {
			wide[i].pattern = org
		}
	}
	return wide
}

// isPrivate reports whether more than a hint says that the module is private.
func isPrivate(r *analysis.Requirement) bool {
	return r.Visibility.Verdict == visibility.Private && !r.Visibility.Weak
}

// patternPlans returns the plans that cover the module by a private pattern.
func (p *Planner) patternPlans(r *analysis.Requirement) []Plan {
	fixes := findings[analysis.AddPattern](p, r)
	path, ok := patternPath(r)
	if !ok || len(fixes) == 0 && (r.Visibility.Verdict == visibility.Public || covered(p.s, path)) {
		return nil
	}
	var plans []Plan
	patterns := candidates(path, r.Visibility)
	for i, pattern := range patterns {
		for _, plan := range p.userPlans([]want{{path, pattern}}, fixes) {
			if i == 0 || plan.Disabled == "" { // why it cannot be done is said once
				plans = append(plans, plan)
			}
		}
	}
	slices.SortStableFunc(plans, func(a, b Plan) int { return order(a.deliberate) - order(b.deliberate) })
	if d, ok := p.declaration([]want{{path, patterns[0]}}); ok {
		plans = append(plans, d)
	}
	return plans
}

// order sorts what is true after what is not.
func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// userPlans returns the plans that cover the modules of wants in the user's Go
// environment, for findings that ask for it.
func (p *Planner) userPlans(wants []want, fixes []analysis.Diagnostic) []Plan {
	var plans []Plan
	for _, o := range userOffers(p.s, wants) {
		plans = append(plans, o.plan(p, fixes))
	}
	return plans
}

// patternPath returns the path that patterns have to match for a requirement:
// that of the module which is fetched for it. ok is false if none is, or if
// the go command would refuse it.
func patternPath(r *analysis.Requirement) (path string, ok bool) {
	if r.Toolchain || r.Route.Source == route.Local {
		return "", false
	}
	path, _ = r.Route.Target()
	return path, routable(path)
}

// covered reports whether one of the private patterns matches the module.
func covered(s *snapshot.Snapshot, path string) bool {
	return slices.ContainsFunc([]string{goprivate, gonoproxy, gonosumdb}, func(name string) bool {
		return matches(s.Folder.Env.Lookup(name).Value, []want{{path: path}})
	})
}

// ordered puts quick fixes before refactorings, and of each what can be done
// before what cannot, and marks the preferred plan of each finding: the first
// that mends it, but for those that a person should choose knowingly.
func ordered(plans []Plan) []Plan {
	slices.SortStableFunc(plans, func(a, b Plan) int { return rank(a) - rank(b) })
	taken := make(map[string]bool)
	for i := range plans {
		p := &plans[i]
		if rank(*p) > 0 || p.deliberate || slices.ContainsFunc(p.Codes, func(c string) bool { return taken[c] }) {
			continue
		}
		p.Preferred = true
		for _, c := range p.Codes {
			taken[c] = true
		}
	}
	return plans
}

// rank orders plans: quick fixes first, disabled ones last of their kind.
func rank(p Plan) int {
	return 2*order(p.Kind != quickFix) + order(p.Disabled != "")
}
