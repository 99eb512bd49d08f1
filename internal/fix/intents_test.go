package fix

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// asking returns the finding of a code with other intents than its analyzer's,
// and plans for that: by way of a Planner whose snapshot has it.
func asking(t *testing.T, s *snapshot.Snapshot, code string, intents ...analysis.Intent) []Plan {
	t.Helper()
	for i := range s.Diagnostics {
		d := &s.Diagnostics[i]
		if d.Code != code {
			continue
		}
		d.Intents = intents
		p := NewPlanner(s)
		plans := p.ForFindings([]analysis.Diagnostic{*d})
		for i := range plans {
			if !plans[i].Mends(d) {
				t.Errorf("the plan %q is not one for its finding", plans[i].Title)
			}
		}
		return plans
	}
	t.Fatalf("there is no finding %s", code)
	return nil
}

const oneLine = "-- app/go.mod --\nmodule example.com/app\n\nrequire github.com/acme/tool v1.0.0\n"

const brokenProxy = "invalid-goproxy"

func TestSetVariable(t *testing.T) {
	correct := analysis.SetVariable{Name: "GOPROXY", Value: "https://proxy.golang.org,direct", Title: "Correct GOPROXY"}
	unset := analysis.SetVariable{Name: "GOPROXY", Unset: true, Title: "Unset GOPROXY"}
	for _, tt := range []struct {
		name    string
		w       world
		intents []analysis.Intent
		want    string
	}{
		{"in the user's file", world{user: "GOPROXY=https://proxy.golang.org,Direct\n"}, []analysis.Intent{correct, unset}, `
			quickfix* Correct GOPROXY
			  resolves: invalid-goproxy
			  preview: 1 line changes
			  GOPROXY=https://proxy.golang.org,direct
			quickfix Unset GOPROXY
			  resolves: invalid-goproxy
			  preview: 1 line changes
			  no GOPROXY
			`},
		{"one that is deliberate is not preferred", world{user: "GOPROXY=none\n"}, []analysis.Intent{
			analysis.SetVariable{Name: "GOPROXY", Value: "direct", Title: "Fetch nothing from a proxy", Deliberate: true}, unset}, `
			quickfix Fetch nothing from a proxy
			  resolves: invalid-goproxy
			  preview: 1 line changes
			  GOPROXY=direct
			quickfix* Unset GOPROXY
			  resolves: invalid-goproxy
			  preview: 1 line changes
			  no GOPROXY
			`},
		{"what does not mend it is not offered", world{user: "GOPROXY=none\n"}, []analysis.Intent{
			analysis.SetVariable{Name: "GOPROXY", Value: "nowhere", Title: "Another mistake"},
			analysis.SetVariable{Name: "GOPROXY", Value: "none", Title: "The same"},
			analysis.SetVariable{Name: "GOSUMDB", Unset: true, Title: "Unset what is not set"}}, ""},
		{"in $GOROOT/go.env there is nothing to unset", world{goroot: "GOPROXY=none\n"}, []analysis.Intent{unset}, ""},
		{"in $GOROOT/go.env it is overridden", world{goroot: "GOPROXY=none\nGOSUMDB=sum.golang.org\n"}, []analysis.Intent{correct}, `
			quickfix* Correct GOPROXY
			  resolves: invalid-goproxy
			  preview: 1 line changes
			  GOPROXY=https://proxy.golang.org,direct
			`},
		{"in the process", world{process: map[string]string{"GOPROXY": "none"}}, []analysis.Intent{correct, unset}, `
			quickfix Copy the shell line: export GOPROXY='https://proxy.golang.org,direct'
			  resolves: invalid-goproxy
			  preview: GOPROXY comes from the process's environment: change it where it is exported, such as the shell's profile, and start again; 1 line changes
			  line: export GOPROXY='https://proxy.golang.org,direct'
			quickfix Copy the shell line: unset GOPROXY
			  resolves: invalid-goproxy
			  preview: GOPROXY comes from the process's environment: change it where it is exported, such as the shell's profile, and start again; 1 line changes
			  line: unset GOPROXY
			`},
		{"unset in the process, the user's file is no better", world{user: "GOPROXY=none\n", process: map[string]string{"GOPROXY": "none"}},
			[]analysis.Intent{unset}, ""},
		{"in the editor", world{editor: map[string]string{"GOPROXY": "none"}}, []analysis.Intent{correct}, `
			quickfix Correct GOPROXY
			  resolves: invalid-goproxy
			  disabled: GOPROXY is set in the editor's settings, which override the user's Go environment: change it there
			`},
		{"not trusted", world{user: "GOPROXY=none\n", distrust: true, roots: []string{"app"}}, []analysis.Intent{correct}, `
			quickfix Correct GOPROXY
			  resolves: invalid-goproxy
			  disabled: the workspace is not trusted, so nothing is written: trust it first
			`},
		{"GOENV=off", world{goroot: "GOPROXY=none\n", off: true}, []analysis.Intent{correct}, `
			quickfix Correct GOPROXY
			  resolves: invalid-goproxy
			  disabled: GOENV=off switches the user's Go environment off: unset GOENV first
			`},
		{"a secret stays where it is", world{user: "GOPROXY=https://me:secret@corp.example.com,none\n"}, []analysis.Intent{
			analysis.SetVariable{Name: "GOPROXY", Value: "https://me:secret@corp.example.com", Title: "Remove what is wrong"}}, `
			quickfix Remove what is wrong
			  resolves: invalid-goproxy
			  disabled: the value of GOPROXY holds a user name or password, which modroute does not pass on: change it where it is set, in ROOT/user/env line 1
			`},
		{"a proxy of somebody else is for a person to set", world{user: "GOPROXY=none\n"}, []analysis.Intent{
			analysis.SetVariable{Name: "GOPROXY", Value: "https://corp.example.com", Title: "Use the company's proxy"}}, `
			quickfix Copy the shell line: go env -w 'GOPROXY=https://corp.example.com'
			  resolves: invalid-goproxy
			  preview: Use the company's proxy; 1 line changes
			  line: go env -w 'GOPROXY=https://corp.example.com'
			`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.w.files = oneLine
			s := tt.w.open(t)
			check(t, s, asking(t, s, brokenProxy, tt.intents...), tt.want)
		})
	}
}

