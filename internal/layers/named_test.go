package layers

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/settings"
)

func TestNamed(t *testing.T) {
	dir := t.TempDir()
	source := Source{
		Environ: []string{"PATH=", "HOME=" + dir, "GOENV=off", "GOPROXY=https://here.example", "GOSUMDB=off"},
		Editor:  map[string]string{"GOVCS": "*:off"},
		Dir:     dir,
	}
	read := func(path string) (string, error) {
		if path == filepath.Join(dir, "team.env") {
			return "# the team's\nGOPROXY=https://team.example\nGOPRIVATE=corp.example.com\n", nil
		}
		return "", fs.ErrNotExist
	}
	for _, test := range []struct {
		name string
		Named
		want map[string]string // value and place of variables
	}{
		{
			"variables over those of the process and the editor",
			Named{Declared: settings.Environment{Env: map[string]string{"GOPROXY": "https://there.example", "GOVCS": "", "GOSUMDB": ""}}},
			map[string]string{"GOPROXY": "https://there.example modroute.environments.ci", "GOVCS": " ", "GOSUMDB": "sum.golang.org "},
		},
		{
			"a file, over which the variables win",
			Named{Declared: settings.Environment{File: "team.env", Env: map[string]string{"GOPROXY": "off"}}},
			map[string]string{"GOPROXY": "off modroute.environments.ci", "GOPRIVATE": "corp.example.com " + filepath.Join(dir, "team.env"), "GOSUMDB": "off "},
		},
		{
			"what the process has, without the editor's settings",
			Named{Declared: settings.Environment{Process: true, Env: map[string]string{"GOPROXY": "https://terminal.example"}}},
			map[string]string{"GOPROXY": "https://terminal.example modroute.environments.ci", "GOVCS": " ", "GOSUMDB": "off "},
		},
		{
			"what a login shell gives, without the editor's settings",
			Named{Declared: settings.Environment{LoginShell: true}, Shell: []string{"PATH=", "HOME=" + dir, "GOENV=off", "GOPRIVATE=shell.example.com"}},
			map[string]string{"GOPROXY": "https://proxy.golang.org,direct ", "GOVCS": " ", "GOPRIVATE": "shell.example.com "},
		},
		{
			"only what may be set",
			Named{Declared: settings.Environment{File: "team.env"}, Permitted: func(name string) bool { return name == "GOPRIVATE" }},
			map[string]string{"GOPROXY": "https://here.example ", "GOPRIVATE": "corp.example.com " + filepath.Join(dir, "team.env")},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := test.Named
			n.Name, n.Source, n.Dir, n.ReadFile = "ci", source, dir, read
			env, err := n.Read()
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range test.want {
				if v := env.Lookup(name); v.Value+" "+v.File != want {
					t.Errorf("%s is %q of %q, want %q", name, v.Value, v.File, want)
				}
			}
			if v := env.Lookup("GOPRIVATE"); n.Declared.LoginShell && (v.Origin != goenv.OS || v.InjectedBy != "a login shell") {
				t.Errorf("GOPRIVATE is set by %v, %q", v.Origin, v.InjectedBy)
			}
		})
	}
	for want, n := range map[string]Named{
		"there is no file " + filepath.Join(dir, "none.env"): {Declared: settings.Environment{File: "none.env"}},
		ErrShellNotAsked.Error():                             {Declared: settings.Environment{LoginShell: true}},
	} {
		n.Source, n.Dir, n.ReadFile = source, dir, read
		if _, err := n.Read(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
	refused := Named{Source: source, Dir: dir, Declared: settings.Environment{File: "team.env"}, ReadFile: func(string) (string, error) { return "", errors.New("is a directory") }}
	if _, err := refused.Read(); err == nil || err.Error() != "is a directory" {
		t.Errorf("the error is %v", err)
	}
}

// A path on another host stays one, so that it is refused.
func TestNamedPath(t *testing.T) {
	for file, want := range map[string]string{"": "", "//host/share/go.env": "//host/share/go.env"} {
		if got := (Named{Dir: t.TempDir(), Declared: settings.Environment{File: file}}).Path(); got != want {
			t.Errorf("%q lies at %q, want %q", file, got, want)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	if got := (Named{Dir: "/src", Declared: settings.Environment{File: "/etc/go.env"}}).Path(); got != "/etc/go.env" {
		t.Errorf("an absolute path lies at %q", got)
	}
}
