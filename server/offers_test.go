package server_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server"
)

func offer(command string, arg any) *lspclient.Command {
	raw, _ := json.Marshal(arg)
	return &lspclient.Command{Command: command, Arguments: []json.RawMessage{raw}}
}

// A line for the shell is shown, or given to the client to copy; never run.
func TestShellLine(t *testing.T) {
	line := offer("modroute.shellLine", object{"title": "Vendor again", "line": "go mod vendor\x1b[2J"})
	s, _, _ := startFixing(t, nil, nil)
	s.must(s.execute(line))
	if got := s.message(); !strings.Contains(got, "go mod vendor") || strings.Contains(got, "\x1b") {
		t.Errorf("message %q", got)
	}
	s, _, asked := startFixing(t, nil, func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"copyText": true}}
	})
	s.must(s.execute(line))
	if got := <-asked.c; got.Method != "modroute/copyText" || !strings.Contains(string(got.Params), `"title":"Vendor again"`) || !strings.Contains(string(got.Params), `"text":"go mod vendor`) {
		t.Errorf("asked %s %s", got.Method, got.Params)
	}
}

// What is only shown does not say that it is copied.
func TestShellLineSaysWhatItDoes(t *testing.T) {
	for want, can := range map[string]bool{"Show the shell line: ": false, "Copy the shell line: ": true} {
		s := connect(t, func(o *server.Options) { o.Environ = append(o.Environ, "GOPRIVATE=github.com/corp") })
		s.initialize(func(params object) {
			params["capabilities"].(object)["experimental"] = object{"modroute": object{"copyText": can}}
		})
		s.open("go.mod", private)
		find(t, s.actions("go.mod", at(4, 10, 4, 10), nil), want+"export GOPRIVATE=")
	}
}

// Nothing is removed from the module cache before a person has said yes.
func TestRemoveCachedAsksFirst(t *testing.T) {
	const question = "window/showMessageRequest"
	version := object{"path": "git.corp.example.com/lib", "version": "v1.2.3"}
	for _, test := range []struct {
		name    string
		answer  any
		fail    error
		removed bool
	}{
		{"no answer", nil, nil, false},
		{"another answer", object{"title": "Keep"}, nil, false},
		{"yes", object{"title": "Remove"}, nil, true},
		{"yes, in vain", object{"title": "Remove"}, errors.New("it is in use"), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var removed []module.Version
			s := connect(t, func(o *server.Options) {
				o.RemoveCached = func(_ *goenv.Environment, _ snapshot.Options, m module.Version) error {
					removed = append(removed, m)
					return test.fail
				}
			})
			asked := &requests{c: make(chan lspclient.Notification, 10), answers: map[string]any{question: test.answer}}
			s.Handle = asked.handle
			s.initialize(nil)
			err := s.execute(offer("modroute.removeCached", version))
			if (err != nil) != (test.fail != nil) {
				t.Errorf("error %v", err)
			}
			if q := <-asked.c; q.Method != question || !strings.Contains(string(q.Params), "git.corp.example.com/lib@v1.2.3") {
				t.Errorf("asked %s %s", q.Method, q.Params)
			}
			if got := slices.Contains(removed, module.Version{Path: "git.corp.example.com/lib", Version: "v1.2.3"}); got != test.removed {
				t.Errorf("removed %v", removed)
			}
		})
	}
}

func TestRemoveCachedRefusesOddModules(t *testing.T) {
	s, _, asked := startFixing(t, nil, nil)
	for _, odd := range []object{
		{"path": "../../etc", "version": "v1.0.0"}, {"path": "a.example/b", "version": "../.."}, {"path": "", "version": ""}, {},
	} {
		if err := s.execute(offer("modroute.removeCached", odd)); errorCode(err) != -32602 {
			t.Errorf("%v: %v", odd, err)
		}
	}
	if len(asked.c) > 0 {
		t.Errorf("asked %s", (<-asked.c).Method)
	}
}

