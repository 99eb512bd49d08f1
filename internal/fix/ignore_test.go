package fix

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

func TestIgnores(t *testing.T) {
	const leak = "private-module-public-proxy"
	for name, test := range map[string]struct{ line, want string }{
		"no comment": {
			"require git.corp.internal/lib v1.0.0",
			"require git.corp.internal/lib v1.0.0 //modroute:ignore " + leak,
		},
		"blanks at the end": {
			"require git.corp.internal/lib v1.0.0 \t",
			"require git.corp.internal/lib v1.0.0 //modroute:ignore " + leak + " \t",
		},
		"indirect": {
			"require git.corp.internal/lib v1.0.0 // indirect",
			"require git.corp.internal/lib v1.0.0 // indirect; modroute:ignore " + leak,
		},
		"another comment": {
			"require (\n\tgit.corp.internal/lib v1.0.0 // pinned\n)",
			"require (\n\t//modroute:ignore " + leak + "\n\tgit.corp.internal/lib v1.0.0 // pinned\n)",
		},
		"indirect and another comment": {
			"require git.corp.internal/lib v1.0.0 // indirect; pinned",
			"//modroute:ignore " + leak + "\nrequire git.corp.internal/lib v1.0.0 // indirect; pinned",
		},
		"an empty comment": {
			"require git.corp.internal/lib v1.0.0 //",
			"//modroute:ignore " + leak + "\nrequire git.corp.internal/lib v1.0.0 //",
		},
		"a comment of another code": {
			"require git.corp.internal/lib v1.0.0 //modroute:ignore sumdb-off why",
			"require git.corp.internal/lib v1.0.0 //modroute:ignore sumdb-off," + leak + " why",
		},
		"one above": {
			"//modroute:ignore sumdb-off\nrequire git.corp.internal/lib v1.0.0",
			"//modroute:ignore sumdb-off," + leak + "\nrequire git.corp.internal/lib v1.0.0",
		},
		"one of the block": {
			"//modroute:ignore sumdb-off\nrequire (\n\tgit.corp.internal/lib v1.0.0\n)",
			"//modroute:ignore sumdb-off\nrequire (\n\tgit.corp.internal/lib v1.0.0 //modroute:ignore " + leak + "\n)",
		},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll("module m\n\n"+test.line+"\n", "\n", eol)
			want := strings.ReplaceAll("module m\n\n"+test.want+"\n", "\n", eol)
			s := world{files: "-- app/go.mod --\n" + text}.open(t)
			about := slices.DeleteFunc(slices.Clone(s.Diagnostics), func(d analysis.Diagnostic) bool { return d.Code != leak })
			plans := NewPlanner(s).Ignores(about)
			if len(plans) != 1 {
				t.Errorf("%s: %d plans", name, len(plans))
				continue
			}
			p := plans[0]
			if p.Title != "Ignore "+leak+" on this line" || p.Kind != quickFix || p.Preferred || p.Safe || p.Path != "git.corp.internal/lib" {
				t.Errorf("%s: %+v", name, p)
			}
			if got := gomod.Apply(p.Files[0].Old, p.Files[0].Edits); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// One comment does for several findings of a code, and none for those about
// comments.
func TestIgnoresAreFewest(t *testing.T) {
	s := world{files: "-- app/go.mod --\nmodule m //modroute:ignore sumdb-off\n\nrequire git.corp.internal/lib v1.0.0\n"}.open(t)
	twice := append(slices.Clone(s.Diagnostics), s.Diagnostics...)
	if plans := NewPlanner(s).Ignores(twice); len(plans) != 1 {
		t.Errorf("%d plans: %s", len(plans), described(s, plans))
	}
}

// A fault of the environment is ignored at the module line, or in a go.work at
// its top.
func TestIgnoresOfTheFile(t *testing.T) {
	for name, texts := range map[string][2]string{
		"app/go.mod":  {"// x\n\nmodule m\n", "// x\n\nmodule m //modroute:ignore invalid-goproxy\n"},
		"app/go.work": {"// x\n\ngo 1.26\n", "//modroute:ignore invalid-goproxy\n// x\n\ngo 1.26\n"},
	} {
		s := world{files: "-- " + name + " --\n" + texts[0], file: name, process: map[string]string{"GOPROXY": "Direct"}}.open(t)
		about := slices.DeleteFunc(slices.Clone(s.Diagnostics), func(d analysis.Diagnostic) bool { return d.Code != "invalid-goproxy" })
		plans := NewPlanner(s).Ignores(about)
		if len(plans) != 1 || gomod.Apply(plans[0].Files[0].Old, plans[0].Files[0].Edits) != texts[1] {
			t.Errorf("%s: %+v", name, plans)
		}
	}
}
