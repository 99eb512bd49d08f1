package conn

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// The types below stand in for those of package protocol where that package
// refuses, or misreads, what clients send. They decode with encoding/json,
// which ignores members that they do not have and repairs invalid UTF-8.

// A Uint is one of the protocol's unsigned integers. Out of range it decodes
// to the nearest number in range, as vscode-languageserver-textdocument takes
// it.
type Uint uint32

// UnmarshalJSON decodes any whole number.
func (u *Uint) UnmarshalJSON(raw []byte) error {
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil {
		return fmt.Errorf("%s is not a number", abbreviate(string(raw)))
	}
	if f != math.Trunc(f) {
		return fmt.Errorf("%v is not a whole number", f)
	}
	*u = Uint(min(max(f, 0), math.MaxInt32))
	return nil
}

// A Position is a place in a text document, in the encoding agreed upon.
type Position struct {
	Line      Uint `json:"line"`
	Character Uint `json:"character"`
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

// DocumentParams are those of textDocument/didOpen, didClose and didSave.
type DocumentParams struct {
	TextDocument Document `json:"textDocument"`
}

// UnmarshalJSON takes the parameters as they come.
func (p *DocumentParams) UnmarshalJSON(raw []byte) error {
	type plain DocumentParams
	return json.Unmarshal(raw, (*plain)(p))
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

// UnmarshalJSON takes the parameters as they come.
func (p *DidChangeParams) UnmarshalJSON(raw []byte) error {
	type plain DidChangeParams
	return json.Unmarshal(raw, (*plain)(p))
}

// UnmarshalJSON refuses a change without text or with half a range.
func (c *Change) UnmarshalJSON(raw []byte) error {
	var wire struct {
		Range *struct {
			Start, End *struct{ Line, Character *Uint }
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
		Start: Position{Line: *r.Start.Line, Character: *r.Start.Character},
		End:   Position{Line: *r.End.Line, Character: *r.End.Character},
	}
	return nil
}

// HoverParams are those of textDocument/hover.
type HoverParams struct {
	TextDocument Document `json:"textDocument"`
	Position     Position `json:"position"`
}

// UnmarshalJSON takes the parameters as they come.
func (p *HoverParams) UnmarshalJSON(raw []byte) error {
	type plain HoverParams
	return json.Unmarshal(raw, (*plain)(p))
}

// CodeActionParams are those of textDocument/codeAction. Its context carries
// other servers' diagnostics too, of which nothing is expected.
type CodeActionParams struct {
	TextDocument Document `json:"textDocument"`
	Range        Range    `json:"range"`
	Context      struct {
		Diagnostics []struct {
			Data json.RawMessage `json:"data"`
		} `json:"diagnostics"`
		Only        []string `json:"only"`
		TriggerKind int      `json:"triggerKind"`
	} `json:"context"`
}

// UnmarshalJSON takes the parameters as they come.
func (p *CodeActionParams) UnmarshalJSON(raw []byte) error {
	type plain CodeActionParams
	return json.Unmarshal(raw, (*plain)(p))
}

// InitializeParams are those of initialize, as far as this server asks.
type InitializeParams struct {
	ProcessID             *int            `json:"processId"`
	RootURI               string          `json:"rootUri"`
	RootPath              string          `json:"rootPath"`
	WorkspaceFolders      []Folder        `json:"workspaceFolders"`
	InitializationOptions json.RawMessage `json:"initializationOptions"`
	Capabilities          Capabilities    `json:"capabilities"`
}

// A Folder is one of the workspace's folders.
type Folder struct {
	URI string `json:"uri"`
}

// Capabilities are what the client says it can do, as far as this server
// asks.
type Capabilities struct {
	General struct {
		PositionEncodings []string `json:"positionEncodings"`
	} `json:"general"`
	Workspace struct {
		ApplyEdit     bool `json:"applyEdit"`
		Configuration bool `json:"configuration"`
		WorkspaceEdit struct {
			DocumentChanges    bool     `json:"documentChanges"`
			ResourceOperations []string `json:"resourceOperations"`
		} `json:"workspaceEdit"`
		DidChangeConfiguration dynamic `json:"didChangeConfiguration"`
		DidChangeWatchedFiles  dynamic `json:"didChangeWatchedFiles"`
	} `json:"workspace"`
	TextDocument struct {
		Hover struct {
			ContentFormat []string `json:"contentFormat"`
		} `json:"hover"`
		CodeAction struct {
			Literals        *struct{} `json:"codeActionLiteralSupport"` // nil: commands only
			DisabledSupport bool      `json:"disabledSupport"`
		} `json:"codeAction"`
		PublishDiagnostics struct {
			RelatedInformation bool `json:"relatedInformation"`
			TagSupport         struct {
				ValueSet []int `json:"valueSet"`
			} `json:"tagSupport"`
		} `json:"publishDiagnostics"`
	} `json:"textDocument"`
	Experimental struct {
		Modroute struct {
			PickDirectory bool `json:"pickDirectory"` // answers modroute/pickDirectory
			UndoButton    bool `json:"undoButton"`    // shows window/showMessageRequest without blocking
			CopyText      bool `json:"copyText"`      // answers modroute/copyText
		} `json:"modroute"`
	} `json:"experimental"`
}

type dynamic struct {
	DynamicRegistration bool `json:"dynamicRegistration"`
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
