package conn

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// patience bounds what a test waits for.
const patience = time.Minute

// A peer is the client's end of a connection, in raw frames.
type peer struct {
	t    *testing.T
	in   *io.PipeWriter
	out  *bufio.Reader
	log  *syncBuffer
	code chan int
}

type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// A message is what the server sent.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// dial serves table over pipes.
func dial[S any](t *testing.T, table Table[S], capture func() S) (*peer, *Conn) {
	t.Helper()
	serverIn, in := io.Pipe()
	out, serverOut := io.Pipe()
	p := &peer{t: t, in: in, out: bufio.NewReader(out), log: &syncBuffer{}, code: make(chan int, 1)}
	c := New(serverIn, serverOut, log.New(p.log, "", 0))
	go func() {
		p.code <- Serve(t.Context(), c, table, capture)
		serverOut.Close()
	}()
	t.Cleanup(func() { in.Close() })
	return p, c
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func (p *peer) raw(frame string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, frame); err != nil {
		p.t.Fatalf("writing %q: %v", frame, err)
	}
}

func (p *peer) send(body string) {
	p.t.Helper()
	p.raw(frame(body))
}

func (p *peer) call(id, method, params string) {
	p.t.Helper()
	p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`, id, method, params))
}

func (p *peer) notify(method, params string) {
	p.t.Helper()
	p.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

func (p *peer) receive() message {
	p.t.Helper()
	type outcome struct {
		m   message
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		m, err := readMessage(p.out)
		done <- outcome{m, err}
	}()
	select {
	case o := <-done:
		if o.err != nil {
			p.t.Fatalf("reading: %v; log: %s", o.err, p.log)
		}
		return o.m
	case <-time.After(patience):
		p.t.Fatalf("no message came; log: %s", p.log)
	}
	panic("unreachable")
}

func readMessage(r *bufio.Reader) (m message, err error) {
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return m, err
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(value); err != nil {
				return m, err
			}
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(r, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

// expectError receives an error response.
func (p *peer) expectError(id string, code int) {
	p.t.Helper()
	m := p.receive()
	if m.Error == nil || m.Error.Code != code || string(m.ID) != id {
		p.t.Fatalf("got id %s, result %s, error %+v; want id %s, code %d", m.ID, m.Result, m.Error, id, code)
	}
}

func (p *peer) expectResult(id, result string) {
	p.t.Helper()
	m := p.receive()
	if string(m.ID) != id || string(m.Result) != result {
		p.t.Fatalf("got id %s, result %s, error %+v; want id %s, result %s", m.ID, m.Result, m.Error, id, result)
	}
}

func (p *peer) expectExit(code int) {
	p.t.Helper()
	select {
	case got := <-p.code:
		if got != code {
			p.t.Fatalf("exit code %d, want %d; log: %s", got, code, p.log)
		}
	case <-time.After(patience):
		p.t.Fatalf("the server does not end; log: %s", p.log)
	}
}

func (p *peer) initialize() {
	p.t.Helper()
	p.call("0", "initialize", "{}")
	p.expectResult("0", `"hello"`)
}

type number struct{ N int }

func lifecycle() Table[int64] {
	return Table[int64]{
		"initialize": Ordered[int64](func(context.Context, *struct{}) (string, error) { return "hello", nil }),
		"shutdown":   Ordered[int64](func(context.Context, *struct{}) (any, error) { return nil, nil }),
	}
}

func zero() int64 { return 0 }

func TestLifecycle(t *testing.T) {
	p, _ := dial(t, lifecycle(), zero)
	p.call("1", "textDocument/hover", "{}")
	p.expectError("1", -32002)
	p.notify("textDocument/didOpen", "{}") // dropped, no answer
	p.initialize()
	p.call("2", "initialize", "{}")
	p.expectError("2", -32600)
	p.call("3", "shutdown", "null")
	p.expectResult("3", "null")
	p.call("4", "textDocument/hover", "{}")
	p.expectError("4", -32600)
	p.notify("exit", "null")
	p.expectExit(0)
}

// Who has said shutdown is asked and told nothing more.
func TestSilentAfterShutdown(t *testing.T) {
	p, c := dial(t, lifecycle(), zero)
	p.initialize()
	p.call("1", "shutdown", "null")
	p.expectResult("1", "null")
	c.Notify("news", nil)
	if err := c.Call(t.Context(), "question", nil, nil); err == nil {
		t.Error("a question is asked")
	}
	p.call("2", "textDocument/hover", "{}")
	p.expectError("2", -32600) // the first that comes
	p.notify("exit", "null")
	p.expectExit(0)
}

func TestExitWithoutShutdown(t *testing.T) {
	p, _ := dial(t, lifecycle(), zero)
	p.initialize()
	p.notify("exit", "null")
	p.expectExit(1)
}

func TestInputEnds(t *testing.T) {
	for _, shutdown := range []bool{false, true} {
		p, _ := dial(t, lifecycle(), zero)
		p.initialize()
		want := 1
		if shutdown {
			p.call("1", "shutdown", "null")
			p.expectResult("1", "null")
			want = 0
		}
		p.in.Close()
		p.expectExit(want)
	}
}

// A client may write all it has to say and close its end at once.
func TestInputEndsBeforeTheAnswer(t *testing.T) {
	table := lifecycle()
	table["slow"] = Request(func(context.Context, int64, *struct{}) (string, error) {
		time.Sleep(50 * time.Millisecond)
		return "done", nil
	})
	p, _ := dial(t, table, zero)
	p.initialize()
	p.call("1", "slow", "{}")
	p.in.Close()
	p.expectResult("1", `"done"`)
	p.expectExit(1)
}

// Ordered messages are handled in the order of the wire, and a request sees
// what was there when it arrived, though it runs later.
func TestOrderAndSnapshots(t *testing.T) {
	const edits = 400
	var state atomic.Int64
	release := make(chan struct{})
	table := lifecycle()
	table["set"] = Notification[int64](func(_ context.Context, p *number) error {
		if int64(p.N) != state.Load()+1 {
			return fmt.Errorf("got %d after %d", p.N, state.Load())
		}
		state.Store(int64(p.N))
		return nil
	})
	table["get"] = Request(func(_ context.Context, at int64, _ *struct{}) (int64, error) {
		<-release
		return at, nil
	})
	p, _ := dial(t, table, state.Load)
	p.initialize()
	for i := 1; i <= edits; i++ {
		p.notify("set", fmt.Sprintf(`{"N":%d}`, i))
		p.call(strconv.Itoa(i), "get", "{}")
	}
	close(release)
	for range edits {
		if m := p.receive(); string(m.ID) != string(m.Result) {
			t.Fatalf("request %s saw state %s", m.ID, m.Result)
		}
	}
	if log := p.log.String(); log != "" {
		t.Errorf("log: %s", log)
	}
}

func TestCancel(t *testing.T) {
	table := lifecycle()
	table["wait"] = Request(func(ctx context.Context, _ int64, _ *struct{}) (any, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	for _, id := range []string{`7`, `"seven"`, `4294967296000`} {
		p, _ := dial(t, table, zero)
		p.initialize()
		p.call(id, "wait", "{}")
		for _, odd := range []string{`{"id":null}`, `{"id":1.5}`, `{}`, `null`, `[]`, `{"id":99}`, `{"id":{}}`} {
			p.notify("$/cancelRequest", odd)
		}
		p.notify("$/cancelRequest", `{"id":`+id+`}`)
		p.expectError(id, -32800)
	}
}

// What is cancelled in the same breath as it was asked for costs nothing, though
// there is only one processor to read and to answer.
func TestCancelledBeforeItRuns(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const requests = 100
	var ran atomic.Int64
	table := lifecycle()
	table["slow"] = Request(func(context.Context, int64, *struct{}) (any, error) { ran.Add(1); return nil, nil })
	in := frame(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}`)
	for _, message := range []string{`{"jsonrpc":"2.0","id":%d,"method":"slow"}`, `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":%d}}`} {
		for i := range requests {
			in += frame(fmt.Sprintf(message, i+1))
		}
	}
	var out bytes.Buffer
	Serve(t.Context(), New(strings.NewReader(in), &out, log.New(io.Discard, "", 0)), table, zero)
	// The scheduler lets one in a while go before the reader.
	if n := ran.Load(); n > requests/4 {
		t.Errorf("%d of %d requests ran", n, requests)
	}
	if n := strings.Count(out.String(), "-32800"); n < requests*3/4 {
		t.Errorf("%d of %d requests were answered as cancelled", n, requests)
	}
}

