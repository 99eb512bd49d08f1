package conformance

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// environment is that of a server whose user has Go's defaults, the user's Go
// environment and the module cache being in dir.
func environment(t *testing.T, dir string) []string {
	t.Helper()
	home := t.TempDir()
	// The go command's telemetry would start processes that outlive it. It is
	// switched off in the configuration directory of each system.
	for _, config := range []string{".config", "Library/Application Support", "AppData"} {
		mode := filepath.Join(home, filepath.FromSlash(config), "go", "telemetry", "mode")
		if err := errors.Join(os.MkdirAll(filepath.Dir(mode), 0o777), os.WriteFile(mode, []byte("off"), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return []string{
		"PATH=" + os.Getenv("PATH"), "SystemRoot=" + os.Getenv("SystemRoot"),
		"HOME=" + home, "USERPROFILE=" + home, "AppData=" + filepath.Join(home, "AppData"), "TMPDIR=" + t.TempDir(),
		"GOENV=" + filepath.Join(dir, "goenv"), "GOMODCACHE=" + filepath.Join(dir, "cache"),
		"GOPROXY=https://proxy.golang.org,direct", "GOSUMDB=sum.golang.org", "GOTOOLCHAIN=local",
		roleVariable + "=modroute", "DIR=" + dir,
	}
}

// A client that can do all makes use of everything that the server announces,
// in each position encoding, and every message of the server is as the
// protocol says.
func TestFeatures(t *testing.T) {
	for _, test := range []struct{ encoding, client string }{{"utf-8", "all"}, {"utf-16", "all"}, {"utf-32", "all"}, {"utf-16", "pushed"}} {
		t.Run(test.encoding+" "+test.client, func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(t.TempDir(), "record")
			run(t, "features.js", append(environment(t, dir), recordVariable+"="+name, "ENCODING="+test.encoding, "CLIENT="+test.client))
			if t.Failed() {
				return
			}
			r := readRecord(t, name)
			for _, fault := range r.validate(validator{model: theModel(t)}) {
				t.Error(fault)
			}
			for _, missing := range r.unexercised(theModel(t)) {
				t.Errorf("announced, but not exercised: %s", missing)
			}
		})
	}
}

// However a document is edited, the server's text stays the client's.
func TestEdits(t *testing.T) {
	for seed, encoding := range []string{"utf-8", "utf-16", "utf-32"} {
		t.Run(encoding, func(t *testing.T) {
			run(t, "edits.js", append(environment(t, t.TempDir()), "ENCODING="+encoding, "EDITS=10000", "SEED="+strconv.Itoa(seed)))
		})
	}
}
