package server

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// maxTooltips is how many hints of one answer get their tooltip at once, if the
// client cannot ask for it later: each is a hover's worth of work, and the hover
// says the same.
const maxTooltips = 20

// inlayHint says at the end of lines where their modules come from. What other
// servers draw within a line is left alone.
func (s *Server) inlayHint(ctx context.Context, st *state, p *conn.RangeParams) ([]protocol.InlayHint, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil || d.module == nil || st.settingsAt(d.path).InlayHints == settings.HintsOff {
		return nil, nil
	}
	later := slices.Contains(s.client.TextDocument.InlayHint.ResolveSupport.Properties, "tooltip")
	labels := newLabeller(d.module, st.settingsAt(d.path).InlayHints)
	asked, padding := d.text.span(p.Range, s.encoding), new(true)
	hints := make([]protocol.InlayHint, 0, labels.atMost())
	var about []*analysis.Requirement
	for _, r := range labels.snap.Requirements {
		end := labels.snap.File.LineSpan(r.Line).End
		if end < asked.Start || end > asked.End {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		label := labels.of(r)
		if label == "" {
			continue
		}
		hint := protocol.InlayHint{Position: d.text.position(end, s.encoding), Label: label, PaddingLeft: padding}
		if later {
			hint.Data = hintOf(d, r).encode()
		} else {
			about = append(about, r)
		}
		hints = append(hints, hint)
	}
	if len(about) <= maxTooltips {
		for i, r := range about {
			hints[i].Tooltip = s.hintTooltip(st, d, r)
		}
	}
	return hints, nil
}

// A labeller words the hints of a file. It remembers the last one: most lines
// go the same way as the line above.
type labeller struct {
	snap     *snapshot.Snapshot
	vendored bool
	marks    marks
	all      bool         // whether all lines get a hint
	usual    *route.Route // of which else nothing is said
	typed    int          // the line that is being typed; 0 if none is
	last     *analysis.Requirement
	warned   bool
	label    protocol.String
}

func newLabeller(m *module, mode settings.HintMode) *labeller {
	l := &labeller{snap: m.completed(), all: mode == settings.HintsAll}
	found, _ := m.findings()
	l.vendored, l.marks, l.usual = explain.Vendored(l.snap), marksOf(l.snap.File, found), usualRoute(l.snap)
	l.typed = m.typedLine(l.snap.File)
	return l
}

// atMost returns how many hints to make room for.
func (l *labeller) atMost() int {
	if !l.all {
		return 0 // few are off the usual route
	}
	return len(l.snap.Requirements)
}

// isUsual reports whether a requirement comes from where most do.
func (l *labeller) isUsual(r *analysis.Requirement) bool {
	if l.vendored {
		return !r.Toolchain
	}
	return l.usual != nil && sameWay(&r.Route, l.usual)
}

// likeLast reports whether a requirement comes from where the last one does.
func (l *labeller) likeLast(r *analysis.Requirement) bool {
	if l.last == nil || l.last.Toolchain || r.Toolchain {
		return false
	}
	return l.vendored || sameWay(&l.last.Route, &r.Route)
}

// of returns the label of the hint about a requirement; "" if it gets none.
func (l *labeller) of(r *analysis.Requirement) protocol.String {
	if !l.all && l.isUsual(r) || l.marks.conflicting(r) || r.Line == l.typed && r.Route.Source == route.Blocked {
		return ""
	}
	warned := l.marks.warned[r.Line]
	if l.warned != warned || !l.likeLast(r) {
		l.last, l.warned, l.label = r, warned, protocol.String(explain.Hint(l.snap, r, warned))
	}
	return l.label
}

// hintData tells which requirement a hint is about: its 1-based line, and a sum
// over the document and the module. It is short, for a long file has many.
type hintData [2]uint32

var hintSeed = maphash.MakeSeed()

func hintOf(d *document, r *analysis.Requirement) hintData {
	var h maphash.Hash
	h.SetSeed(hintSeed)
	h.WriteString(string(d.uri))
	h.WriteByte(0)
	h.WriteString(r.Path)
	return hintData{uint32(r.Line), uint32(h.Sum64())} // a client may keep numbers as float64
}

func (h hintData) encode() protocol.LSPAny {
	raw := strconv.AppendUint([]byte{'['}, uint64(h[0]), 10)
	raw = strconv.AppendUint(append(raw, ','), uint64(h[1]), 10)
	return append(raw, ']')
}

func (s *Server) hintTooltip(st *state, d *document, r *analysis.Requirement) protocol.InlayHintTooltip {
	if doc, _ := st.explainAt(d, r.Token.Start); doc != nil {
		return s.markup(doc)
	}
	return nil
}

// resolveInlayHint gives a hint its tooltip. Where its line has become another
// one it has none: the client is about to ask for new hints.
func (s *Server) resolveInlayHint(_ context.Context, st *state, hint *protocol.InlayHint) (*protocol.InlayHint, error) {
	var data hintData
	if json.Unmarshal(hint.Data, &data) != nil {
		return hint, nil // not one of this server's
	}
	for _, d := range st.docs {
		if d.module == nil {
			continue
		}
		start := d.module.completed().File.LineSpan(int(data[0])).Start
		if _, r := st.requirementAt(d, start); r != nil && hintOf(d, r) == data {
			hint.Tooltip = s.hintTooltip(st, d, r)
			break
		}
	}
	return hint, nil
}

// usualRoute returns a route of the kind that most requirements of a file
// take; nil if there is none. Of several as frequent it is that of modules
// which no pattern matches, else that of the first. A directory is nobody's
// usual place.
func usualRoute(snap *snapshot.Snapshot) *route.Route {
	type way struct {
		route *route.Route
		count int
	}
	plain := route.Route{Hops: snap.Folder.Policy.ProxyHops()}
	var ways []way
	for _, r := range snap.Requirements {
		if r.Toolchain || r.Route.Source == route.Local {
			continue
		}
		i := slices.IndexFunc(ways, func(w way) bool { return sameWay(w.route, &r.Route) })
		if i < 0 {
			i = len(ways)
			ways = append(ways, way{route: &r.Route})
		}
		ways[i].count++
	}
	var usual way
	for _, w := range ways {
		if w.count > usual.count || w.count == usual.count && slices.Equal(w.route.Hops, plain.Hops) {
			usual = w
		}
	}
	return usual.route
}

// sameWay reports whether two routes lead to the same places.
func sameWay(a, b *route.Route) bool {
	if a.Source == route.Local || b.Source == route.Local || a.Source != b.Source {
		return false
	}
	// The .mod that is fetched for a module of the workspace is a side matter.
	return a.Source == route.Main || slices.Equal(a.Hops, b.Hops)
}

// marks are the lines of a file that hints depend on beside the routes.
type marks struct {
	warned     map[int]bool // 1-based lines with a warning or an error
	conflicted map[int]bool // lines of which there are two versions
}

func marksOf(file *gomod.File, found []analysis.Diagnostic) marks {
	m := marks{warned: make(map[int]bool), conflicted: make(map[int]bool)}
	for _, f := range found {
		line, _ := file.Position(f.Span.Start)
		lines := []int{line}
		if f.Requirement != nil {
			lines = append(lines, f.Requirement.Line)
		}
		for _, line := range lines {
			m.warned[line] = m.warned[line] || f.Severity <= analysis.Warning
			m.conflicted[line] = m.conflicted[line] || f.Code == analyzers.ConflictingReplace.Name
		}
	}
	m.addMergeConflicts(file)
	return m
}

// addMergeConflicts marks what stands between the marks that version control
// leaves where two people changed the same lines.
func (m *marks) addMergeConflicts(file *gomod.File) {
	open := 0
	for _, b := range file.Broken {
		switch text := file.Text[b.Start:b.End]; {
		case strings.HasPrefix(text, "<<<<<<<"):
			open = b.Line
		case strings.HasPrefix(text, ">>>>>>>") && open > 0:
			for line := open; line <= b.Line; line++ {
				m.conflicted[line] = true
			}
			open = 0
		}
	}
}

// conflicting reports whether the go command cannot tell what a requirement is.
func (m *marks) conflicting(r *analysis.Requirement) bool {
	return m.conflicted[r.Line] || r.Replace != nil && m.conflicted[r.Replace.Line]
}
