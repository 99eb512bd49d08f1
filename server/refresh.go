package server

import (
	"context"
	"slices"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"go.lsp.dev/protocol"
)

// refreshes has the client ask anew for what it has asked for before, such as
// inlay hints: once at a time, and once more for all that changes meanwhile.
type refreshes struct {
	mu      sync.Mutex
	running bool
	wanted  []string // methods that are still to be called
}

// refresh tells the client that the inlay hints and lenses it has asked for may
// have changed, although the text has not: the environment is another, or a
// file beside it. Diagnostics are compared first: [pulledReports].
func (s *Server) refresh() {
	w := &s.client.Workspace
	if w.InlayHint.RefreshSupport {
		s.askAnew(protocol.MethodWorkspaceInlayHintRefresh)
	}
	if w.CodeLens.RefreshSupport {
		s.askAnew(protocol.MethodWorkspaceCodeLensRefresh)
	}
}

// refreshDiagnostics tells a client that pulls that diagnostics have changed.
func (s *Server) refreshDiagnostics() {
	if s.pulls() {
		s.askAnew(protocol.MethodWorkspaceDiagnosticRefresh)
	}
}

// askAnew calls one of the client's methods for a refresh soon.
func (s *Server) askAnew(method string) {
	r := &s.refreshing
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.wanted, method) {
		r.wanted = append(r.wanted, method)
	}
	if !r.running {
		r.running = true
		s.conn.Go("refreshing", s.refreshAll)
	}
}

// refreshAfter has the client ask anew if the findings of a module are no
// longer what they were before the slow analyzers had run.
func (s *Server) refreshAfter(before []analysis.Diagnostic, m *module) {
	now, _ := m.findings()
	if !slices.EqualFunc(before, now, func(a, b analysis.Diagnostic) bool {
		return a.Code == b.Code && a.Span == b.Span && a.Severity == b.Severity
	}) {
		s.refresh()
	}
}

func (s *Server) refreshAll(ctx context.Context) {
	for {
		method, ok := s.refreshing.next(ctx)
		if !ok {
			return
		}
		if err := s.conn.Call(ctx, method, nil, nil); err != nil && ctx.Err() == nil {
			s.log.Printf("%s: %v", method, err)
		}
	}
}

// next takes the next method to call; ok is false if there is none.
func (r *refreshes) next(ctx context.Context) (method string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.wanted) == 0 || ctx.Err() != nil {
		r.running = false
		return "", false
	}
	method, r.wanted = r.wanted[0], r.wanted[1:]
	return method, true
}
