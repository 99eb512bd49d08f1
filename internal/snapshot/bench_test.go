package snapshot_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/sumdb/dirhash"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// bigGoMod is a go.mod of n requirements as large projects have them: most on
// a forge, some elsewhere, half of them indirect.
func bigGoMod(n int) string {
	var b strings.Builder
	b.WriteString("module example.com/big\n\ngo 1.26\n\nrequire (\n")
	hosts := []string{"github.com/org%d/repo%d", "golang.org/x/mod%d%d", "k8s.io/part%d%d", "git.corp.example.com/team%d/lib%d", "gopkg.in/pkg%d%d.v1"}
	for i := range n {
		path := fmt.Sprintf(hosts[i%len(hosts)], i%37, i)
		version := fmt.Sprintf("v1.%d.%d", i%20, i%7)
		if i%3 == 0 {
			version = fmt.Sprintf("v0.0.0-20260102%06d-0123456789ab", i)
		}
		if strings.HasSuffix(path, ".v1") && i%3 == 0 {
			version = "v1.0.0"
		}
		indirect := ""
		if i%2 == 0 {
			indirect = " // indirect"
		}
		fmt.Fprintf(&b, "\t%s %s%s\n", path, version, indirect)
	}
	b.WriteString(")\n")
	return b.String()
}

func defaultEnv(goproxy string, extra map[string]string) *goenv.Environment {
	set := map[string]goenv.Setting{
		"GOPROXY": {Value: goproxy, Origin: goenv.GOROOT}, "GOSUMDB": {Value: "sum.golang.org", Origin: goenv.GOROOT},
		"GOTOOLCHAIN": {Value: "auto", Origin: goenv.GOROOT},
	}
	for name, value := range extra {
		set[name] = goenv.Setting{Value: value, Origin: goenv.GOROOT}
	}
	return goenv.Merge([]goenv.Layer{{Origin: goenv.GOROOT, Settings: set}}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
}

// BenchmarkSnapshot measures what one edit costs: reading the text, all routes
// and all analyzers of a go.mod with 500 requirements. The metric x-modfile is
// its time as a multiple of modfile.Parse on the same text, in the same run.
func BenchmarkSnapshot(b *testing.B) {
	text := bigGoMod(500)
	for _, env := range []struct {
		name string
		env  *goenv.Environment
	}{
		{"default", defaultEnv("https://proxy.golang.org,direct", nil)},
		{"company", defaultEnv("https://goproxy.corp.example.com,https://proxy.golang.org,direct", map[string]string{
			"GOPRIVATE": "*.corp.example.com,github.com/org1,github.com/org2", "GONOPROXY": "none"})},
		{"leaking", defaultEnv("https://proxy.golang.org,direct", map[string]string{"GONOSUMDB": "git.corp.example.com"})},
	} {
		b.Run(env.name, func(b *testing.B) {
			folder := snapshot.Open(b.TempDir(), env.env, snapshot.Disk(nil, true), snapshot.Options{Trusted: true})
			var parse time.Duration
			for b.Loop() {
				folder.Snapshot(gomod.Parse("go.mod", text))

				b.StopTimer()
				start := time.Now()
				if _, err := modfile.Parse("go.mod", []byte(text), nil); err != nil {
					b.Fatal(err)
				}
				parse += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/parse.Seconds(), "x-modfile")
		})
	}
}

// warmCache writes a module cache that holds everything a go.mod requires, and
// returns it with the go.sum that agrees.
func warmCache(b *testing.B, text string) (dir, sum string) {
	b.Helper()
	dir = b.TempDir()
	const zip = "h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg="
	var lines strings.Builder
	for _, r := range gomod.Parse("go.mod", text).Require {
		path, version := r.Path.Value, r.Version.Value
		mod := "module " + path + "\n\ngo 1.26\n"
		hash, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(mod)), nil })
		if err != nil {
			b.Fatal(err)
		}
		base := filepath.Join(dir, "cache", "download", filepath.FromSlash(path), "@v")
		if err := os.MkdirAll(base, 0o777); err != nil {
			b.Fatal(err)
		}
		for ext, data := range map[string]string{".info": "{}", ".mod": mod, ".zip": "", ".ziphash": zip} {
			if err := os.WriteFile(filepath.Join(base, version+ext), []byte(data), 0o666); err != nil {
				b.Fatal(err)
			}
		}
		fmt.Fprintf(&lines, "%s %s %s\n%s %s/go.mod %s\n", path, version, zip, path, version, hash)
	}
	return dir, lines.String()
}

// BenchmarkComplete measures what the slow analyzers cost after an edit, with
// all of 500 requirements in the module cache and in go.sum: x-modfile is its
// time as a multiple of modfile.Parse.
func BenchmarkComplete(b *testing.B) {
	text := bigGoMod(500)
	cache, sum := warmCache(b, text)
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), []byte(sum), 0o666); err != nil {
		b.Fatal(err)
	}
	env := defaultEnv("https://proxy.golang.org,direct", map[string]string{"GOMODCACHE": cache})
	folder := snapshot.Open(dir, env, snapshot.Disk(nil, true), trusted)
	folder.Snapshot(gomod.Parse("go.mod", text)).Complete(b.Context()) // fills the memory
	var parse time.Duration
	for b.Loop() {
		b.StopTimer()
		s := folder.Snapshot(gomod.Parse("go.mod", text))
		start := time.Now()
		if _, err := modfile.Parse("go.mod", []byte(text), nil); err != nil {
			b.Fatal(err)
		}
		parse += time.Since(start)
		b.StartTimer()
		if c := s.Complete(b.Context()); len(c.Diagnostics) > 0 {
			b.Fatal(c.Diagnostics[0])
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/parse.Seconds(), "x-modfile")
}
