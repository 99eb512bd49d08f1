package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gomod"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// workspaceEdit is a plan's file edits in the terms of the protocol, as far as
// the client knows them. Its error says why the edits cannot be made: the
// client cannot make them, or a file has moved on since they were planned.
func (s *Server) workspaceEdit(st *state, files []fix.FileEdit) (*protocol.WorkspaceEdit, error) {
	edit := &protocol.WorkspaceEdit{}
	for _, f := range files {
		d := st.byPath(f.Path)
		if d != nil && d.text.content != f.Old {
			return nil, fmt.Errorf("%s has changed meanwhile", f.Path)
		}
		if f.Create && d == nil && !s.canCreate() {
			return nil, fmt.Errorf("this editor cannot create %s for a language server", f.Path)
		}
		target := st.pathURI(f.Path)
		edits := s.textEdits(f)
		if !s.documentChanges() {
			if edit.Changes == nil {
				edit.Changes = map[uri.URI][]protocol.TextEdit{}
			}
			edit.Changes[target] = append(edit.Changes[target], edits...)
			continue
		}
		if f.Create && d == nil {
			edit.DocumentChanges = append(edit.DocumentChanges, &protocol.CreateFile{
				Kind: "create", URI: target, Options: &protocol.CreateFileOptions{IgnoreIfExists: new(true)},
			})
		}
		change := &protocol.TextDocumentEdit{}
		change.TextDocument.URI = target
		if d != nil {
			change.TextDocument.Version = d.version
		}
		for i := range edits {
			change.Edits = append(change.Edits, &edits[i])
		}
		edit.DocumentChanges = append(edit.DocumentChanges, change)
	}
	return edit, nil
}

// canCreate reports whether an edit may create a file.
func (s *Server) canCreate() bool {
	return slices.Contains(s.client.Workspace.WorkspaceEdit.ResourceOperations, string(protocol.ResourceOperationKindCreate))
}

// documentChanges reports whether the client takes edits as documentChanges.
// That is the only place for the creation of a file, so a client that can
// create files does, whether it says so (Neovim does not) or not.
func (s *Server) documentChanges() bool {
	return s.client.Workspace.WorkspaceEdit.DocumentChanges || s.canCreate()
}

func (s *Server) textEdits(f fix.FileEdit) []protocol.TextEdit {
	if f.Create {
		return []protocol.TextEdit{{NewText: gomod.Apply(f.Old, f.Edits)}}
	}
	old := newText(f.Old)
	var edits []protocol.TextEdit
	for _, e := range f.Edits {
		e = beforeLastLineEnd(f.Old, e)
		edits = append(edits, protocol.TextEdit{Range: old.rangeOf(e.Span, s.encoding), NewText: e.New})
	}
	return edits
}

// beforeLastLineEnd turns an edit that adds lines after the last line end of a
// text into the one that adds them before it. The outcome is the same, but
// some clients take the position after the last line end, which is not on any
// line of theirs, for the end of the line before and add a blank line
// (Neovim up to 0.11).
func beforeLastLineEnd(text string, e gomod.Edit) gomod.Edit {
	eol := "\n"
	if strings.HasSuffix(text, "\r\n") {
		eol = "\r\n"
	}
	added, ok := strings.CutSuffix(e.New, eol)
	if !ok || e.Span.Start != len(text) || !strings.HasSuffix(text, eol) {
		return e
	}
	at := len(text) - len(eol)
	return gomod.Edit{Span: gomod.Span{Start: at, End: at}, New: eol + added}
}
