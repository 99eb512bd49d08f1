package conformance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// oddParams are parameters that no method has, or all may have.
func (s *session) oddParams() []any {
	position := object{"line": 4, "character": 10}
	document := func(uri string, position, span any) object {
		return object{
			"textDocument": object{"uri": uri, "version": 2, "languageId": "go.mod", "text": private}, "position": position, "range": span,
			"context": object{"diagnostics": []any{}}, "contentChanges": []any{object{"text": private}}, "command": "modroute.undo",
		}
	}
	span := func(from, to any) object { return object{"start": from, "end": to} }
	far := object{"line": 1 << 30, "character": 1 << 30}
	all := []any{nil, object{}, []any{}, 5, "text", []any{nil}}
	for _, uri := range []string{s.uri("go.mod"), s.uri("unknown/go.mod"), "untitled:Untitled-1", "file://host/share/go.mod", "", "%zz", s.uri("")} {
		all = append(all, document(uri, position, span(position, position)))
	}
	for _, at := range []any{far, object{"line": -1, "character": -1}, object{"line": 0.5, "character": "x"}, object{}, nil, "x"} {
		all = append(all, document(s.uri("go.mod"), at, span(at, at)), document(s.uri("go.mod"), at, span(far, position)))
	}
	return all
}

// Every method of the protocol, with whatever parameters, is answered at any
// time of a session, as that time demands, and breaks nothing.
func TestAnyMessageAtAnyTime(t *testing.T) {
	methods := append(theModel(t).byClient(), &method{Method: "$/unknown", request: true}, &method{Method: "no such method", request: true},
		&method{Method: "modroute/unknown", request: true}, &method{Method: "$/ignored"}, &method{Method: "ignored"})
	send := func(s *session, accept func(m *method, code int) bool) {
		t.Helper()
		for _, m := range methods {
			for _, params := range s.oddParams() {
				if !m.request {
					s.must(s.Notify(m.Method, params))
					continue
				}
				if err := s.Call(m.Method, params, nil); !accept(m, errorCode(err)) {
					t.Errorf("%s with %v: %v", m.Method, params, err)
				}
			}
		}
	}
	s := connect(t, true)
	send(s, func(_ *method, code int) bool { return code == -32002 })
	s.initialize(object{})
	if err := s.Call("initialize", object{"capabilities": object{}}, nil); errorCode(err) != -32600 {
		t.Errorf("initialize again: %v", err)
	}
	s.must(s.Open(s.uri("go.mod"), "go.mod", private))
	send(s, func(_ *method, code int) bool {
		return slices.Contains([]int{0, -32601, -32602, -32803}, code)
	})
	// It still works.
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	s.must(s.Open(s.uri("go.mod"), "go.mod", private))
	s.must(s.Change(s.uri("go.mod"), 77, nil, private))
	if codes := s.codes(s.uri("go.mod"), 77); !slices.Contains(codes, leak) {
		t.Errorf("after all that the findings are %q", codes)
	}
	s.must(s.Call("shutdown", nil, nil))
	send(s, func(_ *method, code int) bool { return code == -32600 })
	s.must(s.Notify("exit", nil))
}

// Messages that are valid to the letter, in any order and of any sense, cancelled
// or not, are each answered once and break nothing.
func TestRandomMessages(t *testing.T) {
	sequences := 60
	if testing.Short() {
		sequences = 6
	}
	for seed := range sequences {
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		t.Run(fmt.Sprint(seed), func(t *testing.T) { converse(t, 200, random.IntN) })
	}
}

// FuzzMessages is TestRandomMessages with what the fuzzer chooses.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("0123456789"))
	f.Add([]byte{200, 3, 77, 1, 0, 0, 9, 250, 31, 8, 8, 8, 8, 8, 8, 8, 8, 2, 1, 90, 14})
	f.Fuzz(func(t *testing.T, choices []byte) {
		at := 0
		converse(t, len(choices)/4, func(n int) int {
			if at+1 >= len(choices) {
				return 0
			}
			at += 2
			return (int(choices[at-2])<<8 | int(choices[at-1])) % n
		})
	})
}

