package explain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/goenv"
)

// A Doc is an explanation: headings, paragraphs, labelled fields, tables and
// decision trees, in order. [Doc.Markdown] and [Doc.Text] render it, and take out every secret
// and every control character on the way.
type Doc struct {
	blocks []block
}

// A block is one heading, paragraph, field, table, tree, or rule.
type block struct {
	rule  bool   // what follows are details
	level int    // of a heading, from 1
	label string // of a field; "" makes a paragraph
	text  text
	more  []text   // further lines of a field
	table [][]text // its first row is the header
	tree  []*node
}

// A node is one decision of a tree. The children of a decision say how it
// went on from there.
type node struct {
	label    string
	text     text
	taken    bool // it lies on the path that the go command takes
	children []*node

	step string // of the route's reasons, where it is one of them
	away string // where the other way leads, if there is one
}

// A text is a run of words and code.
type text []span

// A span is a piece of a text: words, or code that is set as it is.
type span struct {
	string
	code bool
}

// code marks s, a value, path or URL, to be set as it is.
func code(s string) span { return span{s, true} }

// say makes a text of strings, spans and texts.
func say(parts ...any) text {
	var t text
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			t = append(t, span{p, false})
		case span:
			t = append(t, p)
		case text:
			t = append(t, p...)
		}
	}
	return t
}

// heading starts a document, or at level 2 a section of it.
func (d *Doc) heading(level int, parts ...any) {
	d.blocks = append(d.blocks, block{level: level, text: say(parts...)})
}

func (d *Doc) para(parts ...any) {
	d.blocks = append(d.blocks, block{text: say(parts...)})
}

// field adds a labelled line with further lines below it.
func (d *Doc) field(label string, t text, more ...text) {
	d.blocks = append(d.blocks, block{label: label, text: t, more: more})
}

// list adds a label with several lines, if there are any.
func (d *Doc) list(label string, lines []text) {
	if len(lines) > 0 {
		d.field(label, lines[0], lines[1:]...)
	}
}

func (d *Doc) tree(nodes []*node) {
	d.blocks = append(d.blocks, block{tree: nodes})
}

// rule sets apart what follows as details.
func (d *Doc) rule() { d.blocks = append(d.blocks, block{rule: true}) }

// trimRule takes away a rule below which nothing has been written.
func (d *Doc) trimRule() {
	if last := len(d.blocks) - 1; d.blocks[last].rule {
		d.blocks = d.blocks[:last]
	}
}

// Text renders the document as plain text: fields aligned, trees drawn.
func (d *Doc) Text() string {
	var out strings.Builder
	width := d.labelWidth(0)
	for i, b := range d.blocks {
		if b.rule || b.level > 0 {
			width = d.labelWidth(i + 1)
		}
		if b.rule { // the empty line after it says enough
			continue
		}
		if d.apart(i) {
			out.WriteByte('\n')
		}
		switch {
		case b.table != nil:
			drawTable(&out, b.table)
		case b.tree != nil:
			drawTree(&out, b.tree, "")
		case b.label == "":
			out.WriteString(b.text.plain() + "\n")
		default:
			out.WriteString(pad(b.label, width) + "  " + b.text.plain() + "\n")
			for _, t := range b.more {
				out.WriteString(pad("", width) + "  " + t.plain() + "\n")
			}
		}
	}
	return out.String()
}

// labelWidth returns the width of the longest label from a block to the next
// rule or heading.
func (d *Doc) labelWidth(from int) int {
	width := 0
	for _, b := range d.blocks[from:] {
		if b.rule || b.level > 0 {
			break
		}
		width = max(width, utf8.RuneCountInString(b.label))
	}
	return width
}

// apart reports whether an empty line stands before a block: fields that follow
// one another have none between them.
func (d *Doc) apart(i int) bool {
	return i > 0 && (d.blocks[i].label == "" || d.blocks[i-1].label == "")
}

// drawTree draws nodes below one another. The branches of the path taken end
// in an arrow.
func drawTree(out *strings.Builder, nodes []*node, indent string) {
	width := 0
	for _, n := range nodes {
		width = max(width, utf8.RuneCountInString(n.label))
	}
	for i, n := range nodes {
		branch, below := "├─", "│   "
		if i == len(nodes)-1 {
			branch, below = "╰─", "    "
		}
		if n.taken {
			branch += "▶ "
		} else {
			branch += "─ "
		}
		line := indent + branch + pad(n.label, width) + "  " + n.text.plain()
		out.WriteString(strings.TrimRight(line, " ") + "\n")
		drawTree(out, n.children, indent+below)
	}
}

// pad fills s with blanks up to width runes.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// Markdown renders the document as CommonMark: fields as a list with bold
// labels, trees as nested lists.
func (d *Doc) Markdown() string {
	var out strings.Builder
	for i, b := range d.blocks {
		if d.apart(i) {
			out.WriteByte('\n')
		}
		switch {
		case b.rule:
			out.WriteString("---\n")
		case b.level > 0:
			out.WriteString(strings.Repeat("#", b.level) + " " + b.text.markdown() + "\n")
		case b.table != nil:
			listTable(&out, b.table)
		case b.tree != nil:
			listTree(&out, b.tree, "")
		case b.label == "":
			out.WriteString(b.text.markdown() + "\n")
		default:
			out.WriteString("- **" + escape(b.label) + "**: " + b.text.markdown() + "\n")
			for _, t := range b.more {
				out.WriteString("  - " + t.markdown() + "\n")
			}
		}
	}
	return out.String()
}

// listTree writes nodes as a list, those on the path taken in bold.
func listTree(out *strings.Builder, nodes []*node, indent string) {
	for _, n := range nodes {
		label := escape(n.label)
		if n.taken {
			label = "**" + label + "**"
		}
		out.WriteString(indent + "- " + label + ": " + n.text.markdown() + "\n")
		listTree(out, n.children, indent+"  ")
	}
}

func (t text) plain() string {
	var out strings.Builder
	for _, s := range t {
		out.WriteString(Printable(s.string))
	}
	return out.String()
}

func (t text) markdown() string {
	var out strings.Builder
	for _, s := range t {
		if s.code {
			out.WriteString(codeSpan(Printable(s.string)))
		} else {
			out.WriteString(escape(Printable(s.string)))
		}
	}
	return out.String()
}

// Printable makes s safe to show: without userinfo in its URLs, on one line, and
// without the control characters and direction overrides with which a hostile
// go.mod could drive a terminal or disguise a path.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case ' ' <= r && r <= '~':
			return r
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return utf8.RuneError
		}
		return r
	}, goenv.Redact(s))
}

// codeSpan sets s as a Markdown code span, in a fence longer than any run of
// backquotes in it.
func codeSpan(s string) string {
	if s == "" {
		return "(empty)"
	}
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	if longest == 0 {
		return "`" + s + "`"
	}
	fence := strings.Repeat("`", longest+1)
	return fence + " " + s + " " + fence
}

// escape keeps Markdown from reading words as markup.
var escape = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `&`, `\&`,
).Replace