// A finding can be ignored on its line; that is the last of the offers that
// change something, and the finding is gone with it.
func TestIgnoreOnThisLine(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	s.open("go.mod", private)
	all := slices.DeleteFunc(s.actions("go.mod", at(4, 10, 4, 10), nil), func(a lspclient.CodeAction) bool { return a.Kind == "source.modroute" })
	a := all[len(all)-1]
	if a.Title != "Ignore "+leak+" on this line" || a.Kind != "quickfix" || a.IsPreferred || a.Edit == nil || len(a.Diagnostics) != 1 {
		t.Fatalf("the last action: %+v", a)
	}
	edit := a.Edit.DocumentChanges[0].Edits[0]
	s.edit("go.mod", 2, &edit.Range, edit.NewText)
	if p := s.diagnostics("go.mod", 2); len(p.Diagnostics) != 0 {
		t.Errorf("after it: %+v", p)
	}
}

// A comment without effect is drawn as what can go, where the client can.
func TestUnnecessaryTag(t *testing.T) {
	const text = "module example.com/m //modroute:ignore sumdb-off\n"
	for _, tags := range [][]int{nil, {1}} {
		s := start(t, func(params object) {
			params["capabilities"].(object)["textDocument"].(object)["publishDiagnostics"].(object)["tagSupport"] = object{"valueSet": tags}
		})
		p := s.open("go.mod", text)
		if len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != "unused-ignore" || !slices.Equal(p.Diagnostics[0].Tags, tags) {
			t.Errorf("tags %v: %+v", tags, p)
		}
		if data := string(p.Diagnostics[0].Data); !strings.Contains(data, `"subject":"sumdb-off module example.com/m"`) {
			t.Errorf("data %s", data)
		}
	}
}

// Fixing all is for who asks for just that, and makes the safe fixes: a comment
// that another machine may need is not among them.
func TestFixAll(t *testing.T) {
	const text = "module example.com/m //modroute:ignore xyz\n\ngo 1.26 //modroute:ignore\n\nrequire golang.org/x/mod v0.42.0 //modroute:ignore sumdb-off on CI\n"
	s := connect(t, nil)
	result := s.initialize(nil)
	provided := result["capabilities"].(object)["codeActionProvider"].(object)["codeActionKinds"].([]any)
	if !slices.Contains(provided, any("source.fixAll.modroute")) {
		t.Errorf("kinds %v", provided)
	}
	s.open("go.mod", text)
	whole := at(0, 0, 5, 0)
	for _, only := range [][]string{nil, {""}, {"quickfix"}, {"source.organizeImports"}, {"source.fixAll.other"}} {
		context := object{}
		if only != nil {
			context["only"] = only
		}
		if slices.Contains(kinds(s.actions("go.mod", whole, context)), "source.fixAll.modroute") {
			t.Errorf("offered to who asks for %q", only)
		}
	}
	for _, only := range []string{"source", "source.fixAll", "source.fixAll.modroute"} {
		all := s.actions("go.mod", whole, object{"only": []string{only}})
		if len(all) != 1 || all[0].Kind != "source.fixAll.modroute" || all[0].Edit == nil || len(all[0].Edit.DocumentChanges[0].Edits) != 2 {
			t.Errorf("to who asks for %q: %+v", only, all)
		}
	}
}

// What the settings say of findings counts at once.
func TestSettingsOfFindings(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	set := func(settings object) {
		s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": settings}}))
	}
	set(object{"severity": object{leak: "off"}})
	s.untilCodes("go.mod")
	set(object{"severity": object{leak: "hint"}})
	if p := s.untilCodes("go.mod", leak); p.Diagnostics[0].Severity != 4 {
		t.Errorf("published %+v", p)
	}
	set(object{"ignore": object{"git.corp.internal": true}})
	s.untilCodes("go.mod")
	set(object{"severity": object{leak + "x": "off"}})
	if got := s.message(); !strings.Contains(got, "did you mean "+leak+"?") {
		t.Errorf("message %q", got)
	}
	s.untilCodes("go.mod", leak)
}
