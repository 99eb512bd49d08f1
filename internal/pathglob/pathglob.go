// Package pathglob matches module paths against single glob patterns of
// GOPRIVATE and its like. It is pure.
package pathglob

import (
	"strings"

	"golang.org/x/mod/module"
)

// A Glob is one pattern, as it stands between two commas of such a variable.
type Glob struct {
	text    string
	literal string // what every path that the pattern matches begins with
	// What the leading elements of such a path end in, and how many slashes
	// are among them. The tail is empty if it is not known.
	tail    string
	slashes int
}

// Compile returns the pattern text, which has no comma. One that is malformed
// matches nothing, as for the go command.
func Compile(text string) Glob {
	bare := strings.TrimSuffix(text, "/")
	g := Glob{text: text, literal: bare, slashes: strings.Count(bare, "/")}
	if i := strings.IndexAny(bare, `*?[\`); i >= 0 {
		g.literal = bare[:i]
	}
	if !strings.ContainsAny(bare, `[\`) {
		g.tail = bare[strings.LastIndexAny(bare, "*?")+1:]
	}
	return g
}

// Literal returns what every path that the pattern matches begins with.
func (g Glob) Literal() string { return g.literal }

// Match is [module.MatchPrefixPatterns] of the one pattern. It asks that only
// where the path begins, and its leading elements end, as the pattern does:
// lists can be long, and every module is matched against them on every edit.
func (g Glob) Match(modulePath string) bool {
	return strings.HasPrefix(modulePath, g.literal) &&
		strings.HasSuffix(leading(modulePath, g.slashes), g.tail) &&
		module.MatchPrefixPatterns(g.text, modulePath)
}

// leading returns the elements of a path up to the given number of slashes.
func leading(path string, slashes int) string {
	for i := range len(path) {
		if path[i] == '/' {
			if slashes == 0 {
				return path[:i]
			}
			slashes--
		}
	}
	return path
}
