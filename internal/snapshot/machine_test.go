package snapshot_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// has reports whether the completed snapshot has a finding of a code.
func has(s *snapshot.Snapshot, code string) bool {
	for _, d := range s.Complete(context.Background()).Diagnostics {
		if d.Code == code {
			return true
		}
	}
	return false
}

// openIn opens the go.mod of m under an environment of the process.
func openIn(t *testing.T, dir string, vars map[string]string, opts snapshot.Options) *snapshot.Snapshot {
	t.Helper()
	layer := goenv.Layer{Origin: goenv.OS, Settings: make(map[string]goenv.Setting)}
	for name, value := range vars {
		layer.Settings[name] = goenv.Setting{Value: value}
	}
	env := goenv.Merge([]goenv.Layer{layer}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
	path := filepath.Join(dir, "m", "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.Open(filepath.Dir(path), env, snapshot.Disk(opts.Roots, opts.Trusted), opts).Snapshot(gomod.Parse(path, string(text)))
}

// onDisk is a module and a module cache that holds what it requires.
const onDisk = `
-- m/go.mod --
module m.test/m
go 1.26
require x.test/a v1.0.0
-- m/go.sum --
x.test/a v1.0.0 h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=
x.test/a v1.0.0/go.mod h1:aLb5JiKI2dvM/KghzIPmuv0gXjmMKOvTsJtwiyhTxXQ=
-- cache/cache/download/x.test/a/@v/v1.0.0.zip --
-- cache/cache/download/x.test/a/@v/v1.0.0.ziphash --
h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=
-- cache/cache/download/x.test/a/@v/v1.0.0.mod --
module x.test/a

go 1.20
`

// A change of the module cache is seen, by the same folder, and also by one
// under another environment, which shares what it remembers.
func TestMachineSeesTheModuleCache(t *testing.T) {
	for _, opts := range []snapshot.Options{trusted, {}} {
		dir := unpack(t, onDisk)
		if !opts.Trusted {
			opts.Roots = []string{filepath.Join(dir, "m")}
		}
		s := open(t, dir, "m/go.mod", map[string]string{"GOMODCACHE": filepath.Join(dir, "cache")}, opts)
		other := s.Folder.WithEnv(s.Folder.Env).Snapshot(s.File)
		if has(s, "go-sum-mismatch") {
			t.Error("what agrees is reported")
		}
		file := filepath.Join(dir, filepath.FromSlash("cache/cache/download/x.test/a/@v/v1.0.0.mod"))
		if err := os.WriteFile(file, []byte("module x.test/a\n\ngo 1.20\n// changed\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if !has(s, "go-sum-mismatch") || !has(other, "go-sum-mismatch") {
			t.Error("a changed cache is not seen")
		}
	}
}

// A module cache on another host is never looked at, nor is one whose place
// depends on where the go command is started.
func TestMachineOpensNoForeignCache(t *testing.T) {
	dir := unpack(t, onDisk)
	for _, cache := range []string{"//host/share", "/dev/shm", "cache"} {
		s := open(t, dir, "m/go.mod", map[string]string{"GOMODCACHE": cache}, trusted)
		if got := s.Folder.Cached("x.test/a", "v1.0.0"); got.Mod || has(s, "go-sum-mismatch") {
			t.Errorf("GOMODCACHE=%s was read: %+v", cache, got)
		}
	}
}

func TestMachineFindsPrograms(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs have extensions there")
	}
	dir := unpack(t, "-- m/go.mod --\nmodule m.test/m\nrequire github.com/acme/a v1.0.0\n-- bin/git --\n-- plain/git --\n-- dir/git/x --\n")
	if err := os.Chmod(filepath.Join(dir, "bin", "git"), 0o777); err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) string {
		list := ""
		for _, name := range names {
			if name == "bin" || name == "plain" || name == "dir" || name == "none" {
				name = filepath.Join(dir, name)
			}
			list += string(filepath.ListSeparator) + name
		}
		return list[1:]
	}
	for _, test := range []struct {
		path    string
		opts    snapshot.Options
		missing bool
	}{
		{in("none", "bin"), trusted, false},
		{in("none"), trusted, true},
		{in("plain", "dir"), trusted, true}, // no program, no file
		{in("bin"), snapshot.Options{Roots: []string{filepath.Join(dir, "m")}}, false},
		{in("none"), snapshot.Options{Roots: []string{filepath.Join(dir, "m")}}, false}, // not looked at
		{in("none", "//host/bin"), trusted, false},                                      // may be there
		{"", trusted, false},
		{"bin", trusted, true}, // a relative directory is refused
	} {
		s := openIn(t, dir, map[string]string{"GOPROXY": "direct", "PATH": test.path}, test.opts)
		if got := has(s, "vcs-missing"); got != test.missing {
			t.Errorf("PATH=%s, trusted %t: missing is %t, want %t", test.path, test.opts.Trusted, got, test.missing)
		}
	}
}

func TestMachineReadsVendor(t *testing.T) {
	dir := unpack(t, `
-- m/go.mod --
module m.test/m
go 1.26
require x.test/a v1.0.0
-- m/vendor/modules.txt --
# x.test/a v1.0.0
## explicit
x.test/a
`)
	s := open(t, dir, "m/go.mod", nil, trusted)
	if has(s, "stale-vendor") {
		t.Error("a vendor directory that agrees is reported")
	}
	if err := os.WriteFile(filepath.Join(dir, "m", "vendor", "modules.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if !has(open(t, dir, "m/go.mod", nil, trusted), "stale-vendor") {
		t.Error("an empty modules.txt is not reported")
	}
	changed := s.Folder.WithEnv(s.Folder.Env).Snapshot(s.File)
	if has(changed, "stale-vendor") {
		t.Error("under another environment the vendor directory is not known")
	}
}

// Nothing is known of git in a workspace that is not trusted.
func TestMachineReadsGit(t *testing.T) {
	dir := unpack(t, "-- m/go.mod --\nmodule m.test/m\nrequire github.com/acme/a v1.0.0\n-- home/x --\n")
	for _, test := range []struct {
		opts snapshot.Options
		want bool
	}{{trusted, runtime.GOOS == "linux"}, {snapshot.Options{Roots: []string{filepath.Join(dir, "m")}}, false}} {
		test.opts.Private = []string{"github.com/acme"}
		git := filepath.Join(dir, "bin", "git")
		if err := os.MkdirAll(filepath.Dir(git), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(git, nil, 0o777); err != nil {
			t.Fatal(err)
		}
		s := openIn(t, dir, map[string]string{
			"GOPROXY": "direct", "GOSUMDB": "off", "HOME": filepath.Join(dir, "home"), "PATH": filepath.Dir(git), "GIT_CONFIG_NOSYSTEM": "1",
		}, test.opts)
		if got := has(s, "credentials-missing"); got != test.want {
			t.Errorf("trusted %t: found is %t, want %t", test.opts.Trusted, got, test.want)
		}
	}
}
