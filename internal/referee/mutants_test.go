package referee

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is a mistake planted in package route: old is replaced by new in one
// of its files, where it must stand exactly once.
type mutant struct {
	name, file, old, new string
}

var mutants = []mutant{
	{"a pipe moves on no further than a comma", "proxylist.go",
		`next = OnAnyError`,
		`next = OnNotFound`},
	{"entries of GOPROXY keep their blanks", "proxylist.go",
		`entry = strings.TrimSpace(entry)`,
		`entry = strings.Clone(entry)`},
	{"an entry without a scheme is completed with http", "proxylist.go",
		`entry = "https://" + entry`,
		`entry = "http://" + entry`},
	{"GOPROXY=off beats GONOPROXY", "resolve.go",
		`private := p.noProxy.match(path); private != nil {`,
		`private := p.noProxy.match(path); private != nil && p.list.hops[0].Kind != HopOff {`},
	{"GONOPROXY adds to GOPRIVATE only", "policy.go",
		`p.compilePatterns("GONOPROXY", "private")`,
		`p.compilePatterns("GOPRIVATE", "private")`},
	{"patterns match the replaced module", "resolve.go",
		`p.fetch(&r, path, version)`,
		`p.fetch(&r, req.Path, version)`},
	{"a go.mod's replacement beats go.work's", "resolve.go",
		`return a.Work`,
		`return b.Work`},
	{"a replacement of all versions beats that of one", "resolve.go",
		`return a.OldVersion != "" && b.OldVersion == ""`,
		`return a.OldVersion == "" && b.OldVersion != ""`},
	{"vendor directories count from go 1.17 on", "resolve.go",
		`"go1.14") < 0`,
		`"go1.17") < 0`},
	{"GONOPROXY decides about the checksum database too", "sumdb.go",
		`p.noSumDB.match(path)`,
		`p.noProxy.match(path)`},
	{"the database's alias is asked through proxies", "sumdb.go",
		`"sum.golang.org https://sum.golang.google.cn"`,
		`"sum.golang.org"`},
	{"the database itself is asked after any failure", "sumdb.go",
		`len(via) > 0 && hops[len(hops)-1].Kind != HopDirect {`,
		`len(via) > 0 && hops[len(hops)-1].Kind == HopDirect {`},
	{"paths are sent unescaped", "requests.go",
		`escaped, _ := module.EscapePath(path)`,
		`escaped, _ := path, module.CheckPath(path)`},
	{"a module of the workspace is fetched whole", "requests.go",
		`return []string{mod}`,
		`return []string{zip, mod}`},
	{"go get goes by go.work", "types.go",
		`class == Update && ws.Alone != nil`,
		`class == Build && ws.Alone != nil`},
	{"a repository on a known host has one element", "direct.go",
		`return hostedRepo(path, host, 3, vcsNames)`,
		`return hostedRepo(path, host, 2, vcsNames)`},
	{"a public module may use every version control", "govcs.go",
		`{"public", []string{"git", "hg"}}`,
		`{"public", []string{"all"}}`},
}

// TestMutants plants mistakes in copies of package route: the comparison with
// the go command must catch every one of them.
func TestMutants(t *testing.T) {
	if testing.Short() {
		t.Skip("the mistakes need many cases to be caught")
	}
	cases := readCases(t, "fixed")
	for i := range 300 {
		cases = append(cases, generate(1, i))
	}
	trials := decide(t, caseDir(t), goroot(t, "local"), cases)
	for i, a := range predictions(t, predictor(t), trials) {
		if trials[i].difference(&a) != "" {
			trials[i] = nil // TestReferee and TestFixed tell of it
		}
	}
	trials = withoutNil(trials)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			caught := 0
			for i, a := range predictions(t, m.predictor(t), trials) {
				if trials[i].difference(&a) != "" {
					caught++
				}
			}
			if caught == 0 {
				t.Errorf("%d cases do not catch the mistake", len(trials))
			}
			t.Logf("%d of %d cases catch it", caught, len(trials))
		})
	}
}

func withoutNil(trials []*trial) []*trial {
	var some []*trial
	for _, tr := range trials {
		if tr != nil {
			some = append(some, tr)
		}
	}
	return some
}

// predictor builds a predictor with the mistake.
func (m *mutant) predictor(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	original, err := filepath.Abs(filepath.Join("..", "route", m.file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		t.Fatalf("route/%s has %q %d times, not once: write the mistake anew", m.file, m.old, n)
	}
	changed := filepath.Join(dir, m.file)
	if err := os.WriteFile(changed, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		t.Fatal(err)
	}
	overlayFile := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "predictor.exe")
	if err := buildPredictor(file, overlayFile); err != nil {
		t.Fatal(err)
	}
	return file
}
