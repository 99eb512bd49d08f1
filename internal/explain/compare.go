package explain

import (
	"strconv"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// elsewhere says in which named environments a requirement has another route.
func elsewhere(d *Doc, s *snapshot.Snapshot, q *analysis.Requirement) {
	for _, e := range s.Elsewhere() {
		if there, differs := e.Route(q); differs {
			d.field("in "+e.Name, difference(&q.Route, &there), decidedBy(&there)...)
		}
	}
}

// difference says what is otherwise there: the way, or only the checksum
// route.
func difference(here, there *route.Route) text {
	same := *there
	same.Checksum = here.Checksum
	if !route.Same(here, &same) {
		return lead(there)
	}
	c := there.Checksum
	switch {
	case c == nil || c.Error:
		return say("the same, but the checksum look-up fails")
	case !c.Verify:
		return say("the same, but no checksum database is asked")
	}
	return say("the same, but ", code(c.Database), " is asked, through ", hopsText(c.Via, nil))
}

// Comparison compares the routes of a file's requirements, and the variables
// that decide them, with those of the environments that the settings name; only
// with one of them if name is not empty.
func Comparison(s *snapshot.Snapshot, name string) Document {
	title := "The environments of " + s.File.Name
	var short text
	var parts []*Doc
	for _, e := range s.Elsewhere() {
		if name != "" && e.Name != name {
			continue
		}
		summary, part := compared(s, &e)
		if short != nil {
			short = append(short, say("; ")...)
		}
		short = append(short, summary...)
		parts = append(parts, part)
	}
	if parts == nil {
		short = say("the setting modroute.environments names no environment to compare with")
	}
	d := newDocument(title, short)
	for _, part := range parts {
		d.blocks = append(d.blocks, part.blocks...)
	}
	if parts == nil {
		d.para(short)
	}
	return d
}

// compared compares with one environment.
func compared(s *snapshot.Snapshot, e *snapshot.Elsewhere) (summary text, d *Doc) {
	d = &Doc{}
	groups, differing := differences(s, e)
	summary = say(e.Name, ": ", summarized(s, e, differing))
	d.heading(2, summary)
	if e.Err != nil {
		return summary, d
	}
	if vars := differingVariables(s.Folder.Env, e); len(vars) > 1 {
		d.table(vars)
	}
	for i, g := range groups {
		if i > 0 {
			d.rule()
		}
		d.field("here", g.here, g.decidedHere...)
		d.field("in "+e.Name, g.there, g.decidedThere...)
		d.list(count(len(g.modules), "line"), g.modules)
	}
	return summary, d
}

// summarized says how many lines are routed otherwise in one environment.
func summarized(s *snapshot.Snapshot, e *snapshot.Elsewhere, differing int) string {
	switch total := len(s.Requirements); {
	case e.Err != nil:
		return e.Err.Error()
	case total == 0:
		return "the file has no line that is routed"
	case differing == 0:
		return "all lines are routed as here"
	case differing == 1:
		return "1 of " + count(total, "line") + " is routed otherwise"
	default:
		return strconv.Itoa(differing) + " of " + count(total, "line") + " are routed otherwise"
	}
}

// summaries says so for each environment that the settings name.
func summaries(d *Doc, s *snapshot.Snapshot) {
	for _, e := range s.Elsewhere() {
		differing := 0
		for _, q := range s.Requirements {
			if _, differs := e.Route(q); differs {
				differing++
			}
		}
		d.field("in "+e.Name, say(summarized(s, &e, differing)))
	}
}

// A group is the lines that are routed alike, here and there.
type group struct {
	here, there               text
	decidedHere, decidedThere []text
	modules                   []text
}

// differences returns the lines that are routed otherwise, in groups.
func differences(s *snapshot.Snapshot, e *snapshot.Elsewhere) (groups []*group, n int) {
	byText := make(map[string]*group)
	for _, q := range s.Requirements {
		there, differs := e.Route(q)
		if !differs {
			continue
		}
		n++
		g := &group{
			here: general(&q.Route), there: difference(generalized(q.Route), generalized(there)),
			decidedHere: decidedBy(&q.Route), decidedThere: decidedBy(&there),
		}
		key := g.here.plain() + "\n" + g.there.plain() + "\n" + joined(g.decidedHere).plain() + "\n" + joined(g.decidedThere).plain()
		if byText[key] == nil {
			byText[key] = g
			groups = append(groups, g)
		}
		g = byText[key]
		g.modules = append(g.modules, say(code(q.Path), " (line ", strconv.Itoa(q.Line), ")"))
	}
	return groups, n
}

// generalized returns a route without what is of one module only: where its
// origin is.
func generalized(r route.Route) *route.Route {
	if r.Direct != nil && r.Direct.Error == "" {
		r.Direct = nil
	}
	return &r
}

// general says where a module comes from, as of others that are routed alike.
func general(r *route.Route) text { return lead(generalized(*r)) }

// differingVariables returns a table of the variables that are otherwise there,
// but for those that say the same as another one.
func differingVariables(here *goenv.Environment, e *snapshot.Elsewhere) [][]text {
	rows := [][]text{{say("variable"), say("here"), say("in " + e.Name)}}
	for _, v := range here.Variables() {
		there := e.In.Folder.Env.Lookup(v.Name)
		follows := there.Inherits != "" && (v.Inherits == there.Inherits || v.Value == "") || v.Inherits != "" && there.Value == ""
		if v.Value != there.Value && !follows && goenv.GroupOf(v.Name) != goenv.Related {
			rows = append(rows, []text{say(code(v.Name)), orEmpty(v), orEmpty(there)})
		}
	}
	return rows
}

// orEmpty says a variable's value, or that it has none.
func orEmpty(v goenv.Variable) text {
	switch {
	case v.Value == "" && v.Origin == goenv.Default:
		return say("empty")
	case v.Value == "" && v.Name == "GOENV":
		return say(code("off"), " (", settingOrigin(v.Setting), ")")
	}
	return variable(v)
}
