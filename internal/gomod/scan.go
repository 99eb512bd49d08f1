package gomod

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWords is how many words of a line are kept: more than any directive has.
// Of a longer line the first words and the last two are, which is enough to
// tell what it is.
const maxWords = 16

// A line is one line of a file, split into words as modfile's lexer does. The
// grammar is line-based: a word that goes on over a line's end is an error
// even there.
type line struct {
	Span           // without the line end
	num     int    // 1-based
	next    int    // offset of the next line; len(text) on the last
	comment string // the comment after the words, with its slashes
	problem string // why the line cannot be split into words; "" if it can
	words   []Span // what there is before a comment or the problem
	buf     [maxWords]Span
}

// advance makes l the line that starts at offset, without splitting it.
func (l *line) advance(text string, offset int) {
	l.num++
	l.Span = Span{offset, len(text)}
	l.next = len(text)
	l.words, l.comment, l.problem = l.buf[:0], "", ""
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		l.End = offset + i
		l.next = l.End + 1
		if l.End > offset && text[l.End-1] == '\r' {
			l.End--
		}
	}
}

// split finds the line's words and its comment.
func (l *line) split(text string) {
	for i := l.Start; i < l.End; {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\r':
			i++
			continue
		case c == '/' && strings.HasPrefix(text[i:l.End], "//"):
			l.comment = text[i:l.End]
			return
		}
		end, problem := wordEnd(text[:l.End], i)
		if problem != "" {
			l.problem = problem
			if len(text) == l.End {
				l.problem = strings.Replace(problem, "unexpected newline", "unexpected EOF", 1)
			}
			return
		}
		l.add(Span{i, end})
		i = end
	}
}

func (l *line) add(word Span) {
	if len(l.words) == maxWords {
		l.words[maxWords-2] = l.words[maxWords-1]
		l.words = l.words[:maxWords-1]
	}
	l.words = append(l.words, word)
}

// content is the line from its first byte that is no blank to its last.
func (l *line) content(text string) Span {
	s := text[l.Start:l.End]
	start := l.Start + len(s) - len(strings.TrimLeft(s, " \t\r"))
	return Span{start, start + len(strings.Trim(s, " \t\r"))}
}

// wordEnd returns the end of the word that starts at text[i], which is no
// blank; text ends where the line does. The problems are modfile's.
func wordEnd(text string, i int) (end int, problem string) {
	switch c := text[i]; c {
	case '(', ')', '[', ']', '{', '}', ',':
		return i + 1, ""
	case '"', '`':
		return quoteEnd(text, i)
	}
	start := i
	for i < len(text) {
		switch wordBytes[text[i]] {
		case wordByte:
			i++
			continue
		case slash:
			if strings.HasPrefix(text[i:], "//") {
				return i, ""
			}
			if strings.HasPrefix(text[i:], "/*") {
				return 0, "mod files must use // comments (not /* */ comments)"
			}
			i++
			continue
		case multiByte:
			if r, size := utf8.DecodeRuneInString(text[i:]); unicode.IsPrint(r) {
				i += size
				continue
			}
		}
		break
	}
	if i == start {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return 0, fmt.Sprintf("unexpected input character %#q", r)
	}
	return i, ""
}

// quoteEnd returns the end of the quoted word that starts at text[i].
func quoteEnd(text string, i int) (end int, problem string) {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch text[i] {
		case quote:
			return i + 1, ""
		case '\\':
			if quote == '"' {
				i++ // whatever it escapes
			}
		}
	}
	return 0, "unexpected newline in string"
}

// What a byte outside quotes is to an unquoted word.
const (
	noWord    = iota // ends it
	wordByte         // goes on with it
	slash            // goes on with it, unless it starts a comment
	multiByte        // depends on the character it is part of
)

var wordBytes = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case c >= utf8.RuneSelf:
			kinds[c] = multiByte
		case c == '/':
			kinds[c] = slash
		case c > ' ' && c < 0x7f && !strings.ContainsRune("()[]{},", rune(c)):
			kinds[c] = wordByte
		}
	}
	return kinds
}()
