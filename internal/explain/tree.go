package explain

import (
	"path"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// Tree explains every decision of a route in the order in which the go command
// takes them, the path taken marked. It ends where the go command does.
func Tree(s *snapshot.Snapshot, r route.Route) *Doc {
	d := &Doc{}
	title := versioned(r.Path, r.Version)
	if (s.Workspace.Module || s.Workspace.Work) && !required(s, r) {
		d.para(code(title), ", as ", code(command(r.For)), " would find it if it were required here")
	} else {
		d.para(code(title), ", as ", code(command(r.For)), " finds it")
	}
	t := &decisions{s: s, r: &r}
	d.tree(t.nodes())
	return d
}

// required reports whether the file of s asks for the module of a route in the
// route's version.
func required(s *snapshot.Snapshot, r route.Route) bool {
	for _, q := range s.Requirements {
		if q.Path == r.Path && q.Version == r.Version {
			return true
		}
	}
	return false
}

// command is the typical command of a class.
func command(c route.Class) string {
	switch c {
	case route.Build:
		return "go build"
	case route.Update:
		return "go get"
	}
	return "go mod download"
}

// decisions collects the decisions of one route.
type decisions struct {
	s *snapshot.Snapshot
	r *route.Route
}

// nodes returns the decisions up to the one that settles the route.
func (t *decisions) nodes() []*node {
	if err := t.s.Folder.Policy.ErrIn(t.s.Workspace, t.r.For); err != nil {
		v := t.s.Folder.Env.Lookup(err.Variable)
		return []*node{{label: "environment", text: say(setting(v), ": ", err.Message), taken: true, step: "environment"}}
	}
	nodes := []*node{t.modules()}
	if t.s.Workspace.For(t.r.For) != t.s.Workspace {
		nodes = append(nodes, &node{label: "workspace", text: say("no: ", command(t.r.For), " goes by the go.mod alone, whatever go.work says")})
	}
	if t.s.Workspace.Module || t.s.Workspace.Work {
		nodes = append(nodes, t.vendor())
		if t.r.Source == route.Vendor {
			return nodes
		}
		nodes = append(nodes,
			t.step("main", "main module", "no").or("this workspace; nothing is fetched", "it is fetched"),
			t.step("exclude", "exclude", "no").or("the requirement counts for nothing", "it counts"),
			t.replace().or("another module, or a directory, takes its place", "it is fetched itself"))
	} else {
		nodes = append(nodes, &node{label: "files", text: say("no go.mod here, so nothing is replaced, excluded or vendored")})
	}
	if t.r.Error != "" {
		return append(nodes, &node{label: "refused", text: say(t.r.Error), taken: true})
	}
	if len(t.r.Hops) == 0 {
		return nodes
	}
	list := "GOPROXY is walked: " + Hops(t.s.Folder.Policy.ProxyHops())
	nodes = append(nodes, t.step("private", "pattern", t.noPattern()).or("the origin only, no proxy is asked", list), t.hops())
	if t.r.Checksum != nil {
		nodes = append(nodes, t.checksum())
	}
	if asked := t.r.Requests(); len(asked) > 0 {
		nodes = append(nodes, &node{label: "requests", text: requests(asked)})
	}
	if asked := t.shorter(); asked != nil {
		nodes = append(nodes, &node{label: "otherwise", text: asked})
	}
	if state, ok := Cached(t.s.Folder, t.r); ok {
		nodes = append(nodes, &node{label: "cached", text: say(cachedWords(state))})
	}
	return nodes
}

// step is a decision that has a reason where it is a yes.
func (t *decisions) step(step, label, no string) *node {
	why := t.reasons(step)
	if why == nil {
		return &node{label: label, text: say(no), step: step}
	}
	yes := say("yes: ", why)
	if why.plain() == "" { // the directive says it itself
		yes = say("yes")
	}
	return &node{label: label, text: yes, taken: true, step: step}
}

// or says where a decision leads if it is a yes, and if it is a no. The way that
// is not taken is kept for a picture; the tree in words leaves it out.
func (n *node) or(yes, no string) *node {
	n.away = yes
	if n.taken {
		n.away = no
	}
	return n
}

// reasons puts the reasons of a step on one line; nil if it has none.
func (t *decisions) reasons(step string) text {
	return joined(stepReasons(t.r, step))
}

// requests lists what a proxy is asked for; files of one version are told by
// their endings: "m/@v/v1.0.0.info, .mod, .zip".
func requests(asked []string) text {
	var t text
	stem := ""
	for i, file := range asked {
		if i > 0 {
			t = append(t, say(", ")...)
		}
		ext := path.Ext(file)
		if base := strings.TrimSuffix(file, ext); base == stem && ext != "" {
			t = append(t, code(ext))
		} else {
			t, stem = append(t, code(file)), base
		}
	}
	return t
}

// shorter says what go get asks a proxy for where the origin does not have the
// module, although a pattern keeps the module itself from proxies: each shorter
// path might be the module, and is sought on a route of its own. If the origin
// has it, the proxies' turn does not come (modload/query.go:QueryPattern).
func (t *decisions) shorter() text {
	if t.r.For != route.Update || t.r.ReplacedBy != nil || len(t.r.Hops) == 0 || t.r.Hops[0].Kind != route.HopDirect {
		return nil
	}
	var asked text
	for p := path.Dir(t.r.Path); p != "."; p = path.Dir(p) {
		_, main := t.s.Workspace.For(t.r.For).Mains[p]
		if _, _, ok := module.SplitPathVersion(p); main || !ok {
			continue
		}
		r := t.s.Route(route.Requirement{Path: p, Version: t.r.Version}, route.Update)
		if requests := r.Requests(); len(requests) > 0 {
			if asked != nil {
				asked = append(asked, say(", ")...)
			}
			asked = append(asked, say(code(requests[0]), " of ", place(r.Hops[0]))...)
		}
	}
	if asked == nil {
		return nil
	}
	return say("if the origin does not have it, go get tries shorter paths: ", asked)
}

func (t *decisions) modules() *node {
	v := t.s.Folder.Env.Lookup("GO111MODULE")
	if v.Value == "" {
		return &node{label: "module mode", text: say("on, as GO111MODULE is empty")}
	}
	return &node{label: "module mode", text: say("on: ", setting(v))}
}

func (t *decisions) replace() *node {
	if t.r.ReplacedBy == nil {
		return &node{label: "replace", text: say("no"), step: "replace"}
	}
	return &node{label: "replace", text: say("yes, by ", replacedBy(t.r)), taken: true, step: "replace"}
}

func (t *decisions) vendor() *node {
	no := "no: there is no vendor directory"
	if t.s.Workspace.Vendor.Exists {
		no = "no: " + command(t.r.For) + " does not use the vendor directory here"
	}
	return t.step("vendor", "vendor", no).or("the vendor directory; nothing is fetched", "it is looked up")
}

// noPattern says why no pattern sends the module to its origin.
func (t *decisions) noPattern() string {
	v := t.s.Folder.Env.Lookup("GONOPROXY")
	switch {
	case v.Value == "" && v.Inherits == "":
		return "no: GONOPROXY and GOPRIVATE are empty"
	case v.Inherits != "":
		return "no: " + v.Inherits + "=" + v.Value + " does not match"
	}
	return "no: " + v.Name + "=" + v.Value + " does not match"
}

// hops is the walk, a child for each place that is tried.
func (t *decisions) hops() *node {
	why := t.reasons("proxy-list")
	if t.r.Hops[0].Kind == route.HopDirect && t.reasons("private") != nil {
		why = say("the origin only, no proxy is asked")
	}
	n := &node{label: "hops", text: why, taken: true, step: "proxy-list"}
	for i, h := range t.r.Hops {
		child := &node{label: place(h).string, text: say(after(h.Next)), taken: i == 0}
		switch {
		case h.Kind == route.HopOff:
			child.text = say("nothing more is asked")
		case h.Kind == route.HopDirect && t.r.Direct != nil:
			child.text = directStep(t.r)
		}
		n.children = append(n.children, child)
	}
	return n
}

func (t *decisions) checksum() *node {
	return &node{label: "checksum", step: "checksum", text: checksum(t.s, t.r), taken: t.r.Checksum.Verify && !nothingToVerify(t.s, t.r)}
}
