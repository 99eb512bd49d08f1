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

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/lspclient"
)

var update = flag.Bool("update", false, "rewrite the golden sections of testdata/scenarios")

// TestScenarios runs every scenario of testdata/scenarios through the real
// server over a pipe. A scenario is a txtar archive:
//
//	-- env --           NAME=value lines of the process's environment
//	-- goenv --         the user's Go environment file
//	-- goroot.env --    $GOROOT/go.env (by default what Go ships)
//	-- settings.json -- the client's initialization options
//	-- go.mod --        and any other files of the workspace
//
// Expectations stand in comments of a go.mod or go.work, beside the lines that
// they are about:
//
//	//@ diag("token", "severity code", "regexp of the message")
//	//@ hover("token", name)       section @name holds the text
//	//@ fix("token", "title", name) sections @name/FILE hold what it changes;
//	                               the title may lack its preview in parentheses
//	//@ disabled("token", "title", "regexp of the reason")
//	//@ nofix("token", "regexp of titles")
//	//@ actions("token", name)     section @name lists all that is offered
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
	t       *testing.T
	archive *txtar.Archive
	golden  map[string][]byte // new content of the @ sections
	home    string            // holds goenv and goroot
	work    string            // the workspace
	client  *lspclient.Client
	open    map[string]string // text of the open documents, by name
}

func runScenario(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &scenario{t: t, archive: archive, golden: make(map[string][]byte), open: make(map[string]string)}
	s.start()
	for _, f := range archive.Files {
		if base := filepath.Base(f.Name); base == "go.mod" || base == "go.work" {
			if strings.Contains(string(f.Data), "//@") && !strings.HasPrefix(f.Name, "@") {
				s.check(f.Name, string(f.Data))
			}
		}
	}
	if *update {
		s.rewrite(path)
	}
}

// section returns the content of an archive's file.
func (s *scenario) section(name string) (string, bool) {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

const upstreamGoEnv = "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n"

// start unpacks the scenario and starts a server on it.
func (s *scenario) start() {
	s.home, s.work = s.t.TempDir(), s.t.TempDir()
	goroot := filepath.Join(s.home, "goroot")
	s.write(filepath.Join(goroot, "VERSION"), "go1.26.8\n")
	s.write(filepath.Join(goroot, "pkg", "tool", "keep"), "")
	goEnv, ok := s.section("goroot.env")
	if !ok {
		goEnv = upstreamGoEnv
	}
	s.write(filepath.Join(goroot, "go.env"), goEnv)
	goTool, err := exec.LookPath("go")
	if err != nil {
		s.t.Fatal(err)
	}
	s.symlink(goTool, filepath.Join(goroot, "bin", "go"))
	if text, ok := s.section("goenv"); ok {
		s.write(filepath.Join(s.home, "goenv"), text)
	}
	for _, f := range s.archive.Files {
		switch {
		case f.Name == "env" || f.Name == "goenv" || f.Name == "goroot.env" || f.Name == "settings.json" || strings.HasPrefix(f.Name, "@"):
		default:
			s.write(filepath.Join(s.work, filepath.FromSlash(f.Name)), string(f.Data))
		}
	}
	options := map[string]any{}
	if text, ok := s.section("settings.json"); ok {
		if err := json.Unmarshal([]byte(s.expand(text)), &options); err != nil {
			s.t.Fatal(err)
		}
	}
	s.client = serve(s.t, s.environ(goroot))
	initialize(s.t, s.client, s.work, options)
}

// environ is the server's environment. Of a variable set twice the first value
// counts, so what the scenario says stands first.
func (s *scenario) environ(goroot string) []string {
	var environ []string
	text, _ := s.section("env")
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			environ = append(environ, s.expand(line))
		}
	}
	return append(environ,
		"HOME="+s.home, "PATH="+filepath.Join(goroot, "bin"), "GOROOT="+goroot,
		"GOENV="+filepath.Join(s.home, "goenv"), "GOPATH="+filepath.Join(s.home, "gopath"),
		"GIT_CONFIG_NOSYSTEM=1",
	)
}

func (s *scenario) write(path, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scenario) symlink(from, to string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Symlink(from, to); err != nil {
		s.t.Fatal(err)
	}
}

