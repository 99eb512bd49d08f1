package server

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// actionData goes to the client and back with an action whose edit it asks for
// when it needs it: the request that the action was offered for. The same
// request finds the same action again.
type actionData struct {
	Document string           `json:"document"` // its URI
	Text     string           `json:"text"`     // tells whether it has changed
	Range    conn.Range       `json:"range"`
	Only     []string         `json:"only,omitzero"`
	Trigger  int              `json:"trigger,omitzero"`
	Named    []diagnosticData `json:"named,omitzero"` // by the client's diagnostics
	Title    string           `json:"title"`
}

// resolvesEdits reports whether the client asks for the edit of an action when
// it needs it.
func (s *Server) resolvesEdits() bool {
	can := &s.client.TextDocument.CodeAction
	return can.Literals != nil && can.DataSupport && slices.Contains(can.ResolveSupport.Properties, "edit")
}

// data says how an action of that title is found again.
func (c *actionCollector) data(title string) *actionData {
	p := c.params
	if c.fingerprint == "" {
		c.fingerprint = fingerprint(c.doc.text.content)
	}
	return &actionData{
		Document: p.TextDocument.URI, Text: c.fingerprint,
		Range: p.Range, Only: p.Context.Only, Trigger: p.Context.TriggerKind, Named: c.named(), Title: title,
	}
}

// fingerprint tells one text from another.
func fingerprint(text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash takes everything
	return strconv.FormatUint(h.Sum64(), 36)
}

// request returns the request that an action was offered for.
func (data *actionData) request() *conn.CodeActionParams {
	p := &conn.CodeActionParams{Range: data.Range}
	p.TextDocument.URI = data.Document
	p.Context.Only, p.Context.TriggerKind = data.Only, data.Trigger
	for _, named := range data.Named {
		p.Context.Diagnostics = append(p.Context.Diagnostics, conn.Diagnostic{Data: json.RawMessage(named.encode())})
	}
	return p
}

// resolveCodeAction returns an action with its edit. All else of it is the
// client's, as it was.
func (s *Server) resolveCodeAction(ctx context.Context, st *state, p *conn.CodeAction) (json.RawMessage, error) {
	var data actionData
	if json.Unmarshal(p.Data, &data) != nil || data.Document == "" {
		return p.Raw, nil // it has nothing to be resolved
	}
	d := st.document(data.Document)
	if d == nil || fingerprint(d.text.content) != data.Text {
		return nil, stale(data.Document)
	}
	c := &actionCollector{server: s, state: st, doc: d, params: data.request()}
	if err := c.collect(ctx); err != nil {
		return nil, err
	}
	action := c.titled(data.Title)
	if action == nil || action.Data == nil {
		return nil, stale(data.Document) // the text is the same, but what lies beside it is not
	}
	return withEdit(p.Raw, s.convertedEdit(st, action.files))
}

// stale is the answer where what was offered is so no longer. It is not the
// protocol's ContentModified, of which editors tell the person nothing, who has
// chosen the action.
func stale(document string) error {
	_, path := parseURI(document)
	return fmt.Errorf("%s or what it depends on has changed since this was offered: ask for the actions again", filepath.Base(path))
}

// withEdit returns the client's action with an edit.
func withEdit(action json.RawMessage, edit *protocol.WorkspaceEdit) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(action, &members); err != nil {
		return nil, err
	}
	raw, err := protocol.Marshal(edit)
	if err != nil {
		return nil, err
	}
	members["edit"] = json.RawMessage(raw)
	return json.Marshal(members)
}
