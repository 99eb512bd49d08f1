package cli

import (
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/snapshot"
)

// withGo gives the machine a go command that works, for `go env -w`.
func (m *machine) withGo(t *testing.T) {
	t.Helper()
	program, err := exec.LookPath("go")
	if err != nil {
		t.Fatalf("the tests need a go command: %v", err)
	}
	link := filepath.Join(m.root, "go", "bin", "go")
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
}

// read returns the text of a file below the machine's root; "" if there is none.
func (m *machine) read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(m.root, filepath.FromSlash(name)))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(data)
}

// fix runs modroute fix and compares what it prints.
func (m *machine) fix(t *testing.T, wantExit int, want string, args ...string) {
	t.Helper()
	exit, stdout, stderr := m.run(append([]string{"fix"}, args...)...)
	if want = strings.TrimLeft(want, "\n"); exit != wantExit || stdout != want {
		t.Errorf("modroute fix %s: exit %d, want %d\n%s\nwant\n%s", strings.Join(args, " "), exit, wantExit, stdout, want)
	}
	if stderr != "" {
		t.Errorf("modroute fix %s: %s", strings.Join(args, " "), stderr)
	}
}

const twoFaults = `module example.com/app

require (
	git.corp.internal/team/lib v1.0.0
	github.com/acme/tool v1.0.0
)

replace github.com/acme/tool => ../gone
`

func TestFixMendsFilesAndEnvironment(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/app/go.mod", twoFaults)
	m.write(t, "src/tool/go.mod", "module github.com/acme/tool\n")
	if err := os.Chmod(filepath.Join(m.dir, "app", "go.mod"), 0o640); err != nil {
		t.Fatal(err)
	}

	const mended = "replace github.com/acme/tool => ../tool\n"
	m.fix(t, 0, `
--- a/app/go.mod
+++ b/app/go.mod
@@ -5,4 +5,4 @@
 	github.com/acme/tool v1.0.0
 )
 
-replace github.com/acme/tool => ../gone
+replace github.com/acme/tool => ../tool
go env -w GOPRIVATE='git.corp.internal'
`, "-diff", "app")
	if m.read(t, "home/env") != "" || m.read(t, "src/app/go.mod") != twoFaults {
		t.Fatal("-diff has changed something")
	}

	m.fix(t, 0, `
go env -w GOPRIVATE='git.corp.internal' [private-module-public-proxy]
app/go.mod:8: Replace with ../tool [replace-directory]
`, "app")
	if got := m.read(t, "home/env"); got != "GOPRIVATE=git.corp.internal\n" {
		t.Errorf("the user's Go environment is %q", got)
	}
	if got := m.read(t, "src/app/go.mod"); !strings.HasSuffix(got, mended) {
		t.Errorf("the go.mod is %q", got)
	}
	if info, err := os.Stat(filepath.Join(m.dir, "app", "go.mod")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the go.mod's mode is %v, %v", info.Mode(), err)
	}
	m.fix(t, 0, "", "app")
}

// A variable that several fixes change is shown once, as it would be.
func TestFixDiffShowsTheLastValue(t *testing.T) {
	m := newMachine(t)
	m.write(t, "src/go.mod", `module example.com/app

require (
	git.corp.internal/team/lib v1.0.0
	ledger.internal/client v1.0.0
)
`)
	m.fix(t, 0, "go env -w GOPRIVATE='git.corp.internal,ledger.internal'\n", "-diff")
}

func TestFixOnlyNamedCodes(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/app/go.mod", twoFaults)
	m.write(t, "src/tool/go.mod", "module github.com/acme/tool\n")
	m.fix(t, 0, "app/go.mod:8: Replace with ../tool [replace-directory]\n", "-code", "replace-directory", "app")
	if got := m.read(t, "home/env"); got != "" {
		t.Errorf("the user's Go environment is %q", got)
	}
	if exit, _, stderr := m.run("fix", "-code", "no-such-code"); exit != 2 || !strings.Contains(stderr, "no-such-code") {
		t.Errorf("exit %d: %s", exit, stderr)
	}
}

// What the process sets is for a person to change, and is said as a line for
// the shell.
func TestFixLeavesTheShellAlone(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.setenv("GOPRIVATE=corp.example.com")
	m.write(t, "src/go.mod", "module example.com/app\n\nrequire git.corp.internal/team/lib v1.0.0\n")
	exit, stdout, _ := m.run("fix")
	if exit != 1 || !strings.HasPrefix(stdout, "go.mod:3:9: warning: ") ||
		!strings.Contains(stdout, "\n    run: export GOPRIVATE='corp.example.com,git.corp.internal'\n") {
		t.Errorf("exit %d:\n%s", exit, stdout)
	}
	if got := m.read(t, "home/env"); got != "" {
		t.Errorf("the user's Go environment is %q", got)
	}
}

