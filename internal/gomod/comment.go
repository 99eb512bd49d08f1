package gomod

import "strings"

// A Comment is the comment of one line, and what it belongs to.
type Comment struct {
	Span        // from its slashes to the end of the line
	Text string // with its slashes
	Line int    // 1-based
	// First and Last are the lines that it belongs to, as modfile attaches it:
	// at the end of a line that line, above a statement that statement, and at
	// or above a block's opening line the block. They are 0 if that is nothing.
	First, Last int
}

// Alone reports whether nothing else stands on the comment's line.
func (f *File) Alone(c Comment) bool {
	return strings.TrimSpace(f.Text[f.lines[c.Line-1]:c.Start]) == ""
}

// Comments returns the comments of the file, in their order. It reads the text
// again: ask only where there is something to look for.
func (f *File) Comments() []Comment {
	a := attacher{File: f}
	l := line{}
	for num, start := range f.lines {
		l.advance(f.Text, start)
		l.split(f.Text)
		if l.comment != "" {
			a.all = append(a.all, Comment{Span: Span{l.End - len(l.comment), l.End}, Text: l.comment, Line: num + 1})
		}
		switch {
		case len(l.words) > 0:
			a.statement(num+1, f.raw(l.words[0]), f.raw(l.words[len(l.words)-1]))
		case l.comment == "":
			a.near = len(a.all) // a blank line parts what is above from what is below
		}
	}
	return a.all
}

// An attacher finds out what comments belong to.
type attacher struct {
	*File
	all   []Comment
	near  int  // the first of all that belong to the next statement
	block Span // those of all that belong to the block that is being read
}

// statement attaches the comments above and at a line that begins and ends
// with the given words.
func (a *attacher) statement(num int, first, last string) {
	near := Span{a.near, len(a.all)}
	a.near = len(a.all)
	if first == ")" {
		for i := a.block.Start; i < a.block.End; i++ {
			a.all[i].Last = num
		}
		a.block = Span{}
	}
	for i := near.Start; i < near.End; i++ {
		// What stands above a closing line belongs to nothing.
		if first != ")" || a.all[i].Line == num {
			a.all[i].First, a.all[i].Last = num, num
		}
	}
	if last == "(" {
		a.block = near
	}
}

// RemoveComment returns the edits that remove a comment of f: with its line,
// if nothing else stands there, else with the blanks before it.
func (f *File) RemoveComment(c Comment) []Edit {
	if f.Alone(c) {
		return []Edit{{Span{f.lines[c.Line-1], f.lineEnd(c.Line)}, ""}}
	}
	start := f.lines[c.Line-1]
	return []Edit{{Span{start + len(strings.TrimRight(f.Text[start:c.Start], " \t")), c.End}, ""}}
}
