package server

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// workspaceDiagnostic answers with the diagnostics of all go.mod and go.work
// files of the workspace and of the open documents, those of the slow analyzers
// too: nobody is typing and waits for it. A client such as Visual Studio Code
// asks every two seconds, so what has been found is kept.
func (s *Server) workspaceDiagnostic(ctx context.Context, st *state, p *conn.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	s.pulled.workspace.Store(true)
	ctx, progress := s.progress(ctx, p.WorkDoneToken, "Checking the workspace's go.mod files")
	defer progress.end()
	c := &workspaceCollector{server: s, state: st, partial: p.PartialResultToken, previous: map[string]previousResult{}}
	for _, id := range p.PreviousResultIDs {
		u, path := parseURI(id.URI)
		c.previous[cmp.Or(path, string(u))] = previousResult{raw: uri.URI(id.URI), id: id.Value}
	}
	c.addOpen()
	c.addClosed(ctx, progress)
	if ctx.Err() != nil && !calledOff(ctx) {
		return nil, ctx.Err()
	}
	if !st.background.closed.isCalledOff() { // else not all has been looked at
		c.addGone()
	}
	return &protocol.WorkspaceDiagnosticReport{Items: c.items}, nil
}

// previousResult is what the client has of a document.
type previousResult struct {
	raw uri.URI // as it spells its URI
	id  string
}

// A workspaceCollector collects the reports for one request.
type workspaceCollector struct {
	server   *Server
	state    *state
	previous map[string]previousResult // by path, those that no report has been made for yet
	partial  conn.Token
	items    []protocol.WorkspaceDocumentDiagnosticReport // those that are not sent yet
}

// addOpen adds the reports of the open documents, as they would be pulled.
func (c *workspaceCollector) addOpen() {
	for _, u := range slices.Sorted(maps.Keys(c.state.docs)) {
		d := c.state.docs[u]
		if d.path == "" {
			continue
		}
		list, _ := c.server.documentDiagnostics(c.state, d)
		c.add(d.path, d.raw, d.version, list, c.server.resultID(list))
	}
	c.flush()
}

// addClosed adds those of the files that are not open.
func (c *workspaceCollector) addClosed(ctx context.Context, progress *progress) {
	closed := c.state.background.closed
	paths := c.server.modules(ctx, c.state)
	if calledOff(ctx) {
		closed.callOff()
	}
	for i, path := range paths {
		if c.state.byPath(path) != nil {
			continue
		}
		if _, known := closed.get(path); !known && closed.isCalledOff() {
			continue // it stands as the client has it
		}
		r := c.server.closedReport(ctx, c.state, path)
		if ctx.Err() == nil {
			c.add(path, uri.File(path), nil, r.list, r.id)
			c.flush()
			progress.report(i+1, len(paths))
			continue
		}
		if !calledOff(ctx) {
			return
		}
		closed.callOff()
	}
}

// addGone takes away what the client has of files that are no longer there, or
// are no longer looked at.
func (c *workspaceCollector) addGone() {
	none := c.server.nothingToSay()
	for _, path := range slices.Sorted(maps.Keys(c.previous)) {
		c.add(path, c.previous[path].raw, nil, none.list, none.id)
	}
}

// add adds one report, unless there is nothing to say and never was.
func (c *workspaceCollector) add(path string, raw uri.URI, version *int32, list []protocol.Diagnostic, id string) {
	before, had := c.previous[path]
	delete(c.previous, path)
	switch {
	case had && before.id == id:
		report := &protocol.WorkspaceUnchangedDocumentDiagnosticReport{URI: before.raw, Version: version}
		report.Kind, report.ResultID = "unchanged", id
		c.items = append(c.items, report)
	case had || len(list) > 0:
		if had {
			raw = before.raw
		}
		report := &protocol.WorkspaceFullDocumentDiagnosticReport{URI: raw, Version: version}
		report.Kind, report.ResultID, report.Items = "full", &id, list
		c.items = append(c.items, report)
	}
}

// flush sends what there is to a client that takes it in parts.
func (c *workspaceCollector) flush() {
	if c.partial != "" && len(c.items) > 0 {
		c.server.notifyProgress(c.partial, &protocol.WorkspaceDiagnosticReportPartialResult{Items: c.items})
		c.items = nil
	}
}
