package analyzers

import (
	"go/version"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// ModuleNotInWorkspace reports a go.mod below a go.work that does not use it.
var ModuleNotInWorkspace = &analysis.Analyzer{
	Name:  "module-not-in-workspace",
	Group: "workspace",
	URL:   docURL("module-not-in-workspace"),
	Run:   runModuleNotInWorkspace,
	Doc: `A go.work governs the directory, but does not use its module.

The go command takes the nearest go.work at or above the current directory, and
in a workspace it knows only the modules that go.work uses. In the directory of
another module "go build ./...", "go vet ./...", "go test ./..." and
"go list ./..." fail:

    pattern ./...: directory prefix . does not contain modules listed in go.work or their selected dependencies

and without the pattern they say

    current directory is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:
    	go work use .

or, below a module that go.work uses, that this one "does not contain package".
Only a module that another one of the workspace requires, and replaces by this
directory, can be built: with any pattern up to Go 1.24, without "./..." since Go
1.25, which then says

    pattern ./...: directory /src/lib is outside module root (/src/app)

"go list -m all" lists other modules. "go mod tidy" ignores go.work.

A go.work that uses the module by an absolute path which is not written in its
simplest form, such as "/src/lib/" for "/src/lib", has the same effect: the module
counts, but the go command does not recognise its directory.

A module in a directory that "./..." leaves out is not reported: testdata, and
names that begin with "_" or ".".

To fix it, add the module to the workspace with "go work use ." in its
directory, which raises the go line of go.work to the module's, or leave the
workspace out:

    GOWORK=off go build ./...

Switch it off where the module is left out of the workspace on purpose and
always built under GOWORK=off.
`,
}

func runModuleNotInWorkspace(p *analysis.Pass) {
	if use := unrecognised(p); use != nil {
		reportUnrecognised(p, use)
		return
	}
	work := p.UnusedWork
	if work == nil && p.Work != nil && !isMember(p) {
		work = p.Work // beside the go.mod
	}
	if work == nil || p.File.Work || leftOut(work, p.Dir) {
		return
	}
	unless := ""
	if goenv.Older(p.Env.GoVersion, "go1.25") {
		unless = ", unless a module of the workspace requires this one and replaces it by this directory"
	}
	const message = "Directory is contained in a module that is not one of the workspace modules listed in go.work"
	p.Report(analysis.Diagnostic{
		Span: headSpan(p.File), Severity: analysis.Warning,
		Message: message + ": " + work.Name + ". Here go build ./..., go vet ./... and go test ./... fail" + unless + ". " +
			"Add the module with go work use ., or leave the workspace out with GOWORK=off.",
		Cause:   &analysis.Related{File: work.Name, Line: useLine(work), Message: message + ": " + p.Dir + "."},
		Related: []analysis.Related{{File: work.Name, Line: useLine(work), Message: "these are the modules of the workspace"}},
		Intents: []analysis.Intent{
			useModule(p, work),
			analysis.RunLine{Title: "Build without the workspace", Line: "GOWORK=off go build ./..."},
		},
	})
}

// unrecognised returns the use directive by which the go command does not
// recognise the module's directory: it joins and so cleans relative paths, but
// compares absolute ones as they are written (cmd/go/internal/modload/init.go:
// LoadWorkFile); nil if there is none.
func unrecognised(p *analysis.Pass) *gomod.Value {
	if p.Work == nil || p.File.Work || leftOut(p.Work, p.Dir) {
		return nil
	}
	for _, use := range p.Work.Use {
		if dir := filepath.FromSlash(use.Arg.Value); filepath.IsAbs(dir) && dir != p.Dir && filepath.Clean(dir) == p.Dir {
			return use
		}
	}
	return nil
}

func reportUnrecognised(p *analysis.Pass, use *gomod.Value) {
	simple := filepath.ToSlash(p.Dir)
	message := "The go command does not recognise this directory by " + use.Arg.Value + ", as go.work spells it"
	p.Report(analysis.Diagnostic{
		Span: headSpan(p.File), Severity: analysis.Warning,
		Message: message + ": here go build ., go build ./... and the like fail as if the module was not used. Write " + simple + " there.",
		Cause:   &analysis.Related{File: p.Work.Name, Line: use.Line, Message: message + ": in " + p.Dir + " go build ./... fails."},
		Related: []analysis.Related{{File: p.Work.Name, Line: use.Line, Message: "this directive uses the module"}},
		Intents: []analysis.Intent{analysis.EditText{
			Title: "Write " + simple + " in go.work", File: p.Work.Name,
			Edits: []gomod.Edit{{Span: use.Arg.Span, New: modfile.AutoQuote(simple)}},
		}},
	})
}

// useModule is the intent that does what "go work use ." does: it adds the
// module, and raises the go line of go.work to the module's, for else every
// command in the workspace fails (cmd/go/internal/workcmd/use.go). What the
// other modules of the workspace are built with may change by it.
func useModule(p *analysis.Pass, work *gomod.File) analysis.Intent {
	name := "this module"
	if p.File.Module != nil {
		name = p.File.Module.Arg.Value
	}
	edit := analysis.EditText{
		Title: "Use " + name + " in go.work", File: work.Name,
		// Its own directory it uses as ".", as go work use writes it.
		Edits:      work.AddUse(strings.TrimSuffix(spelledFrom(filepath.Dir(work.Name), p.Dir), "/.")),
		Deliberate: true,
	}
	if p.File.Go == nil {
		return edit
	}
	needs, lists := p.File.Go.Arg.Value, "1.20" // without a go line anything before 1.21 goes
	if work.Go != nil {
		lists = work.Go.Arg.Value
	}
	switch {
	case version.Compare("go"+needs, "go1.21") < 0, version.Compare("go"+needs, "go"+lists) <= 0:
		return edit
	case work.Go == nil:
		return analysis.RunLine{Title: edit.Title, Line: "go work use ."}
	}
	edit.Title += ", and raise its go line to " + needs
	edit.Edits = append(edit.Edits, gomod.Edit{Span: work.Go.Arg.Span, New: needs})
	return edit
}

// useLine returns the line of a go.work's first use directive, else its first.
func useLine(work *gomod.File) int {
	if len(work.Use) == 0 {
		return 1
	}
	return work.Use[0].Line
}

// leftOut reports whether a directory below that of go.work is one that
// patterns such as "./..." leave out (cmd/go/internal/modload/search.go).
func leftOut(work *gomod.File, dir string) bool {
	rel, err := filepath.Rel(filepath.Dir(work.Name), dir)
	if err != nil {
		return false
	}
	for elem := range strings.SplitSeq(filepath.ToSlash(rel), "/") {
		if elem == "testdata" || strings.HasPrefix(elem, "_") || strings.HasPrefix(elem, ".") && elem != "." && elem != ".." {
			return true
		}
	}
	return false
}
