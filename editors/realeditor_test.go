// Package editors tests what users of editors see, in real editors. They are
// brought by bring.sh, which needs a network the first time; -short leaves
// these tests out.
package editors

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	// The tests run a binary that they build. This ties their cached results
	// to what the binary is made of.
	_ "github.com/modroute/modroute/internal/cli"
	"golang.org/x/tools/txtar"
)

// bring returns the path of a program that bring.sh knows.
func bring(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("tests in real editors are left out with -short")
	}
	cmd := exec.Command("bash", "bring.sh", name)
	var failure strings.Builder
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("bringing %s: %v\n%s", name, err, failure.String())
	}
	return strings.TrimSpace(string(out))
}

// modroute builds the binary, once, and returns the folder that holds it.
var modroute = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "modroute-editors-")
	if err != nil {
		return "", err
	}
	name := "modroute"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(dir, name), "..").CombinedOutput()
	if err != nil {
		return dir, fmt.Errorf("building modroute: %w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := modroute(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// A desk is where one test works: a home, a workspace, and an environment that
// knows nothing of the machine's own.
type desk struct {
	home      string
	workspace string // what testdata/workspace.txtar holds
	env       []string
}

// newDesk makes one. Programs are found in the given folders, then where the
// go command and the system's are.
func newDesk(t *testing.T, programs ...string) *desk {
	t.Helper()
	bin, err := modroute()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{home: filepath.Join(root, "home"), workspace: filepath.Join(root, "workspace")}
	extract(t, filepath.Join("testdata", "workspace.txtar"), d.workspace)
	search := append([]string{bin}, programs...)
	for _, name := range []string{"go", "sh"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		search = append(search, filepath.Dir(path))
	}
	d.env = []string{
		"PATH=" + strings.Join(search, string(filepath.ListSeparator)),
		"HOME=" + d.home,
		"LANG=C.UTF-8",
		"TERM=xterm-256color",
		"WORKSPACE=" + d.workspace,
		// Nothing that gopls does asks the network, whatever it is told.
		"http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9",
	}
	for name, dir := range map[string]string{
		"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share",
		"XDG_STATE_HOME": ".local/state", "XDG_RUNTIME_DIR": ".run",
	} {
		path := filepath.Join(d.home, filepath.FromSlash(dir))
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		d.env = append(d.env, name+"="+path)
	}
	return d
}

// noServerLeft waits until every process that was started at the desk has
// ended, as servers are to do when their editor has. It sees them where there
// is a /proc.
func (d *desk) noServerLeft(t *testing.T) {
	t.Helper()
	var left []string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		left = nil
		environments, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, path := range environments {
			if env, err := os.ReadFile(path); err == nil && strings.Contains(string(env), "HOME="+d.home+"\x00") {
				command, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
				left = append(left, strings.ReplaceAll(string(command), "\x00", " "))
			}
		}
		if left == nil {
			return
		}
	}
	t.Errorf("processes are left behind: %q", left)
}

// extract writes the files of an archive.
func extract(t *testing.T, archive, to string) {
	t.Helper()
	files, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files.Files {
		path := filepath.Join(to, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// copyTree copies a folder. What editors read is a copy, since Go's test cache
// heeds what this process reads.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// goenv returns what the desk's file of `go env -w` holds.
func (d *desk) goenv(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.home, ".config", "go", "env"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// goEnv runs `go env` as another program would.
func (d *desk) goEnv(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"env"}, args...)...)
	cmd.Dir, cmd.Env = d.home, d.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go env %v: %v\n%s", args, err, out)
	}
}
