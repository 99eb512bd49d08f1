package server_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/lspclient"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server"
)

// until waits until the diagnostics of a URI are published that want accepts.
func (s *session) until(uri string, want func(lspclient.Published) bool) lspclient.Published {
	s.t.Helper()
	for {
		p, err := s.Diagnostics(uri, 0)
		s.must(err)
		if want(p) {
			return p
		}
	}
}

// A settling session tells when all has been published about a document.
type settling struct {
	*session
	settled chan string
}

func settle(t *testing.T, change func(params object)) settling {
	t.Helper()
	s := settling{settled: make(chan string, 1000)}
	s.session = connect(t, func(o *server.Options) { o.Settled = func(uri string) { s.settled <- uri } })
	s.initialize(change)
	return s
}

// silent fails if there is anything to say about a URI once all has been
// published.
func (s *settling) silent(uri string) {
	s.t.Helper()
	deadline := time.After(patience)
	for settled := ""; settled != uri; {
		select {
		case settled = <-s.settled:
		case <-deadline:
			s.t.Fatalf("%s never settles", uri)
		}
	}
	s.hover("nothing.go", 0, 0) // what was published before has come now
	if p, ok := s.LastDiagnostics(uri); ok && len(p.Diagnostics) > 0 {
		s.t.Errorf("published %+v", p)
	}
}

// slowCausedCode is the code of a slow analyzer of these tests, whose findings
// are caused by the first line of the file that a requirement's path names.
const slowCausedCode = "test-slow-caused"

func init() {
	analyzers.All = append(analyzers.All, &analysis.Analyzer{Name: slowCausedCode, Slow: true, Doc: "For tests.\n", Run: func(p *analysis.Pass) {
		for _, r := range p.Requirements {
			if file, ok := strings.CutPrefix(r.Path, "github.com/slowly-caused/"); ok {
				p.Report(analysis.Diagnostic{
					Span: r.Token.Span, Severity: analysis.Warning, Message: "Caused.", Requirement: r,
					Cause: &analysis.Related{File: filepath.Join(p.Dir, file), Line: 1, Message: "here"},
				})
			}
		}
	}})
}

func none(p lspclient.Published) bool { return len(p.Diagnostics) == 0 }

const (
	public  = "module example.com/m\n\ngo 1.26\n"
	imports = "package m\n\nimport \"git.corp.internal/team/lib/sub\"\n\nfunc f() {}\n"
)

// What is imported is told from the go.mod on the disk, as it stands in the
// editor, and as it changes.
func TestImportFollowsTheGoMod(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", public)
	p := s.open("cmd/main.go", imports)
	if !slices.Equal(codesOf(p), []string{leak}) || p.Diagnostics[0].Range != *at(2, 8, 2, 38) {
		t.Fatalf("published %+v", p)
	}
	s.must(s.Open(s.uri("go.mod"), "go.mod", private)) // it requires the module
	s.until(s.uri("cmd/main.go"), none)
	if h := s.hover("cmd/main.go", 2, 12); h == nil || !strings.HasPrefix(h.Contents.Value, "fetched from") {
		t.Errorf("hover %+v", h)
	}
	s.edit("go.mod", 2, at(4, 0, 5, 0), "")
	s.untilCodes("cmd/main.go", leak)
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	s.write("go.mod", private) // as git checkout does
	s.until(s.uri("cmd/main.go"), none)
	s.must(os.Remove(s.path("go.mod")))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("go.mod"), "type": 3}}}))
	for {
		h := s.hover("cmd/main.go", 2, 12)
		if h != nil && strings.HasPrefix(h.Contents.Value, "no go.mod governs this file") {
			break
		}
	}
}

// While a line is being typed into the go.mod, what is said of the Go files
// does not come and go with each word.
func TestImportWhileTheGoModIsTyped(t *testing.T) {
	s := start(t, nil)
	s.openOnly("go.mod", public)
	s.open("cmd/main.go", imports)
	for i, step := range []struct {
		line, character int
		text            string
		want            []string
	}{
		{3, 0, "require git.corp.internal/x ", []string{leak}}, // no version yet
		{3, 28, "v1.0.0", []string{leak}},
		{3, 34, "\nrequire git.corp.internal/team/lib", []string{leak}},
		{4, 34, " v1.0.0", nil},
		{4, 41, "\nrequire x", nil},
	} {
		s.edit("go.mod", 2+i, at(step.line, step.character, step.line, step.character), step.text)
		if got := codesIn(s.pull("cmd/main.go", "").Items); !slices.Equal(got, step.want) {
			t.Errorf("after %q: %q, want %q", step.text, got, step.want)
		}
	}
}

