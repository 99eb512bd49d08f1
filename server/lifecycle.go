package server

import (
	"context"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// initialize learns what the client can do and says what the server can.
func (s *Server) initialize(_ context.Context, p *conn.InitializeParams) (*protocol.InitializeResult, error) {
	var kind protocol.PositionEncodingKind
	s.encoding, kind = negotiate(p.Capabilities.General.PositionEncodings)

	initial, problems := initialSettings(p.InitializationOptions)
	s.initial = initial
	roots := rootsOf(p)
	s.update(func(st *state) *state {
		next := *st
		next.settings, next.roots = initial, roots
		return next.reloaded(s.options.Environ)
	})
	s.client, s.clientName = p.Capabilities, p.ClientInfo.Name // nothing before is to be asked anew
	s.complain(problems)
	if p.ProcessID != nil {
		s.watchParent(*p.ProcessID)
	}
	s.trace(protocol.TraceValue(p.Trace)) // from the answer on
	return &protocol.InitializeResult{
		Capabilities: s.capabilities(kind),
		ServerInfo:   protocol.ServerInfo{Name: "modroute", Version: protocol.NewOptional(s.options.Version)},
	}, nil
}

func (s *Server) capabilities(kind protocol.PositionEncodingKind) protocol.ServerCapabilities {
	return protocol.ServerCapabilities{
		PositionEncoding: kind,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: new(true),
			Change:    new(protocol.TextDocumentSyncKindIncremental),
			Save:      &protocol.SaveOptions{},
		},
		HoverProvider:          protocol.Boolean(true),
		InlayHintProvider:      &protocol.InlayHintOptions{ResolveProvider: new(true)},
		CodeLensProvider:       &protocol.CodeLensOptions{},
		DocumentLinkProvider:   &protocol.DocumentLinkOptions{},
		CompletionProvider:     &protocol.CompletionOptions{TriggerCharacters: completionTriggers},
		CodeActionProvider:     s.codeActionProvider(),
		DiagnosticProvider:     s.diagnosticProvider(),
		ExecuteCommandProvider: protocol.ExecuteCommandOptions{Commands: s.commandNames()},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: new(true), ChangeNotifications: protocol.Boolean(true),
			},
			FileOperations: s.fileOperations(),
		},
	}
}

// rootsOf returns the workspace's folders that are local directories.
func rootsOf(p *conn.InitializeParams) []string {
	folders := p.WorkspaceFolders
	if len(folders) == 0 {
		folders = []conn.Folder{{URI: p.RootURI}}
	}
	var roots []string
	for _, f := range folders {
		if _, path := parseURI(f.URI); path != "" {
			roots = append(roots, path)
		}
	}
	if len(roots) == 0 && p.RootPath != "" {
		roots = append(roots, p.RootPath)
	}
	return roots
}

// initialized asks for what the server wants to be told of. To say it again
// starts nothing anew.
func (s *Server) initialized(context.Context, *protocol.InitializedParams) error {
	s.started.Do(func() {
		s.introduce()
		s.conn.Go("registering", s.register)
		s.pullConfiguration()
		go s.poll(s.conn.Context()) // which the end of the input does not wait for
	})
	return nil
}

func (s *Server) shutdown(context.Context, *struct{}) (any, error) { return nil, nil }
