package server

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/explain"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// A shownText is what a command returns that shows a text. A client that has
// declared the experimental capability modroute.showText shows it as it likes;
// to others it is shown.
type shownText struct {
	Title    string `json:"title"`
	Markdown string `json:"markdown"`
}

// show shows a document and returns it.
func (s *Server) show(ctx context.Context, st *state, d explain.Document) (*shownText, error) {
	text := &shownText{Title: d.Title, Markdown: d.Markdown()}
	if s.client.Experimental.Modroute.ShowText {
		return text, nil
	}
	if s.showsDocuments() && st.settings.trusted { // else nothing is written
		shown, err := s.showFile(ctx, text)
		if err != nil {
			s.log.Printf("showing %q: %v", text.Title, err)
		}
		if shown {
			return text, nil
		}
	}
	s.inform(d.Short)
	return text, nil
}

// showsDocuments reports whether the client can be asked to show a document.
// Helix can, and does not say so.
func (s *Server) showsDocuments() bool {
	return s.client.Window.ShowDocument.Support || s.clientName == "helix"
}

// showFile has the client show a text as a temporary file.
func (s *Server) showFile(ctx context.Context, text *shownText) (shown bool, err error) {
	path, err := s.papers.write(text)
	if err != nil {
		return false, err
	}
	var result protocol.ShowDocumentResult
	params := &protocol.ShowDocumentParams{URI: uri.File(path), TakeFocus: new(true)}
	err = s.conn.Call(ctx, protocol.MethodWindowShowDocument, params, &result)
	return result.Success, err
}

// papers are the temporary files that the server shows texts by, in a directory
// that is made for the first one.
type papers struct {
	mu  sync.Mutex
	dir string
}

// write writes a text to a file that is named after its title: the same again
// for the same subject, which an editor then shows anew in its place.
func (p *papers) write(text *shownText) (path string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dir == "" {
		if p.dir, err = os.MkdirTemp("", "modroute-"); err != nil {
			return "", err
		}
	}
	path = filepath.Join(p.dir, fileName(text.Title)+".md")
	return path, os.WriteFile(path, []byte(text.Markdown), 0o600)
}

// remove removes the files.
func (p *papers) remove() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dir != "" {
		_ = os.RemoveAll(p.dir) // what is left is in the system's directory for such
	}
}

// fileName makes the name of a file of a title.
func fileName(title string) string {
	const longest = 80
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '@', r == '-':
			return r
		}
		return '-'
	}, title)
	return strings.Trim(name[max(0, len(name)-longest):], ".-")
}
