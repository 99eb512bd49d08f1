package analyzers

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	imports  bool            // the require lines stand for imports that no module provides
	goWork   []route.Replace // the directives of an active go.work elsewhere

	goRoot   map[string]string // the lines of $GOROOT/go.env, instead of Go's published ones
	userText string            // the text of the user's file, instead of user
	editor   map[string]string // variables of the editor's settings
	injected string            // who has put the process's variables there

	goVersion  string            // "" is go1.26.8
	workText   string            // the text of an active go.work at /src/go.work
	unusedWork string            // the text of a go.work at /src/go.work that does not use the module
	repository string            // its root, by default moduleDir
	members    map[string]string // texts of the workspace's go.mod files, by path
	sumText    string            // the text of /src/m/go.sum
	machine    machine
	elsewhere  map[string]string // the variables of the environment ci; nil if there is none
	goEnv      string            // the text of /src/m/go.env, which declares its GOPRIVATE, GONOPROXY and GONOSUMDB
}

// moduleDir is where the file of a scenario stands.
const moduleDir = "/src/m"

// A machine is what a scenario has on disk. It implements [analysis.Machine].
type machine struct {
	cached   map[string]analysis.Cached // by path@version
	mods     map[string]string          // texts of cached go.mod files, by path@version
	hashes   map[string][2]string       // of the .mod and the zip, by path@version
	vendor   string                     // the text of vendor/modules.txt; if vendored, "" is one that agrees
	noVendor bool                       // there is no vendor directory
	programs []string                   // on PATH; nil is not looked at
	git      *analysis.Git              // nil is not looked at
}

func (m machine) Cached(path, version string) analysis.Cached { return m.cached[path+"@"+version] }

func (m machine) CachedMod(path, version string) (string, bool) {
	text, ok := m.mods[path+"@"+version]
	return text, ok
}

func (m machine) CachedHashes(path, version string) (mod, zip string) {
	h := m.hashes[path+"@"+version]
	return h[0], h[1]
}

func (m machine) Vendor() (text string, dir, ok bool) { return m.vendor, !m.noVendor, m.vendor != "" }

func (m machine) Program(name string) (found, known bool) {
	return slices.Contains(m.programs, name), m.programs != nil
}

