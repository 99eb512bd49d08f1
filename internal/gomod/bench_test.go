package gomod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/modfile"
)

// largeFile returns a go.mod with n requirements of the usual kinds.
func largeFile(n int) string {
	var b strings.Builder
	b.WriteString("module example.com/large\n\ngo 1.26\n\nrequire (\n")
	for i := range n {
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "\tgithub.com/owner%d/repository-%d v1.%d.%d\n", i, i, i%50, i%7)
		case 1:
			fmt.Fprintf(&b, "\tgolang.org/x/module%d v0.0.0-20250102030405-0123456789ab // indirect\n", i)
		case 2:
			fmt.Fprintf(&b, "\tgithub.com/owner%d/repository/v%d v%d.0.0-rc.1 // indirect\n", i, i%9+2, i%9+2)
		case 3:
			fmt.Fprintf(&b, "\tgit.corp.example.com/team%d/lib v2.%d.0+incompatible\n", i, i%30)
		}
	}
	b.WriteString(")\n\nreplace git.corp.example.com/team3/lib => ../lib\n")
	return b.String()
}

// BenchmarkParse reports the time as a part of what modfile.Parse needs for
// the same file in the same run.
func BenchmarkParse(b *testing.B) {
	text := largeFile(500)
	data := []byte(text)
	var reference time.Duration
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Parse("go.mod", text)

		b.StopTimer()
		start := time.Now()
		if _, err := modfile.Parse("go.mod", data, nil); err != nil {
			b.Fatal(err)
		}
		reference += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(reference), "×modfile")
}

func BenchmarkParseSum(b *testing.B) {
	var sum strings.Builder
	for i := range 1500 {
		version := fmt.Sprintf("github.com/owner%04d/repository v1.%d.0", i, i%50)
		fmt.Fprintf(&sum, "%s h1:%s=\n%[1]s/go.mod h1:%[2]s=\n", version, strings.Repeat("a", 43))
	}
	text := sum.String()
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		ParseSum("go.sum", text)
	}
}

func BenchmarkSumHas(b *testing.B) {
	var sum strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&sum, "github.com/owner%04d/repository v1.0.0 h1:x=\n", i)
	}
	s := ParseSum("go.sum", sum.String())
	b.ReportAllocs()
	for b.Loop() {
		s.Has("github.com/owner0777/repository", "v1.0.0")
	}
}
