package benchmark

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkInitialize measures the time from the start of the process to its
// answer to initialize. The metric x-floor is that time as a multiple of the
// floor's, the two being started in turn. Both are medians, which a machine that
// does other things as well changes least.
func BenchmarkInitialize(b *testing.B) {
	dir := b.TempDir()
	times := map[string][]time.Duration{}
	for b.Loop() {
		for _, role := range []string{"floor", "modroute"} {
			p := start(b, role, dir, "module example.com/m\n", nil)
			times[role] = append(times[role], p.took)
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
		}
	}
	own := median(times["modroute"])
	b.ReportMetric(own.Seconds()/median(times["floor"]).Seconds(), "x-floor")
	b.ReportMetric(own.Seconds()*1e6, "µs/initialize")
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