// converse sends messages as choose has it, some before initialize, and expects
// an answer to each request.
func converse(t *testing.T, messages int, choose func(n int) int) {
	s := connect(t, true)
	s.write("go.mod", private)
	s.Handle = configured
	sample := &sampler{model: theModel(t), choose: choose, uris: []string{
		s.uri("go.mod"), s.uri("go.mod"), s.uri("go.mod"), s.uri("go.work"), s.uri("go.sum"), s.uri("sub/go.mod"), s.uri("main.go"), s.uri("go.env"), s.uri("%67o.mod"), "untitled:x", "file://host/go.mod", s.uri(""),
	}}
	methods := theModel(t).byClient()
	document := slices.DeleteFunc(slices.Clone(methods), func(m *method) bool { return m.Params == nil || !usual(m.Method) })
	capabilities := []any{object{}, editorCapabilities(t, "neovim"), editorCapabilities(t, "vscode")}
	var waiting []int
	for i := range messages {
		if i == messages/20 {
			s.initialize(object{"capabilities": pick(sample, capabilities)})
			s.must(s.Open(s.uri("go.mod"), "go.mod", private))
		}
		m := pick(sample, document)
		if choose(4) == 0 {
			m = pick(sample, methods)
		}
		if !m.request {
			s.must(s.Notify(m.Method, sample.params(m)))
			continue
		}
		id, err := s.Go(m.Method, sample.params(m))
		s.must(err)
		waiting = append(waiting, id)
		if choose(4) == 0 {
			s.must(s.Notify("$/cancelRequest", object{"id": id}))
		}
	}
	for _, id := range waiting {
		if code := errorCode(s.Wait(id, nil)); !slices.Contains([]int{0, -32002, -32601, -32602, -32800, -32802, -32803}, code) {
			t.Errorf("request %d is refused with %d", id, code)
		}
	}
}

// usual are the methods that a server of this kind hears all day.
func usual(method string) bool {
	return slices.Contains([]string{
		"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave", "textDocument/hover",
		"textDocument/codeAction", "codeAction/resolve", "textDocument/inlayHint", "inlayHint/resolve", "textDocument/codeLens", "codeLens/resolve",
		"textDocument/documentLink", "documentLink/resolve", "textDocument/completion", "completionItem/resolve", "textDocument/diagnostic",
		"workspace/diagnostic", "workspace/executeCommand", "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles",
		"workspace/didChangeWorkspaceFolders", "workspace/didRenameFiles", "$/cancelRequest", "$/setTrace",
	}, method)
}

// A cancelled request is answered once: with its result, if that was there, or
// as cancelled.
func TestCancelledRequests(t *testing.T) {
	s := connect(t, true)
	s.initialize(object{})
	s.must(s.Open(s.uri("go.mod"), "go.mod", private))
	at := object{"line": 4, "character": 10}
	params := object{
		"textDocument": object{"uri": s.uri("go.mod")}, "position": at, "range": object{"start": at, "end": at}, "context": object{"diagnostics": []any{}},
	}
	var ids []int
	for range 50 {
		for _, m := range theModel(t).byClient() {
			if !m.request || !usual(m.Method) || m.Method == "workspace/executeCommand" {
				continue
			}
			id, err := s.Go(m.Method, params)
			s.must(err)
			s.must(s.Notify("$/cancelRequest", object{"id": id}))
			s.must(s.Notify("$/cancelRequest", object{"id": id}))
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if code := errorCode(s.Wait(id, nil)); !slices.Contains([]int{0, -32800, -32802, -32601, -32602}, code) {
			t.Errorf("a cancelled request is refused with %d", code)
		}
	}
	s.stop()
	if n := len(newRecord(s.sent.Bytes(), s.received.Bytes()).responses); n != len(ids)+2 {
		t.Errorf("%d answers to %d requests", n, len(ids)+2)
	}
}

// A client that says much before it reads what the server says is heard all the
// same: an editor may be busy, and both ends must not wait for each other.
func TestClientThatDoesNotRead(t *testing.T) {
	s := connect(t, true)
	s.initialize(object{})
	s.must(s.Open(s.uri("go.mod"), "go.mod", private))
	release := s.output.hold()
	var ids []int
	for i := range 1000 {
		s.must(s.Change(s.uri("go.mod"), i+2, nil, private+strings.Repeat("\n", i)))
		id, err := s.Go("textDocument/hover", object{"textDocument": object{"uri": s.uri("go.mod")}, "position": object{"line": 4, "character": 10}})
		s.must(err)
		_, err = s.Go("no/such/method", nil)
		s.must(err)
		s.must(s.SendRaw("Content-Length: 2\r\n\r\n{}")) // no message: it is refused
		ids = append(ids, id)
	}
	release()
	for _, id := range ids {
		s.must(s.Wait(id, nil))
	}
	if codes := s.codes(s.uri("go.mod"), 1001); !slices.Contains(codes, leak) {
		t.Errorf("the findings are %q", codes)
	}
	s.stop()
}

// A hundred workspace folders, each with an open go.mod, are served, come and
// go, whether the client has settings for each or not.
func TestHundredFolders(t *testing.T) {
	for name, capabilities := range map[string]any{"plain": object{}, "vscode": editorCapabilities(t, "vscode")} {
		t.Run(name, func(t *testing.T) { hundredFolders(t, capabilities) })
	}
}

func hundredFolders(t *testing.T, capabilities any) {
	s := connect(t, true)
	s.Handle = configured
	var folders []any
	name := func(i int) string { return fmt.Sprintf("folder%d", i) }
	for i := range 100 {
		s.write(name(i)+"/go.mod", private)
		folders = append(folders, object{"uri": s.uri(name(i)), "name": name(i)})
	}
	s.initialize(object{"workspaceFolders": folders, "capabilities": capabilities})
	for i := range 100 {
		s.must(s.Open(s.uri(name(i)+"/go.mod"), "go.mod", private))
	}
	for i := range 100 {
		if codes := s.codes(s.uri(name(i)+"/go.mod"), 1); !slices.Contains(codes, leak) {
			t.Errorf("%s has the findings %q", name(i), codes)
		}
	}
	s.must(s.Notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []any{}, "removed": folders[50:]}}))
	s.must(s.Notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": folders[50:], "removed": folders[:50]}}))
	for i := range 100 {
		s.must(s.Change(s.uri(name(i)+"/go.mod"), 2, nil, "module example.com/m\n"))
	}
	for i := range 100 {
		if codes := s.codes(s.uri(name(i)+"/go.mod"), 2); len(codes) > 0 {
			t.Errorf("%s still has the findings %q", name(i), codes)
		}
	}
	s.stop()
}

