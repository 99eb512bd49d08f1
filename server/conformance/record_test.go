package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A message is one that a connection has carried.
type message struct {
	id     string // as JSON; "" of a notification
	method string // of a response too
	params any    // of a request or notification
	result any    // of a response
	failed any    // of a response: its error
	whole  map[string]any
}

// A record is what a connection has carried, in both directions.
type record struct {
	requests      []*message // of the client
	notifications []*message
	responses     []*message // of the server
	calls         []*message // the server's requests
	told          []*message // the server's notifications
	answers       []*message // of the client
	faults        []string   // what is no message
}

// readRecord reads a record that the role of TestMain has written.
func readRecord(t *testing.T, name string) *record {
	t.Helper()
	var streams [2][]byte
	for i, end := range []string{".client", ".server"} {
		var err error
		if streams[i], err = os.ReadFile(name + end); err != nil {
			t.Fatal(err)
		}
	}
	return newRecord(streams[0], streams[1])
}

// newRecord sorts what client and server have written.
func newRecord(client, server []byte) *record {
	r := &record{}
	r.requests, r.notifications, r.answers = r.split("the client", client)
	r.calls, r.told, r.responses = r.split("the server", server)
	r.name(r.responses, r.requests)
	r.name(r.answers, r.calls)
	return r
}

// split reads one direction of a connection. Where it ends within a message,
// as it does when a client goes away, that message does not count.
func (r *record) split(who string, stream []byte) (requests, notifications, responses []*message) {
	in := bufio.NewReader(bytes.NewReader(stream))
	for {
		body, err := readFrame(in)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return requests, notifications, responses
		}
		m := &message{}
		if err == nil {
			err = json.Unmarshal(body, &m.whole)
		}
		if err != nil {
			r.faults = append(r.faults, fmt.Sprintf("%s wrote what is no message: %v", who, err))
			return requests, notifications, responses
		}
		id, isCall := m.whole["id"]
		if isCall {
			raw, _ := json.Marshal(id)
			m.id = string(raw)
		}
		m.method, _ = m.whole["method"].(string)
		m.params = m.whole["params"]
		m.result = m.whole["result"]
		m.failed = m.whole["error"]
		switch {
		case m.method == "":
			responses = append(responses, m)
		case isCall:
			requests = append(requests, m)
		default:
			notifications = append(notifications, m)
		}
	}
}

func readFrame(in *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	body := make([]byte, length)
	_, err = io.ReadFull(in, body)
	return body, err
}

// name gives responses the methods, and the parameters, of their requests.
func (r *record) name(responses, requests []*message) {
	byID := map[string]*message{}
	for _, request := range requests {
		byID[request.id] = request
	}
	for _, response := range responses {
		if request := byID[response.id]; request != nil {
			response.method, response.params = request.method, request.params
		}
	}
}

// clientParams returns the parameters of the client's initialize request.
func (r *record) clientParams() map[string]any {
	for _, request := range r.requests {
		if request.method == "initialize" {
			params, _ := request.params.(map[string]any)
			return params
		}
	}
	return nil
}

// validate returns what is wrong with the server's messages.
func (r *record) validate(v validator) []string {
	faults := slices.Clone(r.faults)
	for _, m := range r.responses {
		faults = append(faults, v.response(m)...)
	}
	for _, m := range slices.Concat(r.calls, r.told) {
		faults = append(faults, v.sent(m, r)...)
	}
	faults = append(faults, r.validateRegistrations(v)...)
	return append(faults, r.validateProgress(v)...)
}

// response returns what is wrong with the server's answer to a request.
func (v validator) response(m *message) []string {
	_, result := m.whole["result"]
	_, failed := m.whole["error"]
	path := "the answer to " + m.method
	var faults []string
	for name := range m.whole {
		if !slices.Contains([]string{"jsonrpc", "id", "result", "error"}, name) {
			faults = append(faults, fmt.Sprintf("%s has a member %q", path, name))
		}
	}
	if m.whole["jsonrpc"] != "2.0" || result == failed {
		faults = append(faults, path+" is no response of JSON-RPC 2.0")
	}
	method := v.methods[m.method]
	if failed {
		_, said := lookup(m.failed, "message").(string)
		if !said || !whole(lookup(m.failed, "code"), math.MinInt32) {
			faults = append(faults, path+" is an error without a code or a message")
		}
		if data := lookup(m.failed, "data"); data != nil && method != nil && method.ErrorData != nil {
			faults = append(faults, v.check(data, method.ErrorData, path)...)
		}
		return faults
	}
	if method != nil && method.Result != nil {
		if v.echoes(m, method) {
			return faults
		}
		faults = append(faults, v.check(m.result, method.Result, path)...)
	} else if m.method == "" {
		faults = append(faults, "an answer to what nobody has asked: "+m.id)
	}
	return faults
}

// echoes reports whether a response completes what the client has sent, such as
// a code action, and that was not valid to begin with.
func (v validator) echoes(m *message, method *method) bool {
	return strings.HasSuffix(m.method, "/resolve") && v.check(m.params, method.Params, m.method) != nil
}

