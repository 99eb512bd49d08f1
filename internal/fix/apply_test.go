package fix

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
)

// A userEnv is a user's file on disk, with the Go installation that runs the
// tests.
type userEnv struct {
	file string
	env  *goenv.Environment
}

// newUserEnv writes the user's file, unless text is "".
func newUserEnv(t *testing.T, text string) userEnv {
	t.Helper()
	file := filepath.Join(t.TempDir(), "conf", "env")
	if text != "" {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return userEnv{file, userEnvironment(t, file, text)}
}

func userEnvironment(t *testing.T, file, text string) *goenv.Environment {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("the tests need a go command: %v", err)
	}
	layer, _ := goenv.ParseFile(file, text, goenv.User)
	return goenv.Merge([]goenv.Layer{layer}, goenv.Facts{GOROOT: strings.TrimSpace(string(out)), UserFile: file})
}

func (u userEnv) apply(t *testing.T, changes []EnvChange) (undo []EnvChange, err error) {
	t.Helper()
	return Apply(t.Context(), u.env, snapshot.Options{Trusted: true}, changes)
}

// text returns the user's file, "" if there is none.
func (u userEnv) text(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(u.file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(data)
}

var libChange = []want{{"git.corp.example.com/team/lib", "git.corp.example.com/team"}}

func TestApplyAndUndo(t *testing.T) {
	for _, tt := range []struct{ name, before, after, undone string }{
		{"no file", "", "GOPRIVATE=git.corp.example.com/team\n", ""},
		{"other lines", "# mine\nGOFLAGS=-mod=mod\n", "# mine\nGOFLAGS=-mod=mod\nGOPRIVATE=git.corp.example.com/team\n", "# mine\nGOFLAGS=-mod=mod\n"},
		{"an existing value", "GOPRIVATE=b.example, a.example\n", "GOPRIVATE=b.example, a.example,git.corp.example.com/team\n", "GOPRIVATE=b.example, a.example\n"},
		{"an empty value", "GOPRIVATE=\n", "GOPRIVATE=git.corp.example.com/team\n", "GOPRIVATE=\n"},
		{"explicit variables", "GONOPROXY=x\nGONOSUMDB=y\n",
			"GONOPROXY=x,git.corp.example.com/team\nGONOSUMDB=y,git.corp.example.com/team\nGOPRIVATE=git.corp.example.com/team\n",
			"GONOPROXY=x\nGONOSUMDB=y\n"},
		{"Windows line ends", "GOFLAGS=\r\nGOPRIVATE=a.example\r\n", "GOFLAGS=\r\nGOPRIVATE=a.example,git.corp.example.com/team\n", "GOFLAGS=\r\nGOPRIVATE=a.example\n"},
		{"a value with a percent sign and quotes", "GOPRIVATE=\"%s 'x'\n", "GOPRIVATE=\"%s 'x',git.corp.example.com/team\n", "GOPRIVATE=\"%s 'x'\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := newUserEnv(t, tt.before)
			undo, err := u.apply(t, privateChanges(u.env, libChange))
			if err != nil {
				t.Fatal(err)
			}
			if got := u.text(t); got != tt.after {
				t.Fatalf("after Apply the file is %q, want %q", got, tt.after)
			}
			redo, err := u.apply(t, undo)
			if err != nil {
				t.Fatal(err)
			}
			if got := u.text(t); got != tt.undone {
				t.Errorf("after the undo the file is %q, want %q", got, tt.undone)
			}
			if _, err := u.apply(t, redo); err != nil {
				t.Fatal(err)
			}
			if got := u.text(t); got != tt.after {
				t.Errorf("after the undo's undo the file is %q, want %q", got, tt.after)
			}
		})
	}
}

// The change is the one that the go command sees.
func TestTheGoCommandSeesTheChange(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=a.example\n")
	if _, err := u.apply(t, privateChanges(u.env, libChange)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(u.env.GOROOT, "bin", "go"), "env", "GONOSUMDB")
	cmd.Env = append(os.Environ(), "GOENV="+u.file, "GOPRIVATE=", "GONOSUMDB=", "GOTOOLCHAIN=local")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimSpace(string(out)), "a.example,git.corp.example.com/team"; got != want {
		t.Errorf("go env GONOSUMDB = %s, want %s", got, want)
	}
}

