package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server"
)

// A fakeEnv stands for the go command: it keeps what was written in the user's
// file, as `go env -w` does.
type fakeEnv struct {
	file string
	fail error
}

func (f *fakeEnv) apply(_ context.Context, _ *goenv.Environment, _ snapshot.Options, changes []fix.EnvChange) (undo []fix.EnvChange, err error) {
	if f.fail != nil {
		return nil, f.fail
	}
	var lines []string
	for _, c := range changes {
		undo = append(undo, fix.EnvChange{Name: c.Name, Old: c.New, OldSet: c.NewSet, New: c.Old, NewSet: c.OldSet})
		if c.NewSet {
			lines = append(lines, c.Name+"="+c.New+"\n")
		}
	}
	return undo, os.WriteFile(f.file, []byte(strings.Join(lines, "")), 0o666)
}

// actions asks for actions as a person who presses the key for them.
func (s *session) actions(name string, r *lspclient.Range, context object) []lspclient.CodeAction {
	s.t.Helper()
	request := object{"diagnostics": []any{}, "triggerKind": 1}
	for k, v := range context {
		request[k] = v
	}
	var actions []lspclient.CodeAction
	s.must(s.Call("textDocument/codeAction", object{"textDocument": object{"uri": s.uri(name)}, "range": r, "context": request}, &actions))
	return actions
}

func find(t *testing.T, actions []lspclient.CodeAction, part string) lspclient.CodeAction {
	t.Helper()
	var titles []string
	for _, a := range actions {
		if strings.Contains(a.Title, part) {
			return a
		}
		titles = append(titles, a.Title)
	}
	t.Fatalf("no action %q among %q", part, titles)
	panic("unreachable")
}