// Below the imports nothing is looked at, and no edit there publishes anything
// but its version.
func TestImportsFollowEdits(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", public)
	s.open("main.go", imports)
	s.edit("main.go", 2, at(4, 9, 4, 10), "{ // é𝄞\n\timport \"git.corp.internal/not/one\"\n")
	if p := s.diagnostics("main.go", 2); len(p.Diagnostics) != 1 {
		t.Errorf("published %+v", p)
	}
	s.edit("main.go", 3, at(2, 0, 2, 0), "// é𝄞\n")
	if p := s.diagnostics("main.go", 3); len(p.Diagnostics) != 1 || p.Diagnostics[0].Range != *at(3, 8, 3, 38) {
		t.Errorf("published %+v", p)
	}
	s.edit("main.go", 4, at(3, 38, 3, 39), "") // the closing quotation mark
	if p := s.diagnostics("main.go", 4); len(p.Diagnostics) != 0 {
		t.Errorf("published %+v", p)
	}
}

// A Go file that is not of the workspace is nobody's business here: a
// dependency's in the module cache, say. It is explained all the same.
func TestImportsOutsideTheWorkspace(t *testing.T) {
	s := settle(t, nil)
	other := t.TempDir()
	s.must(os.WriteFile(filepath.Join(other, "go.mod"), []byte(public), 0o666))
	for _, dir := range []string{other, t.TempDir()} {
		uri := fileURI(filepath.Join(dir, "main.go"))
		s.must(s.Open(uri, "go", imports))
		h, err := s.HoverAt(uri, lspclient.Position{Line: 2, Character: 12})
		s.must(err)
		if h == nil || !strings.Contains(h.Contents.Value, "`git.corp.internal/team/lib`") {
			t.Errorf("%s: hover %+v", dir, h)
		}
		s.silent(uri)
	}
}

// In a workspace that is not trusted the go.mod above the folder is not read.
func TestUntrustedImports(t *testing.T) {
	s := settle(t, func(params object) {
		params["initializationOptions"] = object{"trusted": false}
	})
	outside := filepath.Join(filepath.Dir(s.dir), "go.mod")
	s.must(os.WriteFile(outside, []byte(public), 0o666))
	t.Cleanup(func() { os.Remove(outside) })
	s.must(s.Open(s.uri("main.go"), "go", imports))
	if h := s.hover("main.go", 2, 12); h == nil || !strings.HasPrefix(h.Contents.Value, "no go.mod governs this file") {
		t.Errorf("hover %+v", h)
	}
	s.silent(s.uri("main.go"))
}

// A go.work in the editor says which modules there are before it is saved.
func TestImportsFollowAnUnsavedGoWork(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", public)
	s.write("lib/go.mod", "module git.corp.internal/team/lib\n\ngo 1.26\n")
	s.write("lib/sub/sub.go", "package sub\n")
	s.write("go.work", "go 1.26\n\nuse .\n")
	s.open("main.go", imports)
	s.must(s.Open(s.uri("go.work"), "go.work", "go 1.26\n\nuse (\n\t.\n\t./lib\n)\n"))
	s.until(s.uri("main.go"), none)
	s.edit("go.work", 2, at(4, 0, 5, 0), "")
	s.untilCodes("main.go", leak)
}

// What a go.sum causes is shown there though nobody has opened the go.mod.
func TestSumBesideAnUnopenedGoMod(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire github.com/caused/go.sum v1.0.0\n")
	const sum = "a.example/b v1.0.0 h1:xxx=\na.example/c v1.0.0 h1:xxx=\n"
	s.write("go.sum", sum)
	s.must(s.Open(s.uri("go.sum"), "go.sum", sum))
	if p := s.until(s.uri("go.sum"), func(p lspclient.Published) bool { return !none(p) }); p.Diagnostics[0].Range.Start.Line != 1 {
		t.Errorf("published %+v", p)
	}
	find(t, s.actions("go.sum", at(1, 0, 1, 0), nil), "local checkout")
	s.write("go.mod", public)
	s.until(s.uri("go.sum"), none)
}

// The slow analyzers run for a file that is not open, too.
func TestSlowFindingBesideAnUnopenedGoMod(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire github.com/slowly-caused/go.sum v1.0.0\n")
	s.write("go.sum", "")
	s.must(s.Open(s.uri("go.sum"), "go.sum", ""))
	s.until(s.uri("go.sum"), func(p lspclient.Published) bool { return slices.Contains(codesOf(p), slowCausedCode) })
}

