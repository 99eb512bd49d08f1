package explain

import (
	"slices"
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

// A Difference is what is otherwise in a named environment.
type Difference struct {
	Name      string              `json:"name"`
	Error     string              `json:"error,omitempty"` // why the environment cannot be had
	Lines     int                 `json:"lines"`           // of the file that are routed
	Differing int                 `json:"differing"`       // of them that are routed otherwise
	Variables []DifferingVariable `json:"variables"`       // first those that decide the routes that differ
}

// A DifferingVariable is a variable that is otherwise in a named environment.
type DifferingVariable struct {
	Name  string `json:"name"`
	Here  Value  `json:"here"`
	There Value  `json:"there"`
}

// A Value is that of a variable, without secrets, and who set it, in words.
type Value struct {
	Value  string `json:"value"`
	Origin string `json:"origin"` // a goenv.Origin
	SetBy  string `json:"setBy"`
}

// Comparison compares the routes of a file's requirements, and the variables
// that decide them, with those of the environments that the settings name; only
// with one of them if name is not empty. It returns the same also as data, in
// the order of the names.
func Comparison(s *snapshot.Snapshot, name string) (Document, []Difference) {
	title := "The environments of " + s.File.Name
	var short text
	var parts []*Doc
	list := []Difference{}
	for _, e := range s.Elsewhere() {
		if name != "" && e.Name != name {
			continue
		}
		summary, part, difference := compared(s, &e)
		if short != nil {
			short = append(short, say("; ")...)
		}
		short = append(short, summary...)
		parts = append(parts, part)
		list = append(list, difference)
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
	return d, list
}

// compared compares with one environment.
func compared(s *snapshot.Snapshot, e *snapshot.Elsewhere) (summary text, d *Doc, data Difference) {
	d = &Doc{}
	groups, differing := differences(s, e)
	summary = say(e.Name, ": ", summarized(s, e, differing))
	data = Difference{Name: e.Name, Lines: len(s.Requirements), Differing: differing, Variables: []DifferingVariable{}}
	d.heading(2, summary)
	if e.Err != nil {
		data.Error = say(e.Err.Error()).plain()
		return summary, d, data
	}
	if vars := differingVariables(s.Folder.Env, e); vars != nil {
		d.table(tabulated(vars, e.Name))
		data.Variables = asData(vars, groups)
	}
	for i, g := range groups {
		if i > 0 {
			d.rule()
		}
		d.field("here", g.here, g.decidedHere...)
		d.field("in "+e.Name, g.there, g.decidedThere...)
		d.list(count(len(g.modules), "line"), g.modules)
	}
	return summary, d, data
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
	reasons                   []route.Reason // of both
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
		g.reasons = slices.Concat(g.reasons, q.Route.Reasons, there.Reasons)
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

// A pair is a variable as it is here, and otherwise there.
type pair struct{ here, there goenv.Variable }

// differingVariables returns the variables that are otherwise there, but for
// those that say the same as another one.
func differingVariables(here *goenv.Environment, e *snapshot.Elsewhere) []pair {
	var list []pair
	for _, v := range here.Variables() {
		there := e.In.Folder.Env.Lookup(v.Name)
		follows := there.Inherits != "" && (v.Inherits == there.Inherits || v.Value == "") || v.Inherits != "" && there.Value == ""
		if v.Value != there.Value && !follows && goenv.GroupOf(v.Name) != goenv.Related {
			list = append(list, pair{v, there})
		}
	}
	return list
}

// tabulated puts variables in a table.
func tabulated(vars []pair, name string) [][]text {
	rows := [][]text{{say("variable"), say("here"), say("in " + name)}}
	for _, v := range vars {
		rows = append(rows, []text{say(code(v.here.Name)), orEmpty(v.here), orEmpty(v.there)})
	}
	return rows
}

// asData returns variables as data, first those that decide the routes of
// groups.
func asData(vars []pair, groups []*group) []DifferingVariable {
	decides := make(map[string]bool)
	for _, g := range groups {
		for _, why := range g.reasons {
			decides[why.Variable] = true
		}
	}
	var first, rest []DifferingVariable
	for _, v := range vars {
		data := DifferingVariable{v.here.Name, asValue(v.here), asValue(v.there)}
		if decides[v.here.Name] {
			first = append(first, data)
		} else {
			rest = append(rest, data)
		}
	}
	return append(first, rest...)
}

func asValue(v goenv.Variable) Value {
	return Value{Printable(goenv.RedactValue(v.Name, v.Value)), v.Origin.String(), settingOrigin(v.Setting).plain()}
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
