package snapshot

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// downloads is where cachedSnapshot has the files of its module cache.
const downloads = "cache/cache/download/"

// cachedSnapshot is a snapshot of the file src/go.mod of a directory that has
// other files too.
func cachedSnapshot(t *testing.T, goMod string, files map[string]string) *Snapshot {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	user, _ := goenv.ParseFile(filepath.Join(dir, "env"), "GOMODCACHE="+filepath.Join(dir, "cache")+"\n", goenv.User)
	env := goenv.Merge([]goenv.Layer{user}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
	src := filepath.Join(dir, "src")
	return Open(src, env, Disk(nil, true), Options{Trusted: true}).Snapshot(gomod.Parse(filepath.Join(src, "go.mod"), goMod))
}

// The graph follows what replaces a module, another module or a directory.
func TestGraphFollowsReplacements(t *testing.T) {
	s := cachedSnapshot(t, "module m\n\ngo 1.26\n\nrequire (\n\ta.example v1.0.0\n\tb.example v1.0.0\n\tc.example v1.0.0 // indirect\n\td.example v1.0.0 // indirect\n)\n\n"+
		"replace a.example => fork.example v1.1.0\n\nreplace b.example => ./b\n", map[string]string{
		downloads + "a.example/@v/v1.0.0.mod":    "module a.example\n",
		downloads + "fork.example/@v/v1.1.0.mod": "module a.example\n\nrequire c.example v1.0.0\n",
		"src/b/go.mod":                           "module b.example\n\nrequire d.example v1.0.0\n",
	})
	g := s.Graph(t.Context(), t.Context())
	for path, want := range map[string]string{"c.example": "a.example", "d.example": "b.example"} {
		if needs := g.Needs(path); len(needs) != 1 || needs[0].Through[0] != want {
			t.Errorf("%s is needed by %+v, want %s", path, needs, want)
		}
	}
}

// Who asks has an answer in time, and the one after it has the graph.
func TestGraphIsReadBesideTheCaller(t *testing.T) {
	s := cachedSnapshot(t, "module m\n\nrequire a.example v1.0.0\n", nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if s.Graph(t.Context(), ended) != nil {
		t.Error("there is a graph of a file that is edited meanwhile")
	}
	if g := s.Graph(t.Context(), t.Context()); g == nil || g.Missing != 1 {
		t.Errorf("then the graph is %+v", g)
	}
	if s.Graph(ended, t.Context()) == nil {
		t.Error("the graph that was read is not there for who does not wait")
	}
}

// In a workspace that is not trusted a replacement outside it is not read.
func TestGraphOfAnUntrustedWorkspace(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "go.mod"), []byte("module a.example\n\nrequire c.example v1.0.0\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	env := goenv.Merge(nil, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
	folder := Open(dir, env, Disk([]string{dir}, false), Options{Roots: []string{dir}})
	s := folder.Snapshot(gomod.Parse(filepath.Join(dir, "go.mod"), "module m\n\nrequire a.example v1.0.0\n\nrequire c.example v1.0.0 // indirect\n\nreplace a.example => "+filepath.ToSlash(outside)+"\n"))
	if g := s.Graph(t.Context(), t.Context()); len(g.Needs("c.example")) != 0 || g.Missing == 0 {
		t.Errorf("a file outside the workspace was read: %+v", g.Needs("c.example"))
	}
}
