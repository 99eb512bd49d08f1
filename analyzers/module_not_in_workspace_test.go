package analyzers

import (
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

const loneModule = "module git.acme.com/app\n\ngo 1.26\n"

func TestModuleNotInWorkspace(t *testing.T) {
	checkReplaces(t, "module-not-in-workspace", []replaceTest{
		{"a go.work that uses another", scenario{file: loneModule, unusedWork: "use ./other\n"}, []string{"1 warning"}, "listed in go.work: /src/go.work. Here go build"},
		{"Go 1.24, which builds what a member replaces", scenario{file: loneModule, unusedWork: "use ./other\n", goVersion: "go1.24.11"}, []string{"1 warning"}, "fail, unless a module of the workspace requires this one and replaces it by this directory. Add"},
		{"Go 1.25, which does not", scenario{file: loneModule, unusedWork: "use ./other\n", goVersion: "go1.25.0"}, []string{"1 warning"}, "go test ./... fail. Add"},
		{"an empty go.work", scenario{file: loneModule, unusedWork: "go 1.26\n"}, []string{"1 warning"}, "go work use ."},
		{"a go.work that uses the module", scenario{file: loneModule, workText: "use ./m\n"}, nil, ""},
		{"a go.work that uses it by an absolute path", scenario{file: loneModule, workText: "use /src/m\n"}, nil, ""},
		{"a go.work that uses it by an absolute path with a slash", scenario{file: loneModule, workText: "use /src/m/\n"}, []string{"1 warning"}, "by /src/m/, as go.work spells it: here go build ., go build ./... and the like fail as if the module was not used. Write /src/m there."},
		{"a go.work that uses it by a detour", scenario{file: loneModule, workText: "use /src/x/../m\n"}, []string{"1 warning"}, "Write /src/m there."},
		{"a go.work that uses it by a relative path with slashes", scenario{file: loneModule, workText: "use ././m//\n"}, nil, ""},
		{"a go.work that uses another one so", scenario{file: loneModule, workText: "use ./m\nuse /src/other/\n"}, nil, ""},
		{"no go.work", scenario{file: loneModule}, nil, ""},
		{"a go.work in the same directory that uses another", scenario{file: loneModule, workText: "use ./other\n"}, []string{"1 warning"}, "GOWORK=off"},
		{"the go.work itself", scenario{file: "use ./other\n", work: true}, nil, ""},
	})
}

// What patterns leave out is built by nobody who forgets the go.work.
func TestModuleLeftOutOfPatterns(t *testing.T) {
	work := gomod.Parse("/src/go.work", "use ./other\n")
	for dir, want := range map[string]bool{
		"/src/testdata/m": true, "/src/a/_b/m": true, "/src/.cache/m": true,
		"/src/m": false, "/src": false, "/src/a/testdata2": false, "/other/m": false,
	} {
		if got := leftOut(work, dir); got != want {
			t.Errorf("leftOut(%s) = %v", dir, got)
		}
	}
}

func TestModuleNotInWorkspaceIntents(t *testing.T) {
	s := scenario{file: loneModule, unusedWork: "go 1.26\n\nuse ./other\n"}
	for _, d := range s.run(t) {
		if d.Code != "module-not-in-workspace" {
			continue
		}
		if d.Cause == nil || d.Cause.File != "/src/go.work" || d.Cause.Line != 3 {
			t.Errorf("the cause is %+v", d.Cause)
		}
		edit, ok := d.Intents[0].(analysis.EditText)
		if !ok || edit.File != "/src/go.work" || edit.Title != "Use git.acme.com/app in go.work" {
			t.Fatalf("the first intent is %#v", d.Intents[0])
		}
		if got, want := gomod.Apply(s.unusedWork, edit.Edits), "go 1.26\n\nuse ./other\nuse ./m\n"; got != want || !edit.Deliberate {
			t.Errorf("go.work becomes %q; knowingly: %v", got, edit.Deliberate)
		}
		return
	}
	t.Error("nothing was found")
}

func TestUnrecognisedUseIsRewritten(t *testing.T) {
	const workText = "go 1.26\n\nuse (\n\t./other\n\t/src/m/ // ours\n)\n"
	for _, d := range (scenario{file: loneModule, workText: workText}).run(t) {
		if d.Code != "module-not-in-workspace" {
			continue
		}
		if d.Cause == nil || d.Cause.File != "/src/go.work" || d.Cause.Line != 5 {
			t.Errorf("the cause is %+v", d.Cause)
		}
		edit := d.Intents[0].(analysis.EditText)
		if got, want := gomod.Apply(workText, edit.Edits), strings.Replace(workText, "/src/m/", "/src/m", 1); edit.File != "/src/go.work" || got != want {
			t.Errorf("%s becomes %q", edit.File, got)
		}
		return
	}
	t.Error("nothing was found")
}

// The go line of go.work is raised where the go command would else refuse the
// workspace as a whole.
func TestModuleNotInWorkspaceRaisesGo(t *testing.T) {
	for _, test := range []struct{ golang, work, want string }{
		{"1.26", "go 1.24\n\nuse ./other\n", "go 1.26\n\nuse ./other\nuse ./m\n"},
		{"1.26", "go 1.26.0\n\nuse ./other\n", "go 1.26.0\n\nuse ./other\nuse ./m\n"},
		{"1.20", "go 1.18\n\nuse ./other\n", "go 1.18\n\nuse ./other\nuse ./m\n"},
		{"1.21", "go 1.18\n\nuse ./other\n", "go 1.21\n\nuse ./other\nuse ./m\n"},
		{"1.20", "use ./other\n", "use ./other\nuse ./m\n"},
		{"1.21", "use ./other\n", "go work use ."},
	} {
		d := finding(t, ModuleNotInWorkspace, scenario{file: "module git.acme.com/app\n\ngo " + test.golang + "\n", unusedWork: test.work})
		got := ""
		switch intent := d.Intents[0].(type) {
		case analysis.EditText:
			got = gomod.Apply(test.work, intent.Edits)
		case analysis.RunLine:
			got = intent.Line
		}
		if got != test.want {
			t.Errorf("go %s: %q becomes %q, want %q", test.golang, test.work, got, test.want)
		}
	}
}
