package server

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// An encoding is how the client counts the characters of a line. The zero
// value is the protocol's default.
type encoding uint8

const (
	utf16Units encoding = iota
	utf8Bytes
	utf32Runes
)

// negotiate picks the encoding out of what the client offers, best liked first:
// UTF-8, in which offsets are, where it can be had, else the client's choice.
// Every client knows UTF-16, whether it says so or not.
func negotiate(offered []string) (encoding, protocol.PositionEncodingKind) {
	if slices.Contains(offered, string(protocol.PositionEncodingKindUTF8)) {
		return utf8Bytes, protocol.PositionEncodingKindUTF8
	}
	for _, kind := range offered {
		switch protocol.PositionEncodingKind(kind) {
		case protocol.PositionEncodingKindUTF16:
			return utf16Units, protocol.PositionEncodingKindUTF16
		case protocol.PositionEncodingKindUTF32:
			return utf32Runes, protocol.PositionEncodingKindUTF32
		}
	}
	return utf16Units, protocol.PositionEncodingKindUTF16
}

// A text is the content of a document with the places where its lines begin.
// It is immutable.
type text struct {
	content string
	lines   []int // byte offset of the start of each line
}

// newText finds the lines of content. As the protocol has it, a line ends with
// "\n", "\r\n" or "\r".
func newText(content string) *text {
	lines := make([]int, 1, strings.Count(content, "\n")+1)
	lone := strings.IndexByte(content, '\r') >= 0
	for i := 0; i < len(content); {
		if !lone {
			next := strings.IndexByte(content[i:], '\n')
			if next < 0 {
				break
			}
			i += next + 1
			lines = append(lines, i)
			continue
		}
		c := content[i]
		i++
		if c == '\n' || c == '\r' && (i == len(content) || content[i] != '\n') {
			lines = append(lines, i)
		}
	}
	return &text{content: content, lines: lines}
}

// lineEnd returns the offset of a line's end, without its line terminator.
func (t *text) lineEnd(line int) int {
	if line+1 == len(t.lines) {
		return len(t.content)
	}
	end := t.lines[line+1]
	if end > t.lines[line] && t.content[end-1] == '\n' {
		end--
	}
	if end > t.lines[line] && t.content[end-1] == '\r' {
		end--
	}
	return end
}

// offset returns the byte offset of a position. A position past the end of its
// line or of the text stands for that end; one inside a character, for its
// start.
func (t *text) offset(p conn.Position, enc encoding) int {
	if int(p.Line) >= len(t.lines) {
		return len(t.content)
	}
	start, end := t.lines[p.Line], t.lineEnd(int(p.Line))
	if enc == utf8Bytes {
		offset := min(start+int(p.Character), end)
		for offset > start && offset < end && !utf8.RuneStart(t.content[offset]) {
			offset--
		}
		return offset
	}
	offset := start
	for units := int(p.Character); offset < end; {
		r, size := utf8.DecodeRuneInString(t.content[offset:end])
		if units -= enc.units(r); units < 0 {
			break
		}
		offset += size
	}
	return offset
}

// position returns the position of a byte offset.
func (t *text) position(offset int, enc encoding) protocol.Position {
	offset = min(max(offset, 0), len(t.content))
	line := sort.SearchInts(t.lines, offset+1) - 1
	before := t.content[t.lines[line]:offset]
	character := len(before)
	if enc != utf8Bytes {
		character = 0
		for _, r := range before {
			character += enc.units(r)
		}
	}
	return protocol.Position{Line: uint32(line), Character: uint32(character)}
}

// units returns how many characters of a line r counts for, where those are no
// bytes.
func (enc encoding) units(r rune) int {
	if enc == utf32Runes {
		return 1
	}
	return max(1, utf16.RuneLen(r))
}

// rangeOf returns the range of a span of bytes.
func (t *text) rangeOf(span gomod.Span, enc encoding) protocol.Range {
	return protocol.Range{Start: t.position(span.Start, enc), End: t.position(span.End, enc)}
}

// lineSpan returns the bytes of a 1-based line as the go command counts lines,
// which end with "\n" only, without blanks around. Past the end of the text it
// is empty.
func (t *text) lineSpan(line int) gomod.Span {
	start := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(t.content[start:], '\n')
		if next < 0 {
			return gomod.Span{Start: len(t.content), End: len(t.content)}
		}
		start += next + 1
	}
	rest, _, _ := strings.Cut(t.content[start:], "\n")
	trimmed := strings.TrimLeft(rest, " \t")
	start += len(rest) - len(trimmed)
	return gomod.Span{Start: start, End: start + len(strings.TrimRight(trimmed, " \t\r"))}
}

// wordAt returns the blank-separated word that contains or ends at an offset;
// it is empty if there is none.
func (t *text) wordAt(offset int) gomod.Span {
	const blanks = " \t\r\n"
	start := strings.LastIndexAny(t.content[:offset], blanks) + 1
	end := len(t.content)
	if n := strings.IndexAny(t.content[offset:], blanks); n >= 0 {
		end = offset + n
	}
	return gomod.Span{Start: start, End: end}
}

// change applies changes in order, each to the outcome of the one before.
//
// Editors that replace many words send them from the last to the first, each
// before the one that was sent before. These positions mean the same in the
// text that all began with, and such a run of changes copies the text once.
func (t *text) change(changes []conn.Change, enc encoding) *text {
	var run []gomod.Edit // in t, each before the one before
	for _, c := range changes {
		if c.Range == nil {
			t, run = newText(c.Text), nil
			continue
		}
		span := t.span(*c.Range, enc)
		if n := len(run); n > 0 && span.End >= run[n-1].Span.Start {
			t, run = t.apply(run), nil
			span = t.span(*c.Range, enc)
		}
		run = append(run, gomod.Edit{Span: span, New: c.Text})
	}
	return t.apply(run)
}

// span returns the bytes of a range.
func (t *text) span(r conn.Range, enc encoding) gomod.Span {
	start, end := t.offset(r.Start, enc), t.offset(r.End, enc)
	return gomod.Span{Start: min(start, end), End: max(start, end)}
}

// apply makes edits, the last of the text first.
func (t *text) apply(edits []gomod.Edit) *text {
	if len(edits) == 0 {
		return t
	}
	var b strings.Builder
	from := 0
	for _, e := range slices.Backward(edits) {
		b.WriteString(t.content[from:e.Span.Start])
		b.WriteString(e.New)
		from = e.Span.End
	}
	b.WriteString(t.content[from:])
	return newText(b.String())
}