func TestAFileThatHasChangedMeanwhileIsLeftAlone(t *testing.T) {
	for _, tt := range []struct{ name, before, meanwhile string }{
		{"another value", "GOPRIVATE=a\n", "GOPRIVATE=a,b\n"},
		{"the line was removed", "GOPRIVATE=a\n", "GOFLAGS=\n"},
		{"a line was added", "GOFLAGS=\n", "GOPRIVATE=b\n"},
		{"an empty line was added", "GOFLAGS=\n", "GOPRIVATE=\n"},
		{"another variable of the same change", "GOPRIVATE=a\nGONOSUMDB=c\n", "GOPRIVATE=a\nGONOSUMDB=d\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := newUserEnv(t, tt.before)
			changes := privateChanges(u.env, libChange)
			if err := os.WriteFile(u.file, []byte(tt.meanwhile), 0o666); err != nil {
				t.Fatal(err)
			}
			_, err := u.apply(t, changes)
			if err == nil || !strings.Contains(err.Error(), "changed meanwhile") || !strings.Contains(err.Error(), u.file) {
				t.Errorf("Apply = %v, want an error that the file has changed meanwhile", err)
			}
			if got := u.text(t); got != tt.meanwhile {
				t.Errorf("the file is %q, want %q", got, tt.meanwhile)
			}
		})
	}
}

func TestOnlyOneOfTwoEqualChangesIsMade(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=a\n")
	changes := privateChanges(u.env, libChange)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { _, errs[i] = u.apply(t, changes) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("errors %v and %v, want exactly one", errs[0], errs[1])
	}
	if got, want := u.text(t), "GOPRIVATE=a,git.corp.example.com/team\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
}

