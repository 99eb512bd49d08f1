package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/route"
)

func TestLocalReplace(t *testing.T) {
	of := func(module, dir string) scenario {
		return scenario{
			file: "module " + module + "\n\nrequire git.acme.com/lib v1.0.0\n\nreplace git.acme.com/lib => " + dir + "\n",
			dirs: checkedOut(dir),
		}
	}
	inMono := of("git.acme.com/app", "../lib")
	inMono.repository = "/src"
	missing := of("git.acme.com/app", "../lib")
	missing.dirs = map[string]analysis.Checkout{"../lib": {}}
	noModule := of("git.acme.com/app", "../lib")
	noModule.dirs = map[string]analysis.Checkout{"../lib": {Exists: true}}
	elsewhere := missing
	elsewhere.goWork = []route.Replace{{OldPath: "git.acme.com/lib", NewPath: "./lib", File: "../go.work", Line: 5, Work: true}}
	unread := of("git.acme.com/app", "../lib")
	unread.dirs = nil
	checkReplaces(t, "local-replace", []replaceTest{
		{"a directory outside the repository", of("git.acme.com/app", "../lib"), []string{"5 hint"}, "Replacement directory ../lib is outside the repository."},
		{"an absolute one", of("git.acme.com/app", "/home/u/lib"), []string{"5 hint"}, "/home/u/lib is outside"},
		{"one that was not looked at", unread, []string{"5 hint"}, "outside"},
		{"one whose name begins like the repository's", of("git.acme.com/app", "../m2"), []string{"5 hint"}, "outside"},
		{"a directory below", of("git.acme.com/app", "./staging/lib"), nil, ""},
		{"a sibling in the same repository", inMono, nil, ""},
		{"an absolute one in the repository", of("git.acme.com/app", "/src/m/lib"), nil, ""},
		{"a missing one, which replace-directory reports", missing, nil, ""},
		{"one without go.mod, which it reports too", noModule, nil, ""},
		{"a missing one that go.work overrides", elsewhere, []string{"5 hint"}, "outside"},
		{"a fork", scenario{file: "module git.acme.com/app\n\nrequire git.acme.com/lib v1.0.0\n\nreplace git.acme.com/lib => git.acme.com/fork v1.0.0\n"}, nil, ""},
		{"a module without a host", of("shop", "../lib"), nil, ""},
		{"an example's", of("example.com/shop", "../lib"), nil, ""},
		{"a host below an example's", of("git.corp.example.com/shop", "../lib"), nil, ""},
		{"a path that is none", of("git.acme.com/@/shop", "../lib"), nil, ""},
		{"no module line", scenario{file: "replace git.acme.com/lib => ../lib\n", dirs: checkedOut("../lib")}, nil, ""},
		{"a go.work", scenario{file: "go 1.26\n\nreplace git.acme.com/lib => ../lib\n", work: true, dirs: checkedOut("../lib")}, nil, ""},
	})
}

// A go.work is offered first, since it keeps the directory.
func TestLocalReplaceIntents(t *testing.T) {
	s := scenario{
		file: "module git.acme.com/app\n\nrequire git.acme.com/lib v1.0.0\n\nreplace git.acme.com/lib => ../lib\n",
		dirs: checkedOut("../lib"),
	}
	for _, d := range s.run(t) {
		if d.Code != "local-replace" {
			continue
		}
		if len(d.Intents) != 2 {
			t.Fatalf("%d intents", len(d.Intents))
		}
		if move, ok := d.Intents[0].(analysis.MoveToWork); !ok || move.Replace.Line != 5 {
			t.Errorf("the first intent is %#v", d.Intents[0])
		}
		if edit, ok := d.Intents[1].(analysis.EditText); !ok || !edit.Deliberate || edit.Safe {
			t.Errorf("the second intent is %#v", d.Intents[1])
		}
		return
	}
	t.Error("nothing was found")
}