// A plan never has the secret that it takes out.
func TestNoPlanHasASecret(t *testing.T) {
	s := world{files: oneLine, user: "GOPROXY=https://me:secret@corp.example.com,none\n"}.open(t)
	plans := asking(t, s, brokenProxy, analysis.SetVariable{Name: "GOPROXY", Value: "https://corp.example.com", Title: "Remove the password"})
	if len(plans) != 1 || len(plans[0].Env) != 1 || plans[0].Env[0].Old != "https://xxxxx@corp.example.com,none" {
		t.Errorf("plans: %+v", plans)
	}
}

func TestVariablesThatTheGoCommandRefuses(t *testing.T) {
	s := world{files: oneLine, user: "GOWORK=off\nGOPROXY=none\n"}.open(t)
	plans := asking(t, s, brokenProxy, analysis.SetVariable{Name: "GOWORK", Unset: true, Title: "Unset GOWORK"})
	if len(plans) != 1 || !strings.Contains(plans[0].Disabled, "refuse GOWORK: edit "+filepath.Join(root(s), "user", "env")+", line 1, by hand") {
		t.Errorf("plans: %+v", plans)
	}
}

func TestSeveralVariablesAtOnce(t *testing.T) {
	s := world{files: oneLine, user: "GOPROXY=none\n", process: map[string]string{"GONOSUMDB": "x"}}.open(t)
	p := NewPlanner(s)
	plan, ok := p.setVariables(s.Diagnostics[0], "Both", []analysis.SetVariable{
		{Name: "GOPROXY", Unset: true}, {Name: "GONOSUMDB", Value: "x,y's"}, {Name: "GOSUMDB", Unset: true},
	})
	if want := `go env -u GOPROXY; export GONOSUMDB='x,y'\''s'`; !ok || plan.Line != want {
		t.Errorf("line %q, want %q", plan.Line, want)
	}
	s = world{files: oneLine, user: "GOPROXY=none\nGONOSUMDB=x\n"}.open(t)
	plan, ok = NewPlanner(s).setVariables(s.Diagnostics[0], "Both", []analysis.SetVariable{
		{Name: "GOPROXY", Unset: true}, {Name: "GONOSUMDB", Value: "x,y"},
	})
	if !ok || plan.Target != UserEnv || len(plan.Env) != 2 {
		t.Errorf("plan %+v", plan)
	}
}

