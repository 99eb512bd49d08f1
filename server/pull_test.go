package server_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
)

// pulling makes the client one that pulls diagnostics.
func pulling(params object) {
	capabilities := params["capabilities"].(object)
	capabilities["textDocument"].(object)["diagnostic"] = object{"relatedDocumentSupport": true}
	capabilities["workspace"].(object)["diagnostics"] = object{"refreshSupport": true}
}

// startPulling starts a server for a client that pulls. Each refresh that the
// server asks for is told on the channel.
func startPulling(t *testing.T, options func(*server.Options)) (s *session, refreshed chan struct{}) {
	t.Helper()
	s, refreshed = connect(t, options), make(chan struct{}, 1000)
	s.Handle = func(method string, _ json.RawMessage) any {
		if method == "workspace/diagnostic/refresh" {
			refreshed <- struct{}{}
		}
		return nil
	}
	s.initialize(pulling)
	return s, refreshed
}

// openOnly opens a document without waiting for its diagnostics.
func (s *session) openOnly(name, text string) {
	s.t.Helper()
	s.must(s.Open(s.uri(name), "whatever", text))
}

func (s *session) pull(name, previous string) lspclient.Report {
	s.t.Helper()
	r, err := s.Pull(s.uri(name), previous)
	s.must(err)
	return r
}

func codesIn(list []lspclient.Diagnostic) []string {
	return codesOf(lspclient.Published{Diagnostics: list})
}

// wait waits for a word on a channel.
func wait(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatalf("no %s", what)
	}
}

// pullUntil pulls a document after each refresh until it has a code, or not.
func (s *session) pullUntil(name, code string, want bool, refreshed <-chan struct{}) lspclient.Report {
	s.t.Helper()
	for {
		r := s.pull(name, "")
		if slices.Contains(codesIn(r.Items), code) == want {
			return r
		}
		wait(s.t, "refresh", refreshed)
	}
}

func isPublication(n lspclient.Notification) bool {
	return n.Method == "textDocument/publishDiagnostics"
}

// A client that pulls is told the same as others are, and is pushed nothing:
// it would show everything twice.
func TestPulledDiagnosticsAreNotPushed(t *testing.T) {
	pushed := start(t, nil).open("go.mod", private)
	s, _ := startPulling(t, nil)
	s.openOnly("go.mod", private)
	r := s.pull("go.mod", "")
	if r.Kind != "full" || r.ResultID == "" || !slices.Equal(codesIn(r.Items), codesOf(pushed)) || r.Items[0].Message != pushed.Diagnostics[0].Message {
		t.Errorf("pulled %+v, pushed %+v", r, pushed)
	}
	if again := s.pull("go.mod", r.ResultID); again.Kind != "unchanged" || again.ResultID != r.ResultID {
		t.Errorf("pulled again: %+v", again)
	}
	s.edit("go.mod", 2, at(4, 0, 5, 0), "")
	if fixed := s.pull("go.mod", r.ResultID); fixed.Kind != "full" || len(fixed.Items) != 0 || fixed.ResultID == r.ResultID {
		t.Errorf("without the requirement: %+v", fixed)
	}
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	if r := s.pull("go.mod", ""); len(r.Items) != 0 {
		t.Errorf("closed, and not there: %+v", r)
	}
	if got := s.Take(isPublication); len(got) != 0 {
		t.Errorf("pushed %s", got[0].Params)
	}
}

// What is offered depends on what the client makes of it.
func TestWhoPulls(t *testing.T) {
	for name, test := range map[string]struct {
		change func(object)
		want   any
	}{
		"a client that pulls": {pulling, true},
		"Neovim": {func(params object) {
			pulling(params)
			params["clientInfo"] = object{"name": "Neovim", "version": "0.12.4"}
		}, false},
		"one that cannot be told to pull anew": {func(params object) {
			pulling(params)
			delete(params["capabilities"].(object)["workspace"].(object), "diagnostics")
		}, nil},
		"one that does not pull": {nil, nil},
	} {
		s := connect(t, nil)
		provider, _ := s.initialize(test.change)["capabilities"].(object)["diagnosticProvider"].(object)
		if got := provider["workspaceDiagnostics"]; got != test.want {
			t.Errorf("%s is offered %v", name, provider)
		}
		if test.want == nil {
			s.open("go.mod", private) // it is pushed
		}
	}
}

