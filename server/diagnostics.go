package server

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
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
	dirty   []uri.URI // whose turn it is, in this order
	running bool

	shown map[uri.URI]publication // documents with diagnostics at the client; the worker's own

	slow together // what the slow analyzers are doing
}

// A publication is what a client was told of a document.
type publication struct {
	raw    uri.URI   // how the client spells it
	doc    *document // of which module
	list   []protocol.Diagnostic
	causes []string // the files that cause findings of a go.mod or go.work
}

// mark has a document published soon.
func (p *publisher) mark(u uri.URI) { p.queue(u, false) }

// markFirst has a document published before all others: somebody is looking
// at it.
func (p *publisher) markFirst(u uri.URI) { p.queue(u, true) }

func (p *publisher) queue(u uri.URI, first bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.Index(p.dirty, u)
	if first && at > 0 {
		p.dirty = slices.Delete(p.dirty, at, at+1)
	}
	switch {
	case first && at != 0:
		p.dirty = slices.Insert(p.dirty, 0, u)
	case at < 0:
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
	list, completed := s.documentDiagnostics(st, d)
	now := publication{raw: d.raw, doc: d, list: list}
	if d.module != nil {
		s.warnOfFaults(st, d.module)
		now.causes = d.module.causes()
	}
	if s.state.Load().docs[u] != d {
		return // overtaken: whoever replaced it has marked it again
	}
	p.tell(st, u, now)
	s.logReading(st, d)
	switch {
	case !completed && d.module == nil:
		p.completeBeside(st, d)
	case !completed && d.module.started.CompareAndSwap(false, true):
		s.conn.Go("running the slow analyzers", func(ctx context.Context) {
			ctx, leave := p.slow.join(ctx, s, "Comparing go.mod files with what lies beside them")
			defer leave()
			before, _ := d.module.findings()
			if d.module.complete(ctx).Completed {
				p.mark(u)
				s.refreshAfter(before, d.module)
			}
		})
	case completed && s.options.Settled != nil:
		s.options.Settled(string(d.raw))
	}
}

// tell publishes diagnostics, unless the client knows them: of a file of
// somebody else's, of which there is nothing to say, nor was, or of the same
// text as before, when what has been read or done since changes nothing.
func (p *publisher) tell(st *state, u uri.URI, now publication) {
	before, known := p.shown[u]
	if now.doc.module == nil && len(now.list) == 0 && len(before.list) == 0 {
		return
	}
	if before.doc == now.doc && reflect.DeepEqual(before.list, now.list) {
		return
	}
	if p.shown == nil {
		p.shown = map[uri.URI]publication{}
	}
	p.shown[u] = now
	if known && before.raw != now.raw && !p.server.pulls() {
		p.takeBack(before)
		known = false
	}
	switch {
	case p.server.pulls():
		p.server.pulled.compare(p.server, u, now)
	case !known || before.doc.text != now.doc.text || !reflect.DeepEqual(before.list, now.list):
		params := &protocol.PublishDiagnosticsParams{URI: now.raw, Diagnostics: now.list}
		if now.doc.version != nil {
			params.Version = protocol.NewOptional(*now.doc.version)
		}
		p.server.conn.Notify(protocol.MethodTextDocumentPublishDiagnostics, params)
	}
	if now.doc.module != nil {
		p.markReaders(st, u, before.causes, now.causes)
	}
}

// clear takes the diagnostics of a closed document away.
func (p *publisher) clear(u uri.URI) {
	before, ok := p.shown[u]
	delete(p.shown, u)
	if p.server.pulls() {
		p.server.pulled.forget(u)
	} else if ok {
		p.takeBack(before)
	}
	p.markOthers(p.server.state.Load(), u)
}

// takeBack takes away what was published under a URI.
func (p *publisher) takeBack(before publication) {
	p.server.conn.Notify(protocol.MethodTextDocumentPublishDiagnostics, &protocol.PublishDiagnosticsParams{URI: before.raw, Diagnostics: []protocol.Diagnostic{}})
}

// markReaders has those published that follow a go.mod or go.work: what causes
// its findings, or did, the Go files, and what may be told of files that are not
// open, which may have read it.
func (p *publisher) markReaders(st *state, changed uri.URI, before, now []string) {
	for u, d := range st.docs {
		if u != changed && (d.goFile != nil || d.plain() || slices.Contains(before, d.path) || slices.Contains(now, d.path)) {
			p.mark(u)
		}
	}
}

// markOthers has all other open files published, since in any of them something
// may have been told on account of a file that is not open. Where that changes
// nothing, nothing is sent.
func (p *publisher) markOthers(st *state, changed uri.URI) {
	for u, d := range st.docs {
		if u != changed && d.path != "" {
			p.mark(u)
		}
	}
}

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

// causeDiagnostics returns the findings about other files that are set in d,
// such as the user's Go environment, a go.sum or a go.work. A fault of the
// environment is one, however many files it hits.
func (s *Server) causeDiagnostics(st *state, d *document) []protocol.Diagnostic {
	list := []protocol.Diagnostic{}
	type fault struct {
		line          int
		code, subject string
		message       string // of one that is no fault of the environment
	}
	told := make(map[fault]int) // where in list
	var in []*document          // of each in list, the file that it is told for
	for _, c := range st.causes(d) {
		line, there := st.lineNow(d, c.found.Cause.Line)
		if !there {
			continue
		}
		this := fault{line, c.found.Code, c.found.Subject, ""}
		if c.found.Requirement != nil || c.found.Subject == "" {
			this.message = c.found.Message
		}
		here := s.causeDiagnostic(st, d, c)
		i, again := told[this]
		switch {
		case !again || in[i] == c.in && list[i].Message != here.Message:
			told[this] = len(list)
			list, in = append(list, here), append(in, c.in)
		case here.Severity < list[i].Severity: // graver
			here.RelatedInformation = append(here.RelatedInformation, list[i].RelatedInformation...)
			list[i] = here
		default:
			list[i].RelatedInformation = append(list[i].RelatedInformation, here.RelatedInformation...)
		}
	}
	slices.SortStableFunc(list, func(a, b protocol.Diagnostic) int {
		return int(a.Range.Start.Line) - int(b.Range.Start.Line)
	})
	return list
}

// A cause is a finding about a go.mod or go.work that another file causes.
type cause struct {
	in    *document // the go.mod or go.work
	found analysis.Diagnostic
}

// causes returns the findings about other open files that d causes.
func (st *state) causes(d *document) (list []cause) {
	for _, in := range st.causedBy(d) {
		found, _ := in.module.findings()
		for _, f := range found {
			if f.Cause != nil && f.Cause.File == d.path {
				list = append(list, cause{in, f})
			}
		}
	}
	return list
}

// causedBy returns the other files, open or beside d, that have findings which d
// causes. One
// that has yet to be looked at anew counts if it had some before: they are then
// told without a gap, and what is new when the file's own turn has come.
func (st *state) causedBy(d *document) (list []*document) {
	if d.path == "" {
		return nil
	}
	for _, u := range slices.Sorted(maps.Keys(st.docs)) {
		in := st.docs[u]
		if in.module != nil && in != d && slices.Contains(in.module.causes(), d.path) {
			list = append(list, in)
		}
	}
	for _, in := range st.beside(d) {
		if in.module.snapshot(); slices.Contains(in.module.causes(), d.path) {
			list = append(list, in)
		}
	}
	return list
}

// causeDiagnostic is a finding as it stands on the line of d that causes it.
func (s *Server) causeDiagnostic(st *state, d *document, c cause) protocol.Diagnostic {
	here := s.diagnostic(st, c.in, &c.found)
	line, _ := st.lineNow(d, c.found.Cause.Line)
	here.Range = d.text.rangeOf(d.text.lineSpan(line), s.encoding)
	here.Tags = protocol.DiagnosticTags{} // they are about the place in the other file
	here.RelatedInformation = nil
	if s.shows().RelatedInformation {
		line, _ := c.in.module.snapshot().File.Position(c.found.Span.Start)
		here.RelatedInformation = []protocol.DiagnosticRelatedInformation{
			s.relatedInformation(st, analysis.Related{File: c.in.path, Line: line, Message: "this file is hit"}),
		}
	}
	return here
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