func (m machine) Git() (analysis.Git, bool) {
	if m.git == nil {
		return analysis.Git{}, false
	}
	return *m.git, true
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
	if s.bare || s.goRoot != nil {
		defaults = s.goRoot
	}
	user, problems := layer(goenv.User, userFile, s.user), []goenv.Problem(nil)
	if s.userText != "" {
		user, problems = goenv.ParseFile(userFile, s.userText, goenv.User)
	}
	process := layer(goenv.OS, "", s.env)
	for name, set := range process.Settings {
		set.InjectedBy = s.injected
		process.Settings[name] = set
	}
	env := goenv.Merge([]goenv.Layer{
		layer(goenv.GOROOT, "/usr/local/go/go.env", defaults), user, process, layer(goenv.Editor, "", s.editor),
	}, goenv.Facts{GoVersion: cmp.Or(s.goVersion, "go1.26.8"), GOROOT: "/usr/local/go", GOOS: "linux", GOARCH: "amd64", UserFile: userFile, Problems: problems})
	if s.vendored && s.machine.vendor == "" && !s.machine.noVendor {
		s.machine.vendor = vendorOf(gomod.Parse(name, s.file))
	}
	p := &analysis.Pass{
		Env: env, Policy: route.Compile(env), File: gomod.Parse(name, s.file), Vendored: s.vendored,
		Dir: moduleDir, Repository: cmp.Or(s.repository, moduleDir), Machine: s.machine,
		Canceled: func() bool { return false },
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
	if s.goEnv != "" {
		p.GoEnv, facts.Declared = s.goEnv, declared(s.goEnv)
	}
	p.Facts = facts
	if s.sumText != "" {
		p.Sums = []*gomod.Sum{gomod.ParseSum(moduleDir+"/go.sum", s.sumText)}
	}
	if s.workText != "" {
		p.Work = gomod.Parse("/src/go.work", s.workText)
	}
	if s.unusedWork != "" {
		p.UnusedWork = gomod.Parse("/src/go.work", s.unusedWork)
	}
	if s.work {
		p.Work = p.File
	}
	p.Elsewhere = func(q *analysis.Requirement) []analysis.Elsewhere {
		if s.elsewhere == nil || q.Toolchain {
			return nil
		}
		ci := route.Compile(goenv.Merge([]goenv.Layer{layer(goenv.GOROOT, "/usr/local/go/go.env", defaults), process, layer(goenv.Editor, "", s.elsewhere)},
			goenv.Facts{GoVersion: "go1.26.8", GOROOT: "/usr/local/go", GOOS: "linux", GOARCH: "amd64"}))
		there := ci.Resolve(p.Workspace, route.Download, route.Requirement{Path: q.Path, Version: q.Version})
		if route.Same(&q.Route, &there) {
			return nil
		}
		return []analysis.Elsewhere{{Name: "ci", Route: there}}
	}
	p.Members = make(map[string]*gomod.File)
	for path, text := range s.members {
		p.Members[path] = gomod.Parse(path, text)
	}
	ws := s.workspace(p.File)
	p.Workspace = ws
	used := make(map[*gomod.Replace]bool)
	add := func(q *analysis.Requirement) {
		q.Route = p.Policy.Resolve(ws, route.Download, route.Requirement{Path: q.Path, Version: q.Version})
		q.Visibility = facts.Judge(q.Route.Target())
		p.Requirements = append(p.Requirements, q)
	}
	if line := cmp.Or(p.File.Toolchain, p.File.Go); line != nil {
		if r, ok := p.Policy.ResolveToolchain(ws); ok {
			p.Requirements = append(p.Requirements, &analysis.Requirement{
				Path: r.Path, Version: r.Version, Token: line.Arg, Line: line.Line, Toolchain: true, Route: r,
			})
		}
	}
	for _, r := range p.File.Require {
		q := &analysis.Requirement{Path: r.Path.Value, Version: r.Version.Value, Token: r.Path, Line: r.Line, Import: s.imports}
		if s.imports {
			q.Version = "latest"
		}
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

// vendorOf returns the vendor/modules.txt that agrees with a go.mod.
func vendorOf(f *gomod.File) string {
	var b strings.Builder
	for _, r := range f.Require {
		b.WriteString("# " + r.Path.Value + " " + r.Version.Value + "\n## explicit\n")
	}
	for _, r := range f.Replace {
		b.WriteString("# " + strings.Join(strings.Fields(strings.Join([]string{r.OldPath.Value, r.OldVersion.Value, "=>", r.NewPath.Value, r.NewVersion.Value}, " ")), " ") + "\n")
	}
	return b.String()
}

func (s scenario) workspace(f *gomod.File) *route.Workspace {
	ws := &route.Workspace{Module: true, Work: s.work || s.mains != nil || s.goWork != nil || s.workText != "", Sums: sums(s.sums), Mains: make(map[string]string)}
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
	if f.Toolchain != nil {
		ws.Toolchain = f.Toolchain.Arg.Value
	}
	ws.Excludes = make(map[route.Requirement]bool)
	for _, x := range f.Exclude {
		ws.Excludes[route.Requirement{Path: x.Path.Value, Version: x.Version.Value}] = true
	}
	if f.Module != nil {
		ws.Mains[f.Module.Arg.Value] = moduleDir
	}
	for _, path := range s.mains {
		ws.Mains[path] = "/src/" + path
	}
	return ws
}

// declared is what the text of a repository's go.env declares.
func declared(text string) []visibility.Pattern {
	layer, _ := goenv.ParseFile(goEnvFile, strings.ReplaceAll(text, "\r\n", "\n"), goenv.User)
	var list []visibility.Pattern
	for _, name := range patternVariables {
		if set, ok := layer.Settings[name]; ok {
			for glob := range strings.SplitSeq(set.Value, ",") {
				list = append(list, visibility.Pattern{Variable: name, Glob: glob, File: goEnvFile, Line: set.Line})
			}
		}
	}
	return list
}

// goEnvFile is the path of the repository's go.env.
const goEnvFile = moduleDir + "/go.env"

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
