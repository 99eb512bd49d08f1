package snapshot_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// conflicts are modules and workspaces with what the real go command says of
// them; "" is nothing.
var conflicts = []struct{ name, want, archive string }{
	{"two directories", "conflicting replacements for lib.test/lib:", workspaceOf("", "replace lib.test/lib => ../lib", "replace lib.test/lib => ../../fork")},
	{"one directory", "", workspaceOf("", "replace lib.test/lib => ../lib", "replace lib.test/lib => ../../lib")},
	{"one directory that is once absolute", "", workspaceOf("", "replace lib.test/lib => {dir}/lib", "replace lib.test/lib => ../../lib/")},
	{"one directory that is once absolute with a slash", "conflicting replacements for lib.test/lib:", workspaceOf("", "replace lib.test/lib => {dir}/lib/", "replace lib.test/lib => ../../lib")},
	{"go.work replaces another version", "", workspaceOf("replace lib.test/lib v1.9.0 => ./lib", "replace lib.test/lib => ../lib", "replace lib.test/lib => ../../fork")},
	{"all versions, then the required one", "conflicting replacements found for lib.test/lib@v1.0.0", workspaceOf("", "replace lib.test/lib => ../lib", "replace lib.test/lib v1.0.0 => ../../fork")},
	{"the required version, then all", "", workspaceOf("", "replace lib.test/lib v1.0.0 => ../lib", "replace lib.test/lib => ../../fork")},
	{"one directory in two spellings", "conflicting replacements found for lib.test/lib@v1.0.0", workspaceOf("", "replace lib.test/lib v1.0.0 => ../lib", "replace lib.test/lib v1.0.0 => ../../lib")},
	{"go.work decides about the version", "", workspaceOf("replace lib.test/lib v1.0.0 => ./lib", "replace lib.test/lib => ../lib", "replace lib.test/lib v1.0.0 => ../../fork")},
	{"twice in one file", "conflicting replacements for lib.test/lib:", workspaceOf("", "replace lib.test/lib => ../lib\nreplace lib.test/lib => ../fork", "")},
	{"a used module is replaced", "workspace module y.test is replaced at all versions in the go.work file.", workspaceOf("replace y.test => ./fork", "replace lib.test/lib => ../lib", "")},
	{"a used module is replaced at a version", "", workspaceOf("replace y.test v1.0.0 => ./fork", "replace lib.test/lib => ../lib", "")},
	{"one directory for two modules", "used for two different module paths", moduleOf("replace lib.test/lib => ../lib\nreplace lib.test/other => ../lib")},
	{"two spellings of a directory", "", moduleOf("replace lib.test/lib => ../lib\nreplace lib.test/other => ./../lib")},
	{"a directory for each", "", moduleOf("replace lib.test/lib => ../lib\nreplace lib.test/other => ../fork")},
}

const checkouts = "-- x/x.go --\npackage x\n-- lib/go.mod --\nmodule lib.test/lib\n-- fork/go.mod --\nmodule lib.test/lib\n"

// workspaceOf is a go.work that uses two modules, with directives of each.
func workspaceOf(work, x, y string) string {
	return "-- go.work --\ngo 1.24\n\nuse ./x\nuse ./deep/y\n\n" + work +
		"\n-- x/go.mod --\nmodule x.test\n\ngo 1.24\n\nrequire lib.test/lib v1.0.0\n\n" + x +
		"\n-- deep/y/go.mod --\nmodule y.test\n\ngo 1.24\n\n" + y + "\n-- deep/y/y.go --\npackage y\n" + checkouts
}

// moduleOf is a module that requires two others.
func moduleOf(replaces string) string {
	return "-- x/go.mod --\nmodule x.test\n\ngo 1.24\n\nrequire lib.test/lib v1.0.0\nrequire lib.test/other v1.0.0\n\n" + replaces + "\n" + checkouts
}

// What conflicting-replace reports is what the go command refuses.
func TestConflictingReplacesAreWhatGoRefuses(t *testing.T) {
	for _, test := range conflicts {
		t.Run(test.name, func(t *testing.T) {
			dir := unpack(t, test.archive)
			said := goSays(t, filepath.Join(dir, "x"))
			if test.want == "" && said != "" || !strings.Contains(said, test.want) {
				t.Errorf("the go command says %q, want %q", said, test.want)
			}
			reported := false
			for _, d := range open(t, dir, "x/go.mod", nil, trusted).Diagnostics {
				reported = reported || d.Code == "conflicting-replace" && d.Severity == analysis.Error
			}
			if reported != (said != "") {
				t.Errorf("reported: %v; the go command says %q", reported, said)
			}
		})
	}
}

// goSays returns what the go command says of conflicts in a directory's
// module, without a network.
func goSays(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	for _, args := range [][]string{{"build", "./..."}, {"list", "-m", "all"}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOSUMDB=off", "GOENV=off", "GOWORK=", "GOTOOLCHAIN=local", "GOPRIVATE=", "GONOPROXY=none")
		if out, err := cmd.CombinedOutput(); err != nil {
			all.Write(out)
		}
	}
	return all.String()
}

// Each change that is offered for a conflict ends it, for the go command too.
func TestChangesEndConflicts(t *testing.T) {
	tried := 0
	for _, test := range conflicts {
		dir := unpack(t, test.archive)
		for i, d := range open(t, dir, "x/go.mod", nil, trusted).Diagnostics {
			for j, intent := range d.Intents {
				edit, ok := intent.(analysis.EditText)
				if !ok || d.Code != "conflicting-replace" {
					continue
				}
				tried++
				dir := unpack(t, test.archive)
				applyIn(t, dir, edit)
				if said := goSays(t, filepath.Join(dir, "x")); strings.Contains(said, test.want) {
					t.Errorf("%s: after %q (%d of finding %d) the go command says %q", test.name, edit.Title, j, i, said)
				}
			}
		}
	}
	if tried < len(conflicts)/2 {
		t.Errorf("only %d changes were offered", tried)
	}
}

// applyIn makes a change that is offered for x/go.mod in another copy of its
// archive.
func applyIn(t *testing.T, dir string, edit analysis.EditText) {
	t.Helper()
	path := filepath.Join(dir, "x", "go.mod")
	if filepath.Base(edit.File) == "go.work" {
		path = filepath.Join(dir, "go.work")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(gomod.Apply(string(text), edit.Edits)), 0o666); err != nil {
		t.Fatal(err)
	}
}
