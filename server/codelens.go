package server

import (
	"context"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// codeLens sums up, above the module line or the first line of a go.work, where
// the modules of the file come from, and leads to their picture, if the client
// shows it, and to those with findings.
func (s *Server) codeLens(_ context.Context, st *state, p *conn.DocumentParams) ([]protocol.CodeLens, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil || d.module == nil || st.settingsAt(d.path).NoCodeLens {
		return nil, nil
	}
	snap := d.module.completed()
	summary := explain.Summary(snap)
	head := headOf(snap.File)
	if summary == "" || head == nil {
		return nil, nil
	}
	over := d.text.rangeOf(head.Span, s.encoding)
	lenses := []protocol.CodeLens{{
		Range: over, Command: command(summary, commandEnvironment, documentArgs{string(d.raw)}),
	}}
	if s.client.Experimental.Modroute.ShowGraph {
		lenses = append(lenses, protocol.CodeLens{Range: over, Command: command("Picture", commandGraph, documentArgs{string(d.raw)})})
	}
	found, _ := d.module.findings()
	if words, first := explain.ToLookAt(found); first != nil {
		args := lineArgs(d, conn.Uint(first.Line-1))
		lenses = append(lenses, protocol.CodeLens{Range: over, Command: command(words, commandExplainRoute, args)})
	}
	return lenses, nil
}

// headOf returns the line that stands for the whole file: the module line, or
// in a go.work the first of its go and use lines; nil if there is none.
func headOf(file *gomod.File) *gomod.Directive {
	if !file.Work {
		if file.Module == nil {
			return nil
		}
		return &file.Module.Directive
	}
	var head *gomod.Directive
	if file.Go != nil {
		head = &file.Go.Directive
	}
	if len(file.Use) > 0 && (head == nil || file.Use[0].Start < head.Start) {
		head = &file.Use[0].Directive
	}
	return head
}