// How a line of the user's Go environment is written is judged as it stands in
// the editor, and mended on the disk, which the editor then shows.
func TestEnvironmentFileAsItIsTyped(t *testing.T) {
	const wrong, right = "GOPRIVATE=\"git.corp.internal\"\n", "GOPRIVATE=git.corp.internal\n"
	var path string
	s := connect(t, func(o *server.Options) {
		o.ApplyEnv = func(context.Context, *goenv.Environment, snapshot.Options, []fix.EnvChange) ([]fix.EnvChange, error) {
			return nil, os.WriteFile(path, []byte(right), 0o666)
		}
	})
	path = s.goenv
	s.must(os.WriteFile(path, []byte(wrong), 0o666))
	s.initialize(nil)
	s.write("go.mod", public)
	uri := fileURI(path)
	s.must(s.Open(uri, "properties", wrong))
	textual := func(p lspclient.Published) bool { return slices.Contains(codesOf(p), "ineffective-setting") }
	s.until(uri, textual)
	s.must(s.Change(uri, 2, nil, "# ours\n"+wrong))
	p := s.until(uri, func(p lspclient.Published) bool { return p.Version == 2 })
	if !textual(p) || slices.ContainsFunc(p.Diagnostics, func(d lspclient.Diagnostic) bool { return d.Range.Start.Line != 1 }) {
		t.Errorf("published %+v", p)
	}
	s.must(s.Change(uri, 3, nil, "# ours\n"+right))
	if p := s.until(uri, func(p lspclient.Published) bool { return p.Version == 3 }); textual(p) {
		t.Errorf("published %+v", p)
	}
	s.must(s.Change(uri, 4, nil, wrong))
	s.until(uri, textual)
	actions, err := s.CodeActions(uri, *at(0, 0, 0, 0), nil)
	s.must(err)
	a := find(t, actions, "Write the line for GOPRIVATE anew")
	s.must(s.Call("workspace/executeCommand", a.Command, nil))
	s.must(s.Change(uri, 5, nil, right))
	s.until(uri, none)
}

// People keep what GOENV leads to among their other settings, and open it there.
// By either name it is the user's environment file.
func TestEnvironmentFileBehindALink(t *testing.T) {
	const content = "GOPRIVATE=\"git.corp.internal\"\nGOPROXY=nonsense\n"
	for _, opened := range []string{"by the link", "by its target"} {
		t.Run(opened, func(t *testing.T) {
			s := connect(t, func(o *server.Options) {
				o.Environ = slices.DeleteFunc(o.Environ, func(kv string) bool { return strings.HasPrefix(kv, "GOPROXY=") })
			})
			elsewhere, err := filepath.EvalSymlinks(t.TempDir())
			s.must(err)
			path := filepath.Join(elsewhere, "settings.conf")
			s.must(os.WriteFile(path, []byte(content), 0o666))
			s.must(os.Symlink(path, s.goenv))
			if opened == "by the link" {
				path = s.goenv
			}
			s.initialize(nil)
			s.open("go.mod", private)
			s.must(s.Open(fileURI(path), "properties", content))
			p := s.until(fileURI(path), func(p lspclient.Published) bool { return len(p.Diagnostics) == 2 })
			if got := codesOf(p); !slices.Equal(got, []string{"ineffective-setting", "invalid-goproxy"}) {
				t.Errorf("published %s", got)
			}
			actions, err := s.CodeActions(fileURI(path), *at(1, 0, 1, 0), nil)
			s.must(err)
			find(t, actions, "GOPROXY")
			var hover struct{ Contents struct{ Value string } }
			s.must(s.Call("textDocument/hover", object{"textDocument": object{"uri": fileURI(path)}, "position": object{"line": 1, "character": 2}}, &hover))
			if !strings.Contains(hover.Contents.Value, "go env -w") {
				t.Errorf("the hover says %q", hover.Contents.Value)
			}
		})
	}
}

// An environment file is about the modules that a go.work uses too, whether
// they are open or not.
func TestEnvironmentFileIsAboutTheWorkspace(t *testing.T) {
	s := start(t, nil)
	s.write("go.work", "go 1.26\n\nuse (\n\t./a\n\t./b\n)\n")
	s.write("a/go.mod", "module example.com/a\n\ngo 1.26\n\nrequire git.corp.internal/team/lib v1.2.3\n")
	s.write("b/go.mod", "module example.com/b\n\ngo 1.26\n\nrequire golang.org/x/mod v0.42.0\n")
	s.openOnly("go.env", "GOPRIVATE=git.corp.internal\n")
	if h := s.hover("go.env", 0, 3); h == nil || !strings.Contains(h.Contents.Value, "matches 1 of 2 requirements") {
		t.Errorf("hover %+v", h)
	}
}

