package analyzers

import (
	"fmt"
	"maps"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// A scenario is a pass made of data: a file, an environment, facts.
type scenario struct {
	file  string            // the text of the go.mod; of a go.work if work
	work  bool              //
	env   map[string]string // variables of the process, over Go's published defaults
	user  map[string]string // lines of the user's file, from line 1 up, in any order
	facts *visibility.Facts
	sums  map[string]string // module path: "both", "mod" or "zip"; nil is an empty go.sum
	dirs  map[string]analysis.Checkout
	mains []string // other main modules of the workspace

	bare     bool // GOROOT has no go.env
	vendored bool
	goWork   []route.Replace // the directives of an active go.work elsewhere
}

const userFile = "/home/u/.config/go/env"

// published is what $GOROOT/go.env says in the Go project's releases.
var published = map[string]string{
	"GOPROXY": "https://proxy.golang.org,direct", "GOSUMDB": "sum.golang.org", "GOTOOLCHAIN": "auto",
}

func layer(origin goenv.Origin, file string, values map[string]string) goenv.Layer {
	l := goenv.Layer{Origin: origin, File: file, Settings: make(map[string]goenv.Setting)}
	for name, value := range values {
		s := goenv.Setting{Value: value}
		if file != "" {
			s.Line = 1
		}
		l.Settings[name] = s
	}
	return l
}

// run runs all analyzers and returns the findings as they come.
func (s scenario) run(t *testing.T) []analysis.Diagnostic {
	t.Helper()
	p := s.pass()
	var found []analysis.Diagnostic
	for _, a := range All {
		p.Report = func(d analysis.Diagnostic) {
			if d.Code != "" {
				t.Errorf("%s sets the code %q", a.Name, d.Code)
			}
			d.Code = a.Name
			found = append(found, d)
		}
		a.Run(p)
	}
	return found
}

func (s scenario) pass() *analysis.Pass {
	name := "go.mod"
	if s.work {
		name = "go.work"
	}
	defaults := published
	if s.bare {
		defaults = nil
	}
	env := goenv.Merge([]goenv.Layer{
		layer(goenv.GOROOT, "/usr/local/go/go.env", defaults),
		layer(goenv.User, userFile, s.user),
		layer(goenv.OS, "", s.env),
	}, goenv.Facts{GoVersion: "go1.26.8", GOROOT: "/usr/local/go", GOOS: "linux", GOARCH: "amd64", UserFile: userFile})
	p := &analysis.Pass{
		Env: env, Policy: route.Compile(env), File: gomod.Parse(name, s.file), Vendored: s.vendored,
		Replacement: func(r *gomod.Replace) analysis.Checkout {
			c, ok := s.dirs[r.NewPath.Value]
			if ok {
				c.Dir = "/src/" + r.NewPath.Value
			}
			return c
		},
	}
	facts := s.facts
	if facts == nil {
		facts = &visibility.Facts{}
	}
	ws := s.workspace(p.File)
	used := make(map[*gomod.Replace]bool)
	add := func(q *analysis.Requirement) {
		q.Route = p.Policy.Resolve(ws, route.Download, route.Requirement{Path: q.Path, Version: q.Version})
		q.Visibility = facts.Judge(q.Route.Target())
		p.Requirements = append(p.Requirements, q)
	}
	for _, r := range p.File.Require {
		q := &analysis.Requirement{Path: r.Path.Value, Version: r.Version.Value, Token: r.Path, Line: r.Line}
		for _, rep := range p.File.Replace {
			if rep.OldPath.Value == q.Path && (rep.OldVersion.Value == "" || rep.OldVersion.Value == q.Version) {
				q.Replace, used[rep] = rep, true
			}
		}
		add(q)
	}
	for _, rep := range p.File.Replace {
		if !used[rep] {
			add(&analysis.Requirement{Path: rep.OldPath.Value, Version: rep.OldVersion.Value, Token: rep.OldPath, Line: rep.Line, Replace: rep})
		}
	}
	return p
}

func (s scenario) workspace(f *gomod.File) *route.Workspace {
	ws := &route.Workspace{Module: true, Work: s.work || s.mains != nil || s.goWork != nil, Sums: sums(s.sums), Mains: make(map[string]string)}
	for _, r := range f.Replace {
		ws.Replaces = append(ws.Replaces, route.Replace{
			OldPath: r.OldPath.Value, OldVersion: r.OldVersion.Value,
			NewPath: r.NewPath.Value, NewVersion: r.NewVersion.Value,
			File: f.Name, Line: r.Line, Work: s.work,
		})
	}
	ws.Replaces = append(ws.Replaces, s.goWork...)
	if f.Go != nil {
		ws.GoVersion = f.Go.Arg.Value
	}
	ws.Excludes = make(map[route.Requirement]bool)
	for _, x := range f.Exclude {
		ws.Excludes[route.Requirement{Path: x.Path.Value, Version: x.Version.Value}] = true
	}
	for _, path := range s.mains {
		ws.Mains[path] = "/src/" + path
	}
	return ws
}

type sums map[string]string

func (s sums) Has(path, _ string) (mod, zip bool) {
	return s[path] == "both" || s[path] == "mod", s[path] == "both" || s[path] == "zip"
}

// with returns a copy of the scenario with other variables set too.
func (s scenario) with(vars ...string) scenario {
	s.env = maps.Clone(s.env)
	if s.env == nil {
		s.env = make(map[string]string)
	}
	for i := 0; i < len(vars); i += 2 {
		s.env[vars[i]] = vars[i+1]
	}
	return s
}

// brief is a diagnostic as the tests name it: "3 warning code".
func brief(f string, d analysis.Diagnostic) string {
	line := 1
	for _, c := range f[:d.Span.Start] {
		if c == '\n' {
			line++
		}
	}
	return fmt.Sprintf("%d %v %s", line, d.Severity, d.Code)
}
