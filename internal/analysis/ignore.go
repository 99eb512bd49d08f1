package analysis

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/gomod"
)

// marker begins a comment that silences findings.
const marker = "modroute:ignore"

// An Ignore is a comment that silences findings on the lines that it belongs
// to:
//
//	//modroute:ignore CODE[,CODE…] reason
//
// at the end of a line, or on a line of its own directly above. At or above
// the opening line of a block it counts for the block. A blank after the
// slashes is allowed, and "indirect;" before the word, since that is what the
// go command makes of the comment on a requirement that has become indirect
// (golang.org/x/mod/modfile, Require.setIndirect).
type Ignore struct {
	gomod.Span // from the word modroute:ignore to the end of the reason
	Comment    gomod.Comment
	Codes      []IgnoredCode
	// Tail is where another comment follows on the line, else the line's end.
	Tail int

	head bool // whether it counts for line 1, where there is no module line
}

// An IgnoredCode is one of the codes that an Ignore names, and what has become
// of it.
type IgnoredCode struct {
	gomod.Token
	Known   bool // there is an analyzer of that name
	Used    bool // it has silenced a finding
	Pending bool // the analyzer has not run, or not yet
}

// Ignores returns the comments of a file that silence findings, in their
// order.
func Ignores(f *gomod.File) []Ignore {
	if !strings.Contains(f.Text, marker) {
		return nil
	}
	var all []Ignore
	for _, c := range f.Comments() {
		if ignore, ok := parseIgnore(c); ok {
			// Without a module line, faults of the file as a whole stand on
			// line 1, and what is said at the file's top is about them.
			ignore.head = f.Module == nil && c.Line <= firstStatement(f)
			all = append(all, ignore)
		}
	}
	return all
}

// CloneIgnores returns a deep copy.
func CloneIgnores(all []Ignore) []Ignore {
	all = slices.Clone(all)
	for i := range all {
		all[i].Codes = slices.Clone(all[i].Codes)
	}
	return all
}

// firstStatement returns the line of a go.work's first directive or block; 1
// if it has none.
func firstStatement(f *gomod.File) int {
	for line := 1; ; line++ {
		span := f.LineSpan(line)
		text := strings.TrimSpace(f.Text[span.Start:span.End])
		switch {
		case text != "" && !strings.HasPrefix(text, "//"):
			return line
		case span.End == len(f.Text):
			return 1
		}
	}
}

// parseIgnore reads a comment; ok is false if it is no Ignore.
func parseIgnore(c gomod.Comment) (i Ignore, ok bool) {
	text := strings.TrimLeft(strings.TrimPrefix(c.Text, "//"), " \t")
	if rest, cut := strings.CutPrefix(text, "indirect;"); cut {
		text = strings.TrimLeft(rest, " \t")
	}
	rest, ok := strings.CutPrefix(text, marker)
	if !ok || rest != "" && !strings.ContainsAny(rest[:1], " \t") {
		return Ignore{}, false
	}
	start := c.End - len(text)
	i = Ignore{Comment: c, Tail: c.End}
	// A comment in the comment is none of its reason.
	if at := strings.Index(rest, " //"); at >= 0 {
		i.Tail = c.End - len(rest) + at + 1
		rest = rest[:at]
	}
	i.Span = gomod.Span{Start: start, End: start + len(marker) + len(strings.TrimRight(rest, " \t\r"))}
	i.Codes = parseCodes(rest, start+len(marker))
	return i, true
}

// parseCodes reads the codes at the beginning of text, which stands at an
// offset: words with commas between them.
func parseCodes(text string, offset int) []IgnoredCode {
	var codes []IgnoredCode
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t,"))
		end := len(text)
		if i := strings.IndexAny(text[at:], " \t,"); i >= 0 {
			end = at + i
		}
		if at == end {
			return codes
		}
		span := gomod.Span{Start: offset + at, End: offset + end}
		codes = append(codes, IgnoredCode{Token: gomod.Token{Span: span, Value: text[at:end]}})
		if !strings.HasPrefix(strings.TrimLeft(text[end:], " \t"), ",") {
			return codes
		}
		at = end
	}
}

// Covers reports whether an Ignore is about the findings on a 1-based line.
// Those on its own line, which are about the comment itself, are among them.
func (i *Ignore) Covers(line int) bool {
	return i.Comment.First <= line && line <= i.Comment.Last || line == i.Comment.Line || i.head && line == 1
}

// Code returns what the Ignore says of a code; nil if it does not name it.
func (i *Ignore) Code(code string) *IgnoredCode {
	for n := range i.Codes {
		if i.Codes[n].Value == code {
			return &i.Codes[n]
		}
	}
	return nil
}
