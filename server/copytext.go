package server

import (
	"context"

	"github.com/modroute/modroute/internal/explain"
)

// methodCopyText is the request that a client answers which declares the
// experimental capability modroute.copyText: it offers to copy a text.
const methodCopyText = "modroute/copyText"

// copyTextParams ask the client to offer a person the text to copy.
type copyTextParams struct {
	Title string `json:"title"` // what the text does
	Text  string `json:"text"`
}

type shellLineArgs struct {
	Title string `json:"title"`
	Line  string `json:"line"`
}

type copyURLArgs struct {
	URL string `json:"url"`
}

// shellLine offers to copy a line for the shell. It is never run.
func (s *Server) shellLine(ctx context.Context, args *shellLineArgs) error {
	return s.copyText(ctx, args.Title, args.Line, "run in a shell: ")
}

// copyURL offers to copy a URL.
func (s *Server) copyURL(ctx context.Context, args *copyURLArgs) error {
	return s.copyText(ctx, "A URL that the go command asks for", args.URL, "")
}

// copyText has the client offer to copy a text, or shows it behind a few words.
func (s *Server) copyText(ctx context.Context, title, text, words string) error {
	if !s.client.Experimental.Modroute.CopyText {
		s.inform(words + text)
		return nil
	}
	return s.conn.Call(ctx, methodCopyText, copyTextParams{Title: explain.Printable(title), Text: explain.Printable(text)}, nil)
}
