package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
	"go.lsp.dev/uri"
)

// roleVariable makes the test program be a "client", a process that ends with
// its input, or a "server" on its standard input and output.
const roleVariable = "MODROUTE_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "client":
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	case "server":
		os.Exit(server.Serve(context.Background(), os.Stdin, os.Stdout, server.Options{Environ: os.Environ()}))
	}
	os.Exit(m.Run())
}

// patience bounds what a test waits for.
const patience = time.Minute

// A session is a client with its server and a workspace on disk. Its
// environment has one setting: a host is private, a public proxy is asked.
type session struct {
	*lspclient.Client
	t     *testing.T
	dir   string // the workspace's folder
	goenv string // the user's Go environment; not there at first
	log   *logBuffer
	code  chan int
}

type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type object = map[string]any

// connect starts a server without initializing it.
func connect(t *testing.T, change func(*server.Options)) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir(), log: &logBuffer{}, code: make(chan int, 1)}
	home := t.TempDir()
	s.goenv = filepath.Join(home, "goenv")
	options := server.Options{
		Environ: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home, "GOENV=" + s.goenv,
			"GOPROXY=https://proxy.golang.org,direct", "GOMODCACHE=" + filepath.Join(home, "cache")},
		Version: "test",
		Log:     log.New(s.log, "", 0),
	}
	if change != nil {
		change(&options)
	}
	serverIn, in := io.Pipe()
	out, serverOut := io.Pipe()
	go func() {
		s.code <- server.Serve(context.Background(), serverIn, serverOut, options)
		serverOut.Close()
	}()
	s.Client = lspclient.New(out, in)
	// A test that waits in vain fails by the end of the connection.
	watchdog := time.AfterFunc(patience, func() { in.Close() })
	t.Cleanup(func() {
		watchdog.Stop()
		in.Close()
		if t.Failed() {
			t.Logf("the server's log: %s", s.log)
		}
	})
	return s
}

// start starts and initializes a server for a client that can do all, but for
// what change says.
func start(t *testing.T, change func(params object)) *session {
	t.Helper()
	s := connect(t, nil)
	s.initialize(change)
	return s
}

