// Package gomod reads go.mod, go.work and go.sum as text with positions.
//
// Unlike golang.org/x/mod/modfile, which returns no tree at all when any line
// is wrong, it gives every line that can be read: a broken line costs only
// itself, and an unclosed block only its opening line. All positions are byte
// offsets into the text. The package is pure.
package gomod

// A Span is a half-open range of byte offsets into a file's text.
type Span struct{ Start, End int }

// A Token is one word of a directive: Value is unquoted, Span includes quotes.
type Token struct {
	Span
	Value string
}

// A Directive is what every directive has: where it stands.
type Directive struct {
	Span           // from its first token to its last: without comment, and inside a block without the verb
	Line    int    // 1-based
	Verb    Token  // the keyword; inside a block, that of the block's opening line (zero if that line is lost)
	InBlock bool   // whether it stands in a parenthesised block
	Comment string // the comment at the end of the line, with its slashes; "" if none
}

// A Value is a directive with one argument: module, go, toolchain, tool,
// ignore, godebug (key=value) and, in go.work, use.
type Value struct {
	Directive
	Arg Token
}

// A Require is one requirement. Version is as written: it need not be canonical.
type Require struct {
	Directive
	Path, Version Token
	Indirect      bool
}

// A Replace is one replace directive. OldVersion is the zero Token if the line
// replaces all versions; NewVersion is, if NewPath names a directory.
type Replace struct {
	Directive
	OldPath, OldVersion Token
	NewPath, NewVersion Token
}

// Local reports whether r replaces by a directory.
func (r *Replace) Local() bool { return r.NewVersion.Value == "" }

// An Exclude is one exclude directive.
type Exclude struct {
	Directive
	Path, Version Token
}

// A Retract is one retract directive; Low equals High for a single version.
type Retract struct {
	Directive
	Low, High Token
}

// A Broken line is one that could not be read; Message is in the go command's
// terms where it has any.
type Broken struct {
	Span
	Line    int // 1-based
	Message string
}

// A File is a go.mod or a go.work. It is not changed after Parse.
type File struct {
	Name      string // as given to Parse
	Text      string
	Work      bool // a go.work
	Module    *Value
	Go        *Value
	Toolchain *Value
	Require   []*Require
	Replace   []*Replace
	Exclude   []*Exclude
	Retract   []*Retract
	Tool      []*Value
	Ignore    []*Value
	Godebug   []*Value
	Use       []*Value
	Broken    []*Broken // in the order of their lines; at most 1000

	lines []int // byte offset of the start of each line
}

// An Edit replaces the text of a Span (empty for an insertion) by New.
type Edit struct {
	Span
	New string
}
