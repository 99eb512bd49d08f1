package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A configuration is what a client answers to workspace/configuration, by the
// scope that it is asked for; "" is the workspace as a whole.
type configuration struct {
	mu     sync.Mutex
	byURI  map[string]any
	scopes []string // that were asked for
}

func (c *configuration) set(scope string, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byURI[scope] = value
}

func (c *configuration) asked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.scopes)
}

func (c *configuration) answer(method string, params json.RawMessage) any {
	if method != "workspace/configuration" {
		return nil
	}
	var p struct {
		Items []struct{ ScopeURI, Section string }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return err.Error()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	answers := []any{}
	for _, item := range p.Items {
		c.scopes = append(c.scopes, item.ScopeURI)
		answers = append(answers, c.byURI[item.ScopeURI])
	}
	return answers
}

// startFolders starts a server for a workspace of folders, whose settings the
// client is asked for. The folders are directories of the session's.
func startFolders(t *testing.T, settings map[string]any, folders ...string) (*session, *configuration) {
	t.Helper()
	s := connect(t, nil)
	c := &configuration{byURI: map[string]any{}}
	for name, value := range settings {
		scope := ""
		if name != "" {
			scope = s.uri(name)
		}
		c.byURI[scope] = value
	}
	s.Handle = c.answer
	s.initialize(func(params object) {
		params["capabilities"].(object)["workspace"].(object)["configuration"] = true
		var list []any
		for _, name := range folders {
			s.must(os.MkdirAll(s.path(name), 0o777))
			list = append(list, object{"uri": s.uri(name), "name": name})
		}
		params["workspaceFolders"] = list
	})
	return s, c
}

// A file that gives an environment lies in the folder that it is looked at from.
func TestFilesOfEnvironmentsLieInTheFolders(t *testing.T) {
	team := object{"environments": object{"team": object{"file": "team.env"}}}
	s, _ := startFolders(t, map[string]any{"": team, "b": team, "c": team}, "a", "b", "c")
	for _, name := range []string{"a", "b", "c"} {
		s.must(os.WriteFile(s.path(name+"/team.env"), []byte("GOPRIVATE="+name+".example.com\n"), 0o666))
		s.openUntil(name+"/go.mod", private, leak)
	}
	for _, name := range []string{"a", "b", "c"} {
		got := s.untilCompared(object{"uri": s.uri(name + "/go.mod")})
		if len(got) != 1 || got[0].Variables[0].There.Value != name+".example.com" {
			t.Errorf("in %s: %+v", name, got)
		}
	}
}

// configured has the client tell that its settings have changed.
func (s *session) configured() {
	s.t.Helper()
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": nil}))
}

// openUntil opens a document and waits until it has just these codes.
func (s *session) openUntil(name, text string, codes ...string) {
	s.t.Helper()
	s.openOnly(name, text)
	s.untilCodes(name, codes...)
}

var declared = object{"env": object{"GOPRIVATE": "git.corp.internal"}}

// Each folder has the environment that is set for it; a file in none of them,
// that of the workspace as a whole.
func TestEachFolderHasItsEnvironment(t *testing.T) {
	s, c := startFolders(t, map[string]any{"a": declared, "b": object{}}, "a", "b")
	s.openUntil("a/go.mod", private)
	s.openUntil("b/go.mod", private, leak)
	s.openUntil("c/go.mod", private, leak)
	c.set(s.uri("a"), nil)
	c.set(s.uri("b"), declared)
	s.configured()
	s.untilCodes("a/go.mod", leak)
	s.untilCodes("b/go.mod")
	c.set("", declared) // what no folder says otherwise holds for all
	c.set(s.uri("b"), object{})
	s.configured()
	s.untilCodes("a/go.mod")
	s.untilCodes("b/go.mod", leak)
	s.untilCodes("c/go.mod")
}

// The innermost folder counts, whatever it says.
func TestTheInnermostFolderCounts(t *testing.T) {
	s, _ := startFolders(t, map[string]any{"a": declared, "a/b": object{}}, "a/b", "a")
	s.openUntil("a/go.mod", private)
	s.openUntil("a/bb/go.mod", private)
	s.openUntil("a/b/go.mod", private, leak)
	s.openUntil("a/b/c/go.mod", private, leak)
}

// All that can be set about findings can be set for a folder.
func TestEachFolderHasItsFindings(t *testing.T) {
	const public = "module example.com/m\n\ngo 1.26\n\nrequire example.org/corp/lib v1.2.3\n"
	s, _ := startFolders(t, map[string]any{
		"private": object{"private": []string{"example.org/corp"}},
		"off":     object{"private": []string{"example.org/corp"}, "severity": object{leak: "off"}},
		"ignored": object{"private": []string{"example.org/corp"}, "ignore": object{"example.org/corp": true}},
		"trusted": object{"private": []string{"example.org/corp"}, "trustedProxies": []string{"https://proxy.golang.org"}},
	}, "private", "off", "ignored", "trusted")
	s.openUntil("private/go.mod", public, leak)
	for _, name := range []string{"off", "ignored", "trusted"} {
		s.openOnly(name+"/go.mod", public)
		s.hover(name+"/go.mod", 4, 10)
		for p := s.diagnostics(name+"/go.mod", 1); slices.Contains(codesOf(p), leak); p = s.diagnostics(name+"/go.mod", 1) {
		}
	}
	s.openUntil("other/go.mod", public)
}

// The settings of a folder come with it, and go with it.
func TestFoldersComeAndGo(t *testing.T) {
	s, _ := startFolders(t, map[string]any{"b": declared}, "a")
	s.openUntil("b/go.mod", private, leak)
	change := func(added, removed []object) {
		s.must(s.Notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": added, "removed": removed}}))
	}
	b := []object{{"uri": s.uri("b"), "name": "b"}}
	change(b, []object{})
	s.untilCodes("b/go.mod")
	change([]object{}, b)
	s.untilCodes("b/go.mod", leak)
}

// A client that pushes the settings of the workspace is asked for those of its
// folders.
func TestPushedSettingsLeaveTheFolders(t *testing.T) {
	s, c := startFolders(t, map[string]any{"a": object{}}, "a", "b")
	s.openUntil("a/go.mod", private, leak)
	s.openUntil("b/go.mod", private, leak)
	for len(c.asked()) < 3 {
		s.hover("b/go.mod", 0, 0)
	}
	before := len(c.asked())
	c.set(s.uri("b"), nil)
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": declared}}))
	s.untilCodes("b/go.mod")
	for len(c.asked()) == before {
		s.hover("b/go.mod", 0, 0)
	}
	if got := c.asked()[before:]; !slices.Equal(got, []string{s.uri("a"), s.uri("b")}) {
		t.Errorf("asked for %q", got)
	}
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": s.uri("a/go.sum"), "type": 1}}}))
	if p, ok := s.LastDiagnostics(s.uri("a/go.mod")); ok && !slices.Contains(codesOf(p), leak) {
		t.Errorf("a/go.mod: %+v", p)
	}
}

// A fix is written to the environment of the file that it is for.
func TestFixesAreWrittenToTheFoldersEnvironment(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "env")
	s, _ := startFolders(t, map[string]any{"": object{}, "b": object{"env": object{"GOENV": elsewhere}}}, "a", "b")
	s.openUntil("a/go.mod", private, leak)
	s.openUntil("b/go.mod", private, leak)
	s.hoverUntil("b/go.mod", 0, elsewhere)
	a := find(t, s.actions("b/go.mod", at(4, 10, 4, 10), nil), "go env -w")
	s.must(s.Call("workspace/executeCommand", a.Command, nil))
	s.untilCodes("b/go.mod")
	if text, err := os.ReadFile(elsewhere); err != nil || !strings.Contains(string(text), "GOPRIVATE=git.corp.internal") {
		t.Errorf("%s: %q, %v", elsewhere, text, err)
	}
	if _, err := os.Stat(s.goenv); err == nil {
		t.Error("it is in the environment of the workspace too")
	}
	undo := find(t, s.actions("b/go.mod", at(4, 10, 4, 10), nil), "Undo")
	s.must(s.Call("workspace/executeCommand", undo.Command, nil))
	s.untilCodes("b/go.mod", leak)
}

// hoverUntil waits until the hover of a line's start names something.
func (s *session) hoverUntil(name string, line int, want string) {
	s.t.Helper()
	for {
		if h := s.hover(name, line, 0); h != nil && strings.Contains(h.Contents.Value, want) {
			return
		}
	}
}

// A hundred folders are one question, and as many environments as there are
// different ones.
func TestHundredFolders(t *testing.T) {
	settings, folders := map[string]any{"": object{}}, []string{}
	for i := range 100 {
		name := fmt.Sprintf("f%d", i)
		folders = append(folders, name)
		if i%2 == 0 {
			settings[name] = declared
		}
	}
	s, c := startFolders(t, settings, folders...)
	for i, name := range folders {
		if i%2 == 0 {
			s.openUntil(name+"/go.mod", private)
		} else {
			s.openUntil(name+"/go.mod", private, leak)
		}
	}
	if got := len(c.asked()); got != 101 {
		t.Errorf("asked for %d scopes", got)
	}
	s.edit("f7/go.mod", 2, at(0, 0, 0, 0), "// x\n")
	s.diagnostics("f7/go.mod", 2)
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	for i, name := range folders {
		if i%2 == 1 {
			s.untilCodes(name + "/go.mod")
		}
	}
}

// Each folder is compared with the environments that are named for it.
func TestEnvironmentsOfFolders(t *testing.T) {
	named := func(proxy string) object {
		return object{"environments": object{"ci": object{"env": object{"GOPROXY": proxy}}}}
	}
	s, _ := startFolders(t, map[string]any{"a": named("https://a.example.com"), "b": named("https://b.example.com")}, "a", "b")
	for folder, want := range map[string]string{"a": "https://a.example.com", "b": "https://b.example.com"} {
		s.open(folder+"/go.mod", private)
		s.hoverUntil(folder+"/go.mod", 4, "**in ci**: fetched from `"+want+"`")
	}
}
