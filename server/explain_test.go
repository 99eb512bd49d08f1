package server_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/server"
)

// A text is what a command returns that shows one.
type text struct{ Title, Markdown string }

// run runs a command with one argument.
func (s *session) run(command string, arg any) (*text, error) {
	var result *text
	err := s.Call("workspace/executeCommand", object{"command": command, "arguments": []any{arg}}, &result)
	return result, err
}

// shows runs a command and returns what it shows, which has all of parts.
func (s *session) shows(command string, arg any, parts ...string) *text {
	s.t.Helper()
	result, err := s.run(command, arg)
	s.must(err)
	if result == nil {
		s.t.Fatalf("%s %v shows nothing", command, arg)
	}
	for _, part := range parts {
		if !strings.Contains(result.Markdown, part) {
			s.t.Errorf("%s %v lacks %q:\n%s", command, arg, part, result.Markdown)
		}
	}
	return result
}

// showsText has a client show texts itself.
func showsText(params object) {
	params["capabilities"].(object)["experimental"] = object{"modroute": object{"showText": true}}
}

// showsDocuments has a client show documents by their URIs.
func showsDocuments(params object) {
	params["capabilities"].(object)["window"] = object{"showDocument": object{"support": true}}
}

// shownFiles has the client answer that it has shown a document, and returns
// what it was asked to show.
func (s *session) shownFiles() chan string {
	files := make(chan string, 10)
	s.Handle = func(method string, params json.RawMessage) any {
		if method != "window/showDocument" {
			return nil
		}
		var p struct{ URI string }
		if json.Unmarshal(params, &p) == nil {
			if u, err := url.Parse(p.URI); err == nil {
				files <- filepath.FromSlash(u.Path)
			}
		}
		return object{"success": true}
	}
	return files
}

func TestExplainRoute(t *testing.T) {
	s := start(t, showsText)
	s.open("go.mod", private)
	uri := s.uri("go.mod")
	for _, test := range []struct {
		name string
		arg  object
		want []string
	}{
		{"the line of a requirement", object{"uri": uri, "line": 4}, []string{"# git.corp.internal/team/lib@v1.2.3\n", "as `go mod download` finds it", "**hops**", "`https://proxy.golang.org`", "private: host ends in .internal"}},
		{"by its path", object{"uri": uri, "path": "git.corp.internal/team/lib"}, []string{"# git.corp.internal/team/lib@v1.2.3\n", "finds it"}},
		{"one that is not required", object{"uri": uri, "path": "golang.org/x/text@v0.23.0"}, []string{"# golang.org/x/text@v0.23.0\n", "would find it if it were required here"}},
		{"another version", object{"uri": uri, "path": "git.corp.internal/team/lib@v2.0.0"}, []string{"lib@v2.0.0\n", "would find it"}},
		{"for go get", object{"uri": uri, "line": 4, "class": "update"}, []string{"as `go get` finds it", "`git.corp.internal/team/@v/v1.2.3.info`"}},
		{"of a package beside it", object{"uri": s.uri("cmd/main.go"), "path": "git.corp.internal/team/lib"}, []string{"finds it"}},
	} {
		t.Run(test.name, func(t *testing.T) { s.shows("modroute.explainRoute", test.arg, test.want...) })
	}
}

// What cannot be explained is said, and nothing is shown.
func TestExplainRouteOfNothing(t *testing.T) {
	s := start(t, showsText)
	s.open("go.mod", private)
	for _, arg := range []object{{"uri": s.uri("go.mod"), "line": 1}, {"uri": s.uri("go.mod")}, {"uri": "untitled:x", "path": "a.example/b"}, {}} {
		result, err := s.run("modroute.explainRoute", arg)
		if err != nil || result != nil || !strings.Contains(s.message(), "no requirement") {
			t.Errorf("%v: %+v, %v", arg, result, err)
		}
	}
	if _, err := s.run("modroute.explainRoute", object{"uri": s.uri("go.mod"), "line": 4, "class": "fetch"}); errorCode(err) != -32602 {
		t.Errorf("a class that there is not: %v", err)
	}
	if _, err := s.run("modroute.explainRoute", "x"); errorCode(err) != -32602 {
		t.Errorf("an argument that is no object: %v", err)
	}
}