func TestQuoted(t *testing.T) {
	for _, tt := range []struct{ text, posix, powerShell string }{
		{"a,b", "'a,b'", "'a,b'"},
		{"", "''", "''"},
		{"it's $HOME `x`", `'it'\''s $HOME ` + "`x`'", "'it''s $HOME `x`'"},
		{"’; rm", "'’; rm'", "'’’; rm'"},
	} {
		if got := quoted(tt.text, false); got != tt.posix {
			t.Errorf("quoted(%q) = %s, want %s", tt.text, got, tt.posix)
		}
		if got := quoted(tt.text, true); got != tt.powerShell {
			t.Errorf("quoted(%q) for PowerShell = %s, want %s", tt.text, got, tt.powerShell)
		}
	}
}

const missing = `
-- app/go.mod --
module example.com/app

require github.com/acme/tool v1.0.0

replace github.com/acme/tool => ../gone
-- app/go.sum --
-- other/go.mod --
module example.com/other
`

// removal returns the edit of the directive in missing.
func removal(s *snapshot.Snapshot) []gomod.Edit { return s.File.RemoveReplace(s.File.Replace[0]) }

func TestEditText(t *testing.T) {
	const code = "replace-directory"
	remove := func(s *snapshot.Snapshot) analysis.EditText {
		return analysis.EditText{Title: "Remove the replace directive", Edits: removal(s)}
	}
	for _, tt := range []struct {
		name string
		w    world
		edit func(s *snapshot.Snapshot, e *analysis.EditText)
		want string
	}{
		{"mends it", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) {}, `
			quickfix* Remove the replace directive
			  resolves: replace-directory
			  app/go.mod
			`},
		{"deliberately", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) { e.Deliberate = true }, `
			quickfix Remove the replace directive
			  resolves: replace-directory
			  app/go.mod
			`},
		{"mends nothing", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) {
			e.Edits = []gomod.Edit{{Span: gomod.Span{}, New: "// hello\n"}}
		}, ""},
		{"changes nothing", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) { e.Edits = nil }, ""},
		{"beyond the end", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) { e.Edits[0].End = 10_000 }, ""},
		{"overlapping", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) { e.Edits = append(e.Edits, e.Edits[0]) }, ""},
		{"another module's file", world{}, func(s *snapshot.Snapshot, e *analysis.EditText) {
			e.File = filepath.Join(root(s), "other", "go.mod")
		}, `
			quickfix Remove the replace directive
			  resolves: replace-directory
			  disabled: ROOT/other/go.mod is not a file of this module or its workspace: edit it by hand
			`},
		{"not trusted", world{distrust: true, roots: []string{"."}}, func(s *snapshot.Snapshot, e *analysis.EditText) {}, `
			quickfix Remove the replace directive
			  resolves: replace-directory
			  disabled: the workspace is not trusted, so nothing is written: trust it first
			`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.w.files = missing
			s := tt.w.open(t)
			intent := remove(s)
			tt.edit(s, &intent)
			check(t, s, asking(t, s, code, intent), tt.want)
		})
	}
}

func TestWhatMayBeEdited(t *testing.T) {
	s := world{files: `
-- ws/go.work --
go 1.26
use ./app
use ./lib
-- ws/app/go.mod --
module example.com/app
-- ws/lib/go.mod --
module example.com/lib
-- ws/.git/HEAD --
ref: refs/heads/main
`, file: "ws/app/go.mod"}.open(t)
	p := NewPlanner(s)
	for name, want := range map[string]bool{
		"ws/app/go.mod": true, "ws/app/go.sum": true, "ws/app/vendor/modules.txt": true, "ws/go.work": true, "ws/go.work.sum": true,
		"ws/lib/go.sum": true, "ws/lib/go.mod": true, "ws/go.env": true,
		"ws/lib/main.go": false, "ws/go.mod": false, "user/env": false, "ws/app/../../x": false,
	} {
		if got := p.editable(filepath.Clean(filepath.Join(root(s), filepath.FromSlash(name)))); got != want {
			t.Errorf("%s may be edited: %v, want %v", name, got, want)
		}
	}
	for _, path := range []string{"go.mod", "", "//host/share/go.sum"} {
		if p.editable(path) {
			t.Errorf("%q may be edited", path)
		}
	}
}

