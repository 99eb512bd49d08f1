package gomod

import (
	"cmp"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// How to read on after a broken line.
//
// Most broken lines cost themselves and nothing else, for the grammar is
// line-based. Only the lines that open and close blocks decide how others are
// read. Three rules make up for one that is missing or broken; none of them
// applies in a file that modfile can read.
//
//   - A line that begins a directive ends the block that it is in: that block's
//     ")" is missing. (interrupts)
//   - If lines of the block's form follow nevertheless, the block goes on: not
//     its ")" was missing, but the directive was out of place. (resume)
//   - Lines of a block's form that are in none, up to a ")", are a block whose
//     opening line is missing or broken. (readOrphan)

// interrupts reports whether the current line, in a block, is a directive, the
// block's ")" being missing. A line that can be content of the block is, if
// the block is closed further down or the line is indented: a module may well
// be called "retract".
func (p *parser) interrupts() bool {
	words := p.line.words
	if p.kind(p.raw(words[0])) == noVerb || !p.beginsDirective(words) {
		return false
	}
	return !p.fitsBetter(p.block.verb, words) || words[0].Start == p.line.Start && !p.closes(p.block.verb)
}

// interrupt leaves the current block, which is not closed.
func (p *parser) interrupt() {
	p.unterminated(p.block)
	p.block, p.interrupted = nil, p.block
}

// resume goes on with the interrupted block.
func (p *parser) resume() {
	if p.block != nil {
		p.unterminated(p.block)
	}
	p.block, p.interrupted = p.interrupted, nil
}

// readOrphan reads a line at top level that begins with no keyword.
func (p *parser) readOrphan() {
	words := p.line.words
	if p.interrupted != nil && p.fits(p.interrupted.verb, words) {
		p.resume()
		p.readContent()
		return
	}
	verb := p.guess(p.opening.verb, words)
	if verb == "" || !p.closes(verb) {
		p.brokenLine(p.span(), p.unknown())
		return
	}
	p.block = &block{
		Span: p.span(), line: p.line.num,
		verb: p.opening.verb, token: p.opening.token, guessed: true,
		headless: true, reported: p.opening.broken,
	}
	p.readContent()
}

// beginsDirective reports whether words are a directive or open a block.
func (p *parser) beginsDirective(words []Span) bool {
	verb, args := p.raw(words[0]), words[1:]
	if len(args) > 0 && p.raw(args[0]) == "(" && p.kind(verb) == blockVerb {
		return len(args) == 1 || len(args) == 2 && p.raw(args[1]) == ")"
	}
	return len(args) > 0 && p.check(verb, args) == ""
}

// fits reports whether words can be a line of a block of verb.
func (p *parser) fits(verb string, words []Span) bool {
	return verb != "" && p.check(verb, words) == ""
}

// fitsBetter reports whether words, which are a directive, are rather a line of
// a block of verb: about a module of the keyword's name. Its version must be
// canonical, or "go 1.26" would be a requirement.
func (p *parser) fitsBetter(verb string, words []Span) bool {
	if !p.fits(verb, words) {
		return false
	}
	switch verb {
	case "require", "exclude":
		return isVersion(p.raw(words[1]))
	case "replace":
		return p.raw(words[1]) == "=>" || isVersion(p.raw(words[1]))
	}
	return true
}

// isVersion reports whether a word is a version, not another query.
func isVersion(word string) bool {
	v, err := unquote(word)
	return err == nil && module.CanonicalVersion(v) != ""
}

// guess returns what kind of block words are a line of: hint if they can be,
// else what their form says, else "".
func (p *parser) guess(hint string, words []Span) string {
	can := func(verb string) bool { return p.kind(verb) == blockVerb && p.fits(verb, words) }
	switch {
	case can(hint):
		return hint
	case can("require"):
		return "require"
	case can("replace"):
		return "replace"
	case can("godebug"):
		return "godebug"
	case can("retract") && (isVersion(p.raw(words[0])) || p.raw(words[0]) == "["):
		return "retract"
	case can("use") && modfile.IsDirectoryPath(p.raw(words[0])):
		return "use"
	}
	return ""
}

// addUndecided adds a line that has the form of a require and of an exclude.
func (p *parser) addUndecided(d Directive, words []Span) (problem string) {
	path, version, problem := p.moduleVersion("require", words)
	if problem == "" {
		p.undecided = append(p.undecided, &Require{d, path, version, isIndirect(d.Comment)})
	}
	return problem
}

// decide adds the undecided lines: as excludes if a module of theirs is
// required elsewhere in the file, else as requirements, which are commoner.
func (p *parser) decide() {
	if len(p.undecided) == 0 {
		return
	}
	required := make(map[string]bool)
	for _, r := range p.Require {
		required[r.Path.Value] = true
	}
	if slices.ContainsFunc(p.undecided, func(r *Require) bool { return required[r.Path.Value] }) {
		for _, r := range p.undecided {
			p.Exclude = append(p.Exclude, &Exclude{r.Directive, r.Path, r.Version})
		}
		slices.SortFunc(p.Exclude, func(a, b *Exclude) int { return cmp.Compare(a.Start, b.Start) })
		return
	}
	p.Require = append(p.Require, p.undecided...)
	slices.SortFunc(p.Require, func(a, b *Require) int { return cmp.Compare(a.Start, b.Start) })
}

// ahead is what was found by looking ahead.
type ahead struct {
	end    int // offset of the line that decided
	closed bool
}

// closes reports whether, after the current line, a line ")" comes before one
// that can only begin a directive, not be a line of a block of verb. Each line
// is looked at once, however often this is asked.
func (p *parser) closes(verb string) bool {
	if p.line.Start < p.ahead.end {
		return p.ahead.closed
	}
	p.ahead = ahead{end: len(p.Text)}
	for l := (line{Span: p.line.Span, next: p.line.next}); l.next > l.End; {
		l.advance(p.Text, l.next)
		l.split(p.Text)
		if l.problem != "" || len(l.words) == 0 {
			continue
		}
		first := p.raw(l.words[0])
		closed := first == ")" && len(l.words) == 1
		if closed || p.kind(first) != noVerb && p.beginsDirective(l.words) && !p.fitsBetter(verb, l.words) {
			p.ahead = ahead{end: l.Start, closed: closed}
			break
		}
	}
	return p.ahead.closed
}
