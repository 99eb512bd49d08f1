package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/modroute/modroute/internal/lspclient"
)

// A hint is an inlay hint as a client gets it.
type hint struct {
	Position    lspclient.Position `json:"position"`
	Label       string             `json:"label"`
	PaddingLeft bool               `json:"paddingLeft"`
	TextEdits   []any              `json:"textEdits,omitempty"`
	Tooltip     *struct {
		Kind, Value string
	} `json:"tooltip,omitempty"`
	Data json.RawMessage `json:"data,omitempty"`
}

// hints asks for the inlay hints in a range.
func (s *session) hints(name string, r *lspclient.Range) []hint {
	s.t.Helper()
	var all []hint
	s.must(s.Call("textDocument/inlayHint", object{"textDocument": object{"uri": s.uri(name)}, "range": r}, &all))
	return all
}

// wholeFile is more than any test's file has.
var wholeFile = at(0, 0, 10000, 0)

// drawn returns the hints of a file as a person sees them: "line: label".
func (s *session) drawn(name string) []string {
	s.t.Helper()
	var lines []string
	for _, h := range s.hints(name, wholeFile) {
		lines = append(lines, fmt.Sprintf("%d: %s", h.Position.Line+1, h.Label))
	}
	return lines
}

// with sets initialization options.
func with(options object) func(object) {
	return func(params object) { params["initializationOptions"] = options }
}

// several is a go.mod whose modules come from several places, with GOPRIVATE
// naming git.corp.internal.
const several = `module example.com/m

go 1.26

require (
	git.corp.internal/team/lib v1.2.3 // indirect
	golang.org/x/mod v0.42.0
	golang.org/x/sync v0.10.0
	golang.org/x/text v0.20.0
	golang.org/x/tools v0.30.0
)

replace golang.org/x/text => ./text

replace golang.org/x/sys => ./sys // nobody requires it

replace golang.org/x/net => git.corp.internal/fork/net v1.0.0
`

func privateEnv(more object) func(object) {
	options := object{"env": object{"GOPRIVATE": "git.corp.internal"}}
	for name, value := range more {
		options[name] = value
	}
	return with(options)
}

