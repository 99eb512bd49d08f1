package snapshot_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// unpack writes the files of a txtar archive to a new directory, which "{dir}"
// stands for in their texts.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(f.Data), "{dir}", filepath.ToSlash(dir))
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, dir, file string, extra map[string]string, opts snapshot.Options) *snapshot.Snapshot {
	t.Helper()
	env := defaultEnv("https://proxy.golang.org,direct", extra)
	path := filepath.Join(dir, file)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := snapshot.Disk(opts.Roots, opts.Trusted)
	return snapshot.Open(filepath.Dir(path), env, files, opts).Snapshot(gomod.Parse(path, string(text)))
}

func find(t *testing.T, s *snapshot.Snapshot, path string) *analysis.Requirement {
	t.Helper()
	for _, q := range s.Requirements {
		if q.Path == path {
			return q
		}
	}
	t.Fatalf("no requirement %s", path)
	return nil
}

var trusted = snapshot.Options{Trusted: true}

const workspace = `
-- go.work --
go 1.26
use (
	./app
	./lib
)
replace pub.test/forked => pub.test/work v1.0.0
-- app/go.mod --
module corp.test/app
go 1.26
require (
	corp.test/lib v1.0.0
	pub.test/forked v1.0.0
	pub.test/elsewhere v1.0.0
)
replace pub.test/forked v1.0.0 => pub.test/app v1.0.0
-- app/go.sum --
pub.test/elsewhere v1.0.0/go.mod h1:xxx=
-- lib/go.mod --
module corp.test/lib
go 1.26
replace pub.test/elsewhere => ../elsewhere
-- lib/go.sum --
pub.test/elsewhere v1.0.0 h1:xxx=
-- outside/go.mod --
module corp.test/outside
go 1.26
require corp.test/lib v1.0.0
`

func TestWorkspace(t *testing.T) {
	dir := unpack(t, workspace)
	s := open(t, dir, "app/go.mod", nil, trusted)
	if q := find(t, s, "corp.test/lib"); q.Route.Source != route.Main {
		t.Errorf("a used module comes from %s, want main", q.Route.Source)
	}
	if q := find(t, s, "pub.test/forked"); q.Route.ReplacedBy == nil || q.Route.ReplacedBy.Path != "pub.test/work" {
		t.Errorf("forked is replaced by %+v, want go.work's line to win", q.Route.ReplacedBy)
	}
	if q := find(t, s, "pub.test/elsewhere"); q.Route.Source != route.Local {
		t.Errorf("another used module's replace gives %s, want local", q.Route.Source)
	}
	if mod, zip := s.Workspace.Sums.Has("pub.test/elsewhere", "v1.0.0"); !mod || !zip {
		t.Errorf("union of go.sum files has mod %v, zip %v", mod, zip)
	}

	s = open(t, dir, "app/go.mod", map[string]string{"GOWORK": "off"}, trusted)
	if q := find(t, s, "corp.test/lib"); q.Route.Source != route.Proxy {
		t.Errorf("GOWORK=off: lib comes from %s, want proxy", q.Route.Source)
	}
	if q := find(t, s, "pub.test/forked"); q.Route.ReplacedBy == nil || q.Route.ReplacedBy.Path != "pub.test/app" {
		t.Errorf("GOWORK=off: forked is replaced by %+v", q.Route.ReplacedBy)
	}

	// A module that the go.work above it does not use has its own routes.
	s = open(t, dir, "outside/go.mod", nil, trusted)
	if q := find(t, s, "corp.test/lib"); q.Route.Source != route.Proxy {
		t.Errorf("outside: lib comes from %s, want proxy", q.Route.Source)
	}
}

// Commands that alter go.mod see the module by itself, with its own go.sum.
func TestGoGetTakesNothingFromGoWork(t *testing.T) {
	dir := unpack(t, workspace)
	get := func(file, path string) route.Route {
		return open(t, dir, file, nil, trusted).Route(route.Requirement{Path: path, Version: "v1.0.0"}, route.Update)
	}
	if r := get("app/go.mod", "corp.test/lib"); r.Source != route.Proxy {
		t.Errorf("another module of the workspace comes from %s, want proxy", r.Source)
	}
	if r := get("app/go.mod", "pub.test/forked"); r.ReplacedBy == nil || r.ReplacedBy.Path != "pub.test/app" {
		t.Errorf("forked is replaced by %+v, want the go.mod's own line", r.ReplacedBy)
	}
	if r := get("app/go.mod", "pub.test/elsewhere"); r.ReplacedBy != nil || r.Checksum.GoSum != "mod" {
		t.Errorf("elsewhere is replaced by %+v, with go.sum lines %q; want none, and those beside the go.mod", r.ReplacedBy, r.Checksum.GoSum)
	}
	if r := get("lib/go.mod", "corp.test/lib"); r.Source != route.Main {
		t.Errorf("the module itself comes from %s, want main", r.Source)
	}
	if r := get("go.work", "pub.test/forked"); r.Source != route.Proxy || r.ReplacedBy != nil {
		t.Errorf("what go.work replaces comes from %s, replaced by %+v", r.Source, r.ReplacedBy)
	}
}

