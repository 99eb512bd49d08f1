package gomod

import "sort"

// Position returns the 1-based line and byte column of an offset into f.Text.
func (f *File) Position(offset int) (line, col int) {
	line = sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
	return line, offset - f.lines[line-1] + 1
}

// LineSpan returns the bytes of a 1-based line, without its line end. It is
// empty at the end of the text if there is no such line.
func (f *File) LineSpan(line int) Span {
	if line < 1 || line > len(f.lines) {
		return Span{len(f.Text), len(f.Text)}
	}
	start, end := f.lines[line-1], len(f.Text)
	if line < len(f.lines) {
		end = f.lines[line] - 1 // before "\n"
		if end > start && f.Text[end-1] == '\r' {
			end--
		}
	}
	return Span{start, end}
}
