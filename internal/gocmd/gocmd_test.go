package gocmd

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// installation returns the GOROOT of the Go installation that runs the tests.
func installation(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "env", "GOROOT")
	cmd.Env = environ(os.Environ(), os.DevNull)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the tests need a go command: %v", err)
	}
	return strings.TrimSpace(string(out))
}

func find(t *testing.T, userFile string) *Command {
	t.Helper()
	c, err := Find(goenv.Merge(nil, goenv.Facts{GOROOT: installation(t), UserFile: userFile}), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestEnvWriteAndUnsetChangeTheNamedFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "conf", "go", "env")
	c := find(t, file)
	if err := c.EnvWrite(t.Context(), map[string]string{"GOPRIVATE": "corp.example.com, x", "GONOSUMDB": ""}); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, file), "GONOSUMDB=\nGOPRIVATE=corp.example.com, x\n"; got != want {
		t.Errorf("after EnvWrite the file is %q, want %q", got, want)
	}
	if err := c.EnvUnset(t.Context(), "GONOSUMDB"); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, file), "GOPRIVATE=corp.example.com, x\n"; got != want {
		t.Errorf("after EnvUnset the file is %q, want %q", got, want)
	}
}

func TestNothingToWriteIsNoRun(t *testing.T) {
	c := &Command{program: filepath.Join(t.TempDir(), "missing")}
	if err := c.EnvWrite(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if err := c.EnvUnset(t.Context()); err != nil {
		t.Error(err)
	}
}

// The go command refuses to start under a GO111MODULE that it does not know or
// a relative GOWORK, and would fetch a toolchain that GOTOOLCHAIN names.
func TestRunsUnderAnEnvironmentThatStopsTheGoCommand(t *testing.T) {
	t.Setenv("GO111MODULE", "yes")
	t.Setenv("GOWORK", "rel/go.work")
	t.Setenv("GOTOOLCHAIN", "go1.999.0")
	t.Setenv("GOFLAGS", "-nonsense")
	t.Setenv("GOENV", "off")
	file := filepath.Join(t.TempDir(), "env")
	if err := find(t, file).EnvWrite(t.Context(), map[string]string{"GOPRIVATE": "a.example"}); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, file), "GOPRIVATE=a.example\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
}

func TestEnvironmentOfARun(t *testing.T) {
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("MODROUTE_TEST", "kept")
	c := &Command{environ: environ(os.Environ(), "/conf/env")}
	for _, tt := range []struct {
		keep []string
		want []string
	}{
		{nil, []string{"GOTOOLCHAIN=local", "GO111MODULE=on", "GOWORK=off", "GOFLAGS=", "GOENV=/conf/env", "MODROUTE_TEST=kept"}},
		{[]string{"GOFLAGS"}, []string{"GOTOOLCHAIN=local", "GOFLAGS=-mod=mod"}},
	} {
		cmd := exec.Cmd{Env: restored(c.environ, tt.keep)}
		for _, kv := range tt.want {
			if !slices.Contains(cmd.Environ(), kv) {
				t.Errorf("writing %v: the run's environment lacks %s", tt.keep, kv)
			}
		}
	}
}

func TestFindRefuses(t *testing.T) {
	goroot := installation(t)
	link := filepath.Join(t.TempDir(), "sdk")
	if err := os.Symlink(goroot, link); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	for _, tt := range []struct {
		name, goroot string
		roots        []string
		want         string
	}{
		{"no installation", "", nil, "install Go"},
		{"a relative installation", filepath.Join("sdk", "go"), nil, "relative"},
		{"an installation without a go program", empty, nil, "reinstall"},
		{"a go inside the workspace", goroot, []string{empty, filepath.Dir(goroot)}, "inside the workspace"},
		{"a go whose link is inside the workspace", link, []string{filepath.Dir(link)}, "inside the workspace"},
		{"a go that a link leads to inside the workspace", link, []string{goroot}, "inside the workspace"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Find(goenv.Merge(nil, goenv.Facts{GOROOT: tt.goroot}), tt.roots)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Find = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestWriteErrorsSayWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	for _, tt := range []struct {
		name    string
		command *Command
		values  map[string]string
		want    string
	}{
		{"GOENV=off", &Command{fileOff: true}, map[string]string{"GOPRIVATE": "x"}, "unset GOENV"},
		{"no file", &Command{}, map[string]string{"GOPRIVATE": "x"}, "set GOENV or HOME"},
		{"a relative file", &Command{userFile: "env"}, map[string]string{"GOPRIVATE": "x"}, "make it absolute"},
		{"a value that go refuses", find(t, file), map[string]string{"GOPRIVATE": "a\nb"}, "invalid newline in GOPRIVATE=... value"},
		{"a variable that go does not know", find(t, file), map[string]string{"GONOSUMCHECK": "x"}, "unknown go command variable GONOSUMCHECK"},
		{"a file that cannot be written", find(t, unwritable(t)), map[string]string{"GOPRIVATE": "x"}, "can be read and written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.command.EnvWrite(t.Context(), tt.values)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("EnvWrite = %v, want an error with %q", err, tt.want)
			}
			if remedy := strings.Contains(err.Error(), "can be read and written"); remedy != (tt.want == "can be read and written") {
				t.Errorf("the remedy does not fit the fault: %v", err)
			}
			if f := tt.command.userFile; !strings.Contains(err.Error(), f) {
				t.Errorf("the error does not name the file %s: %v", f, err)
			}
		})
	}
}

// unwritable returns the path of a file that the go command cannot write: one
// that is read-only, or for a user to whom that is no obstacle, a link to a
// directory that is missing.
func unwritable(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(file, nil, 0o444); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return file
	}
	f.Close()
	os.Remove(file)
	if err := os.Symlink(filepath.Join(t.TempDir(), "missing", "env"), file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestARunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := filepath.Join(t.TempDir(), "env")
	if err := find(t, file).EnvWrite(ctx, map[string]string{"GOPRIVATE": "x"}); err == nil {
		t.Error("EnvWrite succeeded after its context had ended")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the file was written after the context had ended")
	}
}

func TestUserinfoInErrorsIsRedacted(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // the script below stands for a go command
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "go")
	script := "#!/bin/sh\necho 'go: cannot use https://user:secret@proxy.example' >&2\nexit 1\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	c := &Command{program: program, userFile: filepath.Join(dir, "env")}
	err := c.EnvWrite(t.Context(), map[string]string{"GOPROXY": "x"})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("EnvWrite = %v, want an error without the password", err)
	}
}
