package scenario

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/lspclient"
)

// ask asks what a server has to say about a document.
func (s *scenario) ask(method, uri string, more map[string]any, result any) {
	params := map[string]any{"textDocument": map[string]any{"uri": uri}}
	for name, value := range more {
		params[name] = value
	}
	if err := s.client.Call(method, params, result); err != nil {
		s.t.Errorf("%s: %v", method, err)
	}
}

// checkHints holds the inlay hints against those expected, if any are: then
// each must be.
func (s *scenario) checkHints(name, uri string, expected []expectation) {
	type line struct {
		number int // from 0
		text   string
	}
	var want, got []line
	for _, e := range expected {
		if e.name == "hint" {
			want = append(want, line{e.line, e.args[0]})
		}
	}
	if want == nil {
		return
	}
	var hints []struct {
		Position lspclient.Position
		Label    string
	}
	everywhere := lspclient.Range{End: lspclient.Position{Line: 100000}}
	s.ask("textDocument/inlayHint", uri, map[string]any{"range": everywhere}, &hints)
	for _, h := range hints {
		got = append(got, line{h.Position.Line, h.Label})
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("%s: hints %v, want %v; lines count from 0", name, got, want)
	}
}

// checkLens looks for a code lens with a title on a line.
func (s *scenario) checkLens(where, uri string, e expectation) {
	var lenses []struct {
		Range   lspclient.Range
		Command struct{ Title string }
	}
	s.ask("textDocument/codeLens", uri, nil, &lenses)
	for _, l := range lenses {
		if l.Range.Start.Line == e.line && l.Command.Title == e.args[0] {
			return
		}
	}
	s.t.Errorf("%s: the lenses are %+v", where, lenses)
}

// checkLink holds what a token links to, "" for nothing, against the target
// expected.
func (s *scenario) checkLink(where, uri string, r lspclient.Range, target string) {
	var links []struct {
		Range  lspclient.Range
		Target string
	}
	s.ask("textDocument/documentLink", uri, nil, &links)
	got := ""
	for _, l := range links {
		if l.Range == r {
			got = s.hide(l.Target)
		}
	}
	if got != target {
		s.t.Errorf("%s: links to %q", where, got)
	}
}

// checkComplete lists what may stand at the end of a token.
func (s *scenario) checkComplete(where, uri string, r lspclient.Range, golden string) {
	var list struct {
		Items []struct{ Label, Detail string }
	}
	s.ask("textDocument/completion", uri, map[string]any{"position": r.End}, &list)
	var lines strings.Builder
	for _, i := range list.Items {
		lines.WriteString(strings.TrimRight(i.Label+"  "+i.Detail, " ") + "\n")
	}
	s.compare(where, "@"+golden, lines.String())
}
