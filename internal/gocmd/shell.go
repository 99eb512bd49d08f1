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
)

// shellDeadline ends a login shell that hangs, as on a question that one of its
// start-up files asks.
const shellDeadline = 10 * time.Second

// maxShellOutput bounds what is read of a shell.
const maxShellOutput = 4 << 20

// shellMark encloses the environment in what a shell prints, since start-up
// files print too.
const shellMark = "\x00modroute\x00"

// LoginShell returns the environment that the person's login shell gives to the
// programs it starts, such as the go command in a terminal. environ is what the
// shell is started with, its SHELL among it. As in a terminal the shell reads
// the person's own start-up files; one inside one of roots, the workspace's
// folders, is never run.
func LoginShell(ctx context.Context, environ, roots []string) ([]string, error) {
	shell, err := findShell(environ, roots)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, shellDeadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, shell, shellArgs(shell)...)
	cmd.Dir = string(filepath.Separator) // what tools such as direnv do depends on the directory
	cmd.Env = environ
	cmd.WaitDelay = time.Second
	alone(cmd)
	out := &limited{}
	cmd.Stdout = out
	runErr := cmd.Run() // some exit with an error of the last start-up file
	if variables, ok := enclosed(out.String()); ok {
		return variables, nil
	}
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return nil, fmt.Errorf("%s did not end within %v as a login shell", shell, shellDeadline)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case runErr != nil:
		return nil, fmt.Errorf("running %s as a login shell: %w", shell, runErr)
	}
	return nil, fmt.Errorf("%s, as a login shell, did not tell its environment", shell)
}

// findShell returns the program that SHELL names.
func findShell(environ, roots []string) (string, error) {
	shell := ""
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, "SHELL="); ok {
			shell = value
			break
		}
	}
	switch {
	case runtime.GOOS == "windows":
		return "", errors.New("there is no login shell on Windows: declare the environment by its variables")
	case shell == "":
		return "", errors.New("SHELL is not set, so the login shell is not known")
	case !filepath.IsAbs(shell):
		return "", fmt.Errorf("SHELL is the relative path %s and is not run", shell)
	}
	if info, err := os.Stat(shell); err != nil || !info.Mode().IsRegular() {
		return "", fmt.Errorf("SHELL names %s, which is no program", shell)
	}
	if within(roots, shell) {
		return "", fmt.Errorf("the shell %s is inside the workspace and is never run from there", shell)
	}
	return shell, nil
}

// shellArgs make a shell a login shell that a person types at, and have it print
// its environment. The words are understood by all of sh, bash, zsh, ksh, fish
// and csh.
func shellArgs(shell string) []string {
	const print = `printf '\0modroute\0'; /usr/bin/env -0; printf '\0modroute\0'`
	switch filepath.Base(shell) {
	case "csh", "tcsh": // take -l only alone
		return []string{"-i", "-c", print}
	}
	return []string{"-l", "-i", "-c", print}
}

// enclosed returns the variables that stand between the marks.
func enclosed(out string) (variables []string, ok bool) {
	_, rest, _ := strings.Cut(out, shellMark)
	inside, _, ok := strings.Cut(rest, shellMark)
	if !ok {
		return nil, false
	}
	variables = strings.Split(inside, "\x00")
	return slices.DeleteFunc(variables, func(entry string) bool { return !strings.Contains(entry, "=") }), true
}

// limited keeps the beginning of what is written to it.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxShellOutput - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
