package analysis

import "github.com/modroute/modroute/internal/gomod"

// An Intent is what would mend a fault, without how: package fix finds out
// what can be done about it here, tries it out, and makes plans of it.
type Intent interface{ intent() }

// AddPattern asks that the requirement be matched by GOPRIVATE (or, behind a
// company proxy, by GONOSUMDB).
type AddPattern struct{}

// AddReplace asks that the requirement be replaced by a local checkout.
type AddReplace struct{}

// SetVariable asks that a variable of the Go environment get a value, or with
// Unset none, in the layer that sets it now: through `go env -w` where that
// takes effect, else as a line for the shell or the editor's settings.
type SetVariable struct {
	Name  string
	Value string
	Unset bool
	Title string // imperative: "Remove what follows direct from GOPROXY"
	// Deliberate says that a person should choose it knowingly: it is never
	// preferred.
	Deliberate bool
}

// ApplyDeclaration asks that what the repository's go.env declares be set in
// the Go environment: all changes together, for each alone mends nothing.
type ApplyDeclaration struct {
	Title   string // imperative: "Apply the repository's go.env to the Go environment"
	Changes []SetVariable
	// Deliberate says that a person should choose it knowingly: it is never
	// preferred.
	Deliberate bool
}

// EditText asks for a change of a text file of the module or workspace.
type EditText struct {
	Title string // imperative: "Remove the replace directive"
	File  string // absolute; "" is the file under analysis
	Edits []gomod.Edit
	// Safe says that the change can be made unseen, together with others of
	// its kind: it cannot alter what is built.
	Safe bool
	// Deliberate says that a person should choose it knowingly: it is never
	// preferred.
	Deliberate bool
}

// MoveToWork asks that a local replace directive of a go.mod move to the
// go.work, which is created if there is none.
type MoveToWork struct{ Replace *gomod.Replace }

// RemoveCached asks that what the module cache holds of one module version be
// removed, so that it is fetched again.
type RemoveCached struct{ Path, Version string }

// RunLine offers a line for the shell, which is shown and copied, never run.
type RunLine struct {
	Title string // imperative: "Vendor again"
	Line  string // "go mod vendor"
}

func (AddPattern) intent()       {}
func (AddReplace) intent()       {}
func (SetVariable) intent()      {}
func (ApplyDeclaration) intent() {}
func (EditText) intent()         {}
func (MoveToWork) intent()       {}
func (RemoveCached) intent()     {}
func (RunLine) intent()          {}
