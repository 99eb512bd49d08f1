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
	typed   int     // where it is being typed: the offset of the last change, if that was typing; else 0
	module  *module // of a go.mod or go.work, else nil
	goFile  *goFile // of a Go file, else nil

	// below are the documents that the client has open under other spellings of
	// the URI, the last used first. To the client they have texts of their own.
	below []*document
}

// spelled returns what d's file is under a spelling of its URI: one of those
// that are open, d itself if none is spelled so.
func (d *document) spelled(raw string) *document {
	for _, other := range d.below {
		if string(other.raw) == raw {
			return other
		}
	}
	return d
}

// without returns what lies below if one of d and the documents below it is
// taken away.
func (d *document) without(taken *document) (left []*document) {
	if d != taken {
		top := *d
		top.module, top.goFile, top.below = nil, nil, nil
		left = append(left, &top)
	}
	for _, other := range d.below {
		if other != taken {
			left = append(left, other)
		}
	}
	return left
}

// plain reports whether a document is a local file other than a go.mod, a
// go.work or a Go file: one that may count for these, such as a go.sum.
func (d *document) plain() bool { return d.path != "" && d.module == nil && d.goFile == nil }

// A kind is what a document is: by its name and place, whatever language the
// client takes it for.
type kind uint8

const (
	otherKind  kind = iota
	moduleKind      // a go.mod or go.work
	sumKind         // a go.sum or go.work.sum
	envKind         // an environment file: the one of GOENV, $GOROOT/go.env, any go.env
	goKind          // a Go file
)

// kindOf returns the kind of the document at a path, "" for one that is no
// local file.
func (st *state) kindOf(path string) kind {
	switch base := filepath.Base(path); {
	case path == "":
		return otherKind
	case isModule(path):
		return moduleKind
	case base == "go.sum" || base == "go.work.sum":
		return sumKind
	case base == "go.env":
		return envKind
	case isGo(path):
		return goKind
	case st.readAs(path) == filepath.Clean(st.envOf(path).UserFile):
		return envKind
	}
	return otherKind
}

// isModule reports whether a path is that of a go.mod or go.work.
func isModule(path string) bool {
	base := filepath.Base(path)
	return path != "" && (base == "go.mod" || base == "go.work")
}

// isGo reports whether a path is that of a Go file.
func isGo(path string) bool { return filepath.Ext(path) == ".go" }

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
	if top := s.state.Load().docs[u]; top != nil {
		if again := top.spelled(p.TextDocument.URI); again.raw == d.raw {
			d.below = top.without(again)
		} else {
			d.below = top.without(nil)
		}
	}
	s.update(func(st *state) *state { return st.withDocument(d) })
	return nil
}

// didChange applies changes to a document, all or, if one cannot be
// understood, none.
func (s *Server) didChange(_ context.Context, p *conn.DidChangeParams) error {
	top := s.state.Load().document(p.TextDocument.URI)
	if top == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	old := top.spelled(p.TextDocument.URI)
	d := &document{
		uri: old.uri, raw: old.raw, path: old.path,
		version: p.TextDocument.Version, text: old.text.change(p.ContentChanges, s.encoding),
		typed: old.text.typedAt(p.ContentChanges, s.encoding),
		below: top.without(old),
	}
	if d.version == nil {
		d.version = old.version
	}
	s.update(func(st *state) *state { return st.withDocument(d) })
	return nil
}

// didClose gives a document back to the disk, unless it is open under another
// spelling of its URI.
func (s *Server) didClose(_ context.Context, p *conn.DocumentParams) error {
	d := s.state.Load().document(p.TextDocument.URI)
	if d == nil {
		return fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	if left := d.without(d.spelled(p.TextDocument.URI)); len(left) > 0 {
		top := *left[0]
		top.below = left[1:]
		s.update(func(st *state) *state { return st.withDocument(&top) })
		return nil
	}
	s.update(func(st *state) *state { return st.withoutDocument(d) })
	s.publisher.mark(d.uri)
	return nil
}

// didSave reads the environment anew if a file that may be part of it was
// saved: the go command reads it on disk, not in the editor. What has been saved
// is no longer half typed.
func (s *Server) didSave(_ context.Context, p *conn.DocumentParams) error {
	d := s.state.Load().document(p.TextDocument.URI)
	switch {
	case d == nil:
	case d.plain():
		s.reloadSoon(p.TextDocument.URI + " was saved")
	case d.module != nil && d.typed != 0:
		whole := *d
		whole.typed = 0
		s.update(func(st *state) *state { return st.withDocument(&whole) })
	}
	return nil
}
