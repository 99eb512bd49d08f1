package fix

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/snapshot"
)

// An outcome is what a change leads to for the file as a whole, the findings
// about no requirement included.
type outcome struct {
	faults  map[fault]int
	lines   int      // whose route changes
	brought []string // codes of findings that are new
	exposes bool     // it names a private module to a public proxy or database, and none was told of it before
}

// outcome compares the snapshot after a change with the one before. If that
// has the findings of the slow analyzers, so has this.
func (p *Planner) outcome(after *snapshot.Snapshot) *outcome {
	if p.s.Completed {
		after = after.Complete(context.Background())
	}
	o := &outcome{faults: faults(after)}
	for _, a := range after.Requirements {
		if r := p.lines[moduleOf(a)]; r != nil && !sameRoute(&r.Route, &a.Route) {
			o.lines++
		}
	}
	// A subject may hold a line number, which edits move.
	before, now := withoutSubjects(p.faults), withoutSubjects(o.faults)
	for _, d := range after.Diagnostics {
		f := faultOf(d)
		f.subject = ""
		if now[f] > before[f] {
			o.brought = append(o.brought, d.Code)
		}
		o.exposes = o.exposes || exposed(d) && !slices.ContainsFunc(p.findings[moduleOf(d.Requirement)], exposed)
	}
	o.brought = unique(o.brought)
	return o
}

// exposed reports whether a finding says that a private module is named to a
// public proxy or checksum database.
func exposed(d analysis.Diagnostic) bool {
	return d.Requirement != nil && strings.HasPrefix(d.Code, "private-module-public-")
}

func withoutSubjects(faults map[fault]int) map[fault]int {
	sums := make(map[fault]int, len(faults))
	for f, n := range faults {
		f.subject = ""
		sums[f] += n
	}
	return sums
}

// mends reports whether a finding of the snapshot before is gone. Of several
// that are alike one has to be.
func (o *outcome) mends(p *Planner, d analysis.Diagnostic) bool {
	f := faultOf(d)
	return o.faults[f] < p.faults[f]
}

// mended returns the findings of the snapshot before that are gone.
func (o *outcome) mended(p *Planner) []fault {
	var gone []fault
	for _, d := range p.s.Diagnostics {
		if o.mends(p, d) {
			gone = append(gone, faultOf(d))
		}
	}
	return gone
}

// preview says what else a change of the environment or, if that is not where
// it is made, of a file brings about.
func (o *outcome) preview(environment bool) string {
	var notes []string
	switch {
	case o.lines > 1:
		notes = append(notes, fmt.Sprintf("%d lines change", o.lines))
	case o.lines == 1 && environment:
		notes = append(notes, "1 line changes")
	case environment:
		notes = append(notes, "no route changes")
	}
	if len(o.brought) > 0 {
		notes = append(notes, "it brings up "+strings.Join(o.brought, ", "))
	}
	return strings.Join(notes, "; ")
}

// environmentOutcome tells what comes of changes of the Go environment. The
// folder is opened anew, since GOWORK and GOFLAGS decide which files count.
func (p *Planner) environmentOutcome(changes []EnvChange) *outcome {
	key := fmt.Sprintf("%#v", changes)
	if o := p.outcomes[key]; o != nil {
		return o
	}
	f := p.s.Folder
	o := p.outcome(p.s.Reopened(snapshot.Open(f.Dir, Changed(f.Env, changes), f.Files, f.Options)))
	p.outcomes[key] = o
	return o
}