func kinds(actions []lspclient.CodeAction) []string {
	var list []string
	for _, a := range actions {
		list = append(list, a.Kind)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (s *session) execute(c *lspclient.Command) error {
	return s.Call("workspace/executeCommand", object{"command": c.Command, "arguments": c.Arguments}, nil)
}

// requests collects what the server asks the client, and answers it.
type requests struct {
	c       chan lspclient.Notification
	answers map[string]any
}

func (r *requests) handle(method string, params json.RawMessage) any {
	r.c <- lspclient.Notification{Method: method, Params: params}
	return r.answers[method]
}

// startFixing starts a session whose user environment is written by a fake.
func startFixing(t *testing.T, answers map[string]any, change func(object)) (*session, *fakeEnv, *requests) {
	t.Helper()
	env := &fakeEnv{}
	s := connect(t, func(o *server.Options) { o.ApplyEnv = env.apply })
	env.file = s.goenv
	r := &requests{c: make(chan lspclient.Notification, 10), answers: answers}
	s.Handle = r.handle
	s.initialize(change)
	return s, env, r
}

func TestQuickFixCarriesItsDiagnostics(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	published := s.open("go.mod", private)
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "GOPRIVATE")
	if a.Kind != "quickfix" || !a.IsPreferred || a.Command == nil || a.Command.Command != "modroute.applyPlan" {
		t.Errorf("action %+v", a)
	}
	if len(a.Diagnostics) == 0 || string(a.Diagnostics[0].Data) != string(published.Diagnostics[0].Data) || a.Diagnostics[0].Code != leak {
		t.Errorf("diagnostics %+v, published %+v", a.Diagnostics, published.Diagnostics)
	}
}

func TestActionsAreWhatIsAskedFor(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	published := s.open("go.mod", private+"\nrequire git.example.com/unknown v1.0.0\n")
	unknown, leaking := at(6, 10, 6, 10), at(4, 0, 4, 0)
	for _, test := range []struct {
		name    string
		over    *lspclient.Range
		context object
		want    []string
	}{
		{"a line without finding", unknown, nil, []string{"refactor.rewrite", "source.modroute"}},
		{"automatically", unknown, object{"triggerKind": 2}, nil},
		{"automatically on a finding", leaking, object{"triggerKind": 2}, []string{"quickfix"}},
		{"refactorings", unknown, object{"only": []string{"refactor"}}, []string{"refactor.rewrite"}},
		{"quick fixes", leaking, object{"only": []string{"quickfix"}}, []string{"quickfix"}},
		{"what changes nothing", unknown, object{"only": []string{"source"}}, []string{"source.modroute"}},
		{"fixes of the source", leaking, object{"only": []string{"source.fixAll"}}, nil},
		{"a blank line", at(1, 0, 1, 0), nil, nil},
		{"the whole file", at(0, 0, 99, 0), object{"only": []string{"quickfix"}}, []string{"quickfix"}},
		{"by the client's diagnostics", at(1, 0, 1, 0), object{"only": []string{"quickfix"}, "diagnostics": published.Diagnostics}, []string{"quickfix"}},
	} {
		if got := kinds(s.actions("go.mod", test.over, test.context)); !slices.Equal(got, test.want) {
			t.Errorf("%s: kinds %q, want %q", test.name, got, test.want)
		}
	}
}

// What removes a variable says so, before and afterwards.
func TestUnsetIsToldAsSuch(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	s.must(os.WriteFile(s.goenv, []byte("GOSUMDB=off\n"), 0o666))
	s.open("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire golang.org/x/mod v0.42.0\n")
	a := find(t, s.actions("go.mod", at(0, 0, 0, 0), nil), "Unset GOSUMDB")
	if !strings.Contains(a.Title, "(go env -u") {
		t.Errorf("title %q", a.Title)
	}
	s.must(s.execute(a.Command))
	if got := s.message(); !strings.Contains(got, "GOSUMDB removed from "+s.goenv) {
		t.Errorf("message %q", got)
	}
}

// The menu on a go.work tells apart what is for one module and for another.
func TestActionsOnAGoWorkNameTheModulesThatTheyAreFor(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	work := "go 1.26\n\nuse ./used\n"
	s.must(os.WriteFile(s.path("go.work"), []byte(work), 0o666))
	for name, path := range map[string]string{"used": "example.com/used", "one": "example.com/one", "two": "example.com/one"} {
		s.must(os.MkdirAll(s.path(name), 0o777))
		text := "module " + path + "\n"
		s.must(os.WriteFile(s.path(name+"/go.mod"), []byte(text), 0o666))
		s.open(name+"/go.mod", text)
	}
	s.open("go.work", work)
	var titles []string
	for _, a := range s.actions("go.work", at(2, 0, 2, 0), object{"only": []string{"quickfix"}}) {
		if strings.HasPrefix(a.Title, "Use ") {
			titles = append(titles, a.Title)
		}
	}
	if want := []string{"Use example.com/one in go.work", "Use example.com/one in go.work (two/go.mod)"}; !slices.Equal(titles, want) {
		t.Errorf("the titles are %q, want %q", titles, want)
	}
}

func TestApplyAndUndo(t *testing.T) {
	s, env, asked := startFixing(t, nil, nil)
	before := codesOf(s.open("go.mod", private))
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "GOPRIVATE")
	s.must(s.execute(a.Command))
	s.untilCodes("go.mod")
	if got := s.message(); !strings.Contains(got, "GOPRIVATE written to "+s.goenv) || !strings.Contains(got, "Undo: …") {
		t.Errorf("message %q", got)
	}
	if len(asked.c) > 0 {
		t.Errorf("a client without undoButton was asked %s", (<-asked.c).Method)
	}
	undo := find(t, s.actions("go.mod", at(0, 0, 0, 0), nil), "Undo: ")
	if undo.Command == nil || undo.Command.Command != "modroute.undo" {
		t.Fatalf("undo %+v", undo)
	}

	env.fail = errors.New("the file is read-only")
	if err := s.execute(undo.Command); errorCode(err) != -32803 || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("undo that fails: %v", err)
	}
	if got := s.message(); !strings.Contains(got, "read-only") {
		t.Errorf("message %q", got)
	}
	env.fail = nil
	s.must(s.Call("workspace/executeCommand", object{"command": "modroute.undo"}, nil)) // the last one
	s.untilCodes("go.mod", before...)
	for _, a := range s.actions("go.mod", at(0, 0, 0, 0), nil) {
		if strings.HasPrefix(a.Title, "Undo") {
			t.Errorf("%q is offered still", a.Title)
		}
	}
	s.message()
	s.must(s.execute(undo.Command))
	if got := s.message(); !strings.Contains(got, "nothing to undo") {
		t.Errorf("message %q", got)
	}
}

