package conn

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
		DidChangeWatchedFiles  struct {
			dynamic
			RelativePatternSupport bool `json:"relativePatternSupport"`
		} `json:"didChangeWatchedFiles"`
		InlayHint   refreshable `json:"inlayHint"`
		CodeLens    refreshable `json:"codeLens"`
		Diagnostics refreshable `json:"diagnostics"`

		FileOperations struct {
			DidRename bool `json:"didRename"`
			DidDelete bool `json:"didDelete"`
		} `json:"fileOperations"`
	} `json:"workspace"`
	TextDocument struct {
		Hover struct {
			ContentFormat []string `json:"contentFormat"`
		} `json:"hover"`
		CodeAction struct {
			Literals        *struct{} `json:"codeActionLiteralSupport"` // nil: commands only
			DisabledSupport bool      `json:"disabledSupport"`
			DataSupport     bool      `json:"dataSupport"`
			ResolveSupport  resolves  `json:"resolveSupport"`
		} `json:"codeAction"`
		Completion struct {
			CompletionItem struct {
				InsertReplaceSupport bool `json:"insertReplaceSupport"`
			} `json:"completionItem"`
		} `json:"completion"`
		Diagnostic   *Diagnostics `json:"diagnostic"` // nil: diagnostics are pushed only
		DocumentLink struct {
			TooltipSupport bool `json:"tooltipSupport"`
		} `json:"documentLink"`
		InlayHint struct {
			ResolveSupport resolves `json:"resolveSupport"`
		} `json:"inlayHint"`
		PublishDiagnostics Diagnostics `json:"publishDiagnostics"`
	} `json:"textDocument"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
		ShowDocument     struct {
			Support bool `json:"support"`
		} `json:"showDocument"`
	} `json:"window"`
	Experimental struct {
		Modroute struct {
			PickDirectory bool `json:"pickDirectory"` // answers modroute/pickDirectory
			UndoButton    bool `json:"undoButton"`    // shows window/showMessageRequest without blocking
			CopyText      bool `json:"copyText"`      // answers modroute/copyText
			ShowText      bool `json:"showText"`      // shows itself the text that a command returns
			ShowGraph     bool `json:"showGraph"`     // shows the picture that modroute.graph returns
			RefreshGraph  bool `json:"refreshGraph"`  // answers modroute/refreshGraph
		} `json:"modroute"`
	} `json:"experimental"`
}

// Diagnostics are what a client can show of diagnostics, pushed or pulled.
type Diagnostics struct {
	RelatedInformation     bool `json:"relatedInformation"`
	RelatedDocumentSupport bool `json:"relatedDocumentSupport"` // of those pulled
	TagSupport             struct {
		ValueSet []int `json:"valueSet"`
	} `json:"tagSupport"`
}

type dynamic struct {
	DynamicRegistration bool `json:"dynamicRegistration"`
}

type refreshable struct {
	RefreshSupport bool `json:"refreshSupport"`
}

// resolves lists the properties that a client asks for when it needs them.
type resolves struct {
	Properties []string `json:"properties"`
}
