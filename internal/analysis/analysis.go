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
	Name  string // the diagnostic code: "private-module-public-proxy"
	Group string // the part of the catalogue that it belongs to: "privacy"
	Doc   string // first line: one sentence. Then what the go command does and how to fix it
	URL   string // of its documentation page
	// Slow says that it asks for what lies on disk beside the files of the
	// module, such as the module cache: it runs after the others' findings
	// have been published.
	Slow bool
	// Optional says that it runs only where the settings give its code a
	// severity.
	Optional bool
	Run      func(*Pass)
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
	Toolchain     bool // a go or toolchain line; Path is golang.org/toolchain
	// Import says that it is no requirement yet, but an import of a Go file that
	// no module provides: `go get` would look for it under Path and each shorter
	// one. Token and Line are in the Go file, Version is "latest".
	Import     bool
	Replace    *gomod.Replace // the directive of this file that replaces it, if any
	Route      route.Route    // for class Download, of an import for Update
	Visibility visibility.Judgement
}

// A Pass gives an analyzer what it may look at.
type Pass struct {
	Env          *goenv.Environment
	Policy       *route.Policy
	Workspace    *route.Workspace
	Facts        *visibility.Facts
	File         *gomod.File
	Requirements []*Requirement // in the file's order
	Vendored     bool           // builds take everything from the vendor directory
	// Dir is the directory of the file, absolute.
	Dir string
	// Repository is the root of the repository that Dir is in, else Dir.
	Repository string
	// GoEnv is the text of the go.env at the root of the repository, ""
	// if it declares nothing private.
	GoEnv string
	// Work is the active go.work, whose Name is its absolute path; nil if
	// there is none. It is File itself if that is a go.work.
	Work *gomod.File
	// UnusedWork is a go.work that governs the folder without using its module;
	// its Name is its absolute path. nil if there is none.
	UnusedWork *gomod.File
	// Sums are the go.sum files that count, each named by its absolute path.
	Sums []*gomod.Sum
	// Members are the go.mod files of the workspace by their absolute path.
	Members map[string]*gomod.File
	// Replacement describes the directory that a local replace of this file
	// names.
	Replacement func(*gomod.Replace) Checkout
	// Elsewhere returns the routes that a requirement has in the environments
	// that the settings name, of those in which it is another than here.
	Elsewhere func(*Requirement) []Elsewhere
	// Ignores are the comments of File that silence findings, and what has
	// become of them; only for the analyzer of these, which runs last.
	Ignores []Ignore
	// Codes are those of all analyzers, beside Ignores.
	Codes []string
	// Machine is what lies on disk beside the files of the module.
	Machine Machine
	// Canceled reports whether the answer is no longer wanted; a slow analyzer
	// asks between modules.
	Canceled func() bool
	// Report takes a finding. Its Code defaults to the analyzer's.
	Report func(Diagnostic)
}

// A Machine answers what only the disk knows. It reads, and remembers; a file
// that may not be looked at counts as absent.
type Machine interface {
	// Cached tells which files of a module version the module cache holds.
	Cached(path, version string) Cached
	// CachedMod returns the go.mod of a module version in the module cache.
	CachedMod(path, version string) (text string, ok bool)
	// CachedHashes returns the hashes of what the module cache holds for a
	// module version, as go.sum has them ("h1:…"): of the .mod file, which is
	// read, and of the zip, as its .ziphash file says; "" for what is missing.
	CachedHashes(path, version string) (mod, zip string)
	// Vendor returns the text of vendor/modules.txt beside the go.mod or, in a
	// workspace, the go.work; ok is false if there is none. dir reports whether
	// there is a vendor directory at all.
	Vendor() (text string, dir, ok bool)
	// Program reports whether a program can be found on PATH. known is false
	// if that was not looked at.
	Program(name string) (found, known bool)
	// Git tells how git authenticates; known is false if it was not looked at.
	Git() (git Git, known bool)
}

// Cached says which files of a module version the module cache holds.
type Cached struct{ Info, Mod, Zip bool }

// Git is what git's configuration says about URLs and credentials.
type Git struct {
	// Helpers reports whether anything may answer when git asks for a
	// password: a credential helper, an askpass program, an extra header.
	Helpers bool
	// Rewrites are the prefixes of URLs that insteadOf rewrites.
	Rewrites []string
	// Netrc are the hosts that netrc has a login for.
	Netrc []string
}

// An Elsewhere is the route of a requirement in a named environment.
type Elsewhere struct {
	Name  string
	Route route.Route
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
	// Subject tells findings apart that have the same code and requirement:
	// the pattern, the variable, the path that it is about.
	Subject string
	// Unnecessary says that what Span covers has no effect and may go.
	Unnecessary bool
	// Cause is where the fault is set, for a diagnostic that also belongs on
	// that line of another file (the user's Go environment, a go.sum, a
	// go.work); nil if no file sets it.
	Cause   *Related
	Intents []Intent // what would mend it, best first; package fix makes plans of them
}

// A Related is a place that explains a diagnostic.
type Related struct {
	File    string // absolute
	Line    int    // 1-based
	Message string
}