func TestErrors(t *testing.T) {
	table := lifecycle()
	table["fail"] = Request(func(context.Context, int64, *struct{}) (any, error) { return nil, errors.New("no luck") })
	table["panic"] = Request(func(context.Context, int64, *struct{}) (any, error) { panic("oops") })
	table["panicOrdered"] = Notification[int64](func(context.Context, *struct{}) error { panic("oops in order") })
	table["failOrdered"] = Notification[int64](func(context.Context, *struct{}) error { return errors.New("no order") })
	table["number"] = Request(func(_ context.Context, _ int64, p *number) (int, error) { return p.N, nil })
	p, _ := dial(t, table, zero)
	p.initialize()
	p.call("1", "fail", "{}")
	p.expectError("1", -32803)
	p.call("2", "panic", "{}")
	p.expectError("2", -32603)
	p.notify("panicOrdered", "{}")
	p.notify("failOrdered", "{}")
	p.notify("$/unknown", "{}")
	p.notify("unknown", "[1,2]")
	p.call("3", "unknown", "{}")
	p.expectError("3", -32601)
	p.call("4", "number", `{"N":"text"}`)
	p.expectError("4", -32602)
	p.call("5", "number", `{"N":}`)
	p.expectError("5", -32700)
	p.call("6", "number", `{"N":5.0}`)
	p.expectResult("6", "5")
	for _, want := range []string{"oops", "oops in order", "no order"} {
		if !strings.Contains(p.log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, p.log)
		}
	}
}

