// Package completion finds out what is being typed at an offset of a file, and
// what may stand there: in Go's environment files, in replace directives, in
// comments that silence findings. It is pure.
package completion

import (
	"strings"

	"github.com/modroute/modroute/internal/gomod"
)

// A Place is where a word is being typed. An editor may replace all of it, or
// only what stands before the cursor.
type Place struct {
	gomod.Span     // of the whole word, which may be empty
	Cursor     int // in Span or at its end
}

// An Item is one thing that may stand at a place.
type Item struct {
	Text   string
	Detail string // a few words beside it; "" if there is nothing to say
	Doc    string // a sentence; "" likewise
}

// lineAt returns the span of the line of an offset, without its line end. A
// lone carriage return ends it too, as it does for editors.
func lineAt(text string, offset int) gomod.Span {
	start := strings.LastIndexAny(text[:offset], "\r\n") + 1
	end := len(text)
	if i := strings.IndexAny(text[offset:], "\r\n"); i >= 0 {
		end = offset + i
	}
	return gomod.Span{Start: start, End: end}
}

// placeAt returns the word around an offset of a line: up to the nearest of the
// separators on either side.
func placeAt(text string, line gomod.Span, offset int, separators string) Place {
	start := line.Start + strings.LastIndexAny(text[line.Start:offset], separators) + 1
	end := line.End
	if i := strings.IndexAny(text[offset:line.End], separators); i >= 0 {
		end = offset + i
	}
	return Place{gomod.Span{Start: start, End: end}, offset}
}
