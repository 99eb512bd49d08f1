package fix

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/snapshot"
)

// editText returns the plan that makes an edit which a finding asks for; ok is
// false if the edit does not fit the file as it is by now, or mends nothing.
func (p *Planner) editText(d analysis.Diagnostic, i analysis.EditText) (plan Plan, ok bool) {
	plan = Plan{Title: i.Title, Target: InFile, deliberate: i.Deliberate}
	edit, reason := p.fileEdit(i)
	switch {
	case reason != "":
		plan.Disabled = reason
		return plan, true
	case !fits(edit.Old, i.Edits) || gomod.Apply(edit.Old, i.Edits) == edit.Old:
		return Plan{}, false
	}
	if plan.Disabled = p.tooMany(); plan.Disabled != "" {
		return plan, true
	}
	after := withFile(p.s, edit)
	if len(after.Folder.Errors) > len(p.s.Folder.Errors) {
		return Plan{}, false // it would stop every command in the workspace
	}
	o := p.outcome(after)
	if plan, ok = p.tried(d, plan, o); !ok {
		return Plan{}, false
	}
	plan.Files = []FileEdit{edit}
	plan.Safe = i.Safe && edit.Path == fileOf(p.s)
	plan.Preview = o.preview(false)
	return plan, true
}

// fileEdit returns the edit of an intent with the text that it is about, or
// the reason why that file is not edited.
func (p *Planner) fileEdit(i analysis.EditText) (edit FileEdit, reason string) {
	edit = FileEdit{Path: fileOf(p.s), Old: p.s.File.Text, Edits: i.Edits}
	if i.File != "" && filepath.Clean(i.File) != edit.Path {
		edit.Path = filepath.Clean(i.File)
		text, err := p.s.Folder.Files.ReadFile(edit.Path)
		if edit.Create = errors.Is(err, fs.ErrNotExist); err != nil && !edit.Create {
			return FileEdit{}, err.Error()
		}
		edit.Old = text
	}
	switch {
	case !p.s.Folder.Options.Trusted:
		return FileEdit{}, untrusted
	case !p.editable(edit.Path):
		return FileEdit{}, fmt.Sprintf("%s is not a file of this module or its workspace: edit it by hand", edit.Path)
	}
	return edit, ""
}

// editable reports whether a file is one that plans may edit: it is in the
// folder of the module, or the active go.work or its go.work.sum, or the
// go.mod or go.sum of a module that go.work uses, or a go.work that governs
// the folder without using its module, or the go.env at the root of the
// repository.
func (p *Planner) editable(path string) bool {
	f := p.s.Folder
	if !filepath.IsAbs(path) || localpath.Foreign(path) {
		return false
	}
	if localpath.Inside(path, []string{f.Dir}) || path == f.UnusedWork || path == filepath.Join(p.near.repository, "go.env") {
		return true
	}
	work, workPath := workFile(p.s)
	if work == nil {
		return false
	}
	dir := filepath.Dir(workPath)
	own := []string{workPath, workPath + ".sum"}
	for _, use := range work.Use {
		member := absolute(dir, use.Arg.Value)
		own = append(own, filepath.Join(member, "go.mod"), filepath.Join(member, "go.sum"))
	}
	return slices.Contains(own, path)
}

// fits reports whether edits lie within a text and do not overlap.
func fits(text string, edits []gomod.Edit) bool {
	for _, e := range edits {
		if e.Start < 0 || e.Start > e.End || e.End > len(text) {
			return false
		}
	}
	sorted := slices.SortedFunc(slices.Values(edits), func(a, b gomod.Edit) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	end := 0
	for i, e := range sorted {
		// Two insertions at one place go together; one where a change begins does not.
		if e.Start < end || i > 0 && e.Start == sorted[i-1].Start && e.Start < e.End {
			return false
		}
		end = e.End
	}
	return true
}

// SafeEdits returns the edits that can be made in the snapshot's file unseen,
// all at once; see [Planner.Safe].
func SafeEdits(s *snapshot.Snapshot) []FileEdit {
	edit, _ := NewPlanner(s).Safe(func(*analysis.Diagnostic) bool { return true })
	if len(edit.Edits) == 0 {
		return nil
	}
	return []FileEdit{edit}
}

// A SafeFix is a finding with the edit that mends it and can be made unseen.
type SafeFix struct {
	*analysis.Diagnostic
	analysis.EditText
}

// Safe returns the edit of the snapshot's file that mends those of the wanted
// findings that can be mended unseen, as far as they go together, and which
// these are. After it none of them is left, and none is new.
func (p *Planner) Safe(wanted func(*analysis.Diagnostic) bool) (edit FileEdit, mended []SafeFix) {
	edit = FileEdit{Path: fileOf(p.s), Old: p.s.File.Text}
	if !p.s.Folder.Options.Trusted {
		return edit, nil
	}
	var candidates []SafeFix
	for i := range p.s.Diagnostics {
		d := &p.s.Diagnostics[i]
		if fix, ok := p.safeFix(d); ok && wanted(d) {
			candidates = append(candidates, fix)
		}
	}
	return p.together(edit, nil, candidates)
}

// safeFix returns the first edit of the snapshot's file that a finding asks for
// and that may be made unseen.
func (p *Planner) safeFix(d *analysis.Diagnostic) (fix SafeFix, ok bool) {
	for _, intent := range d.Intents {
		i, ok := intent.(analysis.EditText)
		own := i.File == "" || filepath.Clean(i.File) == fileOf(p.s)
		if ok && own && i.Safe && !i.Deliberate && fits(p.s.File.Text, i.Edits) {
			return SafeFix{d, i}, true
		}
	}
	return SafeFix{}, false
}

// together adds to an edit, which mends some findings, as many of the candidates
// as go together with it. Mostly all do, and that is tried out once; where they
// do not, each half is tried.
func (p *Planner) together(edit FileEdit, mended, candidates []SafeFix) (FileEdit, []SafeFix) {
	if len(candidates) == 0 {
		return edit, mended
	}
	next, list := edit, append(slices.Clip(mended), candidates...)
	next.Edits = merged(edit.Edits, candidates)
	switch {
	case fits(edit.Old, next.Edits) && p.mendsAll(next, list):
		return next, list
	case len(candidates) == 1:
		return edit, mended
	}
	half := len(candidates) / 2
	edit, mended = p.together(edit, mended, candidates[:half])
	return p.together(edit, mended, candidates[half:])
}

// merged returns edits with those of fixes, what they have in common once.
func merged(edits []gomod.Edit, fixes []SafeFix) []gomod.Edit {
	all := slices.Clone(edits)
	have := make(map[gomod.Edit]bool, len(edits))
	for _, e := range edits {
		have[e] = true
	}
	for _, fix := range fixes {
		for _, e := range fix.Edits {
			if !have[e] {
				all, have[e] = append(all, e), true
			}
		}
	}
	return all
}

// mendsAll reports whether an edit mends all findings of a list, and brings up
// no other.
func (p *Planner) mendsAll(edit FileEdit, list []SafeFix) bool {
	o := p.outcome(withFile(p.s, edit))
	return len(o.brought) == 0 && !slices.ContainsFunc(list, func(f SafeFix) bool { return !o.mends(p, *f.Diagnostic) })
}
