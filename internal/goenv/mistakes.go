package goenv

import (
	"fmt"
	"strings"
)

// maxFindings bounds the problems of one file; whoever wrote more such lines
// understands after the first few.
const maxFindings = 20

// findings collects the lines of a file that do not do what they seem to. Its
// messages name variables, never their values, which may hold secrets.
type findings struct {
	file     string
	origin   Origin
	problems []Problem
	crlf     bool // whether carriage returns were reported
}

func (f *findings) add(line int, variable, format string, args ...any) {
	if len(f.problems) < maxFindings {
		message := fmt.Sprintf("%s:%d: ", f.file, line) + fmt.Sprintf(format, args...)
		f.problems = append(f.problems, Problem{File: f.file, Line: line, Message: message, Variable: variable})
	}
}

// marked adds a problem with marks in a value, which is meant to be meant.
func (f *findings) marked(line int, variable, meant, format string, args ...any) {
	before := len(f.problems)
	f.add(line, variable, format, args...)
	if len(f.problems) > before {
		f.problems[before].Rewritten = meant
	}
}

// ignored looks at a line that does not count.
func (f *findings) ignored(number int, line string) {
	key, _, ok := strings.Cut(line, "=")
	if !ok {
		return
	}
	if name, why := misspelt(key); name != "" {
		f.add(number, name, "the go command ignores this line because of %s; write %s=… or run go env -w %s=…", why, name, name)
	}
}

// repeated notes that two lines assign different values to a name.
func (f *findings) repeated(first, second int, name string) {
	switch {
	case specOf[name] == nil:
	case f.origin == GOROOT:
		f.add(second, name, "this line has no effect: line %d sets %s before, and the first one counts in this file", first, name)
	default:
		f.add(first, name, "this line has no effect: line %d sets %s again, and the last one counts", second, name)
	}
}

// assigned looks at a line that counts.
func (f *findings) assigned(number int, name, value string) {
	s := specOf[name]
	if s == nil {
		if meant, why := misspelt(name); meant != "" {
			f.add(number, meant, "this line does not set %s because of %s; write %s=… or run go env -w %s=…", meant, why, meant, meant)
		}
		return
	}
	switch {
	case s.osOnly:
		f.add(number, name, "%s has no effect in this file: it is read from the process's environment only", name)
		return
	case name == "GOVERSION":
		f.add(number, name, "GOVERSION has no effect: it is the version of the go command and cannot be set")
		return
	case name == "GOROOT" && f.origin == GOROOT:
		f.add(number, name, "GOROOT has no effect in this file")
		return
	}
	f.value(number, s, value)
}

// value looks for marks in a value that mean something in other files of this
// kind, but are part of the value here.
func (f *findings) value(number int, s *spec, value string) {
	bare, cr := strings.CutSuffix(value, "\r")
	if cr && !s.trims && !f.crlf {
		f.crlf = true
		f.marked(number, s.name, bare, "lines end in CRLF, and the carriage return is part of the value of %s; save the file with LF line ends", s.name)
	}
	switch {
	case s.quotes:
	case quoted(strings.TrimSpace(bare)):
		f.marked(number, s.name, strings.Trim(strings.TrimSpace(bare), `"'`), "the quotation marks are part of the value of %s; remove them", s.name)
	case strings.Contains(bare, " #") || strings.Contains(bare, "\t#"):
		before, _, _ := strings.Cut(strings.ReplaceAll(bare, "\t#", " #"), " #")
		f.marked(number, s.name, strings.TrimSpace(before), "a comment cannot follow a value: it is part of the value of %s; move it to a line of its own", s.name)
	}
}

func quoted(value string) bool {
	return len(value) >= 2 && value[0] == value[len(value)-1] && (value[0] == '"' || value[0] == '\'')
}

// misspelt returns the variable that a key plainly means though it is no
// variable's name, and what is wrong with it; "" if it means none.
func misspelt(key string) (name, why string) {
	rest, bom := strings.CutPrefix(key, "\ufeff")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return "", ""
	}
	last := fields[len(fields)-1]
	last = strings.TrimPrefix(last, "$env:") // PowerShell's
	name = last
	if !known(name) {
		name = strings.ToUpper(last)
		if !known(name) {
			return "", ""
		}
	}
	switch {
	case len(fields) > 2:
		return "", "" // prose
	case len(fields) == 2 && !shellWord(fields[0]):
		return "", ""
	case bom:
		return name, "the byte order mark at its start"
	case len(fields) == 2:
		return name, fmt.Sprintf("the word %q at its start", fields[0])
	case last != fields[0]:
		return name, `"$env:" at its start`
	case rest[0] == ' ' || rest[0] == '\t':
		return name, "the blanks at its start"
	case name != last:
		return name, "the lower-case name"
	default:
		return name, `the blanks before "="`
	}
}

// known reports whether name is a variable that a file may set.
func known(name string) bool {
	s := specOf[name]
	return s != nil && !s.osOnly && name != "GOVERSION"
}

// shellWord reports whether a word introduces an assignment in some shell.
func shellWord(word string) bool {
	switch strings.ToLower(word) {
	case "export", "set", "setx", "setenv", "declare", "typeset", "env":
		return true
	}
	return false
}
