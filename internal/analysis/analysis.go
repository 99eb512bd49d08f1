// Package analysis is the frame of modroute's analyzers, after
// golang.org/x/tools/go/analysis: an [Analyzer] is a plain value whose Run
// reads a [Pass] and reports a [Diagnostic] for each fault that it finds.
//
// Analyzers are pure. They speak byte offsets and intents; the server and the
// command turn these into positions and edits.
package analysis

import (
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// An Analyzer finds one kind of fault, named by its stable kebab-case code.
type Analyzer struct {
	Name string // the diagnostic code: "private-module-public-proxy"
	Doc  string // first line: one sentence. Then what the go command does and how to fix it
	URL  string // of its documentation page
	Run  func(*Pass)
}

// A Severity is how grave a diagnostic is. A graver one compares smaller, as
// in the protocol.
type Severity uint8

const (
	Error Severity = iota + 1
	Warning
	Information
	Hint
)

// String returns "error", "warning", "information" or "hint".
func (s Severity) String() string {
	return [...]string{"", "error", "warning", "information", "hint"}[s]
}

// A Requirement is a module version that the file asks for, with its verdicts.
type Requirement struct {
	Path, Version string
	Token         gomod.Token // the path's token (a toolchain's: the version's)
	Line          int
	Indirect      bool
	Toolchain     bool           // a go or toolchain line; Path is golang.org/toolchain
	Replace       *gomod.Replace // the directive of this file that replaces it, if any
	Route         route.Route    // for class Download
	Visibility    visibility.Judgement
}

// A Pass gives an analyzer what it may look at.
type Pass struct {
	Env          *goenv.Environment
	Policy       *route.Policy
	File         *gomod.File
	Requirements []*Requirement
	Vendored     bool // builds take everything from the vendor directory
	// Replacement describes the directory that a local replace of this file
	// names.
	Replacement func(*gomod.Replace) Checkout
	// Report takes a finding. Its Code and Severity default to the analyzer's.
	Report func(Diagnostic)
}

// A Checkout is what a directory holds that stands for a module.
type Checkout struct {
	Dir    string // absolute; "" if it may not be looked into
	Exists bool   // as a directory
	GoMod  bool   // it has a go.mod
	Module string // the module path that its go.mod declares; "" if there is none
}

// A Diagnostic is one finding.
type Diagnostic struct {
	Span     gomod.Span // in the file under analysis
	Severity Severity
	Code     string
	Message  string // first sentence stands alone
	Related  []Related
	// Requirement is the requirement it is about; nil for a fault of the
	// environment or the file as a whole.
	Requirement *Requirement
	// Cause is where the environment's fault is set, for a diagnostic that
	// also belongs on that line; nil if no file sets it.
	Cause   *Related
	Intents []Intent // what would mend it; package fix makes plans of them
}

// A Related is a place that explains a diagnostic.
type Related struct {
	File    string // absolute
	Line    int    // 1-based
	Message string
}

// An Intent is what would mend a fault, without how: AddPattern, AddReplace.
type Intent interface{ intent() }

// AddPattern asks that the requirement be matched by GOPRIVATE (or, behind a
// company proxy, by GONOSUMDB).
type AddPattern struct{}

// AddReplace asks that the requirement be replaced by a local checkout.
type AddReplace struct{}

func (AddPattern) intent() {}
func (AddReplace) intent() {}
