// Package route answers where the go command gets a module: [Compile] reads an
// environment once into a [Policy], and [Policy.Resolve] gives the [Route] of
// one requirement under it.
//
// The package is pure: no file, no network, no process. What the answer
// depends on besides the environment comes in as data, a [Workspace].
// Its rules are those of cmd/go; each names the source that it follows.
package route

// A Class says which kind of command is run. They ask for different files.
type Class uint8

const (
	Download Class = iota // go mod download M@V, the default
	Build                 // go build, go test, go list: commands that only read go.mod
	Update                // go get M@V, go mod tidy: commands that alter go.mod
)

// String returns "download", "build" or "update".
func (c Class) String() string { return [...]string{"download", "build", "update"}[c] }

// A Source is the kind of place that a module comes from.
type Source string

const (
	Proxy   Source = "proxy"   // the first hop is a module proxy
	Direct  Source = "direct"  // the first hop is the origin's version control
	Blocked Source = "blocked" // nothing can be fetched
	Local   Source = "local"   // replaced by a directory
	Main    Source = "main"    // a module of the workspace; the .mod of its required version is still routed
	Vendor  Source = "vendor"  // the vendor directory decides
)

// A Next says what makes the go command go on from a hop to the next one.
type Next string

const (
	OnNotFound Next = "on-not-found" // only 404 and 410 (or a missing file)
	OnAnyError Next = "on-any-error"
	Never      Next = "never"
)

// A HopKind is what a hop is: a proxy, or one of GOPROXY's two keywords.
type HopKind string

const (
	HopProxy  HopKind = "proxy"
	HopDirect HopKind = "direct"
	HopOff    HopKind = "off"
)

// A Hop is one place that the go command tries for a module, or for the
// checksum database.
type Hop struct {
	Kind HopKind `json:"kind"`
	URL  string  `json:"url,omitempty"` // of a proxy, as the go command completes it, userinfo redacted
	Next Next    `json:"next"`
}

// A DirectStep is how the direct hop finds the repository.
type DirectStep struct {
	How      string `json:"how"`                // "static" (a host the go command knows), "suffix" (a .git-like element), "discovery" (?go-get=1) or "refused"
	URL      string `json:"url,omitempty"`      // the repository, or for discovery the first page asked for
	VCS      string `json:"vcs,omitempty"`      // where it is known offline
	Insecure bool   `json:"insecure,omitempty"` // GOINSECURE matches: unverified https and http are allowed
	Error    string `json:"error,omitempty"`    // why it fails whatever the network says: GOVCS, a path that is refused
}

// A Replacement is what is fetched instead of the required module.
type Replacement struct {
	Path    string `json:"path,omitempty"`
	Version string `json:"version,omitempty"`
	// Dir is that of a local one, as the file spells it; if the file is not in
	// the folder of the requirement, it is relative to that folder.
	Dir string `json:"dir,omitempty"`
}

// A Checksum is the checksum route of a module.
type Checksum struct {
	Verify   bool   `json:"verify"`             // the policy for what go.sum lacks: whether a checksum database is asked
	GoSum    string `json:"goSum,omitempty"`    // which lines go.sum has: "both", "mod", "zip" or "none"; "" outside a module
	Database string `json:"database,omitempty"` // its name
	// Via lists where it is asked, in order: the first proxy that supports
	// it, else directly. At the end of a GOPROXY without direct, a proxy that
	// failed otherwise than by 404 or 410 keeps the last step from being
	// taken, even if the proxies after it were asked.
	Via    []Hop  `json:"via,omitempty"`
	Reason string `json:"reason,omitempty"` // why it is not asked, or what fails when it is, in the go command's words
	Error  bool   `json:"-"`                // Reason is a failure of every look-up
}

// A Reason names what decided one step of a route.
type Reason struct {
	Step     string `json:"step,omitempty"` // what it decided: "modules", "main", "exclude", "replace", "vendor", "proxy-list", "private", "checksum", "vcs", "toolchain"
	Variable string `json:"variable,omitempty"`
	Value    string `json:"value,omitempty"`   // redacted
	Pattern  string `json:"pattern,omitempty"` // the one pattern of Value that matched
	Origin   string `json:"origin,omitempty"`  // a goenv.Origin
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Text     string `json:"text,omitempty"` // the step in words, for the decision tree
}

// A Route is the whole answer for one requirement and command class.
type Route struct {
	Path, Version string       // as required
	For           Class        //
	ReplacedBy    *Replacement // nil if not replaced
	Source        Source
	Hops          []Hop // only places that this module can reach, in order
	Direct        *DirectStep
	Checksum      *Checksum
	Reasons       []Reason
	Error         string // the go command's own words when nothing can be routed: the environment is invalid, the path malformed

	mains map[string]string // the workspace's, whose paths go get does not ask for
	graph bool              // a build loads the whole module graph before it fetches packages
	// noNotes: all versions are replaced, so go get looks for no notes.
	noNotes bool
}

// Target returns the path and version that are fetched: the replacement's, if
// the module is replaced by another one.
func (r *Route) Target() (path, version string) {
	if r.ReplacedBy != nil && r.ReplacedBy.Dir == "" {
		return r.ReplacedBy.Path, r.ReplacedBy.Version
	}
	return r.Path, r.Version
}

// A Requirement is a module version that a file asks for. Version may be a
// query such as "latest"; it is empty to ask about the module as such.
type Requirement struct{ Path, Version string }

// A Replace is one replace directive as [Workspace] knows it.
type Replace struct {
	OldPath, OldVersion string // OldVersion "" replaces all versions
	NewPath, NewVersion string // NewVersion "" names a directory
	File                string // that holds the directive, relative to the folder
	Line                int
	Work                bool // stands in the go.work
}

// A VendorState is what is known of the vendor directory beside go.mod or,
// in workspace mode, beside go.work.
type VendorState struct {
	Exists    bool
	Workspace bool // the first line of modules.txt says "## workspace"
}

// Sums tells which lines go.sum (in a workspace: go.work.sum and the go.sum of
// every used module) holds for a module version.
type Sums interface {
	Has(path, version string) (mod, zip bool)
}

// A Workspace is what a route depends on besides the environment. The zero
// value is a directory outside any module.
type Workspace struct {
	Module    bool              // whether there is a go.mod
	Work      bool              // whether a go.work is active
	GoVersion string            // the go line's, of go.work if Work, else of go.mod: "1.24"; "" if there is none
	Toolchain string            // the toolchain line's: "go1.24.1"
	Mains     map[string]string // the main modules: path to directory
	Replaces  []Replace         // in the order of precedence: go.work's first
	Excludes  map[Requirement]bool
	Sums      Sums // nil outside a module
	Vendor    VendorState
	// Alone is the module without the go.work, if Work: all that commands of
	// the class Update go by.
	Alone *Workspace
}

// For returns what commands of a class see of ws. Those that alter go.mod take
// nothing from a go.work: neither its replaces nor its other modules (modload/
// init.go:InitWorkfile, which modget/get.go and modcmd/tidy.go do not call).
// The result is ws itself, or a part of it.
func (ws *Workspace) For(class Class) *Workspace {
	if class == Update && ws.Alone != nil {
		return ws.Alone
	}
	return ws
}