func (s *session) initialize(change func(params object)) object {
	s.t.Helper()
	params := object{
		"processId":        os.Getpid(),
		"workspaceFolders": []any{object{"uri": fileURI(s.dir), "name": "w"}},
		"capabilities": object{
			"general": object{"positionEncodings": []string{"utf-8", "utf-16"}},
			"workspace": object{
				"applyEdit":     true,
				"workspaceEdit": object{"documentChanges": true, "resourceOperations": []string{"create"}},
			},
			"textDocument": object{
				"hover":              object{"contentFormat": []string{"markdown", "plaintext"}},
				"codeAction":         object{"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{""}}}, "disabledSupport": true},
				"publishDiagnostics": object{"relatedInformation": true},
			},
		},
	}
	if change != nil {
		change(params)
	}
	var result object
	s.must(s.Call("initialize", params, &result))
	s.must(s.Notify("initialized", object{}))
	return result
}

func fileURI(path string) string { return string(uri.File(path)) }

func (s *session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) path(name string) string { return filepath.Join(s.dir, name) }
func (s *session) uri(name string) string  { return fileURI(s.path(name)) }

// edit sends a change.
func (s *session) edit(name string, version int, r *lspclient.Range, text string) {
	s.t.Helper()
	s.must(s.Change(s.uri(name), version, r, text))
}

// open opens a document and returns its diagnostics.
func (s *session) open(name, text string) lspclient.Published {
	s.t.Helper()
	s.must(s.Open(s.uri(name), "whatever", text))
	return s.diagnostics(name, 1)
}

func (s *session) diagnostics(name string, version int) lspclient.Published {
	s.t.Helper()
	p, err := s.Diagnostics(s.uri(name), version)
	s.must(err)
	return p
}

// untilCodes waits until a document is published with just these codes.
func (s *session) untilCodes(name string, codes ...string) lspclient.Published {
	s.t.Helper()
	for {
		p := s.diagnostics(name, 0)
		if slices.Equal(codesOf(p), codes) {
			return p
		}
	}
}

func codesOf(p lspclient.Published) []string {
	var codes []string
	for _, d := range p.Diagnostics {
		codes = append(codes, d.Code)
	}
	return codes
}

func (s *session) hover(name string, line, character int) *lspclient.Hover {
	s.t.Helper()
	h, err := s.HoverAt(s.uri(name), lspclient.Position{Line: line, Character: character})
	s.must(err)
	return h
}

func (s *session) message() string {
	s.t.Helper()
	n, err := s.Next(func(n lspclient.Notification) bool { return n.Method == "window/showMessage" })
	s.must(err)
	var m struct{ Message string }
	s.must(json.Unmarshal(n.Params, &m))
	return m.Message
}

func (s *session) expectExit(code int) {
	s.t.Helper()
	select {
	case got := <-s.code:
		if got != code {
			s.t.Errorf("exit code %d, want %d", got, code)
		}
	case <-time.After(patience):
		s.t.Error("the server does not end")
	}
}

func errorCode(err error) int {
	var refused *lspclient.ResponseError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return 0
}

// shown reports whether an error says that the person has been told.
func shown(err error) bool {
	var refused *lspclient.ResponseError
	return errors.As(err, &refused) && strings.Contains(string(refused.Data), `"shown":true`)
}

// leak is the code of the finding in the go.mod private.
const leak = "private-module-public-proxy"

// private is a go.mod with a module that no public proxy can have.
const private = "module example.com/m\n\ngo 1.26\n\nrequire git.corp.internal/team/lib v1.2.3\n"

func at(line, character, endLine, endCharacter int) *lspclient.Range {
	return &lspclient.Range{
		Start: lspclient.Position{Line: line, Character: character},
		End:   lspclient.Position{Line: endLine, Character: endCharacter},
	}
}

func TestInitialize(t *testing.T) {
	s := connect(t, nil)
	if err := s.Call("textDocument/hover", object{}, nil); errorCode(err) != -32002 {
		t.Errorf("hover before initialize: %v", err)
	}
	result := s.initialize(nil)
	capabilities := result["capabilities"].(object)
	if got := capabilities["positionEncoding"]; got != "utf-8" {
		t.Errorf("position encoding %v", got)
	}
	if got := result["serverInfo"].(object); got["name"] != "modroute" || got["version"] != "test" {
		t.Errorf("server info %v", got)
	}
	s.must(s.Call("shutdown", nil, nil))
	if err := s.Call("textDocument/hover", object{}, nil); errorCode(err) != -32600 {
		t.Errorf("hover after shutdown: %v", err)
	}
	s.must(s.Notify("exit", nil))
	s.expectExit(0)
}

func TestInitializeByOddClients(t *testing.T) {
	for name, params := range map[string]string{
		"nothing":        `{}`,
		"nulls":          `{"processId":null,"rootUri":null,"trace":null,"capabilities":null,"workspaceFolders":null,"initializationOptions":null}`,
		"numbers":        `{"processId":1.0,"capabilities":{"textDocument":{"foldingRange":{"rangeLimit":5000.0}},"general":null}}`,
		"mistyped":       `{"capabilities":{"workspace":{"applyEdit":"yes"},"general":{"positionEncodings":"utf-8"}}}`,
		"foreign folder": `{"workspaceFolders":[{"uri":"file://host/share"},{"uri":"untitled:x"},{}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := connect(t, nil)
			var result object
			s.must(s.Call("initialize", json.RawMessage(params), &result))
			if got := result["capabilities"].(object)["positionEncoding"]; got != "utf-16" {
				t.Errorf("position encoding %v", got)
			}
			for _, odd := range []string{`null`, `[null]`, `{}`} {
				s.must(s.Notify("initialized", json.RawMessage(odd)))
			}
			s.must(s.Notify("$/setTrace", object{"value": nil}))
			s.must(s.Notify("textDocument/didSave", nil))
			s.must(s.Notify("workspace/didChangeWatchedFiles", nil))
			s.must(s.Notify("workspace/didChangeConfiguration", nil))
			if len(s.open("go.mod", private).Diagnostics) == 0 {
				t.Error("no diagnostics")
			}
		})
	}
}

func TestDiagnostic(t *testing.T) {
	s := start(t, nil)
	p := s.open("go.mod", private)
	if p.URI != s.uri("go.mod") || p.Version != 1 || len(p.Diagnostics) == 0 {
		t.Fatalf("published %+v", p)
	}
	d := p.Diagnostics[0]
	if d.Code != leak || d.Source != "modroute" || d.Severity != 2 || d.CodeDescription == nil || !strings.HasPrefix(d.CodeDescription.Href, "https://") {
		t.Errorf("diagnostic %+v", d)
	}
	if d.Range != *at(4, 8, 4, 34) {
		t.Errorf("range %+v", d.Range)
	}
	var data struct{ File, Code, Module string }
	s.must(json.Unmarshal(d.Data, &data))
	if data.File != s.uri("go.mod") || data.Code != leak || data.Module != "git.corp.internal/team/lib" {
		t.Errorf("data %s", d.Data)
	}
}

// The client's own spelling of a URI is what it gets back.
func TestURIIsEchoedAsSent(t *testing.T) {
	s := start(t, nil)
	odd := strings.Replace(s.uri("go.mod"), "/go.mod", "/%67o.mod", 1)
	s.must(s.Open(odd, "go.mod", private))
	p, err := s.Diagnostics(odd, 1)
	s.must(err)
	if len(p.Diagnostics) == 0 {
		t.Error("no diagnostics")
	}
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	if p, err = s.Diagnostics(odd, 0); err != nil || len(p.Diagnostics) != 0 {
		t.Errorf("after close: %+v, %v", p, err)
	}
}

// Edits behind characters of two, three and four bytes land where the client
// means, in each encoding.
func TestEditsInEachEncoding(t *testing.T) {
	for _, test := range []struct {
		encoding string
		width    int // of the line's prefix
	}{{"utf-8", len("// é€😀")}, {"utf-16", 3 + 1 + 1 + 2}, {"utf-32", 3 + 3}} {
		t.Run(test.encoding, func(t *testing.T) {
			s := start(t, func(params object) {
				params["capabilities"].(object)["general"] = object{"positionEncodings": []string{test.encoding}}
			})
			s.open("go.mod", "// é€😀\nmodule example.com/m\n")
			const edits = 400
			column := test.width
			for i := range edits {
				s.edit("go.mod", i+2, at(0, column, 0, column), string(rune('a'+i%26)))
				column++
			}
			// The comment's end becomes a requirement: only an exact column
			// gives a line that can be read.
			s.edit("go.mod", edits+2, at(0, test.width, 0, column), "\nrequire git.corp.internal/x v1.0.0 // 😀")
			p := s.diagnostics("go.mod", edits+2)
			if len(p.Diagnostics) == 0 || p.Diagnostics[0].Range != *at(1, 8, 1, 27) {
				t.Errorf("published %+v", p)
			}
			if h := s.hover("go.mod", 1, 10); h == nil || *h.Range != *at(1, 8, 1, 27) {
				t.Errorf("hover %+v", h)
			}
		})
	}
}

// Whatever is edited how fast, the versions that a client sees never go back,
// and the last one comes.
func TestVersionsNeverGoBack(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	const edits = 300
	for i := range edits {
		s.edit("go.mod", i+2, at(0, 0, 0, 0), "// x\n")
	}
	last := 1
	for last < edits+1 {
		p := s.diagnostics("go.mod", 0)
		if p.Version < last {
			t.Fatalf("version %d after %d", p.Version, last)
		}
		last = p.Version
	}
}

// A change that cannot be understood is never taken for another, and what is
// out of range is taken for the nearest place in range.
func TestBadRanges(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	bad := func(change string) {
		t.Helper()
		s.must(s.Notify("textDocument/didChange", json.RawMessage(fmt.Sprintf(`{"textDocument":{"uri":%q,"version":9},"contentChanges":[%s]}`, s.uri("go.mod"), change))))
	}
	for _, change := range []string{
		`{"range":{"start":{"line":"0","character":0},"end":{"line":0,"character":0}},"text":"LOST"}`,
		`{"range":{"start":{"line":0.5,"character":0},"end":{"line":0,"character":0}},"text":"LOST"}`,
		`{"range":{"start":{"line":0,"character":0}},"text":"LOST"}`,
		`{"range":7,"text":"LOST"}`,
		`{"text":null}`,
		`null`,
	} {
		bad(change)
		if h := s.hover("go.mod", 4, 10); h == nil || !strings.Contains(s.log.String(), "didChange") {
			t.Fatalf("after %s the document is lost; hover %v", change, h)
		}
	}
	s.edit("go.mod", 10, at(-5, -1, -5, -1), "// a\n")         // before the start
	s.edit("go.mod", 11, at(1, 9999, 1, 9999), "/v2")          // past the line's end
	s.edit("go.mod", 12, at(99999, 0, 99999, 0), "// z\n")     // past the end
	s.edit("go.mod", 13, at(5, 34, 5, 8), "git.corp.internal") // turned round
	p := s.diagnostics("go.mod", 13)
	if len(p.Diagnostics) == 0 || p.Diagnostics[0].Range != *at(5, 8, 5, 25) {
		t.Errorf("published %+v", p)
	}
	bad(`{"range":null,"text":"module example.com/other\n"}`) // no range is no range
	s.untilCodes("go.mod")
}

func TestUnknownRequestsAndDocuments(t *testing.T) {
	s := start(t, nil)
	if err := s.Call("textDocument/foldingRange", object{}, nil); errorCode(err) != -32601 {
		t.Errorf("folding: %v", err)
	}
	if err := s.Call("textDocument/hover", []int{1}, nil); errorCode(err) != -32602 {
		t.Errorf("hover with an array: %v", err)
	}
	if err := s.Call("workspace/executeCommand", object{"command": "nothing"}, nil); errorCode(err) != -32602 {
		t.Errorf("unknown command: %v", err)
	}
	s.must(s.Notify("$/nothing", nil))
	if h := s.hover("go.mod", 0, 0); h != nil {
		t.Errorf("hover on what is not open: %+v", h)
	}
	s.edit("go.mod", 2, nil, "x")
	for _, odd := range []string{"", "go.mod", "file://host/share/go.mod", "untitled:go.mod", "file:///%00/go.mod", "git:/x/go.mod?a=b", "::"} {
		s.must(s.Open(odd, "go.mod", private))
		if _, err := s.HoverAt(odd, lspclient.Position{Line: 4, Character: 10}); err != nil {
			t.Errorf("hover on %q: %v", odd, err)
		}
	}
	s.open("go.mod", private) // it lives
}

// Names decide what is a go.mod, not the client's languages.
func TestOnlyModuleFilesAreRouted(t *testing.T) {
	s := start(t, nil)
	s.must(s.Open(s.uri("my.mod"), "go.mod", private))
	s.must(s.Open(s.uri("go.sum"), "go.sum", ""))
	if p := s.open("sub/go.mod", private); len(p.Diagnostics) == 0 {
		t.Error("sub/go.mod is not routed")
	}
	if h := s.hover("my.mod", 4, 10); h != nil {
		t.Errorf("my.mod is routed: %+v", h)
	}
}

func TestHover(t *testing.T) {
	const text = "module example.com/m\n\ngo 1.26\n\ntoolchain go1.26.1\n\nrequire rsc.io/quote v1.5.2 // a comment\n\nreplace rsc.io/sampler => rsc.io/sampler v1.3.0\n"
	for _, format := range []string{"markdown", "plaintext", ""} {
		s := start(t, func(params object) {
			params["capabilities"].(object)["textDocument"].(object)["hover"] = object{"contentFormat": []string{format}}
		})
		s.open("go.mod", text)
		for _, test := range []struct {
			name            string
			line, character int
			want            string
			over            *lspclient.Range
		}{
			{"module", 0, 9, "GOPROXY", at(0, 7, 0, 20)},
			{"go", 2, 4, "", at(2, 3, 2, 7)},
			{"toolchain", 4, 12, "", at(4, 10, 4, 18)},
			{"require", 6, 9, "proxy.golang.org", at(6, 8, 6, 20)},
			{"version", 6, 22, "proxy.golang.org", at(6, 21, 6, 27)},
			{"replace", 8, 30, "", at(8, 26, 8, 40)},
		} {
			h := s.hover("go.mod", test.line, test.character)
			if h == nil || !strings.Contains(h.Contents.Value, test.want) {
				t.Errorf("%s in %q: %+v", test.name, format, h)
				continue
			}
			want := format
			if want == "" {
				want = "plaintext"
			}
			if h.Contents.Kind != want || *h.Range != *test.over {
				t.Errorf("%s in %q: kind %s, range %+v", test.name, format, h.Contents.Kind, h.Range)
			}
		}
		if h := s.hover("go.mod", 1, 0); h != nil {
			t.Errorf("hover on an empty line: %+v", h)
		}
	}
}

// What the user's Go environment says counts as soon as it is saved.
func TestUserEnvironmentIsReloaded(t *testing.T) {
	s := start(t, nil)
	p := s.open("go.mod", private)
	found := codesOf(p)
	if len(found) == 0 {
		t.Fatal("no diagnostics")
	}
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	s.untilCodes("go.mod")
	s.must(os.Remove(s.goenv))
	s.untilCodes("go.mod", found...)
}

// A fault of the environment is shown in the open file that sets it too.
func TestEnvironmentFaultIsShownWhereItIsSet(t *testing.T) {
	s := connect(t, func(o *server.Options) {
		o.Environ = slices.DeleteFunc(o.Environ, func(kv string) bool { return strings.HasPrefix(kv, "GOPROXY=") })
	})
	const content = "GOFLAGS=-mod=mod\nGOPROXY=nonsense\n"
	s.must(os.WriteFile(s.goenv, []byte(content), 0o666))
	s.initialize(nil)
	goenv := fileURI(s.goenv)
	s.must(s.Open(goenv, "properties", content))
	if p := s.open("go.mod", private); !slices.Equal(codesOf(p), []string{"invalid-goproxy"}) {
		t.Fatalf("go.mod: %+v", p)
	}
	p, err := s.Diagnostics(goenv, 1)
	s.must(err)
	if !slices.Equal(codesOf(p), []string{"invalid-goproxy"}) || p.Diagnostics[0].Range != *at(1, 0, 1, 16) {
		t.Fatalf("the user's environment: %+v", p)
	}
	s.must(os.WriteFile(s.goenv, []byte("GOPROXY=off\n"), 0o666))
	s.must(s.Change(goenv, 2, nil, "GOPROXY=off\n"))
	s.must(s.Notify("textDocument/didSave", object{"textDocument": object{"uri": goenv}}))
	for {
		p, err := s.Diagnostics(goenv, 0)
		s.must(err)
		if len(p.Diagnostics) == 1 && p.Diagnostics[0].Range.Start.Line == 0 {
			break
		}
	}
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	for {
		p, err := s.Diagnostics(goenv, 0)
		s.must(err)
		if len(p.Diagnostics) == 0 {
			break
		}
	}
}

// Other open files count as they stand in the editor.
func TestOpenFilesCountUnsaved(t *testing.T) {
	s := start(t, nil)
	s.must(os.MkdirAll(s.path(".git"), 0o777))
	const public = "module example.com/m\n\ngo 1.26\n\nrequire git.example.com/lib v1.2.3\n"
	s.open("go.mod", public)
	s.must(s.Open(s.uri("go.env"), "properties", "GOPRIVATE=git.example.com\n"))
	for !slices.Contains(codesOf(s.diagnostics("go.mod", 0)), leak) {
	}
	s.edit("go.env", 2, nil, "GOPRIVATE=\n")
	s.untilCodes("go.mod")
}

// In a workspace the files hang together: what is typed into one shows in the
// other.
func TestWorkspaceFilesHangTogether(t *testing.T) {
	s := start(t, nil)
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	s.must(os.MkdirAll(s.path("app"), 0o777))
	s.must(os.WriteFile(s.path("app/go.mod"), []byte(private), 0o666))
	const work = "go 1.26\n\nuse ./app\n"
	s.must(os.WriteFile(s.path("go.work"), []byte(work), 0o666))
	before := codesOf(s.open("app/go.mod", private))
	if len(before) == 0 {
		t.Fatal("no diagnostics")
	}
	s.open("go.work", work)
	s.edit("go.work", 2, nil, work+"replace git.corp.internal/team/lib => ./lib\n")
	s.untilCodes("app/go.mod")
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.work")}}))
	s.untilCodes("app/go.mod", before...) // what was not saved is forgotten
}

// A checkout that appears on disk is noticed without anybody's telling.
func TestCheckoutAppears(t *testing.T) {
	s := start(t, nil)
	p := s.open("app/go.mod", private+"\nreplace git.corp.internal/team/lib => ../lib\n")
	if len(p.Diagnostics) != 1 {
		t.Fatalf("published %+v", p)
	}
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	s.untilCodes("app/go.mod")
}

func TestSettings(t *testing.T) {
	s := start(t, func(params object) {
		params["initializationOptions"] = object{"modroute": object{
			"private": []string{"example.org/corp"}, "env": object{"GOPROXY": "https://proxy.golang.org", "GONOSUMDB": 5}, "privat": true,
		}}
	})
	for _, want := range []string{"modroute.privat", "modroute.env.GONOSUMDB"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("no warning of %s: %s", want, s.log)
		}
	}
	s.message()
	s.open("go.mod", "module example.com/m\n\nrequire example.org/corp/lib v1.2.3\n")
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"private": []string{}}}}))
	s.untilCodes("go.mod")
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"private": 5, "env": object{"GOPROXY": "off"}}}}))
	for {
		if p := s.diagnostics("go.mod", 0); len(p.Diagnostics) > 0 && p.Diagnostics[0].Code != leak {
			break
		}
	}
	if got := s.message(); !strings.Contains(got, "modroute.") {
		t.Errorf("message %q", got)
	}
}

// Clients whose settings are written in Lua send an empty table as an array.
func TestEmptyTables(t *testing.T) {
	for _, options := range []any{[]any{}, object{"modroute": []any{}}, object{"modroute": object{"env": []any{}, "private": []any{}}}} {
		s := start(t, func(params object) { params["initializationOptions"] = options })
		s.open("go.mod", private)
		s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": []any{}}}))
		s.hover("go.mod", 4, 10)
		if got := s.log.String(); strings.Contains(got, "ignored") {
			t.Errorf("initialization options %v: %s", options, got)
		}
	}
}

// Whatever is said about trust but yes counts as no.
func TestDoubtfulTrust(t *testing.T) {
	for _, test := range []struct {
		options any
		trusted bool
	}{
		{nil, true},
		{object{"trusted": true}, true},
		{object{"trusted": false}, false},
		{object{"trusted": nil}, false},
		{object{"trusted": "yes"}, false},
		{object{"Trusted": false}, false},
		{object{"modroute": object{"trusted": false}}, false},
	} {
		s := start(t, func(params object) { params["initializationOptions"] = test.options })
		p := s.open("go.mod", private+"replace git.corp.internal/team/lib => ../elsewhere/lib\n")
		missing := slices.Contains(codesOf(p), "replace-directory")
		if missing != test.trusted {
			t.Errorf("options %v: looked outside the workspace: %v", test.options, missing)
		}
	}
}

// In a workspace that is not trusted, settings lead to no file outside of it.
func TestUntrustedSettingsNameNoFiles(t *testing.T) {
	for _, trusted := range []bool{true, false} {
		elsewhere := filepath.Join(t.TempDir(), "env")
		if err := os.WriteFile(elsewhere, []byte("GOPROXY=https://elsewhere.example\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		s := connect(t, func(o *server.Options) {
			o.Environ = slices.DeleteFunc(o.Environ, func(kv string) bool { return strings.HasPrefix(kv, "GOPROXY=") })
		})
		s.initialize(func(params object) {
			params["initializationOptions"] = object{"trusted": trusted, "modroute": object{
				"env": object{"GOENV": elsewhere, "GOSUMDB": "off"},
			}}
		})
		s.open("go.mod", private)
		raw, err := json.Marshal(s.hover("go.mod", 0, 2))
		s.must(err)
		if read := strings.Contains(string(raw), "elsewhere.example"); read != trusted {
			t.Errorf("trusted %v: the file was read: %v: %s", trusted, read, raw)
		}
		if !strings.Contains(string(raw), "GOSUMDB") {
			t.Errorf("trusted %v: GOSUMDB is not shown: %s", trusted, raw)
		}
	}
}

// Where the client can be asked for the configuration, it is.
func TestConfigurationIsPulled(t *testing.T) {
	s := connect(t, nil)
	registered := make(chan string, 1)
	var set atomic.Value
	set.Store(object{"private": []string{"example.org/corp"}})
	s.Handle = func(method string, params json.RawMessage) any {
		switch method {
		case "workspace/configuration":
			return []any{set.Load()}
		case "client/registerCapability":
			registered <- string(params)
		}
		return nil
	}
	s.initialize(func(params object) {
		w := params["capabilities"].(object)["workspace"].(object)
		w["configuration"] = true
		w["didChangeConfiguration"] = object{"dynamicRegistration": true}
		w["didChangeWatchedFiles"] = object{"dynamicRegistration": true}
	})
	s.must(s.Open(s.uri("go.mod"), "go.mod", "module example.com/m\n\nrequire example.org/corp/lib v1.2.3\n"))
	for !slices.Contains(codesOf(s.diagnostics("go.mod", 0)), leak) {
	}
	for _, want := range []string{"workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration", "go.{mod,sum"} {
		if got := <-registered; !strings.Contains(got, want) {
			t.Errorf("registered %s, not %s", got, want)
		} else {
			registered <- got
		}
	}
	set.Store(object(nil)) // null: nothing is set any more
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": nil}))
	s.untilCodes("go.mod")
}

// Many notifications about files have everything read anew once or twice, and
// the last of them counts.
func TestManyNotifications(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	changed := object{"changes": []any{object{"uri": fileURI(s.goenv), "type": 2}}}
	for range 500 {
		s.must(s.Notify("workspace/didChangeWatchedFiles", changed))
	}
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	s.must(s.Notify("workspace/didChangeWatchedFiles", changed))
	published := 0
	for {
		published++
		if p := s.diagnostics("go.mod", 0); len(p.Diagnostics) == 0 {
			break
		}
	}
	if published > 20 {
		t.Errorf("published %d times", published)
	}
}

// A client that says initialized again starts nothing anew.
func TestInitializedTwice(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	before := runtime.NumGoroutine()
	for range 100 {
		s.must(s.Notify("initialized", object{}))
	}
	s.hover("go.mod", 4, 10)
	if after := runtime.NumGoroutine(); after > before+20 {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

// A GOENV file that cannot be read is reported in clear words, once.
func TestUnreadableUserEnvironment(t *testing.T) {
	s := connect(t, nil)
	s.must(os.Mkdir(s.goenv, 0o777))
	s.initialize(nil)
	s.open("go.mod", private)
	if got := s.message(); !strings.Contains(got, s.goenv) {
		t.Errorf("message %q does not name %s", got, s.goenv)
	}
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	s.diagnostics("go.mod", 2)
	if n := strings.Count(s.log.String(), s.goenv); n != 1 {
		t.Errorf("logged %d times: %s", n, s.log)
	}
}

// What is wrong with a go.work is told when it has been saved, not of each
// letter on the way.
func TestHalfTypedWorkspaceIsNotComplainedOf(t *testing.T) {
	s := start(t, nil)
	s.checkout(s.path("app"), "example.com/app")
	text := "go 1.26\n\nuse ./app\n"
	s.must(os.WriteFile(s.path("go.work"), []byte(text), 0o666))
	s.open("go.work", text)
	for i, letter := range []string{"l", "i", "b"} {
		s.edit("go.work", i+2, at(2, 9+i, 2, 9+i), letter)
		s.diagnostics("go.work", i+2)
	}
	s.must(os.WriteFile(s.path("go.work"), []byte("go 1.26\n\nuse ./applib\n"), 0o666))
	if got := s.message(); !strings.Contains(got, "applib listed in") {
		t.Errorf("at first: %s", got)
	}
}

func TestBadFiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty":         "",
		"NULs":          "module \x00\x00\nrequire git.corp.internal/a v1.0.0\n",
		"invalid UTF-8": "module example.com/\xff\xfe\n\nrequire git.corp.internal/a v1.0.0\n",
		"unclosed":      "module example.com/m\n\nrequire (\n\tgit.corp.internal/a v1.0.0\n",
		"one long line": strings.Repeat("x", 1<<20),
		"CR only":       "module example.com/m\r\rrequire git.corp.internal/a v1.0.0\r",
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil)
			s.open("go.mod", text)
			s.hover("go.mod", 2, 10)
			s.edit("go.mod", 2, nil, private)
			if p := s.diagnostics("go.mod", 2); len(p.Diagnostics) == 0 {
				t.Error("no diagnostics")
			}
		})
	}
}

func TestInputEnds(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	s.Close()
	s.expectExit(1)
}

// A server does not outlive its client's process.
func TestClientIsGone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	client := exec.Command(self)
	client.Env = append(os.Environ(), roleVariable+"=client")
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	s := start(t, func(params object) { params["processId"] = client.Process.Pid })
	s.open("go.mod", private)
	in.Close()
	s.must(client.Wait())
	s.expectExit(1)
	if !strings.Contains(s.log.String(), "client's process is gone") {
		t.Errorf("log: %s", s.log)
	}
	// One that never was there, as seen from a container, is no reason to end.
	s = start(t, func(params object) { params["processId"] = client.Process.Pid })
	s.open("go.mod", private)
	time.Sleep(1500 * time.Millisecond)
	s.hover("go.mod", 4, 10)
}

// A client that reads no answers any more ends the server by its own exit code,
// not by a signal: 0 if it has said shutdown.
func TestNobodyReads(t *testing.T) {
	for _, test := range []struct {
		name, last string
		code       int
	}{
		{"after shutdown", `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, 0},
		{"without", `{"jsonrpc":"2.0","id":2,"method":"nonsense"}`, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			process := exec.Command(self)
			process.Env = append(os.Environ(), roleVariable+"=server")
			in, err := process.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := process.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := process.Start(); err != nil {
				t.Fatal(err)
			}
			out.Close()
			for _, message := range []string{`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`, test.last} {
				if _, err := fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message), message); err != nil {
					t.Fatal(err)
				}
			}
			in.Close()
			_ = process.Wait()
			if code := process.ProcessState.ExitCode(); code != test.code {
				t.Errorf("%v, want exit code %d", process.ProcessState, test.code)
			}
		})
	}
}

// A go.mod of any size is answered for, and nothing of it is lost.
func TestHugeFile(t *testing.T) {
	s := start(t, nil)
	var b strings.Builder
	b.WriteString("module example.com/m\n\ngo 1.26\n\nrequire (\n")
	const n = 50000
	for i := range n {
		fmt.Fprintf(&b, "\tgithub.com/org%d/repository%d v1.0.%d // indirect\n", i%100, i, i%10)
	}
	b.WriteString(")\n\nrequire git.corp.internal/team/lib v1.2.3\n")
	s.open("go.mod", b.String())
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	p := s.diagnostics("go.mod", 2)
	if len(p.Diagnostics) != 1 || p.Diagnostics[0].Range.Start.Line != n+8 {
		t.Errorf("published %+v", p)
	}
}
