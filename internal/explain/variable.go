package explain

import (
	"cmp"
	"slices"
	"strconv"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Line is an assignment of an environment file that is to be explained.
type Line struct {
	Name, Value string
	Glob        string // the pattern of Value that is meant; "" is all of it
	File        string // absolute
	// Declared says that the file is one of a repository, which the go command
	// does not read.
	Declared bool
}

// Variable explains a line of an environment file: what the variable does, the
// value in force and what that overrides, and which requirements of the
// workspace it decides.
func Variable(env *goenv.Environment, at Line, files []*snapshot.Snapshot) *Doc {
	d := &Doc{}
	v := env.Lookup(at.Name)
	if what := goenv.Describe(at.Name); what != "" {
		d.para(code(at.Name), ": ", what)
	} else {
		d.para(code(at.Name), " does not steer where modules come from")
	}
	if at.Declared {
		d.para("declared for all who work on this repository: the go command does not read this file")
	} else if overrider := overrider(env, v, at.File); overrider != nil {
		d.para("this line is not in force: ", overrider)
	}
	if v.Value == "" && v.Origin == goenv.Default {
		d.field("in force", say("nothing sets it"))
	} else {
		d.field("in force", variable(v), shadowed(v)...)
	}
	switch {
	case at.Glob != "":
		d.affected(say(code(at.Glob), " matches"), files, matchedBy(at.Glob))
	case at.Declared && slices.Contains(goenv.Patterns, at.Name):
		d.affected(say("matches"), files, matchedBy(at.Value))
	case !at.Declared && slices.Contains(deciding, at.Name):
		d.affected(say("decides"), files, decidedIn(at.Name))
	}
	return d
}

// deciding are the variables that decide the routes of single requirements.
var deciding = append([]string{"GOPROXY", "GOSUMDB", "GOVCS"}, goenv.Patterns...)

// overrider says which setting keeps a file's line from being in force; nil if
// none does.
func overrider(env *goenv.Environment, v goenv.Variable, file string) text {
	origin := goenv.User
	if file != env.UserFile {
		origin = goenv.GOROOT
	}
	if _, set := env.LayerSetting(origin, v.Name); !set || v.Origin <= origin && v.Inherits == "" {
		return nil
	}
	return say(code(cmp.Or(v.Inherits, v.Name)+"="+goenv.RedactValue(v.Name, v.Value)), " ", settingOrigin(v.Setting), " overrides it")
}

// maxAffected is how many requirements an explanation names.
const maxAffected = 5

// affected says how many requirements something holds for, and names the first.
func (d *Doc) affected(what text, files []*snapshot.Snapshot, holds func(*analysis.Requirement) bool) {
	total := 0
	var paths []string
	for _, s := range files {
		for _, r := range s.Requirements {
			if !r.Toolchain {
				total++
				if holds(r) {
					path, _ := r.Route.Target()
					paths = append(paths, path)
				}
			}
		}
	}
	if len(files) == 0 {
		return
	}
	n := len(paths)
	slices.Sort(paths)
	paths = slices.Compact(paths)
	var more []text
	for _, path := range paths {
		more = append(more, say(code(path)))
	}
	d.field("here", append(what, say(" ", strconv.Itoa(n), " of ", count(total, "requirement"))...), atMost(maxAffected, more)...)
}

// matchedBy tells the requirements whose module a list of patterns matches.
func matchedBy(globs string) func(*analysis.Requirement) bool {
	return func(r *analysis.Requirement) bool {
		path, _ := r.Route.Target()
		return module.MatchPrefixPatterns(globs, path)
	}
}

// decidedIn tells the requirements whose route a variable decides.
func decidedIn(name string) func(*analysis.Requirement) bool {
	return func(r *analysis.Requirement) bool {
		if sum := r.Route.Checksum; name == "GOSUMDB" && sum != nil && sum.Verify {
			return true
		}
		return slices.ContainsFunc(r.Route.Reasons, func(why route.Reason) bool { return why.Variable == name })
	}
}
