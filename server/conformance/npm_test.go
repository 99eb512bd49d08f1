package conformance

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// client is the npm client: its scripts, and the packages that it needs, in
// the versions of its lock.
//
//go:embed client
var client embed.FS

// packages returns the directory of the npm client's packages, which it
// installs in the checkout's cache when they are not there or not those of the
// lock.
var packages = sync.OnceValues(func() (string, error) {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fmt.Errorf("the client to test the server with needs Node.js 20 or newer, with npm: %w", err)
		}
	}
	cache, err := filepath.Abs(filepath.Join("..", "..", ".cache"))
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "conformance")
	lock, err := client.ReadFile("client/package-lock.json")
	if err != nil {
		return "", err
	}
	if have, err := os.ReadFile(filepath.Join(dir, "package-lock.json")); err == nil && bytes.Equal(have, lock) {
		return filepath.Join(dir, "node_modules"), nil
	}
	return filepath.Join(dir, "node_modules"), install(cache, dir)
})

// install installs the packages and moves them to dir when they are complete:
// whoever is interrupted leaves nothing there.
func install(cache, dir string) error {
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(cache, "conformance-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := unpack("client", fresh); err != nil {
		return err
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = fresh
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci, which brings the client to test the server with: %w\n%s", err, out)
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(fresh, dir)
}

// unpack writes the files of the npm client to a directory.
func unpack(from, to string) error {
	return fs.WalkDir(client, from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := client.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, d.Name()), content, 0o666)
	})
}

// run runs a script of the npm client and fails the test when the script does.
// The script starts the server, with the environment that it gets.
func run(t *testing.T, script string, environ []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("the npm client is no part of the quick tests")
	}
	modules, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	scripts := t.TempDir()
	if err := unpack("client", scripts); err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", filepath.Join(scripts, script))
	node.Env = append(environ, "NODE_PATH="+modules, "SERVER="+self)
	out, err := node.CombinedOutput()
	if err != nil {
		t.Errorf("node %s: %v\n%s", script, err, out)
	} else if said := strings.TrimSpace(string(out)); said != "" {
		t.Log(said)
	}
}
