package server

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// Every offset at a character's start survives the way to a position and back.
func TestPositionsAndOffsets(t *testing.T) {
	for _, content := range []string{
		"", "\n", "a", "a\nb", "a\r\nb\r\n", "a\rb\r", "\r\n\r\n", "é€😀x\n😀é", "\xff\xfe\n\xff", "a\r\r\nb",
	} {
		txt := newText(content)
		for _, enc := range []encoding{utf8Bytes, utf16Units, utf32Runes} {
			for offset := range content + " " {
				pos := txt.position(offset, enc)
				if offset > 0 && offset < len(content) && content[offset-1] == '\r' && content[offset] == '\n' {
					continue // inside a line terminator there is no position
				}
				back := txt.offset(conn.Position{Line: conn.Uint(pos.Line), Character: conn.Uint(pos.Character)}, enc)
				if back != offset {
					t.Errorf("%q: offset %d is %+v is offset %d", content, offset, pos, back)
				}
			}
		}
	}
}

func TestOffsetsOutOfRange(t *testing.T) {
	txt := newText("é😀\r\nlast")
	for _, test := range []struct {
		line, character conn.Uint
		enc             encoding
		want            int
	}{
		{0, 99, utf8Bytes, 6}, {0, 99, utf16Units, 6}, // the line's end, before its terminator
		{0, 1, utf8Bytes, 0}, {0, 4, utf8Bytes, 2}, // inside a character
		{0, 2, utf16Units, 2}, // between the halves of a pair
		{0, 2, utf32Runes, 6}, {0, 3, utf32Runes, 6}, {1, 99, utf32Runes, 12},
		{1, 99, utf16Units, 12}, {2, 0, utf16Units, 12}, {99, 99, utf8Bytes, 12},
	} {
		if got := txt.offset(conn.Position{Line: test.line, Character: test.character}, test.enc); got != test.want {
			t.Errorf("%d:%d in encoding %d is offset %d, want %d", test.line, test.character, test.enc, got, test.want)
		}
	}
}

func TestWordAt(t *testing.T) {
	txt := newText("require a.b/c v1.0.0\n")
	for _, test := range []struct {
		offset int
		want   gomod.Span
	}{
		{0, gomod.Span{Start: 0, End: 7}}, {7, gomod.Span{Start: 0, End: 7}}, {8, gomod.Span{Start: 8, End: 13}},
		{20, gomod.Span{Start: 14, End: 20}}, {21, gomod.Span{Start: 21, End: 21}},
	} {
		if got := txt.wordAt(test.offset); got != test.want {
			t.Errorf("the word at %d is %v, want %v", test.offset, got, test.want)
		}
	}
}

func TestLineSpan(t *testing.T) {
	txt := newText("a=1\r\n  b=2  \nlast")
	for line, want := range []gomod.Span{1: {Start: 0, End: 3}, 2: {Start: 7, End: 10}, 3: {Start: 13, End: 17}, 4: {Start: 17, End: 17}} {
		if line == 0 {
			continue
		}
		if got := txt.lineSpan(line); got != want {
			t.Errorf("line %d is %v, want %v", line, got, want)
		}
	}
}

// Many changes at once come to the same as one after the other, whatever their
// order.
func TestManyChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"", "x", "\n", "\r\n", "\r", "é😀", "a\nb"}
	for range 3000 {
		txt := newText("ab\r\ncé😀d\n\ne\rf")
		var changes []conn.Change
		descending := random.IntN(2) == 0
		for i := range 6 {
			line := random.IntN(5)
			if descending {
				line = 5 - i
			}
			start := conn.Position{Line: conn.Uint(line), Character: conn.Uint(random.IntN(5))}
			end := conn.Position{Line: start.Line + conn.Uint(random.IntN(2)), Character: conn.Uint(random.IntN(5))}
			changes = append(changes, conn.Change{Range: &conn.Range{Start: start, End: end}, Text: pieces[random.IntN(len(pieces))]})
		}
		for _, enc := range []encoding{utf8Bytes, utf16Units, utf32Runes} {
			want := txt
			for _, c := range changes {
				want = want.change([]conn.Change{c}, enc)
			}
			if got := txt.change(changes, enc); got.content != want.content || !slices.Equal(got.lines, want.lines) {
				t.Fatalf("%+v come to %q, one by one to %q", changes, got.content, want.content)
			}
		}
	}
}

// To replace a word on every line of a large file does not copy the file for
// each.
func TestReplacingEveryLine(t *testing.T) {
	const n = 50000
	txt := newText(strings.Repeat("\tgithub.com/org/repository v1.0.0 // indirect\n", n))
	changes := make([]conn.Change, n)
	for i := range changes {
		line := conn.Uint(n - 1 - i)
		changes[i] = conn.Change{
			Range: &conn.Range{Start: conn.Position{Line: line, Character: 1}, End: conn.Position{Line: line, Character: 7}},
			Text:  "gitlab",
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := txt.change(changes, utf16Units)
	if want := strings.Repeat("\tgitlab.com/org/repository v1.0.0 // indirect\n", n); got.content != want {
		t.Error("not every line was changed")
	}
	runtime.ReadMemStats(&after)
	if copies := (after.TotalAlloc - before.TotalAlloc) / uint64(len(txt.content)); copies > 100 {
		t.Errorf("it took the memory of %d copies", copies)
	}
}

// What is added at the end of a file is inserted before the last line end,
// with the same outcome.
func TestInsertingAtTheEnd(t *testing.T) {
	for _, test := range []struct{ text, added string }{
		{"module m\n", "\nreplace a => ./a\n"},
		{"module m\r\n", "\r\nreplace a => ./a\r\n"},
		{"GOFLAGS=\n", "GOPRIVATE=a\n"},
		{"module m", "\n\nreplace a => ./a\n"},
		{"", "GOPRIVATE=a\n"},
	} {
		end := len(test.text)
		before := gomod.Edit{Span: gomod.Span{Start: end, End: end}, New: test.added}
		after := beforeLastLineEnd(test.text, before)
		if got, want := gomod.Apply(test.text, []gomod.Edit{after}), test.text+test.added; got != want {
			t.Errorf("%q + %q = %q", test.text, test.added, got)
		}
		if last := strings.HasSuffix(test.text, "\n"); last && after.Span.Start == end {
			t.Errorf("%q + %q is inserted after the last line", test.text, test.added)
		}
	}
}

// UTF-8 is taken where it is offered, else what the client likes best, and
// UTF-16 of a client that offers nothing known.
func TestNegotiate(t *testing.T) {
	for _, test := range []struct {
		offered []string
		want    protocol.PositionEncodingKind
	}{
		{nil, "utf-16"}, {[]string{"utf-7"}, "utf-16"}, {[]string{"utf-32"}, "utf-32"},
		{[]string{"utf-16", "utf-32"}, "utf-16"}, {[]string{"utf-32", "utf-16"}, "utf-32"},
		{[]string{"utf-32", "utf-16", "utf-8"}, "utf-8"},
	} {
		if _, got := negotiate(test.offered); got != test.want {
			t.Errorf("of %q %s is taken, want %s", test.offered, got, test.want)
		}
	}
}
