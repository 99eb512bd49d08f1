package snapshot

import (
	"cmp"
	"slices"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
)

// controlled returns findings in the file's order, without those that a
// comment in the file or the settings silence, and of the severity that the
// settings say. Comments come first: whether one has an effect is then the same
// for everybody, whatever their settings. Those without effect are findings
// themselves, which can be silenced in their turn.
func (s *Snapshot) controlled(found []analysis.Diagnostic) []analysis.Diagnostic {
	ignores := analysis.CloneIgnores(s.ignores) // which effect they have is noted in them
	list := s.notIgnored(found, ignores)
	if ignores != nil && !s.partial {
		list = append(list, s.notIgnored(s.unusedIgnores(ignores), ignores)...)
	}
	list = set(s.Folder.Options.Control, list)
	slices.SortStableFunc(list, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return list
}

// notIgnored returns the findings that no comment silences, in a list of their
// own, and notes in the comments which codes have silenced one.
func (s *Snapshot) notIgnored(found []analysis.Diagnostic, ignores []analysis.Ignore) []analysis.Diagnostic {
	return slices.DeleteFunc(slices.Clone(found), func(d analysis.Diagnostic) bool {
		silenced := false
		line, _ := s.File.Position(d.Span.Start)
		for i := range ignores {
			if !ignores[i].Covers(line) {
				continue
			}
			if code := ignores[i].Code(d.Code); code != nil {
				code.Used, silenced = true, true
			}
		}
		return silenced
	})
}

// unusedIgnores returns what the analyzer of the ignore comments finds, which
// runs after all others. A comment is not called unused before its analyzer
// has run.
func (s *Snapshot) unusedIgnores(ignores []analysis.Ignore) []analysis.Diagnostic {
	for i := range ignores {
		for n := range ignores[i].Codes {
			code := &ignores[i].Codes[n]
			a := analyzers.ByCode(code.Value)
			code.Known = a != nil
			code.Pending = a != nil && (a.Slow && !s.Completed || !s.Folder.Options.runs(a))
		}
	}
	var found []analysis.Diagnostic
	analyzers.UnusedIgnore.Run(&analysis.Pass{
		File: s.File, Ignores: ignores, Codes: analyzers.Codes(),
		Report: func(d analysis.Diagnostic) {
			d.Code = analyzers.UnusedIgnore.Name
			found = append(found, d)
		},
	})
	return found
}

// runs reports whether an analyzer is to run: an optional one is switched on by
// a severity.
func (o *Options) runs(a *analysis.Analyzer) bool {
	severity, set := o.Control.Severity[a.Name]
	return !a.Optional || set && severity != analysis.Off
}

// set applies what the settings say about findings to a list, which it
// changes.
func set(control analysis.Control, list []analysis.Diagnostic) []analysis.Diagnostic {
	if len(control.Severity) == 0 && len(control.Ignore) == 0 {
		return list
	}
	kept := list[:0]
	for _, d := range list {
		if severity, ok := control.Severity[d.Code]; ok {
			d.Severity = severity
		}
		if d.Severity != analysis.Off && !ignored(control.Ignore, d) {
			kept = append(kept, d)
		}
	}
	return kept
}

// ignored reports whether a rule of the settings silences a finding about a
// requirement.
func ignored(rules []analysis.IgnoreRule, d analysis.Diagnostic) bool {
	if d.Requirement == nil {
		return false
	}
	target, _ := d.Requirement.Route.Target()
	return slices.ContainsFunc(rules, func(r analysis.IgnoreRule) bool {
		return (len(r.Codes) == 0 || slices.Contains(r.Codes, d.Code)) &&
			(module.MatchPrefixPatterns(r.Glob, d.Requirement.Path) || module.MatchPrefixPatterns(r.Glob, target))
	})
}
