package server

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/uri"
)

// A document is an open text document at one version. It is immutable.
type document struct {
	uri     uri.URI // canonical: the key
	raw     uri.URI // as the client spells it: what it is answered with
	path    string  // "" if it is no local file
	version *int32  // nil if the client does not count
	text    *text
	module  *module // of a go.mod or go.work, else nil
}

// isModule reports whether a path is routed: a go.mod or go.work by its name,
// whatever language the client takes it for.
func isModule(path string) bool {
	base := filepath.Base(path)
	return path != "" && (base == "go.mod" || base == "go.work")
}

// parseURI returns the canonical form of a client's URI and the local path
// that it names; "" if it names none. A file on another host is none: it is
// never opened.
func parseURI(raw string) (uri.URI, string) {
	u, err := uri.Parse(raw)
	if err != nil || raw == "" {
		return uri.URI(raw), ""
	}
	if !u.IsFile() || u.Authority() != "" || strings.HasPrefix(u.Path(), "//") {
		return u, ""
	}
	return u, filepath.Clean(u.FsPath())
}

// didOpen takes a document over from the disk.
func (s *Server) didOpen(_ context.Context, p *conn.DocumentParams) error {
	u, path := parseURI(p.TextDocument.URI)
	d := &document{
		uri: u, raw: uri.URI(p.TextDocument.URI), path: path,
		version: p.TextDocument.Version, text: newText(p.TextDocument.Text),
	}
	s.update(func(st *state) *state { return st.withDocument(d) })
	return nil
}

// didChange applies changes to a document, all or, if one cannot be
// understood, none.
func (s *Server) didChange(_ context.Context, p *conn.DidChangeParams) error {
	old := s.state.Load().document(p.TextDocument.URI)
	if old == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	d := &document{
		uri: old.uri, raw: old.raw, path: old.path,
		version: p.TextDocument.Version, text: old.text.change(p.ContentChanges, s.encoding),
	}
	if d.version == nil {
		d.version = old.version
	}
	s.update(func(st *state) *state { return st.withDocument(d) })
	return nil
}

// didClose gives a document back to the disk.
func (s *Server) didClose(_ context.Context, p *conn.DocumentParams) error {
	d := s.state.Load().document(p.TextDocument.URI)
	if d == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	s.update(func(st *state) *state { return st.withoutDocument(d) })
	s.publisher.mark(d.uri)
	return nil
}

// didSave reads the environment anew if a file that may be part of it was
// saved: the go command reads it on disk, not in the editor.
func (s *Server) didSave(_ context.Context, p *conn.DocumentParams) error {
	if d := s.state.Load().document(p.TextDocument.URI); d != nil && d.module == nil {
		s.reloadSoon()
	}
	return nil
}
