package server

import (
	"context"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"

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