func TestWorkspaceCountsTogether(t *testing.T) {
	dir := unpack(t, `
-- ws/dev.work --
go 1.26
use (
	./a
	./sub/b
)
-- ws/dev.work.sum --
pub.test/x v1.0.0/go.mod h1:xxx=
-- ws/a/go.mod --
module corp.test/a
go 1.26
require (
	pub.test/x v1.0.0
	pub.test/bad v1.0.0
)
-- ws/sub/b/go.mod --
module corp.test/b
go 1.26
replace pub.test/x => ../x
exclude pub.test/bad v1.0.0
`)
	s := open(t, dir, "ws/a/go.mod", map[string]string{"GOWORK": filepath.Join(dir, "ws", "dev.work")}, trusted)
	if mod, _ := s.Workspace.Sums.Has("pub.test/x", "v1.0.0"); !mod {
		t.Error("dev.work.sum was not read")
	}
	// The other module's directory is told as it is seen from here.
	if q := find(t, s, "pub.test/x"); q.Route.ReplacedBy == nil || q.Route.ReplacedBy.Dir != "../sub/x" {
		t.Errorf("x is replaced by %+v, want ../sub/x", q.Route.ReplacedBy)
	}
	if q := find(t, s, "pub.test/bad"); q.Route.Hops != nil || !strings.HasPrefix(q.Route.Error, "ignoring requirement on excluded version") {
		t.Errorf("a requirement that another module excludes: %+v", q.Route)
	}
}

func TestWorkspacesThatStopTheGoCommand(t *testing.T) {
	for want, archive := range map[string]string{
		"go.work:3: path ": "-- go.work --\ngo 1.26\nuse ./a\nuse ./b/../a\n-- a/go.mod --\nmodule a.test\n",
		"go.work:4: module a.test appears multiple times in workspace": "-- go.work --\ngo 1.26\n\nuse ./b\nuse ./a\n-- a/go.mod --\nmodule a.test\n-- b/go.mod --\nmodule a.test\n",
		// An absolute path is not cleaned, and so is another one.
		"go.work:3: module a.test appears multiple times in workspace":                            "-- go.work --\ngo 1.26\nuse ./a\nuse {dir}/a/\n-- a/go.mod --\nmodule a.test\n",
		"requires go >= 1.26, but go.work lists go 1.24; to update it: go work use":               "-- go.work --\ngo 1.24\nuse ./a\n-- a/go.mod --\nmodule a.test\ngo 1.26\n",
		"requires go >= 1.26, but go.work implicitly requires go 1.18; to update it: go work use": "-- go.work --\nuse ./a\n-- a/go.mod --\nmodule a.test\ngo 1.26\n",
		"there is no go.mod that can be read":                                                     "-- go.work --\ngo 1.26\nuse (\n\t./a\n\t./gone\n)\n-- a/go.mod --\nmodule a.test\ngo 1.26\n",
		"unknown directive: usee":                                                                 "-- go.work --\ngo 1.26\nuse ./a\nusee ./b\n-- a/go.mod --\nmodule a.test\ngo 1.26\n",
	} {
		errs := open(t, unpack(t, archive), "a/go.mod", nil, trusted).Folder.Errors
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("errors %v, want one with %q", errs, want)
		}
	}
	for _, fine := range []string{
		"-- go.work --\ngo 1.26\nuse ./a\n-- a/go.mod --\nmodule a.test\ngo 1.26\n",
		"-- go.work --\ngo 1.18\nuse ./a\n-- a/go.mod --\nmodule a.test\ngo 1.20\n", // before the go line was a minimum
	} {
		if errs := open(t, unpack(t, fine), "a/go.mod", nil, trusted).Folder.Errors; errs != nil {
			t.Errorf("errors %v of\n%s", errs, fine)
		}
	}
}

func TestGoWorkThatDoesNotUseTheModule(t *testing.T) {
	dir := unpack(t, workspace)
	s := open(t, dir, "outside/go.mod", nil, trusted)
	if want := filepath.Join(dir, "go.work"); s.Folder.UnusedWork != want {
		t.Errorf("the go.work that does not use the module is %q, want %q", s.Folder.UnusedWork, want)
	}
	if s := open(t, dir, "app/go.mod", nil, trusted); s.Folder.UnusedWork != "" {
		t.Errorf("%q is used", s.Folder.UnusedWork)
	}
}

