// Package fix turns the analyzers' intents into plans: what a person is shown,
// what changes where, and how it is undone. The server and the command share
// it.
package fix

import "github.com/modroute/modroute/internal/gomod"

// A Target is where a plan writes.
type Target string

const (
	UserEnv Target = "user"   // the user's Go environment, through `go env -w`
	RepoEnv Target = "go.env" // the repository's go.env: a declaration, no route changes
	InFile  Target = "file"   // a go.mod or go.work
)

// A Plan is one offer to a person.
type Plan struct {
	Title     string   // imperative: "Add git.corp.example.com to GOPRIVATE"
	Kind      string   // "quickfix" where it resolves a finding, else "refactor.rewrite"
	Preferred bool     // at most one of the plans for a finding
	Disabled  string   // why it cannot be done; "" if it can
	Codes     []string // the findings that go away, by code
	Target    Target
	Env       []EnvChange // Target UserEnv
	Files     []FileEdit  // Target RepoEnv and InFile
	Preview   string      // what else it changes: "5 lines change, 2 of them public"
	// NeedsDir says that the plan lacks a directory that a person must name:
	// Old/new of the replace are known but for it.
	NeedsDir bool
	Path     string // the module that the plan is about; "" if about the file

	// deliberate says that a person should choose the plan knowingly, so that
	// it is never preferred.
	deliberate bool
}

// An EnvChange is one variable of the user's Go environment to write. Old is
// what the user's file says now ("" and OldSet false if it has no such line);
// it is compared again before anything is written.
type EnvChange struct {
	Name   string `json:"name"`
	Old    string `json:"old"`
	OldSet bool   `json:"oldSet"`
	New    string `json:"new"`
	NewSet bool   `json:"newSet"` // false removes the line
}

// A FileEdit changes one file, or creates it.
type FileEdit struct {
	Path   string // absolute
	Create bool
	Old    string // the text that Edits apply to
	Edits  []gomod.Edit
}
