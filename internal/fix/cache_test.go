package fix

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
)

var cachedTool = module.Version{Path: "example.com/Acme/tool", Version: "v1.0.0"}

// newCache makes a module cache that holds two versions of a module.
func newCache(t *testing.T) (dir string, env *goenv.Environment) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "mod")
	for _, version := range []string{"v1.0.0", "v1.0.1"} {
		for _, ext := range []string{".info", ".mod", ".zip", ".ziphash", ".lock"} {
			put(t, filepath.Join(dir, "cache/download/example.com/!acme/tool/@v", version+ext), "x")
		}
		extracted := filepath.Join(dir, "example.com/!acme/tool@"+version)
		put(t, filepath.Join(extracted, "sub", "a.go"), "package a\n")
		for _, d := range []string{filepath.Join(extracted, "sub"), extracted} {
			if err := os.Chmod(d, 0o555); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(d, 0o777) })
		}
	}
	put(t, filepath.Join(dir, "cache/download/example.com/!acme/tool/@v/list"), "v1.0.0\n")
	put(t, filepath.Join(dir, "cache/download/sumdb/sum.golang.org/lookup/example.com/!acme/tool@v1.0.0"), "x")
	return dir, cacheEnvironment(dir)
}

func cacheEnvironment(dir string) *goenv.Environment {
	return goenv.Merge([]goenv.Layer{layer(goenv.OS, map[string]string{"GOMODCACHE": dir})}, goenv.Facts{GOOS: runtime.GOOS})
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// files returns the names of all files below dir, sorted.
func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

var trusting = snapshot.Options{Trusted: true}

func TestRemoveCached(t *testing.T) {
	dir, env := newCache(t)
	before := filesBelow(t, dir)
	told, err := CachedFiles(env, cachedTool)
	if err != nil || len(told) != 5 || told[2] != filepath.Join(dir, "example.com", "!acme", "tool@v1.0.0") {
		t.Errorf("CachedFiles = %v, %v", told, err)
	}
	if err := RemoveCached(env, trusting, cachedTool); err != nil {
		t.Fatal(err)
	}
	const at = "cache/download/example.com/!acme/tool/@v/v1.0.0."
	gone := []string{at + "info", at + "mod", at + "zip", at + "ziphash", "example.com/!acme/tool@v1.0.0/sub/a.go"}
	want := slices.DeleteFunc(before, func(name string) bool { return slices.Contains(gone, name) })
	if got := filesBelow(t, dir); !slices.Equal(got, want) {
		t.Errorf("left are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := RemoveCached(env, trusting, cachedTool); err == nil || !strings.Contains(err.Error(), "holds nothing of example.com/Acme/tool@v1.0.0") {
		t.Errorf("the second time: %v", err)
	}
}

func TestRemoveCachedRefuses(t *testing.T) {
	dir, env := newCache(t)
	before := filesBelow(t, dir)
	for _, tt := range []struct {
		name string
		env  *goenv.Environment
		opts snapshot.Options
		m    module.Version
		want string
	}{
		{"not trusted", env, snapshot.Options{}, cachedTool, "trust it first"},
		{"a path that leads out", env, trusting, module.Version{Path: "example.com/../../x", Version: "v1.0.0"}, "malformed"},
		{"an absolute path", env, trusting, module.Version{Path: "/etc", Version: "v1.0.0"}, "malformed"},
		{"a version that leads out", env, trusting, module.Version{Path: "example.com/a", Version: "../../../v1.0.0"}, "disallowed version string"},
		{"no version", env, trusting, module.Version{Path: "example.com/Acme/tool"}, "version"},
		{"no cache", cacheEnvironment(filepath.Join(dir, "gone")), trusting, cachedTool, "opening the module cache"},
		{"the cache is a file", cacheEnvironment(filepath.Join(dir, before[0])), trusting, cachedTool, "opening the module cache"},
		{"a relative GOMODCACHE", cacheEnvironment("mod"), trusting, cachedTool, "not an absolute path"},
		{"a GOMODCACHE on another host", cacheEnvironment("//host/mod"), trusting, cachedTool, "not an absolute path on this machine"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := RemoveCached(tt.env, tt.opts, tt.m); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("RemoveCached = %v, want an error with %q", err, tt.want)
			}
		})
	}
	if got := filesBelow(t, dir); !slices.Equal(got, before) {
		t.Errorf("left are %v", got)
	}
}

// A symbolic link anywhere on the way is refused before anything is removed.
func TestRemoveCachedFollowsNoLinks(t *testing.T) {
	for _, name := range []string{
		"cache", "cache/download/example.com", "cache/download/example.com/!acme/tool/@v",
		"cache/download/example.com/!acme/tool/@v/v1.0.0.zip", "example.com/!acme", "example.com/!acme/tool@v1.0.0",
	} {
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			dir, env := newCache(t)
			link := filepath.Join(dir, filepath.FromSlash(name))
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			if err := os.Chmod(link, 0o777); err != nil { // to move a read-only directory
				t.Fatal(err)
			}
			if err := os.Rename(link, elsewhere); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(elsewhere, link); err != nil {
				t.Fatal(err)
			}
			before, beyond := filesBelow(t, dir), filesBelow(t, elsewhere)
			if err := RemoveCached(env, trusting, cachedTool); err == nil || !strings.Contains(err.Error(), "is a symbolic link") {
				t.Errorf("RemoveCached = %v", err)
			}
			if !slices.Equal(filesBelow(t, dir), before) || !slices.Equal(filesBelow(t, elsewhere), beyond) {
				t.Error("something was removed")
			}
		})
	}
}

