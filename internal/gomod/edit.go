package gomod

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Apply returns text with the edits made. They must lie within text and not
// overlap; their order does not matter, but of insertions at one place.
func Apply(text string, edits []Edit) string {
	sorted := slices.Clone(edits)
	sortEdits(sorted)
	var b strings.Builder
	done := 0
	for _, e := range sorted {
		b.WriteString(text[done:e.Start])
		b.WriteString(e.New)
		done = e.End
	}
	b.WriteString(text[done:])
	return b.String()
}

func sortEdits(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
}

// SetReplace returns the edits that make newPath replace oldPath at oldVersion,
// or at all versions if that is "". newPath is a module path, or a directory if
// newVersion is "": absolute, or relative to the file, with or without "./".
//
// An existing replace is changed: one of that very version, else one of all
// versions, else, if all versions are asked for, the first of any. Others that
// would contradict it or come before it are removed, as by modfile's
// AddReplace. Where there is none, a line is added: beside one of the same
// path, else into the last block, else after the last replace, else at the end.
//
// The edits are sorted and do not overlap; there are none if the file says so
// already.
func (f *File) SetReplace(oldPath, oldVersion, newPath, newVersion string) []Edit {
	if newVersion == "" {
		newPath = directoryPath(newPath)
	}
	target := strings.TrimSuffix(modfile.AutoQuote(newPath)+" "+newVersion, " ")
	change := f.replaceToChange(oldPath, oldVersion)
	if change == nil {
		old := strings.TrimSuffix(modfile.AutoQuote(oldPath)+" "+oldVersion, " ")
		entries := make([]entry, len(f.Replace))
		for i, r := range f.Replace {
			entries[i] = entry{&r.Directive, r.OldPath.Value}
		}
		return []Edit{f.insert(entries, "replace", oldPath, old+" => "+target)}
	}

	var edits []Edit
	if oldVersion == "" && change.OldVersion.Value != "" {
		edits = append(edits, Edit{Span{change.OldPath.End, change.OldVersion.End}, ""})
	}
	if change.NewPath.Value != newPath || change.NewVersion.Value != newVersion {
		edits = append(edits, Edit{Span{change.NewPath.Start, change.End}, target})
	}
	for _, r := range f.Replace {
		same := r.OldPath.Value == oldPath && (oldVersion == "" || r.OldVersion.Value == change.OldVersion.Value)
		if same && r != change {
			edits = append(edits, f.RemoveReplace(r)...)
		}
	}
	sortEdits(edits)
	return edits
}

// replaceToChange returns the replace directive that decides, or is to decide,
// on oldPath at oldVersion. A line for that version comes before one for all
// (cmd/go/internal/modload/modfile.go, replacement); one for another version
// is no matter, unless all versions are meant.
func (f *File) replaceToChange(oldPath, oldVersion string) *Replace {
	var next *Replace
	for _, r := range f.Replace {
		switch {
		case r.OldPath.Value != oldPath:
		case r.OldVersion.Value == oldVersion:
			return r
		case r.OldVersion.Value == "" || oldVersion == "":
			next = cmp.Or(next, r)
		}
	}
	return next
}

// RemoveReplace returns the edits that remove a replace directive of f, with
// its line; and with its block, if there is nothing else in that.
func (f *File) RemoveReplace(r *Replace) []Edit {
	first, last := r.Line, r.Line
	if r.InBlock && r.Verb != (Token{}) {
		opening, _ := f.Position(r.Verb.Start)
		if opening == r.Line-1 && strings.TrimSpace(f.raw(f.LineSpan(r.Line+1))) == ")" {
			first, last = opening, r.Line+1
		}
	}
	return []Edit{{Span{f.lines[first-1], f.lineEnd(last)}, ""}}
}

// AddUse returns the edit that adds a use of dir, absolute or relative to the
// file, to a go.work; none if it is there.
func (f *File) AddUse(dir string) []Edit {
	dir = directoryPath(dir)
	entries := make([]entry, len(f.Use))
	for i, u := range f.Use {
		// Also without "./": the go command joins any path that is not
		// absolute to the file's directory.
		if path.Clean(filepath.ToSlash(u.Arg.Value)) == path.Clean(dir) {
			return nil
		}
		entries[i] = entry{&u.Directive, u.Arg.Value}
	}
	return []Edit{f.insert(entries, "use", dir, modfile.AutoQuote(dir))}
}

// directoryPath is dir as it is written in a go.mod: with slashes, and never
// like a module's path.
func directoryPath(dir string) string {
	dir = filepath.ToSlash(dir)
	if modfile.IsDirectoryPath(dir) {
		return dir
	}
	return "./" + dir
}

// An entry is a directive among its like, with what they are sorted by.
type entry struct {
	*Directive
	key string
}

// insert returns the edit that adds the directive "verb args" to the others.
func (f *File) insert(entries []entry, verb, key, args string) Edit {
	if len(entries) == 0 {
		return f.appendLine(verb + " " + args)
	}
	at := entries[len(entries)-1]
	for _, e := range entries {
		if e.InBlock {
			at = e
		}
	}
	for _, e := range entries {
		if e.key == key {
			at = e
		}
	}
	if !at.InBlock {
		return f.insertAfter(at.Line, f.indent(at)+verb+" "+args)
	}
	block := slices.DeleteFunc(entries, func(e entry) bool { return !e.InBlock || e.Verb != at.Verb })
	return f.insertAfter(f.lineBefore(block, key), f.indent(at)+args)
}

// lineBefore returns the line of a block after which a directive belongs: in
// order, if the block is sorted, else at its end.
func (f *File) lineBefore(block []entry, key string) int {
	byKey := func(a, b entry) int { return strings.Compare(a.key, b.key) }
	last := block[len(block)-1].Line
	if !slices.IsSortedFunc(block, byKey) {
		return last
	}
	i := slices.IndexFunc(block, func(e entry) bool { return e.key > key })
	switch {
	case i > 0:
		return block[i-1].Line
	case i == 0 && block[0].Verb != Token{}:
		opening, _ := f.Position(block[0].Verb.Start)
		return opening
	}
	return last
}

// insertAfter returns the edit that adds a line after a 1-based line.
func (f *File) insertAfter(line int, text string) Edit {
	at := f.lineEnd(line)
	if line < len(f.lines) {
		return Edit{Span{at, at}, text + f.eol(line)}
	}
	return Edit{Span{at, at}, f.eol(line) + text + f.eol(line)}
}

// appendLine returns the edit that adds a line at the end, after a blank one.
func (f *File) appendLine(text string) Edit {
	end := len(f.Text)
	eol := f.eol(len(f.lines))
	before := ""
	if last := f.LineSpan(len(f.lines)); last.Start < last.End {
		before = eol + eol
		if strings.TrimSpace(f.raw(last)) == "" {
			before = eol
		}
	} else if len(f.lines) > 1 && strings.TrimSpace(f.raw(f.LineSpan(len(f.lines)-1))) != "" {
		before = eol
	}
	return Edit{Span{end, end}, before + text + eol}
}

// lineEnd returns the offset after the line end of a 1-based line.
func (f *File) lineEnd(line int) int {
	if line < len(f.lines) {
		return f.lines[line]
	}
	return len(f.Text)
}

// eol returns the line end of a 1-based line, or of the first line if it has
// none.
func (f *File) eol(line int) string {
	if line >= len(f.lines) {
		line = 1
	}
	if line < len(f.lines) && strings.HasSuffix(f.Text[:f.lines[line]], "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// indent returns the blanks before a directive.
func (f *File) indent(e entry) string {
	return f.Text[f.lines[e.Line-1]:e.Start]
}
