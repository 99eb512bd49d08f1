package fix

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
)

// hello is the edit that adds a line at the beginning of a file.
func hello(path, old string) FileEdit {
	return FileEdit{Path: path, Old: old, Edits: []gomod.Edit{{New: "// hello\n"}}}
}

func TestWriteFiles(t *testing.T) {
	dir := t.TempDir()
	mod, work := filepath.Join(dir, "go.mod"), filepath.Join(dir, "go.work")
	put(t, mod, "module m\n")
	if err := os.Chmod(mod, 0o600); err != nil {
		t.Fatal(err)
	}
	create := hello(work, "")
	create.Create = true
	if err := WriteFiles(dir, []FileEdit{hello(mod, "module m\n"), create}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{mod: "// hello\nmodule m\n", work: "// hello\n"} {
		if got, err := os.ReadFile(path); string(got) != want {
			t.Errorf("%s is %q, %v", path, got, err)
		}
	}
	if info, err := os.Stat(mod); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if names := filesBelow(t, dir); len(names) != 2 {
		t.Errorf("left are %v", names)
	}
}

// Unless all files are as the plan thinks, none is written.
func TestWriteFilesRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(t *testing.T, path string) FileEdit
		want string
	}{
		{"another text", func(t *testing.T, path string) FileEdit {
			put(t, path, "new\n")
			return hello(path, "old\n")
		}, "changed meanwhile"},
		{"no file", func(t *testing.T, path string) FileEdit { return hello(path, "old\n") }, "no such file"},
		{"a file that is there by now", func(t *testing.T, path string) FileEdit {
			put(t, path, "")
			e := hello(path, "")
			e.Create = true
			return e
		}, "changed meanwhile"},
		{"a symbolic link", func(t *testing.T, path string) FileEdit {
			target := filepath.Join(t.TempDir(), "target")
			put(t, target, "old\n")
			if err := os.Symlink(target, path); err != nil {
				t.Fatal(err)
			}
			return hello(path, "old\n")
		}, "symbolic link"},
		{"a file behind a link that leads away", func(t *testing.T, path string) FileEdit {
			away := t.TempDir()
			put(t, filepath.Join(away, "go.mod"), "old\n")
			if err := os.Symlink(away, path); err != nil {
				t.Fatal(err)
			}
			return hello(filepath.Join(path, "go.mod"), "old\n")
		}, "a symbolic link leads from"},
		{"a read-only file", func(t *testing.T, path string) FileEdit {
			put(t, path, "old\n")
			if err := os.Chmod(path, 0o444); err != nil {
				t.Fatal(err)
			}
			return hello(path, "old\n")
		}, "is read-only: make it writable first"},
		{"a device", func(t *testing.T, path string) FileEdit { return hello("/dev/null", "") }, "not on this machine"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			mod := filepath.Join(dir, "go.mod")
			put(t, mod, "module m\n")
			err := WriteFiles(dir, []FileEdit{hello(mod, "module m\n"), tt.make(t, filepath.Join(dir, "other"))})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("WriteFiles = %v, want an error with %q", err, tt.want)
			}
			if got, _ := os.ReadFile(mod); string(got) != "module m\n" {
				t.Errorf("the go.mod is %q", got)
			}
		})
	}
}

// A link that leads into the directory, or that the directory itself is reached
// by, takes nobody by surprise; nor does a module beside it.
func TestWriteFilesFollowsLinksThatStay(t *testing.T) {
	real := t.TempDir()
	put(t, filepath.Join(real, "repo", "sub", "go.mod"), "module m\n")
	put(t, filepath.Join(real, "beside", "go.mod"), "module m\n")
	dir := filepath.Join(t.TempDir(), "link")
	for from, to := range map[string]string{dir: filepath.Join(real, "repo"), filepath.Join(real, "repo", "short"): "sub"} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	for dir, path := range map[string]string{
		dir:                         filepath.Join(dir, "short", "go.mod"),
		filepath.Join(real, "repo"): filepath.Join(real, "beside", "go.mod"),
	} {
		if err := WriteFiles(dir, []FileEdit{hello(path, "module m\n")}); err != nil {
			t.Error(err)
		}
	}
}
