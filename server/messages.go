package server

import (
	"context"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// showMessage shows the person a message, and has the client log it, since what
// is shown goes away. It may name what a repository has chosen the name of.
func (s *Server) showMessage(kind protocol.MessageType, message string) {
	message = signed(message)
	s.conn.Notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: kind, Message: message})
	s.conn.Notify(protocol.MethodWindowLogMessage, &protocol.LogMessageParams{Type: kind, Message: message})
}

// inform tells the person what was done, or why there is nothing to do.
func (s *Server) inform(message string) { s.showMessage(protocol.MessageTypeInfo, message) }

// showError tells the person what has failed. It returns the error for the
// client, with the note that the person has been told: a client that shows
// errors of commands itself would say it twice.
func (s *Server) showError(err error) error {
	s.showMessage(protocol.MessageTypeError, err.Error())
	return &jsonrpc2.Error{Code: conn.CodeRequestFailed, Message: err.Error(), Data: jsonrpc2.RawMessage(`{"shown":true}`)}
}

// warn shows and logs a message, unless that was done before.
func (s *Server) warn(message string) {
	if s.warned.first(message) {
		s.log.Print(message)
		s.showMessage(protocol.MessageTypeWarning, message)
	}
}

// question asks the person something that a button says yes to. Whatever is
// answered but that is no.
func (s *Server) question(ctx context.Context, kind protocol.MessageType, message, button string) (yes bool, err error) {
	params := &protocol.ShowMessageRequestParams{
		Type: kind, Message: signed(message), Actions: []protocol.MessageActionItem{{Title: button}},
	}
	var answer *protocol.MessageActionItem
	err = s.conn.Call(ctx, protocol.MethodWindowShowMessageRequest, params, &answer)
	return err == nil && answer != nil && answer.Title == button, err
}

// signed says who is speaking: editors show the messages of all servers alike.
func signed(message string) string { return explain.Printable("modroute: " + message) }
