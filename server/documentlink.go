package server

import (
	"context"
	"path/filepath"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// documentLink links private modules to their repository, and directories to
// the go.mod in them. Public modules are left to gopls, which links them to the
// package site: for a private one that page does not exist, and learns its name.
func (s *Server) documentLink(_ context.Context, st *state, p *conn.DocumentParams) ([]protocol.DocumentLink, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil || d.module == nil {
		return nil, nil
	}
	l := &linker{server: s, state: st, doc: d, snap: d.module.completed()}
	for _, r := range l.snap.Requirements {
		if r.Replace != nil && r.Replace.Line == r.Line || r.Toolchain {
			continue
		}
		judged := r.Visibility
		if path, _ := r.Route.Target(); path != r.Path { // then it was that one
			judged = l.judge(r.Path, r.Version)
		}
		l.addModule(r.Token, r.Version, judged)
	}
	file := l.snap.File
	for _, r := range file.Replace {
		l.addModule(r.OldPath, r.OldVersion.Value, l.judge(r.OldPath.Value, r.OldVersion.Value))
		if r.Local() {
			l.addDirectory(r.NewPath)
		} else {
			l.addModule(r.NewPath, r.NewVersion.Value, l.judge(r.NewPath.Value, r.NewVersion.Value))
		}
	}
	for _, use := range file.Use {
		l.addDirectory(use.Arg)
	}
	return l.links, nil
}

// A linker collects the links of a document.
type linker struct {
	server *Server
	state  *state
	doc    *document
	snap   *snapshot.Snapshot
	links  []protocol.DocumentLink
}

func (l *linker) judge(path, version string) visibility.Judgement {
	return l.snap.Folder.Facts.Judge(path, version)
}

// addModule links the path of a module that is private by evidence.
func (l *linker) addModule(token gomod.Token, version string, judged visibility.Judgement) {
	if judged.Verdict != visibility.Private || judged.Weak {
		return
	}
	if page, ok := visibility.WebPage(token.Value, l.snap.Folder.Origin(token.Value, version)); ok {
		l.add(token, uri.URI(page), "Open "+page+" in the browser")
	}
}

// addDirectory links a directory that holds a module to its go.mod.
func (l *linker) addDirectory(token gomod.Token) {
	folder := l.snap.Folder
	if checkout := folder.Checkout(gomod.Dir(folder.Dir, token.Value)); checkout.GoMod {
		l.add(token, l.state.pathURI(filepath.Join(checkout.Dir, "go.mod")), "Open the go.mod there")
	}
}

func (l *linker) add(token gomod.Token, target uri.URI, tooltip string) {
	link := protocol.DocumentLink{Range: l.doc.text.rangeOf(token.Span, l.server.encoding), Target: &target}
	if l.server.client.TextDocument.DocumentLink.TooltipSupport {
		link.Tooltip = &tooltip
	}
	l.links = append(l.links, link)
}
