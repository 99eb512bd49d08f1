package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// addedGlobs returns the patterns that changes add to what is in force. The
// routes that can change are those of the modules that one of them matches.
func addedGlobs(s *snapshot.Snapshot, changes []EnvChange) []string {
	var added []string
	for _, c := range changes {
		have := make(map[string]bool)
		for glob := range strings.SplitSeq(s.Folder.Env.Lookup(c.Name).Value, ",") {
			have[glob] = true
		}
		for glob := range strings.SplitSeq(c.New, ",") {
			if glob != "" && !have[glob] {
				added = append(added, glob)
			}
		}
	}
	return unique(added)
}

// withFile returns the snapshot as it would be after an edit of its own file,
// or of another one that its folder reads.
func withFile(s *snapshot.Snapshot, e FileEdit) *snapshot.Snapshot {
	return withFiles(s, []FileEdit{e})
}

// withFiles returns the snapshot as it would be after edits of several files.
func withFiles(s *snapshot.Snapshot, edits []FileEdit) *snapshot.Snapshot {
	f, file := s.Folder, s.File
	after := overlay{f.Files, make(map[string]string)}
	for _, e := range edits {
		after.texts[e.Path] = gomod.Apply(e.Old, e.Edits)
	}
	if text, ok := after.texts[fileOf(s)]; ok {
		file = gomod.Parse(file.Name, text)
		if !file.Work && len(after.texts) == 1 {
			return f.Snapshot(file)
		}
	}
	return snapshot.Open(f.Dir, f.Env, after, f.Options).Snapshot(file)
}

// overlay reads some files as they would be after edits.
type overlay struct {
	snapshot.Files
	texts map[string]string // by path
}

func (o overlay) ReadFile(path string) (string, error) {
	if text, ok := o.texts[path]; ok {
		return text, nil
	}
	return o.Files.ReadFile(path)
}

// moduleOf identifies a requirement in the snapshots before and after a fix,
// which may have moved its line.
func moduleOf(r *analysis.Requirement) route.Requirement {
	return route.Requirement{Path: r.Path, Version: r.Version}
}

func asks[I analysis.Intent](d analysis.Diagnostic) bool {
	return slices.ContainsFunc(d.Intents, func(i analysis.Intent) bool { _, ok := i.(I); return ok })
}

// codes returns the codes of findings.
func codes(list []analysis.Diagnostic) []string {
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return unique(all)
}

// resolved returns the codes of list, findings of the snapshot before, that
// after the effect are there no longer for any of their requirements. A
// requirement that the effect is not about keeps its findings, and so does one
// whose findings cost more to look for than was spent.
func (e *effect) resolved(list []analysis.Diagnostic) []string {
	left := make(map[string]bool)
	for _, d := range list {
		if e.faults[faultOf(d)] > 0 || !e.judged[moduleOf(d.Requirement)] || isSlow(d.Code) && !e.completed {
			left[d.Code] = true
		}
	}
	return slices.DeleteFunc(codes(list), func(code string) bool { return left[code] })
}

// A fault is what a finding is recognised by in another snapshot.
type fault struct {
	code    string
	module  route.Requirement // zero for one of the environment or the file
	subject string
}

func faultOf(d analysis.Diagnostic) fault {
	f := fault{code: d.Code, subject: d.Subject}
	if d.Requirement != nil {
		f.module = moduleOf(d.Requirement)
	}
	return f
}

// faults counts the snapshot's findings.
func faults(s *snapshot.Snapshot) map[fault]int {
	all := make(map[fault]int, len(s.Diagnostics))
	for _, d := range s.Diagnostics {
		all[faultOf(d)]++
	}
	return all
}

// slowCodes are the codes that only a completed snapshot has.
var slowCodes = func() map[string]bool {
	slow := make(map[string]bool)
	for _, a := range analyzers.All {
		slow[a.Name] = a.Slow
	}
	return slow
}()

func isSlow(code string) bool { return slowCodes[code] }

// preview says which lines change their route, and which findings are new. That
// one line changes is what a person expects, and not said.
func (p *Planner) preview(after *snapshot.Snapshot) []string {
	lines, public := 0, 0
	for _, a := range after.Requirements {
		if r := p.lines[moduleOf(a)]; r != nil && !sameRoute(&r.Route, &a.Route) {
			lines++
			if r.Visibility.Verdict == visibility.Public {
				public++
			}
		}
	}
	notes := counted(lines, public)
	if added := p.newFindings(after); len(added) > 0 {
		notes = append(notes, "it brings up "+strings.Join(added, ", "))
	}
	return notes
}

func counted(lines, public int) []string {
	switch {
	case lines == 0:
		return []string{"no route changes"}
	case lines == 1 && public == 1:
		return []string{"1 line changes, a public module"}
	case lines == 1:
		return nil
	case public == 0:
		return []string{fmt.Sprintf("%d lines change", lines)}
	default:
		return []string{fmt.Sprintf("%d lines change, %d of them public", lines, public)}
	}
}

// newFindings returns the codes of findings about requirements that only the
// snapshot after has.
func (p *Planner) newFindings(after *snapshot.Snapshot) []string {
	return codes(slices.DeleteFunc(slices.Clone(after.Diagnostics), func(d analysis.Diagnostic) bool {
		return d.Requirement == nil || p.faults[faultOf(d)] > 0
	}))
}

// sameRoute reports whether two routes ask the same places for the same module
// and for its checksums.
func sameRoute(a, b *route.Route) bool {
	if a.Source != b.Source || a.Error != b.Error || !slices.Equal(a.Hops, b.Hops) {
		return false
	}
	if (a.ReplacedBy == nil) != (b.ReplacedBy == nil) || a.ReplacedBy != nil && *a.ReplacedBy != *b.ReplacedBy {
		return false
	}
	if a.Checksum == nil || b.Checksum == nil {
		return a.Checksum == b.Checksum
	}
	return a.Checksum.Verify == b.Checksum.Verify && a.Checksum.Database == b.Checksum.Database &&
		slices.Equal(a.Checksum.Via, b.Checksum.Via)
}
