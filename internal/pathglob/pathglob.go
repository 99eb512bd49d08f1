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
}

// Compile returns the pattern text, which has no comma. One that is malformed
// matches nothing, as for the go command.
func Compile(text string) Glob {
	literal := strings.TrimSuffix(text, "/")
	if i := strings.IndexAny(literal, `*?[\`); i >= 0 {
		literal = literal[:i]
	}
	return Glob{text, literal}
}

// Literal returns what every path that the pattern matches begins with.
func (g Glob) Literal() string { return g.literal }

// Match is [module.MatchPrefixPatterns] of the one pattern. It asks that only
// where the path begins as the pattern does: lists can be long, and every
// module is matched against them on every edit.
func (g Glob) Match(modulePath string) bool {
	return strings.HasPrefix(modulePath, g.literal) && module.MatchPrefixPatterns(g.text, modulePath)
}
