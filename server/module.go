package server

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// A module is a go.mod or go.work with what follows from it. Its snapshot is
// made when it is first asked for; what is slow, when that has been published.
type module struct {
	folder   *folder
	snapshot func() *snapshot.Snapshot // with what is quick
	made     atomic.Bool               // whether the snapshot is
	imports  func() *snapshot.Imports  // which module provides what Go files import

	turn      chan struct{} // holds one while the slow analyzers run on the document
	started   atomic.Bool   // whether they have been asked to run after publishing
	ready     atomic.Pointer[snapshot.Snapshot]
	overtaken context.Context // ends when there is a newer module of the document
	overtake  context.CancelFunc

	// before is what the slow analyzers found last, in an older text or with
	// other files beside it. It is shown until they have run again.
	before slowFindings
	// causedBy are the files that caused findings before the snapshot was made.
	causedBy []string
	// said is what was found before the snapshot was made, and typed the place
	// that is being typed: half typed, a line is no worse than it was.
	said  []analysis.Diagnostic
	typed int
}

// slowFindings are what the slow analyzers found in a text.
type slowFindings struct {
	file *gomod.File
	list []analysis.Diagnostic
}

// newModule returns the module of d, in the place of old, the document's module
// so far, if there is one.
func newModule(d *document, f *folder, old *module) *module {
	m := &module{folder: f, typed: d.typed, turn: make(chan struct{}, 1)}
	if old != nil {
		m.turn = old.turn
		m.before, m.causedBy, m.said = old.slow(), old.causes(), old.said
		if old.made.Load() {
			m.said, _ = old.findings()
		}
	}
	m.snapshot = sync.OnceValue(func() *snapshot.Snapshot {
		s := f.open().Snapshot(gomod.Parse(d.path, d.text.content))
		m.made.Store(true)
		return s
	})
	m.imports = sync.OnceValue(func() *snapshot.Imports { return m.snapshot().Imports() })
	m.overtaken, m.overtake = context.WithCancel(context.Background())
	return m
}

// completed returns the snapshot with the findings of the slow analyzers, if
// they have run; else the one without.
func (m *module) completed() *snapshot.Snapshot {
	if s := m.ready.Load(); s != nil {
		return s
	}
	return m.snapshot()
}

// complete runs the slow analyzers, or waits until they have run, and returns
// the completed snapshot. If ctx ends first, or the module is overtaken, that
// is the one without their findings.
func (m *module) complete(ctx context.Context) *snapshot.Snapshot {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(m.overtaken, cancel)()
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
	}
	if m.ready.Load() == nil && ctx.Err() == nil {
		if s := m.snapshot().Complete(ctx); s.Completed {
			m.ready.Store(s)
		}
	}
	return m.completed()
}

// slow returns what is found in the module only once the slow analyzers have
// run, or, before they have, what was in the one before.
func (m *module) slow() slowFindings {
	s := m.ready.Load()
	if s == nil {
		return m.before
	}
	found := slowFindings{file: s.File}
	quick := m.snapshot().Diagnostics
	for _, d := range s.Diagnostics {
		// That a comment silences nothing slow is known no sooner.
		late := d.Code == analyzers.UnusedIgnore.Name && !slices.ContainsFunc(quick, func(q analysis.Diagnostic) bool {
			return q.Code == d.Code && q.Span == d.Span
		})
		if a := analyzers.ByCode(d.Code); late || a != nil && a.Slow {
			found.list = append(found.list, d)
		}
	}
	return found
}

// causes returns the paths of the files that cause findings of the module, or,
// while its snapshot has not been made, that caused some before.
func (m *module) causes() (paths []string) {
	if !m.made.Load() {
		return m.causedBy
	}
	found, _ := m.findings()
	for _, d := range found {
		if d.Cause != nil {
			paths = append(paths, d.Cause.File)
		}
	}
	return paths
}

// findings returns what there is to say about the file now.
func (m *module) findings() (list []analysis.Diagnostic, completed bool) {
	s := m.completed()
	if s.Completed || len(m.before.list) == 0 {
		return m.shown(s, s.Diagnostics), s.Completed
	}
	list = slices.Clone(s.Diagnostics)
	for _, d := range m.before.list {
		if moved, ok := carried(m.before.file, s, d); ok {
			list = append(list, moved)
		}
	}
	slices.SortStableFunc(list, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return m.shown(s, list), false
}

// carried returns a finding of the text before where it stands now: with its
// requirement, or on its line, if that is still there.
func carried(before *gomod.File, now *snapshot.Snapshot, d analysis.Diagnostic) (analysis.Diagnostic, bool) {
	shift, ok := 0, false
	if old := d.Requirement; old != nil {
		for _, r := range now.Requirements {
			if r.Path == old.Path && r.Version == old.Version {
				d.Requirement, shift, ok = r, r.Token.Start-old.Token.Start, true
				break
			}
		}
	} else {
		shift, ok = movedLine(before, now.File, d.Span.Start)
	}
	at := gomod.Span{Start: d.Span.Start + shift, End: d.Span.End + shift}
	if !ok || at.Start < 0 || at.End > len(now.File.Text) || now.File.Text[at.Start:at.End] != before.Text[d.Span.Start:d.Span.End] {
		return d, false
	}
	d.Span = at
	return d, true
}

// movedLine returns how far the line of an offset has moved from one text to
// another; ok is false if the other has no such line.
func movedLine(from, to *gomod.File, offset int) (shift int, ok bool) {
	number, _ := from.Position(offset)
	span := from.LineSpan(number)
	line := from.Text[span.Start:span.End]
	for n := 1; ; n++ {
		at := to.LineSpan(n)
		if to.Text[at.Start:at.End] == line {
			return at.Start - span.Start, true
		}
		if at.End == len(to.Text) {
			return 0, false
		}
	}
}
