package server

import (
	"context"
	"encoding/json"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// A publisher computes and publishes diagnostics, one document at a time, away
// from the goroutine that reads messages. A document that has changed again
// before its turn is published once, as it is then; a result that was overtaken
// is dropped. So the versions that a client sees never go back.
type publisher struct {
	server *Server

	mu      sync.Mutex
	dirty   []uri.URI        // in the order of their changes
	marked  map[uri.URI]bool // those in dirty
	running bool

	shown map[uri.URI]uri.URI // documents with diagnostics at the client, and how it spells them; the worker's own
}

// mark has a document published soon.
func (p *publisher) mark(u uri.URI) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.marked[u] {
		if p.marked == nil {
			p.marked = map[uri.URI]bool{}
		}
		p.marked[u] = true
		p.dirty = append(p.dirty, u)
	}
	if !p.running {
		p.running = true
		p.server.conn.Go("publishing diagnostics", p.work)
	}
}

func (p *publisher) next() (uri.URI, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.dirty) == 0 {
		p.running, p.dirty = false, nil
		return "", false
	}
	u := p.dirty[0]
	p.dirty = p.dirty[1:]
	delete(p.marked, u)
	return u, true
}

func (p *publisher) work(ctx context.Context) {
	for ctx.Err() == nil {
		u, ok := p.next()
		if !ok {
			return
		}
		p.publish(u)
	}
}

// publish publishes one document's diagnostics as they are now.
func (p *publisher) publish(u uri.URI) {
	s := p.server
	defer func() {
		if r := recover(); r != nil {
			s.log.Printf("panic on the diagnostics of %s: %v\n%s", u, r, debug.Stack())
		}
	}()
	st := s.state.Load()
	d := st.docs[u]
	if d == nil {
		p.clear(u)
		return
	}
	var list []protocol.Diagnostic
	if d.module != nil {
		list = s.moduleDiagnostics(st, d)
	} else {
		list = s.causeDiagnostics(st, d)
	}
	if s.state.Load().docs[u] != d {
		return // overtaken: whoever replaced it has marked it again
	}
	if d.module == nil && len(list) == 0 && p.shown[u] == "" {
		return // a file of somebody else's, of which there never was anything to say
	}
	if p.shown == nil {
		p.shown = map[uri.URI]uri.URI{}
	}
	p.shown[u] = d.raw
	params := &protocol.PublishDiagnosticsParams{URI: d.raw, Diagnostics: list}
	if d.version != nil {
		params.Version = protocol.NewOptional(*d.version)
	}
	s.conn.Notify(protocol.MethodTextDocumentPublishDiagnostics, params)
	if d.module != nil {
		p.markCauses(st)
	}
}

// clear takes the diagnostics of a closed document away.
func (p *publisher) clear(u uri.URI) {
	if raw := p.shown[u]; raw != "" {
		delete(p.shown, u)
		p.server.conn.Notify(protocol.MethodTextDocumentPublishDiagnostics, &protocol.PublishDiagnosticsParams{URI: raw, Diagnostics: []protocol.Diagnostic{}})
	}
	p.markCauses(p.server.state.Load())
}

// markCauses has the open files published in which faults of the environment
// may be set.
func (p *publisher) markCauses(st *state) {
	for u, d := range st.docs {
		if d.module == nil && d.path != "" {
			p.mark(u)
		}
	}
}

// moduleDiagnostics returns what there is to say about a go.mod or go.work.
func (s *Server) moduleDiagnostics(st *state, d *document) []protocol.Diagnostic {
	snap := d.module.snapshot()
	for _, problem := range snap.Folder.Env.Problems {
		s.warn(problem.Message)
	}
	for _, err := range snap.Folder.Errors {
		s.warn(err.Error())
	}
	list := make([]protocol.Diagnostic, 0, len(snap.Diagnostics))
	for i := range snap.Diagnostics {
		list = append(list, s.diagnostic(st, d, &snap.Diagnostics[i]))
	}
	return list
}

