package server_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// A completed is a completion as a client gets it.
type completed struct {
	Label, Detail, FilterText, SortText string
	Documentation                       string
	TextEdit                            struct {
		NewText string
		// One of TextEdit's, and those of InsertReplaceEdit.
		Range, Insert, Replace *lspclient.Range
	}
}

// complete opens text as a file, with a cursor "‸" in it, and asks what may
// stand there. Characters are counted in bytes.
func (s *session) complete(name, text string) []completed {
	s.t.Helper()
	before, after, _ := strings.Cut(text, "‸")
	s.must(s.Open(s.uri(name), "whatever", before+after))
	lines := strings.Split(before, "\n")
	return s.completeAt(name, lspclient.Position{Line: len(lines) - 1, Character: len(lines[len(lines)-1])})
}

func (s *session) completeAt(name string, at lspclient.Position) []completed {
	s.t.Helper()
	var list *struct{ Items []completed }
	s.must(s.Call("textDocument/completion", object{"textDocument": object{"uri": s.uri(name)}, "position": at}, &list))
	if list == nil {
		return nil
	}
	return list.Items
}

func labels(items []completed) (list []string) {
	for _, i := range items {
		list = append(list, i.Label)
	}
	return list
}

// The private modules of the workspace have their patterns offered, whether
// their go.mod is open or not.
func TestCompletePrivatePatterns(t *testing.T) {
	s := start(t, nil)
	for name, text := range map[string]string{
		"go.mod":   private,
		"go.work":  "go 1.26\n\nuse (\n\t.\n\t./b\n)\n",
		"b/go.mod": "module example.com/b\n\ngo 1.26\n\nrequire (\n\tgit.other.internal/x v1.0.0\n\tgolang.org/x/mod v0.42.0\n)\n",
	} {
		s.must(os.MkdirAll(s.path("b"), 0o777))
		s.must(os.WriteFile(s.path(name), []byte(text), 0o666))
	}
	got := labels(s.complete("go.env", "GOPRIVATE=‸"))
	want := []string{"git.corp.internal", "git.other.internal", "git.corp.internal/team", "git.corp.internal/team/lib", "git.other.internal/x"}
	slices.Sort(got[2:])
	if !slices.Equal(got, want) {
		t.Errorf("offered %q, want %q", got, want)
	}
}

// A go.env in a module below the workspace's folder is about that module.
func TestCompletePrivatePatternsOfTheModule(t *testing.T) {
	s := start(t, nil)
	s.must(os.MkdirAll(s.path("m/conf"), 0o777))
	s.must(os.WriteFile(s.path("m/go.mod"), []byte(private), 0o666))
	if got := labels(s.complete("m/conf/go.env", "GOPRIVATE=‸")); len(got) == 0 || got[0] != "git.corp.internal" {
		t.Errorf("offered %q", got)
	}
}

// The user's own file is completed wherever it is.
func TestCompleteUserEnvironment(t *testing.T) {
	s := start(t, nil)
	s.must(s.Open(fileURI(s.goenv), "whatever", "GOSUMDB=\n"))
	var list struct{ Items []completed }
	s.must(s.Call("textDocument/completion", object{"textDocument": object{"uri": fileURI(s.goenv)}, "position": lspclient.Position{Character: 8}}, &list))
	if got, want := labels(list.Items), []string{"sum.golang.org", "sum.golang.google.cn", "off"}; !slices.Equal(got, want) {
		t.Errorf("offered %q, want %q", got, want)
	}
	if got := s.complete("other.env", "GOSUMDB=‸"); got != nil {
		t.Errorf("offered in a file of something else: %q", labels(got))
	}
}

