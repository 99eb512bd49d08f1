package graph

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The sizes of text, in pixels. All of it is set in a fixed width, which alone
// can be measured here: no common font's characters are wider than charWidth.
const (
	charWidth = 0.605 // of an em
	sizeTitle = 17
	sizeLabel = 13
	sizeLine  = 11.5
	lineStep  = 15
)

// A rect is a place in the picture.
type rect struct{ x, y, w, h float64 }

func (r rect) right() float64  { return r.x + r.w }
func (r rect) bottom() float64 { return r.y + r.h }
func (r rect) middle() float64 { return r.y + r.h/2 }

// A canvas collects the shapes of an SVG, and where its texts stand.
type canvas struct {
	out           strings.Builder
	width, height float64
	texts         []textBox
	cards         []rect
}

// A textBox is the place of a text.
type textBox struct {
	rect
	text string
}

// An anchor says which end of a text stands at its x.
type anchor string

const (
	start  anchor = "start"
	middle anchor = "middle"
	end    anchor = "end"
)

// text sets a line of text; y is its base line.
func (c *canvas) text(x, y, size float64, at anchor, class, s string) {
	w := textWidth(s, size)
	left := x
	switch at {
	case middle:
		left = x - w/2
	case end:
		left = x - w
	}
	c.texts = append(c.texts, textBox{rect{left, y - 0.8*size, w, size}, s})
	fmt.Fprintf(&c.out, `<text x="%s" y="%s" font-size="%s"`, num(x), num(y), num(size))
	if at != start {
		fmt.Fprintf(&c.out, ` text-anchor="%s"`, at)
	}
	fmt.Fprintf(&c.out, " class=%q>%s</text>\n", class, escape(s))
}

// card draws the frame of a node.
func (c *canvas) card(r rect) {
	c.cards = append(c.cards, r)
	fmt.Fprintf(&c.out, `<rect x="%s" y="%s" width="%s" height="%s" rx="6" class="card"/>`+"\n", num(r.x), num(r.y), num(r.w), num(r.h))
}

// open starts a group for a node, which a pointer and a screen reader name. A
// module's file and line are there for a client to go to; for several modules
// they are those of the first.
func (c *canvas) open(n *Node) {
	classes := []string{"node", string(n.Kind)}
	if n.Severity != "" {
		classes = append(classes, "wrong")
	}
	if n.Taken {
		classes = append(classes, "taken")
	}
	if n.aside && !n.Taken {
		classes = append(classes, "away")
	}
	fmt.Fprintf(&c.out, `<g class="%s" id="%s"`, strings.Join(classes, " "), n.ID)
	if n.Kind == Modules && n.Modules[0].Line > 0 {
		m := n.Modules[0]
		fmt.Fprintf(&c.out, ` role="link" tabindex="0" data-file="%s" data-line="%d"`, escape(m.File), m.Line)
	} else {
		c.out.WriteString(` role="img"`)
	}
	fmt.Fprintf(&c.out, "><title>%s</title>\n", escape(n.tip()))
}

func (c *canvas) close() { c.out.WriteString("</g>\n") }

// maxTip is how many modules a node's tip names.
const maxTip = 20

// tip is what a node says when it is pointed at, or read out.
func (n *Node) tip() string {
	lines := []string{n.name()}
	for i, m := range n.Modules {
		if i == maxTip {
			lines = append(lines, "and "+strconv.Itoa(len(n.Modules)-i)+" more")
			break
		}
		line := m.From
		if len(n.Modules) > 1 {
			line = strings.TrimSpace(m.Path+" "+m.Version) + ": " + line
		}
		if m.Codes != nil {
			line += " (" + m.Severity + ": " + strings.Join(m.Codes, ", ") + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// num writes a coordinate.
func num(f float64) string { return strconv.FormatFloat(float64(int(f*10+0.5))/10, 'f', -1, 64) }

// escape makes a text of XML, without the few characters that XML forbids.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r == 0xFFFE || r == 0xFFFF || r < ' ' && r != '\n' {
			return utf8.RuneError
		}
		return r
	}, s))
}

// columnsOf counts the columns that a character takes in a font of a fixed width.
func columnsOf(r rune) int {
	if r >= 0x1100 && (r < 0x2000 || r >= 0x2e80) {
		return 2 // as the East Asian scripts are; others at most
	}
	return 1
}

func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func textWidth(s string, size float64) float64 { return float64(columns(s)) * charWidth * size }

// room is how many columns of text have room in a width.
func room(width, size float64) int { return max(1, int(width/(charWidth*size))) }

// fit shortens a text to a number of columns: its beginning and its end say
// more than its middle.
func fit(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	runes := []rune(s)
	head, tail := 0, len(runes)
	left := width - 1
	for left > 0 && head < tail {
		if w := columnsOf(runes[head]); w <= left {
			head, left = head+1, left-w
		} else {
			break
		}
		if w := columnsOf(runes[tail-1]); w <= left && head < tail {
			tail, left = tail-1, left-w
		} else if left > 0 && w > left {
			break
		}
	}
	return string(runes[:head]) + "…" + string(runes[tail:])
}

// wrap breaks texts into lines of a number of columns, each into at most limit:
// between words, and within those that are too long. What has no room there is
// left out of the last line.
func wrap(texts []string, width, limit int) []string {
	var all []string
	for _, t := range texts {
		all = append(all, wrapOne(t, width, limit)...)
	}
	return all
}

func wrapOne(text string, width, limit int) (lines []string) {
	for rest := strings.Join(strings.Fields(text), " "); rest != ""; {
		if columns(rest) <= width || len(lines) == limit-1 {
			return append(lines, fit(rest, width))
		}
		at := lineBreak(rest, width)
		lines = append(lines, rest[:at])
		rest = strings.TrimPrefix(rest[at:], " ")
	}
	return lines
}

// lineBreak is where to break a text that is too long for a line.
func lineBreak(text string, width int) int {
	space, used := 0, 0
	for i, r := range text {
		if r == ' ' {
			space = i
		}
		if used += columnsOf(r); used > width {
			break
		}
	}
	if space > 0 {
		return space
	}
	word, _, _ := strings.Cut(text, " ")
	return breakAt(word, width)
}

// breakAt is where to break a word that is too long: after the last separator
// that has room, else before a dot, else after a URL's scheme, else where the
// room ends.
func breakAt(word string, width int) int {
	separator, dot, scheme, full := 0, 0, 0, 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if i > 0 && columns(word[:next]) > width {
			break
		}
		full = next
		switch {
		case r == '/' && strings.HasPrefix(word[next:], "/"):
		case r == '/' && strings.HasSuffix(word[:i], "/"):
			scheme = next
		case strings.ContainsRune(",|/;", r):
			separator = next
		case r == '.':
			dot = i
		}
	}
	for _, at := range []int{separator, dot, scheme} {
		if columns(word[:at])*3 >= width {
			return at
		}
	}
	return full
}