// A file is what its name and place say, whatever the client calls it, and
// nothing that is no file of Go's is looked at.
func TestKindsAreToldByName(t *testing.T) {
	s := settle(t, nil)
	s.write("go.mod", public)
	for _, uri := range []string{"untitled:main.go", "git:/main.go?HEAD", "file://host/share/main.go", s.uri("main.txt"), s.uri("go.mod.orig")} {
		s.must(s.Open(uri, "go", imports))
		if h, err := s.HoverAt(uri, lspclient.Position{Line: 2, Character: 12}); err != nil || h != nil {
			t.Errorf("%s: hover %+v, %v", uri, h, err)
		}
		s.silent(uri)
	}
	s.must(s.Open(s.uri("main.go"), "plaintext", imports))
	s.untilCodes("main.go", leak)
}

// Whatever stands in a file, and wherever the cursor is in it, the server
// answers.
func TestEveryPositionOfEveryFile(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", private)
	s.write("go.work", "go 1.26\n\nuse .\n")
	for name, text := range map[string]string{
		"go.sum":      "git.corp.internal/team/lib v1.2.3 h1:x=\ngit.corp.internal/team/lib v1.2.4/go.mod h1:x=\n\r\n  a b\n\x00 é𝄞 c\na.b/c v1.0.0 h1:x=",
		"go.work.sum": "\ngit.corp.internal/team/lib v1.2.3 h1:x=",
		"go.env":      "GOPRIVATE=,,a,\"b\",é𝄞*\r\n=\nX=\nGOPROXY\n GOPROXY=off\nGOPROXY=https://u:p@h,,|direct",
		"a.go":        "// é𝄞\npackage m\n\nimport (\n\t\"git.corp.internal/é\"\n\t\"\"\n\t\"git.corp.internal/team/new\"\n\t\"../x\"\n\t`fmt`\n\t\"git.corp.internal/open\n",
		"b.go":        "\"git.corp.internal/a\"",
		"c.go":        "",
	} {
		s.must(s.Open(s.uri(name), "go.mod", text))
		for n, line := range strings.Split(text, "\n") {
			for character := 0; character <= len(line)+1; character++ {
				if _, err := s.HoverAt(s.uri(name), lspclient.Position{Line: n, Character: character}); err != nil {
					t.Fatalf("%s:%d:%d: %v", name, n, character, err)
				}
			}
			s.actions(name, at(n, 0, n+1, 0), nil)
		}
	}
}

// A go.mod that is deleted or renamed under its editor counts as it stands
// there, until it is closed.
func TestGoModDeletedUnderItsEditor(t *testing.T) {
	s := start(t, nil)
	s.write("go.mod", public)
	s.open("go.mod", public)
	s.open("main.go", imports)
	s.must(os.Rename(s.path("go.mod"), s.path("go.mod.orig")))
	s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []any{object{"uri": s.uri("go.mod"), "type": 3}}}))
	s.edit("go.mod", 2, nil, private)
	s.untilCodes("go.mod", leak)
	s.until(s.uri("main.go"), none)
	s.edit("go.mod", 3, nil, public)
	s.untilCodes("main.go", leak)
	s.must(s.Notify("textDocument/didClose", object{"textDocument": object{"uri": s.uri("go.mod")}}))
	s.until(s.uri("main.go"), none)
	if h := s.hover("main.go", 2, 12); h == nil || !strings.HasPrefix(h.Contents.Value, "no go.mod governs this file") {
		t.Errorf("hover %+v", h)
	}
}

// A fault of the environment is one, however many files of the workspace it
// hits; these are named beside it.
func TestEnvironmentFaultIsToldOnce(t *testing.T) {
	s := connect(t, func(o *server.Options) {
		o.Environ = slices.DeleteFunc(o.Environ, func(kv string) bool { return strings.HasPrefix(kv, "GOPROXY=") })
	})
	const content = "GOPROXY=off\n"
	s.must(os.WriteFile(s.goenv, []byte(content), 0o666))
	var folders []any
	for i, text := range []string{public + "\nrequire a.example/b v1.0.0\n", private, private + "require a.example/b v1.0.0\n"} {
		name := string(rune('a' + i))
		s.write(name+"/go.mod", text)
		folders = append(folders, object{"uri": s.uri(name), "name": name})
	}
	s.initialize(func(params object) { params["workspaceFolders"] = folders })
	s.must(s.Open(fileURI(s.goenv), "properties", content))
	p, err := s.Diagnostics(fileURI(s.goenv), 1)
	s.must(err)
	if !slices.Equal(codesOf(p), []string{"goproxy-off"}) {
		t.Fatalf("published %+v", p)
	}
	for _, name := range []string{"a", "b", "c"} {
		if !strings.Contains(string(p.Diagnostics[0].RelatedInformation), s.uri(name+"/go.mod")) {
			t.Errorf("%s is not named: %s", name, p.Diagnostics[0].RelatedInformation)
		}
	}
}
