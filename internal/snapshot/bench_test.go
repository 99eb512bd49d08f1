package snapshot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"

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