func TestAnUndoAfterAnotherChangeIsRefused(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=a\n")
	undo, err := u.apply(t, privateChanges(u.env, libChange))
	if err != nil {
		t.Fatal(err)
	}
	const mine = "GOPRIVATE=my own edit\n"
	if err := os.WriteFile(u.file, []byte(mine), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := u.apply(t, undo); err == nil {
		t.Error("the undo overwrote a later edit")
	}
	if got := u.text(t); got != mine {
		t.Errorf("the file is %q, want %q", got, mine)
	}
}

// What is written before a failure is taken back: here a go command that sets
// variables, but does not remove them.
func TestAFailureHalfWayIsTakenBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // the script below stands for a go command
	}
	const before = "GONOPROXY=b\nGOPRIVATE=a\n"
	u := newUserEnv(t, before)
	program := filepath.Join(u.env.GOROOT, "bin", "go")
	goroot := t.TempDir()
	if err := os.Mkdir(filepath.Join(goroot, "bin"), 0o777); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nif [ \"$2\" = -u ]; then echo 'go: no' >&2; exit 1; fi\nexec '" + program + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(goroot, "bin", "go"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	changes := []EnvChange{
		{Name: "GOPRIVATE", Old: "a", OldSet: true, New: "a,c", NewSet: true},
		{Name: "GONOPROXY", Old: "b", OldSet: true},
	}
	env := goenv.Merge(nil, goenv.Facts{GOROOT: goroot, UserFile: u.file})
	if _, err := Apply(t.Context(), env, snapshot.Options{Trusted: true}, changes); err == nil || !strings.Contains(err.Error(), "cannot remove GONOPROXY") {
		t.Errorf("Apply = %v, want the go command's error", err)
	}
	if got := u.text(t); got != before {
		t.Errorf("the file is %q, want %q", got, before)
	}
}

// What a new value may be, given the old one.
func TestValidate(t *testing.T) {
	const table = "https://proxy.golang.org,direct"
	for _, tt := range []struct {
		name, old, value string
		ok               bool
	}{
		{"GOPROXY", "", table, true},
		{"GOPROXY", "", "off", true},
		{"GOPROXY", "", "https://goproxy.cn|direct", true},
		{"GOPROXY", "", "https://evil.example", false},
		{"GOPROXY", "", table + ",https://evil.example", false},
		{"GOPROXY", "", "https://proxy.golang.org:8443,direct", false},
		{"GOPROXY", "", "http://proxy.golang.org,direct", false},
		{"GOPROXY", "", "https://evil.example@proxy.golang.org,direct", false},
		{"GOPROXY", "", "https://proxy.golang.org.evil.example", false},
		{"GOPROXY", "", "https://proxy.golang.org/elsewhere", false},
		{"GOPROXY", "", "file:///tmp/evil", false},
		{"GOPROXY", "https://goproxy.corp.example.com/go,direct", "https://goproxy.corp.example.com/go", true},
		{"GOPROXY", "https://goproxy.corp.example.com/go,direct", "https://goproxy.corp.example.com/", false},
		{"GOPROXY", "http://goproxy.corp.example.com", "https://goproxy.corp.example.com", true},
		{"GOPROXY", "https://goproxy.corp.example.com", "http://goproxy.corp.example.com", false},
		{"GOPROXY", "https://goproxy.corp.example.com", "goproxy.corp.example.com,direct", true},
		{"GOPROXY", "https://xxxxx@goproxy.corp.example.com", "https://goproxy.corp.example.com", true},
		{"GOPROXY", "https://goproxy.corp.example.com", "https://evil@goproxy.corp.example.com", false},
		{"GOPROXY", "https://goproxy.corp.example.com", "https://goproxy.corp.example.com@evil.example", false},
		{"GOPROXY", "https://goproxy.corp.example.com;https://goproxy.cn;direct", "https://goproxy.corp.example.com,https://goproxy.cn,direct", true},
		{"GOPROXY", "https:/goproxy.corp.example.com,Direct", "https://goproxy.corp.example.com,direct", true},
		{"GOPROXY", "file:///srv/goproxy", "file:///srv/goproxy,direct", true},
		{"GOPROXY", "/srv/goproxy", "file:///srv/goproxy,direct", false},
		{"GOPROXY", "file:///srv.example.com", "https:///srv.example.com", false},
		{"GOSUMDB", "off", "sum.golang.org", true},
		{"GOSUMDB", "on", "sum.golang.google.cn", true},
		{"GOSUMDB", "", "off", false},
		{"GOSUMDB", "", "sum.evil.example+1234+key", false},
		{"GOTOOLCHAIN", "go1.99.0", "auto", true},
		{"GOTOOLCHAIN", "auto", "local", true},
		{"GOTOOLCHAIN", "auto", "go1.0-evil", false},
		{"GOTOOLCHAIN", "auto", "path", false},
		{"GOINSECURE", "a.example, b.example", "a.example,b.example", true},
		{"GOINSECURE", "a.example,b.example", "b.example", true},
		{"GOINSECURE", "a.example", "a.example,*", false},
		{"GOVCS", "public:git", "*:all", false},
		{"GO111MODULE", "off", "on", false},
		{"GONOSUMDB", "", "*", true},
		{"GOPRIVATE", "", "a.example\x1b[2K", false},
		{"GOPRIVATE", "", "a.example\nGOFLAGS=-toolexec=evil", false},
		{"GOPRIVATE", "", "a.example\u202e", false},
		{"GOPRIVATE", "", "a.example\xff", false},
		{"GOPROXY", "", "https://proxy.golang.org\r,direct", false},
	} {
		err := Validate([]EnvChange{{Name: tt.name, Old: tt.old, OldSet: tt.old != "", New: tt.value, NewSet: true}})
		if (err == nil) != tt.ok {
			t.Errorf("%s=%q after %q: %v, want it allowed: %v", tt.name, tt.value, tt.old, err, tt.ok)
		}
	}
	for _, name := range []string{"GOPROXY", "GOSUMDB", "GOTOOLCHAIN", "GOINSECURE", "GOVCS", "GO111MODULE", "GOFLAGS", "GOPRIVATE"} {
		if err := Validate([]EnvChange{{Name: name, Old: "x", OldSet: true}}); err != nil {
			t.Errorf("removing %s: %v", name, err)
		}
	}
	if err := Validate([]EnvChange{{Name: "GOWORK", Old: "off", OldSet: true}}); err == nil {
		t.Error("GOWORK is removed, which go env -u refuses")
	}
}

// What is undone comes back as it was, also what a client could not ask for,
// and with its secret, which no plan has.
func TestUndoBringsBackWhatWasThere(t *testing.T) {
	const before = "GOPROXY=https://me:secret@goproxy.corp.example.com,direct\n"
	u := newUserEnv(t, before)
	undo, err := u.apply(t, []EnvChange{{
		Name: "GOPROXY", Old: "https://xxxxx@goproxy.corp.example.com,direct", OldSet: true,
		New: "https://goproxy.corp.example.com,direct", NewSet: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := u.text(t); got != "GOPROXY=https://goproxy.corp.example.com,direct\n" {
		t.Errorf("the file is %q", got)
	}
	if _, err := u.apply(t, undo); err != nil {
		t.Fatal(err)
	}
	if got := u.text(t); got != before {
		t.Errorf("after the undo the file is %q", got)
	}
}

// A toolchain that is removed from the file is not fetched for that.
func TestAToolchainIsUnset(t *testing.T) {
	u := newUserEnv(t, "GOTOOLCHAIN=go1.99.99\n")
	t.Setenv("GOPROXY", "off")
	if _, err := u.apply(t, []EnvChange{{Name: "GOTOOLCHAIN", Old: "go1.99.99", OldSet: true}}); err != nil {
		t.Fatal(err)
	}
	if got := u.text(t); got != "" {
		t.Errorf("the file is %q", got)
	}
}

// What no plan holds is not written, whoever asks for it.
func TestOnlyWhatPlansHoldIsWritten(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes []EnvChange
		want    string
	}{
		{"a variable that names a program", []EnvChange{{Name: "GOAUTH", New: "/tmp/x", NewSet: true}}, `"GOAUTH" is not among`},
		{"flags that name a program", []EnvChange{{Name: "GOFLAGS", Old: "-mod=mod", OldSet: true, New: "-toolexec=/tmp/x", NewSet: true}}, "does not set GOFLAGS"},
		{"one of several", []EnvChange{{Name: "GOPRIVATE", New: "a", NewSet: true}, {Name: "CC", New: "/tmp/x", NewSet: true}}, `"CC" is not among`},
		{"the proxy", []EnvChange{{Name: "GOPROXY", New: "https://proxy.example", NewSet: true}}, "does not set GOPROXY"},
		{"a removal", []EnvChange{{Name: "CC", Old: "gcc", OldSet: true}}, `"CC" is not among`},
		{"another spelling", []EnvChange{{Name: "goprivate", New: "a", NewSet: true}}, `"goprivate" is not among`},
		{"no name", []EnvChange{{}}, `"" is not among`},
		{"no changes", nil, "no changes"},
		{"a change of nothing", []EnvChange{{Name: "GOPRIVATE"}}, "changes nothing"},
		{"the same variable twice", []EnvChange{{Name: "GOPRIVATE", New: "a", NewSet: true}, {Name: "GOPRIVATE", New: "b", NewSet: true}}, "twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := newUserEnv(t, "GOFLAGS=-mod=mod\n")
			if _, err := u.apply(t, tt.changes); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Apply = %v, want an error with %q", err, tt.want)
			}
			if got := u.text(t); got != "GOFLAGS=-mod=mod\n" {
				t.Errorf("the file is %q", got)
			}
		})
	}
}

func TestApplyRefuses(t *testing.T) {
	trusted := snapshot.Options{Trusted: true}
	u := newUserEnv(t, "GOFLAGS=\n")
	facts := u.env.Facts
	with := func(edit func(*goenv.Facts)) *goenv.Environment {
		f := facts
		edit(&f)
		return goenv.Merge(nil, f)
	}
	dir := t.TempDir()
	for _, tt := range []struct {
		name string
		env  *goenv.Environment
		opts snapshot.Options
		want string
	}{
		{"an untrusted workspace", u.env, snapshot.Options{}, "trust it first"},
		{"GOENV=off", with(func(f *goenv.Facts) { f.UserFile, f.UserFileOff = "", true }), trusted, "unset GOENV"},
		{"no user's file", with(func(f *goenv.Facts) { f.UserFile = "" }), trusted, "set GOENV or HOME"},
		{"a relative GOENV", with(func(f *goenv.Facts) { f.UserFile = "env" }), trusted, "make it absolute"},
		{"no Go installation", with(func(f *goenv.Facts) { f.GOROOT = "" }), trusted, "install Go"},
		{"a Go inside the workspace", u.env, snapshot.Options{Trusted: true, Roots: []string{facts.GOROOT}}, "inside the workspace"},
		{"a GOENV that is a directory", with(func(f *goenv.Facts) { f.UserFile = dir }), trusted, "not a regular file"},
		{"a device", with(func(f *goenv.Facts) { f.UserFile = os.DevNull }), trusted, "not a regular file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changes := privateChanges(tt.env, libChange)
			if len(changes) == 0 {
				t.Fatal("there is nothing to apply")
			}
			_, err := Apply(t.Context(), tt.env, tt.opts, changes)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Apply = %v, want an error with %q", err, tt.want)
			}
			if got := u.text(t); got != "GOFLAGS=\n" {
				t.Errorf("the user's file was changed: %q", got)
			}
		})
	}
}

