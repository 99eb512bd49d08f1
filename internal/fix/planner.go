package fix

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/pathglob"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Planner makes the plans for the lines of one snapshot. It remembers what
// is the same for many of them: the directories near by, and what becomes of
// the file under a changed environment. Who asks about many lines asks one
// Planner. It is not safe for concurrent use, and it is for one answer: it does
// not see what changes on disk meanwhile.
type Planner struct {
	s        *snapshot.Snapshot
	near     *nearby
	lines    map[route.Requirement]*analysis.Requirement
	findings map[route.Requirement][]analysis.Diagnostic
	faults   map[fault]int
	byTarget []target            // sorted by path
	effects  map[string]*effect  // by the changes
	outcomes map[string]*outcome // by the changes
	// slow says that a finding of a slow analyzer asks for a pattern or a
	// checkout, so that what is tried out has to be completed.
	slow      bool
	spent     int                       // on trying edits out, in lines
	commented func() []commentedReplace // of the snapshot's file
}

// A target is a requirement by the path that patterns have to match for it.
type target struct {
	path  string
	index int // in the snapshot
}

// An effect is what comes of a change of the environment.
type effect struct {
	faults    map[fault]int
	judged    map[route.Requirement]bool // the requirements that it may be about
	completed bool                       // faults has what the slow analyzers find, too
	preview   []string
}

// NewPlanner returns a Planner for the lines of s.
func NewPlanner(s *snapshot.Snapshot) *Planner {
	p := &Planner{
		s:         s,
		near:      newNearby(s),
		lines:     make(map[route.Requirement]*analysis.Requirement, len(s.Requirements)),
		findings:  make(map[route.Requirement][]analysis.Diagnostic),
		faults:    faults(s),
		byTarget:  make([]target, len(s.Requirements)),
		effects:   make(map[string]*effect),
		outcomes:  make(map[string]*outcome),
		commented: sync.OnceValue(func() []commentedReplace { return commentedReplaces(s.File) }),
	}
	for i, r := range s.Requirements {
		p.lines[moduleOf(r)] = r
		path, _ := r.Route.Target()
		p.byTarget[i] = target{path, i}
	}
	slices.SortFunc(p.byTarget, func(a, b target) int {
		return cmp.Or(strings.Compare(a.path, b.path), a.index-b.index)
	})
	for _, d := range s.Diagnostics {
		if d.Requirement != nil {
			m := moduleOf(d.Requirement)
			p.findings[m] = append(p.findings[m], d)
			p.slow = p.slow || isSlow(d.Code) && (asks[analysis.AddPattern](d) || asks[analysis.AddReplace](d))
		}
	}
	return p
}

// maxSpent bounds what a Planner spends on trying out edits for all findings of
// one file, each of which takes the whole file: some seconds, where a list of
// plans for one line takes some milliseconds.
const maxSpent = 1 << 18

// tooMany counts one more edit that is tried out, and returns why it is not,
// if that would take too long; "" if it is.
func (p *Planner) tooMany() string {
	p.spent += len(p.s.Requirements) + len(p.s.File.Replace)
	if p.spent <= maxSpent {
		return ""
	}
	return "the file has so many findings that trying out a fix for each takes too long: mend some of them first"
}

// findings returns the findings about a requirement that ask for an intent.
func findings[I analysis.Intent](p *Planner, r *analysis.Requirement) []analysis.Diagnostic {
	var list []analysis.Diagnostic
	for _, d := range p.findings[moduleOf(r)] {
		if asks[I](d) {
			list = append(list, d)
		}
	}
	return list
}

// effect tells what comes of changes to the private patterns of the Go
// environment.
func (p *Planner) effect(changes []EnvChange) *effect {
	key := fmt.Sprintf("%#v", changes)
	if e := p.effects[key]; e != nil {
		return e
	}
	e := p.compare(p.withEnv(changes))
	p.effects[key] = e
	return e
}

// compare tells how the snapshot after a fix differs.
func (p *Planner) compare(after *snapshot.Snapshot) *effect {
	if p.slow {
		after = after.Complete(context.Background())
	}
	e := &effect{
		faults:    faults(after),
		judged:    make(map[route.Requirement]bool, len(after.Requirements)),
		completed: after.Completed,
		preview:   p.preview(after),
	}
	for _, r := range after.Requirements {
		e.judged[moduleOf(r)] = true
	}
	return e
}

// withEnv returns the requirements whose routes can change as they would be
// after changes to the private patterns of the Go environment.
func (p *Planner) withEnv(changes []EnvChange) *snapshot.Snapshot {
	env := Changed(p.s.Folder.Env, changes)
	return p.s.Rejudged(p.s.Folder.WithEnv(env), p.matched(addedGlobs(p.s, changes)))
}

// matched returns the requirements that one of the globs matches, in the
// file's order.
func (p *Planner) matched(globs []string) []*analysis.Requirement {
	var indices []int
	for _, text := range globs {
		glob := pathglob.Compile(text)
		first := sort.Search(len(p.byTarget), func(i int) bool { return p.byTarget[i].path >= glob.Literal() })
		for _, t := range p.byTarget[first:] {
			if !strings.HasPrefix(t.path, glob.Literal()) {
				break
			}
			if glob.Match(t.path) {
				indices = append(indices, t.index)
			}
		}
	}
	slices.Sort(indices)
	var list []*analysis.Requirement
	for _, i := range slices.Compact(indices) {
		list = append(list, p.s.Requirements[i])
	}
	return list
}
