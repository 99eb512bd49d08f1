package server

import (
	"cmp"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
)

// On its way to v1.2.3 a version is refused twice, as "v1." and "v1.2.", a
// directory that is being typed does not exist before its last letter, and a
// comment begins with a slash that breaks its line. Such faults come with one key
// and go with the next, so they are told of the line that is being typed only once
// the file is saved, or another line is edited. Until then the line says what it
// said.

// faultsOfHalfTyped are the codes of such faults.
var faultsOfHalfTyped = []string{
	analyzers.RouteEndsNowhere.Name, analyzers.ReplaceDirectory.Name, analyzers.ReplacePathMismatch.Name,
	analyzers.ToolchainUnavailable.Name, analyzers.UnusedIgnore.Name,
}

// typedAt returns the offset, in the text before, of changes that are those of
// somebody who types in a line; 0, where nothing of interest stands, for others,
// such as the pasting of several words.
func (t *text) typedAt(changes []conn.Change, enc encoding) int {
	if len(changes) != 1 || changes[0].Range == nil || len(strings.Fields(changes[0].Text)) > 1 || strings.ContainsAny(changes[0].Text, "\r\n") {
		return 0
	}
	span := t.span(*changes[0].Range, enc)
	if strings.ContainsAny(t.content[span.Start:span.End], "\r\n") {
		return 0
	}
	return span.Start
}

// typedLine returns the 1-based line of a file that is being typed; 0 if none
// is.
func (m *module) typedLine(file *gomod.File) int {
	if m.typed == 0 {
		return 0
	}
	line, _ := file.Position(m.typed)
	return line
}

// shown returns what is shown of findings of s: of the line that is being typed
// no new fault of what is half typed, and where that is broken or refused, what was
// shown of it before.
func (m *module) shown(s *snapshot.Snapshot, found []analysis.Diagnostic) []analysis.Diagnostic {
	line := m.typedLine(s.File)
	if line == 0 {
		return found
	}
	list := slices.DeleteFunc(slices.Clone(found), func(d analysis.Diagnostic) bool {
		at, _ := s.File.Position(d.Span.Start)
		of := at == line || d.Requirement != nil && stands(d.Requirement, line)
		return of && slices.Contains(faultsOfHalfTyped, d.Code) && !says(m.said, d)
	})
	for _, d := range m.said {
		if moved, ok := m.carriedOn(s, line, d); ok && !says(list, moved) {
			list = append(list, moved)
		}
	}
	slices.SortStableFunc(list, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return list
}

// stands reports whether a requirement depends on a line.
func stands(r *analysis.Requirement, line int) bool {
	return r.Line == line || r.Replace != nil && r.Replace.Line == line
}

// says reports whether one of the findings says of a module what d says of it.
func says(list []analysis.Diagnostic, d analysis.Diagnostic) bool {
	return slices.ContainsFunc(list, func(o analysis.Diagnostic) bool {
		return o.Code == d.Code && (o.Requirement == nil) == (d.Requirement == nil) &&
			(d.Requirement == nil || o.Requirement.Path == d.Requirement.Path)
	})
}

// carriedOn returns a finding of the text before where it stands now, if the
// line that is being typed is broken, or makes its module one that is refused.
func (m *module) carriedOn(s *snapshot.Snapshot, line int, d analysis.Diagnostic) (analysis.Diagnostic, bool) {
	if d.Requirement == nil || d.Span != d.Requirement.Token.Span {
		return d, false
	}
	for _, r := range s.Requirements {
		if stands(r, line) && r.Route.Source == route.Blocked && r.Path == d.Requirement.Path {
			d.Requirement, d.Span = r, r.Token.Span
			return d, true
		}
	}
	// All of a line before the place that is being typed stays where it was.
	broken := slices.ContainsFunc(s.File.Broken, func(b *gomod.Broken) bool { return b.Line == line })
	return d, broken && d.Requirement.Line == line && d.Span.End <= m.typed &&
		s.File.Text[d.Span.Start:d.Span.End] == d.Requirement.Path
}
