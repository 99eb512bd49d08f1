package server

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
	"go.lsp.dev/protocol"
)

// isDeclaration reports whether an environment file is a repository's, which
// the go command does not read: any go.env but that of the Go installation.
func (st *state) isDeclaration(path string) bool {
	_, ok := st.layerOf(path)
	return !ok
}

// layerOf returns the layer of the environment that a file is read for; ok is
// false if it is read for none.
func (st *state) layerOf(path string) (origin goenv.Origin, ok bool) {
	env := st.envOf(path)
	switch path = st.readAs(path); {
	case env.UserFile != "" && path == filepath.Clean(env.UserFile):
		return goenv.User, true
	case env.GOROOT != "" && path == filepath.Join(env.GOROOT, "go.env"):
		return goenv.GOROOT, true
	}
	return 0, false
}

// readAs returns the name by which the go command reads a file, and findings
// know it: the one in GOENV for what that leads to as a symbolic link, else the
// path itself.
func (st *state) readAs(path string) string {
	for _, e := range st.environments() {
		if env := e.get(); path != "" && path == env.UserFileTarget {
			return filepath.Clean(env.UserFile)
		}
	}
	return path
}

// explainVariable explains the variable on the line of an offset of an
// environment file, or the pattern there.
func (st *state) explainVariable(d *document, offset int) (*explain.Doc, gomod.Span) {
	start := strings.LastIndexByte(d.text.content[:offset], '\n') + 1
	line, _, _ := strings.Cut(d.text.content[start:], "\n")
	set, ok := goenv.ParseLine(line)
	if !ok {
		return nil, gomod.Span{}
	}
	span := gomod.Span{Start: start, End: start + len(strings.TrimRight(line, " \t\r"))}
	at := explain.Line{Name: set.Name, Value: strings.TrimSuffix(set.Value, "\r"), File: st.readAs(d.path), Declared: st.isDeclaration(d.path)}
	if slices.Contains(goenv.Patterns, set.Name) && strings.Contains(set.Value, ",") {
		if glob := itemAt(d.text.content, gomod.Span{Start: start + set.ValueStart, End: span.End}, offset); glob.Start < glob.End {
			at.Glob, span = d.text.content[glob.Start:glob.End], glob
		}
	}
	var about []*snapshot.Snapshot
	for _, in := range st.concerned(d) {
		about = append(about, in.module.completed())
	}
	return explain.Variable(st.envOf(d.path), at, about), span
}

// itemAt returns the item of a comma-separated list that an offset stands in or
// touches; it is empty where the offset is not in the list.
func itemAt(text string, list gomod.Span, offset int) gomod.Span {
	if offset < list.Start || offset > list.End {
		return gomod.Span{}
	}
	item := gomod.Span{Start: list.Start, End: list.End}
	if i := strings.LastIndexByte(text[list.Start:offset], ','); i >= 0 {
		item.Start = list.Start + i + 1
	}
	if i := strings.IndexByte(text[offset:list.End], ','); i >= 0 {
		item.End = offset + i
	}
	return item
}

// envDiagnostics returns what there is to say about an environment file, given
// the findings elsewhere that its content on the disk causes. How its lines are
// written is told of the text in the editor, before it is saved. What follows from
// a value is told of the file on the disk, which the go command reads.
func (s *Server) envDiagnostics(st *state, d *document, caused []protocol.Diagnostic) []protocol.Diagnostic {
	origin, ok := st.layerOf(d.path)
	if !ok {
		return caused
	}
	ineffective, unknown := analyzers.IneffectiveSetting.Name, analyzers.UnknownVariable.Name
	list := slices.DeleteFunc(caused, func(o protocol.Diagnostic) bool {
		return o.Code == protocol.String(ineffective) || o.Code == protocol.String(unknown)
	})
	dir := filepath.Dir(d.path)
	if len(st.roots) > 0 {
		dir = st.roots[0]
	}
	folder := st.newFolder(filepath.Join(dir, "go.mod")).open()
	file, text := st.readAs(d.path), d.text.content
	_, problems := goenv.ParseFile(file, text, origin)
	written := append(
		findingsIn(folder.WithEnv(folder.Env.WithProblems(file, problems)), file, ineffective),
		findingsIn(folder.WithEnv(folder.Env.WithText(origin, file, text)), file, unknown)...)
	for _, found := range written {
		found.Span = d.text.lineSpan(found.Cause.Line)
		here := s.diagnostic(st, d, &found)
		here.RelatedInformation = nil // it would name this very line
		if found.Code != ineffective || !saidMore(list, here.Range.Start.Line) {
			list = append(list, here)
		}
	}
	slices.SortStableFunc(list, func(a, b protocol.Diagnostic) int {
		return cmp.Compare(a.Range.Start.Line, b.Range.Start.Line)
	})
	return list
}

// findingsIn returns the findings of a code that a file causes wherever the
// environment of a folder is used.
func findingsIn(folder *snapshot.Folder, file, code string) []analysis.Diagnostic {
	return slices.DeleteFunc(folder.Snapshot(gomod.Parse("go.mod", "")).Diagnostics, func(d analysis.Diagnostic) bool {
		return d.Code != code || d.Cause == nil || d.Cause.File != file
	})
}

// saidMore reports whether one of the diagnostics on a line says more about its
// value than that the line is written oddly.
func saidMore(list []protocol.Diagnostic, line uint32) bool {
	return slices.ContainsFunc(list, func(d protocol.Diagnostic) bool {
		return d.Range.Start.Line == line && slices.ContainsFunc(analyzers.FaultsOfValues, func(a *analysis.Analyzer) bool {
			return d.Code == protocol.String(a.Name)
		})
	})
}

// lineNow returns the line of a document's text in the editor that stands for
// one of the text that findings are about. These differ in an environment file,
// which the go command reads on the disk: there it is the line that sets the same
// variable. ok is false if that is gone.
func (st *state) lineNow(d *document, line int) (now int, ok bool) {
	if st.kindOf(d.path) != envKind {
		return line, true
	}
	origin, read := st.layerOf(d.path)
	name := st.envOf(d.path).NameAt(origin, line)
	if !read || name == "" {
		return line, true
	}
	layer, _ := goenv.ParseFile(d.path, d.text.content, origin)
	set, ok := layer.Settings[name]
	return set.Line, ok
}
