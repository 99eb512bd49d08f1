package server

import (
	"context"

	"go.lsp.dev/protocol"
)

// fileOperations says which operations on files the client is to tell of: they
// show what has become of a go.mod sooner than any watching does. Of a document
// that is open the client says itself that it is closed and opened.
func (s *Server) fileOperations() *protocol.FileOperationOptions {
	can := s.client.Workspace.FileOperations
	if !can.DidRename && !can.DidDelete {
		return nil
	}
	options := &protocol.FileOperationOptions{}
	file, folder := protocol.FileOperationPatternKindFile, protocol.FileOperationPatternKindFolder
	what := protocol.FileOperationRegistrationOptions{Filters: []protocol.FileOperationFilter{
		{Scheme: new("file"), Pattern: protocol.FileOperationPattern{Glob: moduleFiles, Matches: file}},
		{Scheme: new("file"), Pattern: protocol.FileOperationPattern{Glob: "**", Matches: folder}},
	}}
	if can.DidRename {
		options.DidRename = what
	}
	if can.DidDelete {
		options.DidDelete = what
	}
	return options
}

func (s *Server) didRenameFiles(_ context.Context, p *protocol.RenameFilesParams) error {
	s.filesChanged(len(p.Files))
	return nil
}

func (s *Server) didDeleteFiles(_ context.Context, p *protocol.DeleteFilesParams) error {
	s.filesChanged(len(p.Files))
	return nil
}
