package evidence

import "strings"

// A gitEntry is one assignment of a git configuration file.
type gitEntry struct {
	section    string // in lower case: "url", "remote", "include"
	subsection string // as written: "ssh://git@git.corp.example.com/"
	key        string // in lower case: "insteadof"
	value      string
	file       string
	line       int // 1-based
}

// parseGitConfig reads the syntax of git's configuration files, which is that
// of git's config.c:git_parse_source. It stops at the first line that git
// would refuse, with the entries up to there.
//
// The reader is modroute's own because the libraries that there are decode
// into fixed structures, drop positions, or bring a whole git with them, while
// the syntax has been the same for twenty years.
func parseGitConfig(file, text string) []gitEntry {
	p := &gitParser{text: strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff"), line: 1}
	var entries []gitEntry
	section, subsection := "", ""
	for {
		switch c := p.skipBlank(); {
		case c == 0:
			return entries
		case c == '#' || c == ';':
			p.skipLine()
		case c == '[':
			var ok bool
			if section, subsection, ok = p.header(); !ok {
				return entries
			}
		default:
			e := gitEntry{section: section, subsection: subsection, file: file, line: p.line}
			var ok bool
			if e.key, e.value, ok = p.assignment(); !ok {
				return entries
			}
			if section != "" { // before any section a key means nothing to git
				entries = append(entries, e)
			}
		}
	}
}

// A gitParser is a position in a configuration file's text.
type gitParser struct {
	text string
	pos  int
	line int
}

// peek returns the next byte, 0 at the end.
func (p *gitParser) peek() byte {
	if p.pos == len(p.text) {
		return 0
	}
	return p.text[p.pos]
}

// next returns the next byte and goes past it, 0 at the end.
func (p *gitParser) next() byte {
	c := p.peek()
	if p.pos < len(p.text) {
		p.pos++
	}
	if c == '\n' {
		p.line++
	}
	return c
}

// skipBlank goes to the next byte that is not white space, and returns it.
func (p *gitParser) skipBlank() byte {
	for isSpace(p.peek()) {
		p.next()
	}
	return p.peek()
}

func (p *gitParser) skipLine() {
	for c := p.peek(); c != 0 && c != '\n'; c = p.peek() {
		p.next()
	}
}

// header reads [section], [section "subsection"] or the old [section.sub].
func (p *gitParser) header() (section, subsection string, ok bool) {
	p.next() // [
	start := p.pos
	for isNameByte(p.peek()) || p.peek() == '.' {
		p.next()
	}
	section = strings.ToLower(p.text[start:p.pos])
	if p.peek() == ']' {
		p.next()
		section, subsection, _ = strings.Cut(section, ".")
		return section, subsection, section != ""
	}
	for p.peek() == ' ' || p.peek() == '\t' {
		p.next()
	}
	if p.next() != '"' {
		return "", "", false
	}
	var sub strings.Builder
	for {
		c := p.next()
		switch c {
		case 0, '\n':
			return "", "", false
		case '"':
			return section, sub.String(), p.next() == ']' && section != ""
		case '\\':
			if c = p.next(); c == 0 || c == '\n' {
				return "", "", false
			}
		}
		sub.WriteByte(c)
	}
}

// assignment reads key = value; a key alone has the value "true".
func (p *gitParser) assignment() (key, value string, ok bool) {
	start := p.pos
	if !isLetter(p.peek()) {
		return "", "", false
	}
	for isNameByte(p.peek()) {
		p.next()
	}
	key = strings.ToLower(p.text[start:p.pos])
	for p.peek() == ' ' || p.peek() == '\t' {
		p.next()
	}
	switch p.next() {
	case 0, '\n':
		return key, "true", true
	case '=':
		value, ok = p.value()
		return key, value, ok
	}
	return "", "", false
}

// value reads a value up to the end of its line: quotes group, a backslash
// escapes or continues the line, white space at the ends goes.
func (p *gitParser) value() (value string, ok bool) {
	var b strings.Builder
	quoted, comment := false, false
	end := 0 // length of the value without white space that may turn out to be at its end
	for {
		c := p.next()
		switch {
		case c == 0 || c == '\n':
			return b.String()[:end], !quoted
		case comment:
			continue
		case isSpace(c) && !quoted:
			if b.Len() > 0 {
				b.WriteByte(c)
			}
			continue
		case (c == ';' || c == '#') && !quoted:
			comment = true
			continue
		case c == '"':
			quoted = !quoted
			end = b.Len()
			continue
		case c == '\\':
			switch c = p.next(); c {
			case '\n':
				continue
			case 't':
				c = '\t'
			case 'n':
				c = '\n'
			case 'b':
				c = '\b'
			case '\\', '"':
			default:
				return "", false
			}
		}
		b.WriteByte(c)
		end = b.Len()
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isNameByte reports whether c may stand in the name of a section or key.
func isNameByte(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' || c == '-' }
