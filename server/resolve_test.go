package server_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// resolving makes a client ask for edits when it needs them.
func resolving(params object) {
	can := params["capabilities"].(object)["textDocument"].(object)["codeAction"].(object)
	can["dataSupport"] = true
	can["resolveSupport"] = object{"properties": []string{"edit"}}
}

// rawActions asks for actions and returns them as they come.
func (s *session) rawActions(name string, r *lspclient.Range, context object) []object {
	s.t.Helper()
	request := object{"diagnostics": []any{}, "triggerKind": 1}
	for k, v := range context {
		request[k] = v
	}
	var actions []object
	s.must(s.Call("textDocument/codeAction", object{"textDocument": object{"uri": s.uri(name)}, "range": r, "context": request}, &actions))
	return actions
}

// What is resolved is what a client gets that does not resolve.
func TestResolvedActionsAreTheSame(t *testing.T) {
	const text = private + "\nrequire git.corp.internal/team/api v1.0.0\n\nreplace git.corp.internal/team/api => ../api //modroute:ignore xyz\n"
	s, _, _ := startFixing(t, nil, nil)
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	s.checkout(s.path("api"), "git.corp.internal/team/api")
	s.must(os.MkdirAll(s.path(".git"), 0o777))
	for _, ask := range []struct {
		over    *lspclient.Range
		context object
	}{
		{at(4, 10, 4, 10), nil},
		{at(8, 10, 8, 10), nil},
		{at(4, 10, 4, 10), object{"triggerKind": 2}},
		{at(0, 0, 99, 0), object{"only": []string{"quickfix"}}},
		{at(0, 0, 99, 0), object{"only": []string{"source.fixAll"}}},
	} {
		var lists [2][]object
		for i, change := range []func(object){nil, resolving} {
			c, _, _ := startFixing(t, nil, func(params object) {
				params["workspaceFolders"] = []any{object{"uri": fileURI(s.dir), "name": "w"}}
				if change != nil {
					change(params)
				}
			})
			c.dir = s.dir
			c.open("app/go.mod", text)
			lists[i] = c.rawActions("app/go.mod", ask.over, ask.context)
			edits := 0
			for j, action := range lists[i] {
				if action["edit"] != nil {
					edits++
				}
				if change == nil {
					continue
				}
				if action["edit"] != nil {
					t.Errorf("%v carries its edit", action["title"])
				}
				var resolved object
				c.must(c.Call("codeAction/resolve", action, &resolved))
				delete(resolved, "data")
				lists[i][j] = resolved
			}
			if change == nil && edits == 0 {
				t.Errorf("%v: no action edits anything", ask)
			}
		}
		if !reflect.DeepEqual(lists[0], lists[1]) {
			whole, _ := json.MarshalIndent(lists[0], "", " ")
			resolved, _ := json.MarshalIndent(lists[1], "", " ")
			t.Errorf("%v: unresolved\n%s\nresolved\n%s", ask, whole, resolved)
		}
	}
}

// An action that was offered for another text is refused in clear words.
func TestStaleResolve(t *testing.T) {
	s, _, _ := startFixing(t, nil, resolving)
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	s.open("app/go.mod", private)
	var action object
	for _, a := range s.rawActions("app/go.mod", at(4, 10, 4, 10), nil) {
		if strings.Contains(a["title"].(string), "../lib") {
			action = a
		}
	}
	if action == nil {
		t.Fatal("no action replaces the module")
	}
	refused := func(why string) {
		t.Helper()
		if err := s.Call("codeAction/resolve", action, nil); errorCode(err) != -32803 || !strings.Contains(err.Error(), "go.mod or what it depends on has changed since this was offered") {
			t.Errorf("%s: %v", why, err)
		}
	}
	s.edit("app/go.mod", 2, at(0, 0, 0, 0), "// x\n")
	refused("the text is another")
	s.edit("app/go.mod", 3, at(0, 0, 1, 0), "")
	s.must(s.Call("codeAction/resolve", action, nil)) // it is as it was
	s.must(os.RemoveAll(s.path("lib")))
	refused("the checkout is gone")
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("app/go.mod")}}))
	refused("the file is closed")
}

// What has nothing to be resolved comes back as it was.
func TestResolveWithoutEdit(t *testing.T) {
	s, _, _ := startFixing(t, nil, resolving)
	s.open("go.mod", private)
	for _, action := range append(s.rawActions("go.mod", at(4, 10, 4, 10), nil), object{"title": "of another server", "data": []any{1.0}}) {
		if action["command"] == nil && action["title"] != "of another server" {
			continue
		}
		var resolved object
		s.must(s.Call("codeAction/resolve", action, &resolved))
		if !reflect.DeepEqual(action, resolved) {
			t.Errorf("%v became %v", action, resolved)
		}
	}
}

// Who cannot resolve edits is not told of it.
func TestResolveIsAnnouncedToWhoCan(t *testing.T) {
	for _, can := range []bool{false, true} {
		s := connect(t, nil)
		result := s.initialize(func(params object) {
			if can {
				resolving(params)
			}
		})
		if got := result["capabilities"].(object)["codeActionProvider"].(object)["resolveProvider"]; (got == true) != can {
			t.Errorf("a client that can: %v; announced: %v", can, got)
		}
	}
}

