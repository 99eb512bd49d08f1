package conn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"go.lsp.dev/protocol"
)

// The types below stand in for those of package protocol where that package
// refuses, or misreads, what clients send. They have only the members that
// count here, of types that take them as they come.

// A Uint is one of the protocol's unsigned integers.
type Uint uint32

// A whole is a whole number as clients send it, in a range that holds all that
// make sense.
type whole int32

// UnmarshalJSON decodes any whole number.
func (n *whole) UnmarshalJSON(raw []byte) error {
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil {
		return fmt.Errorf("%s is not a number", abbreviate(string(raw)))
	}
	if f != math.Trunc(f) {
		return fmt.Errorf("%v is not a whole number", f)
	}
	*n = whole(min(max(f, math.MinInt32), math.MaxInt32))
	return nil
}

// A Position is a place in a text document, in the encoding agreed upon.
type Position struct {
	Line      Uint `json:"line"`
	Character Uint `json:"character"`
}

// UnmarshalJSON decodes a position. One that is before the start of the text or
// of its line stands for that start, as vscode-languageserver-textdocument has
// it.
func (p *Position) UnmarshalJSON(raw []byte) error {
	var wire struct{ Line, Character whole }
	if err := json.Unmarshal(raw, &wire); err != nil {
		return err
	}
	*p = position(wire.Line, wire.Character)
	return nil
}

func position(line, character whole) Position {
	if line < 0 {
		return Position{}
	}
	return Position{Line: Uint(line), Character: Uint(max(character, 0))}
}

// A Range is what lies between two positions; the client may have turned them
// round.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Document identifies a text document by the client's own spelling of its
// URI.
type Document struct {
	URI     string `json:"uri"`
	Version *int32 `json:"version"`
	Text    string `json:"text"` // of didOpen
}

// DocumentParams are those of textDocument/didOpen, didClose and didSave, and of
// requests about a document as a whole.
type DocumentParams struct {
	TextDocument Document `json:"textDocument"`
}

// DidChangeParams are those of textDocument/didChange. Package protocol reads
// a ranged change whose range it cannot decode as a change of the whole
// document, which would replace a file by the character typed; here it is an
// error.
type DidChangeParams struct {
	TextDocument   Document `json:"textDocument"`
	ContentChanges []Change `json:"contentChanges"`
}

// A Change replaces the text in Range, or the whole document if that is nil.
type Change struct {
	Range *Range
	Text  string
}

// UnmarshalJSON refuses a change without text or with half a range.
func (c *Change) UnmarshalJSON(raw []byte) error {
	var wire struct {
		Range *struct {
			Start, End *struct{ Line, Character *whole }
		} `json:"range"`
		Text *string `json:"text"`
	}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return err
	}
	if wire.Text == nil {
		return errors.New("a change has no text")
	}
	*c = Change{Text: *wire.Text}
	r := wire.Range
	if r == nil {
		return nil
	}
	if r.Start == nil || r.End == nil || r.Start.Line == nil || r.Start.Character == nil || r.End.Line == nil || r.End.Character == nil {
		return errors.New("a change has a range without a start or an end")
	}
	c.Range = &Range{
		Start: position(*r.Start.Line, *r.Start.Character),
		End:   position(*r.End.Line, *r.End.Character),
	}
	return nil
}

// HoverParams are those of textDocument/hover and textDocument/completion.
type HoverParams struct {
	TextDocument Document `json:"textDocument"`
	Position     Position `json:"position"`
}

// UnmarshalJSON takes the parameters as they come: those that package protocol
// understands by its way, which is ten times as fast.
func (p *HoverParams) UnmarshalJSON(raw []byte) error {
	var usual protocol.HoverParams
	if protocol.Unmarshal(raw, &usual) == nil {
		at := usual.Position
		p.TextDocument.URI, p.Position = string(usual.TextDocument.URI), Position{Uint(at.Line), Uint(at.Character)}
		return nil
	}
	type plain HoverParams
	return json.Unmarshal(raw, (*plain)(p))
}

// RangeParams are those of textDocument/inlayHint.
type RangeParams struct {
	TextDocument Document `json:"textDocument"`
	Range        Range    `json:"range"`
}

