package scenario

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/internal/stage"
)

var update = flag.Bool("update", false, "rewrite the golden sections of testdata/scenarios")

// TestScenarios runs every scenario of testdata/scenarios through the real
// server over a pipe. A scenario is a txtar archive, as [stage.Unpack] reads
// it, whose settings.json are the client's initialization options.
//
// Expectations stand in comments of a go.mod or go.work, beside the lines that
// they are about:
//
//	//@ diag("token", "severity code", "regexp of the message")
//	//@ hover("token", name)       section @name holds the text
//	//@ fix("token", "title", name) sections @name/FILE hold what it changes;
//	                               the title may lack its preview in parentheses;
//	                               @name/goenv the user's Go environment, and
//	                               @name/shell a line for the shell
//	//@ disabled("token", "title", "regexp of the reason")
//	//@ nofix("token", "regexp of titles")
//	//@ actions("token", name)     section @name lists all that is offered
//	//@ hint("label")              inlay hint on the line; where one is expected
//	                               in a file, all are
//	//@ lens("title")              code lens on the line
//	//@ link("token", "target")    "" for none
//	//@ complete("token", name)    section @name lists what may stand at its end
//
// In a Go file they stand likewise. Of a file that can have no such comments, a
// go.sum or an environment file, the section @expect/FILE has them, each line
// after the number of the line that it is about: "2: hover("GOPROXY", proxy.md)".
//
// Every diagnostic must be expected. -update rewrites the sections.
func TestScenarios(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/scenarios/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runScenario(t, path)
		})
	}
}

// A scenario is one archive, unpacked, and its server.
type scenario struct {
	*stage.Stage
	t       *testing.T
	archive *txtar.Archive
	golden  map[string][]byte // new content of the @ sections
	client  *lspclient.Client
	open    map[string]string // text of the open documents, by name
	settled chan string       // the URIs of documents about which all has been published
	shown   map[string]lspclient.Published
}

func runScenario(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenario{t: t, archive: archive, golden: make(map[string][]byte), open: make(map[string]string), settled: make(chan string, 1000), shown: make(map[string]lspclient.Published)}
	s.start()
	for _, f := range archive.Files {
		if base := filepath.Base(f.Name); base == "go.mod" || base == "go.work" || filepath.Ext(base) == ".go" {
			if text := string(f.Data); stage.Expects(text) && !strings.HasPrefix(f.Name, "@") {
				s.check(f.Name, text, s.expectations(text))
			}
		}
		if name, ok := strings.CutPrefix(f.Name, expectSection); ok {
			text, there := s.section(name)
			if !there {
				t.Fatalf("%s: there is no %s", f.Name, name)
			}
			s.check(name, text, s.numberedExpectations(string(f.Data)))
		}
	}
	if *update {
		s.rewrite(path)
	}
}

// expectSection begins the name of the section that holds what is expected of a
// file.
const expectSection = "@expect/"

