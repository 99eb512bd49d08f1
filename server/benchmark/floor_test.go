package benchmark

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"golang.org/x/mod/modfile"
)

// floor is the least that a language server on these libraries can do for a
// go.mod: keep the text, parse it with modfile.Parse after each change, publish
// the errors; say on hover what the line requires. What modroute takes longer is
// the price of its own work.
type floor struct {
	client protocol.Client
	uri    uri.URI
	text   string
	file   *modfile.File // of a text without errors
	exit   chan struct{}
}

// runFloor serves standard input until it ends.
func runFloor() {
	f := &floor{exit: make(chan struct{})}
	conn := jsonrpc2.NewConn(jsonrpc2.NewStream(stdio{os.Stdin, os.Stdout}), jsonrpc2.WithCodec(codec{}))
	f.client = protocol.ClientDispatcher(conn)
	conn.Go(context.Background(), f.handle)
	select {
	case <-conn.Done():
	case <-f.exit:
	}
}

type stdio struct {
	io.Reader
	io.Writer
}

func (stdio) Close() error { return os.Stdin.Close() }

// codec is the protocol's own, which knows its unions.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error)      { return protocol.Marshal(v) }
func (codec) Unmarshal(data []byte, v any) error { return protocol.Unmarshal(data, v) }

func (f *floor) handle(ctx context.Context, r *jsonrpc2.Request) (any, error) {
	switch r.Method() {
	case protocol.MethodInitialize:
		return &protocol.InitializeResult{Capabilities: protocol.ServerCapabilities{
			HoverProvider:    protocol.Boolean(true),
			TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: new(true), Change: new(protocol.TextDocumentSyncKindIncremental)},
		}}, nil
	case protocol.MethodTextDocumentDidOpen:
		var p protocol.DidOpenTextDocumentParams
		if err := protocol.Unmarshal(r.Params(), &p); err != nil {
			return nil, err
		}
		f.uri, f.text = p.TextDocument.URI, strings.Clone(p.TextDocument.Text)
		return nil, f.publish(ctx, p.TextDocument.Version)
	case protocol.MethodTextDocumentDidChange:
		return nil, f.change(ctx, r.Params())
	case protocol.MethodTextDocumentInlayHint:
		return f.hints(r.Params())
	case protocol.MethodTextDocumentHover:
		return f.hover(r.Params())
	case protocol.MethodExit:
		close(f.exit)
	}
	return nil, nil
}

func (f *floor) change(ctx context.Context, params []byte) error {
	var p struct {
		TextDocument   struct{ Version int32 }
		ContentChanges []struct {
			Range struct{ Start, End protocol.Position }
			Text  string
		}
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return err
	}
	for _, c := range p.ContentChanges {
		f.text = f.text[:f.offset(c.Range.Start)] + c.Text + f.text[f.offset(c.Range.End):]
	}
	return f.publish(ctx, p.TextDocument.Version)
}

func (f *floor) hover(params []byte) (*protocol.Hover, error) {
	var p protocol.HoverParams
	if err := protocol.Unmarshal(params, &p); err != nil {
		return nil, err
	}
	for _, r := range f.file.Require {
		if r.Syntax.Start.Line-1 == int(p.Position.Line) {
			return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: "**" + r.Mod.Path + "** `" + r.Mod.Version + "`"}}, nil
		}
	}
	return nil, nil
}

// offset is enough for the benchmark's ASCII text.
func (f *floor) offset(p protocol.Position) int {
	n := 0
	for range p.Line {
		n += strings.IndexByte(f.text[n:], '\n') + 1
	}
	return n + int(p.Character)
}

func (f *floor) publish(ctx context.Context, version int32) error {
	diagnostics := []protocol.Diagnostic{}
	var err error
	if f.file, err = modfile.Parse("go.mod", []byte(f.text), nil); err != nil {
		diagnostics = append(diagnostics, protocol.Diagnostic{Message: protocol.String(err.Error())})
	}
	return f.client.PublishDiagnostics(ctx, &protocol.PublishDiagnosticsParams{
		URI: f.uri, Version: protocol.NewOptional(version), Diagnostics: diagnostics,
	})
}

// hints draws a fixed word at the end of each requirement.
func (f *floor) hints(params []byte) ([]protocol.InlayHint, error) {
	var p protocol.InlayHintParams
	if err := protocol.Unmarshal(params, &p); err != nil || f.file == nil {
		return nil, err
	}
	var hints []protocol.InlayHint
	for _, r := range f.file.Require {
		end := protocol.Position{Line: uint32(r.Syntax.End.Line - 1), Character: uint32(r.Syntax.End.LineRune - 1)}
		if end.Line >= p.Range.Start.Line && end.Line <= p.Range.End.Line {
			hints = append(hints, protocol.InlayHint{Position: end, Label: protocol.String("→ proxy.golang.org"), PaddingLeft: new(true), Data: protocol.LSPAny(`"data"`)})
		}
	}
	return hints, nil
}
