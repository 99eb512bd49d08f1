// Package fix turns the analyzers' intents into plans: what a person is shown,
// what changes where, and how it is undone. The server and the command share
// it.
package fix

import (
	"slices"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// A Target is where a plan writes.
type Target string

const (
	UserEnv Target = "user"   // the user's Go environment, through `go env -w`
	RepoEnv Target = "go.env" // the repository's go.env: a declaration, no route changes
	InFile  Target = "file"   // a text file of the module or workspace: go.mod, go.work, go.sum
	Shell   Target = "shell"  // nothing is written: a line for a person's shell, to copy
	Cache   Target = "cache"  // the module cache: one module version is removed
)

// A Plan is one offer to a person.
type Plan struct {
	Title     string   // imperative: "Add git.corp.example.com to GOPRIVATE"
	Kind      string   // "quickfix" where it resolves a finding, else "refactor.rewrite"
	Preferred bool     // at most one of the plans for a finding
	Disabled  string   // why it cannot be done; "" if it can
	Codes     []string // the findings that go away, by code
	Target    Target
	Env       []EnvChange    // Target UserEnv
	Files     []FileEdit     // Target RepoEnv and InFile
	Line      string         // Target Shell
	Cached    module.Version // Target Cache: what is removed, after a person has said yes
	// Safe says that the plan can be carried out unseen, together with others
	// of its kind: it cannot alter what is built. Target InFile only.
	Safe    bool
	Preview string // what else it changes: "5 lines change, 2 of them public"
	// NeedsDir says that the plan lacks a directory that a person must name:
	// Old/new of the replace are known but for it.
	NeedsDir bool
	Path     string // the module that the plan is about; "" if about the file

	// deliberate says that a person should choose the plan knowingly, so that
	// it is never preferred.
	deliberate bool
	// mends are the findings that go away, of a plan that was made for one of
	// them and not for all of its Codes; else nil.
	mends []fault
	// place is that of the plan's intent among those of its finding.
	place int
}

// Mends reports whether the plan makes a finding go away. For one about a
// requirement, the plan must be one of that requirement's line.
func (p *Plan) Mends(d *analysis.Diagnostic) bool {
	if p.mends != nil {
		return slices.Contains(p.mends, faultOf(*d))
	}
	return slices.Contains(p.Codes, d.Code)
}

// Automatic reports whether the plan may be carried out for whoever asks that
// all be mended: it is complete, it writes, and nobody need choose it knowingly.
func (p *Plan) Automatic() bool {
	return p.Complete() && !p.deliberate && p.Target != Cache
}

// Complete reports whether the plan can be carried out as it is, and what it
// writes has an effect on the go command.
func (p *Plan) Complete() bool {
	return p.Disabled == "" && !p.NeedsDir && (p.Target == UserEnv || p.Target == InFile || p.Target == Cache)
}

// Deliberate reports whether a person should choose the plan knowingly.
func (p *Plan) Deliberate() bool { return p.deliberate }

// forShell returns the plan that offers a line for the shell in place of p.
func (p Plan) forShell(line string) Plan {
	p.Title, p.Target, p.Line, p.Env = copied+line, Shell, line, nil
	return p
}

// An EnvChange is one variable of the user's Go environment to write. Old is
// what the user's file says now ("" and OldSet false if it has no such line),
// redacted if it holds a secret; it is compared again before anything is
// written.
type EnvChange struct {
	Name   string `json:"name"`
	Old    string `json:"old"`
	OldSet bool   `json:"oldSet"`
	New    string `json:"new"`
	NewSet bool   `json:"newSet"` // false removes the line
}

// Command returns the command that makes the change, for a person to read.
// Secrets are redacted.
func (c EnvChange) Command() string {
	if !c.NewSet {
		return "go env -u " + c.Name
	}
	return "go env -w " + c.Name + "=" + quoted(goenv.RedactValue(c.Name, c.New), false)
}

// A FileEdit changes one file, or creates it.
type FileEdit struct {
	Path   string // absolute
	Create bool
	Old    string // the text that Edits apply to
	Edits  []gomod.Edit
}