func TestUndoButton(t *testing.T) {
	s, _, _ := startFixing(t, map[string]any{"window/showMessageRequest": object{"title": "Undo"}}, func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"undoButton": true}}
	})
	before := codesOf(s.open("go.mod", private))
	s.must(s.execute(find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "GOPRIVATE").Command))
	if got := s.message(); !strings.Contains(got, "undone") {
		t.Errorf("message %q", got)
	}
	if data, err := os.ReadFile(s.goenv); err != nil || len(data) != 0 {
		t.Errorf("the user's environment has %q, %v", data, err)
	}
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	for {
		if p := s.diagnostics("go.mod", 2); slices.Equal(codesOf(p), before) {
			break
		}
	}
}

func TestFailedWrite(t *testing.T) {
	s, env, _ := startFixing(t, nil, nil)
	s.open("go.mod", private)
	env.fail = errors.New("somebody has changed the file")
	err := s.execute(find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "GOPRIVATE").Command)
	if errorCode(err) != -32803 || !shown(err) || !strings.Contains(s.message(), "somebody") {
		t.Errorf("error %v", err)
	}
	for _, bad := range []any{nil, []any{}, []any{5}, []any{object{"changes": 5}}, []any{object{}},
		[]any{object{"changes": []any{object{}}}}, []any{object{"changes": []any{nil}}},
		[]any{object{"changes": []any{object{"name": "GOFLAGS", "new": "-toolexec=/tmp/x", "newSet": true}}}},
	} {
		if err := s.Call("workspace/executeCommand", object{"command": "modroute.applyPlan", "arguments": bad}, nil); errorCode(err) != -32602 {
			t.Errorf("arguments %v: %v", bad, err)
		}
	}
}

func TestDeclareInRepository(t *testing.T) {
	for _, test := range []struct {
		name      string
		can       object
		create    bool
		available bool
	}{
		{"client that creates files", object{"documentChanges": true, "resourceOperations": []string{"create"}}, true, true},
		{"client that only says that it creates files", object{"resourceOperations": []string{"rename", "create", "delete"}}, true, true},
		{"client that does not", object{"documentChanges": true}, false, false},
		{"client of old", object{}, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, _, _ := startFixing(t, nil, func(params object) {
				params["capabilities"].(object)["workspace"].(object)["workspaceEdit"] = test.can
			})
			s.must(os.MkdirAll(s.path(".git"), 0o777))
			s.open("go.mod", private)
			a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "go.env")
			if !test.available {
				if a.Disabled == nil || !strings.Contains(a.Disabled.Reason, "create") {
					t.Errorf("action %+v", a)
				}
				return
			}
			if a.Edit == nil || len(a.Edit.DocumentChanges) != 2 || a.Edit.DocumentChanges[0].Kind != "create" || a.Edit.DocumentChanges[0].URI != s.uri("go.env") {
				t.Fatalf("edit %+v", a.Edit)
			}
			change := a.Edit.DocumentChanges[1]
			if change.TextDocument.URI != s.uri("go.env") || change.TextDocument.Version != nil || !strings.Contains(change.Edits[0].NewText, "GOPRIVATE=") {
				t.Errorf("edit %+v", change)
			}
		})
	}
}