// expand puts this run's directories in the place of their names; hide does
// the contrary, so that goldens hold on every machine.
func (s *scenario) expand(text string) string {
	return strings.NewReplacer("$WORK", s.work, "$HOME", s.home).Replace(text)
}

func (s *scenario) hide(text string) string {
	// The go program of the scenario is the one that runs the tests.
	return strings.NewReplacer(s.work, "$WORK", s.home, "$HOME", runtime.Version(), "$GOVERSION").Replace(text)
}

func (s *scenario) uri(name string) string {
	return "file://" + filepath.ToSlash(filepath.Join(s.work, filepath.FromSlash(name)))
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
		_, calls, ok := strings.Cut(line, "//@")
		if !ok {
			continue
		}
		expr, err := parser.ParseExpr("f(" + calls + ")")
		if err != nil {
			s.t.Fatalf("line %d: %v", i+1, err)
		}
		for _, arg := range expr.(*ast.CallExpr).Args {
			call, ok := arg.(*ast.CallExpr)
			if !ok {
				s.t.Fatalf("line %d: not a call", i+1)
			}
			e := expectation{line: i, name: call.Fun.(*ast.Ident).Name}
			for _, a := range call.Args {
				e.args = append(e.args, s.argument(a))
			}
			all = append(all, e)
		}
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

// check opens a file and holds the server against the expectations in it.
func (s *scenario) check(name, text string) {
	s.open[name] = text
	uri := s.uri(name)
	if err := s.client.Open(uri, "go.mod", text); err != nil {
		s.t.Fatal(err)
	}
	published, err := s.client.Diagnostics(uri, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	expected := s.expectations(text)
	s.checkDiagnostics(name, text, expected, published.Diagnostics)
	for _, e := range expected {
		where := fmt.Sprintf("%s:%d: %s(%s)", name, e.line+1, e.name, strings.Join(e.args, ", "))
		switch e.name {
		case "diag":
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
		if a.Disabled == nil && regexp.MustCompile(titles).MatchString(a.Title) {
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
			s.compare(where, "@"+golden+"/"+file, text)
		}
	}
	if a.Command != nil {
		s.checkCommand(where, uri, a, golden)
	}
}

// checkCommand executes a fix that writes the user's Go environment, and
// undoes it.
func (s *scenario) checkCommand(where, uri string, a *lspclient.CodeAction, golden string) {
	before := s.goenv()
	if err := s.client.Call("workspace/executeCommand", a.Command, nil); err != nil {
		s.t.Errorf("%s: %v", where, err)
		return
	}
	s.compare(where, "@"+golden+"/goenv", s.goenv())
	published, err := s.client.Diagnostics(uri, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range a.Diagnostics {
		if slices.ContainsFunc(published.Diagnostics, func(p lspclient.Diagnostic) bool { return p.Code == d.Code && p.Range == d.Range }) {
			s.t.Errorf("%s: %s is still there", where, d.Code)
		}
	}
	if err := s.client.Call("workspace/executeCommand", map[string]any{"command": "modroute.undo", "arguments": []any{}}, nil); err != nil {
		s.t.Errorf("%s: undo: %v", where, err)
	}
	if after := s.goenv(); after != before {
		s.t.Errorf("%s: undo left\n%s, want\n%s", where, after, before)
	}
	if _, err := s.client.Diagnostics(uri, 1); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scenario) goenv() string {
	data, _ := os.ReadFile(filepath.Join(s.home, "goenv")) // absent is empty
	return string(data)
}

// applyEdit returns the texts that a workspace edit leads to, by file.
func (s *scenario) applyEdit(edit *lspclient.WorkspaceEdit) map[string]string {
	texts := make(map[string]string)
	for _, c := range edit.DocumentChanges {
		uri := c.URI
		if c.Kind == "" {
			uri = c.TextDocument.URI
		}
		path, ok := strings.CutPrefix(uri, "file://"+filepath.ToSlash(s.work)+"/")
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
				data, err := os.ReadFile(filepath.Join(s.work, filepath.FromSlash(path)))
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
		if !strings.HasPrefix(f.Name, "@") {
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
