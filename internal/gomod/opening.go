package gomod

import "strings"

// An opening is what is known, at top level, of a line that may have been
// meant to open the block that follows.
type opening struct {
	verb   string // what kind of block, as far as one can tell
	token  Token  // its first word
	broken bool   // whether the line is in Broken
	near   bool   // whether it counts only for the very next line
}

// blank takes note of a blank line.
func (o *opening) blank() {
	if o.near {
		*o = opening{}
	}
}

// brokenOpening is what the current line, which is broken, may have opened.
func (p *parser) brokenOpening() opening {
	o := opening{broken: true}
	if words := p.line.words; len(words) > 0 {
		o.token = Token{words[0], p.raw(words[0])}
		if p.kind(o.token.Value) == blockVerb {
			o.verb = o.token.Value
			return o
		}
	}
	text := p.raw(p.line.Span)
	if len(text) > maxOpening {
		return o
	}
	letters := make([]byte, 0, maxOpening)
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' {
			letters = append(letters, c)
		}
	}
	for _, verb := range blockVerbs {
		if p.kind(verb) == blockVerb && resembles(string(letters), verb) {
			o.verb = verb
			break
		}
	}
	return o
}

// maxOpening is the length of the longest line that is taken for a broken
// opening of a block.
const maxOpening = 64

var blockVerbs = []string{"require", "replace", "exclude", "retract", "use", "tool", "ignore", "godebug", "module"}

// resembles reports whether word is the beginning or end of verb, or differs
// from it in less than half of its letters, and those in one place.
func resembles(word, verb string) bool {
	if word == "" {
		return false
	}
	if strings.HasPrefix(verb, word) || strings.HasSuffix(verb, word) {
		return true
	}
	prefix := 0
	for prefix < min(len(word), len(verb)) && word[prefix] == verb[prefix] {
		prefix++
	}
	suffix := 0
	for suffix < min(len(word), len(verb))-prefix && word[len(word)-1-suffix] == verb[len(verb)-1-suffix] {
		suffix++
	}
	return 2*(prefix+suffix) > max(len(word), len(verb))
}
