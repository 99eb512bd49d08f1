package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What real editors say, in their order: each line of a file in testdata is a
// message of the client. neovim.jsonl was recorded from Neovim 0.12.4. For
// vscode.jsonl the capabilities were taken from vscode-languageclient 10.1, and
// the messages follow its order. Like them, the replay waits for the answer to
// initialize and to shutdown, and asks only for what the server announces.
func TestEditorsOrders(t *testing.T) {
	for _, name := range []string{"neovim", "vscode"} {
		t.Run(name, func(t *testing.T) { replay(t, filepath.Join("testdata", name+".jsonl")) })
	}
}

type recorded struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

func replay(t *testing.T, file string) {
	s := connect(t, true)
	s.write("go.mod", private)
	s.Handle = configured
	raw, err := os.ReadFile(file)
	s.must(err)
	path, err := json.Marshal(s.dir)
	s.must(err)
	script := strings.NewReplacer("{URI}", strings.TrimSuffix(s.uri("x"), "/x"), "{PATH}", strings.Trim(string(path), `"`), "{PID}", strconv.Itoa(os.Getpid())).Replace(string(raw))
	var capabilities any
	ids := map[int]int{} // the client's here, by the recorded
	for line := range strings.Lines(script) {
		var m recorded
		s.must(json.Unmarshal([]byte(line), &m))
		params := any(m.Params)
		switch {
		case m.Method == "initialize":
			var result object
			s.must(s.Call(m.Method, params, &result))
			capabilities = result["capabilities"]
		case m.Method == "shutdown":
			s.expectAnswers(ids)
			s.untilCleared(s.uri("go.mod"))
			s.must(s.Call(m.Method, nil, nil))
		case m.Method == "$/cancelRequest":
			var cancel struct{ ID int }
			s.must(json.Unmarshal(m.Params, &cancel))
			if id, asked := ids[cancel.ID]; asked {
				s.must(s.Notify(m.Method, object{"id": id}))
			}
		case m.ID == nil:
			s.must(s.Notify(m.Method, params))
		case lookup(capabilities, theModel(t).methods[m.Method].ServerCapability) != nil:
			ids[*m.ID], err = s.Go(m.Method, params)
			s.must(err)
		}
	}
	if code := <-s.exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.exit <- 0
}

// untilCleared waits until no diagnostics are shown of a closed document.
func (s *session) untilCleared(uri string) {
	s.t.Helper()
	last, _ := s.LastDiagnostics(uri)
	for len(last.Diagnostics) > 0 {
		var err error
		last, err = s.Diagnostics(uri, 0)
		s.must(err)
	}
}

// expectAnswers waits for the answers to requests; they may be cancelled, by the
// client, or by the server if the document has changed meanwhile.
func (s *session) expectAnswers(ids map[int]int) {
	s.t.Helper()
	for _, id := range ids {
		if err := s.Wait(id, nil); !slices.Contains([]int{0, -32800, -32802}, errorCode(err)) {
			s.t.Errorf("a request fails: %v", err)
		}
	}
}

// editorCapabilities returns what an editor says that it can do.
func editorCapabilities(t *testing.T, editor string) json.RawMessage {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", editor+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	first = strings.Replace(first, "{PID}", "null", 1)
	var m struct {
		Params struct{ Capabilities json.RawMessage }
	}
	if err := json.Unmarshal([]byte(first), &m); err != nil {
		t.Fatal(err)
	}
	return m.Params.Capabilities
}