// Each item says what it replaces, and by what text it is found.
func TestCompletionEdits(t *testing.T) {
	const text = "GOPRIVATE=größe.example,https‸x,b\n"
	character := map[string]int{"utf-8": len("GOPRIVATE=größe.example,"), "utf-16": len([]rune("GOPRIVATE=größe.example,"))}
	for encoding, start16 := range character {
		for _, insertReplace := range []bool{true, false} {
			s := start(t, func(params object) {
				capabilities := params["capabilities"].(object)
				capabilities["general"] = object{"positionEncodings": []string{encoding}}
				capabilities["textDocument"].(object)["completion"] = object{"completionItem": object{"insertReplaceSupport": insertReplace}}
			})
			s.must(s.Open(s.uri("go.mod"), "go.mod", private))
			s.must(s.Open(s.uri("go.env"), "whatever", strings.Replace(text, "‸", "", 1)))
			items := s.completeAt("go.env", lspclient.Position{Character: start16 + 5})
			if len(items) == 0 {
				t.Fatal("nothing is offered")
			}
			i := items[0]
			whole, typed := *at(0, start16, 0, start16+6), *at(0, start16, 0, start16+5)
			if i.TextEdit.NewText != i.Label || i.FilterText != i.Label || i.SortText != "000" || i.Detail == "" {
				t.Errorf("item %+v", i)
			}
			switch e := i.TextEdit; {
			case insertReplace && (e.Range != nil || *e.Insert != typed || *e.Replace != whole):
				t.Errorf("%s: edit %+v", encoding, e)
			case !insertReplace && (e.Insert != nil || *e.Range != whole):
				t.Errorf("%s: edit %+v", encoding, e)
			}
		}
	}
}

// A replace directive is completed with the checkouts near by that hold its
// module, also where the line cannot be read yet.
func TestCompleteReplaceTargets(t *testing.T) {
	s := start(t, nil)
	for dir, module := range map[string]string{"lib": "git.corp.internal/team/lib", "with blanks/lib": "git.corp.internal/team/lib", "other": "git.corp.internal/team/other"} {
		s.must(os.MkdirAll(s.path(dir), 0o777))
		s.must(os.WriteFile(s.path(dir+"/go.mod"), []byte("module "+module+"\n"), 0o666))
	}
	items := s.complete("go.mod", private+"\nreplace git.corp.internal/team/lib => ‸\n")
	if got, want := labels(items), []string{"./lib", `"./with blanks/lib"`}; !slices.Equal(got, want) {
		t.Fatalf("offered %q, want %q", got, want)
	}
	s.edit("go.mod", 2, at(6, 0, 6, 0), "replace git.corp.internal/team/other => ../o // why\n")
	if items := s.completeAt("go.mod", lspclient.Position{Line: 6, Character: len("replace git.corp.internal/team/other => ../o")}); len(items) != 1 || *items[0].TextEdit.Range != *at(6, 40, 6, 44) || items[0].Label != "./other" {
		t.Errorf("offered %+v", items)
	}
	if items := s.completeAt("go.mod", lspclient.Position{Line: 4, Character: len("require git.corp.internal/team/lib v1.2.3")}); items != nil {
		t.Errorf("offered for a version: %q", labels(items))
	}
}

// In a workspace that is not trusted nothing is looked for outside.
func TestCompleteInUntrustedWorkspace(t *testing.T) {
	s := start(t, func(params object) {
		with(object{"trusted": false})(params)
		folder := params["workspaceFolders"].([]any)[0].(object)
		folder["uri"] = folder["uri"].(string) + "/m"
	})
	s.must(os.MkdirAll(s.path("m"), 0o777))
	s.must(os.MkdirAll(s.path("lib"), 0o777))
	s.must(os.WriteFile(s.path("lib/go.mod"), []byte("module git.corp.internal/team/lib\n"), 0o666))
	if items := s.complete("m/go.mod", private+"\nreplace git.corp.internal/team/lib => ‸\n"); items != nil {
		t.Errorf("offered %q", labels(items))
	}
}

// The codes of the findings on the line come first.
func TestCompleteIgnoredCodes(t *testing.T) {
	s := start(t, nil)
	items := s.complete("go.mod", strings.TrimSuffix(private, "\n")+" //modroute:ignore ‸\n")
	if len(items) < 20 || items[0].Label != leak || items[0].Detail != "found here" || items[0].Documentation == "" {
		t.Errorf("offered %q", labels(items))
	}
}