func TestAGoWorkThatDoesNotUseTheModuleMayBeEdited(t *testing.T) {
	s := world{files: "-- ws/go.work --\ngo 1.26\n-- ws/app/go.mod --\nmodule example.com/app\n", file: "ws/app/go.mod"}.open(t)
	p := NewPlanner(s)
	for name, want := range map[string]bool{"go.work": true, "go.work.sum": false, "go.env": false} {
		if got := p.editable(filepath.Join(root(s), "ws", name)); got != want {
			t.Errorf("%s may be edited: %v, want %v", name, got, want)
		}
	}
}

// What a slow analyzer has found counts as mended only where that has looked
// again.
func TestSlowFindingsAreLookedForAgain(t *testing.T) {
	const slow = "go-sum-mismatch"
	s := world{files: oneLine}.open(t)
	d := analysis.Diagnostic{Code: slow, Requirement: s.Requirements[0]}
	p := NewPlanner(s)
	if e := p.compare(s); e.completed || len(e.resolved([]analysis.Diagnostic{d})) != 0 {
		t.Error("a slow finding is mended without having been looked for")
	}
	d.Intents = []analysis.Intent{analysis.AddPattern{}}
	s.Diagnostics = append(s.Diagnostics, d)
	p = NewPlanner(s)
	if e := p.compare(s); !e.completed || len(e.resolved([]analysis.Diagnostic{d})) != 1 {
		t.Error("a slow finding that asks for a pattern is not looked for")
	}
	if o := p.outcome(s); o.faults[faultOf(d)] != 1 {
		t.Error("the snapshot was completed though the one before was not")
	}
}

func TestSafeEdits(t *testing.T) {
	w := world{files: `
-- app/go.mod --
module example.com/app

require github.com/acme/tool v1.0.0

replace github.com/acme/tool => ../gone

replace github.com/acme/other => ../gone

replace github.com/acme/third => ../gone
`}
	s := w.open(t)
	safe := func(i int, edits ...gomod.Edit) {
		s.Diagnostics[i].Intents = []analysis.Intent{analysis.EditText{Edits: edits, Safe: true}}
	}
	lines := s.File.Replace
	safe(0, s.File.RemoveReplace(lines[0])...)
	safe(1, s.File.RemoveReplace(lines[1])...)
	s.Diagnostics[2].Intents = []analysis.Intent{analysis.EditText{Edits: s.File.RemoveReplace(lines[2])}} // not a safe one
	edits := SafeEdits(s)
	if len(edits) != 1 || edits[0].Path != fileOf(s) {
		t.Fatalf("edits %+v", edits)
	}
	got := gomod.Apply(edits[0].Old, edits[0].Edits)
	if strings.Contains(got, "acme/tool =>") || strings.Contains(got, "acme/other") || !strings.Contains(got, "acme/third") {
		t.Errorf("the file becomes\n%s", got)
	}

	// What overlaps an edit before it waits for the next time.
	both := gomod.Edit{Span: gomod.Span{Start: lines[0].Start, End: lines[1].End}}
	safe(1, both)
	if edits := SafeEdits(s); len(edits) != 1 || len(edits[0].Edits) != 1 {
		t.Errorf("edits %+v", edits)
	}

	// What brings up another finding is not made unseen.
	s = w.open(t)
	safe(0, gomod.Edit{Span: s.File.Replace[0].OldPath.Span, New: "example.com/another"})
	if edits := SafeEdits(s); edits != nil {
		t.Errorf("edits %+v", edits)
	}

	w.distrust, w.roots = true, []string{"."}
	s = w.open(t)
	safe(0, s.File.RemoveReplace(s.File.Replace[0])...)
	if edits := SafeEdits(s); edits != nil {
		t.Errorf("edits in a workspace that is not trusted: %+v", edits)
	}
}

