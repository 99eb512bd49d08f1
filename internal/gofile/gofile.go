// Package gofile reads the imports at the head of a Go file as text with
// positions. It survives files that are being written, and never looks at what
// stands below the imports. The package is pure.
package gofile

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/gomod"
)

// An Import is one import path of a file.
type Import struct {
	gomod.Span        // of the path, without its quotation marks
	Line       int    // 1-based
	Path       string // not empty
}

// A File is the imports of a Go file.
type File struct {
	Imports []Import // in the file's order
	// Ignored says that a constraint keeps the file out of every build, as
	// //go:build ignore does: go mod tidy does not read it.
	Ignored bool
}

// declarations are what follows the imports of a file: the first line that
// begins with one of them ends its head.
var declarations = []string{"\nfunc ", "\ntype ", "\nvar ", "\nconst ", "\nfunc(", "\ntype(", "\nvar(", "\nconst("}

// Head returns the part of a Go file that may hold imports. It cuts at the
// first line that looks like another declaration: in a comment that is above
// the imports, such a line hides them.
func Head(text string) string {
	for _, d := range declarations {
		if i := strings.Index(text, d); i >= 0 {
			text = text[:i+1]
		}
	}
	return text
}

// Parse reads the imports of a file's head. It has no error: what cannot be
// read is left out.
func Parse(head string) *File {
	set := token.NewFileSet()
	// The parser returns what it has understood, beside its errors.
	syntax, _ := parser.ParseFile(set, "", head, parser.ImportsOnly|parser.ParseComments|parser.SkipObjectResolution)
	if syntax == nil {
		return &File{}
	}
	f := &File{Ignored: ignored(syntax)}
	if len(syntax.Imports) == 0 {
		// What is being typed above the imports hides them from the parser.
		if mended, ok := fromImports(head); ok {
			set = token.NewFileSet()
			syntax, _ = parser.ParseFile(set, "", mended, parser.ImportsOnly|parser.SkipObjectResolution)
		}
	}
	line, counted := 1, 0
	for _, spec := range syntax.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || path == "" {
			continue
		}
		start := set.PositionFor(spec.Path.Pos(), false).Offset
		line, counted = line+strings.Count(head[counted:start], "\n"), start
		f.Imports = append(f.Imports, Import{
			Span: gomod.Span{Start: start + 1, End: start + len(spec.Path.Value) - 1},
			Line: line, Path: path,
		})
	}
	return f
}

// fromImports returns a file's head with nothing but a package clause above its
// imports, which stay where they are; ok is false if it has no imports.
func fromImports(head string) (mended string, ok bool) {
	const clause = "package p;"
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(head))
	var s scanner.Scanner
	s.Init(file, []byte(head), nil, 0)
	for {
		switch pos, tok, _ := s.Scan(); tok {
		case token.EOF:
			return "", false
		case token.IMPORT:
			at := file.Offset(pos)
			if at < len(clause) {
				return "", false
			}
			return clause + strings.Repeat(" ", at-len(clause)) + head[at:], true
		}
	}
}

// At returns the import that an offset stands in or touches, its quotation
// marks included; nil if there is none.
func (f *File) At(offset int) *Import {
	for i := range f.Imports {
		if at := &f.Imports[i]; at.Start-1 <= offset && offset <= at.End+1 {
			return at
		}
	}
	return nil
}

// ignored reports whether a file is part of a build only with the tag ignore
// (cmd/go/internal/imports/build.go:matchTag, which go mod tidy uses).
func ignored(syntax *ast.File) bool {
	for _, group := range syntax.Comments {
		if group.Pos() > syntax.Package {
			break
		}
		for _, c := range group.List {
			if !constraint.IsGoBuild(c.Text) {
				continue
			}
			expr, err := constraint.Parse(c.Text)
			return err == nil && !expr.Eval(func(tag string) bool { return tag != "ignore" })
		}
	}
	return false
}
