package server_test

import (
	"strings"
	"testing"
)

// A picture is what modroute.graph returns.
type picture struct {
	Title, SVG string
	Model      struct {
		Kind  string
		Nodes []struct {
			Kind, Label, Severity string
			Taken                 bool
			Modules               []struct {
				Path, File string
				Line       int
				Codes      []string
			}
		}
	}
}

// draw runs modroute.graph.
func (s *session) draw(arg any) (*picture, error) {
	var result *picture
	err := s.Call("workspace/executeCommand", object{"command": "modroute.graph", "arguments": []any{arg}}, &result)
	return result, err
}

func TestGraphOfAFile(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	got, err := s.draw(object{"uri": s.uri("go.mod")})
	s.must(err)
	if got.Model.Kind != "file" || !strings.HasPrefix(got.SVG, "<svg ") || !strings.HasSuffix(got.Title, "/go.mod") {
		t.Fatalf("it is %+v", got)
	}
	first := got.Model.Nodes[0]
	if m := first.Modules[0]; first.Severity == "" || m.Path != "git.corp.internal/team/lib" || m.File != s.path("go.mod") || m.Line != 5 || len(m.Codes) == 0 {
		t.Errorf("the module is %+v", first)
	}
}

// The picture is of the file as it is being edited.
func TestGraphFollowsTheText(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	s.must(s.Notify("textDocument/didChange", object{
		"textDocument":   object{"uri": s.uri("go.mod"), "version": 2},
		"contentChanges": []any{object{"text": "module m\n\ngo 1.26\n\nrequire golang.org/x/text v0.23.0\n"}},
	}))
	got, err := s.draw(object{"uri": s.uri("go.mod")})
	s.must(err)
	if label := got.Model.Nodes[0].Label; label != "golang.org/x/text" {
		t.Errorf("it shows %s", label)
	}
}

func TestGraphOfAModule(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	for _, arg := range []object{{"uri": s.uri("go.mod"), "line": 4}, {"uri": s.uri("cmd/main.go"), "path": "git.corp.internal/team/lib"}} {
		got, err := s.draw(arg)
		s.must(err)
		if got.Model.Kind != "module" || got.Title != "git.corp.internal/team/lib@v1.2.3" || !got.Model.Nodes[0].Taken {
			t.Errorf("%v draws %+v", arg, got)
		}
	}
}

// What cannot be drawn is said.
func TestGraphOfNothing(t *testing.T) {
	s := start(t, nil)
	if got, err := s.draw(object{"uri": s.uri("go.mod")}); err != nil || got != nil || !strings.Contains(s.message(), "no go.mod") {
		t.Errorf("without a file: %+v, %v", got, err)
	}
	s.open("go.mod", private)
	if got, err := s.draw(object{"uri": s.uri("go.mod"), "line": 1}); err != nil || got != nil || !strings.Contains(s.message(), "no requirement") {
		t.Errorf("on an empty line: %+v, %v", got, err)
	}
	if _, err := s.draw("x"); errorCode(err) != -32602 {
		t.Errorf("an argument that is no object: %v", err)
	}
}
