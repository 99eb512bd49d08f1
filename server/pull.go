package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Diagnostics are pushed or pulled, never both: clients keep what they pull
// beside what they are pushed, and would show all of it twice. (gopls pulls only
// where a setting says so; rust-analyzer pushes other findings than are pulled
// from it; ruff, like this server, pushes where the client does not pull.)
//
// They are pulled by a client that can, and that can be told to pull anew: what
// is found depends on files that no client knows to ask about, such as the
// user's Go environment. Neovim 0.10 cannot be told, so it is pushed to. Neovim
// 0.12, when told, asks for the workspace's diagnostics of a server that has
// them, and pays no heed to what they say of open files: it is offered none.
//
// A pull is answered at once with what is quick, and with what was found before
// of what is slow. Where more is found later, the client is told to pull anew.
// To wait would put what is slow between a key and what it shows.

// pulls reports whether the client pulls diagnostics, and is pushed none.
func (s *Server) pulls() bool {
	return s.client.TextDocument.Diagnostic != nil && s.client.Workspace.Diagnostics.RefreshSupport
}

// diagnosticProvider says how diagnostics can be pulled; nil if they are
// pushed.
func (s *Server) diagnosticProvider() protocol.DiagnosticProvider {
	if !s.pulls() {
		return nil
	}
	return &protocol.DiagnosticOptions{
		Identifier:            new(source),
		InterFileDependencies: true,
		WorkspaceDiagnostics:  s.clientName != "Neovim",

		WorkDoneProgressOptions: protocol.WorkDoneProgressOptions{WorkDoneProgress: new(true)},
	}
}

// shows tells what the client can show of diagnostics. What it says of those
// that are pushed holds for all: only newer clients say it of both.
func (s *Server) shows() conn.Diagnostics {
	shows := s.client.TextDocument.PublishDiagnostics
	if d := s.client.TextDocument.Diagnostic; d != nil && s.pulls() {
		shows.RelatedInformation = shows.RelatedInformation || d.RelatedInformation
		shows.TagSupport.ValueSet = append(slices.Clip(shows.TagSupport.ValueSet), d.TagSupport.ValueSet...)
	}
	return shows
}

// pulledReports remember what the client has pulled of open documents.
type pulledReports struct {
	mu   sync.Mutex
	last map[uri.URI]pulledReport
	// workspace is whether the client has asked for the workspace's.
	workspace atomic.Bool
}

// A pulledReport is what was last answered for a document.
type pulledReport struct {
	text    *text
	id      string
	related []uri.URI // for which other documents the answer held reports
}

// compare tells the client to pull anew if there is something else to say of a
// text than it has pulled. A text that it has not pulled yet it will pull.
func (l *pulledReports) compare(s *Server, u uri.URI, now publication) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, ok := l.last[u]; ok && last.text == now.doc.text && last.id != s.resultID(now.list) {
		s.refreshDiagnostics()
	}
}

// forget forgets a document that was closed.
func (l *pulledReports) forget(u uri.URI) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.last, u)
}

// resultID returns the id of a report: a digest of all that it says, so that
// only the same report has the same id, whenever and wherever it is made.
func (s *Server) resultID(list []protocol.Diagnostic) string {
	raw, err := protocol.Marshal(list)
	if err != nil {
		panic(err) // they go to the client in just this form
	}
	digest := sha256.New()
	digest.Write([]byte{byte(s.encoding)}) // what columns count in
	digest.Write(raw)
	return base64.RawURLEncoding.EncodeToString(digest.Sum(nil))
}

// documentDiagnostic answers with the diagnostics of one document.
func (s *Server) documentDiagnostic(ctx context.Context, st *state, p *conn.DiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		_, path := parseURI(p.TextDocument.URI)
		r := s.closedReport(ctx, st, path)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return documentReport(p.PreviousResultID, r.id, r.list, nil), nil
	}
	if d.module != nil {
		d.module.snapshot() // which the lock need not wait for
	}
	l := &s.pulled
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		now := s.state.Load()
		current := now.docs[d.uri]
		if current == nil || current.text != d.text {
			return nil, superseded()
		}
		list, _ := s.documentDiagnostics(now, current)
		if s.state.Load().docs[d.uri] == current {
			return s.answerPull(now, current, p.PreviousResultID, list), nil
		}
	}
}

// answerPull makes the answer and remembers it. It holds the lock of s.pulled:
// what is found from here on is compared with this answer.
func (s *Server) answerPull(st *state, d *document, previous string, list []protocol.Diagnostic) protocol.DocumentDiagnosticReport {
	last := s.pulled.last[d.uri]
	answer := pulledReport{text: d.text, id: s.resultID(list)}
	if s.pulled.last == nil {
		s.pulled.last = map[uri.URI]pulledReport{}
	}
	var related relatedReports
	// With an unchanged report clients pay no heed to those of others.
	if s.client.TextDocument.Diagnostic != nil && s.client.TextDocument.Diagnostic.RelatedDocumentSupport && answer.id != previous {
		related, answer.related = s.relatedReports(st, d, last.related)
	}
	s.pulled.last[d.uri] = answer
	return documentReport(previous, answer.id, list, related)
}

type relatedReports = map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport

// relatedReports returns the reports of the other open files that cause
// findings of d, or did when it was last pulled, where they are others than the
// client has.
func (s *Server) relatedReports(st *state, d *document, before []uri.URI) (reports relatedReports, now []uri.URI) {
	if d.module == nil {
		return nil, nil
	}
	for _, path := range d.module.causes() {
		if other := st.byPath(path); other != nil && other != d && !slices.Contains(now, other.uri) {
			now = append(now, other.uri)
		}
	}
	reports = relatedReports{}
	for _, u := range append(slices.Clip(now), before...) {
		other := st.docs[u]
		if other == nil {
			continue
		}
		list, _ := s.documentDiagnostics(st, other)
		id, last := s.resultID(list), s.pulled.last[u]
		if last.text == other.text && last.id == id {
			continue
		}
		s.pulled.last[u] = pulledReport{text: other.text, id: id, related: last.related}
		reports[other.raw] = &protocol.FullDocumentDiagnosticReport{Kind: "full", ResultID: &id, Items: list}
	}
	return reports, now
}

// documentReport is a report in the terms of the protocol.
func documentReport(previous, id string, list []protocol.Diagnostic, related relatedReports) protocol.DocumentDiagnosticReport {
	if previous == id {
		report := &protocol.RelatedUnchangedDocumentDiagnosticReport{RelatedDocuments: related}
		report.Kind, report.ResultID = "unchanged", id
		return report
	}
	report := &protocol.RelatedFullDocumentDiagnosticReport{RelatedDocuments: related}
	report.Kind, report.ResultID, report.Items = "full", &id, list
	return report
}

// superseded is the refusal of a request about a text that is no longer there.
// The client is to ask again: one that is told not to, Visual Studio Code's up
// to 10.1, takes the document for being asked about for ever.
func superseded() error {
	refusal := jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesServerCancelled), "the document has changed")
	refusal.Data = jsonrpc2.RawMessage(`{"retriggerRequest":true}`)
	return refusal
}
