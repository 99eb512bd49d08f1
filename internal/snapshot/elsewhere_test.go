package snapshot

import (
	"path/filepath"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// there returns the routes of a go.mod's requirements under an environment that
// sets other variables, of those that are otherwise.
func there(t *testing.T, files map[string]string, variables map[string]string) map[string]route.Route {
	t.Helper()
	here := cachedSnapshot(t, "module m\n", files).Folder
	reads := 0
	opts := here.Options
	opts.Environments = []Named{{Name: "ci", Env: func() (*goenv.Environment, error) {
		reads++
		env := here.Env
		for name, value := range variables {
			env = env.With(goenv.Editor, name, value)
		}
		return env, nil
	}}}
	folder := Open(here.Dir, here.Env, Disk(nil, true), opts)
	text, err := folder.Files.ReadFile(filepath.Join(folder.Dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	otherwise := make(map[string]route.Route)
	for range 2 { // as after an edit
		s := folder.Snapshot(gomod.Parse(filepath.Join(folder.Dir, "go.mod"), text))
		for _, q := range s.Requirements {
			for _, e := range s.Elsewhere() {
				if r, differs := e.Route(q); differs {
					otherwise[q.Path] = r
				}
			}
		}
	}
	if reads != 1 {
		t.Errorf("the environment is read %d times for one folder", reads)
	}
	return otherwise
}

const requireTwo = "module m\n\ngo 1.26\n\nrequire (\n\tgit.acme.com/lib v1.0.0\n\tgolang.org/x/mod v0.42.0\n)\n"

func TestElsewhereTellsWhatIsOtherwise(t *testing.T) {
	got := there(t, map[string]string{"src/go.mod": requireTwo}, map[string]string{"GOPRIVATE": "git.acme.com"})
	if len(got) != 1 || got["git.acme.com/lib"].Source != route.Direct {
		t.Errorf("otherwise are %+v", got)
	}
}

// An environment without the workspace reads what a go.mod is without it.
func TestElsewhereWithoutGoWork(t *testing.T) {
	files := map[string]string{"src/go.mod": requireTwo, "go.work": "go 1.26\n\nuse ./src\n\nreplace git.acme.com/lib => ./lib\n", "lib/go.mod": "module git.acme.com/lib\n"}
	got := there(t, files, map[string]string{"GOWORK": "off"})
	if len(got) != 1 || got["git.acme.com/lib"].Source != route.Proxy {
		t.Errorf("otherwise are %+v", got)
	}
}

// The toolchain has a route in both, or none is fetched there.
func TestElsewhereOfTheToolchain(t *testing.T) {
	files := map[string]string{"src/go.mod": "module m\n\ngo 1.99.0\n"}
	if got := there(t, files, map[string]string{"GOPROXY": "https://proxy.acme.com"}); len(got) != 1 || got["golang.org/toolchain"].Hops[0].URL != "https://proxy.acme.com" {
		t.Errorf("by another proxy: %+v", got)
	}
	if got := there(t, files, map[string]string{"GOPRIVATE": "git.acme.com"}); len(got) != 0 {
		t.Errorf("alike: %+v", got)
	}
}

// An optional analyzer runs where a severity asks for it.
func TestOptionalAnalyzers(t *testing.T) {
	optional, usual := &analysis.Analyzer{Name: "x", Optional: true}, &analysis.Analyzer{Name: "x"}
	for _, test := range []struct {
		severity map[string]analysis.Severity
		want     bool
	}{
		{nil, false}, {map[string]analysis.Severity{"y": analysis.Error}, false},
		{map[string]analysis.Severity{"x": analysis.Off}, false}, {map[string]analysis.Severity{"x": analysis.Hint}, true},
	} {
		opts := Options{Control: analysis.Control{Severity: test.severity}}
		if got := opts.runs(optional); got != test.want {
			t.Errorf("%v: an optional analyzer runs: %t", test.severity, got)
		}
		if !opts.runs(usual) {
			t.Errorf("%v: another does not run", test.severity)
		}
	}
}