// sent returns what is wrong with what the server has sent of its own accord.
func (v validator) sent(m *message, r *record) []string {
	var faults []string
	for name := range m.whole {
		if !slices.Contains([]string{"jsonrpc", "id", "method", "params"}, name) {
			faults = append(faults, fmt.Sprintf("%s has a member %q", m.method, name))
		}
	}
	if strings.HasPrefix(m.method, "modroute/") {
		return append(faults, r.unannounced(m, "experimental.modroute."+strings.TrimPrefix(m.method, "modroute/"))...)
	}
	method := v.methods[m.method]
	if method == nil || method.request != (m.id != "") || method.MessageDirection == "clientToServer" {
		return append(faults, "no server sends "+m.method)
	}
	if method.request {
		faults = append(faults, r.unannounced(m, asks(method))...)
	}
	if method.Params == nil {
		if m.params != nil {
			faults = append(faults, m.method+" has parameters")
		}
		return faults
	}
	return append(faults, v.check(m.params, method.Params, m.method)...)
}

// asks returns the capability that a client must announce to be sent a request;
// "" if every client can be asked.
func asks(m *method) string {
	switch m.Method {
	case "window/showMessageRequest":
		return "" // older than its capability, which is about more of it
	case "workspace/codeLens/refresh":
		return "workspace.codeLens.refreshSupport" // the model names what that is in
	}
	return m.ClientCapability
}

// unannounced returns the fault of a request that the client has not said it
// can answer.
func (r *record) unannounced(m *message, capability string) []string {
	if capability == "" {
		return nil
	}
	switch value := lookup(r.clientParams()["capabilities"], capability).(type) {
	case bool:
		if value {
			return nil
		}
	case map[string]any:
		return nil
	}
	return []string{m.method + " was sent to a client without the capability " + capability}
}

// lookup returns the member at a path of member names; nil if there is none.
func lookup(value any, path string) any {
	for _, name := range strings.Split(path, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// A registration is one that the server has made after initialize.
type registration struct {
	method  string
	options any
}

func (r *record) registrations() (all []registration) {
	for _, m := range r.calls {
		if m.method != "client/registerCapability" {
			continue
		}
		list, _ := lookup(m.params, "registrations").([]any)
		for _, each := range list {
			method, _ := lookup(each, "method").(string)
			all = append(all, registration{method, lookup(each, "registerOptions")})
		}
	}
	return all
}

// validateRegistrations checks what is registered for, and its options.
func (r *record) validateRegistrations(v validator) (faults []string) {
	for _, each := range r.registrations() {
		path := "the registration for " + each.method
		method := v.methods[each.method]
		if method == nil {
			faults = append(faults, path+": there is no such method")
			continue
		}
		if lookup(r.clientParams()["capabilities"], method.ClientCapability+".dynamicRegistration") != true {
			faults = append(faults, path+" is nothing that the client has asked for")
		}
		if method.RegistrationOptions != nil {
			faults = append(faults, v.check(each.options, method.RegistrationOptions, path)...)
		}
	}
	return faults
}

// validateProgress checks that progress is reported to tokens that exist, from
// beginning to end, and that partial results are of their request's type.
func (r *record) validateProgress(v validator) (faults []string) {
	stages, partial := map[any]string{}, map[any]*typ{}
	for _, m := range r.calls {
		if m.method == "window/workDoneProgress/create" {
			stages[lookup(m.params, "token")] = "created"
		}
	}
	for _, m := range r.requests {
		if token := lookup(m.params, "workDoneToken"); token != nil {
			stages[token] = "created"
		}
		if token := lookup(m.params, "partialResultToken"); token != nil && v.methods[m.method] != nil {
			partial[token] = v.methods[m.method].PartialResult
		}
	}
	for _, m := range r.told {
		if m.method != "$/progress" {
			continue
		}
		token, value := lookup(m.params, "token"), lookup(m.params, "value")
		if of := partial[token]; of != nil && lookup(value, "kind") == nil {
			faults = append(faults, v.check(value, of, "a partial result")...)
			continue
		}
		faults = append(faults, v.workDone(value, stages[token])...)
		stages[token], _ = lookup(value, "kind").(string)
	}
	for token, stage := range stages {
		if stage == "begin" || stage == "report" {
			faults = append(faults, fmt.Sprintf("$/progress: %v never ends", token))
		}
	}
	return faults
}

// workDone returns what is wrong with a report of progress after a stage.
func (v validator) workDone(value any, stage string) (faults []string) {
	kind, _ := lookup(value, "kind").(string)
	structure := map[string]string{"begin": "WorkDoneProgressBegin", "report": "WorkDoneProgressReport", "end": "WorkDoneProgressEnd"}[kind]
	if structure == "" {
		return []string{fmt.Sprintf("$/progress of the kind %q", kind)}
	}
	if (kind == "begin") != (stage == "created") || stage == "" || stage == "end" {
		faults = append(faults, fmt.Sprintf("$/progress: a %s comes after %q", kind, stage))
	}
	return append(faults, v.check(value, &typ{Kind: "reference", Name: structure}, "$/progress")...)
}
