package localpath

import (
	"os"
	"path/filepath"
	"testing"
)

func TestForeign(t *testing.T) {
	for path, want := range map[string]bool{
		"//host/share/go.mod": true, `\\host\share`: true, `\\.\pipe\x`: true, `/\host`: true,
		"/dev/null": true, "/dev": true, "/x/../dev/zero": true,
		"/home/u/go.mod": false, "/devel/go.mod": false, "../lib": false, `C:\src`: false, "": false,
	} {
		if got := Foreign(path); got != want {
			t.Errorf("Foreign(%q) is %v", path, got)
		}
	}
}

func TestInside(t *testing.T) {
	dir := t.TempDir()
	root, link := filepath.Join(dir, "root"), filepath.Join(dir, "link")
	if err := os.MkdirAll(filepath.Join(root, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		root:                              true,
		filepath.Join(root, "sub", "x"):   true,
		filepath.Join(root, "..", "root"): true,
		filepath.Join(link, "sub", "x"):   true, // the same directory by another name
		dir:                               false,
		root + "-other":                   false,
		filepath.Join(root, "..", "x"):    false,
	} {
		if got := Inside(path, []string{root}); got != want {
			t.Errorf("Inside(%s) is %v", path, got)
		}
	}
	if Inside(root, nil) {
		t.Error("inside of no directory")
	}
}