// section returns the content of an archive's file.
func (s *scenario) section(name string) (string, bool) {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// start unpacks the scenario and starts a server on it.
func (s *scenario) start() {
	goTool, err := exec.LookPath("go")
	if err != nil {
		s.t.Fatal(err)
	}
	if s.Stage, err = stage.Unpack(s.archive, s.t.TempDir(), s.t.TempDir(), goTool); err != nil {
		s.t.Fatal(err)
	}
	options := map[string]any{}
	if s.Settings != "" {
		if err := json.Unmarshal([]byte(s.Settings), &options); err != nil {
			s.t.Fatal(err)
		}
	}
	s.client = serve(s.t, s.Environ, func(uri string) { s.settled <- uri })
	s.client.Handle = yes
	initialize(s.t, s.client, s.Work, options)
}

// yes answers the server's questions.
func yes(method string, params json.RawMessage) any {
	var p struct{ Actions []any }
	if method != "window/showMessageRequest" || json.Unmarshal(params, &p) != nil || len(p.Actions) == 0 {
		return nil
	}
	return p.Actions[0]
}

// hide puts the names of this run's directories in their place, so that goldens
// hold on every machine.
func (s *scenario) hide(text string) string {
	// The go program of the scenario is the one that runs the tests.
	return strings.NewReplacer(s.Work, "$WORK", s.Home, "$HOME", runtime.Version(), "$GOVERSION").Replace(text)
}

func (s *scenario) uri(name string) string {
	switch name {
	case "goenv":
		return "file://" + filepath.ToSlash(filepath.Join(s.Home, name))
	case "goroot.env":
		return "file://" + filepath.ToSlash(filepath.Join(s.Home, "goroot", "go.env"))
	}
	return "file://" + filepath.ToSlash(filepath.Join(s.Work, filepath.FromSlash(name)))
}

// An expectation is one call in a comment.
type expectation struct {
	line int // from 0
	name string
	args []string
}

// expectations reads the //@ comments of a file.
func (s *scenario) expectations(text string) []expectation {
	var all []expectation
	for i, line := range strings.Split(text, "\n") {
		if _, calls, ok := strings.Cut(line, "//@"); ok {
			all = append(all, s.calls(i, calls)...)
		}
	}
	return all
}

// numberedExpectations reads a section of expectations.
func (s *scenario) numberedExpectations(text string) []expectation {
	var all []expectation
	for line := range strings.Lines(text) {
		number, calls, _ := strings.Cut(strings.TrimSpace(line), ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			s.t.Fatalf("%s: no line number", line)
		}
		all = append(all, s.calls(n-1, calls)...)
	}
	return all
}

// calls reads the expectations of a line.
func (s *scenario) calls(line int, calls string) []expectation {
	expr, err := parser.ParseExpr("f(" + calls + ")")
	if err != nil {
		s.t.Fatalf("line %d: %v", line+1, err)
	}
	var all []expectation
	for _, arg := range expr.(*ast.CallExpr).Args {
		call, ok := arg.(*ast.CallExpr)
		if !ok {
			s.t.Fatalf("line %d: not a call", line+1)
		}
		e := expectation{line: line, name: call.Fun.(*ast.Ident).Name}
		for _, a := range call.Args {
			e.args = append(e.args, s.argument(a))
		}
		all = append(all, e)
	}
	return all
}

func (s *scenario) argument(a ast.Expr) string {
	switch a := a.(type) {
	case *ast.Ident:
		return a.Name
	case *ast.SelectorExpr: // a name such as lib.md
		return s.argument(a.X) + "." + a.Sel.Name
	case *ast.BasicLit:
		if a.Kind == token.STRING {
			if v, err := strconv.Unquote(a.Value); err == nil {
				return v
			}
		}
	}
	s.t.Fatalf("bad argument %v", a)
	return ""
}

// check opens a file and holds the server against what is expected of it.
func (s *scenario) check(name, text string, expected []expectation) {
	s.open[name] = text
	uri := s.uri(name)
	if err := s.client.Open(uri, "go.mod", text); err != nil {
		s.t.Fatal(err)
	}
	published := s.published(uri)
	s.checkDiagnostics(name, text, expected, published.Diagnostics)
	s.checkHints(name, uri, expected)
	for _, e := range expected {
		where := fmt.Sprintf("%s:%d: %s(%s)", name, e.line+1, e.name, strings.Join(e.args, ", "))
		switch e.name {
		case "diag", "hint":
		case "lens":
			s.checkLens(where, uri, e)
		case "link":
			s.checkLink(where, uri, s.tokenRange(text, e), e.args[1])
		case "complete":
			s.checkComplete(where, uri, s.tokenRange(text, e), e.args[1])
		case "hover":
			s.checkHover(where, uri, s.tokenRange(text, e), e.args[1])
		case "fix":
			s.checkFix(where, name, s.tokenRange(text, e), onLine(published.Diagnostics, e.line), e.args[1], e.args[2])
		case "disabled":
			s.checkDisabled(where, uri, s.tokenRange(text, e), e.args[1], e.args[2])
		case "actions":
			s.checkActions(where, uri, s.tokenRange(text, e), onLine(published.Diagnostics, e.line), e.args[1])
		case "nofix":
			s.checkNoFix(where, uri, s.tokenRange(text, e), e.args[1])
		default:
			s.t.Errorf("%s: unknown expectation", where)
		}
	}
}

// onLine returns the diagnostics on a line, which is what an editor sends with
// its request for actions there.
func onLine(diagnostics []lspclient.Diagnostic, line int) []lspclient.Diagnostic {
	return slices.DeleteFunc(slices.Clone(diagnostics), func(d lspclient.Diagnostic) bool {
		return d.Range.Start.Line > line || d.Range.End.Line < line
	})
}

// tokenRange is the range of an expectation's token on its line.
func (s *scenario) tokenRange(text string, e expectation) lspclient.Range {
	line := strings.Split(text, "\n")[e.line]
	i := strings.Index(line, e.args[0])
	if i < 0 {
		s.t.Fatalf("line %d has no %q", e.line+1, e.args[0])
	}
	return lspclient.Range{
		Start: lspclient.Position{Line: e.line, Character: i},
		End:   lspclient.Position{Line: e.line, Character: i + len(e.args[0])},
	}
}

var severities = []string{"", "error", "warning", "information", "hint"}

func (s *scenario) checkDiagnostics(name, text string, expected []expectation, got []lspclient.Diagnostic) {
	for _, e := range expected {
		if e.name != "diag" {
			continue
		}
		message := regexp.MustCompile(e.args[2])
		i := slices.IndexFunc(got, func(d lspclient.Diagnostic) bool {
			return d.Range == s.tokenRange(text, e) && severities[d.Severity]+" "+d.Code == e.args[1] && message.MatchString(d.Message)
		})
		if i < 0 {
			s.t.Errorf("%s:%d: no diagnostic %q", name, e.line+1, e.args)
			continue
		}
		got = slices.Delete(slices.Clone(got), i, i+1)
	}
	for _, d := range got {
		s.t.Errorf("%s:%d: unexpected %s %s at %v: %s", name, d.Range.Start.Line+1, severities[d.Severity], d.Code, d.Range, d.Message)
	}
}

func (s *scenario) checkHover(where, uri string, r lspclient.Range, golden string) {
	h, err := s.client.HoverAt(uri, r.Start)
	if err != nil {
		s.t.Errorf("%s: %v", where, err)
		return
	}
	text := "no hover"
	if h != nil {
		text = h.Contents.Value
	}
	s.compare(where, "@"+golden, text)
}

// compare holds text against a golden section, or notes it for -update.
func (s *scenario) compare(where, section, text string) {
	text = s.hide(text)
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	s.golden[section] = []byte(text)
	want, ok := s.section(section)
	if !*update && (!ok || want != text) {
		s.t.Errorf("%s: section %s:\n got:\n%s\nwant:\n%s", where, section, text, want)
	}
}

func (s *scenario) action(where, uri string, r lspclient.Range, diagnostics []lspclient.Diagnostic, title string) *lspclient.CodeAction {
	actions, err := s.client.CodeActions(uri, r, diagnostics)
	if err != nil {
		s.t.Errorf("%s: %v", where, err)
		return nil
	}
	sound(s.t, where, actions)
	var titles []string
	for i := range actions {
		if t := s.hide(actions[i].Title); t == title || strings.HasPrefix(t, title+" (") {
			return &actions[i]
		}
		titles = append(titles, s.hide(actions[i].Title))
	}
	s.t.Errorf("%s: not offered; these are:\n\t%s", where, strings.Join(titles, "\n\t"))
	return nil
}

func (s *scenario) checkDisabled(where, uri string, r lspclient.Range, title, reason string) {
	a := s.action(where, uri, r, nil, title)
	switch {
	case a == nil:
	case a.Disabled == nil:
		s.t.Errorf("%s: it is not disabled", where)
	case !regexp.MustCompile(reason).MatchString(a.Disabled.Reason):
		s.t.Errorf("%s: disabled because %q", where, a.Disabled.Reason)
	}
}

// checkActions lists the actions: kind, with a star if preferred, title, the
// codes of the diagnostics that it resolves, and why it is disabled.
func (s *scenario) checkActions(where, uri string, r lspclient.Range, diagnostics []lspclient.Diagnostic, golden string) {
	actions, err := s.client.CodeActions(uri, r, diagnostics)
	if err != nil {
		s.t.Errorf("%s: %v", where, err)
		return
	}
	sound(s.t, where, actions)
	var list strings.Builder
	for _, a := range actions {
		list.WriteString(a.Kind)
		if a.IsPreferred {
			list.WriteString("*")
		}
		list.WriteString(": " + a.Title)
		for _, d := range a.Diagnostics {
			list.WriteString(" [" + d.Code + "]")
		}
		if a.Disabled != nil {
			list.WriteString("\n\tdisabled: " + a.Disabled.Reason)
		}
		list.WriteString("\n")
	}
	s.compare(where, "@"+golden, list.String())
}

func (s *scenario) checkNoFix(where, uri string, r lspclient.Range, titles string) {
	actions, err := s.client.CodeActions(uri, r, nil)
	if err != nil {
		s.t.Errorf("%s: %v", where, err)
	}
	for _, a := range actions {
		if a.Disabled == nil && a.Kind != "source.modroute" && regexp.MustCompile(titles).MatchString(a.Title) {
			s.t.Errorf("%s: %q is offered", where, a.Title)
		}
	}
}

// checkFix applies an action as a client does, and holds the changed files
// against the golden sections. What it claims to resolve must be gone, and an
// undo must bring the files back.
func (s *scenario) checkFix(where, name string, r lspclient.Range, diagnostics []lspclient.Diagnostic, title, golden string) {
	uri := s.uri(name)
	a := s.action(where, uri, r, diagnostics, title)
	if a == nil {
		return
	}
	if a.Disabled != nil {
		s.t.Errorf("%s: disabled: %s", where, a.Disabled.Reason)
		return
	}
	if a.Edit != nil {
		for file, text := range s.applyEdit(a.Edit) {
			s.compare(where, "@"+golden+"/"+file, stage.WithoutExpectations(text))
		}
	}
	switch {
	case a.Command == nil:
	case a.Command.Command == "modroute.shellLine":
		s.compare(where, "@"+golden+"/shell", s.shellLine(a))
	case a.Command.Command == "modroute.removeCached":
		s.execute(where, uri, a)
	default:
		s.checkCommand(where, uri, a, golden)
	}
}

// shellLine returns the line of a fix that is one for the shell.
func (s *scenario) shellLine(a *lspclient.CodeAction) string {
	var arg struct{ Line string }
	if err := json.Unmarshal(a.Command.Arguments[0], &arg); err != nil {
		s.t.Fatal(err)
	}
	return arg.Line
}

// execute executes the command of a fix, after which what it resolves must be
// gone. Whatever the server asks is answered with yes.
func (s *scenario) execute(where, uri string, a *lspclient.CodeAction) {
	if err := s.client.Call("workspace/executeCommand", a.Command, nil); err != nil {
		s.t.Errorf("%s: %v", where, err)
		return
	}
	for _, code := range s.remaining(uri, a.Diagnostics) {
		s.t.Errorf("%s: %s is still there", where, code)
	}
}

// checkCommand executes a fix that writes the user's Go environment, and
// undoes it.
func (s *scenario) checkCommand(where, uri string, a *lspclient.CodeAction, golden string) {
	before := s.UserEnv()
	s.execute(where, uri, a)
	s.compare(where, "@"+golden+"/goenv", s.UserEnv())
	if err := s.client.Call("workspace/executeCommand", map[string]any{"command": "modroute.undo", "arguments": []any{}}, nil); err != nil {
		s.t.Errorf("%s: undo: %v", where, err)
	}
	// The go command has sorted the lines.
	if after := s.UserEnv(); !slices.Equal(sortedLines(after), sortedLines(before)) {
		s.t.Errorf("%s: undo left\n%s, want\n%s", where, after, before)
	}
	s.published(uri)
}

func sortedLines(text string) []string { return slices.Sorted(strings.Lines(text)) }

// remaining waits until diagnostics are published no longer, and returns the
// codes of those that stay all the same.
func (s *scenario) remaining(uri string, resolved []lspclient.Diagnostic) []string {
	for {
		var codes []string
		for _, d := range resolved {
			if slices.ContainsFunc(s.shown[uri].Diagnostics, func(p lspclient.Diagnostic) bool {
				return p.Code == d.Code && p.Range == d.Range && p.Message == d.Message
			}) {
				codes = append(codes, d.Code)
			}
		}
		if codes == nil || !s.settles(uri) {
			return codes
		}
	}
}

// published waits until all has been published that there is to say about a
// document, the findings of the slow analyzers too, and returns that.
func (s *scenario) published(uri string) lspclient.Published {
	if !s.settles(uri) {
		s.t.Fatalf("the diagnostics of %s are never complete", uri)
	}
	return s.shown[uri]
}

// patience is how long a server may take to publish anything.
const patience = time.Minute

// settles waits until all has been published about a document, once more, and
// takes note of it; it returns false if that does not happen.
func (s *scenario) settles(uri string) bool {
	deadline := time.After(patience)
	for {
		select {
		case settled := <-s.settled:
			if settled != uri {
				continue
			}
		case <-deadline:
			return false
		}
		// What was published has come when the answer of a request has.
		if _, err := s.client.HoverAt(uri, lspclient.Position{}); err != nil {
			s.t.Fatal(err)
		}
		if last, ok := s.client.LastDiagnostics(uri); ok {
			s.shown[uri] = last
		}
		return true
	}
}

// applyEdit returns the texts that a workspace edit leads to, by file.
func (s *scenario) applyEdit(edit *lspclient.WorkspaceEdit) map[string]string {
	texts := make(map[string]string)
	for _, c := range edit.DocumentChanges {
		uri := c.URI
		if c.Kind == "" {
			uri = c.TextDocument.URI
		}
		path, ok := strings.CutPrefix(uri, "file://"+filepath.ToSlash(s.Work)+"/")
		if !ok {
			s.t.Fatalf("edit of %s, outside the workspace", uri)
		}
		if c.Kind != "" {
			texts[path] = ""
			continue
		}
		text, ok := texts[path]
		if !ok {
			if text, ok = s.open[path]; !ok {
				data, err := os.ReadFile(filepath.Join(s.Work, filepath.FromSlash(path)))
				if err != nil {
					s.t.Fatal(err)
				}
				text = string(data)
			}
		}
		texts[path] = applyTextEdits(text, c.Edits)
	}
	return texts
}

// applyTextEdits applies edits of ASCII text, the last one first.
func applyTextEdits(text string, edits []lspclient.TextEdit) string {
	lines := strings.SplitAfter(text, "\n")
	offset := func(p lspclient.Position) int {
		n := 0
		for _, l := range lines[:min(p.Line, len(lines))] {
			n += len(l)
		}
		return min(n+p.Character, len(text))
	}
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b lspclient.TextEdit) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range sorted {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

// rewrite writes the archive with the new golden sections, those that no
// expectation names dropped.
func (s *scenario) rewrite(path string) {
	out := &txtar.Archive{Comment: s.archive.Comment}
	for _, f := range s.archive.Files {
		if !strings.HasPrefix(f.Name, "@") || strings.HasPrefix(f.Name, expectSection) {
			out.Files = append(out.Files, f)
		}
	}
	names := make([]string, 0, len(s.golden))
	for name := range s.golden {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out.Files = append(out.Files, txtar.File{Name: name, Data: s.golden[name]})
	}
	data := txtar.Format(out)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		s.t.Fatal(err)
	}
}