// A bad message costs only itself.
func TestMalformedMessages(t *testing.T) {
	for _, test := range []struct {
		name, body, id string
		code           int
	}{
		{"no JSON", `{"jsonrpc":`, "null", -32700},
		{"empty body", ``, "null", -32700},
		{"garbage", "\x00\xff\xfe", "null", -32700},
		{"byte order mark", "\ufeff{}", "null", -32700},
		{"a number", `1`, "null", -32600},
		{"a batch", `[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]`, "null", -32600},
		{"no version", `{"id":3,"method":"shutdown"}`, "3", -32600},
		{"fractional id", `{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}`, "null", -32600},
		{"object id", `{"jsonrpc":"2.0","id":{},"method":"shutdown"}`, "null", -32600},
		{"number for method", `{"jsonrpc":"2.0","id":"a","method":5}`, `"a"`, -32600},
		{"response without outcome", `{"jsonrpc":"2.0","id":1}`, "null", -32600},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, _ := dial(t, lifecycle(), zero)
			p.send(test.body)
			p.expectError(test.id, test.code)
			p.initialize()
		})
	}
}

func TestTolerantHeaders(t *testing.T) {
	const body = `{"jsonrpc":"2.0","id":0,"method":"initialize"}`
	for _, header := range []string{
		"content-length: %d\r\n\r\n",
		"CONTENT-LENGTH:%d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
		"Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length : %d \r\n\r\n",
		"Content-Length: %d\n\n",
		"\r\n\r\nContent-Length: %d\r\n\r\n",
	} {
		p, _ := dial(t, lifecycle(), zero)
		p.raw(fmt.Sprintf(header, len(body)) + body)
		p.expectResult("0", `"hello"`)
	}
}

// Where the framing is lost the server says why, and ends.
func TestBrokenFraming(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"not a number", "Content-Length: many\r\n\r\n", `"many" is not a number`},
		{"negative", "Content-Length: -1\r\n\r\n", `"-1" is not a number`},
		{"too large", "Content-Length: 99999999999\r\n\r\n", "over the limit"},
		{"no length", "Content-Type: x\r\n\r\n{}", "no Content-Length"},
		{"no header", "{\"jsonrpc\":\"2.0\"}\n", "not a header field"},
		{"endless line", strings.Repeat("x", 10000), "header line is longer"},
		{"truncated body", "Content-Length: 10\r\n\r\n{}", "ends after 2 of the 10 bytes"},
		{"truncated header", "Content-Le", "ends within a header"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, _ := dial(t, lifecycle(), zero)
			go func() {
				io.WriteString(p.in, test.input)
				p.in.Close()
			}()
			p.expectExit(1)
			if !strings.Contains(p.log.String(), test.want) {
				t.Errorf("the log lacks %q: %s", test.want, p.log)
			}
		})
	}
}

