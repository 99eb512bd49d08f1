// Package benchmark measures the server as an editor meets it: a process of
// its own, over its standard streams.
package benchmark

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
)

var floorCommand = flag.String("floor", "", "measure against this server program instead of the built-in floor")

// roleVariable makes the test program be a server.
const roleVariable = "MODROUTE_BENCHMARK_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "modroute":
		os.Exit(server.Serve(context.Background(), os.Stdin, os.Stdout, server.Options{Environ: os.Environ()}))
	case "floor":
		runFloor()
	default:
		os.Exit(m.Run())
	}
}

// BenchmarkEdit measures the time from a didChange, one character typed in a
// go.mod of 500 requirements, to the diagnostics published for it. The metric
// x-floor is that time as a multiple of the floor's, the two being asked in
// turn in the same run. MB-resident is modroute's memory after 1,000 edits.
func BenchmarkEdit(b *testing.B) {
	dir := b.TempDir()
	text := goMod(500)
	own := start(b, "modroute", dir, text, nil)
	floor := start(b, "floor", dir, text, nil)
	for range 20 { // warm up
		own.edit(b)
		floor.edit(b)
	}
	var ownTime, floorTime time.Duration
	for b.Loop() {
		floorTime += floor.edit(b)
		ownTime += own.edit(b)
	}
	b.ReportMetric(ownTime.Seconds()/floorTime.Seconds(), "x-floor")
	b.ReportMetric(ownTime.Seconds()*1e6/float64(b.N), "µs/edit")
	for own.version < 1000 {
		own.edit(b)
	}
	if mb, ok := own.resident(); ok {
		b.ReportMetric(mb, "MB-resident")
	}
}

// goMod is a go.mod of n requirements, all public, as in Go's default
// environment: there is nothing to report.
func goMod(n int) string {
	var b strings.Builder
	b.WriteString("module example.com/big\n\ngo 1.26\n\nrequire (\n")
	for i := range n {
		fmt.Fprintf(&b, "\tgithub.com/org%d/repository%d v1.%d.%d // indirect\n", i%37, i, i%20, i%7)
	}
	b.WriteString(")\n")
	return b.String()
}

// A process is a server with one document open.
type process struct {
	cmd     *exec.Cmd
	client  *lspclient.Client
	took    time.Duration // from its start to its answer to initialize
	uri     string
	version int
}

// start starts a server, with initialization options, and opens text as the
// go.mod of dir.
func start(b *testing.B, role, dir, text string, options map[string]any) *process {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self)
	if role == "floor" && *floorCommand != "" {
		cmd = exec.Command(*floorCommand)
	}
	cmd.Env = append(os.Environ(), roleVariable+"="+role, "GOENV=off", "HOME="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = io.Discard
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	p := &process{cmd: cmd, client: lspclient.New(out, in), uri: "file://" + filepath.ToSlash(filepath.Join(dir, "go.mod")), version: 1}
	params := map[string]any{"processId": os.Getpid(), "rootUri": "file://" + filepath.ToSlash(dir), "capabilities": map[string]any{
		"textDocument": map[string]any{"inlayHint": map[string]any{"resolveSupport": map[string]any{"properties": []string{"tooltip"}}}},
	}, "initializationOptions": options}
	if err := p.client.Call("initialize", params, nil); err != nil {
		b.Fatal(err)
	}
	p.took = time.Since(began)
	if err := p.client.Notify("initialized", map[string]any{}); err != nil {
		b.Fatal(err)
	}
	if err := p.client.Open(p.uri, "go.mod", text); err != nil {
		b.Fatal(err)
	}
	p.wait(b)
	return p
}

func (p *process) wait(b *testing.B) {
	b.Helper()
	if _, err := p.client.Diagnostics(p.uri, p.version); err != nil {
		b.Fatal(err)
	}
}

// edit types a character into a comment in the middle of the file, and waits
// for the diagnostics of that version.
func (p *process) edit(b *testing.B) time.Duration {
	b.Helper()
	at := lspclient.Position{Line: 250, Character: len("\tgithub.com/")}
	r := lspclient.Range{Start: at, End: at}
	text := "x"
	if p.version%2 == 0 { // take it away again
		r.End.Character++
		text = ""
	}
	p.version++
	begin := time.Now()
	if err := p.client.Change(p.uri, p.version, &r, text); err != nil {
		b.Fatal(err)
	}
	p.wait(b)
	return time.Since(begin)
}

// resident is the process's resident memory in MB, where the system tells.
func (p *process) resident() (mb float64, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kb float64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		return 0, false
	}
	return kb / 1024, true
}