// configured answers what a client is asked that has nothing set.
func configured(method string, params json.RawMessage) any {
	var asked struct{ Items []any }
	if method != "workspace/configuration" || json.Unmarshal(params, &asked) != nil {
		return nil
	}
	return make([]any, len(asked.Items))
}

// A document that is open under two spellings of its URI is one: what is said
// last counts, no diagnostics stay behind under the other name, and it is open
// until both are closed.
func TestTwoSpellings(t *testing.T) {
	s := connect(t, true)
	s.initialize(object{})
	plain, odd := s.uri("go.mod"), s.uri("")+"/%67o.mod"
	closing := func(uri string) {
		s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": uri}}))
	}
	shown := func(uri string) int {
		t.Helper()
		s.must(s.Call("textDocument/hover", object{"textDocument": object{"uri": uri}, "position": object{"line": 0, "character": 0}}, nil))
		p, err := s.Diagnostics(uri, 0)
		s.must(err)
		return len(p.Diagnostics)
	}
	s.must(s.Open(plain, "go.mod", private))
	if n := shown(plain); n == 0 {
		t.Error("no diagnostics")
	}
	s.must(s.Open(odd, "go.mod", private))
	if n := shown(plain); n != 0 {
		t.Errorf("%d diagnostics stay under the name that no longer counts", n)
	}
	if n := shown(odd); n == 0 {
		t.Error("no diagnostics under the new name")
	}
	closing(odd)
	s.must(s.Change(plain, 2, nil, private+"\n"))
	for shown(plain) == 0 {
	}
	closing(plain)
	for shown(plain) != 0 {
	}
	s.stop()
}

// What a hostile file holds to drive a terminal, or to disguise a path, reaches
// no editor.
func TestControlCharacters(t *testing.T) {
	s := connect(t, true)
	s.initialize(object{"capabilities": editorCapabilities(t, "vscode")})
	hostile := "./\x1b]0;title\x07\u202e\u2066x"
	s.must(s.Open(s.uri("go.mod"), "go.mod", private+"replace git.corp.internal/team/lib => \""+hostile+"\" //modroute:ignore \x1b[31mred\u202e\n"))
	s.untilCode(s.uri("go.mod"), "replace-directory")
	for line := range 6 {
		at := lspclient.Position{Line: line, Character: 40}
		_, err := s.HoverAt(s.uri("go.mod"), at)
		s.must(err)
		_, err = s.CodeActions(s.uri("go.mod"), lspclient.Range{Start: at, End: at}, nil)
		s.must(err)
	}
	for _, shown := range newRecord(s.sent.Bytes(), s.received.Bytes()).shown() {
		if strings.ContainsAny(shown, "\x1b\x07\u202e\u2066") {
			t.Errorf("the person is shown %q", shown)
		}
	}
}

// shown returns the texts among the server's messages that a person sees.
func (r *record) shown() (texts []string) {
	var collect func(value any)
	collect = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, element := range value {
				collect(element)
			}
		case map[string]any:
			for name, member := range value {
				if text, ok := member.(string); ok && slices.Contains([]string{"message", "title", "label", "value", "tooltip", "detail", "reason"}, name) {
					texts = append(texts, text)
				}
				collect(member)
			}
		}
	}
	for _, m := range slices.Concat(r.responses, r.calls, r.told) {
		collect(m.whole)
	}
	return texts
}
