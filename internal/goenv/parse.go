package goenv

import "strings"

// ParseFile reads text, the content of the file named file, as the go command
// reads the file that `go env -w` writes and $GOROOT/go.env
// (cmd/go/internal/cfg/cfg.go, readEnvFile):
//
//   - lines end at a line feed and nowhere else;
//   - a line counts if it holds a "=" and its first byte is A to Z;
//   - all before the first "=" is the name and all after it the value, with
//     blanks, quotation marks and a trailing carriage return;
//   - of several lines of one name the last wins in the user's file, but the
//     first in go.env (origin [GOROOT]), whose lines never replace a value
//     that is there already.
//
// Nothing is an error. The problems name lines that a person would believe to
// count and the go command reads otherwise.
func ParseFile(file, text string, origin Origin) (Layer, []Problem) {
	layer := Layer{Origin: origin, File: file, Settings: make(map[string]Setting)}
	found := findings{file: file, origin: origin}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		name, value, ok := assignment(line)
		if !ok {
			found.ignored(number, line)
			continue
		}
		earlier, twice := layer.Settings[name]
		if twice && earlier.Value != value {
			found.repeated(earlier.Line, number, name)
		}
		if twice && origin == GOROOT {
			continue
		}
		found.assigned(number, name, value)
		layer.Settings[name] = Setting{Value: value, Origin: origin, File: file, Line: number}
	}
	return layer, found.problems
}

// assignment splits a line that counts.
func assignment(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, "=")
	if !ok || line[0] < 'A' || 'Z' < line[0] {
		return "", "", false
	}
	return name, value, true
}
