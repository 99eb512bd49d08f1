// Package gocmd runs the go command and, for its environment, the login shell.
// It is the only place that runs programs, and each run is asked for by a
// person: nothing here is called while a file is opened, edited, hovered over or
// checked.
package gocmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
)

// deadline ends a run that hangs. Writing a file of a few lines takes
// milliseconds; what is left is for a slow disk and a virus scanner.
const deadline = 20 * time.Second

// A Command is the go command of one environment.
type Command struct {
	program  string   // absolute
	environ  []string // of every run
	userFile string   // what `go env GOENV` prints
	fileOff  bool     // GOENV=off
}

// Find returns the go command of env's Go installation. It is run with the
// environment of this process, but for the variables that keep it from doing
// more than it is asked.
//
// Find fails, saying what to do, if env knows no installation, and if the
// program is inside one of roots, the workspace's folders: what a repository
// brings along is never run.
func Find(env *goenv.Environment, roots []string) (*Command, error) {
	if env.GOROOT == "" {
		return nil, errors.New("no Go installation was found outside the workspace: install Go, or put the bin directory of one on PATH")
	}
	if !filepath.IsAbs(env.GOROOT) {
		return nil, fmt.Errorf("the Go installation %s is a relative path and is not run: name it by an absolute path in PATH or GOROOT", env.GOROOT)
	}
	name := "go"
	if runtime.GOOS == "windows" {
		name = "go.exe"
	}
	program := filepath.Join(env.GOROOT, "bin", name)
	if info, err := os.Stat(program); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the Go installation %s has no go program: %s is missing; reinstall Go, or correct GOROOT", env.GOROOT, program)
	}
	if within(roots, program) {
		return nil, fmt.Errorf("the go program %s is inside the workspace and is never run from there: install Go outside it", program)
	}
	return &Command{
		program:  program,
		environ:  environ(os.Environ(), env.UserFile),
		userFile: env.UserFile,
		fileOff:  env.UserFileOff,
	}, nil
}

// within reports whether the program is inside one of dirs, as it is spelled
// or where a symbolic link leads.
func within(dirs []string, program string) bool {
	if localpath.Inside(program, dirs) {
		return true
	}
	resolved, err := filepath.EvalSymlinks(program)
	return err == nil && localpath.Inside(resolved, dirs)
}

// environ returns the environment of a run. The go command must not switch to
// another toolchain, for which it may use the network; it must not heed a
// module, a workspace or flags; and it must write the user's file that the
// environment was read from.
func environ(base []string, userFile string) []string {
	env := append(slices.Clone(base),
		"GOTOOLCHAIN=local",
		"GO111MODULE=on",
		"GOWORK=off",
		"GOFLAGS=",
	)
	if userFile != "" {
		env = append(env, "GOENV="+userFile)
	}
	return env
}

// EnvWrite sets variables in the user's Go environment as `go env -w` does,
// all in one write. Its errors are those of the go command, with the file and
// what to do about it.
func (c *Command) EnvWrite(ctx context.Context, values map[string]string) error {
	args := []string{"env", "-w"}
	for name, value := range values {
		args = append(args, name+"="+value)
	}
	slices.Sort(args[2:])
	return c.updateEnv(ctx, "write", args)
}

// EnvUnset removes variables from the user's Go environment as `go env -u`
// does, all in one write.
func (c *Command) EnvUnset(ctx context.Context, names ...string) error {
	return c.updateEnv(ctx, "remove", append([]string{"env", "-u"}, names...))
}

// fileFault is in what the go command says when the user's file cannot be read
// or written, and only then (cmd/go/internal/envcmd/env.go:updateEnvFile).
const fileFault = "go env config: "

// updateEnv runs a `go env` that changes the user's file.
//
// Under GOENV=off the go command writes the default file all the same
// (envcmd.MkEnv has by then exported GOENV as empty), which GOENV=off makes
// every command ignore. So that is refused here.
func (c *Command) updateEnv(ctx context.Context, verb string, args []string) error {
	if len(args) == 2 {
		return nil
	}
	names := make([]string, 0, len(args)-2)
	for _, arg := range args[2:] {
		name, _, _ := strings.Cut(arg, "=")
		names = append(names, name)
	}
	what := strings.Join(names, ", ")
	switch {
	case c.fileOff:
		return fmt.Errorf("cannot %s %s: GOENV=off switches the user's Go environment off; unset GOENV first", verb, what)
	case c.userFile == "":
		return fmt.Errorf("cannot %s %s: there is no file for the user's Go environment; set GOENV or HOME", verb, what)
	case !filepath.IsAbs(c.userFile):
		return fmt.Errorf("cannot %s %s: GOENV is the relative path %s, another file in each directory; make it absolute", verb, what, c.userFile)
	}
	if err := c.run(ctx, args, names); err != nil {
		remedy := ""
		if strings.Contains(err.Error(), fileFault) {
			remedy = "; check that the file and its directory can be read and written"
		}
		return fmt.Errorf("cannot %s %s in %s: %w%s", verb, what, c.userFile, err, remedy)
	}
	return nil
}

// run runs the go command in an empty directory, outside any module. The
// variables named by keep are left as the process has them, for they are what
// the run is about.
func (c *Command) run(ctx context.Context, args, keep []string) error {
	dir, err := os.MkdirTemp("", "modroute-")
	if err != nil {
		return fmt.Errorf("making a directory to run go in: %w", err)
	}
	defer os.RemoveAll(dir)

	if ctx.Err() != nil {
		return ctx.Err()
	}
	// Once it runs it is not killed but by the deadline: the go command
	// truncates the user's file before it writes it
	// (cmd/go/internal/envcmd/env.go:updateEnvFile).
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, args...)
	cmd.Dir = dir
	cmd.Env = restored(c.environ, keep)
	cmd.SysProcAttr = ownGroup()
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err = cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s did not end within %v", c.program, deadline)
	}
	if text := strings.TrimSpace(stderr.String()); text != "" {
		return errors.New(goenv.Redact(strings.TrimPrefix(text, "go: ")))
	}
	return fmt.Errorf("running %s: %w", c.program, err)
}

// restored returns environ with the process's own values of the variables
// named by keep, but for GOTOOLCHAIN: what the user's file says of it would
// else be obeyed before `go env -u GOTOOLCHAIN` removes it, by a download of
// that toolchain (cmd/go/internal/toolchain/select.go:Select excepts
// `go env -w` of that variable alone).
func restored(environ, keep []string) []string {
	env := slices.Clone(environ)
	for _, name := range keep {
		if name == "GOTOOLCHAIN" {
			continue
		}
		env = slices.DeleteFunc(env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
