package explain

import (
	"path/filepath"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Document is an explanation that stands by itself.
type Document struct {
	Title string
	Short string // one line, for where there is no room for a document
	*Doc
}

// newDocument returns a document with a title.
func newDocument(title string, short text) Document {
	d := Document{Title: Printable(title), Short: short.plain(), Doc: &Doc{}}
	d.heading(1, title)
	return d
}

// Route explains how one requirement is found, with every decision, for a
// command class; without one for go mod download, and for the other commands as
// far as they find it elsewhere.
func Route(s *snapshot.Snapshot, q *analysis.Requirement, class *route.Class) Document {
	title := versioned(q.Path, q.Version)
	classes := []route.Class{route.Download, route.Build, route.Update}
	if class != nil {
		classes = []route.Class{*class}
	}
	first := routeOf(s, q, classes[0])
	d := newDocument(title, say(title, ": ", lead(&first)))
	for i, class := range classes {
		rt := routeOf(s, q, class)
		same := rt
		same.Checksum = first.Checksum
		switch {
		case i == 0 || !route.Same(&first, &same):
			d.blocks = append(d.blocks, Tree(s, rt).blocks...)
		case !route.Same(&first, &rt) && rt.Checksum != nil:
			d.para(code(command(class)), " finds it alike, but ", checksum(s, &rt))
		}
		if q.Toolchain {
			break // it is fetched at start-up, whatever the command
		}
	}
	verdict, evidence := judged(q.Visibility)
	d.field("visibility", verdict, evidence...)
	elsewhere(d.Doc, s, q)
	return d
}

// routeOf returns the route of a requirement for a command class.
func routeOf(s *snapshot.Snapshot, q *analysis.Requirement, class route.Class) route.Route {
	if q.Toolchain || class == route.Download {
		return q.Route
	}
	return s.Route(route.Requirement{Path: q.Path, Version: q.Version}, class)
}

// EnvironmentDocument explains the whole environment of a file: every variable
// with who set it and what that hides, where each file lies, what is wrong.
func EnvironmentDocument(s *snapshot.Snapshot) Document {
	env := s.Folder.Env
	policy := s.Folder.Policy
	general := say("a module that no pattern matches is ", fetched(policy.ProxyHops(), nil))
	if err := policy.ErrIn(s.Workspace, route.Download); err != nil {
		general = say("nothing can be fetched: ", code(err.Message))
	}
	d := newDocument("The Go environment of "+s.File.Name, general)
	d.para(general)
	if count := sources(s.Requirements); count != nil {
		d.para(count)
	}
	summaries(d.Doc, s)
	problems(d.Doc, s)
	for _, part := range []struct {
		group goenv.Group
		title string
	}{
		{goenv.Routing, "What decides routes"},
		{goenv.Locating, "Where Go keeps its files"},
		{goenv.Related, "What else reaches the network"},
	} {
		variables(d.Doc, env, part.group, part.title)
	}
	files(d.Doc, s)
	return d
}

// problems lists what is wrong with the environment and the files around it.
func problems(d *Doc, s *snapshot.Snapshot) {
	var list []text
	for _, p := range s.Folder.Env.Problems {
		list = append(list, say(p.Message))
	}
	for _, err := range s.Folder.Errors {
		list = append(list, say(err.Error()))
	}
	if work := s.Folder.UnusedWork; work != "" {
		list = append(list, say(code(work), " does not use this module"))
	}
	if list == nil {
		return
	}
	d.heading(2, "Problems")
	for _, t := range list {
		d.para(t)
	}
}

// variables lists those of one group, the ones that nothing sets on a line of
// their own.
func variables(d *Doc, env *goenv.Environment, group goenv.Group, title string) {
	d.heading(2, title)
	var empty text
	for _, v := range env.Variables() {
		switch {
		case goenv.GroupOf(v.Name) != group:
		case v.Value == "" && len(v.Shadowed) == 0 && v.Origin == goenv.Default:
			if empty != nil {
				empty = append(empty, say(", ")...)
			}
			empty = append(empty, code(v.Name))
		default:
			d.field(v.Name, variable(v), shadowed(v)...)
		}
	}
	if empty != nil {
		d.field("not set", empty)
	}
}

// files says where each file lies that the answers depend on.
func files(d *Doc, s *snapshot.Snapshot) {
	f := s.Folder
	d.heading(2, "Files")
	installed := say("none was found")
	if f.Env.GOROOT != "" {
		installed = say(code(f.Env.GOROOT), " (", orUnknown(f.Env.GoVersion), ")")
	}
	d.field("Go installation", installed)
	switch {
	case f.Env.UserFileOff:
		d.field("go env -w", say("switched off by ", code("GOENV=off")))
	case f.Env.UserFile != "":
		d.field("go env -w", say(code(f.Env.UserFile)))
	}
	modFile := say(code(s.File.Name))
	if other := f.Policy.Modfile(s.Workspace); other != "" {
		modFile = append(modFile, say("; the go command reads ", code(other), " in its place")...)
	}
	d.field("module file", modFile)
	if f.GoWork != nil {
		d.field("workspace", say(code(f.GoWork.Name)))
	}
	if declared := f.Facts.Declared; len(declared) > 0 {
		d.field("declared private", say(code(declared[0].File)))
	}
	if dir := f.Env.ModCache(); dir != "" {
		d.field("module cache", say(code(filepath.FromSlash(dir))))
	}
}

func orUnknown(version string) string {
	if version == "" {
		return "of an unknown version"
	}
	return version
}
