package server

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/modroute/modroute/internal/explain"
	"go.lsp.dev/protocol"
	modules "golang.org/x/mod/module"
)

// methodCopyText is the request that a client answers which declares the
// experimental capability modroute.copyText: it offers to copy a text.
const methodCopyText = "modroute/copyText"

type shellLineArgs struct {
	Title string `json:"title"`
	Line  string `json:"line"`
}

// copyTextParams ask the client to offer a person the text to copy.
type copyTextParams struct {
	Title string `json:"title"` // what the text does
	Text  string `json:"text"`
}

type removeCachedArgs struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

// shellLine shows a line for the shell. It is never run.
func (s *Server) shellLine(ctx context.Context, arg json.RawMessage) error {
	var args shellLineArgs
	if err := json.Unmarshal(arg, &args); err != nil {
		return badArguments(commandShellLine, err)
	}
	line := explain.Printable(args.Line)
	if s.client.Experimental.Modroute.CopyText {
		return s.conn.Call(ctx, methodCopyText, copyTextParams{Title: explain.Printable(args.Title), Text: line}, nil)
	}
	s.showMessage(protocol.MessageTypeInfo, "modroute: run in a shell: "+line)
	return nil
}

// removeCached asks whether a module version is to be removed from the module
// cache, and does so. An answer other than yes is no.
func (s *Server) removeCached(ctx context.Context, arg json.RawMessage) error {
	var args removeCachedArgs
	if err := json.Unmarshal(arg, &args); err != nil {
		return badArguments(commandRemoveCached, err)
	}
	if err := modules.Check(args.Path, args.Version); err != nil {
		return badArguments(commandRemoveCached, err)
	}
	const button = "Remove"
	params := &protocol.ShowMessageRequestParams{
		Type:    protocol.MessageTypeWarning,
		Message: fmt.Sprintf("modroute: remove %s@%s from the module cache? The go command fetches it again when it needs it.", args.Path, args.Version),
		Actions: []protocol.MessageActionItem{{Title: button}},
	}
	var answer *protocol.MessageActionItem
	if err := s.conn.Call(ctx, protocol.MethodWindowShowMessageRequest, params, &answer); err != nil {
		return err
	}
	if answer == nil || answer.Title != button {
		return nil
	}
	st := s.state.Load()
	err := s.options.RemoveCached(st.env.get(), st.options(), modules.Version{Path: args.Path, Version: args.Version})
	s.reload() // also after a failure, which may have come half-way
	if err != nil {
		s.showMessage(protocol.MessageTypeError, "modroute: "+err.Error())
		return err
	}
	s.showMessage(protocol.MessageTypeInfo, fmt.Sprintf("modroute: %s@%s removed from the module cache", args.Path, args.Version))
	return nil
}