// The toolchain that go.mod asks for reads its own go.env: what only the
// installation's go.env says does not hold for it.
func TestToolchainHasItsOwnEnvironment(t *testing.T) {
	const mod = "-- go.mod --\nmodule corp.test/a\ngo 1.27.4\nrequire pub.test/x v1.0.0\n"
	company := goenv.Merge([]goenv.Layer{{Origin: goenv.GOROOT, File: "/go/go.env", Settings: map[string]goenv.Setting{
		"GOPROXY":     {Value: "https://goproxy.corp.test", Origin: goenv.GOROOT},
		"GOSUMDB":     {Value: "off", Origin: goenv.GOROOT},
		"GOTOOLCHAIN": {Value: "auto", Origin: goenv.GOROOT},
	}}}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64", GOROOT: "/go"})
	first := func(archive, goproxy string) route.Hop {
		dir := unpack(t, archive)
		env := company.With(goenv.OS, "GOMODCACHE", filepath.Join(dir, "cache"))
		if goproxy != "" {
			env = env.With(goenv.User, "GOPROXY", goproxy)
		}
		path := filepath.Join(dir, "go.mod")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := snapshot.Open(dir, env, snapshot.Disk(nil, true), trusted).Snapshot(gomod.Parse(path, string(text)))
		return find(t, s, "pub.test/x").Route.Hops[0]
	}
	if got := first(mod, ""); got.URL != "https://proxy.golang.org" {
		t.Errorf("a toolchain not yet fetched asks %s, want what Go publishes", got.URL)
	}
	cached := mod + "-- cache/golang.org/toolchain@v0.0.1-go1.27.4.linux-amd64/go.env --\nGOPROXY=https://cached.test\n"
	if got := first(cached, ""); got.URL != "https://cached.test" {
		t.Errorf("a cached toolchain asks %s, want its own go.env's", got.URL)
	}
	if got := first(mod, "https://user.test"); got.URL != "https://user.test" {
		t.Errorf("with a user's file it asks %s", got.URL)
	}
}

func TestGoWorkItself(t *testing.T) {
	s := open(t, unpack(t, workspace), "go.work", nil, trusted)
	if q := find(t, s, "pub.test/forked"); q.Route.ReplacedBy == nil || q.Route.ReplacedBy.Path != "pub.test/work" || q.Line != 6 {
		t.Errorf("go.work's replace: %+v on line %d", q.Route.ReplacedBy, q.Line)
	}
}

func TestUntrustedReadsNothingOutside(t *testing.T) {
	dir := unpack(t, workspace)
	s := open(t, dir, "app/go.mod", nil, snapshot.Options{Roots: []string{filepath.Join(dir, "app")}})
	if s.Folder.GoWork != nil {
		t.Error("an untrusted workspace's parent go.work was read")
	}
	if q := find(t, s, "corp.test/lib"); q.Route.Source != route.Proxy {
		t.Errorf("lib comes from %s", q.Route.Source)
	}
	if err := os.Symlink(filepath.Join(dir, "lib"), filepath.Join(dir, "app", "link")); err != nil {
		t.Fatal(err)
	}
	files := snapshot.Disk([]string{filepath.Join(dir, "app")}, false)
	if _, err := files.ReadFile(filepath.Join(dir, "app", "link", "go.mod")); err == nil {
		t.Error("a symbolic link led out of an untrusted workspace")
	}
	if _, err := files.ReadFile(filepath.Join(dir, "app", "go.mod")); err != nil {
		t.Errorf("inside: %v", err)
	}
}

func TestDiskRefusesWhatIsNoFile(t *testing.T) {
	files := snapshot.Disk(nil, true)
	for _, path := range []string{t.TempDir(), os.DevNull, "//host/share/go.sum", `\\host\share\go.sum`} {
		if _, err := files.ReadFile(path); err == nil {
			t.Errorf("%s was read", path)
		} else if !strings.Contains(err.Error(), path) {
			t.Errorf("error %q does not name %s", err, path)
		}
	}
}

func TestAt(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module corp.test/app

require pub.test/a v1.0.0

replace pub.test/a => ../a

replace pub.test/unused => pub.test/b v1.0.0
`)
	s := open(t, dir, "go.mod", nil, trusted)
	for line, want := range map[string]string{
		"require pub.test/a":      "pub.test/a",
		"replace pub.test/a":      "pub.test/a",
		"replace pub.test/unused": "pub.test/unused",
	} {
		q := s.At(strings.Index(s.File.Text, line) + 3)
		if q == nil || q.Path != want {
			t.Errorf("at %q: %+v, want %s", line, q, want)
		}
	}
	if q := s.At(0); q != nil {
		t.Errorf("at the module line: %+v", q)
	}
	if q := find(t, s, "pub.test/unused"); q.Route.ReplacedBy == nil || q.Route.ReplacedBy.Path != "pub.test/b" {
		t.Errorf("unused: %+v", q.Route)
	}
}

func TestVendorIsRead(t *testing.T) {
	dir := unpack(t, `
-- go.mod --
module corp.test/app
go 1.26
require pub.test/a v1.0.0
-- vendor/modules.txt --
# pub.test/a v1.0.0
`)
	s := open(t, dir, "go.mod", nil, trusted)
	r := s.Route(route.Requirement{Path: "pub.test/a", Version: "v1.0.0"}, route.Build)
	if r.Source != route.Vendor {
		t.Errorf("go build takes it from %s, want vendor", r.Source)
	}
	if got := find(t, s, "pub.test/a").Route.Source; got != route.Proxy {
		t.Errorf("go mod download takes it from %s, want the proxy", got)
	}
}