// A build that takes a module from elsewhere than a download is told with it.
func TestExplainRouteTellsCommandsApart(t *testing.T) {
	s := start(t, showsText)
	s.must(os.MkdirAll(s.path("vendor"), 0o777))
	s.must(os.WriteFile(s.path("vendor/modules.txt"), []byte("# git.corp.internal/team/lib v1.2.3\n## explicit\n"), 0o666))
	s.open("go.mod", private)
	got := s.shows("modroute.explainRoute", object{"uri": s.uri("go.mod"), "line": 4}, "as `go mod download` finds it", "as `go build` finds it", "**vendor**: yes")
	if strings.Contains(got.Markdown, "as `go get`") {
		t.Errorf("go get finds it as go mod download does:\n%s", got.Markdown)
	}
}

// Some editors give a command no arguments: what is open counts, else what
// governs the workspace.
func TestCommandsWithoutArguments(t *testing.T) {
	s := start(t, showsText)
	if result, err := s.run("modroute.environment", nil); err != nil || result != nil || !strings.Contains(s.message(), "no go.mod") {
		t.Errorf("without any file: %+v, %v", result, err)
	}
	s.must(os.WriteFile(s.path("go.mod"), []byte(private), 0o666))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("go.mod"), "type": 1}}}))
	s.shows("modroute.environment", nil, "# The Go environment of "+s.path("go.mod")+"\n")
	s.open("app/go.mod", "module example.com/app\n\ngo 1.26\n\nrequire golang.org/x/mod v0.42.0\n")
	s.shows("modroute.environment", object{}, "# The Go environment of "+s.path("app/go.mod")+"\n")
	s.shows("modroute.explainRoute", object{"path": "golang.org/x/mod"}, "# golang.org/x/mod@v0.42.0\n")
}

func TestEnvironmentCommand(t *testing.T) {
	s := connect(t, func(o *server.Options) {
		o.Environ = append(o.Environ, "GOPRIVATE=corp.example.com", "HTTPS_PROXY=http://gopher:hunter2@proxy.example.com")
	})
	s.must(os.WriteFile(s.goenv, []byte("GOPROXY=https://gopher:hunter2@b.example\nGOPRIVATE=other.example.com\n"), 0o666))
	s.initialize(showsText)
	s.must(os.WriteFile(s.path("go.mod"), []byte(private), 0o666)) // is not open
	got := s.shows("modroute.environment", object{"uri": s.uri("go.mod")},
		"# The Go environment of ", "## What decides routes", "- **GOPRIVATE**: `corp.example.com` (from the process's environment)\n  - shadows `other.example.com` ",
		"  - shadows `https://xxxxx@b.example` ", "- **HTTPS\\_PROXY**: `http://xxxxx@proxy.example.com`", "- **not set**: ", "## Files", "- **go env -w**: `"+s.goenv+"`", "1 line: 1 proxy")
	if strings.Contains(got.Markdown, "hunter2") {
		t.Errorf("a password in\n%s", got.Markdown)
	}
}

// A client that does not show texts is shown a file, which goes when the server
// ends.
func TestDocumentIsShownAsAFile(t *testing.T) {
	s := connect(t, nil)
	files := s.shownFiles()
	s.initialize(showsDocuments)
	s.open("go.mod", private)
	result := s.shows("modroute.explainRoute", object{"uri": s.uri("go.mod"), "line": 4})
	path := <-files
	if data, err := os.ReadFile(path); err != nil || string(data) != result.Markdown || filepath.Base(path) != "git.corp.internal-team-lib@v1.2.3.md" {
		t.Errorf("%s has %q (%v)", path, data, err)
	}
	s.shows("modroute.explainRoute", object{"uri": s.uri("go.mod"), "line": 4})
	if again := <-files; again != path {
		t.Errorf("the same subject is shown as %s and as %s", path, again)
	}
	s.must(s.Call("shutdown", nil, nil))
	s.must(s.Notify("exit", nil))
	s.expectExit(0)
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Errorf("%s is still there", filepath.Dir(path))
	}
}

