package conformance

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
	"go.lsp.dev/uri"
)

type object = map[string]any

// patience bounds what a test waits for.
const patience = 60 * time.Second

// A session is a server in this process and a client connected to it. When the
// test ends, so has the server: without a panic, without a goroutine left, and
// without ever having said what the protocol does not allow.
type session struct {
	*lspclient.Client
	t        testing.TB
	dir      string // the workspace
	log      *buffer
	received *buffer // by the client
	sent     *buffer
	input    io.Closer
	output   *gate
	exit     chan int
	pulls    bool // whether diagnostics are pulled
}

// A gate is a reader that can be held up.
type gate struct {
	io.Reader
	mu   sync.Mutex
	held chan struct{} // nil if nothing is held
}

func (g *gate) hold() (release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	held := make(chan struct{})
	g.held = held
	return func() { close(held) }
}

func (g *gate) Read(p []byte) (int, error) {
	g.mu.Lock()
	held := g.held
	g.mu.Unlock()
	if held != nil {
		<-held
	}
	return g.Reader.Read(p)
}

// A buffer may be written and read at once.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.b.Bytes())
}

// connect starts a server. Unless recorded, what the connection carries is not
// kept and not checked: for tests that send very much.
func connect(t testing.TB, recorded bool) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir(), log: &buffer{}, exit: make(chan int, 1)}
	home := t.TempDir()
	options := server.Options{
		Environ: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home, "GOENV=" + filepath.Join(home, "goenv"),
			"GOPROXY=https://proxy.golang.org,direct", "GOMODCACHE=" + filepath.Join(home, "cache")},
		Version: "test", Log: log.New(s.log, "", 0),
	}
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	s.input = toServer
	var in io.Reader = fromClient
	var out io.Writer = toClient
	if recorded {
		s.sent, s.received = &buffer{}, &buffer{}
		in, out = io.TeeReader(in, s.sent), io.MultiWriter(s.received, out)
	}
	go func() {
		s.exit <- server.Serve(context.Background(), in, out, options)
		toClient.Close()
	}()
	s.output = &gate{Reader: fromServer}
	s.Client = lspclient.New(s.output, toServer)
	// A test that waits in vain fails by the end of the connection.
	watchdog := time.AfterFunc(patience, func() {
		s.log.Write([]byte("the test has waited in vain\n"))
		toServer.Close()
	})
	t.Cleanup(func() {
		watchdog.Stop()
		s.finish()
	})
	return s
}

// finish ends the session and checks what there is to check of each.
func (s *session) finish() {
	s.input.Close()
	select {
	case <-s.exit:
	case <-time.After(patience):
		s.t.Error("the server does not end")
		return
	}
	if logged := string(s.log.Bytes()); strings.Contains(logged, "panic") || s.t.Failed() {
		s.t.Errorf("the server's log:\n%s", logged)
	}
	if stack := leftBehind(); stack != "" {
		s.t.Errorf("a goroutine is left behind:\n%s", stack)
	}
	if s.received != nil {
		for _, fault := range newRecord(s.sent.Bytes(), s.received.Bytes()).validate(validator{model: theModel(s.t), before318: true}) {
			s.t.Error(fault)
		}
	}
}

// leftBehind returns the stack of a goroutine that a server has left; "" if
// all have ended, which may take them a moment.
func leftBehind() string {
	var left string
	for range 200 {
		if left = own(); left == "" {
			return ""
		}
		time.Sleep(10 * time.Millisecond)
	}
	return left
}

// own returns the stack of a goroutine of the server or its client.
func own() string {
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, stack := range strings.Split(string(stacks), "\n\n")[1:] { // the first is this one
		ours := strings.Contains(stack, "modroute/modroute/") || strings.Contains(stack, "go.lsp.dev/")
		if ours && !strings.Contains(stack, "testing.(") {
			return stack
		}
	}
	return ""
}

// initialize introduces a client with capabilities.
func (s *session) initialize(params object) object {
	s.t.Helper()
	if params["workspaceFolders"] == nil {
		params["workspaceFolders"] = []any{object{"uri": s.uri(""), "name": "work"}}
	}
	if params["capabilities"] == nil {
		params["capabilities"] = object{}
	}
	params["processId"], params["rootUri"] = os.Getpid(), s.uri("")
	var result object
	s.must(s.Call("initialize", params, &result))
	s.pulls = lookup(result, "capabilities.diagnosticProvider") != nil
	s.must(s.Notify("initialized", object{}))
	return result
}

// stop ends the session as a client should.
func (s *session) stop() {
	s.t.Helper()
	s.must(s.Call("shutdown", nil, nil))
	s.must(s.Notify("exit", nil))
	code := <-s.exit
	s.exit <- code
	if code != 0 {
		s.t.Errorf("exit code %d", code)
	}
}

func (s *session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v; the server's log:\n%s", err, s.log.Bytes())
	}
}

func (s *session) path(name string) string { return filepath.Join(s.dir, name) }
func (s *session) uri(name string) string  { return string(uri.File(s.path(name))) }

// write writes a file of the workspace.
func (s *session) write(name, content string) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.path(name)), 0o777))
	s.must(os.WriteFile(s.path(name), []byte(content), 0o666))
}

// codes waits for a document's diagnostics, at a version or later where they
// are pushed, and returns their codes.
func (s *session) codes(uri string, version int) (codes []string) {
	s.t.Helper()
	var list []lspclient.Diagnostic
	if s.pulls {
		var report struct{ Items []lspclient.Diagnostic }
		s.must(s.Call("textDocument/diagnostic", object{"textDocument": object{"uri": uri}}, &report))
		list = report.Items
	} else {
		p, err := s.Diagnostics(uri, version)
		s.must(err)
		list = p.Diagnostics
	}
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	return codes
}

// untilCode waits until a document has a finding.
func (s *session) untilCode(uri, code string) {
	s.t.Helper()
	for !slices.Contains(s.codes(uri, 0), code) {
		time.Sleep(time.Millisecond) // where they are pulled
	}
}

// errorCode returns the code of a refusal; 0 of anything else.
func errorCode(err error) int {
	var refused *lspclient.ResponseError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}

// leak is the code of the finding in the go.mod private.
const leak = "private-module-public-proxy"

// private is a go.mod with a module that no public proxy can have.
const private = "module example.com/m\n\ngo 1.26\n\nrequire git.corp.internal/team/lib v1.2.3\n"