// checkout makes a directory that holds a module.
func (s *session) checkout(dir, module string) {
	s.t.Helper()
	s.must(os.MkdirAll(dir, 0o777))
	s.must(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+module+"\n"), 0o666))
}

func TestReplaceByNeighbour(t *testing.T) {
	for _, changes := range []bool{true, false} {
		s, _, _ := startFixing(t, nil, func(params object) {
			params["capabilities"].(object)["workspace"].(object)["workspaceEdit"] = object{"documentChanges": changes}
		})
		s.checkout(s.path("lib"), "git.corp.internal/team/lib")
		s.must(s.Open(s.uri("app/go.mod"), "go.mod", private))
		s.edit("app/go.mod", 7, at(0, 0, 0, 0), "// é😀\n")
		s.diagnostics("app/go.mod", 7)
		a := find(t, s.actions("app/go.mod", at(5, 10, 5, 10), nil), "../lib")
		if changes {
			c := a.Edit.DocumentChanges[0]
			if *c.TextDocument.Version != 7 || c.TextDocument.URI != s.uri("app/go.mod") || !strings.Contains(c.Edits[0].NewText, "=> ../lib") {
				t.Errorf("edit %+v", c)
			}
		} else if edits := a.Edit.Changes[s.uri("app/go.mod")]; len(edits) == 0 || !strings.Contains(edits[0].NewText, "=> ../lib") {
			t.Errorf("edit %+v", a.Edit)
		}
	}
}

func TestReplaceByChosenDirectory(t *testing.T) {
	elsewhere := t.TempDir()
	answers := map[string]any{
		"modroute/pickDirectory": object{"uri": fileURI(elsewhere)},
		"workspace/applyEdit":    object{"applied": true},
	}
	can := func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"pickDirectory": true}}
	}
	s, _, asked := startFixing(t, answers, can)
	s.open("go.mod", private)
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "Replace")
	if a.Command == nil || a.Command.Command != "modroute.addReplace" {
		t.Fatalf("action %+v", a)
	}
	if err := s.execute(a.Command); errorCode(err) != -32803 || !shown(err) || !strings.Contains(err.Error(), "go.mod") {
		t.Errorf("a directory without go.mod: %v", err)
	}
	if got := s.message(); !strings.Contains(got, "has no go.mod") {
		t.Errorf("the person is told %q", got)
	}
	if r := <-asked.c; r.Method != "modroute/pickDirectory" || !strings.Contains(string(r.Params), `"path":"git.corp.internal/team/lib"`) {
		t.Errorf("asked %s %s", r.Method, r.Params)
	}
	s.checkout(elsewhere, "git.corp.internal/team/lib")
	s.must(s.execute(a.Command))
	<-asked.c
	if r := <-asked.c; r.Method != "workspace/applyEdit" || !strings.Contains(string(r.Params), "replace git.corp.internal/team/lib =\\u003e ") && !strings.Contains(string(r.Params), "replace git.corp.internal/team/lib => ") {
		t.Errorf("asked %s %s", r.Method, r.Params)
	}
	answers["workspace/applyEdit"] = object{"applied": false, "failureReason": "locked"}
	if err := s.execute(a.Command); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("edit that is not applied: %v", err)
	}
	if got := s.message(); !strings.Contains(got, "locked") {
		t.Errorf("the person is told %q", got)
	}
	answers["modroute/pickDirectory"] = nil // the person thinks better of it
	s.must(s.execute(a.Command))
}

func TestChosenDirectoryNeedsTheClient(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	s.open("go.mod", private)
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "Replace")
	if a.Disabled == nil || !strings.Contains(a.Disabled.Reason, "git.corp.internal/team/lib") {
		t.Errorf("action %+v", a)
	}
}

