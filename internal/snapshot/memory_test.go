package snapshot

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// The folders of a workspace hold what its files say once, however many they
// are, and each what the files say now.
func TestFoldersShareTheWorkspace(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.work", "go 1.26\n\nuse (\n\t./a\n\t./b\n)\n")
	write("a/go.mod", "module a.test\n\ngo 1.26\n")
	write("a/go.sum", "c.test v1.0.0/go.mod h1:a=\n")
	write("b/go.mod", "module b.test\n\ngo 1.26\n")
	env := goenv.Merge(nil, goenv.Facts{GOOS: "linux", GOARCH: "amd64", GoVersion: "go1.26.8"})
	options := Options{Trusted: true, Memory: &Memory{}}
	openAll := func() (a, b *Folder) {
		files := Disk(nil, true)
		return Open(filepath.Join(dir, "a"), env, files, options), Open(filepath.Join(dir, "b"), env, files, options)
	}

	a, b := openAll()
	for path := range a.members {
		if a.members[path] != b.members[path] {
			t.Errorf("%s is held twice", path)
		}
	}
	if len(a.members) != 2 || len(a.sums) != 1 || len(b.sums) != 1 || a.sums[0] != b.sums[0] {
		t.Errorf("the folders hold %v and %v, %v and %v", a.members, b.members, a.sums, b.sums)
	}

	write("a/go.mod", "module other.test\n\ngo 1.26\n")
	write("a/go.sum", "")
	_, now := openAll()
	if got := now.members[filepath.Join(dir, "a", "go.mod")].Module.Arg.Value; got != "other.test" || !now.sums[0].Empty() {
		t.Errorf("after a change the module is %s, its go.sum %q", got, now.sums[0].Text)
	}
	if got := b.members[filepath.Join(dir, "a", "go.mod")].Module.Arg.Value; got != "a.test" {
		t.Errorf("a folder that was open has changed: %s", got)
	}
}
