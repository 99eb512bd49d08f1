package server_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/server"
)

// A registration is one that the server has asked the client for, or has taken
// back.
type registration struct {
	ID       string
	Back     bool
	Watchers []struct{ GlobPattern json.RawMessage }
}

// startWatching starts a server for a client that watches files, but not for
// what changes in a test. The registrations are told on the channel.
func startWatching(t *testing.T, options func(*server.Options), change func(object)) (*session, chan registration) {
	t.Helper()
	s, told := connect(t, options), make(chan registration, 100)
	s.Handle = func(method string, params json.RawMessage) any {
		var p struct {
			Registrations []struct {
				ID              string
				Method          string
				RegisterOptions struct {
					Watchers []struct{ GlobPattern json.RawMessage }
				}
			}
			Unregisterations []struct{ ID string }
		}
		_ = json.Unmarshal(params, &p)
		for _, r := range p.Unregisterations {
			told <- registration{ID: r.ID, Back: true}
		}
		for _, r := range p.Registrations {
			told <- registration{ID: r.ID, Watchers: r.RegisterOptions.Watchers}
		}
		return nil
	}
	s.initialize(func(params object) {
		w := params["capabilities"].(object)["workspace"].(object)
		w["didChangeWatchedFiles"] = object{"dynamicRegistration": true, "relativePatternSupport": true}
		w["fileOperations"] = object{"didRename": true, "didDelete": true}
		if change != nil {
			change(params)
		}
	})
	return s, told
}

// never is how often files are looked at in a test that only the client tells
// of changes in.
func never(o *server.Options) { o.PollEvery = time.Hour }

// often shortens what a test waits for.
func often(o *server.Options) { o.PollEvery = 10 * time.Millisecond }

func (s *session) registered(told <-chan registration) registration {
	s.t.Helper()
	select {
	case r := <-told:
		return r
	case <-time.After(patience):
		s.t.Fatal("nothing is registered")
		return registration{}
	}
}

// The client is asked to watch the files of the workspace, and those outside
// that the environment is made of; other ones when that is another.
func TestWatchedFiles(t *testing.T) {
	s, told := startWatching(t, often, nil)
	inside := s.registered(told)
	patterns := ""
	for _, w := range inside.Watchers {
		patterns += string(w.GlobPattern)
	}
	for _, want := range []string{"**/go.{mod,sum,work,work.sum,env}", "**/vendor/modules.txt", "**/.git/config"} {
		if !strings.Contains(patterns, want) {
			t.Errorf("inside the workspace %s, not %s", patterns, want)
		}
	}
	s.open("go.mod", private)
	outside := s.registered(told)
	watched := func(r registration, path string) bool {
		return slices.ContainsFunc(r.Watchers, func(w struct{ GlobPattern json.RawMessage }) bool {
			var p struct{ BaseURI, Pattern string }
			return json.Unmarshal(w.GlobPattern, &p) == nil && p.BaseURI == fileURI(filepath.Dir(path)) && p.Pattern == filepath.Base(path)
		})
	}
	if !watched(outside, s.goenv) {
		t.Errorf("outside %s", outside.Watchers)
	}
	other := filepath.Join(t.TempDir(), "env")
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"env": object{"GOENV": other}}}}))
	if r := s.registered(told); !r.Back || r.ID != outside.ID {
		t.Errorf("with another GOENV: %+v", r)
	}
	if r := s.registered(told); !watched(r, other) || watched(r, s.goenv) {
		t.Errorf("with another GOENV: %s", r.Watchers)
	}
}

// What `go env -w` writes in a terminal shows in the editor, whether it pulls
// or is pushed to, and tells of nothing.
func TestGoEnvInATerminal(t *testing.T) {
	write := func(s *session, setting string) {
		t.Helper()
		command := exec.Command("go", "env", "-w", setting)
		command.Env = append(os.Environ(), "GOENV="+s.goenv, "GOTOOLCHAIN=local", "GOFLAGS=")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go env -w: %v: %s", err, out)
		}
	}
	t.Run("pushed", func(t *testing.T) {
		s := connect(t, often)
		s.initialize(nil)
		s.openUntil("go.mod", private, leak)
		write(s, "GOPRIVATE=git.corp.internal")
		s.untilCodes("go.mod")
		write(s, "GOPRIVATE=")
		s.untilCodes("go.mod", leak)
	})
	t.Run("pulled", func(t *testing.T) {
		s, refreshed := startPulling(t, often)
		s.openOnly("go.mod", private)
		s.pullUntil("go.mod", leak, true, refreshed)
		write(s, "GOPRIVATE=git.corp.internal")
		s.pullUntil("go.mod", leak, false, refreshed)
		write(s, "GOPRIVATE=")
		s.pullUntil("go.mod", leak, true, refreshed)
	})
}

// A client that watches tells of changes before the server looks.
func TestTheClientTellsOfChanges(t *testing.T) {
	s, _ := startWatching(t, never, nil)
	s.openUntil("go.mod", private, leak)
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": fileURI(s.goenv), "type": 1}}}))
	s.untilCodes("go.mod")
}

// Files that are renamed or deleted in the editor count as soon as it says so.
func TestRenamedAndDeletedFiles(t *testing.T) {
	s, _ := startWatching(t, never, nil)
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	const replaced = private + "\nreplace git.corp.internal/team/lib => ../lib\n"
	s.openUntil("app/go.mod", replaced)
	s.must(os.Rename(s.path("lib"), s.path("library")))
	s.must(s.Notify("workspace/didRenameFiles", object{"files": []object{{"oldUri": s.uri("lib"), "newUri": s.uri("library")}}}))
	s.untilCodes("app/go.mod", "replace-directory")
	s.must(os.Rename(s.path("library"), s.path("lib")))
	s.must(s.Notify("workspace/didRenameFiles", object{"files": []object{{"oldUri": s.uri("library"), "newUri": s.uri("lib")}}}))
	s.untilCodes("app/go.mod")
	s.must(os.RemoveAll(s.path("lib")))
	s.must(s.Notify("workspace/didDeleteFiles", object{"files": []object{{"uri": s.uri("lib")}}}))
	s.untilCodes("app/go.mod", "replace-directory")
}

// An open document that is renamed takes its findings along.
func TestARenamedDocument(t *testing.T) {
	s, _ := startWatching(t, never, nil)
	s.openUntil("a/go.mod", private, leak)
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("a/go.mod")}}))
	s.openOnly("b/go.mod", private)
	s.must(s.Notify("workspace/didRenameFiles", object{"files": []object{{"oldUri": s.uri("a"), "newUri": s.uri("b")}}}))
	s.untilCodes("a/go.mod")
	s.untilCodes("b/go.mod", leak)
}

// What is wanted of the client is what it has said it can do.
func TestFileOperations(t *testing.T) {
	s := connect(t, nil)
	capabilities := s.initialize(func(params object) {
		params["capabilities"].(object)["workspace"].(object)["fileOperations"] = object{"didDelete": true}
	})["capabilities"].(object)
	operations := capabilities["workspace"].(object)["fileOperations"].(object)
	if operations["didDelete"] == nil || operations["didRename"] != nil {
		t.Errorf("wanted: %v", operations)
	}
	s = connect(t, nil)
	if got := s.initialize(nil)["capabilities"].(object)["workspace"].(object)["fileOperations"]; got != nil {
		t.Errorf("wanted of a client that can do nothing: %v", got)
	}
}