func TestShellAndCachePlans(t *testing.T) {
	s := world{files: oneLine, user: "GOPROXY=none\n"}.open(t)
	plans := asking(t, s, brokenProxy,
		analysis.RunLine{Title: "Vendor again", Line: "go mod vendor"},
		analysis.RunLine{Title: "Fetch it", Line: "GOPROXY=https://me:secret@x.example go mod download"},
		analysis.RemoveCached{Path: "github.com/Acme/tool", Version: "v1.0.0"},
		analysis.RemoveCached{Path: "../evil", Version: "v1.0.0"},
	)
	check(t, s, plans, `
		quickfix Copy the shell line: go mod vendor
		  resolves: invalid-goproxy
		  preview: Vendor again
		  line: go mod vendor
		quickfix Remove github.com/Acme/tool@v1.0.0 from the module cache
		  resolves: invalid-goproxy
		  preview: the go command fetches it again
		quickfix Fetch it
		  resolves: invalid-goproxy
		  disabled: the line holds what is not shown: a user name or password, or a control character
		`)
	for _, p := range plans {
		if p.Automatic() {
			t.Errorf("%q is carried out unasked", p.Title)
		}
	}
}

// The plans of a requirement's line include what its findings ask for, in the
// order in which they ask.
func TestPlansOfALineInOrder(t *testing.T) {
	s := world{files: "-- app/go.mod --\nmodule example.com/app\n\nrequire git.corp.internal/team/lib v1.0.0\n"}.open(t)
	off := analysis.SetVariable{Name: "GOPROXY", Value: "direct", Title: "Fetch everything directly"}
	for i := range s.Diagnostics {
		s.Diagnostics[i].Intents = []analysis.Intent{analysis.AddPattern{}, off}
	}
	titles := func() string {
		var all []string
		for _, p := range NewPlanner(s).ForRequirement(s.Requirements[0]) {
			if p.Kind == quickFix {
				all = append(all, p.Title)
			}
		}
		return strings.Join(all, "\n")
	}
	if got := titles(); !strings.HasPrefix(got, "Add git.corp.internal to GOPRIVATE\n") || !strings.Contains(got, "\nFetch everything directly") {
		t.Errorf("plans:\n%s", got)
	}
	for i := range s.Diagnostics {
		s.Diagnostics[i].Intents = []analysis.Intent{off, analysis.AddPattern{}}
	}
	if got := titles(); !strings.HasPrefix(got, "Fetch everything directly\nAdd git") {
		t.Errorf("plans:\n%s", got)
	}
}

func TestWindowsLines(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the tests' world is one of another system")
	}
	s := world{files: oneLine, process: map[string]string{"GOPROXY": "none"}}.open(t)
	env := s.Folder.Env
	env.GOOS = "windows"
	got := shellLine(env, []EnvChange{{Name: "GOPROXY", New: "direct", NewSet: true}, {Name: "GOPROXY"}, {Name: "GOSUMDB", New: "off", NewSet: true}})
	if want := "$env:GOPROXY = 'direct'; Remove-Item Env:GOPROXY; go env -w 'GOSUMDB=off'"; got != want {
		t.Errorf("line %q, want %q", got, want)
	}
}

// What names a private module to somebody who was not told of it before is
// never carried out unasked.
func TestExposingIsChosenKnowingly(t *testing.T) {
	const files = "-- app/go.mod --\nmodule example.com/app\n\nrequire go.acme.com/registry/api v1.0.0\n"
	through := analysis.SetVariable{Name: "GONOPROXY", Value: "none", Title: "Fetch through the registry"}
	for _, tt := range []struct {
		proxies    string
		deliberate bool
	}{
		{"https://go.acme.com/registry,direct", false},
		{"https://go.acme.com/registry,https://proxy.golang.org,direct", true},
	} {
		s := world{files: files, user: "GOPRIVATE=go.acme.com/registry\nGOPROXY=" + tt.proxies + "\n"}.open(t)
		plans := asking(t, s, "private-proxy-bypassed", through)
		if len(plans) != 1 || plans[0].Deliberate() != tt.deliberate || plans[0].Preferred == tt.deliberate {
			t.Errorf("GOPROXY=%s: %+v", tt.proxies, plans)
		}
	}
	// Who is told of it now may be told of it in another place of the list.
	const first = "GOPROXY=https://proxy.golang.org,https://goproxy.acme.com,direct\nGONOSUMDB=go.acme.com\n"
	s := world{files: files, user: first}.open(t)
	for _, plan := range asking(t, s, "public-proxy-first", analysis.SetVariable{Name: "GOPROXY", Value: "https://goproxy.acme.com,https://proxy.golang.org,direct", Title: "Ask it first"}) {
		if plan.Deliberate() {
			t.Errorf("deliberate: %+v", plan)
		}
	}
}