// Helix does not say that it can show documents.
func TestDocumentIsShownInHelix(t *testing.T) {
	s := connect(t, nil)
	files := s.shownFiles()
	s.initialize(func(params object) { params["clientInfo"] = object{"name": "helix"} })
	s.open("go.mod", private)
	s.shows("modroute.environment", object{"uri": s.uri("go.mod")})
	if path := <-files; !strings.HasPrefix(filepath.Base(path), "The-Go-environment") {
		t.Errorf("shown: %s", path)
	}
}

// Where there is no way to show a document, or none may be written, a line says
// the main thing.
func TestDocumentIsToldInALine(t *testing.T) {
	for name, change := range map[string]func(object){
		"a client that shows nothing":         nil,
		"a workspace that is not trusted":     func(p object) { showsDocuments(p); p["initializationOptions"] = object{"trusted": false} },
		"a client that says no when it comes": showsDocuments,
	} {
		t.Run(name, func(t *testing.T) {
			s := connect(t, nil)
			s.Handle = func(method string, _ json.RawMessage) any {
				if method == "window/showDocument" && strings.Contains(name, "trusted") {
					t.Error("a document is shown")
				}
				return object{"success": false}
			}
			s.initialize(change)
			s.open("go.mod", private)
			s.shows("modroute.explainRoute", object{"uri": s.uri("go.mod"), "line": 4})
			if got, want := s.message(), "modroute: git.corp.internal/team/lib@v1.2.3: fetched from https://proxy.golang.org, on 404 or 410 → direct"; !strings.HasPrefix(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
		})
	}
}

func TestCopyURL(t *testing.T) {
	s := connect(t, nil)
	copied := make(chan string, 1)
	s.Handle = func(method string, params json.RawMessage) any {
		var p struct{ Text string }
		if method == "modroute/copyText" && json.Unmarshal(params, &p) == nil {
			copied <- p.Text
		}
		return nil
	}
	s.initialize(func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"copyText": true}}
	})
	s.open("go.mod", "module example.com/m\n\nrequire github.com/Azure/azure-sdk v1.0.0\n")
	a := find(t, s.actions("go.mod", at(2, 10, 2, 10), nil), "Copy https://proxy.golang.org")
	s.must(s.execute(a.Command))
	if got, want := <-copied, "https://proxy.golang.org/github.com/!azure/azure-sdk/@v/v1.0.0.mod"; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
}

// environments declares environments by name.
func environments(declared object) func(object) {
	return func(params object) {
		showsText(params)
		params["initializationOptions"] = object{"environments": declared}
	}
}

func TestCompareEnvironments(t *testing.T) {
	s := start(t, environments(object{"ci": object{"env": object{"GOPROXY": "https://goproxy.corp.internal"}}, "team": object{"file": "team.env"}}))
	s.must(os.WriteFile(s.path("team.env"), []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	s.open("go.mod", private)
	s.shows("modroute.compareEnvironments", object{"uri": s.uri("go.mod")},
		"## ci: 1 of 1 line is routed otherwise", "| `GOPROXY` | ", "- **in ci**: fetched from `https://goproxy.corp.internal`", "- **1 line**: `git.corp.internal/team/lib` (line 5)",
		"## team: 1 of 1 line is routed otherwise", "- **in team**: fetched `direct`", "team.env:1`")
	// The file counts as it is from now on.
	s.must(os.WriteFile(s.path("team.env"), []byte("GOPRIVATE=elsewhere.internal\n"), 0o666))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("team.env"), "type": 2}}}))
	s.shows("modroute.compareEnvironments", object{"uri": s.uri("go.mod")}, "## team: all lines are routed as here")
}

// differences compares a file's environment with one that the settings name, or
// with all.
func (s *session) differences(name, environment string) []difference {
	s.t.Helper()
	return s.compared(object{"uri": s.uri(name), "name": environment})
}

// compared runs modroute.compareEnvironments.
func (s *session) compared(arg object) []difference {
	s.t.Helper()
	var result struct{ Differences []difference }
	s.must(s.Call("workspace/executeCommand", object{"command": "modroute.compareEnvironments", "arguments": []any{arg}}, &result))
	return result.Differences
}

// untilCompared runs modroute.compareEnvironments until the settings that name
// an environment count.
func (s *session) untilCompared(arg object) []difference {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if got := s.compared(arg); len(got) > 0 || time.Now().After(deadline) {
			return got
		}
	}
}

