package snapshot_test

import (
	"archive/zip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

// A sumCase is a module, or a workspace of two, with what its go.sum files say.
type sumCase struct {
	work              bool
	workSum, own, sum string // go.work.sum; the go.sum of the module, and of the other one
}

// sumCases combine lines of go.sum for lib.test/lib v1.0.0: good ones, ones with
// another hash, and ones that the go command cannot read. good is what it writes
// itself.
func sumCases(good string) []sumCase {
	zip, mod, _ := strings.Cut(strings.TrimSpace(good), "\n")
	bad := func(line string) string {
		return line[:strings.Index(line, "h1:")] + "h1:" + strings.Repeat("A", 43) + "="
	}
	lines := []string{zip, mod, bad(zip), bad(mod), "lib.test/lib v1.0.0 h2:x", "", "lib.test/lib v1.0.0", "<<<<<<< HEAD", "a v1.0.0 h1:x y",
		"lib.test/lib v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY="}
	var all []sumCase
	for _, first := range lines {
		for _, second := range lines {
			own := first + "\n" + second + "\n"
			if !strings.Contains(own, mod) && !strings.Contains(own, bad(mod)) {
				// Else the go command writes the file anew, sorted, before it looks at the zip.
				own += mod + "\n"
			}
			all = append(all, sumCase{own: own})
		}
	}
	texts := []string{"", good, bad(zip) + "\n" + mod + "\n", "lib.test/lib\n"}
	for _, workSum := range texts {
		for _, own := range texts {
			for _, other := range texts {
				all = append(all, sumCase{true, workSum, own, other})
			}
		}
	}
	return all
}

// What is said of go.sum is what the real go command says.
func TestGoSumAsTheGoCommand(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	cache, good := filledCache(t, goTool)
	refused := make(map[string]int)
	for i, c := range sumCases(good) {
		root := t.TempDir()
		c.write(t, root)
		got := c.predict(t, root, cache)
		want := c.runGo(t, goTool, root, cache)
		code, _, _ := strings.Cut(want, ":")
		refused[code]++
		said := slices.ContainsFunc(got, func(d string) bool { return strings.HasPrefix(d, want) })
		if want == "" {
			said = len(got) == 0
		}
		if !said {
			t.Errorf("case %d %+v:\nreported\n\t%s\nthe go command says\n\t%s", i, c, strings.Join(got, "\n\t"), want)
		}
	}
	if refused[""] < 10 || refused["go-sum-mismatch"] < 10 || refused["malformed-go-sum"] < 10 {
		t.Errorf("the cases are of few kinds, and prove little: %v", refused)
	}
}

// filledCache returns a module cache that holds lib.test/lib v1.0.0, and the
// lines that the go command writes into go.sum for it.
func filledCache(t *testing.T, goTool string) (cache, good string) {
	t.Helper()
	root := unpack(t, "-- proxy/lib.test/lib/@v/v1.0.0.info --\n{\"Version\":\"v1.0.0\"}\n-- proxy/lib.test/lib/@v/v1.0.0.mod --\nmodule lib.test/lib\n"+
		"-- m/go.mod --\nmodule m.test/m\n\ngo 1.24\n\nrequire lib.test/lib v1.0.0\n")
	file, err := os.Create(filepath.Join(root, "proxy/lib.test/lib/@v/v1.0.0.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	for name, text := range map[string]string{"go.mod": "module lib.test/lib\n", "lib.go": "package lib\n"} {
		if w, err := archive.Create("lib.test/lib@v1.0.0/" + name); err != nil {
			t.Fatal(err)
		} else if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	cache = t.TempDir()
	if out := goIn(goTool, filepath.Join(root, "m"), cache, "file://"+filepath.ToSlash(root)+"/proxy", "mod", "download", "lib.test/lib"); out != "" {
		t.Fatalf("no file proxy here: %s", out)
	}
	text, err := os.ReadFile(filepath.Join(root, "m", "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	return cache, string(text)
}

// goIn runs the go command and returns what it prints if it fails.
func goIn(goTool, dir, cache, goproxy string, args ...string) string {
	cmd := exec.Command(goTool, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY="+goproxy, "GOMODCACHE="+cache, "GOFLAGS=-modcacherw", "GOSUMDB=off", "GOENV=off", "GOTOOLCHAIN=local",
		"GOWORK=", "GO111MODULE=on", "GOPRIVATE=", "GONOPROXY=none", "GONOSUMDB=none")
	if out, err := cmd.CombinedOutput(); err != nil {
		return string(out)
	}
	return ""
}

func (c sumCase) write(t *testing.T, root string) {
	t.Helper()
	const mod = "\n\ngo 1.24\n\nrequire lib.test/lib v1.0.0\n"
	files := map[string]string{"m/go.mod": "module m.test/m" + mod, "m/go.sum": c.own}
	if c.work {
		files["go.work"], files["go.work.sum"] = "go 1.24\n\nuse ./m\nuse ./n\n", c.workSum
		files["n/go.mod"], files["n/go.sum"] = "module n.test/n"+mod, c.sum
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// runGo returns what "go mod download" refuses, as predict does, from its code
// on; "" if nothing.
func (c sumCase) runGo(t *testing.T, goTool, root, cache string) string {
	t.Helper()
	said := goIn(goTool, filepath.Join(root, "m"), cache, "off", "mod", "download")
	first, rest, _ := strings.Cut(said, "\n")
	switch {
	case said == "":
		return ""
	case first == "malformed go.sum:":
		return "malformed-go-sum: " + strings.TrimSpace(rest)
	case strings.HasSuffix(first, ": checksum mismatch"):
		return "go-sum-mismatch: " + strings.TrimPrefix(first, "verifying ")
	}
	t.Fatalf("%+v: %s", c, said)
	return ""
}

// predict returns the errors about go.sum, the part that the go command says in
// front.
func (c sumCase) predict(t *testing.T, root, cache string) []string {
	t.Helper()
	var found []string
	for _, d := range open(t, root, "m/go.mod", map[string]string{"GOMODCACHE": cache}, trusted).Complete(t.Context()).Diagnostics {
		text := d.Message
		switch d.Code {
		case "malformed-go-sum":
			_, text, _ = strings.Cut(text, "malformed go.sum: ")
		case "go-sum-mismatch":
			_, text, _ = strings.Cut(text, "refuses ")
		}
		if d.Severity == analysis.Error {
			found = append(found, fmt.Sprintf("%s: %s", d.Code, text))
		}
	}
	return found
}