func TestHintsSayWhatIsUnusual(t *testing.T) {
	s := start(t, privateEnv(nil))
	s.open("go.mod", several)
	want := []string{"6: → direct", "9: ⚠ → ./text", "17: → direct"}
	if got := s.drawn("go.mod"); !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

func TestHintsOnAllLines(t *testing.T) {
	s := start(t, privateEnv(object{"inlayHints": "all"}))
	s.open("go.mod", several)
	want := []string{"6: → direct", "7: → proxy.golang.org", "8: → proxy.golang.org", "9: ⚠ → ./text", "10: → proxy.golang.org", "17: → direct"}
	if got := s.drawn("go.mod"); !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

func TestHintsOff(t *testing.T) {
	s := start(t, privateEnv(object{"inlayHints": "off"}))
	s.open("go.mod", several)
	if got := s.drawn("go.mod"); len(got) != 0 {
		t.Errorf("drawn %q", got)
	}
}

// A file whose lines all go one way says nothing, whichever way that is.
func TestNoHintsWhereAllIsUsual(t *testing.T) {
	for _, goproxy := range []string{"https://proxy.golang.org,direct", "direct", "off", "https://goproxy.example.com"} {
		s := start(t, with(object{"env": object{"GOPROXY": goproxy}}))
		s.open("go.mod", private+"\nrequire golang.org/x/mod v0.42.0\n")
		if got := s.drawn("go.mod"); len(got) != 0 {
			t.Errorf("GOPROXY=%s: drawn %q", goproxy, got)
		}
	}
}

// Builds that take everything from the vendor directory ask nobody.
func TestNoHintsWhereAllIsVendored(t *testing.T) {
	s := start(t, privateEnv(nil))
	s.must(os.MkdirAll(s.path("vendor"), 0o777))
	s.must(os.WriteFile(s.path("vendor/modules.txt"), nil, 0o666))
	s.open("go.mod", several)
	if got := s.drawn("go.mod"); len(got) != 0 {
		t.Errorf("drawn %q", got)
	}
}

// Hints follow all that stands on the line, in either encoding.
func TestHintsStandAtTheEndOfTheLine(t *testing.T) {
	const line = "require git.corp.internal/a v1.0.0 // größer 🎉 "
	const text = "module example.com/m\r\n\r\n" + line + "\r\nrequire git.corp.internal/b v1.0.0"
	for encoding, want := range map[string]int{"utf-8": len(line), "utf-16": len(utf16.Encode([]rune(line)))} {
		s := start(t, func(params object) {
			with(object{"inlayHints": "all"})(params)
			params["capabilities"].(object)["general"] = object{"positionEncodings": []string{encoding}}
		})
		s.open("go.mod", text)
		hints := s.hints("go.mod", wholeFile)
		if len(hints) != 2 || hints[0].Position != (lspclient.Position{Line: 2, Character: want}) || !hints[0].PaddingLeft || hints[0].TextEdits != nil {
			t.Errorf("%s: hints %+v", encoding, hints)
		}
	}
}

func TestHintsOfARange(t *testing.T) {
	s := start(t, privateEnv(object{"inlayHints": "all"}))
	s.open("go.mod", several)
	if got := s.hints("go.mod", at(6, 0, 8, 0)); len(got) != 2 || got[0].Position.Line != 6 || got[1].Position.Line != 7 {
		t.Errorf("hints %+v", got)
	}
}

// Nothing is said of lines that the go command does not understand.
func TestNoHintsOnBrokenLines(t *testing.T) {
	s := start(t, with(object{"inlayHints": "all"}))
	s.open("go.mod", `module example.com/m

require golang.org/x/mod
require golang.org/x/tools v0.30.0
<<<<<<< HEAD
require golang.org/x/text v0.20.0
=======
require golang.org/x/text v0.21.0
>>>>>>> theirs
require golang.org/x/net v1.0.0
require golang.org/x/sync v0.10.0

replace golang.org/x/net => ../net
replace golang.org/x/net => ../other
`)
	want := []string{"4: → proxy.golang.org", "11: → proxy.golang.org"}
	if got := s.drawn("go.mod"); !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

// A warning about a proxy that is asked later names it.
func TestHintNamesTheFallbackThatIsWarnedOf(t *testing.T) {
	s := start(t, with(object{"inlayHints": "all", "env": object{"GOPROXY": "https://goproxy.corp.internal:8443/go|https://proxy.golang.org,direct"}}))
	s.open("go.mod", private+"\nrequire golang.org/x/mod v0.42.0\n")
	want := []string{"5: ⚠ → goproxy.corp.internal:8443, then proxy.golang.org", "7: → goproxy.corp.internal:8443"}
	if got := s.drawn("go.mod"); !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

func TestHintsTellProxiesOfOneHostApart(t *testing.T) {
	s := start(t, with(object{"inlayHints": "all", "env": object{"GOPROXY": "https://user:secret@artifacts.corp.internal/go-private/,https://artifacts.corp.internal/go-public"}}))
	s.open("go.mod", "module example.com/m\n\nrequire golang.org/x/mod v0.42.0\n")
	want := []string{"3: → artifacts.corp.internal/go-private"}
	if got := s.drawn("go.mod"); !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

// A client that can ask for tooltips gets them when it does; another one gets
// them at once.
func TestHintTooltip(t *testing.T) {
	lazy := func(params object) {
		privateEnv(nil)(params)
		params["capabilities"].(object)["textDocument"].(object)["inlayHint"] = object{"resolveSupport": object{"properties": []string{"tooltip"}}}
	}
	s := start(t, lazy)
	s.open("go.mod", several)
	h := s.hints("go.mod", wholeFile)[0]
	if h.Tooltip != nil {
		t.Errorf("tooltip before it is asked for: %+v", h.Tooltip)
	}
	want := s.hover("go.mod", 5, 2).Contents.Value
	var resolved hint
	s.must(s.Call("inlayHint/resolve", h, &resolved))
	if resolved.Tooltip == nil || resolved.Tooltip.Value != want || resolved.Label != h.Label || resolved.Position != h.Position {
		t.Errorf("resolved %+v, want the tooltip %q", resolved, want)
	}
	s.edit("go.mod", 2, at(5, 0, 6, 0), "") // its line has gone
	resolved = hint{}
	s.must(s.Call("inlayHint/resolve", h, &resolved))
	if resolved.Tooltip != nil {
		t.Errorf("tooltip of another line: %+v", resolved.Tooltip)
	}

	s = start(t, privateEnv(nil))
	s.open("go.mod", several)
	if h := s.hints("go.mod", wholeFile)[0]; h.Tooltip == nil || h.Tooltip.Value != want {
		t.Errorf("hint %+v, want the tooltip %q", h, want)
	}
}

// Many tooltips at once would take longer than a person waits for the hints.
func TestManyHintsHaveNoTooltips(t *testing.T) {
	s := start(t, with(object{"inlayHints": "all"}))
	var text strings.Builder
	text.WriteString("module example.com/m\n\ngo 1.26\n\n")
	for i := range 100 {
		fmt.Fprintf(&text, "require github.com/acme/m%d v1.0.0\n", i)
	}
	s.open("go.mod", text.String())
	hints := s.hints("go.mod", wholeFile)
	if len(hints) != 100 || slices.ContainsFunc(hints, func(h hint) bool { return h.Tooltip != nil }) {
		t.Errorf("%d hints, some with a tooltip", len(hints))
	}
}

// What is asked at the wrong place or of the wrong file is answered with
// nothing.
func TestNothingIsDrawnInOtherFiles(t *testing.T) {
	s := start(t, with(object{"inlayHints": "all"}))
	s.must(s.Open(s.uri("README.md"), "markdown", private))
	s.open("go.mod", several)
	for _, name := range []string{"README.md", "unknown/go.mod"} {
		if hints, lenses, links := s.hints(name, wholeFile), s.lenses(name), s.links(name); len(hints)+len(lenses)+len(links) > 0 {
			t.Errorf("%s: %+v, %+v, %+v", name, hints, lenses, links)
		}
		if items := s.completeAt(name, lspclient.Position{}); items != nil {
			t.Errorf("%s: %+v", name, items)
		}
	}
	if hints := s.hints("go.mod", at(100, 5, 2, 0)); len(hints) != 6 { // turned round
		t.Errorf("hints %+v", hints)
	}
	if items := s.completeAt("go.mod", lspclient.Position{Line: 1 << 30, Character: 1 << 30}); items != nil {
		t.Errorf("completions %+v", items)
	}
	for _, data := range []string{"null", `"x"`, "[]", "[99999999,1]", "[5]", "{}"} {
		var resolved hint
		params := json.RawMessage(`{"position":{"line":5,"character":0},"label":"→ x","data":` + data + `}`)
		s.must(s.Call("inlayHint/resolve", params, &resolved))
		if resolved.Label != "→ x" || resolved.Tooltip != nil {
			t.Errorf("resolved %s: %+v", data, resolved)
		}
	}
}

// `go env -w` in a terminal changes what is drawn: the client is told.
func TestHintsAreRefreshedWithTheEnvironment(t *testing.T) {
	s := connect(t, nil)
	asked := make(chan string, 10)
	s.Handle = func(method string, _ json.RawMessage) any {
		asked <- method
		return nil
	}
	s.initialize(func(params object) {
		workspace := params["capabilities"].(object)["workspace"].(object)
		workspace["inlayHint"] = object{"refreshSupport": true}
		workspace["codeLens"] = object{"refreshSupport": true}
	})
	s.open("go.mod", private+"\nrequire golang.org/x/mod v0.42.0\nrequire golang.org/x/sync v0.10.0\n")
	if got := s.drawn("go.mod"); len(got) != 0 {
		t.Errorf("drawn %q", got)
	}
	s.must(os.WriteFile(s.goenv, []byte("GOPRIVATE=git.corp.internal\n"), 0o666))
	for _, want := range []string{"workspace/inlayHint/refresh", "workspace/codeLens/refresh"} {
		if got := <-asked; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
	}
	if got, want := s.drawn("go.mod"), []string{"5: → direct"}; !slices.Equal(got, want) {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

// A warning that is found late is drawn: the client is told.
func TestHintsAreRefreshedWithSlowFindings(t *testing.T) {
	s := connect(t, nil)
	refreshed := make(chan string, 10)
	s.Handle = func(method string, _ json.RawMessage) any {
		refreshed <- method
		return nil
	}
	s.must(os.MkdirAll(filepath.Join(s.dir, "vendor"), 0o777))
	s.must(os.WriteFile(s.path("vendor/modules.txt"), []byte("# golang.org/x/mod v0.41.0\n## explicit; go 1.24\n"), 0o666))
	s.initialize(func(params object) {
		params["capabilities"].(object)["workspace"].(object)["inlayHint"] = object{"refreshSupport": true}
		with(object{"inlayHints": "all"})(params)
	})
	s.must(s.Open(s.uri("go.mod"), "go.mod", "module example.com/m\n\ngo 1.26\n\nrequire golang.org/x/mod v0.42.0\n"))
	if got := <-refreshed; got != "workspace/inlayHint/refresh" {
		t.Errorf("asked %s", got)
	}
	if got := s.drawn("go.mod"); len(got) != 1 || !strings.HasPrefix(got[0], "5: ⚠ → ") {
		t.Errorf("drawn %q", got)
	}
}
