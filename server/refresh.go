package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/analysis"
	"go.lsp.dev/protocol"
)

// refreshEvery is how often the client is told at most to ask anew: each key in
// a go.work may change what is drawn in every open go.mod.
const refreshEvery = 200 * time.Millisecond

// refreshes has the client ask anew for what it has asked for before, such as
// inlay hints: at once, and then once more for all that changes before its next
// turn.
type refreshes struct {
	mu      sync.Mutex
	running bool
	wanted  []string // methods that are to be called at the next turn
}

// refresh tells the client that the inlay hints and lenses it has asked for may
// have changed, although the text has not: the environment is another, or a
// file beside it. Diagnostics are compared first: [pulledReports].
func (s *Server) refresh() {
	w := &s.client.Workspace
	var methods []string
	if w.InlayHint.RefreshSupport {
		methods = append(methods, protocol.MethodWorkspaceInlayHintRefresh)
	}
	if w.CodeLens.RefreshSupport {
		methods = append(methods, protocol.MethodWorkspaceCodeLensRefresh)
	}
	s.askAnew(methods...)
}

// methodRefreshGraph is the request that a client answers which declares the
// experimental capability modroute.refreshGraph: it asks anew for the pictures
// that it shows.
const methodRefreshGraph = "modroute/refreshGraph"

// refreshGraphs tells the client that pictures may have changed, by what a file
// says or by what decides about it.
func (s *Server) refreshGraphs() {
	if s.client.Experimental.Modroute.RefreshGraph {
		s.askAnew(methodRefreshGraph)
	}
}

// refreshDiagnostics tells a client that pulls that diagnostics have changed.
func (s *Server) refreshDiagnostics() {
	if s.pulls() {
		s.askAnew(protocol.MethodWorkspaceDiagnosticRefresh)
	}
}

// askAnew calls some of the client's methods for a refresh soon.
func (s *Server) askAnew(methods ...string) {
	r := &s.refreshing
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, method := range methods {
		if !slices.Contains(r.wanted, method) {
			r.wanted = append(r.wanted, method)
		}
	}
	if !r.running && len(r.wanted) > 0 {
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
		s.refreshGraphs()
	}
}

func (s *Server) refreshAll(ctx context.Context) {
	for {
		methods := s.refreshing.take(ctx)
		if methods == nil {
			return
		}
		for _, method := range methods {
			if err := s.conn.Call(ctx, method, nil, nil); err != nil && ctx.Err() == nil {
				s.log.Printf("%s: %v", method, err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(refreshEvery):
		}
	}
}

// take takes the methods of a turn; nil if there are none, and none is to come.
func (r *refreshes) take(ctx context.Context) (methods []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ctx.Err() != nil {
		r.wanted = nil
	}
	methods, r.wanted = r.wanted, nil
	r.running = methods != nil
	return methods
}