// A read-only file stays as it is. For a user to whom that is no obstacle, a
// link into a directory that is missing stands for it.
func TestAFileThatCannotBeWritten(t *testing.T) {
	u := newUserEnv(t, "GOFLAGS=\n")
	if err := os.Chmod(u.file, 0o444); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(u.file, os.O_WRONLY, 0); err == nil {
		f.Close()
		os.Remove(u.file)
		if err := os.Symlink(filepath.Join(t.TempDir(), "missing", "env"), u.file); err != nil {
			t.Fatal(err)
		}
		u.env = userEnvironment(t, u.file, "")
	}
	before := u.text(t)
	_, err := u.apply(t, privateChanges(u.env, libChange))
	if err == nil {
		t.Fatal("Apply reported no error")
	}
	for _, part := range []string{"GOPRIVATE", u.file, "can be read and written"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error %q does not name %s", err, part)
		}
	}
	if got := u.text(t); got != before {
		t.Errorf("the file is %q, want %q", got, before)
	}
}

func TestApplyEndsWithItsContext(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=a\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Apply(ctx, u.env, snapshot.Options{Trusted: true}, privateChanges(u.env, libChange)); err == nil {
		t.Error("Apply succeeded after its context had ended")
	}
	if got := u.text(t); got != "GOPRIVATE=a\n" {
		t.Errorf("the file is %q", got)
	}
}