func TestCallTheClient(t *testing.T) {
	table := lifecycle()
	var c *Conn
	table["ask"] = Request(func(ctx context.Context, _ int64, _ *struct{}) (string, error) {
		var answer string
		err := c.Call(ctx, "question", map[string]int{"a": 1}, &answer)
		return answer, err
	})
	p, conn := dial(t, table, zero)
	c = conn
	p.initialize()
	p.call("1", "ask", "{}")
	m := p.receive()
	if m.Method != "question" || string(m.Params) != `{"a":1}` {
		t.Fatalf("got %+v", m)
	}
	p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":"yes"}`, m.ID))
	p.expectResult("1", `"yes"`)

	// A call that will not be answered ends with the request.
	p.call("2", "ask", "{}")
	p.receive()
	p.notify("$/cancelRequest", `{"id":2}`)
	p.expectError("2", -32800)

	// And with the input.
	p.call("3", "ask", "{}")
	p.receive()
	p.in.Close()
	p.expectError("3", -32803)
	p.expectExit(1)
}

func TestLenientDecoding(t *testing.T) {
	for _, raw := range []string{"", "null", "[null]", " null ", "{}"} {
		if err := Decode([]byte(raw), new(protocol.InitializedParams)); err != nil {
			t.Errorf("initialized %q: %v", raw, err)
		}
	}
	var p InitializeParams
	err := Decode([]byte(`{
		"processId": null, "rootUri": null, "trace": null, "workspaceFolders": null, "clientInfo": 5,
		"capabilities": {"general": null, "textDocument": {"foldingRange": {"rangeLimit": 5000.0}, "codeAction": {"disabledSupport": true}},
			"workspace": {"applyEdit": "yes", "configuration": true}}}`), &p)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Capabilities.TextDocument.CodeAction.DisabledSupport || !p.Capabilities.Workspace.Configuration {
		t.Errorf("capabilities were lost: %+v", p.Capabilities)
	}
	var c CodeActionParams
	err = Decode([]byte(`{"textDocument":{"uri":"file:///go.mod"},"range":{"start":{"line":1.0,"character":-1},"end":{"line":1,"character":1e20}},
		"context":{"diagnostics":[{"severity":null,"code":{"odd":1},"data":[1]}],"triggerKind":null}}`), &c)
	if err != nil {
		t.Fatal(err)
	}
	if c.Range.Start != (Position{1, 0}) || c.Range.End.Line != 1 {
		t.Errorf("range %+v", c.Range)
	}
}

// What is before the start of the text is its start, and so is what is before
// that of a line.
func TestPositionsBeforeTheStart(t *testing.T) {
	for raw, want := range map[string]Position{
		`{"line":-1,"character":7}`: {0, 0}, `{"line":3,"character":-7}`: {3, 0}, `{"line":1e20,"character":7}`: {math.MaxInt32, 7},
	} {
		var p HoverParams
		if err := Decode([]byte(`{"position":`+raw+`}`), &p); err != nil || p.Position != want {
			t.Errorf("%s is %v, %v, want %v", raw, p.Position, err, want)
		}
		var c DidChangeParams
		if err := Decode([]byte(`{"contentChanges":[{"text":"","range":{"start":`+raw+`,"end":`+raw+`}}]}`), &c); err != nil || c.ContentChanges[0].Range.Start != want {
			t.Errorf("in a change %s is %+v, %v, want %v", raw, c.ContentChanges, err, want)
		}
	}
}

func TestChangeIsNeverTakenForAnother(t *testing.T) {
	for _, bad := range []string{
		`{"range":{"start":{"line":0,"character":0}},"text":"x"}`,
		`{"range":{"start":{"line":"0","character":0},"end":{"line":0,"character":0}},"text":"x"}`,
		`{"range":{"start":{"line":0.5,"character":0},"end":{"line":0,"character":0}},"text":"x"}`,
		`{"range":{"start":{"line":null,"character":0},"end":{"line":0,"character":0}},"text":"x"}`,
		`{"range":[],"text":"x"}`,
		`{"text":null}`,
		`{"range":null}`,
	} {
		var p DidChangeParams
		if err := Decode([]byte(`{"contentChanges":[`+bad+`]}`), &p); err == nil {
			t.Errorf("%s was taken for %+v", bad, p.ContentChanges)
		}
	}
	var p DidChangeParams
	if err := Decode([]byte(`{"contentChanges":[{"range":null,"text":"all"}]}`), &p); err != nil || p.ContentChanges[0].Range != nil {
		t.Errorf("a null range is no range: %+v, %v", p, err)
	}
}

