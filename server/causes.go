package server

import (
	"maps"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"go.lsp.dev/protocol"
)

// causeDiagnostics returns the findings about other files that are set in d,
// such as the user's Go environment, a go.sum or a go.work. A fault of the
// environment is one, however many files it hits.
func (s *Server) causeDiagnostics(st *state, d *document) []protocol.Diagnostic {
	list := []protocol.Diagnostic{}
	type fault struct {
		line          int
		code, subject string
		message       string // of one that is no fault of the environment
	}
	told := make(map[fault]int) // where in list
	var in []*document          // of each in list, the file that it is told for
	for _, c := range st.causes(d) {
		line, there := st.lineNow(d, c.found.Cause.Line)
		if !there {
			continue
		}
		this := fault{line, c.found.Code, c.found.Subject, ""}
		if c.found.Requirement != nil || c.found.Subject == "" {
			this.message = c.found.Message
		}
		here := s.causeDiagnostic(st, d, c)
		i, again := told[this]
		switch {
		case !again || in[i] == c.in && list[i].Message != here.Message:
			told[this] = len(list)
			list, in = append(list, here), append(in, c.in)
		case here.Severity < list[i].Severity: // graver
			here.RelatedInformation = append(here.RelatedInformation, list[i].RelatedInformation...)
			list[i] = here
		default:
			list[i].RelatedInformation = append(list[i].RelatedInformation, here.RelatedInformation...)
		}
	}
	slices.SortStableFunc(list, func(a, b protocol.Diagnostic) int {
		return int(a.Range.Start.Line) - int(b.Range.Start.Line)
	})
	return list
}

// A cause is a finding about a go.mod or go.work that another file causes.
type cause struct {
	in    *document // the go.mod or go.work
	found analysis.Diagnostic
}

// causes returns the findings about other open files that d causes.
func (st *state) causes(d *document) (list []cause) {
	name := st.readAs(d.path)
	for _, in := range st.causedBy(d) {
		found, _ := in.module.findings()
		for _, f := range found {
			if f.Cause != nil && f.Cause.File == name {
				list = append(list, cause{in, f})
			}
		}
	}
	return list
}

// causedBy returns the other files, open or beside d, that have findings which d
// causes. One
// that has yet to be looked at anew counts if it had some before: they are then
// told without a gap, and what is new when the file's own turn has come.
func (st *state) causedBy(d *document) (list []*document) {
	if d.path == "" {
		return nil
	}
	name := st.readAs(d.path)
	for _, u := range slices.Sorted(maps.Keys(st.docs)) {
		in := st.docs[u]
		if in.module != nil && in != d && slices.Contains(in.module.causes(), name) {
			list = append(list, in)
		}
	}
	for _, in := range st.beside(d) {
		if in.module.snapshot(); slices.Contains(in.module.causes(), name) {
			list = append(list, in)
		}
	}
	return list
}

// causeDiagnostic is a finding as it stands on the line of d that causes it.
func (s *Server) causeDiagnostic(st *state, d *document, c cause) protocol.Diagnostic {
	here := s.diagnostic(st, c.in, &c.found)
	line, _ := st.lineNow(d, c.found.Cause.Line)
	here.Range = d.text.rangeOf(d.text.lineSpan(line), s.encoding)
	here.Tags = protocol.DiagnosticTags{} // they are about the place in the other file
	here.RelatedInformation = nil
	if s.shows().RelatedInformation {
		line, _ := c.in.module.snapshot().File.Position(c.found.Span.Start)
		here.RelatedInformation = []protocol.DiagnosticRelatedInformation{
			s.relatedInformation(st, analysis.Related{File: c.in.path, Line: line, Message: "this file is hit"}),
		}
	}
	return here
}
