package fix

import (
	"cmp"
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

// ForRequirement returns the plans for one routable line, best first: quick
// fixes where there is a finding, refactorings where there is none. It reads
// the files near by, and runs nothing.
func (p *Planner) ForRequirement(r *analysis.Requirement) []Plan {
	list := p.findings[moduleOf(r)]
	plans := p.intentPlans(list)
	if !r.Toolchain {
		plans = append(plans, placed(p.patternPlans(r), placeOf[analysis.AddPattern](list))...)
		plans = append(plans, placed(p.replacePlans(r), placeOf[analysis.AddReplace](list))...)
	}
	plans = append(plans, p.replaceRefactorings(r)...)
	for i := range plans {
		plans[i].Path = r.Path
	}
	return ordered(plans)
}

// ForFinding returns the plans for one finding of the snapshot, best first: those
// that mend it. Those that the same line has besides are not even tried out.
func (p *Planner) ForFinding(d *analysis.Diagnostic) []Plan {
	list := []analysis.Diagnostic{*d}
	plans := p.intentPlans(list)
	if r := d.Requirement; r != nil {
		if asks[analysis.AddPattern](*d) {
			plans = append(plans, placed(p.patternPlans(r), placeOf[analysis.AddPattern](list))...)
		}
		if asks[analysis.AddReplace](*d) {
			plans = append(plans, placed(p.replacePlans(r), placeOf[analysis.AddReplace](list))...)
		}
		for i := range plans {
			plans[i].Path = r.Path
		}
	}
	return slices.DeleteFunc(ordered(plans), func(plan Plan) bool { return !plan.Mends(d) })
}

// placeOf returns where the first intent of a type stands among those of its
// finding.
func placeOf[I analysis.Intent](list []analysis.Diagnostic) int {
	place := -1
	for _, d := range list {
		i := slices.IndexFunc(d.Intents, func(i analysis.Intent) bool { _, ok := i.(I); return ok })
		if i >= 0 && (place < 0 || i < place) {
			place = i
		}
	}
	return max(place, 0)
}

func placed(plans []Plan, place int) []Plan {
	for i := range plans {
		plans[i].place = place
	}
	return plans
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
		return p.useCheckouts() // the one line has these plans itself
	}
	plans := p.userPlans(wants, fixes)
	if wide := organised(wants); len(patternsOf(wide)) < len(patternsOf(wants)) && plans[0].Disabled == "" {
		plans = append(plans, p.userPlans(wide, fixes)...)
	}
	if d, ok := p.declaration(wants); ok {
		plans = append(plans, d)
	}
	plans = append(plans, p.useCheckouts()...)
	for i := range plans {
		plans[i].deliberate = true
	}
	return ordered(plans)
}

// ForFindings returns the plans for findings of the snapshot that are about no
// requirement: faults of the environment or of the file, each with plans of
// its own, best first. Which of the findings a plan is for, [Plan.Mends] tells.
func (p *Planner) ForFindings(list []analysis.Diagnostic) []Plan { return ordered(p.intentPlans(list)) }

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
	slices.SortStableFunc(plans, func(a, b Plan) int { return cmp.Or(rank(a)-rank(b), a.place-b.place) })
	taken := make(map[fault]bool)
	for i := range plans {
		p := &plans[i]
		mends := p.mends
		if mends == nil {
			for _, c := range p.Codes {
				mends = append(mends, fault{code: c})
			}
		}
		if rank(*p) > 0 || !p.Automatic() || slices.ContainsFunc(mends, func(f fault) bool { return taken[f] || taken[fault{code: f.code}] }) {
			continue
		}
		p.Preferred = true
		for _, f := range mends {
			taken[f] = true
		}
	}
	return plans
}

// rank orders plans: quick fixes first, disabled ones last of their kind.
func rank(p Plan) int {
	return 2*order(p.Kind != quickFix) + order(p.Disabled != "")
}
