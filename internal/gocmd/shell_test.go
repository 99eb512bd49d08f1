//go:build unix

package gocmd

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// script writes a shell that does something before it does what it is told by
// its last argument.
func script(t *testing.T, dir, before string) string {
	t.Helper()
	path := filepath.Join(dir, "shell")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+before+"\nfor last; do :; done\neval \"$last\"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

// The shell tells what its start-up files set, whatever they print, and however
// they end.
func TestLoginShell(t *testing.T) {
	shell := script(t, t.TempDir(), "export GOPRIVATE='corp.example.com\nsecond line'; echo Welcome; echo ARGS=$1 $2 $3; trap 'exit 3' EXIT")
	environ, err := LoginShell(t.Context(), []string{"SHELL=" + shell, "HOME=/home/gopher"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GOPRIVATE=corp.example.com\nsecond line", "HOME=/home/gopher"} {
		if !slices.Contains(environ, want) {
			t.Errorf("%q lacks %q", environ, want)
		}
	}
	if slices.ContainsFunc(environ, func(entry string) bool {
		return strings.Contains(entry, "Welcome") || strings.HasPrefix(entry, "ARGS=")
	}) {
		t.Errorf("what a start-up file prints is among %q", environ)
	}
}

// The shells of this machine are asked as they are.
func TestLoginShellOfTheSystem(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".profile"), []byte("export GOPROXY=https://goproxy.corp.example.com\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	environ, err := LoginShell(t.Context(), []string{"SHELL=/bin/sh", "HOME=" + home, "PATH=/usr/bin:/bin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(environ, "GOPROXY=https://goproxy.corp.example.com") {
		t.Errorf("%q lacks what .profile sets", environ)
	}
}

func TestLoginShellIsRefused(t *testing.T) {
	dir := t.TempDir()
	inside := script(t, dir, "")
	for _, test := range []struct{ name, shell, want string }{
		{"none", "", "SHELL is not set"},
		{"a relative path", "SHELL=bin/sh", "relative path"},
		{"no program", "SHELL=" + dir, "no program"},
		{"inside the workspace", "SHELL=" + inside, "inside the workspace"},
		{"one that says nothing", "SHELL=" + script(t, t.TempDir(), "exit 4"), "exit status 4"},
	} {
		_, err := LoginShell(t.Context(), []string{test.shell}, []string{dir})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: the error is %v, want %q", test.name, err, test.want)
		}
	}
}

// A start-up file that waits for an answer, and what it has started, ends with
// the request.
func TestLoginShellEnds(t *testing.T) {
	dir := t.TempDir()
	shell := script(t, dir, "touch "+filepath.Join(dir, "started")+"; sleep 600 & sleep 600")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if _, err := os.Stat(filepath.Join(dir, "started")); err == nil {
				cancel()
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err := LoginShell(ctx, []string{"SHELL=" + shell}, nil); err != context.Canceled {
		t.Errorf("the error is %v", err)
	}
}