// A difference is what a comparison tells a client of one environment.
type difference struct {
	Name, Error      string
	Lines, Differing int
	Variables        []struct {
		Name        string
		Here, There struct{ Value, SetBy string }
	}
}

// The terminal of an editor has the process's variables, and those that the
// editor is told to give it, but not those of the editor's settings.
func TestEnvironmentOfTheProcessAlone(t *testing.T) {
	s := connect(t, func(o *server.Options) {
		o.Environ = append([]string{"VSCODE_PID=1", "GOPROXY=https://injected.example.com", "GOPRIVATE=exported.example.com"}, o.Environ...)
	})
	terminal := object{"process": true, "env": object{"GOPROXY": "", "GONOSUMDB": "sums.example.com"}}
	s.initialize(func(params object) {
		environments(object{"terminal": terminal})(params)
		params["initializationOptions"].(object)["env"] = object{"GOPRIVATE": "git.corp.internal"}
	})
	s.open("go.mod", private)
	got := s.differences("go.mod", "terminal")
	if len(got) != 1 || got[0].Name != "terminal" || got[0].Lines != 1 || got[0].Differing != 1 {
		t.Fatalf("the differences are %+v", got)
	}
	there := map[string]string{}
	for _, v := range got[0].Variables {
		there[v.Name] = v.There.Value
	}
	for name, want := range map[string]string{"GOPROXY": "https://proxy.golang.org,direct", "GOPRIVATE": "exported.example.com", "GONOSUMDB": "sums.example.com"} {
		if there[name] != want {
			t.Errorf("%s is %q there, want %q", name, there[name], want)
		}
	}
	for _, v := range got[0].Variables {
		if v.Name == "GOPRIVATE" && (v.Here.Value != "git.corp.internal" || v.Here.SetBy != "from the editor's settings") {
			t.Errorf("here GOPRIVATE is %+v", v.Here)
		}
	}
}

// In a workspace that is not trusted a file outside it is not read, and no
// setting leads to one.
func TestNamedEnvironmentOfAnUntrustedWorkspace(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "team.env")
	declared := environments(object{
		"away": object{"file": outside}, "ci": object{"env": object{"GOENV": outside, "GOPROXY": "https://goproxy.corp.internal"}}, "shell": object{"loginShell": true},
	})
	s := connect(t, func(o *server.Options) { o.Environ = append(o.Environ, "SHELL="+filepath.Join(t.TempDir(), "none")) })
	s.must(os.WriteFile(outside, []byte("GOPROXY=https://secret.example.com\n"), 0o666))
	s.initialize(func(params object) {
		declared(params)
		params["initializationOptions"].(object)["trusted"] = false
	})
	s.open("go.mod", private)
	got := s.shows("modroute.compareEnvironments", object{"uri": s.uri("go.mod")}, "## away: there is no file ", "## ci: 1 of 1 line", "## shell: the login shell has not been asked")
	if strings.Contains(got.Markdown, "secret.example.com") {
		t.Errorf("read from outside the workspace:\n%s", got.Markdown)
	}
	if m := s.message(); !strings.Contains(m, "not trusted") {
		t.Errorf("told %q", m)
	}
}

// loginShell makes a login shell that sets GOPRIVATE. runs counts how often it
// was started.
func loginShell(t *testing.T) (shell string, runs func() int) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no login shells")
	}
	home := t.TempDir()
	shell, ran := filepath.Join(home, "sh"), filepath.Join(home, "ran")
	if err := os.WriteFile(shell, []byte("#!/bin/sh\necho >>"+ran+"\nexport GOPRIVATE=git.corp.internal SEEN=$GOPROXY\nfor last; do :; done\neval \"$last\"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	return shell, func() int {
		data, _ := os.ReadFile(ran)
		return strings.Count(string(data), "\n")
	}
}