// The command for a choice is one that can be copied as it stands, or it is
// not printed.
func TestCommandsOfAChoice(t *testing.T) {
	for _, tt := range []struct {
		changes []fix.EnvChange
		want    string
	}{
		{nil, ""},
		{[]fix.EnvChange{{Name: "GOPROXY", Old: "off", OldSet: true}}, "go env -u GOPROXY"},
		{[]fix.EnvChange{{Name: "GOPRIVATE", New: "a.example", NewSet: true}, {Name: "GONOPROXY", New: "none", NewSet: true}},
			"go env -w GOPRIVATE='a.example'; go env -w GONOPROXY='none'"},
		{[]fix.EnvChange{{Name: "GOPROXY", New: "https://alice:hunter2@proxy.example", NewSet: true}}, ""},
	} {
		if got := strings.Join(byHand(&fix.Plan{Env: tt.changes}), " or "); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// A file that cannot be read, or has lines that the go command refuses, does
// not keep the others from being mended.
func TestFixGoesOn(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/app/go.mod", twoFaults+"nonsense\n")
	m.write(t, "src/tool/go.mod", "module github.com/acme/tool\n")
	exit, stdout, stderr := m.run("fix", "-code", "replace-directory", "none/go.mod", "app")
	if exit != 2 || !strings.Contains(stdout, "Replace with ../tool") || !strings.Contains(stderr, "no such file") || !strings.Contains(stderr, "nonsense") {
		t.Errorf("exit %d:\n%s%s", exit, stdout, stderr)
	}
}

// What was carried out is not carried out again, so that fixes which bring up
// each other's findings come to an end.
func TestFixEnds(t *testing.T) {
	m := newMachine(t)
	f, s := m.fixer(t, true)
	plan := fix.Plan{Target: fix.UserEnv, Codes: []string{"replace-directory"}, Env: []fix.EnvChange{{Name: "GOPRIVATE", New: "x", NewSet: true}}}
	d := &analysis.Diagnostic{Code: "replace-directory"}
	if !f.apply(s.File, d, []fix.Plan{plan}) || f.apply(s.File, d, []fix.Plan{plan}) {
		t.Error("the same plan was carried out twice, or never")
	}
	disabled, other := plan, plan
	disabled.Env, disabled.Disabled = nil, "no"
	other.Env, other.Codes = nil, []string{"another"}
	if f.apply(s.File, d, []fix.Plan{disabled, other}) {
		t.Error("a plan was carried out that cannot be, or that is for another finding")
	}
}

// The module cache is left alone, unless the code is named.
func TestFixAsksForTheModuleCache(t *testing.T) {
	m := newMachine(t)
	m.write(t, "mod/cache/download/example.com/lib/@v/v1.0.0.zip", "")
	m.setenv("GOMODCACHE=" + filepath.Join(m.root, "mod"))
	f, s := m.fixer(t, false)
	d := &analysis.Diagnostic{Code: "go-sum-mismatch"}
	plans := []fix.Plan{{Title: "Remove it", Target: fix.Cache, Codes: []string{d.Code}, Cached: module.Version{Path: "example.com/lib", Version: "v1.0.0"}}}
	const zip = "cache/download/example.com/lib/@v/v1.0.0.zip"
	if f.apply(s.File, d, plans) {
		t.Error("the module cache was changed unasked")
	}
	if got := left(d, plans); len(got) != 1 || got[0] != "run: modroute fix -code go-sum-mismatch" {
		t.Errorf("left is %q", got)
	}
	f.codes[d.Code] = true
	if !f.apply(s.File, d, plans) {
		t.Error("the module cache was not changed for a code that is named")
	}
	if _, err := os.Stat(filepath.Join(m.root, "mod", filepath.FromSlash(zip))); err == nil {
		t.Error("the zip is still there")
	}
	want := "go.mod:1: Remove it [go-sum-mismatch]\n    removed $ROOT/mod/" + zip + "\n"
	if got := m.anonymous(f.project.call.stdout.(*bytes.Buffer).String()); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// fixer returns what carries out fixes in the repository, and the snapshot of
// its go.mod.
func (m *machine) fixer(t *testing.T, dry bool) (*fixer, *snapshot.Snapshot) {
	t.Helper()
	m.write(t, "src/go.mod", "module example.com/app\n")
	p, err := (&call{stdout: new(bytes.Buffer), stderr: os.Stderr, environ: m.environ}).open(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(m.dir, "go.mod")
	f := &fixer{project: p, codes: make(codeSet), done: make(map[string]bool), store: newStore(p, []string{path}, dry)}
	return f, f.store.snapshot(path)
}

// A unified diff is one that git apply takes.
func TestUnifiedDiff(t *testing.T) {
	long := strings.Repeat("a\nb\nc\nd\ne\nf\ng\nh\n", 3)
	for _, tt := range []struct{ old, new string }{
		{"a\n", "b\n"},
		{"a\nb\nc\n", "a\nc\n"},
		{"a\nb\nc", "a\nb\nc\nd"},
		{"a\n", "a"},
		{long, "x\n" + long},
		{long, long + "x\n"},
		{long, strings.Replace(strings.Replace(long, "c\n", "C\n", 1), "g\nh\n", "g\n", 3)},
		{long, ""},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "go.mod")
		if err := os.WriteFile(file, []byte(tt.old), 0o666); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "apply", "--whitespace=nowarn")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		cmd.Stdin = strings.NewReader(unifiedDiff("go.mod", tt.old, tt.new))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("git apply: %v\n%s\n%s", err, out, unifiedDiff("go.mod", tt.old, tt.new))
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != tt.new {
			t.Errorf("the diff makes %q, want %q: %v", got, tt.new, err)
		}
	}
	if got := unifiedDiff("go.mod", "a\n", "a\n"); got != "" {
		t.Errorf("the difference of equal texts is %q", got)
	}
}

// A fix that could not be made is not replaced by a second-best one: that would
// write a narrower pattern, only because the first one met another program.
func TestFixTriesNothingSecondBest(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/app/go.mod", "module example.com/app\n\nrequire git.corp.internal/team/lib v1.0.0\n")
	if err := os.Mkdir(m.userEnv, 0o777); err != nil {
		t.Fatal(err)
	}
	exit, stdout, stderr := m.run("fix", "app")
	if !strings.Contains(stdout, "could not be done, or did not last: Add git.corp.internal to GOPRIVATE") {
		t.Errorf("what remains is\n%s", stdout)
	}
	if exit != 2 || strings.Count(stderr, "Add ") != 1 || !strings.Contains(stderr, "let GOENV name one") {
		t.Errorf("exit %d\n%s", exit, stderr)
	}
}

// Two at once do not write over each other's patterns.
func TestFixesAtOnce(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	var all sync.WaitGroup
	for i := range 4 {
		dir := "app" + strconv.Itoa(i)
		m.write(t, "src/"+dir+"/go.mod", "module example.com/app\n\nrequire git"+strconv.Itoa(i)+".corp.internal/lib v1.0.0\n")
		all.Go(func() {
			for range 10 { // what has changed meanwhile is left alone, and asked for again
				if exit, _, _ := m.run("fix", dir); exit == 0 {
					return
				}
			}
			t.Errorf("no fix of %s in ten runs", dir)
		})
	}
	all.Wait()
	for i := range 4 {
		if pattern := "git" + strconv.Itoa(i) + ".corp.internal"; !strings.Contains(m.read(t, "home/env"), pattern) {
			t.Errorf("%s is lost: %s", pattern, m.read(t, "home/env"))
		}
	}
}

// What a repository declares for modules of others nobody takes over unseen.
func TestFixDoesNotApplyAForgeOfStrangers(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/go.env", "GOPRIVATE=*/[a-z]*\n")
	m.write(t, "src/.git/HEAD", "ref: refs/heads/main\n")
	m.write(t, "src/go.mod", "module example.com/app\n\nrequire github.com/acme/lib v1.0.0\n")
	if _, stdout, stderr := m.run("fix"); m.read(t, "home/env") != "GOPRIVATE=github.com/acme/lib\n" {
		t.Errorf("the user's Go environment is %q\n%s%s", m.read(t, "home/env"), stdout, stderr)
	}
}

// After an interrupt nothing new is begun.
func TestFixInterrupted(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "src/go.mod", twoFaults)
	m.write(t, "tool/go.mod", "module github.com/acme/tool\n")
	before := m.tree(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &call{stdout: io.Discard, stderr: io.Discard, environ: m.environ, command: fixCommand}
	if exit, err := c.fixUntil(ctx, []string{"-C", m.dir}); exit != 2 || err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("exit %d, %v", exit, err)
	}
	if !maps.Equal(before, m.tree(t)) {
		t.Error("something was changed")
	}
}

// What a variable was is printed, so that it can be set again.
func TestFixSaysWhatWas(t *testing.T) {
	m := newMachine(t)
	m.withGo(t)
	m.write(t, "home/env", "GOPROXY=https://goproxy.example.com,direct,https://proxy.golang.org\n")
	m.write(t, "src/go.mod", "module example.com/app\n\nrequire github.com/acme/lib v1.0.0\n")
	m.fix(t, 0, `
go env -w GOPROXY='https://goproxy.example.com,direct' [unreachable-proxy-entry]
    it was GOPROXY=https://goproxy.example.com,direct,https://proxy.golang.org
`)
}
