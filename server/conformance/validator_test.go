package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// framed is a stream of messages.
func framed(bodies ...string) []byte {
	var b strings.Builder
	for _, body := range bodies {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return []byte(b.String())
}

const (
	askInitialize = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	askHover      = `{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`
)

// answered is a record of a hover with an answer.
func answered(members string) *record {
	return newRecord(framed(askInitialize, askHover), framed(`{"jsonrpc":"2.0","id":1,`+members+`}`))
}

// told is a record of a notification of the server.
func told(method, params string) *record {
	return newRecord(framed(askInitialize), framed(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params)))
}

func diagnostic(members string) *record {
	return told("textDocument/publishDiagnostics",
		`{"uri":"file:///go.mod","diagnostics":[{"range":{"start":{"line":1,"character":2},"end":{"line":1,"character":3}},"message":"m"`+members+`}]}`)
}

func asked(method, params string) *record {
	return newRecord(framed(askInitialize), framed(fmt.Sprintf(`{"jsonrpc":"2.0","id":7,"method":%q,"params":%s}`, method, params)))
}

func TestValidMessages(t *testing.T) {
	for _, r := range []*record{
		answered(`"result":null`),
		answered(`"result":{"contents":"text"}`),
		answered(`"result":{"contents":[{"language":"go","value":"x"},"text"]}`),
		answered(`"error":{"code":-32603,"message":"m"}`),
		diagnostic(``),
		diagnostic(`,"code":"a","data":{"any":[1]},"severity":4,"tags":[1]`),
		asked("window/showMessageRequest", `{"type":1,"message":"m"}`),
	} {
		if faults := r.validate(validator{model: theModel(t), before318: true}); faults != nil {
			t.Errorf("a valid message is refused: %q", faults)
		}
	}
}

// What a validator lets pass that it should not, the server's tests would miss.
func TestInvalidMessages(t *testing.T) {
	for _, test := range []struct {
		r    *record
		want string
	}{
		{answered(`"result":{}`), `a Hover lacks its property "contents"`},
		{answered(`"result":{"contents":{"kind":"html","value":""}}`), "is not"},
		{answered(`"result":{"contents":"x","colour":1}`), `a Hover has no property "colour"`},
		{answered(`"result":{"contents":"x","range":null}`), "is not a Range"},
		{answered(`"result":{"contents":"x","range":{"start":{"line":1,"character":2},"end":{"line":1,"character":1}}}`), "start is not after its end"},
		{answered(`"result":{"contents":"x","range":{"start":{"line":-1,"character":0},"end":{"line":1,"character":1}}}`), "-1 is not uinteger"},
		{answered(`"result":{"contents":"x","range":{"start":{"line":0.5,"character":0},"end":{"line":1,"character":1}}}`), "0.5 is not uinteger"},
		{answered(`"result":null,"error":{"code":1,"message":"m"}`), "no response"},
		{answered(`"note":1`), `a member "note"`},
		{answered(`"error":{"message":"m"}`), "without a code"},
		{newRecord(framed(askInitialize), framed(`{"jsonrpc":"2.0","id":5,"result":null}`)), "nobody has asked"},
		{told("textDocument/publishDiagnostics", `{"uri":"file:///go.mod","diagnostics":null}`), "null is not an array"},
		{told("textDocument/publishDiagnostics", `{"uri":"go.mod","diagnostics":[]}`), "is not DocumentUri"},
		{diagnostic(`,"severity":5`), "one of the values of DiagnosticSeverity"},
		{diagnostic(`,"code":null`), "null is not"},
		{diagnostic(`,"tags":[3]`), "one of the values of DiagnosticTag"},
		{told("textDocument/publishDiagnostics", `{"uri":"file:///go.mod","diagnostics":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"message":{"kind":"markdown","value":""}}]}`), "is not string"},
		{told("textDocument/didOpen", `{}`), "no server sends"},
		{told("window/showMessageRequest", `{"type":1,"message":"m"}`), "no server sends"},
		{told("window/unknown", `{}`), "no server sends"},
		{told("modroute/copyText", `{}`), "without the capability experimental.modroute.copyText"},
		{asked("workspace/applyEdit", `{"edit":{}}`), "without the capability workspace.applyEdit"},
		{asked("client/registerCapability", `{"registrations":[{"id":"a","method":"workspace/didChangeWatchedFiles","registerOptions":{"watchers":[]}}]}`), "nothing that the client has asked for"},
		{told("$/progress", `{"token":"a","value":{"kind":"begin","title":"t"}}`), `a begin comes after ""`},
		{newRecord(framed(askInitialize), []byte("nonsense\r\n\r\n")), "what is no message"},
	} {
		faults := test.r.validate(validator{model: theModel(t), before318: true})
		if !strings.Contains(strings.Join(faults, "\n"), test.want) {
			t.Errorf("faults %q, want one with %q", faults, test.want)
		}
	}
}

// What LSP 3.18 has added is valid only for who knows it.
func TestVersions(t *testing.T) {
	var command any
	if err := json.Unmarshal([]byte(`{"title":"t","command":"c","tooltip":"new"}`), &command); err != nil {
		t.Fatal(err)
	}
	for before318, want := range map[bool]bool{false: true, true: false} {
		v := validator{model: theModel(t), before318: before318}
		if got := v.check(command, &typ{Kind: "reference", Name: "Command"}, "") == nil; got != want {
			t.Errorf("before 3.18 %v: a tooltip is valid: %v", before318, got)
		}
	}
}

// A capability that nothing makes use of is found, whether the model knows it
// or not.
func TestUnexercised(t *testing.T) {
	capabilities := `{"hoverProvider":true,"documentLinkProvider":{"resolveProvider":true},"codeLensProvider":{},"inventedProvider":{"x":1},"emptyProvider":{},
		"executeCommandProvider":{"commands":["a","b"]},"textDocumentSync":{"openClose":true,"change":2},"renameProvider":false}`
	r := newRecord(
		framed(askInitialize, askHover,
			`{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"a"}}`,
			`{"jsonrpc":"2.0","id":3,"method":"textDocument/codeLens","params":{}}`,
			`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}`),
		framed(`{"jsonrpc":"2.0","id":0,"result":{"capabilities":`+capabilities+`}}`,
			`{"jsonrpc":"2.0","id":1,"result":{"contents":""}}`,
			`{"jsonrpc":"2.0","id":2,"result":null}`,
			`{"jsonrpc":"2.0","id":3,"result":[]}`,
			`{"jsonrpc":"2.0","id":9,"method":"client/registerCapability","params":{"registrations":[{"id":"f","method":"workspace/didChangeWatchedFiles"}]}}`))
	want := []string{
		"codeLensProvider: no textDocument/codeLens that came to something",
		"documentLinkProvider: no textDocument/documentLink that came to something",
		"documentLinkProvider.resolveProvider: no documentLink/resolve that came to something",
		"emptyProvider: map[], which nothing exercises",
		"the command b",
		"inventedProvider.x: 1, which nothing exercises",
		"textDocumentSync: no textDocument/didChange that came to something",
		"textDocument/didChange with a range",
		"textDocumentSync.openClose: no textDocument/didClose that came to something",
		"the registration for workspace/didChangeWatchedFiles",
	}
	if got := r.unexercised(theModel(t)); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("unexercised:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