// A pull does not wait for what is slow: the client is told when there is more.
func TestSlowFindingsArePulledAnew(t *testing.T) {
	s, refreshed := startPulling(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	s.openOnly("go.mod", text)
	r := s.pull("go.mod", "")
	if slices.Contains(codesIn(r.Items), slowCode) {
		t.Fatalf("at first: %+v", r)
	}
	<-g.started
	release()
	wait(t, "refresh", refreshed)
	if r = s.pull("go.mod", r.ResultID); !slices.Contains(codesIn(r.Items), slowCode) {
		t.Errorf("then: %+v", r)
	}
}

// Who types and pulls need not be told anything.
func TestTypingAsksForNoRefresh(t *testing.T) {
	settled := make(chan struct{}, 1000)
	s, refreshed := startPulling(t, func(o *server.Options) { o.Settled = func(string) { settled <- struct{}{} } })
	s.openOnly("go.mod", private)
	s.pull("go.mod", "")
	wait(t, "end", settled)
	for i := range 20 {
		s.edit("go.mod", i+2, at(0, 0, 0, 0), "// x\n")
		s.pull("go.mod", "")
		wait(t, "end", settled)
	}
	if len(refreshed) > 0 {
		t.Errorf("%d refreshes", len(refreshed))
	}
}

// Two servers give the same report the same id, however they were told of it,
// and other reports others.
func TestResultIDsOutliveTheServer(t *testing.T) {
	var environ []string
	first, _ := startPulling(t, func(o *server.Options) { environ = o.Environ })
	first.openOnly("go.mod", private)
	id := first.pull("go.mod", "").ResultID
	second := connect(t, func(o *server.Options) { o.Environ = environ })
	second.dir = first.dir
	second.initialize(pulling)
	second.openOnly("go.mod", "// x\n"+private)
	if r := second.pull("go.mod", id); r.Kind != "full" || r.ResultID == id {
		t.Errorf("with another text: %+v", r)
	}
	second.edit("go.mod", 2, nil, private)
	if r := second.pull("go.mod", id); r.Kind != "unchanged" {
		t.Errorf("with the same text: %+v", r)
	}
}

// A pull that an edit has overtaken says nothing about the old text, and is to
// be repeated.
func TestOvertakenPull(t *testing.T) {
	s, _ := startPulling(t, nil)
	const path = "example.org/overtaken"
	g := &gate{started: make(chan struct{}, 100), canceled: make(chan struct{}, 100)}
	quickly.Store(path, g)
	release := g.hold()
	s.openOnly("go.mod", "module example.com/m\n\nrequire "+path+" v1.0.0\n")
	id, err := s.Go("textDocument/diagnostic", object{"textDocument": object{"uri": s.uri("go.mod")}})
	s.must(err)
	<-g.started
	s.edit("go.mod", 2, nil, private)
	s.hover("go.mod", 0, 0) // it has come
	release()
	var refused *lspclient.ResponseError
	if err := s.Wait(id, nil); !errors.As(err, &refused) || refused.Code != -32802 || string(refused.Data) != `{"retriggerRequest":true}` {
		t.Errorf("the answer is %v", err)
	}
}

// With a go.mod come the reports of the files that cause its findings, where
// they are others than the client has.
func TestRelatedDocuments(t *testing.T) {
	s, _ := startPulling(t, nil)
	const sum = "a.example/b v1.0.0 h1:xxx=\na.example/c v1.0.0 h1:xxx=\n"
	s.must(os.WriteFile(s.path("go.sum"), []byte(sum), 0o666))
	s.openOnly("go.sum", sum)
	s.openOnly("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire github.com/caused/go.sum v1.0.0\n")
	r := s.pull("go.mod", "")
	related, ok := r.RelatedDocuments[s.uri("go.sum")]
	if !ok || !slices.Contains(codesIn(related.Items), causedCode) {
		t.Fatalf("related: %+v", r.RelatedDocuments)
	}
	if own := s.pull("go.sum", related.ResultID); own.Kind != "unchanged" {
		t.Errorf("go.sum by itself: %+v", own)
	}
	s.edit("go.mod", 2, at(4, 0, 5, 0), "")
	r = s.pull("go.mod", r.ResultID)
	if related, ok = r.RelatedDocuments[s.uri("go.sum")]; !ok || slices.Contains(codesIn(related.Items), causedCode) {
		t.Errorf("without the cause: %+v", r.RelatedDocuments)
	}
	s.edit("go.mod", 3, at(0, 0, 0, 0), "// x\n")
	if r = s.pull("go.mod", ""); len(r.RelatedDocuments) != 0 {
		t.Errorf("when nothing has changed: %+v", r.RelatedDocuments)
	}
}

// A file that is closed is spoken of if it is one of the workspace's.
func TestPullOfClosedFiles(t *testing.T) {
	s, _ := startPulling(t, nil)
	for _, dir := range []string{"app", "app/testdata/x", ".cache"} {
		s.must(os.MkdirAll(s.path(dir), 0o777))
		s.must(os.WriteFile(s.path(dir+"/go.mod"), []byte(private), 0o666))
	}
	for name, want := range map[string]bool{
		"app/go.mod": true, "app/testdata/x/go.mod": false, ".cache/go.mod": false, "app/go.sum": false, "none/go.mod": false,
	} {
		r := s.pull(name, "")
		if got := slices.Contains(codesIn(r.Items), leak); got != want || r.Kind != "full" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r, err := s.Pull("file:///elsewhere/go.mod", ""); err != nil || len(r.Items) != 0 {
		t.Errorf("elsewhere: %+v, %v", r, err)
	}
	if strings.Contains(s.log.String(), "panic") {
		t.Error("panicked")
	}
}
