package benchmark

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"golang.org/x/mod/modfile"
)

// BenchmarkHover measures a hover over a line of a go.mod of 500 requirements
// whose go.mod files are in the module cache, as a multiple of the floor's, the
// two being asked in turn. The metric µs/first is that of the first one, which
// has the module graph read.
func BenchmarkHover(b *testing.B) {
	dir := b.TempDir()
	text := goMod(500)
	fillCache(b, dir, text)
	own := start(b, "modroute", dir, text, nil)
	floor := start(b, "floor", dir, text, nil)
	first := own.hover(b, 250)
	for line := range 100 { // warm up
		own.hover(b, 6+line)
		floor.hover(b, 6+line)
	}
	var ownTime, floorTime time.Duration
	n := 0
	for b.Loop() {
		line := 6 + n%490
		n++
		floorTime += floor.hover(b, line)
		ownTime += own.hover(b, line)
	}
	b.ReportMetric(first.Seconds()*1e6, "µs/first")
	b.ReportMetric(ownTime.Seconds()/floorTime.Seconds(), "x-floor")
	b.ReportMetric(ownTime.Seconds()*1e6/float64(b.N), "µs/hover")
}

// hover hovers over a line and returns how long that took.
func (p *process) hover(b *testing.B, line int) time.Duration {
	b.Helper()
	began := time.Now()
	h, err := p.client.HoverAt(p.uri, lspclient.Position{Line: line, Character: 10})
	took := time.Since(began)
	if err != nil || h == nil || h.Contents.Value == "" {
		b.Fatalf("line %d: %+v, %v", line, h, err)
	}
	return took
}

// fillCache puts the go.mod files of what a go.mod requires into the module
// cache of a home directory. Each asks for what the one after it asks for.
func fillCache(b *testing.B, home, text string) {
	b.Helper()
	file, err := modfile.Parse("go.mod", []byte(text), nil)
	if err != nil {
		b.Fatal(err)
	}
	for i, r := range file.Require {
		mod := fmt.Sprintf("module %s\n\ngo 1.21\n", r.Mod.Path)
		for _, next := range file.Require[i+1 : min(i+20, len(file.Require))] {
			mod += fmt.Sprintf("\nrequire %s %s\n", next.Mod.Path, next.Mod.Version)
		}
		base := filepath.Join(home, "go", "pkg", "mod", "cache", "download", filepath.FromSlash(r.Mod.Path), "@v")
		if err := os.MkdirAll(base, 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(base, r.Mod.Version+".mod"), []byte(mod), 0o666); err != nil {
			b.Fatal(err)
		}
	}
}
