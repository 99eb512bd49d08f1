package server

import (
	"context"
	"fmt"

	"github.com/modroute/modroute/internal/completion"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// completionTriggers are the characters after which a client asks by itself:
// those that begin a value or an entry of one, and those of paths.
var completionTriggers = []string{"=", ",", "|", ".", "/"}

// completion offers what may stand in an environment file, as the target of a
// replace directive, and in a comment that silences findings. The rest of a
// go.mod is gopls's.
func (s *Server) completion(_ context.Context, st *state, p *conn.HoverParams) (*protocol.CompletionList, error) {
	d := st.document(p.TextDocument.URI)
	if d == nil {
		return nil, nil
	}
	offset := d.text.offset(p.Position, s.encoding)
	switch {
	case d.module != nil:
		return s.completeModule(d, offset), nil
	case st.kindOf(d.path) == envKind:
		at, items := completion.Environment(d.text.content, offset, st.known(d))
		return s.completions(d, at, items, protocol.CompletionItemKindVariable), nil
	}
	return nil, nil
}

func (s *Server) completeModule(d *document, offset int) *protocol.CompletionList {
	snap := d.module.completed()
	if at, path, ok := completion.Replacement(d.text.content, offset); ok {
		var items []completion.Item
		for _, dir := range fix.Checkouts(snap, path) {
			items = append(items, completion.Item{Text: dir, Detail: "holds " + path})
		}
		return s.completions(d, at, items, protocol.CompletionItemKindFolder)
	}
	at, items := completion.Ignore(snap.File, offset, snap.Diagnostics)
	return s.completions(d, at, items, protocol.CompletionItemKindEnumMember)
}

// completions puts items into the terms of the protocol, in their order.
func (s *Server) completions(d *document, at completion.Place, items []completion.Item, kind protocol.CompletionItemKind) *protocol.CompletionList {
	if len(items) == 0 {
		return nil
	}
	list := &protocol.CompletionList{}
	for i, item := range items {
		c := protocol.CompletionItem{
			Label: explain.Printable(item.Text), Kind: kind,
			SortText: protocol.NewOptional(fmt.Sprintf("%03d", i)),
			// Editors that filter by words would stop at a dot or a slash.
			FilterText: protocol.NewOptional(item.Text),
			TextEdit:   s.completionEdit(d, at, item.Text),
		}
		if item.Detail != "" {
			c.Detail = protocol.NewOptional(explain.Printable(item.Detail))
		}
		if item.Doc != "" {
			c.Documentation = protocol.String(item.Doc)
		}
		list.Items = append(list.Items, c)
	}
	return list
}

// completionEdit writes a text at a place: in the place of the whole word, or,
// where the person has the choice, of what stands before the cursor.
func (s *Server) completionEdit(d *document, at completion.Place, text string) protocol.CompletionItemTextEdit {
	whole := d.text.rangeOf(at.Span, s.encoding)
	if !s.client.TextDocument.Completion.CompletionItem.InsertReplaceSupport {
		return &protocol.TextEdit{Range: whole, NewText: text}
	}
	typed := d.text.rangeOf(gomod.Span{Start: at.Start, End: at.Cursor}, s.encoding)
	return &protocol.InsertReplaceEdit{NewText: text, Insert: typed, Replace: whole}
}

// known returns what there is to offer in an environment file.
func (st *state) known(d *document) completion.Known {
	env := st.envOf(d.path)
	known := completion.Known{GoVersion: env.GoVersion, Trusted: st.settingsAt(d.path).TrustedProxies}
	for _, hop := range route.Compile(env).ProxyHops() {
		if hop.Kind == route.HopProxy {
			known.Proxies = append(known.Proxies, hop.URL)
		}
	}
	for _, in := range st.concerned(d) {
		for _, r := range in.module.completed().Requirements {
			if r.Visibility.Verdict == visibility.Private && !r.Visibility.Weak && !r.Toolchain {
				path, _ := r.Route.Target()
				known.Private = append(known.Private, completion.Private{Path: path, Patterns: fix.Patterns(path, r.Visibility)})
			}
		}
	}
	return known
}
