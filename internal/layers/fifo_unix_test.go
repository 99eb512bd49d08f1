//go:build unix

package layers

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestNamedPipeIsNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "env")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	// Opening it would wait for a writer that never comes.
	env, _ := Read(Source{Environ: []string{"GOENV=" + pipe}, Dir: "/"})
	if !strings.Contains(problems(env), "cannot read "+pipe+": it is no regular file") {
		t.Errorf("problems %q", problems(env))
	}
}

func TestUnreadableUserFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	write(t, file, "GOPRIVATE=p\n")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	env, _ := Read(Source{Environ: []string{"GOENV=" + file}, Dir: "/"})
	// The superuser may read it all the same.
	if _, err := os.ReadFile(file); err == nil {
		if env.Get("GOPRIVATE") != "p" {
			t.Error("a file that can be read was not")
		}
	} else if !strings.Contains(problems(env), "cannot read "+file+": permission denied") {
		t.Errorf("problems %q", problems(env))
	}
}
