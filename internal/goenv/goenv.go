// Package goenv holds, as data, the variables that steer where the go command
// fetches modules: each with its value, the layer that set it, and what that
// layer shadows.
//
// The package is pure: [Merge] combines layers that somebody else has read
// (package layers reads them from this machine), and [ParseFile] reads the
// syntax of the file that `go env -w` writes.
package goenv

// An Origin is the layer that set a variable. A stronger layer compares greater.
type Origin uint8

const (
	Default Origin = iota // compiled into the go command
	GOROOT                // the file $GOROOT/go.env
	User                  // the file that `go env GOENV` names
	OS                    // the environment of the process
	Editor                // settings that the editor passes on, laid over the process's environment
)

// String returns the origin's name as reports and JSON spell it:
// "default", "goroot", "user", "os" or "editor".
func (o Origin) String() string {
	return [...]string{"default", "goroot", "user", "os", "editor"}[o]
}

// A Setting is the value that one layer gives to a variable.
type Setting struct {
	Value      string
	Origin     Origin
	File       string // the file that holds the assignment; empty unless Origin is User or GOROOT
	Line       int    // 1-based line in File
	InjectedBy string // who put it into the process's environment, when that is known
}

// A Variable is one variable of an [Environment].
type Variable struct {
	Name string
	// Setting is the value in force, where it comes from. For a variable that
	// inherits, it is the setting of the variable named by Inherits.
	Setting
	// Inherits names the variable whose value this one takes because its own
	// is empty: "GOPRIVATE" for GONOPROXY and GONOSUMDB, else "".
	Inherits string
	// Shadowed lists the settings that lost, strongest layer first. A setting of
	// the process or the editor that is empty is no setting and not among them.
	Shadowed []Setting
}

// A Layer is what one origin sets.
type Layer struct {
	Origin   Origin
	File     string // the file it was read from; empty unless Origin is User or GOROOT
	Settings map[string]Setting
}

// Facts describes the Go installation that an environment belongs to.
type Facts struct {
	GoVersion string // such as "go1.26.8", from $GOROOT/VERSION; "" if unknown
	GOROOT    string // the installation whose go.env is read; "" if none was found
	GOOS      string // of the go command itself, as in runtime.GOOS
	GOARCH    string
	UserFile  string // the file that `go env GOENV` names, as an absolute path; "" if there is none (GOENV=off, no configuration directory)
	// UserFileTarget is what UserFile leads to, if a symbolic link is on its way.
	UserFileTarget string
	// UserFileOff reports that GOENV=off switched the user's file off.
	UserFileOff bool
	// Problems says what was wrong with reading the layers; the environment
	// is usable all the same.
	Problems []Problem
}

// A Problem is something in a layer that a person should know of, such as a
// GOENV file that is a directory. Message stands alone and names the file.
type Problem struct {
	File    string
	Line    int // 1-based, 0 for the file as a whole
	Message string
	// Variable is the one that a setting means, for a setting that does not do
	// what it seems to; "" for a problem of another kind.
	Variable string
	// Rewritten is the value that the setting seems to have, where giving it
	// to the variable mends the line. It may hold secrets.
	Rewritten string
}

// An Environment is the outcome of [Merge]: every variable that steers
// fetching, in force, with its origin. It is immutable.
type Environment struct {
	Facts
	layers []Layer // strongest first
	vars   map[string]Variable
	facts  Facts // as given to Merge
}