func TestPickingIsCancelled(t *testing.T) {
	s, _, _ := startFixing(t, nil, func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"pickDirectory": true}}
	})
	asked := make(chan string)
	answer := make(chan bool)
	s.Handle = func(method string, _ json.RawMessage) any {
		asked <- method
		<-answer
		return nil
	}
	defer close(answer)
	s.open("go.mod", private)
	a := find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "Replace")
	id, err := s.Go("workspace/executeCommand", object{"command": a.Command.Command, "arguments": a.Command.Arguments})
	s.must(err)
	<-asked
	s.must(s.Notify("$/cancelRequest", object{"id": id}))
	if err := s.Wait(id, nil); errorCode(err) != -32800 {
		t.Errorf("cancelled: %v", err)
	}
}

// A client that knows neither disabled actions nor literal ones gets none.
func TestPlainClients(t *testing.T) {
	s, _, asked := startFixing(t, map[string]any{"workspace/applyEdit": object{"applied": true}}, func(params object) {
		params["capabilities"].(object)["textDocument"].(object)["codeAction"] = nil
	})
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	s.open("app/go.mod", private)
	var commands []lspclient.Command
	s.must(s.Call("textDocument/codeAction", object{"textDocument": object{"uri": s.uri("app/go.mod")}, "range": at(4, 10, 4, 10), "context": object{"diagnostics": []any{}}}, &commands))
	i := slices.IndexFunc(commands, func(c lspclient.Command) bool { return c.Command == "modroute.applyEdit" })
	if i < 0 {
		t.Fatalf("commands %+v", commands)
	}
	for _, c := range commands {
		if c.Command == "" || c.Title == "" {
			t.Errorf("command %+v", c)
		}
	}
	s.must(s.execute(&commands[i]))
	if r := <-asked.c; r.Method != "workspace/applyEdit" || !strings.Contains(string(r.Params), "../lib") {
		t.Errorf("asked %s %s", r.Method, r.Params)
	}
}

// In a workspace that is not trusted nothing is written.
func TestUntrusted(t *testing.T) {
	s := connect(t, nil) // the real fix.Apply
	s.initialize(func(params object) { params["initializationOptions"] = object{"trusted": false} })
	s.open("go.mod", private)
	for _, a := range s.actions("go.mod", at(4, 10, 4, 10), nil) {
		if a.Command != nil && a.Kind != "source.modroute" {
			if err := s.execute(a.Command); err == nil || !strings.Contains(err.Error(), "trust") {
				t.Errorf("%s: %v", a.Title, err)
			}
		}
	}
	args := []any{object{"title": "x", "changes": []any{object{"name": "GOPRIVATE", "new": "x", "newSet": true}}}}
	if err := s.Call("workspace/executeCommand", object{"command": "modroute.applyPlan", "arguments": args}, nil); err == nil || !strings.Contains(err.Error(), "trust") {
		t.Errorf("apply: %v", err)
	}
	if _, err := os.Stat(s.goenv); err == nil {
		t.Error("the user's environment was written")
	}
}

// The real go command writes what the plan says, and takes it back.
func TestRealWrite(t *testing.T) {
	s := connect(t, nil)
	s.initialize(nil)
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=old.example.com\n"), 0o666))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": fileURI(s.goenv), "type": 2}}}))
	before := codesOf(s.open("go.mod", private))
	s.must(s.execute(find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), "GOPRIVATE").Command))
	s.untilCodes("go.mod")
	if data, _ := os.ReadFile(s.goenv); !strings.Contains(string(data), "GOPRIVATE=old.example.com,git.corp.internal") {
		t.Errorf("the user's environment has %q", data)
	}
	s.must(s.Call("workspace/executeCommand", object{"command": "modroute.undo"}, nil))
	s.untilCodes("go.mod", before...)
	if data, _ := os.ReadFile(s.goenv); string(data) != "GOPRIVATE=old.example.com\n" {
		t.Errorf("the user's environment has %q", data)
	}
}
