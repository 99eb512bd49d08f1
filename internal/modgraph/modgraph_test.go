package modgraph

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/gomod"
)

// A world is go.mod files, by path@version; that of the main module is "main".
type world map[string]string

func (w world) load(limit int) *Graph {
	return Load(Source{
		Main: New(gomod.Parse("go.mod", w["main"])),
		Read: func(v module.Version) *Mod {
			text, ok := w[v.Path+"@"+v.Version]
			if !ok {
				return nil
			}
			return New(gomod.Parse("go.mod", text))
		},
		Skip:     func(v module.Version) bool { return v.Path == "main.example" },
		Canceled: func() bool { return false },
		Limit:    limit,
	})
}

// needs lists who needs a module: "tool: a → b asks v1.0.0".
func needs(g *Graph, path string) []string {
	var list []string
	for _, n := range g.Needs(path) {
		line := strings.Join(n.Through, " → ") + " asks " + n.Asks
		if n.Tool != "" {
			line = n.Tool + ": " + line
		}
		list = append(list, line)
	}
	return list
}

func TestNeeds(t *testing.T) {
	w := world{
		"main": "module main.example\n\ngo 1.24\n\ntool gen.example/cmd/gen\n\n" +
			"require (\n\ta.example v1.0.0\n\tb.example v1.0.0\n\tlong.example v1.0.0\n)\n\n" +
			"require (\n\tc.example v1.2.0 // indirect\n\td.example v1.0.0 // indirect\n\tgen.example v1.0.0 // indirect\n\tlisted.example v1.0.0 // indirect\n\tonce.example v1.0.0 // indirect\n)\n",
		"a.example@v1.0.0": "module a.example\n\ngo 1.24\n\nrequire c.example v1.2.0\n\nrequire (\n\td.example v1.0.0 // indirect\n\tlisted.example v1.0.0 // indirect\n)\n",
		"b.example@v1.0.0": "module b.example\n\ngo 1.24\n\nrequire c.example v1.1.0\n\nrequire a.example v0.9.0\n",
		// What another version asks for does not count.
		"a.example@v0.9.0":    "module a.example\n\nrequire once.example v0.1.0\n",
		"c.example@v1.1.0":    "module c.example\n\ngo 1.24\n\nrequire once.example v1.0.0\n",
		"c.example@v1.2.0":    "module c.example\n\ngo 1.24\n\nrequire d.example v1.0.0\n\nrequire main.example v1.0.0\n",
		"d.example@v1.0.0":    "module d.example\n\ngo 1.24\n",
		"long.example@v1.0.0": "module long.example\n\ngo 1.24\n\nrequire a.example v1.0.0\n",
		"gen.example@v1.0.0":  "module gen.example\n\ngo 1.24\n\nrequire d.example v1.0.0\n",
	}
	g := w.load(100)
	for path, want := range map[string][]string{
		"c.example":      {"a.example asks v1.2.0", "b.example asks v1.1.0"},
		"d.example":      {"gen.example/cmd/gen: gen.example asks v1.0.0", "a.example → c.example asks v1.0.0", "b.example → c.example asks v1.0.0"},
		"gen.example":    {"gen.example/cmd/gen: gen.example asks v1.0.0"},
		"listed.example": {"a.example asks v1.0.0"}, // only among what it lists as indirect
		"once.example":   nil,
	} {
		if got := needs(g, path); !slices.Equal(got, want) {
			t.Errorf("%s is needed by %q, want %q", path, got, want)
		}
	}
	if g.Missing != 2 || g.Partial { // listed.example and once.example
		t.Errorf("%d missing, partial %t", g.Missing, g.Partial)
	}
}

func TestLimit(t *testing.T) {
	w := world{"main": "module main.example\n\nrequire (\n\ta.example v1.0.0\n\tb.example v1.0.0\n)\n", "a.example@v1.0.0": "module a.example\n", "b.example@v1.0.0": "module b.example\n"}
	if g := w.load(2); g.Partial {
		t.Error("all can be read, and it is said that there is more")
	}
	if g := w.load(1); !g.Partial || g.Missing != 0 {
		t.Errorf("with one file to read: partial %t, %d missing", g.Partial, g.Missing)
	}
}

// The versions in force are those of the real go command, in graphs of old and
// of new modules.
func TestVersionsAreThoseOfTheGoCommand(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := generate(rand.New(rand.NewPCG(seed, 4)))
			want := w.list(t)
			if got := w.load(1000).selected; !maps.Equal(got, want) {
				t.Errorf("the versions in force are\n%v, by the go command\n%v of\n%s", got, want, w["main"])
			}
		})
	}
}

// generate makes modules of which each asks for some that come after it, as the
// main module does.
func generate(rnd *rand.Rand) world {
	const modules, versions = 12, 3
	name := func(i int) string { return fmt.Sprintf("m%d.example/m", i) }
	goMod := func(path string, first, n int) string {
		text := fmt.Sprintf("module %s\n\ngo %s\n", path, []string{"1.16", "1.17", "1.20"}[rnd.IntN(3)])
		for i := first; i < modules && n > 0; i++ {
			if rnd.IntN(3) == 0 {
				text += fmt.Sprintf("\nrequire %s v1.%d.0\n", name(i), rnd.IntN(versions))
				n--
			}
		}
		return text
	}
	w := world{"main": goMod("main.example", 0, 5)}
	for i := range modules {
		for v := range versions {
			w[fmt.Sprintf("%s@v1.%d.0", name(i), v)] = goMod(name(i), i+1, 3)
		}
	}
	return w
}

// list returns what go list -m all says of the world, which is served by a
// proxy of files, and puts the main module's go.mod into the state in which the
// go command accepts it.
func (w world) list(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	proxy, main := filepath.Join(dir, "proxy"), filepath.Join(dir, "main")
	for key, text := range w {
		path, version, ok := strings.Cut(key, "@")
		if !ok {
			write(t, filepath.Join(main, "go.mod"), text)
			continue
		}
		base := filepath.Join(proxy, filepath.FromSlash(path), "@v", version)
		write(t, base+".mod", text)
		write(t, base+".info", fmt.Sprintf(`{"Version":%q}`, version))
	}
	cmd := exec.Command("go", "list", "-mod=mod", "-modcacherw", "-m", "all")
	cmd.Dir = main
	cmd.Env = append(os.Environ(), "GOPROXY=file://"+filepath.ToSlash(proxy), "GOSUMDB=off", "GOFLAGS=", "GOWORK=off", "GOENV=off",
		"GOTOOLCHAIN=local", "GO111MODULE=on", "GOPRIVATE=", "GONOPROXY=none", "GOMODCACHE="+filepath.Join(dir, "cache"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	tidied, err := os.ReadFile(filepath.Join(main, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	w["main"] = string(tidied)
	versions := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if path, version, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			versions[path] = version
		}
	}
	return versions
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
