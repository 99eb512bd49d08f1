package snapshot_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// Where a module is added to go.work, it becomes what "go work use ." makes of
// it.
func TestModuleIsAddedAsByGoWorkUse(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip(err)
	}
	for _, work := range []string{"go 1.24\n\nuse ./a\n", "go 1.21\n\nuse ./a\n", "go 1.18\n\nuse (\n\t./a\n)\n"} {
		archive := "-- go.work --\n" + work + "-- a/go.mod --\nmodule a.test\n\ngo 1.18\n-- x/go.mod --\nmodule x.test\n\ngo 1.24\n"
		dir, other := unpack(t, archive), unpack(t, archive)
		for _, d := range open(t, dir, "x/go.mod", nil, trusted).Diagnostics {
			if d.Code == "module-not-in-workspace" {
				applyIn(t, dir, d.Intents[0].(analysis.EditText))
			}
		}
		if said := goIn(goTool, filepath.Join(other, "x"), t.TempDir(), "off", "work", "use", "."); said != "" {
			t.Fatal(said)
		}
		got, want := readWork(t, dir), readWork(t, other)
		if got.Go.Arg.Value != want.Go.Arg.Value || len(got.Use) != len(want.Use) {
			t.Errorf("%q becomes %q, want %q", work, got.Text, want.Text)
			continue
		}
		for i := range want.Use {
			if got.Use[i].Arg.Value != want.Use[i].Arg.Value {
				t.Errorf("%q becomes %q, want %q", work, got.Text, want.Text)
			}
		}
	}
}

func readWork(t *testing.T, dir string) *gomod.File {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "go.work"))
	if err != nil {
		t.Fatal(err)
	}
	return gomod.Parse("go.work", string(text))
}