// A link inside the extracted directory is removed, not what it leads to.
func TestRemoveCachedRemovesTheLinkAlone(t *testing.T) {
	dir, env := newCache(t)
	elsewhere := t.TempDir()
	put(t, filepath.Join(elsewhere, "keep"), "x")
	if err := os.Chmod(elsewhere, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(elsewhere, 0o777)
	extracted := filepath.Join(dir, "example.com", "!acme", "tool@v1.0.0")
	if err := os.Chmod(extracted, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(extracted, "link")); err != nil {
		t.Fatal(err)
	}
	if err := RemoveCached(env, trusting, cachedTool); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(elsewhere)
	if err != nil || info.Mode().Perm() != 0o555 || len(filesBelow(t, elsewhere)) != 1 {
		t.Errorf("what the link led to: %v, %v", info, err)
	}
}

// While the go command holds its lock, nothing is removed.
func TestRemoveCachedHeedsTheLock(t *testing.T) {
	dir, env := newCache(t)
	before := filesBelow(t, dir)
	f, err := os.OpenFile(filepath.Join(dir, "cache/download/example.com/!acme/tool/@v/v1.0.0.lock"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := tryLock(f); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("there are no such locks here")
	}
	if err := RemoveCached(env, trusting, cachedTool); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("RemoveCached = %v", err)
	}
	if got := filesBelow(t, dir); !slices.Equal(got, before) {
		t.Errorf("left are %v", got)
	}
}

func TestRemoveCachedSaysWhatIsLeft(t *testing.T) {
	dir, env := newCache(t)
	const extracted = "example.com/!acme/tool@v1.0.0"
	err := removeCached(env, trusting, cachedTool, func(cache *os.Root, name string) error {
		if name == extracted {
			return errors.New("it is busy")
		}
		return removeAll(cache, name)
	})
	if err == nil {
		t.Fatal("there is no error")
	}
	_, left, _ := strings.Cut(err.Error(), "it is busy; left are ")
	version := filepath.Join(dir, "cache/download/example.com/!acme/tool/@v/v1.0.0")
	if want := filepath.Join(dir, extracted) + ", " + version + ".mod and " + version + ".info"; left != want {
		t.Errorf("left are %s, want %s", left, want)
	}
	if _, err := os.Stat(version + ".ziphash"); err == nil {
		t.Error("the .ziphash is still there, so that the go command takes the version for complete")
	}
}

// After a removal the go command fetches the module again, and what was wrong
// with the cached one is no more.
func TestTheGoCommandFetchesAgain(t *testing.T) {
	const path = "example.com/lib"
	proxy, cache, work := t.TempDir(), filepath.Join(t.TempDir(), "mod"), t.TempDir()
	at := filepath.Join(proxy, "example.com", "lib", "@v")
	serve := func(body string) {
		put(t, filepath.Join(at, "v1.0.0.info"), `{"Version":"v1.0.0"}`)
		put(t, filepath.Join(at, "v1.0.0.mod"), "module "+path+"\n")
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, text := range map[string]string{"go.mod": "module " + path + "\n", "lib.go": body} {
			f, err := w.Create(path + "@v1.0.0/" + name)
			if err != nil {
				t.Fatal(err)
			}
			f.Write([]byte(text))
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(at, "v1.0.0.zip"), b.String())
	}
	put(t, filepath.Join(work, "go.mod"), "module example.com/app\n\ngo 1.26\n\nrequire "+path+" v1.0.0\n")
	download := func(cache string) (string, error) {
		cmd := exec.Command("go", "mod", "download", path)
		cmd.Dir = work
		cmd.Env = append(os.Environ(), "GOMODCACHE="+cache, "GOPROXY=file://"+filepath.ToSlash(proxy), "GONOSUMDB=*", "GONOPROXY=none", "GOPRIVATE=",
			"GOSUMDB=off", "GOFLAGS=", "GOENV=off", "GOTOOLCHAIN=local", "GOWORK=off", "GO111MODULE=on")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	t.Cleanup(func() {
		cmd := exec.Command("go", "clean", "-modcache")
		cmd.Env = append(os.Environ(), "GOMODCACHE="+cache, "GOFLAGS=", "GOTOOLCHAIN=local")
		cmd.Run()
	})
	serve("package lib // moved tag\n")
	if out, err := download(cache); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// The go.sum has the hash of what everybody else gets.
	serve("package lib\n")
	if err := os.Remove(filepath.Join(work, "go.sum")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "mod")
	if out, err := download(other); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Cleanup(func() {
		cmd := exec.Command("go", "clean", "-modcache")
		cmd.Env = append(os.Environ(), "GOMODCACHE="+other, "GOFLAGS=", "GOTOOLCHAIN=local")
		cmd.Run()
	})
	if out, err := download(cache); err == nil || !strings.Contains(out, "checksum mismatch") {
		t.Fatalf("the cached module is not at odds with go.sum: %v\n%s", err, out)
	}
	if err := RemoveCached(cacheEnvironment(cache), trusting, module.Version{Path: path, Version: "v1.0.0"}); err != nil {
		t.Fatal(err)
	}
	if out, err := download(cache); err != nil {
		t.Errorf("after the removal: %v\n%s", err, out)
	}
}
