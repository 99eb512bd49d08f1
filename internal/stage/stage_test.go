package stage

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestUnpack(t *testing.T) {
	home, work := t.TempDir(), t.TempDir()
	s, err := Unpack(txtar.Parse([]byte(`A scenario.
-- env --
GOPROXY=off

GOMODCACHE=$WORK/cache
PATH=$HOME/goroot/bin
-- goenv --
GOSUMDB=off
-- settings.json --
{"private": ["$HOME"]}
-- home/gopath/pkg/mod/cache/x --
cached
-- shop/go.mod --
module m
-- @golden/go.mod --
expected
`)), home, work, "/usr/bin/go")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(home, "goenv"):                  "GOSUMDB=off\n",
		filepath.Join(home, "goroot", "go.env"):       upstreamGoEnv,
		filepath.Join(home, "gopath/pkg/mod/cache/x"): "cached\n",
		filepath.Join(work, "shop", "go.mod"):         "module m\n",
	} {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if entries, err := os.ReadDir(work); err != nil || len(entries) != 1 {
		t.Errorf("the workspace holds %v, %v: only shop is expected", entries, err)
	}
	if want := `{"private": ["` + home + "\"]}\n"; s.Settings != want {
		t.Errorf("settings are %q, want %q", s.Settings, want)
	}
	for _, entry := range []string{"GOPROXY=off", "GOMODCACHE=" + work + "/cache", "PATH=" + home + "/goroot/bin", "HOME=" + home} {
		if !slices.Contains(s.Environ, entry) {
			t.Errorf("the environment lacks %s: %v", entry, s.Environ)
		}
	}
	// What the scenario sets is not set once more: programs differ in which
	// of two values they take.
	if len(s.Environ) != 9 {
		t.Errorf("the environment is %v", s.Environ)
	}
}

func TestWithoutExpectations(t *testing.T) {
	for text, want := range map[string]string{
		"module m //@ diag(\"m\")\n\nrequire a v1.0.0\t//@ x\n": "module m\n\nrequire a v1.0.0\n",
		"module m //@ x\r\n\r\ngo 1.26\r\n":                     "module m\r\n\r\ngo 1.26\r\n",
		"a v1.0.0 // indirect //@ x":                            "a v1.0.0 // indirect",
		"a v1.0.0 //modroute:ignore c why //@ diag(\"//@\")\n":  "a v1.0.0 //modroute:ignore c why\n",
		"module m // see @x \n":                                 "module m // see @x \n",
		"":                                                      "",
	} {
		if got := WithoutExpectations(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestStrip(t *testing.T) {
	stripped, names := Strip(txtar.Parse([]byte(`A scenario.
-- go.work --
go 1.26
-- shop/go.mod --
module shop //@ diag("shop")
-- README --
It says //@ to the reader.
-- @fixed/shop/go.mod --
module shop //@ diag("shop")
`)))
	const want = "A scenario.\n-- go.work --\ngo 1.26\n-- shop/go.mod --\nmodule shop\n-- README --\nIt says //@ to the reader.\n"
	if got := string(txtar.Format(stripped)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !slices.Equal(names, []string{"shop/go.mod"}) {
		t.Errorf("the files with expectations are %v", names)
	}
}