// An action resolves the diagnostics that the client has, as the client spells
// them: it finds them among its own so.
func TestActionsNameTheClientsDiagnostics(t *testing.T) {
	for name, change := range map[string]func(object){
		"with more than it got":   func(d object) { d["theirs"] = object{"id": 7.0} },
		"with another link":       func(d object) { d["codeDescription"] = object{"href": "https://example.org/%3F"} },
		"without data":            func(d object) { delete(d, "data") },
		"elsewhere":               func(d object) { d["range"] = at(3, 0, 3, 1) },
		"elsewhere, without data": func(d object) { delete(d, "data"); d["range"] = at(3, 0, 3, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			s, _, _ := startFixing(t, nil, nil)
			raw, _ := json.Marshal(s.open("go.mod", private).Diagnostics[0])
			var sent object
			s.must(json.Unmarshal(raw, &sent))
			change(sent)
			raw, _ = json.Marshal(sent)
			s.must(json.Unmarshal(raw, &sent))
			for _, a := range s.rawActions("go.mod", at(4, 10, 4, 10), object{"diagnostics": []any{sent, object{"code": 5, "range": nil}}}) {
				if !strings.Contains(a["title"].(string), "GOPRIVATE") || a["diagnostics"] == nil {
					continue
				}
				if same := reflect.DeepEqual(a["diagnostics"].([]any)[0], any(sent)); same == strings.Contains(name, "elsewhere") {
					t.Errorf("%v resolves %v", a["title"], a["diagnostics"])
				}
			}
		})
	}
}

// Each finding has one preferred action, and these come first.
func TestOnePreferredActionForEachFinding(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	s.checkout(s.path("lib"), "git.corp.internal/team/lib")
	published := s.open("app/go.mod", private+`
require git.corp.internal/team/api v1.0.0
require ledger.internal/client v0.9.1
replace example.com/gone => ../gone
`)
	actions := s.actions("app/go.mod", at(0, 0, 99, 0), object{"diagnostics": published.Diagnostics})
	preferred := map[string]int{}
	for i, a := range actions {
		if !a.IsPreferred {
			continue
		}
		if i > 0 && !actions[i-1].IsPreferred {
			t.Errorf("%q is preferred, and comes after %q", a.Title, actions[i-1].Title)
		}
		if a.Kind != "quickfix" || a.Disabled != nil {
			t.Errorf("preferred: %+v", a)
		}
		for _, d := range a.Diagnostics {
			preferred[string(d.Data)]++
		}
	}
	for _, d := range published.Diagnostics {
		if n := preferred[string(d.Data)]; d.Code == leak && n != 1 {
			t.Errorf("%s has %d preferred actions", d.Data, n)
		}
	}
}

// No title stands for two different actions.
func TestTitlesTellActionsApart(t *testing.T) {
	s, _, _ := startFixing(t, nil, func(params object) {
		params["capabilities"].(object)["experimental"] = object{"modroute": object{"pickDirectory": true}}
	})
	published := s.open("go.mod", private+"\nrequire ledger.internal/client v0.9.1\n")
	var titles, asked []string
	for _, a := range s.actions("go.mod", at(0, 0, 99, 0), object{"diagnostics": published.Diagnostics}) {
		titles = append(titles, a.Title)
		if a.Command != nil && a.Command.Command == "modroute.addReplace" {
			asked = append(asked, string(a.Command.Arguments[0]))
		}
	}
	if slices.Sort(titles); len(slices.Compact(slices.Clone(titles))) != len(titles) {
		t.Errorf("titles %q", titles)
	}
	if len(asked) != 2 || asked[0] == asked[1] {
		t.Errorf("directories are asked for with %q, of %q", asked, titles)
	}
}

// At the module line, all checkouts near by can be used at once, even where
// nothing is wrong; who did not ask is offered nothing.
func TestCheckoutsAtTheModuleLine(t *testing.T) {
	s, _, _ := startFixing(t, nil, nil)
	s.checkout(s.path("lib"), "example.com/lib")
	s.checkout(s.path("api"), "example.com/api")
	s.open("app/go.mod", "module example.com/m\n\ngo 1.26\n\nrequire (\n\texample.com/lib v1.0.0\n\texample.com/api v1.0.0\n)\n")
	a := find(t, s.actions("app/go.mod", at(0, 3, 0, 3), nil), "Use all 2 local checkouts")
	if a.Edit == nil || a.IsPreferred {
		t.Errorf("action %+v", a)
	}
	if all := s.actions("app/go.mod", at(0, 3, 0, 3), object{"triggerKind": 2}); len(all) > 0 {
		t.Errorf("offered unasked: %+v", all)
	}
	if all := s.actions("app/go.mod", at(2, 3, 2, 3), nil); len(all) > 0 {
		t.Errorf("offered at the go line: %+v", all)
	}
}