func TestNoPasswordInTheErrorOfAChangedFile(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=https://user:secret@proxy.example\n")
	_, err := u.apply(t, []EnvChange{{Name: "GOPRIVATE", Old: "https://me:hidden@other.example", OldSet: true}})
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "hidden") {
		t.Errorf("Apply = %v, want an error without passwords", err)
	}
}

// What a plan promises and what is written are the same.
func TestThePlanOfALineIsApplied(t *testing.T) {
	u := newUserEnv(t, "GOPRIVATE=a.example\n")
	w := world{files: app, user: "GOPRIVATE=a.example\n"}
	s := w.open(t)
	plans := NewPlanner(s).ForRequirement(requirement(t, s, "git.corp.internal/team/svc"))
	i := slices.IndexFunc(plans, func(p Plan) bool { return p.Preferred })
	if i < 0 {
		t.Fatal("no plan is preferred")
	}
	if _, err := u.apply(t, plans[i].Env); err != nil {
		t.Fatal(err)
	}
	w.user = u.text(t)
	s = w.open(t)
	if list := findingsOf(s, "git.corp.internal/team/svc"); len(list) > 0 {
		t.Errorf("findings after the fix: %q", list)
	}
}

func findingsOf(s *snapshot.Snapshot, path string) []string {
	var list []string
	for _, d := range s.Diagnostics {
		if d.Requirement != nil && d.Requirement.Path == path {
			list = append(list, d.Code)
		}
	}
	return list
}

// While another process of modroute is at it, the file is left alone.
func TestApplyTakesTurns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such locks here")
	}
	u := newUserEnv(t, "GOPRIVATE=a.example\n")
	unlock, err := lockUserFile(t.Context(), u.file)
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Apply(ended, u.env, snapshot.Options{Trusted: true}, privateChanges(u.env, libChange)); err == nil || !strings.Contains(err.Error(), "another modroute is changing "+u.file) {
		t.Errorf("Apply = %v", err)
	}
	time.AfterFunc(50*time.Millisecond, unlock)
	if _, err := u.apply(t, privateChanges(u.env, libChange)); err != nil {
		t.Error(err)
	}
}
