package server_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// A lens is a code lens as a client gets it.
type lens struct {
	Range   lspclient.Range
	Command struct {
		Title, Command string
		Arguments      []json.RawMessage
	}
}

func (s *session) lenses(name string) []lens {
	s.t.Helper()
	var all []lens
	s.must(s.Call("textDocument/codeLens", object{"textDocument": object{"uri": s.uri(name)}}, &all))
	return all
}

func TestLensSumsUp(t *testing.T) {
	s := start(t, privateEnv(nil))
	s.open("go.mod", "// A comment.\n"+several)
	all := s.lenses("go.mod")
	if len(all) != 2 || all[0].Range != *at(1, 0, 1, len("module example.com/m")) || all[1].Range != all[0].Range {
		t.Fatalf("lenses %+v", all)
	}
	if got, want := all[0].Command.Title, "3 via proxy.golang.org · 2 direct · 2 local"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if got, want := string(all[0].Command.Arguments[0]), `{"uri":"`+s.uri("go.mod")+`"}`; all[0].Command.Command != "modroute.environment" || got != want {
		t.Errorf("command %s %s, want %s", all[0].Command.Command, got, want)
	}
	// The directory in the place of a requirement is missing. That nothing required is replaced by ./sys is information.
	if got, want := all[1].Command.Title, "1 route to look at"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if got, want := string(all[1].Command.Arguments[0]), `{"uri":"`+s.uri("go.mod")+`","line":9}`; all[1].Command.Command != "modroute.explainRoute" || got != want {
		t.Errorf("command %s %s, want %s", all[1].Command.Command, got, want)
	}
}

// A client that shows pictures is led to that of the file.
func TestLensLeadsToThePicture(t *testing.T) {
	s := connect(t, nil)
	s.initialize(showsPictures)
	s.open("go.mod", private)
	all := s.lenses("go.mod")
	if got, want := string(all[1].Command.Arguments[0]), `{"uri":"`+s.uri("go.mod")+`"}`; all[1].Command.Title != "Picture" || all[1].Command.Command != "modroute.graph" || got != want {
		t.Errorf("the lens is %+v", all[1])
	}
}

// Where all is well there is only the summary.
func TestLensWithoutFindings(t *testing.T) {
	s := start(t, with(object{"env": object{"GOPROXY": "off"}, "severity": object{"goproxy-off": "off", "route-ends-nowhere": "off"}}))
	s.open("go.mod", "module example.com/m\n\nrequire golang.org/x/mod v0.42.0\n")
	if all := s.lenses("go.mod"); len(all) != 1 || all[0].Command.Title != "1 blocked" {
		t.Errorf("lenses %+v", all)
	}
}

func TestLensOfAWorkspace(t *testing.T) {
	s := start(t, nil)
	s.must(os.MkdirAll(s.path("text"), 0o777))
	s.must(os.WriteFile(s.path("text/go.mod"), []byte("module golang.org/x/text\n"), 0o666))
	s.open("go.work", "// All of it.\n\nuse ./a\n\ngo 1.26\n\nreplace golang.org/x/text => ./text\n")
	if all := s.lenses("go.work"); len(all) == 0 || all[0].Range != *at(2, 0, 2, len("use ./a")) || all[0].Command.Title != "1 local" {
		t.Errorf("lenses %+v", all)
	}
}

func TestNoLens(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", "module example.com/m\n\ngo 1.26\n") // asks for nothing
	if all := s.lenses("go.mod"); len(all) != 0 {
		t.Errorf("lenses %+v", all)
	}
	s = start(t, with(object{"codeLens": false}))
	s.open("go.mod", private)
	if all := s.lenses("go.mod"); len(all) != 0 {
		t.Errorf("lenses that are switched off: %+v", all)
	}
}
