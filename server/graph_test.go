package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// A picture is what modroute.graph returns.
type picture struct {
	Title, SVG string
	Model      struct {
		Kind  string
		Nodes []pictureNode
	}
}

type pictureNode struct {
	Kind, Label, Severity string
	Taken                 bool
	Modules               []struct {
		Path, File string
		Line       int
		Codes      []string
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

// The picture is as wide as the client has room for, within reason.
func TestGraphInAWidth(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	for _, test := range []struct{ room, width any }{{nil, 1280}, {800, 800}, {700.25, "700.3"}, {1, 640}, {-1, 640}, {0, 640}, {1e300, 1280}} {
		arg := object{"uri": s.uri("go.mod"), "width": test.room}
		got, err := s.draw(arg)
		s.must(err)
		if want := fmt.Sprintf(` width="%v" `, test.width); !strings.Contains(got.SVG, want) {
			t.Errorf("%v pixels: %.200s lacks%s", test.room, got.SVG, want)
		}
	}
	if got, err := s.draw(object{"uri": s.uri("go.mod"), "line": 4, "width": 600}); err != nil || !strings.Contains(got.SVG, ` width="600" `) {
		t.Errorf("a module in 600 pixels: %.200v, %v", got, err)
	}
	if _, err := s.draw(object{"uri": s.uri("go.mod"), "width": "wide"}); errorCode(err) != -32602 {
		t.Errorf("a width that is no number: %v", err)
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

// The picture of a go.work shows the modules that its modules require, open or
// not, and where.
func TestGraphOfAWorkspace(t *testing.T) {
	s := start(t, nil)
	for _, name := range []string{"a", "b"} {
		s.must(os.MkdirAll(s.path(name), 0o777))
		s.must(os.WriteFile(s.path(name+"/go.mod"), []byte("module example.com/"+name+"\n\nrequire git.corp.internal/for-"+name+" v1.0.0\n"), 0o666))
	}
	s.open("go.work", "go 1.26\n\nuse (\n\t./a\n\t./b\n)\n")
	got, err := s.draw(object{"uri": s.uri("go.work")})
	s.must(err)
	from := make(map[string]string)
	for _, n := range got.Model.Nodes {
		for _, m := range n.Modules {
			from[m.Path] = m.File
		}
	}
	for _, name := range []string{"a", "b"} {
		if file := from["git.corp.internal/for-"+name]; file != s.path(name+"/go.mod") {
			t.Errorf("what %s requires stands in %q", name, file)
		}
	}
}

// showsPictures is the capability of a client that shows pictures.
func showsPictures(params object) {
	params["capabilities"].(object)["experimental"] = object{"modroute": object{"showGraph": true, "refreshGraph": true}}
}

// A picture that is shown is asked for anew when the file changes, when the
// environment does, and when a file is edited that decides: not for an edit of a
// Go file, and not before the client has its answer to initialize.
func TestPicturesAreRefreshed(t *testing.T) {
	s := connect(t, nil)
	asked := make(chan string, 10)
	s.Handle = func(method string, _ json.RawMessage) any {
		asked <- method
		return nil
	}
	s.initialize(showsPictures)
	if n := len(asked); n > 0 {
		t.Errorf("%d requests before there is anything to show", n)
	}
	refreshed := func(why string) {
		t.Helper()
		if got := <-asked; got != "modroute/refreshGraph" {
			t.Errorf("%s: asked %s", why, got)
		}
	}
	// The directory of the file in the picture has no document that is open.
	s.must(os.WriteFile(s.path("go.mod"), []byte(private), 0o666))
	direct := func() bool {
		got, err := s.draw(object{"uri": s.uri("go.mod")})
		s.must(err)
		return slices.ContainsFunc(got.Model.Nodes, func(n pictureNode) bool { return n.Label == "GOPRIVATE" })
	}
	if direct() {
		t.Error("GOPRIVATE decides before it is set")
	}
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	refreshed("the environment has changed")
	if !direct() {
		t.Error("GOPRIVATE decides nothing")
	}
	s.open("go.mod", private)
	refreshed("the file is open")
	s.edit("go.mod", 2, nil, private+"\nrequire golang.org/x/mod v0.42.0\n")
	refreshed("the file has changed")
}

// The text of Go files is in no picture of a file, and is edited most.
func TestPicturesAreNotRefreshedForGoFiles(t *testing.T) {
	s := connect(t, nil)
	asked := make(chan string, 100)
	s.Handle = func(method string, _ json.RawMessage) any {
		asked <- method
		return nil
	}
	s.initialize(showsPictures)
	s.must(s.Open(s.uri("main.go"), "go", "package main\n"))
	for version := range 20 {
		s.edit("main.go", version+2, nil, "package main\n\nimport _ \"fmt\"\n")
		_, _ = s.draw(object{"uri": s.uri("main.go")}) // no go.mod governs it, and the answer takes its time
	}
	if n := len(asked); n > 0 {
		t.Errorf("%d requests", n)
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
	shows := connect(t, nil)
	shows.initialize(showsPictures)
	if _, err := shows.draw(object{"uri": shows.uri("go.mod")}); err == nil || !strings.Contains(err.Error(), "no go.mod or go.work governs") {
		t.Errorf("to a client that shows it where the picture would be: %v", err)
	}
	if _, err := s.draw("x"); errorCode(err) != -32602 {
		t.Errorf("an argument that is no object: %v", err)
	}
}
