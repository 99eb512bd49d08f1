package server

import (
	"encoding/json"
	"slices"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// documentDiagnostics returns what there is to say about an open document;
// completed reports whether the slow analyzers have run.
func (s *Server) documentDiagnostics(st *state, d *document) (list []protocol.Diagnostic, completed bool) {
	list = s.causeDiagnostics(st, d)
	switch st.kindOf(d.path) {
	case moduleKind:
		return s.moduleDiagnostics(st, d, list)
	case goKind:
		return s.importDiagnostics(st, d), true
	case envKind:
		list = s.envDiagnostics(st, d, list)
	}
	return list, len(st.incompleteBeside(d)) == 0
}

// moduleDiagnostics returns what there is to say about a go.mod or go.work,
// with what is wrong elsewhere for its sake; completed reports whether the slow
// analyzers have run.
func (s *Server) moduleDiagnostics(st *state, d *document, caused []protocol.Diagnostic) (list []protocol.Diagnostic, completed bool) {
	found, completed := d.module.findings()
	list = make([]protocol.Diagnostic, 0, len(found)+len(caused))
	for i := range found {
		list = append(list, s.diagnostic(st, d, &found[i]))
	}
	own := len(list)
	for _, c := range caused {
		// A go.work's own finding says it already.
		if !slices.ContainsFunc(list[:own], func(o protocol.Diagnostic) bool { return o.Code == c.Code && o.Range.Start.Line == c.Range.Start.Line }) {
			list = append(list, c)
		}
	}
	return list, completed
}

// warnOfFaults tells the person what keeps files from being read, which is no
// finding.
func (s *Server) warnOfFaults(st *state, m *module) {
	folder := m.snapshot().Folder
	for _, problem := range folder.Env.Problems {
		if problem.Variable == "" { // else it is a finding
			s.warn(problem.Message)
		}
	}
	if len(folder.Errors) > 0 && !st.typing(m.folder) {
		for _, err := range folder.Errors {
			s.warn(err.Error())
		}
	}
}

// diagnostic is a finding in the terms of the protocol.
func (s *Server) diagnostic(st *state, d *document, found *analysis.Diagnostic) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:           d.text.rangeOf(found.Span, s.encoding),
		Severity:        protocol.DiagnosticSeverity(found.Severity),
		Code:            protocol.String(found.Code),
		CodeDescription: protocol.CodeDescription{Href: uri.URI(analyzerURL(found.Code))},
		Source:          protocol.NewOptional(source),
		Message:         protocol.String(explain.Printable(found.Message)),
		Data:            dataOf(d, found).encode(),
	}
	if found.Unnecessary && slices.Contains(s.shows().TagSupport.ValueSet, int(protocol.DiagnosticTagUnnecessary)) {
		out.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
	}
	related := found.Related
	if found.Cause != nil {
		related = append([]analysis.Related{*found.Cause}, related...)
	}
	if s.shows().RelatedInformation {
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
		Message:  explain.Printable(r.Message),
	}
}

// analyzerURL returns the address of a code's documentation.
func analyzerURL(code string) string {
	if a := analyzers.ByCode(code); a != nil {
		return a.URL
	}
	return ""
}

// diagnosticData goes to the client and back with a diagnostic: what the
// server knows its own diagnostics by.
type diagnosticData struct {
	File   uri.URI `json:"file"` // the go.mod or go.work that it is about
	Code   string  `json:"code"`
	Module string  `json:"module,omitempty"` // the requirement's path
	// Subject tells findings of the same code and module apart.
	Subject string `json:"subject,omitempty"`
}

func dataOf(d *document, found *analysis.Diagnostic) diagnosticData {
	data := diagnosticData{File: d.raw, Code: found.Code, Subject: found.Subject}
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
