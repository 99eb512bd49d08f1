package lspclient

import "encoding/json"

// A Position is a line and a character, both from 0; characters are counted in
// the negotiated encoding.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// A Range is half open.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Diagnostic is one that the server has published.
type Diagnostic struct {
	Range              Range           `json:"range"`
	Severity           int             `json:"severity"`
	Code               string          `json:"code"`
	CodeDescription    *Link           `json:"codeDescription,omitempty"`
	Source             string          `json:"source"`
	Message            string          `json:"message"`
	Tags               []int           `json:"tags,omitempty"`
	RelatedInformation json.RawMessage `json:"relatedInformation,omitempty"`
	Data               json.RawMessage `json:"data,omitempty"`
}

// A Link is where a diagnostic is documented.
type Link struct {
	Href string `json:"href"`
}

// Published is the content of textDocument/publishDiagnostics.
type Published struct {
	URI         string       `json:"uri"`
	Version     int          `json:"version"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// A TextEdit replaces a range.
type TextEdit struct {
	Range   Range  `json:"range"`
	NewText string `json:"newText"`
}

// A CodeAction is one that the server offers.
type CodeAction struct {
	Title       string       `json:"title"`
	Kind        string       `json:"kind"`
	IsPreferred bool         `json:"isPreferred"`
	Diagnostics []Diagnostic `json:"diagnostics"`
	Disabled    *struct {
		Reason string `json:"reason"`
	} `json:"disabled"`
	Edit    *WorkspaceEdit  `json:"edit"`
	Command *Command        `json:"command"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// A WorkspaceEdit is an edit by documents, or by URIs for old clients.
type WorkspaceEdit struct {
	Changes         map[string][]TextEdit `json:"changes"`
	DocumentChanges []DocumentChange      `json:"documentChanges"`
}

// A DocumentChange edits a document, or creates it if Kind is "create".
type DocumentChange struct {
	Kind         string `json:"kind"`
	URI          string `json:"uri"`
	TextDocument struct {
		URI     string `json:"uri"`
		Version *int   `json:"version"`
	} `json:"textDocument"`
	Edits []TextEdit `json:"edits"`
}

// A Command is what workspace/executeCommand executes.
type Command struct {
	Title     string            `json:"title"`
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}

// A Hover is the answer of textDocument/hover.
type Hover struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
	Range *Range `json:"range"`
}

// Open opens a document at version 1.
func (c *Client) Open(uri, languageID, text string) error {
	return c.Notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": uri, "languageId": languageID, "version": 1, "text": text},
	})
}

// Change replaces a range of a document, or all of it if r is nil.
func (c *Client) Change(uri string, version int, r *Range, text string) error {
	change := map[string]any{"text": text}
	if r != nil {
		change["range"] = r
	}
	return c.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": []any{change},
	})
}

// Diagnostics waits for the diagnostics published of a document at version or
// later.
func (c *Client) Diagnostics(uri string, version int) (Published, error) {
	var p Published
	_, err := c.Next(func(n Notification) bool {
		if n.Method != "textDocument/publishDiagnostics" {
			return false
		}
		p = Published{}
		return json.Unmarshal(n.Params, &p) == nil && p.URI == uri && p.Version >= version
	})
	return p, err
}

// LastDiagnostics takes the diagnostics of a document that have been published
// so far and returns the last; ok is false if there are none.
func (c *Client) LastDiagnostics(uri string) (last Published, ok bool) {
	c.Take(func(n Notification) bool {
		var p Published
		if n.Method != "textDocument/publishDiagnostics" || json.Unmarshal(n.Params, &p) != nil || p.URI != uri {
			return false
		}
		last, ok = p, true
		return true
	})
	return last, ok
}

// HoverAt asks for the hover at a position; nil if there is none.
func (c *Client) HoverAt(uri string, pos Position) (*Hover, error) {
	var h *Hover
	err := c.Call("textDocument/hover", at(uri, pos), &h)
	return h, err
}

// CodeActions asks for the actions of a range.
func (c *Client) CodeActions(uri string, r Range, diagnostics []Diagnostic) ([]CodeAction, error) {
	var actions []CodeAction
	if diagnostics == nil {
		diagnostics = []Diagnostic{}
	}
	err := c.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri},
		"range":        r,
		"context":      map[string]any{"diagnostics": diagnostics},
	}, &actions)
	return actions, err
}

func at(uri string, pos Position) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": pos}
}
