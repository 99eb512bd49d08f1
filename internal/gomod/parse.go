package gomod

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBroken is how many broken lines of a file are kept. A text with more is
// not a go.mod.
const maxBroken = 1000

// Parse reads a go.mod, or a go.work if name ends in ".work". It has no error:
// each line is read for itself, what cannot be read is in [File.Broken], and
// that is empty exactly if the go command can read the file (but for a retract
// in a go.mod without a module line). The tokens alias text.
//
// A version need not be canonical in a go.mod, where the go command resolves
// it by a query; in a go.work it must be of the form v1.2.3.
func Parse(name, text string) *File {
	p := &parser{File: &File{Name: name, Text: text, Work: strings.HasSuffix(name, ".work")}}
	p.lines = make([]int, 0, strings.Count(text, "\n")+1)
	for more := true; more; more = p.line.next > p.line.End {
		p.line.advance(text, p.line.next)
		p.lines = append(p.lines, p.line.Start)
		p.readLine()
	}
	p.finish()
	return p.File
}

// A parser reads a file line by line. It is either at top level or in a block.
type parser struct {
	*File
	line  line   // the line being read
	block *block // the block it is in; nil at top level

	// What helps to read on sensibly after a broken line (see recover.go).
	interrupted *block // a block in which a directive came before the ")"
	opening     opening
	ahead       ahead
	undecided   []*Require // require or exclude, the opening line being lost

	requires []Require // room for the next ones
}

// A block is a parenthesised block that is being read.
type block struct {
	Span            // of its opening line
	line     int    // 1-based number of its opening line
	verb     string // what its lines are; "" if that is to be guessed
	token    Token  // the opening line's keyword
	guessed  bool   // whether verb is a guess: the opening line is broken or missing
	headless bool   // whether its ")" is broken too, there being no opening line at all
	reported bool   // whether the opening line is in Broken
	closing  bool   // whether a line began with ")" but went on
}

// readLine reads the current line.
func (p *parser) readLine() {
	l := &p.line
	l.split(p.Text)
	switch {
	case l.problem != "":
		p.brokenLine(l.content(p.Text), l.problem)
	case len(l.words) == 0:
		if l.comment == "" {
			p.opening.blank()
		}
	case p.block != nil:
		p.readInBlock()
	default:
		p.readStatement()
	}
}

// readStatement reads a line at top level: a directive, or the opening line
// of a block. Both decide as modfile's parseStmt does.
func (p *parser) readStatement() {
	words := p.line.words
	n := len(words)
	switch {
	case n > 1 && p.raw(words[n-1]) == "(":
		p.openBlock(words[:n-1])
		return
	case n > 2 && p.raw(words[n-2]) == "(" && p.raw(words[n-1]) == ")":
		if problem := p.blockProblem(words[:n-2]); problem != "" {
			p.brokenLine(p.span(), problem)
			return
		}
		p.opening = opening{verb: p.raw(words[0]), token: Token{words[0], p.raw(words[0])}}
		return
	case n == 1 && p.raw(words[0]) == ")" && p.interrupted != nil:
		p.interrupted = nil
		return
	}
	verb := p.raw(words[0])
	if p.kind(verb) == noVerb {
		p.readOrphan()
		return
	}
	d := Directive{Span: p.span(), Line: p.line.num, Verb: Token{words[0], verb}, Comment: p.line.comment}
	if problem := p.add(d, verb, words[1:]); problem != "" {
		p.brokenLine(d.Span, problem)
		return
	}
	p.opening = opening{}
}

// openBlock starts the block that the current line opens with the words head.
func (p *parser) openBlock(head []Span) {
	verb := p.raw(head[0])
	b := &block{Span: p.span(), line: p.line.num, verb: verb, token: Token{head[0], verb}}
	if problem := p.blockProblem(head); problem != "" {
		p.brokenLine(b.Span, problem)
		b.verb, b.guessed, b.reported = p.opening.verb, true, true
	}
	p.block = b
}

// blockProblem returns what is wrong with the words before a "(".
func (p *parser) blockProblem(head []Span) string {
	if len(head) == 1 && p.kind(p.raw(head[0])) == blockVerb {
		return ""
	}
	words := make([]string, len(head))
	for i, w := range head {
		words[i] = clip(p.raw(w))
	}
	return "unknown block type: " + strings.Join(words, " ")
}

// readInBlock reads a line of the current block.
func (p *parser) readInBlock() {
	words := p.line.words
	switch {
	case p.raw(words[0]) == ")":
		p.closeBlock()
	case p.interrupts():
		p.interrupt()
		p.readStatement()
	default:
		p.readContent()
	}
}

// closeBlock reads a line that begins with ")".
func (p *parser) closeBlock() {
	b := p.block
	if len(p.line.words) > 1 {
		b.closing = true
		p.brokenLine(p.span(), "syntax error (expected newline after closing paren)")
		return
	}
	if b.headless && !b.reported {
		p.brokenLine(p.span(), "unknown directive: )")
	}
	p.block, p.interrupted = nil, nil
	p.opening = opening{verb: b.verb, token: b.token, near: true}
}

// readContent reads a line of the current block that does not end it.
func (p *parser) readContent() {
	words, b := p.line.words, p.block
	verb := b.verb
	if b.guessed {
		verb = p.guess(b.verb, words)
	}
	d := Directive{Span: p.span(), Line: p.line.num, Verb: b.token, InBlock: true, Comment: p.line.comment}
	problem := ""
	switch {
	case verb == "":
		problem = p.unknown()
	case verb == "require" && b.guessed && b.verb != "require":
		problem = p.addUndecided(d, words)
	default:
		problem = p.add(d, verb, words)
	}
	switch {
	case problem == "":
	case p.interrupted != nil && p.fits(p.interrupted.verb, words):
		p.resume()
		p.readContent()
	case verb != "" || b.headless:
		p.brokenLine(d.Span, problem)
	}
}

// unknown is the message for the current line, which begins with no keyword.
func (p *parser) unknown() string {
	return "unknown directive: " + clip(p.raw(p.line.words[0]))
}

// finish closes what is open at the end of the text.
func (p *parser) finish() {
	if p.block != nil {
		p.unterminated(p.block)
	}
	p.decide()
	p.checkRetracts()
	slices.SortStableFunc(p.Broken, func(a, b *Broken) int { return cmp.Compare(a.Start, b.Start) })
}

// unterminated reports a block that has no closing line.
func (p *parser) unterminated(b *block) {
	if b.reported || b.closing {
		return
	}
	b.reported = true
	column := utf8.RuneCountInString(p.Text[p.lines[b.line-1]:b.Start]) + 1
	p.broken(b.Span, b.line, fmt.Sprintf("syntax error (unterminated block started at %s:%d:%d)", p.Name, b.line, column))
}

// brokenLine reports the current line.
func (p *parser) brokenLine(span Span, problem string) {
	p.broken(span, p.line.num, problem)
	if p.block == nil {
		p.opening = p.brokenOpening()
	}
}

func (p *parser) broken(span Span, line int, problem string) {
	if len(p.Broken) < maxBroken {
		p.Broken = append(p.Broken, &Broken{span, line, problem})
	}
}

// span is that of the current line's words.
func (p *parser) span() Span {
	words := p.line.words
	return Span{words[0].Start, words[len(words)-1].End}
}

// raw is a word as it is written.
func (f *File) raw(word Span) string { return f.Text[word.Start:word.End] }

// clip shortens a word that goes into a message.
func clip(word string) string {
	const most = 200
	if len(word) <= most {
		return word
	}
	return strings.ToValidUTF8(word[:most], "") + "…"
}
