package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gomod"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// workspaceEdit is a plan's file edits in the terms of the protocol. Its error
// says why the edits cannot be made.
func (s *Server) workspaceEdit(st *state, files []fix.FileEdit) (*protocol.WorkspaceEdit, error) {
	if err := s.refusesEdit(st, files); err != nil {
		return nil, err
	}
	return s.convertedEdit(st, files), nil
}

// refusesEdit says why file edits cannot be made: the client cannot make them,
// or a file has moved on since they were planned.
func (s *Server) refusesEdit(st *state, files []fix.FileEdit) error {
	for _, f := range files {
		d := st.byPath(f.Path)
		if d != nil && d.text.content != f.Old {
			return fmt.Errorf("%s has changed meanwhile", f.Path)
		}
		if f.Create && d == nil && !s.canCreate() {
			return fmt.Errorf("this editor cannot create %s for a language server", f.Path)
		}
	}
	return nil
}

// convertedEdit is file edits that can be made, as far as the client knows such.
func (s *Server) convertedEdit(st *state, files []fix.FileEdit) *protocol.WorkspaceEdit {
	edit := &protocol.WorkspaceEdit{}
	for _, f := range files {
		d, target, edits := st.byPath(f.Path), st.pathURI(f.Path), s.textEdits(f)
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
	return edit
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

// applyEdit has the client make an edit that it was given before.
func (s *Server) applyEdit(ctx context.Context, edit *protocol.WorkspaceEdit) error {
	return s.makeEdit(ctx, "modroute", edit)
}

// makeEdit has the client make an edit.
func (s *Server) makeEdit(ctx context.Context, label string, edit *protocol.WorkspaceEdit) error {
	if !s.client.Workspace.ApplyEdit {
		return errors.New("this editor cannot apply an edit for a language server")
	}
	var result protocol.ApplyWorkspaceEditResult
	params := &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: *edit}
	if err := s.conn.Call(ctx, protocol.MethodWorkspaceApplyEdit, params, &result); err != nil {
		return err
	}
	if !result.Applied {
		reason := "it gave no reason"
		if result.FailureReason != nil {
			reason = *result.FailureReason
		}
		return fmt.Errorf("the editor did not apply the edit: %s", reason)
	}
	return nil
}