// CodeActionParams are those of textDocument/codeAction. Its context carries
// other servers' diagnostics too, of which nothing is expected.
type CodeActionParams struct {
	TextDocument Document `json:"textDocument"`
	Range        Range    `json:"range"`
	Context      struct {
		Diagnostics []Diagnostic `json:"diagnostics"`
		Only        []string     `json:"only"`
		TriggerKind int          `json:"triggerKind"`
	} `json:"context"`
	WorkDoneToken Token `json:"workDoneToken"`
}

// DiagnosticParams are those of textDocument/diagnostic.
type DiagnosticParams struct {
	TextDocument     Document `json:"textDocument"`
	PreviousResultID string   `json:"previousResultId"`
}

// WorkspaceDiagnosticParams are those of workspace/diagnostic.
type WorkspaceDiagnosticParams struct {
	PreviousResultIDs []struct {
		URI   string `json:"uri"`
		Value string `json:"value"`
	} `json:"previousResultIds"`
	WorkDoneToken      Token `json:"workDoneToken"`
	PartialResultToken Token `json:"partialResultToken"`
}

// CancelProgressParams are those of window/workDoneProgress/cancel.
type CancelProgressParams struct {
	Token Token `json:"token"`
}

// A Token is what progress is known by: a number or a string in JSON, "" if
// there is none.
type Token string

// UnmarshalJSON decodes a number or a string. Anything else is no token.
func (t *Token) UnmarshalJSON(raw []byte) error {
	*t = ""
	if id, ok := decodeID(raw); ok {
		text, isString := id.StringValue()
		number, _ := id.Number()
		if *t = Token(strconv.FormatInt(number, 10)); isString {
			quoted, _ := json.Marshal(text) // strings always can be
			*t = Token(quoted)
		}
	}
	return nil
}

// A Diagnostic is one that the client sends back, as far as the server asks.
type Diagnostic struct {
	Raw    json.RawMessage // as the client spells it
	Range  Range
	Code   string // "" for a number
	Source string
	Data   json.RawMessage
}

// UnmarshalJSON takes what it can: a diagnostic of another server may be odd.
func (d *Diagnostic) UnmarshalJSON(raw []byte) error {
	*d = Diagnostic{Raw: bytes.Clone(raw)}
	var members struct{ Range, Code, Source, Data json.RawMessage }
	_ = json.Unmarshal(raw, &members)
	_ = json.Unmarshal(members.Range, &d.Range)
	_ = json.Unmarshal(members.Code, &d.Code)
	_ = json.Unmarshal(members.Source, &d.Source)
	d.Data = members.Data
	return nil
}

// CodeAction is the parameter of codeAction/resolve: the action as the client
// has it, of which the data counts.
type CodeAction struct {
	Raw  json.RawMessage
	Data json.RawMessage
}

// UnmarshalJSON takes the action as it comes.
func (a *CodeAction) UnmarshalJSON(raw []byte) error {
	var members struct {
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	a.Raw, a.Data = bytes.Clone(raw), members.Data
	return nil
}

// InitializeParams are those of initialize, as far as this server asks.
type InitializeParams struct {
	ProcessID  *int `json:"processId"`
	ClientInfo struct {
		Name string `json:"name"`
	} `json:"clientInfo"`
	RootURI               string          `json:"rootUri"`
	RootPath              string          `json:"rootPath"`
	WorkspaceFolders      []Folder        `json:"workspaceFolders"`
	InitializationOptions json.RawMessage `json:"initializationOptions"`
	Trace                 string          `json:"trace"`
	Capabilities          Capabilities    `json:"capabilities"`
}

// SetTraceParams are those of $/setTrace.
type SetTraceParams struct {
	Value string `json:"value"`
}

// A Folder is one of the workspace's folders.
type Folder struct {
	URI string `json:"uri"`
}

// UnmarshalJSON takes what it can: a capability of an unexpected type counts
// as absent, because a client that cannot be initialized is of no use to
// anybody.
func (p *InitializeParams) UnmarshalJSON(raw []byte) error {
	type plain InitializeParams
	err := json.Unmarshal(raw, (*plain)(p))
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		return nil
	}
	return err
}
