package analyzers

import (
	"fmt"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// GoSumMismatch reports modules whose content in the module cache is not what
// go.sum records.
var GoSumMismatch = &analysis.Analyzer{
	Name:  "go-sum-mismatch",
	Group: "integrity",
	URL:   docURL("go-sum-mismatch"),
	Slow:  true,
	Run:   runGoSumMismatch,
	Doc: `go.sum records another hash than that of what the module cache holds.

The go command holds what it has in the module cache against go.sum each time
that it uses it. Where the two differ, it stops:

    verifying git.corp.example.com/team/lib@v1.2.3: checksum mismatch
    	downloaded: h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=
    	go.sum:     h1:ZhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg=

    SECURITY ERROR
    This download does NOT match an earlier download recorded in go.sum.
    The bits may have been replaced on the origin server, or an attacker may
    have intercepted the download attempt.

With "/go.mod" after the version it is about the go.mod file alone, which every
command that loads the module graph compares. Else it is about the packages: what
imports one of them stops, as "go build" and "go mod tidy" do, and "go mod download"
always. "go mod verify" is no help: it compares the module cache with its own
record of the download.

Which of the two is wrong cannot be told from here. The module cache is, if what
was fetched came from a proxy that serves other content, or has been changed on
disk. go.sum is, if it was recorded from such a proxy, merged badly, or the
version's tag was moved after that, as happens in private repositories.

It is information where builds use the vendor directory, which is not held
against go.sum: then "go mod download" and "go mod tidy" stop.

To fix it, fetch the version again, through a proxy that you trust. If the hash
stays the same, find out who changed the version before you give up the line of
go.sum: a module that the checksum database knows never changes.

Switch it off nowhere: it is what go.sum is for.
`,
}

func runGoSumMismatch(p *analysis.Pass) {
	for _, r := range p.Requirements {
		if p.Canceled() {
			return
		}
		if !isRequirement(p.File, r) || isLoneReplace(r) || r.Route.Source == route.Local {
			continue
		}
		path, version := r.Route.Target()
		if !hasSumLine(p.Sums, path, version) {
			continue
		}
		if m, ok := findMismatch(p, r, path, version); ok {
			reportMismatch(p, r, m)
		}
	}
}

// hasSumLine reports whether there is anything to compare, before files are
// looked at.
func hasSumLine(sums []*gomod.Sum, path, version string) bool {
	for _, sum := range sums {
		if mod, zip := sum.Has(path, version); mod || zip {
			return true
		}
	}
	return false
}

// A mismatch is a line of a go.sum and the hash of what is cached.
type mismatch struct {
	module, version string
	cached          string
	line            *gomod.SumLine
	file            string // the go.sum
}

// findMismatch compares what is cached of a module version with go.sum: its
// go.mod, then its zip. Of a main module only the go.mod is used.
func findMismatch(p *analysis.Pass, r *analysis.Requirement, path, version string) (mismatch, bool) {
	mod, zip := p.Machine.CachedHashes(path, version)
	if mod != "" {
		if line, file := conflicting(p, path, version, true, mod); line != nil {
			return mismatch{path, version, mod, line, file}, true
		}
	}
	if zip != "" && !isMain(r) {
		line, file := conflicting(p, path, version, false, zip)
		if line != nil && p.Machine.Cached(path, version).Zip { // else it is fetched anew, and so is its hash
			return mismatch{path, version, zip, line, file}, true
		}
	}
	return mismatch{}, false
}

// conflicting returns the line that the go command holds against a hash. In
// the main file, go.sum or go.work.sum, the first line of a known kind decides;
// in the others of a workspace each one does, unless the main file has the
// hash (cmd/go/internal/modfetch/fetch.go:haveModSumLocked).
func conflicting(p *analysis.Pass, path, version string, goMod bool, hash string) (line *gomod.SumLine, file string) {
	for _, sum := range p.Sums {
		main := p.Work == nil || sum.Name == p.Work.Name+".sum"
		for l := range sum.Lines(path, version) {
			switch {
			case l.GoMod != goMod:
			case l.Hash == hash && main:
				return nil, ""
			case l.Hash != hash && strings.HasPrefix(l.Hash, "h1:"):
				return l, sum.Name
			}
		}
	}
	return nil, ""
}

func reportMismatch(p *analysis.Pass, r *analysis.Requirement, m mismatch) {
	name := m.module + "@" + m.version
	if m.line.GoMod {
		name += "/go.mod"
	}
	severity, fails := analysis.Error, "The go command refuses "+name
	if p.Vendored {
		severity, fails = analysis.Information, "Builds use the vendor directory, but go mod download and go mod tidy refuse "+name
	}
	message := fmt.Sprintf("%s: checksum mismatch: the module cache holds %s, go.sum records %s. "+
		"Either the cached copy is wrong, fetched from a proxy that serves other content or changed since, and has to be fetched again; "+
		"or %s:%d is, because the version was changed after it was recorded.",
		fails, short(m.cached), short(m.line.Hash), m.file, m.line.Line)
	p.Report(analysis.Diagnostic{
		Span: r.Token.Span, Severity: severity, Message: message, Requirement: r,
		Cause:   &analysis.Related{File: m.file, Line: m.line.Line, Message: message},
		Related: []analysis.Related{{File: m.file, Line: m.line.Line, Message: "go.sum records " + m.line.Hash + "; the module cache holds " + m.cached}},
		Intents: []analysis.Intent{analysis.RemoveCached{Path: m.module, Version: m.version}},
	})
}

// short returns as much of a hash as tells two apart for the eye.
func short(hash string) string {
	const shown = len("h1:") + 8
	if len(hash) <= shown {
		return hash
	}
	return hash[:shown] + "…"
}
