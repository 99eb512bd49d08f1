package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
)

// A trace is what $/logTrace says.
type trace struct {
	Message string
	Verbose *string
}

// traced waits for the trace of a message.
func (s *session) traced(message string) trace {
	s.t.Helper()
	var one trace
	_, err := s.Next(func(n lspclient.Notification) bool {
		one = trace{}
		return n.Method == "$/logTrace" && json.Unmarshal(n.Params, &one) == nil && one.Message == message
	})
	s.must(err)
	return one
}

// traces takes the traces that have come.
func (s *session) traces() (list []string) {
	s.t.Helper()
	for _, n := range s.Take(func(n lspclient.Notification) bool { return n.Method == "$/logTrace" }) {
		list = append(list, string(n.Params))
	}
	return list
}

func (s *session) setTrace(level any) {
	s.t.Helper()
	s.must(s.Notify("$/setTrace", object{"value": level}))
}

// The client says how much it is told of the messages, at first and later.
func TestTrace(t *testing.T) {
	s := start(t, func(params object) { params["trace"] = "messages" })
	s.open("go.mod", private)
	s.hover("go.mod", 4, 10)
	for _, message := range []string{
		"received notification textDocument/didOpen", "sent notification textDocument/publishDiagnostics",
		"received request textDocument/hover (2)", "sent answer textDocument/hover (2)",
	} {
		if one := s.traced(message); one.Verbose != nil {
			t.Errorf("%s: %s, though only messages are asked for", message, *one.Verbose)
		}
	}

	s.setTrace("verbose")
	if err := s.Call("textDocument/hover", []int{1}, nil); err == nil {
		t.Fatal("a bad request is accepted")
	}
	if one := s.traced("sent answer textDocument/hover (3)"); one.Verbose == nil || !strings.Contains(*one.Verbose, " bytes after ") || !strings.Contains(*one.Verbose, "error -32602") {
		t.Errorf("%+v", one)
	}
	for _, params := range s.traces() {
		if strings.Contains(params, "$/logTrace") {
			t.Errorf("the trace is traced: %s", params)
		}
	}

	answer := 4
	for _, level := range []any{"off", nil, "loud"} {
		s.setTrace("messages")
		s.hover("go.mod", 4, 10)
		s.traced(fmt.Sprintf("sent answer textDocument/hover (%d)", answer))
		answer += 3
		s.setTrace(level)
		s.traces()
		s.hover("go.mod", 4, 10)
		s.hover("go.mod", 4, 10)
		if left := s.traces(); len(left) > 0 && !(len(left) == 1 && strings.Contains(left[0], "$/setTrace")) {
			t.Errorf("after %v: %q", level, left)
		}
	}
}

// Of many requests at once, each answer is traced once.
func TestTraceOfMany(t *testing.T) {
	s := start(t, func(params object) { params["trace"] = "verbose" })
	s.open("go.mod", private)
	const requests = 200
	var ids []int
	for range requests {
		id, err := s.Go("textDocument/hover", object{"textDocument": object{"uri": s.uri("go.mod")}, "position": object{"line": 4, "character": 10}})
		s.must(err)
		ids = append(ids, id)
	}
	for _, id := range ids {
		s.must(s.Wait(id, nil))
	}
	for _, id := range ids {
		s.traced(fmt.Sprintf("received request textDocument/hover (%d)", id))
		s.traced(fmt.Sprintf("sent answer textDocument/hover (%d)", id))
	}
	for _, left := range s.traces() {
		if strings.Contains(left, "hover") {
			t.Errorf("traced twice: %s", left)
		}
	}
}

// Who traces nothing is told nothing.
func TestNoTrace(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	s.hover("go.mod", 4, 10)
	if list := s.traces(); len(list) > 0 {
		t.Errorf("traces %+v", list)
	}
}

// logged waits for a message in the client's log.
func (s *session) logged(part string) {
	s.t.Helper()
	_, err := s.Next(func(n lspclient.Notification) bool {
		var m struct{ Message string }
		return n.Method == "window/logMessage" && json.Unmarshal(n.Params, &m) == nil && strings.Contains(m.Message, part)
	})
	s.must(err)
}

// The client's log says what runs, and why something was read anew; the
// server's own, what was looked at, for who asks for that.
func TestClientsLog(t *testing.T) {
	s := connect(t, func(o *server.Options) { o.Verbosity = 1 })
	s.initialize(nil)
	s.logged("modroute test for ")
	s.open("go.mod", private)
	s.logged(", and go env -w writes " + s.goenv)
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	s.logged(s.goenv + " has changed: everything is read anew")
	s.untilCodes("go.mod")
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"private": []string{"x.example"}}}}))
	s.logged("the settings have changed")
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"privat": 1}}}))
	s.logged("there is no setting modroute.privat") // what was shown is to be found again
	s.hover("go.mod", 4, 10)
	if log := s.log.String(); strings.Count(log, "looked at "+s.goenv+"\n") != 1 || !strings.Contains(log, "has changed: everything") {
		t.Errorf("log: %s", log)
	}
}

// Whatever is logged is free of secrets and of control characters.
func TestLogHasNoSecrets(t *testing.T) {
	s := connect(t, func(o *server.Options) { o.Verbosity = 2 })
	s.initialize(func(params object) { params["trace"] = "verbose" })
	const evil = "https://gopher:hunter2@proxy.example/\x1b[2J"
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{evil: 1}}}))
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": evil}}))
	s.must(s.Notify(evil, nil))
	if err := s.Call(evil+strings.Repeat("x", 10000), nil, nil); err == nil {
		t.Error("there is such a method")
	}
	s.hover("go.mod", 0, 0)
	for _, n := range s.Take(func(lspclient.Notification) bool { return true }) {
		if text := string(n.Params); strings.Contains(text, "hunter2") || strings.Contains(text, `\u001b`) || len(text) > 4000 {
			t.Errorf("%s: %.300s", n.Method, text)
		}
	}
	if log := s.log.String(); strings.Contains(log, "hunter2") || strings.ContainsRune(log, 0x1b) || !strings.Contains(log, "proxy.example") {
		t.Errorf("log: %s", log)
	}
}
