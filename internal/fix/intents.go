package fix

import (
	"fmt"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
)

// intentPlans returns the plans for the intents of findings, but for patterns
// and checkouts, whose plans are made for a line. What several findings ask
// for alike is one plan.
func (p *Planner) intentPlans(list []analysis.Diagnostic) []Plan {
	var plans []Plan
	byTitle := make(map[string]int)
	for _, d := range list {
		for place, intent := range d.Intents {
			plan, ok := p.intentPlan(d, intent)
			if !ok {
				continue
			}
			if i, same := byTitle[plan.Title]; same {
				plans[i].Codes = unique(append(plans[i].Codes, plan.Codes...))
				plans[i].mends = append(plans[i].mends, plan.mends...)
				continue
			}
			byTitle[plan.Title] = len(plans)
			plan.place = place
			plans = append(plans, plan)
		}
	}
	return plans
}

// intentPlan returns the plan for an intent of a finding; ok is false if it
// would not mend that.
func (p *Planner) intentPlan(d analysis.Diagnostic, intent analysis.Intent) (plan Plan, ok bool) {
	switch i := intent.(type) {
	case analysis.SetVariable:
		plan, ok = p.setVariables(d, i.Title, []analysis.SetVariable{i})
	case analysis.ApplyDeclaration:
		plan, ok = p.setVariables(d, i.Title, i.Changes)
		plan.deliberate = plan.deliberate || i.Deliberate
	case analysis.EditText:
		plan, ok = p.editText(d, i)
	case analysis.MoveToWork:
		if p.tooMany() != "" {
			return Plan{}, false
		}
		if plan, ok = moveToWork(p, i.Replace); ok {
			plan, ok = p.tried(d, plan, p.outcome(withFiles(p.s, plan.Files)))
		}
	case analysis.RemoveCached:
		plan, ok = p.removeCached(i)
	case analysis.RunLine:
		plan, ok = p.runLine(i), true
	}
	plan.Kind = quickFix
	if len(plan.Codes) == 0 {
		plan.Codes, plan.mends = []string{d.Code}, []fault{faultOf(d)}
	}
	return plan, ok
}

// tried returns a plan with the findings that it mends, given what comes of
// it; ok is false if the one that it is for is not among them. That a private
// module is named to somebody new has to be chosen knowingly.
func (p *Planner) tried(d analysis.Diagnostic, plan Plan, o *outcome) (tried Plan, ok bool) {
	if !o.mends(p, d) {
		return Plan{}, false
	}
	plan.deliberate = plan.deliberate || o.exposes
	plan.mends, plan.Codes = o.mended(p), nil
	for _, f := range plan.mends {
		if f.module == faultOf(d).module {
			plan.Codes = append(plan.Codes, f.code)
		}
	}
	plan.Codes = unique(plan.Codes)
	return plan, true
}

// setVariables returns the plan that makes variables of the Go environment
// what intents ask for, all at once, each in the layer that sets it now.
func (p *Planner) setVariables(d analysis.Diagnostic, title string, intents []analysis.SetVariable) (plan Plan, ok bool) {
	env := p.s.Folder.Env
	plan = Plan{Title: title, Target: UserEnv}
	for _, i := range intents {
		plan.deliberate = plan.deliberate || i.Deliberate
		if c, ok := variableChange(env, i); ok {
			plan.Env = append(plan.Env, c)
		}
	}
	if len(plan.Env) == 0 {
		return Plan{}, false
	}
	advice := "change it"
	if plan.Disabled = obstacle(p.s, plan.Env, advice); plan.Disabled == "" {
		plan.Disabled = byHand(env, plan.Env)
	}
	if plan.Disabled != "" {
		plan.Env = nil
		return plan, true
	}
	o := p.environmentOutcome(plan.Env)
	if plan, ok = p.tried(d, plan, o); !ok {
		return Plan{}, false
	}
	plan.Preview = o.preview(true)
	if reason := exported(env, plan.Env, advice); reason != "" {
		plan = plan.forShell(shellLine(env, plan.Env))
		plan.Preview = reason + "; " + plan.Preview
	} else if err := Validate(plan.Env); err != nil {
		// What modroute does not write by itself a person may.
		plan = plan.forShell(shellLine(env, plan.Env))
		plan.Preview = title + "; " + plan.Preview
	}
	return plan, true
}

// variableChange returns the change that an intent asks for in the layer that
// sets the variable; ok is false if there is nothing to change, or if nothing
// but $GOROOT/go.env sets what is to be unset, which `go env -u` cannot.
func variableChange(env *goenv.Environment, i analysis.SetVariable) (c EnvChange, ok bool) {
	c = EnvChange{Name: i.Name, New: i.Value, NewSet: !i.Unset}
	if i.Unset {
		c.New = ""
	}
	s, set := deciding(env, i.Name)
	c.Old, c.OldSet = goenv.RedactValue(i.Name, s.Value), set
	return c, c.OldSet != c.NewSet || c.NewSet && s.Value != c.New
}

// byHand returns why changes of the user's file can be made by hand alone; ""
// if the go command can make them.
func byHand(env *goenv.Environment, changes []EnvChange) string {
	for _, c := range changes {
		if inShell(env, c.Name) {
			continue
		}
		switch c.Name {
		case "GOENV", "GODEBUG", "GOWORK", "GOMOD", "GOVERSION":
			// cmd/go/internal/envcmd/env.go:checkEnvWrite
			return fmt.Sprintf("`go env -w` and `go env -u` refuse %s: edit %s%s by hand", c.Name, env.UserFile, lineOf(env, c.Name))
		}
	}
	return ""
}

// lineOf returns ", line N," of the user's file; "" if that has no such line.
func lineOf(env *goenv.Environment, name string) string {
	if s, ok := env.LayerSetting(goenv.User, name); ok && s.Line > 0 {
		return fmt.Sprintf(", line %d,", s.Line)
	}
	return ""
}

// removeCached returns the plan that removes a module version from the module
// cache. What comes of it cannot be recomputed: the files are still there.
// ok is false for what cannot be in a module cache.
func (p *Planner) removeCached(i analysis.RemoveCached) (plan Plan, ok bool) {
	m := module.Version{Path: i.Path, Version: i.Version}
	if _, err := cacheNames(m); err != nil {
		return Plan{}, false
	}
	plan = Plan{
		Title:      "Remove " + m.String() + " from the module cache",
		Target:     Cache,
		Cached:     m,
		Preview:    "the go command fetches it again",
		deliberate: true,
	}
	if !p.s.Folder.Options.Trusted {
		plan.Disabled = untrusted
	}
	return plan, true
}

// runLine returns the plan that offers a line for the shell. What comes of it
// cannot be recomputed: a person runs it, or not.
func (p *Planner) runLine(i analysis.RunLine) Plan {
	plan := Plan{Preview: i.Title}.forShell(i.Line)
	if goenv.Redact(i.Line) != i.Line || strings.ContainsFunc(i.Line, hidden) {
		plan = Plan{Title: i.Title, Target: Shell, Disabled: "the line holds what is not shown: a user name or password, or a control character"}
	}
	return plan
}