// FuzzFrames feeds whatever bytes to a connection: it must not panic, must end
// when they do, and must write nothing but well-formed messages.
func FuzzFrames(f *testing.F) {
	f.Add(frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`) + frame(`{"jsonrpc":"2.0","id":"a","method":"shutdown"}`) + frame(`{"jsonrpc":"2.0","method":"exit"}`))
	f.Add(frame(`{"jsonrpc":"2.0","id":1,"method":"initialize"}`) + frame(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"contentChanges":[{"range":{"start":{"line":-1}}}]}}`))
	f.Add(frame(`{"jsonrpc":"2.0","id":1.5}`) + frame(`[]`) + frame(`nil`) + frame(``))
	f.Add(frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":9223372036854775808}}`))
	f.Add(frame(`{"jsonrpc":"2.0","id":9223372036854775807,"result":null}`) + frame(`{"jsonrpc":"2.0","id":"x","error":{"code":1e9}}`))
	f.Add("content-length: 2\nX: y\n\n{}")
	f.Add("Content-Length: 18446744073709551616\r\n\r\n")
	f.Add("\r\n\r\n:\r\n\r\n")
	f.Fuzz(func(t *testing.T, input string) {
		table := lifecycle()
		table["textDocument/didChange"] = Notification[int64](func(context.Context, *DidChangeParams) error { return nil })
		table["textDocument/hover"] = Request(func(_ context.Context, _ int64, p *HoverParams) (*protocol.Hover, error) { return nil, nil })
		var out syncBuffer
		c := New(strings.NewReader(input), &out, log.New(io.Discard, "", 0))
		Serve(t.Context(), c, table, zero)
		r := bufio.NewReader(strings.NewReader(out.String()))
		for {
			_, err := readMessage(r)
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatalf("the server wrote what is no message: %v in %q", err, out.String())
			}
		}
	})
}

// A trace tells which messages there were, in which direction, and what they
// came to; not what they held.
func TestTrace(t *testing.T) {
	table := lifecycle()
	var c *Conn
	table["ask"] = Request(func(ctx context.Context, _ int64, _ *struct{}) (string, error) {
		var answer string
		return "secret", c.Call(ctx, "question", nil, &answer)
	})
	table["slow"] = Notification[int64](func(context.Context, *struct{}) error {
		time.Sleep(time.Millisecond)
		return nil
	})
	p, conn := dial(t, table, zero)
	c = conn
	p.initialize()
	seen := make(chan Message, 100)
	c.Trace(func(m Message) { seen <- m })
	expect := func(wanted ...Message) {
		t.Helper()
		for _, want := range wanted {
			got := <-seen
			if got.Size == 0 || (got.Took > 0) != (want.Took > 0) || got.Method == "slow" && got.Took < time.Millisecond {
				t.Errorf("size and time of %+v", got)
			}
			got.Size, got.Took, want.Took = 0, 0, 0
			if got != want {
				t.Errorf("traced %+v, want %+v", got, want)
			}
		}
	}
	p.notify("slow", `{"text":"secret"}`)
	expect(Message{Kind: "notification", Method: "slow", Took: 1})
	p.call(`"a"`, "ask", "{}")
	question := p.receive()
	id := string(question.ID)
	expect(Message{Kind: "request", Method: "ask", ID: "a"}, Message{Kind: "request", Method: "question", ID: id, Sent: true})
	p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":"secret"}`, id))
	p.expectResult(`"a"`, `"secret"`)
	expect(Message{Kind: "answer", Method: "question", ID: id, Took: 1}, Message{Kind: "answer", Method: "ask", ID: "a", Sent: true, Took: 1})
	p.call("1", "nothing", "{}")
	p.expectError("1", -32601)
	expect(Message{Kind: "request", Method: "nothing", ID: "1"}, Message{Kind: "answer", Method: "nothing", ID: "1", Sent: true, Took: 1, Code: -32601})
	c.Trace(nil)
	p.call("2", "nothing", "{}")
	p.expectError("2", -32601)
	if len(seen) > 0 {
		t.Errorf("traced after its end: %+v", <-seen)
	}
}
