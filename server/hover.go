package server

import (
	"context"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// hover explains the requirement on the line under the cursor, on a go or
// toolchain line the toolchain, and on the module line the environment.
func (s *Server) hover(_ context.Context, st *state, p *conn.HoverParams) (*protocol.Hover, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil || d.module == nil {
		return nil, nil
	}
	offset := d.text.offset(p.Position, s.encoding)
	doc, span := explainAt(d.module.completed(), offset)
	if doc == nil {
		return nil, nil
	}
	if word := d.text.wordAt(offset); word.Start < word.End {
		span = word
	}
	over := d.text.rangeOf(span, s.encoding)
	return &protocol.Hover{Contents: s.markup(doc), Range: &over}, nil
}

// explainAt explains what stands on the line of an offset; nil if nothing
// there can be explained. The span is that of the line's subject.
func explainAt(snap *snapshot.Snapshot, offset int) (*explain.Doc, gomod.Span) {
	if r := snap.At(offset); r != nil {
		return explain.Requirement(snap, r), r.Token.Span
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
