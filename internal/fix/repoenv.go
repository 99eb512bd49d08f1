package fix

import (
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// declaration returns the plan that declares the modules of wants private in
// the go.env at the repository's root; ok is false if that declares them
// already, or if that file is one that the go command itself reads.
func (p *Planner) declaration(wants []want) (plan Plan, ok bool) {
	f := p.s.Folder
	path := filepath.Join(p.near.repository, "go.env")
	if path == f.Env.UserFile || f.Env.GOROOT != "" && path == filepath.Join(f.Env.GOROOT, "go.env") {
		return Plan{}, false
	}
	text, err := p.near.read(path)
	layer, _ := goenv.ParseFile("go.env", text, goenv.User)
	declared := strings.TrimSuffix(layer.Settings[goprivate].Value, "\r")
	wants = slices.DeleteFunc(slices.Clone(wants), func(w want) bool { return module.MatchPrefixPatterns(declared, w.path) })
	edits := declare(text, wants)
	if len(edits) == 0 {
		return Plan{}, false
	}
	return Plan{
		Title:   "Declare " + patternNames(wants) + " private in the repository's go.env",
		Kind:    refactoring,
		Target:  RepoEnv,
		Files:   []FileEdit{{Path: path, Create: err != nil, Old: text, Edits: edits}},
		Preview: "for the team; changes no route",
	}, true
}

// declare returns the edits of a go.env's text that make its GOPRIVATE cover
// the modules of wants; none if it does. All other bytes stay.
func declare(text string, wants []want) []gomod.Edit {
	if len(wants) == 0 {
		return nil
	}
	layer, _ := goenv.ParseFile("go.env", text, goenv.User)
	s, ok := layer.Settings[goprivate]
	if !ok {
		return []gomod.Edit{appendLine(text, goprivate+"="+addPatterns("", wants))}
	}
	value := strings.TrimSuffix(s.Value, "\r")
	add, _ := strings.CutPrefix(addPatterns(s.Value, wants), value)
	if add == "" {
		return nil
	}
	end := lineStart(text, s.Line) + len(goprivate+"="+value)
	return []gomod.Edit{{Span: gomod.Span{Start: end, End: end}, New: add}}
}

// lineStart returns the offset of a 1-based line of text.
func lineStart(text string, line int) int {
	offset := 0
	for range line - 1 {
		offset += strings.IndexByte(text[offset:], '\n') + 1
	}
	return offset
}

// appendLine returns the edit that adds a line to text, with its kind of line
// end.
func appendLine(text, line string) gomod.Edit {
	eol := "\n"
	if strings.Contains(text, "\r\n") {
		eol = "\r\n"
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		line = eol + line
	}
	return gomod.Edit{Span: gomod.Span{Start: len(text), End: len(text)}, New: line + eol}
}

// routable reports whether the go command would fetch a module of this path at
// all, so that a pattern can match it.
func routable(path string) bool { return module.CheckPath(path) == nil }