func TestFits(t *testing.T) {
	edit := func(start, end int) gomod.Edit { return gomod.Edit{Span: gomod.Span{Start: start, End: end}} }
	for _, tt := range []struct {
		edits []gomod.Edit
		want  bool
	}{
		{nil, true},
		{[]gomod.Edit{edit(0, 10)}, true},
		{[]gomod.Edit{edit(0, 11)}, false},
		{[]gomod.Edit{edit(-1, 2)}, false},
		{[]gomod.Edit{edit(5, 4)}, false},
		{[]gomod.Edit{edit(4, 6), edit(0, 4), edit(6, 6)}, true},
		{[]gomod.Edit{edit(4, 4), edit(4, 4)}, true}, // insertions
		{[]gomod.Edit{edit(4, 6), edit(0, 5)}, false},
		{[]gomod.Edit{edit(0, 8), edit(1, 2), edit(6, 7)}, false},
		{[]gomod.Edit{edit(0, 8), edit(5, 5)}, false}, // an insertion inside a change
		{[]gomod.Edit{edit(4, 6), edit(4, 4)}, false}, // and where one begins
	} {
		if got := fits("0123456789", tt.edits); got != tt.want {
			t.Errorf("fits(%v) = %v", tt.edits, got)
		}
	}
}

// A file with thousands of findings has no plan for each, and says why; one that
// can be mended unseen is mended all the same.
func TestThousandsOfFindings(t *testing.T) {
	var text strings.Builder
	text.WriteString("-- app/go.mod --\nmodule example.com/app\n\n")
	for i := range 2000 {
		fmt.Fprintf(&text, "require github.com/acme/r%d v1.0.0 //modroute:ignore once-there-was old\n", i)
	}
	s := world{files: text.String()}.open(t).Complete(t.Context())
	if len(s.Diagnostics) != 2000 {
		t.Fatalf("%d findings", len(s.Diagnostics))
	}
	planner := NewPlanner(s)
	if plans := planner.ForFinding(&s.Diagnostics[0]); len(plans) != 1 || plans[0].Disabled != "" {
		t.Errorf("the first finding has the plans %+v", plans)
	}
	planner.spent = maxSpent - len(s.Requirements)
	planner.ForFinding(&s.Diagnostics[0])
	last := planner.ForFinding(&s.Diagnostics[1999])
	if len(last) != 1 || !strings.Contains(last[0].Disabled, "takes too long") {
		t.Errorf("the last finding has the plans %+v", last)
	}
	if edits := SafeEdits(s); len(edits) != 1 || strings.Contains(gomod.Apply(edits[0].Old, edits[0].Edits), "ignore") {
		t.Error("SafeEdits does not mend all of them")
	}
}

// Two modules of one path stop every command in a workspace.
func TestAnEditThatStopsTheWorkspaceIsNotOffered(t *testing.T) {
	const files = "-- go.work --\ngo 1.26\n\nuse ./used\n-- used/go.mod --\nmodule example.com/used\n-- app/go.mod --\n"
	for module, want := range map[string]bool{"example.com/app": true, "example.com/used": false} {
		s := world{files: files + "module " + module + "\n"}.open(t)
		plans := NewPlanner(s).ForFindings(s.Diagnostics)
		if len(plans) == 0 {
			t.Fatalf("%s: nothing is offered", module)
		}
		got := false
		for _, plan := range plans {
			got = got || plan.Title == "Use "+module+" in go.work"
		}
		if got != want {
			t.Errorf("%s: using it in go.work is offered: %v", module, got)
		}
	}
}
