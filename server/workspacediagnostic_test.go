package server_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
)

// workspaceDiagnostics asks for those of the workspace, given the reports that
// the client has, and returns them by the files' names.
func (s *session) workspaceDiagnostics(have map[string]lspclient.Report, extra object) map[string]lspclient.Report {
	s.t.Helper()
	previous := []object{}
	for name, r := range have {
		previous = append(previous, object{"uri": s.uri(name), "value": r.ResultID})
	}
	params := object{"previousResultIds": previous}
	maps.Copy(params, extra)
	var answer struct{ Items []lspclient.Report }
	s.must(s.Call("workspace/diagnostic", params, &answer))
	return s.byName(answer.Items)
}

func (s *session) byName(items []lspclient.Report) map[string]lspclient.Report {
	s.t.Helper()
	got := map[string]lspclient.Report{}
	for _, r := range items {
		for _, name := range []string{"go.mod", "go.work", "a/go.mod", "b/go.mod", "c/go.mod", "go.sum"} {
			if r.URI == s.uri(name) {
				got[name] = r
			}
		}
		if len(got) == 0 {
			s.t.Errorf("a report of %s", r.URI)
		}
	}
	return got
}

// write writes a file into the workspace.
func (s *session) write(name, text string) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.path(name)), 0o777))
	s.must(os.WriteFile(s.path(name), []byte(text), 0o666))
}

// The files of the workspace are spoken of whether they are open or not, but
// not what only lies about in it.
func TestWorkspaceDiagnostics(t *testing.T) {
	s := connect(t, nil)
	s.initialize(func(params object) {
		pulling(params)
		// The module cache lies in the workspace.
		params["initializationOptions"] = object{"env": object{"GOMODCACHE": s.path("cache")}}
	})
	s.write("a/go.mod", private)
	s.write("b/go.mod", "module example.com/b\n")
	for _, name := range []string{"vendor/x", "node_modules/x", "testdata/x", ".git/x", ".hidden", "cache/x@v1.0.0", "a/vendor/x"} {
		s.write(name+"/go.mod", private)
	}
	elsewhere := t.TempDir()
	s.must(os.WriteFile(filepath.Join(elsewhere, "go.mod"), []byte(private), 0o666))
	s.must(os.Symlink(elsewhere, s.path("link")))
	s.must(os.MkdirAll(s.path("c"), 0o777))
	s.must(os.Symlink(filepath.Join(elsewhere, "go.mod"), s.path("c/go.mod")))

	got := s.workspaceDiagnostics(nil, nil)
	if len(got) != 1 || !slices.Contains(codesIn(got["a/go.mod"].Items), leak) || got["a/go.mod"].Version != nil {
		t.Fatalf("at first: %+v", got)
	}
	have := got
	if got = s.workspaceDiagnostics(have, nil); len(got) != 1 || got["a/go.mod"].Kind != "unchanged" {
		t.Errorf("again: %+v", got)
	}
	s.openOnly("a/go.mod", "module example.com/a\n")
	if got = s.workspaceDiagnostics(have, nil); len(got) != 1 || got["a/go.mod"].Kind != "full" || len(got["a/go.mod"].Items) != 0 || *got["a/go.mod"].Version != 1 {
		t.Errorf("open, with another text: %+v", got)
	}
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("a/go.mod")}}))
	s.write("go.mod", private)
	if got = s.workspaceDiagnostics(have, nil); len(got) != 2 || got["a/go.mod"].Kind != "unchanged" || len(got["go.mod"].Items) == 0 {
		t.Errorf("closed, and with a new file: %+v", got)
	}
	s.must(os.Remove(s.path("a/go.mod")))
	s.must(s.Notify("workspace/didDeleteFiles", object{"files": []object{{"uri": s.uri("a/go.mod")}}}))
	for {
		if got = s.workspaceDiagnostics(have, nil); got["a/go.mod"].Kind == "full" {
			break
		}
		time.Sleep(reloadEvery / 10)
	}
	if r := got["a/go.mod"]; len(r.Items) != 0 {
		t.Errorf("deleted: %+v", got)
	}
}

// What is said of files that are not open follows the environment, and the
// client is told to ask for it.
func TestWorkspaceDiagnosticsFollowTheEnvironment(t *testing.T) {
	s, refreshed := startPulling(t, often)
	const odd = "a b/%41é[x]/go.mod"
	s.write(odd, private)
	get := func(previous []object) lspclient.Report {
		t.Helper()
		var answer struct{ Items []lspclient.Report }
		s.must(s.Call("workspace/diagnostic", object{"previousResultIds": previous}, &answer))
		if len(answer.Items) != 1 {
			t.Fatalf("answer %+v", answer)
		}
		return answer.Items[0]
	}
	first := get([]object{})
	if !slices.Contains(codesIn(first.Items), leak) {
		t.Errorf("at first: %+v", first)
	}
	have := []object{{"uri": first.URI, "value": first.ResultID}}
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	wait(t, "refresh", refreshed)
	if r := get(have); r.Kind != "full" || len(r.Items) != 0 || r.URI != first.URI {
		t.Errorf("then: %+v", r)
	}
}

// Who takes the answer in parts gets all of it in parts.
func TestWorkspaceDiagnosticsInParts(t *testing.T) {
	s, _ := startPulling(t, nil)
	for _, name := range []string{"a/go.mod", "b/go.mod", "c/go.mod"} {
		s.write(name, private)
	}
	if rest := s.workspaceDiagnostics(nil, object{"partialResultToken": "parts"}); len(rest) != 0 {
		t.Errorf("in the end: %+v", rest)
	}
	var parts []lspclient.Report
	for _, n := range s.Take(func(n lspclient.Notification) bool { return n.Method == "$/progress" }) {
		var p struct {
			Token string
			Value struct{ Items []lspclient.Report }
		}
		s.must(json.Unmarshal(n.Params, &p))
		if p.Token == "parts" {
			parts = append(parts, p.Value.Items...)
		}
	}
	if got := s.byName(parts); len(got) != 3 {
		t.Errorf("in parts: %+v", got)
	}
}

// A request that is called off by the client ends; what a person calls off is
// not begun again before something changes.
func TestWorkspaceDiagnosticsCalledOff(t *testing.T) {
	s, _ := startPulling(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	defer release()
	s.write("a/go.mod", private)
	s.write("b/go.mod", text)
	id, err := s.Go("workspace/diagnostic", object{"previousResultIds": []any{}})
	s.must(err)
	<-g.started
	s.must(s.Notify("$/cancelRequest", object{"id": id}))
	<-g.canceled
	if err := s.Wait(id, nil); errorCode(err) != -32800 {
		t.Errorf("called off by the client: %v", err)
	}

	id, err = s.Go("workspace/diagnostic", object{"previousResultIds": []any{}, "workDoneToken": 7})
	s.must(err)
	<-g.started
	s.awaitProgress(`7`, "begin")
	s.must(s.Notify("window/workDoneProgress/cancel", object{"token": 7}))
	<-g.canceled
	s.awaitProgress(`7`, "end")
	var answer struct{ Items []lspclient.Report }
	s.must(s.Wait(id, &answer))
	if got := s.byName(answer.Items); len(got) != 1 || len(got["a/go.mod"].Items) == 0 {
		t.Errorf("called off by a person: %+v", got)
	}
	if got := s.workspaceDiagnostics(nil, nil); len(got) != 1 {
		t.Errorf("asked again: %+v", got)
	}
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": s.uri("go.work"), "type": 1}}}))
	_, err = s.Go("workspace/diagnostic", object{"previousResultIds": []any{}})
	s.must(err)
	<-g.started
}
