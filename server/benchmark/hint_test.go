package benchmark

import (
	"testing"
	"time"
)

// BenchmarkInlayHints measures the time from the request for the inlay hints
// of a whole go.mod of 500 requirements, each of which gets one, to the answer.
// The metric x-floor is that time as a multiple of the floor's.
func BenchmarkInlayHints(b *testing.B) {
	dir := b.TempDir()
	text := goMod(500)
	own := start(b, "modroute", dir, text, map[string]any{"inlayHints": "all"})
	floor := start(b, "floor", dir, text, nil)
	for range 20 { // warm up
		own.hints(b)
		floor.hints(b)
	}
	var ownTime, floorTime time.Duration
	for b.Loop() {
		floorTime += floor.hints(b)
		ownTime += own.hints(b)
	}
	b.ReportMetric(ownTime.Seconds()/floorTime.Seconds(), "x-floor")
	b.ReportMetric(ownTime.Seconds()*1e6/float64(b.N), "µs/request")
}

// hints asks for all inlay hints.
func (p *process) hints(b *testing.B) time.Duration {
	b.Helper()
	var hints []struct{}
	params := map[string]any{
		"textDocument": map[string]any{"uri": p.uri},
		"range":        map[string]any{"start": map[string]any{"line": 0, "character": 0}, "end": map[string]any{"line": 1000, "character": 0}},
	}
	begin := time.Now()
	if err := p.client.Call("textDocument/inlayHint", params, &hints); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begin)
	if len(hints) != 500 {
		b.Fatalf("%d hints", len(hints))
	}
	return took
}
