// Package explain puts routes and environments into words: the server's hover
// and the command's decision tree are the same explanation, in Markdown or in
// plain text.
package explain

import (
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// Requirement explains a requirement, without what only a [Hover] knows.
func Requirement(s *snapshot.Snapshot, r *analysis.Requirement) *Doc {
	return Hover{}.Requirement(s, r)
}

// findings lists the kinds of what is found about a requirement, or on its line
// or that of its replace directive, each once: their text is shown by the editor
// itself.
func (d *Doc) findings(s *snapshot.Snapshot, r *analysis.Requirement) {
	type kind struct {
		severity analysis.Severity
		code     string
	}
	listed := make(map[kind]bool)
	for i := range s.Diagnostics {
		f := &s.Diagnostics[i]
		line, _ := s.File.Position(f.Span.Start)
		if k := (kind{f.Severity, f.Code}); !listed[k] && (f.Requirement == r || line == r.Line || r.Replace != nil && line == r.Replace.Line) {
			listed[k] = true
			d.field(f.Severity.String(), say(f.Code))
		}
	}
}

// lead says in one line where a module comes from.
func lead(r *route.Route) text {
	hops := hopsText(r.Hops, r.Direct)
	switch {
	case r.Error != "":
		return say("nowhere: ", code(r.Error))
	case r.Source == route.Local && r.ReplacedBy == nil: // a toolchain
		return say("a program in PATH; nothing is fetched")
	case r.Source == route.Local:
		return say("the directory ", code(r.ReplacedBy.Dir), "; nothing is fetched")
	case r.Source == route.Vendor:
		return say("the vendor directory; nothing is fetched")
	case r.Source == route.Main && len(r.Hops) > 0:
		return say("this workspace; but the go.mod of ", code(r.Version), " is ", fetched(r.Hops, r.Direct))
	case r.Source == route.Main:
		return say("this workspace; nothing is fetched")
	case r.Source == route.Blocked && len(r.Hops) > 0:
		return say("nowhere: ", hops)
	case r.Source == route.Blocked:
		return say("nowhere")
	}
	return fetched(r.Hops, r.Direct)
}

// fetched says where something is fetched from.
func fetched(hops []route.Hop, direct *route.DirectStep) text {
	way := hopsText(hops, direct)
	switch {
	case len(hops) == 0 || hops[0].Kind == route.HopOff:
		return say("not fetched: ", way)
	case hops[0].Kind == route.HopDirect:
		return say("fetched ", way)
	}
	return say("fetched from ", way)
}

// replacedBy names what is fetched or read instead, and the directive.
func replacedBy(r *route.Route) text {
	t := say(code(r.ReplacedBy.Dir))
	if r.ReplacedBy.Dir == "" {
		t = say(code(r.ReplacedBy.Path + " " + r.ReplacedBy.Version))
	}
	for _, why := range r.Reasons {
		if why.Step == "replace" && why.File != "" {
			t = append(t, say(" (", code(position(why.File, why.Line)), ")")...)
		}
	}
	return t
}

// decidedBy puts [Deciding] into words.
func decidedBy(r *route.Route) []text {
	var decided []text
	for _, why := range Deciding(r) {
		decided = append(decided, reason(why))
	}
	return decided
}

// Deciding returns the settings that decided the hops, the decisive one first:
// a pattern that matched makes the proxy list a side matter.
func Deciding(r *route.Route) []route.Reason {
	var deciding []route.Reason
	for _, step := range []string{"environment", "vendor", "main", "exclude", "toolchain", "private", "proxy-list"} {
		for _, why := range r.Reasons {
			if why.Step == step {
				deciding = append(deciding, why)
			}
		}
		if step == "private" && deciding != nil {
			break
		}
	}
	return deciding
}

// directStep says how the direct hop finds the repository.
func directStep(r *route.Route) text {
	step := r.Direct
	var t text
	switch step.How {
	case "static":
		t = say(code(step.URL), " is known to be a ", step.VCS, " repository")
	case "suffix":
		t = say(code(step.URL), " is a ", step.VCS, " repository by its path")
	case "discovery":
		t = say(code(step.URL), " is asked for the repository")
	}
	if step.Insecure && t != nil {
		t = append(t, say(" without verified TLS: ")...)
		t = append(t, joined(stepReasons(r, "insecure"))...)
	}
	if step.Error != "" && t != nil {
		t = append(t, say("; it fails: ")...)
	}
	if step.Error != "" {
		t = append(t, code(step.Error))
	}
	return t
}

// Toolchain explains a go or toolchain line: the route of the toolchain that
// the file's lines ask for, or that none needs to be fetched.
func Toolchain(s *snapshot.Snapshot) *Doc {
	for _, r := range s.Requirements {
		if r.Toolchain {
			return Requirement(s, r)
		}
	}
	d := &Doc{}
	env := s.Folder.Env
	switch {
	case !s.File.Work && (s.Workspace.Work || s.Folder.UnusedWork != ""):
		d.para("the lines of go.work decide which toolchain is used")
	case env.GoVersion == "":
		d.para("the installed toolchain, as far as is known; no Go installation was found")
	default:
		d.para("the installed ", code(env.GoVersion), "; nothing is fetched")
	}
	d.field("decided by", setting(env.Lookup("GOTOOLCHAIN")))
	return d
}

// shownAlways are the variables that the module line's explanation lists even
// where they are empty; the others it lists when something set them.
var shownAlways = map[string]bool{
	"GOPROXY": true, "GOPRIVATE": true, "GONOPROXY": true, "GONOSUMDB": true, "GOSUMDB": true,
}

// Environment explains the environment in force, for the module line.
func Environment(s *snapshot.Snapshot) *Doc {
	d := &Doc{}
	policy, env := s.Folder.Policy, s.Folder.Env
	if err := policy.ErrIn(s.Workspace, route.Download); err != nil {
		d.para("nothing can be fetched: ", code(err.Message))
	} else {
		d.para("a module that no pattern matches is ", fetched(policy.ProxyHops(), nil))
	}
	var empty []string
	for _, v := range env.Variables() {
		unset := v.Value == "" && len(v.Shadowed) == 0 && (v.Origin == goenv.Default || v.Inherits != "")
		switch {
		case shownAlways[v.Name] && unset:
			empty = append(empty, v.Name)
		case shownAlways[v.Name] || v.Value != "" && v.Origin != goenv.Default:
			d.field(v.Name, variable(v), shadowed(v)...)
		}
	}
	if empty != nil {
		d.field("empty", say(strings.Join(empty, ", ")))
	}
	if sources := sources(s.Requirements); sources != nil {
		d.para(sources)
	}
	summaries(d, s)
	if work := s.Folder.UnusedWork; work != "" {
		d.para(code(work), " does not use this module: go build fails here; ", code("go work use ."), " adds it, ", code("GOWORK=off"), " leaves it out")
	}
	for _, p := range env.Problems {
		d.para(p.Message)
	}
	return d
}

// shadowed says what weaker layers set in vain, a line each.
func shadowed(v goenv.Variable) []text {
	var lines []text
	for _, lost := range v.Shadowed {
		lines = append(lines, say("shadows ", code(goenv.RedactValue(v.Name, lost.Value)), " ", settingOrigin(lost)))
	}
	return lines
}

// variable says a variable's value and who set it.
func variable(v goenv.Variable) text {
	value := say(code(goenv.RedactValue(v.Name, v.Value)))
	if v.Value == "" {
		value = say("empty")
	}
	if v.Inherits != "" {
		return append(value, say(", as ", v.Inherits, " says")...)
	}
	return append(value, say(" (", settingOrigin(v.Setting), ")")...)
}

// sources counts requirements by where they come from: "42 lines: 40 proxy,
// 2 direct".
func sources(requirements []*analysis.Requirement) text {
	counts := make(map[route.Source]int)
	for _, r := range requirements {
		counts[r.Route.Source]++
	}
	var t text
	for _, src := range []route.Source{route.Proxy, route.Direct, route.Local, route.Main, route.Vendor, route.Blocked} {
		if counts[src] == 0 {
			continue
		}
		sep := ", "
		if t == nil {
			sep = count(len(requirements), "line") + ": "
		}
		t = append(t, say(sep, strconv.Itoa(counts[src]), " ", string(src))...)
	}
	return t
}
