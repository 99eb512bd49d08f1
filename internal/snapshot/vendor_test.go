package snapshot_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// A vendorCase is a module, or a workspace, with a vendor/modules.txt.
type vendorCase struct {
	mod, list  string
	work, lib  string // the texts of a go.work beside it, and of lib/go.mod
	modVendor  bool   // GOFLAGS=-mod=vendor
	noVendor   bool   // there is no vendor directory
	atWorkFile bool   // the go.work is what is looked at
}

// vendorCases combine go lines, requirements, replaces and what modules.txt
// says of them.
func vendorCases() []vendorCase {
	var all []vendorCase
	const need = "require x.test/a v1.0.0\n"
	mods := []string{"", need, need + "require x.test/b v1.2.0 // indirect\n", need + "replace x.test/a => ../a\n",
		need + "replace x.test/a v1.0.0 => ../a\n", need + "replace x.test/a => x.test/fork v1.1.0\n", need + "replace x.test/c => ../c\n",
		need + "replace (\n\tx.test/a => ../a\n\tx.test/a v1.0.0 => ../other\n)\n", need + "replace m.test/m => ../m\n"}
	const a = "# x.test/a v1.0.0"
	lists := []string{"", a + "\n## explicit\nx.test/a\n", a + "\nx.test/a\n", a + "\n## explicit; go 1.20\n", "# x.test/a v1.0.1\n## explicit\nx.test/a\n",
		a + " => ../a\n## explicit\nx.test/a\n", a + "\n## explicit\nx.test/a\n# x.test/a => ../a\n", a + " => ../a\n## explicit\nx.test/a\n# x.test/a => ../a\n",
		a + " => x.test/fork v1.1.0\n## explicit\nx.test/a\n# x.test/a => x.test/fork v1.1.0\n", a + "\n##explicit\n## go 1.20;explicit\nx.test/a\n# x.test/b v1.2.0\n## explicit\nx.test/b\n",
		a + "\n## explicit\nx.test/a\n# x.test/c => ../c\n# odd line here\n## explicit\nx.test/odd\n", a + " => ../a b\n## explicit\nnot a package\n"}
	for _, mod := range mods {
		for _, list := range lists {
			all = append(all, vendorCase{mod: "module m.test/m\n\ngo 1.26\n\n" + mod, list: list})
		}
		all = append(all,
			vendorCase{mod: "module m.test/m\n\ngo 1.13\n\n" + mod, list: lists[2], modVendor: true},
			vendorCase{mod: "module m.test/m\n\ngo 1.13\n\n" + mod, list: lists[4], modVendor: true},
			vendorCase{mod: "module m.test/m\n\n" + mod, list: lists[4], modVendor: true},
			vendorCase{mod: "module m.test/m\n\ngo 1.26\n\n" + mod, noVendor: true, modVendor: true})
	}
	work := "go 1.26\n\nuse .\nuse ./lib\n"
	const lib = "module l.test/lib\n\ngo 1.26\n\nrequire x.test/d v1.0.0\n\nreplace x.test/d => ../d\n"
	d := "# x.test/d v1.0.0 => ./d\n## explicit\nx.test/d\n# x.test/d => ./d\n"
	for _, list := range append(lists, lists[1]+d, lists[1]+strings.ReplaceAll(d, "./d", "../d"), lists[1]+d+"# x.test/w => ./w\n") {
		for _, replace := range []string{"", "replace x.test/w => ./w\n", "replace x.test/a => ./a\n"} {
			for _, at := range []bool{false, true} {
				all = append(all, vendorCase{mod: "module m.test/m\n\ngo 1.26\n\n" + need, lib: lib, work: work + replace, list: "## workspace\n" + list, atWorkFile: at})
			}
		}
	}
	return all
}

// What is said of vendor directories is what the real go command says.
func TestVendorAsTheGoCommand(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	stale := 0
	for i, c := range vendorCases() {
		root := t.TempDir()
		dir := filepath.Join(root, "m")
		c.write(t, dir)
		want := c.runGo(t, goTool, dir)
		got := c.predict(t, dir)
		if len(want) > 0 {
			stale++
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("case %d %+v:\npredicted\n\t%s\nthe go command says\n\t%s", i, c, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
	if total := len(vendorCases()); stale < total/4 || stale > total*99/100 {
		t.Errorf("%d of %d cases are stale: they prove little", stale, total)
	}
}

func (c vendorCase) write(t *testing.T, dir string) {
	t.Helper()
	files := map[string]string{"go.mod": c.mod, "m.go": "package m\n"}
	if c.work != "" {
		files["go.work"], files["lib/go.mod"], files["lib/lib.go"] = c.work, c.lib, "package lib\n"
	}
	if !c.noVendor {
		files["vendor/modules.txt"] = c.list
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func (c vendorCase) goflags() string {
	if c.modVendor {
		return "-mod=vendor"
	}
	return ""
}

// runGo returns what "go list" says of the vendor directory, as far as a
// finding does.
func (c vendorCase) runGo(t *testing.T, goTool, dir string) []string {
	t.Helper()
	cmd := exec.Command(goTool, "list", "-e", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS="+c.goflags(), "GOENV=off", "GOTOOLCHAIN=local", "GOWORK=", "GO111MODULE=on")
	out, _ := cmd.CombinedOutput() // what it says is compared
	_, list, found := strings.Cut(string(out), "go: inconsistent vendoring in "+dir+":\n")
	if !found {
		return nil
	}
	list, _, _ = strings.Cut(list, "\n\n")
	var lines []string
	for line := range strings.Lines(list + "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return abridged(lines)
}

// abridged is how a finding shows many lines.
func abridged(lines []string) []string {
	if n := len(lines); n > 3 {
		return append(lines[:3:3], fmt.Sprintf("and %d more", n-3))
	}
	return lines
}

// predict returns the lines of the finding.
func (c vendorCase) predict(t *testing.T, dir string) []string {
	t.Helper()
	set := map[string]goenv.Setting{"GOPROXY": {Value: "off", Origin: goenv.GOROOT}}
	if flags := c.goflags(); flags != "" {
		set["GOFLAGS"] = goenv.Setting{Value: flags, Origin: goenv.GOROOT}
	}
	env := goenv.Merge([]goenv.Layer{{Origin: goenv.GOROOT, Settings: set}}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
	name, text := "go.mod", c.mod
	if c.atWorkFile {
		name, text = "go.work", c.work
	}
	s := snapshot.Open(dir, env, snapshot.Disk(nil, true), trusted).Snapshot(gomod.Parse(filepath.Join(dir, name), text)).Complete(context.Background())
	for _, d := range s.Diagnostics {
		if d.Code == "stale-vendor" {
			_, list, _ := strings.Cut(d.Message, "inconsistent vendoring in "+dir+": ")
			list, _, _ = strings.Cut(list, ". Run \"")
			return strings.Split(list, "; ")
		}
	}
	return nil
}