// What a client compares by itself runs no login shell, and neither does what a
// person compares where only another folder's settings name one.
func TestLoginShellIsNotAskedUnasked(t *testing.T) {
	shell, runs := loginShell(t)
	s := connect(t, func(o *server.Options) { o.Environ = append(o.Environ, "SHELL="+shell) })
	c := &configuration{byURI: map[string]any{
		s.uri("a"): object{"environments": object{"terminal": object{"process": true}}},
		s.uri("b"): object{"environments": object{"terminal": object{"loginShell": true}}},
	}}
	s.Handle = c.answer
	s.initialize(func(params object) {
		params["capabilities"].(object)["workspace"].(object)["configuration"] = true
		params["workspaceFolders"] = []any{object{"uri": s.uri("a"), "name": "a"}, object{"uri": s.uri("b"), "name": "b"}}
	})
	s.openUntil("a/go.mod", private, leak)
	s.openUntil("b/go.mod", private, leak)
	for _, arg := range []object{
		{"uri": s.uri("a/go.mod"), "name": "terminal"},
		{"uri": s.uri("a/go.mod")},
		{"uri": s.uri("b/go.mod"), "name": "terminal", "unasked": true},
		{"uri": s.uri("b/go.mod"), "unasked": true},
	} {
		if got := s.untilCompared(arg); len(got) != 1 || runs() != 0 {
			t.Errorf("%v: %+v after %d runs of the shell", arg, got, runs())
		}
	}
	if got := s.differences("b/go.mod", "terminal"); len(got) != 1 || got[0].Differing != 1 || runs() != 1 {
		t.Errorf("asked for: %+v after %d runs of the shell", got, runs())
	}
	// A person can ask for it where no setting names it; it is remembered, and not asked again.
	if got := s.compared(object{"uri": s.uri("a/go.mod"), "loginShell": true}); len(got) != 1 || got[0].Name != "login shell" || got[0].Differing != 1 || runs() != 2 {
		t.Errorf("asked for, and not named: %+v after %d runs of the shell", got, runs())
	}
	if got := s.compared(object{"uri": s.uri("a/go.mod")}); len(got) != 2 || runs() != 2 {
		t.Errorf("after that: %+v after %d runs of the shell", got, runs())
	}
	if got := s.compared(object{"uri": s.uri("b/go.mod"), "loginShell": true}); len(got) != 1 || got[0].Name != "terminal" || runs() != 3 {
		t.Errorf("where a setting names it: %+v after %d runs of the shell", got, runs())
	}
}

// A login shell that cannot be asked is said to whoever asks for it.
func TestLoginShellThatCannotBeAsked(t *testing.T) {
	s := connect(t, func(o *server.Options) { o.Environ = append(o.Environ, "SHELL="+filepath.Join(t.TempDir(), "none")) })
	s.initialize(showsText)
	s.open("go.mod", private)
	for range 2 {
		arg := object{"uri": s.uri("go.mod"), "loginShell": true}
		err := s.Call("workspace/executeCommand", object{"command": "modroute.compareEnvironments", "arguments": []any{arg}}, nil)
		if err == nil || !strings.Contains(err.Error(), "none") {
			t.Errorf("the answer is %v", err)
		}
	}
}

// The login shell runs for the command only; what it has said is remembered,
// and a hover compares with it.
func TestLoginShellEnvironment(t *testing.T) {
	shell, runs := loginShell(t)
	s := connect(t, func(o *server.Options) { o.Environ = append(o.Environ, "SHELL="+shell) })
	s.initialize(environments(object{"terminal": object{"loginShell": true}}))
	s.open("go.mod", private)
	if h := s.hover("go.mod", 4, 10); strings.Contains(h.Contents.Value, "in terminal") || runs() != 0 {
		t.Errorf("after %d runs the hover is\n%s", runs(), h.Contents.Value)
	}
	s.shows("modroute.compareEnvironments", object{"uri": s.uri("go.mod")}, "- **in terminal**: fetched `direct`", "put there by a login shell")
	s.edit("go.mod", 2, &lspclient.Range{}, "// edited\n")
	if h := s.hover("go.mod", 5, 10); !strings.Contains(h.Contents.Value, "**in terminal**: fetched `direct`") || runs() != 1 {
		t.Errorf("after %d runs the hover is\n%s", runs(), h.Contents.Value)
	}
	s.shows("modroute.compareEnvironments", object{"uri": s.uri("go.mod")})
	if runs() != 2 {
		t.Errorf("the shell ran %d times, want once for each comparison", runs())
	}
	if s.differences("go.mod", "another"); runs() != 2 {
		t.Error("the shell ran for a comparison with another environment")
	}
}
