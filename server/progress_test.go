package server_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server"
)

// awaitProgress waits for a kind of progress under a token, or under any.
func (s *session) awaitProgress(token, kind string) (under string) {
	s.t.Helper()
	_, err := s.Next(func(n lspclient.Notification) bool {
		var p struct {
			Token json.RawMessage
			Value struct{ Kind string }
		}
		if n.Method != "$/progress" || json.Unmarshal(n.Params, &p) != nil || p.Value.Kind != kind || token != "" && string(p.Token) != token {
			return false
		}
		under = string(p.Token)
		return true
	})
	s.must(err)
	return under
}

// startWatched starts a server for a client that shows progress. What the
// server has it create is told on the channel.
func startWatched(t *testing.T, change func(*server.Options)) (s *session, created chan string) {
	t.Helper()
	s, created = connect(t, change), make(chan string, 100)
	s.Handle = func(method string, params json.RawMessage) any {
		if method == "window/workDoneProgress/create" {
			created <- string(params)
		}
		return nil
	}
	s.initialize(func(params object) { params["capabilities"].(object)["window"] = object{"workDoneProgress": true} })
	return s, created
}

// What takes a while is shown until it is done.
func TestWhatIsSlowIsShown(t *testing.T) {
	s, created := startWatched(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	s.open("go.mod", text)
	<-g.started
	token := s.awaitProgress("", "begin")
	if got := <-created; got != `{"token":`+token+`}` {
		t.Errorf("created %s, begun %s", got, token)
	}
	release()
	s.awaitProgress(token, "end")
}

// What goes on at the same time is shown as one thing.
func TestWhatIsSlowIsShownOnce(t *testing.T) {
	s, created := startWatched(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	for _, name := range []string{"a/go.mod", "b/go.mod", "c/go.mod"} {
		s.open(name, text)
		<-g.started
	}
	token := s.awaitProgress("", "begin")
	release()
	s.awaitProgress(token, "end")
	for _, name := range []string{"a/go.mod", "b/go.mod", "c/go.mod"} {
		s.untilSlow(name, 1)
	}
	if len(created) != 1 {
		t.Errorf("%d are shown", len(created))
	}
}

// A person who does not want to wait for it is obeyed.
func TestWhatIsSlowCanBeCalledOff(t *testing.T) {
	s, _ := startWatched(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	defer release()
	s.open("go.mod", text)
	<-g.started
	token := s.awaitProgress("", "begin")
	s.must(s.Notify("window/workDoneProgress/cancel", json.RawMessage(`{"token":`+token+`}`)))
	<-g.canceled
	s.awaitProgress(token, "end")
	s.must(s.Notify("window/workDoneProgress/cancel", json.RawMessage(`{"token":`+token+`}`))) // too late
	s.must(s.Notify("window/workDoneProgress/cancel", json.RawMessage(`{"token":null}`)))
	s.hover("go.mod", 0, 0)
}

// The actions of a file that take long are shown under the request's token.
func TestSlowActionsAreShown(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	s.open("go.mod", text)
	<-g.started
	id, err := s.Go("textDocument/codeAction", object{
		"textDocument": object{"uri": s.uri("go.mod")}, "range": at(2, 9, 2, 9), "context": object{"diagnostics": []any{}}, "workDoneToken": "actions",
	})
	s.must(err)
	s.awaitProgress(`"actions"`, "begin")
	release()
	s.must(s.Wait(id, nil))
	s.awaitProgress(`"actions"`, "end")
}

// What is done at once is not shown.
func TestWhatIsQuickIsNotShown(t *testing.T) {
	s, created := startWatched(t, func(o *server.Options) { o.ProgressAfter = time.Hour })
	s.open("go.mod", private)
	s.actions("go.mod", at(4, 10, 4, 10), nil)
	if len(created) != 0 {
		t.Error("shown")
	}
}

// Actions that a person does not want to wait for are no failure.
func TestSlowActionsCanBeCalledOff(t *testing.T) {
	s, _ := startWatched(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	defer release()
	s.open("go.mod", text)
	<-g.started
	id, err := s.Go("textDocument/codeAction", object{
		"textDocument": object{"uri": s.uri("go.mod")}, "range": at(2, 9, 2, 9), "context": object{"diagnostics": []any{}}, "workDoneToken": "actions",
	})
	s.must(err)
	s.awaitProgress(`"actions"`, "begin")
	s.must(s.Notify("window/workDoneProgress/cancel", object{"token": "actions"}))
	if err := s.Wait(id, nil); errorCode(err) != -32800 {
		t.Errorf("the answer is %v", err)
	}
}

// Nor is it one to call off writing the Go environment.
func TestWritingCanBeCalledOff(t *testing.T) {
	s := connect(t, func(o *server.Options) {
		o.ApplyEnv = func(ctx context.Context, _ *goenv.Environment, _ snapshot.Options, _ []fix.EnvChange) ([]fix.EnvChange, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	s.initialize(func(params object) { params["capabilities"].(object)["window"] = object{"workDoneProgress": true} })
	s.open("go.mod", private)
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "go env -w")
	id, err := s.Go("workspace/executeCommand", a.Command)
	s.must(err)
	token := s.awaitProgress("", "begin")
	s.must(s.Notify("window/workDoneProgress/cancel", json.RawMessage(`{"token":`+token+`}`)))
	if err := s.Wait(id, nil); errorCode(err) != -32800 {
		t.Errorf("the answer is %v", err)
	}
	if got := s.Take(func(n lspclient.Notification) bool { return n.Method == "window/showMessage" }); len(got) != 0 {
		t.Errorf("shown: %s", got[0].Params)
	}
}
