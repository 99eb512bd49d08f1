package server

import (
	"context"
	"time"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/modgraph"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// hover explains the requirement on the line under the cursor, on a go or
// toolchain line the toolchain, and on the module line the environment.
func (s *Server) hover(_ context.Context, st *state, p *conn.HoverParams) (*protocol.Hover, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	offset := d.text.offset(p.Position, s.encoding)
	doc, span := st.explainAt(d, offset)
	if doc == nil {
		return nil, nil
	}
	if word := d.text.wordAt(offset); d.module != nil && word.Start < word.End {
		span = word
	}
	over := d.text.rangeOf(span, s.encoding)
	return &protocol.Hover{Contents: s.markup(doc), Range: &over}, nil
}

// explainAt explains what stands at an offset of a document; nil if nothing
// there can be explained. The span is that of the subject.
func (st *state) explainAt(d *document, offset int) (*explain.Doc, gomod.Span) {
	if d.module != nil {
		return explainLine(d.module, offset)
	}
	switch st.kindOf(d.path) {
	case sumKind:
		if about, ok := st.sumSubject(d, offset); ok {
			return about.explain(), about.line.Span
		}
	case envKind:
		return st.explainVariable(d, offset)
	case goKind:
		return st.explainImport(d, offset)
	}
	return nil, gomod.Span{}
}

// requirementAt returns the requirement that an offset of a document is about,
// and the snapshot of the file that asks for it; nil if it is about none.
func (st *state) requirementAt(d *document, offset int) (*snapshot.Snapshot, *analysis.Requirement) {
	if d.module != nil {
		snap := d.module.completed()
		return snap, snap.At(offset)
	}
	switch st.kindOf(d.path) {
	case sumKind:
		if about, ok := st.sumSubject(d, offset); ok && about.requirement != nil {
			return about.snap, about.requirement
		}
	case goKind:
		if at, snap, found := st.importAt(d, offset); at != nil && found.Requirement != nil {
			return snap, found.Requirement
		}
	}
	return nil, nil
}

// explainLine explains what stands on the line of an offset into a go.mod or
// go.work.
func explainLine(m *module, offset int) (*explain.Doc, gomod.Span) {
	snap := m.completed()
	if r := snap.At(offset); r != nil {
		return m.explain(snap, r), r.Token.Span
	}
	file := snap.File
	line, _ := file.Position(offset)
	for _, subject := range []struct {
		value   *gomod.Value
		explain func(*snapshot.Snapshot) *explain.Doc
	}{
		{file.Module, explain.Environment},
		{file.Go, explain.Toolchain}, // a requirement only where one is fetched
		{file.Toolchain, explain.Toolchain},
	} {
		if subject.value != nil && subject.value.Line == line {
			return subject.explain(snap), subject.value.Arg.Span
		}
	}
	return nil, gomod.Span{}
}

// graphWait is how long a hover waits for the module graph, which is read from
// the module cache when it is first asked for: no longer than nobody notices.
// The next hover has it.
const graphWait = 60 * time.Millisecond

// explain explains a requirement of a snapshot of m.
func (m *module) explain(snap *snapshot.Snapshot, r *analysis.Requirement) *explain.Doc {
	return m.hover(snap).Requirement(snap, r)
}

// hover returns what explanations of a snapshot of m depend on besides.
func (m *module) hover(snap *snapshot.Snapshot) explain.Hover {
	return explain.Hover{Now: time.Now(), Graph: func() *modgraph.Graph {
		ctx, cancel := context.WithTimeout(m.overtaken, graphWait)
		defer cancel()
		return snap.Graph(ctx, m.overtaken)
	}}
}

// markup renders an explanation in the form that the client likes best.
func (s *Server) markup(doc *explain.Doc) *protocol.MarkupContent {
	for _, format := range s.client.TextDocument.Hover.ContentFormat {
		switch protocol.MarkupKind(format) {
		case protocol.MarkupKindMarkdown:
			return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: doc.Markdown()}
		case protocol.MarkupKindPlainText:
			return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: doc.Text()}
		}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: doc.Text()}
}