// diagnostic is a finding in the terms of the protocol.
func (s *Server) diagnostic(st *state, d *document, found *analysis.Diagnostic) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:           d.text.rangeOf(found.Span, s.encoding),
		Severity:        protocol.DiagnosticSeverity(found.Severity),
		Code:            protocol.String(found.Code),
		CodeDescription: protocol.CodeDescription{Href: uri.URI(analyzerURL(found.Code))},
		Source:          protocol.NewOptional(source),
		Message:         protocol.String(found.Message),
		Data:            dataOf(d, found).encode(),
	}
	related := found.Related
	if found.Cause != nil {
		related = append([]analysis.Related{*found.Cause}, related...)
	}
	if s.client.TextDocument.PublishDiagnostics.RelatedInformation {
		for _, r := range related {
			out.RelatedInformation = append(out.RelatedInformation, s.relatedInformation(st, r))
		}
	}
	return out
}

// relatedInformation names a place in a file, by its line as a whole where the
// file is open.
func (s *Server) relatedInformation(st *state, r analysis.Related) protocol.DiagnosticRelatedInformation {
	line := protocol.Position{Line: uint32(max(r.Line-1, 0))}
	place := protocol.Range{Start: line, End: line}
	if d := st.byPath(r.File); d != nil {
		place = d.text.rangeOf(d.text.lineSpan(r.Line), s.encoding)
	}
	return protocol.DiagnosticRelatedInformation{
		Location: protocol.Location{URI: st.pathURI(r.File), Range: place},
		Message:  r.Message,
	}
}

// causeDiagnostics returns the faults of the environment that are set in d,
// such as the user's Go environment, as the open go.mod files have them.
func (s *Server) causeDiagnostics(st *state, d *document) []protocol.Diagnostic {
	list := []protocol.Diagnostic{}
	type fault struct {
		line          int
		code, message string
	}
	var told []fault
	for _, module := range st.docs {
		if module.module == nil {
			continue
		}
		found := module.module.snapshot().Diagnostics
		for i := range found {
			f := &found[i]
			if f.Requirement != nil || f.Cause == nil || f.Cause.File != d.path {
				continue
			}
			this := fault{f.Cause.Line, f.Code, f.Message}
			if slices.Contains(told, this) {
				continue
			}
			told = append(told, this)
			here := s.diagnostic(st, module, f)
			here.Range = d.text.rangeOf(d.text.lineSpan(f.Cause.Line), s.encoding)
			here.RelatedInformation = nil
			if s.client.TextDocument.PublishDiagnostics.RelatedInformation {
				line, _ := module.module.snapshot().File.Position(f.Span.Start)
				here.RelatedInformation = []protocol.DiagnosticRelatedInformation{
					s.relatedInformation(st, analysis.Related{File: module.path, Line: line, Message: "this file is hit"}),
				}
			}
			list = append(list, here)
		}
	}
	slices.SortFunc(list, func(a, b protocol.Diagnostic) int {
		return int(a.Range.Start.Line) - int(b.Range.Start.Line)
	})
	return list
}

// analyzerURL returns the address of a code's documentation.
func analyzerURL(code string) string {
	for _, a := range analyzers.All {
		if a.Name == code {
			return a.URL
		}
	}
	return ""
}

// diagnosticData goes to the client and back with a diagnostic: what the
// server knows its own diagnostics by.
type diagnosticData struct {
	File   uri.URI `json:"file"` // the go.mod or go.work that it is about
	Code   string  `json:"code"`
	Module string  `json:"module,omitempty"` // the requirement's path
}

func dataOf(d *document, found *analysis.Diagnostic) diagnosticData {
	data := diagnosticData{File: d.raw, Code: found.Code}
	if found.Requirement != nil {
		data.Module = found.Requirement.Path
	}
	return data
}

func (data diagnosticData) encode() protocol.LSPAny {
	raw, _ := json.Marshal(data) // strings always can be
	return raw
}

// touches reports whether a finding lies in a span of lines.
func touches(found *analysis.Diagnostic, lines gomod.Span) bool {
	return found.Span.Start <= lines.End && lines.Start <= found.Span.End
}
