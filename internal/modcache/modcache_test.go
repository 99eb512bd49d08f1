package modcache

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newCache makes a cache of files, named with slashes and relative to it. A
// name that ends in a slash is a directory.
func newCache(t testing.TB, names ...string) Cache {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			mustDo(t, os.MkdirAll(path, 0o777))
			continue
		}
		mustDo(t, os.MkdirAll(filepath.Dir(path), 0o777))
		mustDo(t, os.WriteFile(path, []byte("x"), 0o666))
	}
	return Cache{Dir: dir}
}

func mustDo(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestState(t *testing.T) {
	const at = "cache/download/github.com/!burnt!sushi/toml/@v/v1.2.3"
	const dir = "github.com/!burnt!sushi/toml@v1.2.3/"
	tests := []struct {
		name  string
		files []string
		want  State
	}{
		{"nothing", nil, State{}},
		{"after go list -m", []string{at + ".info", at + ".mod"}, State{Info: true, Mod: true}},
		{"after go mod download", []string{at + ".info", at + ".mod", at + ".zip", at + ".ziphash", dir}, State{true, true, true}},
		{"the zip alone", []string{at + ".zip"}, State{Zip: true}},
		{"an extracted directory without its zip", []string{at + ".mod", at + ".ziphash", dir}, State{Mod: true, Zip: true}},
		{"a directory without .ziphash is not used", []string{dir}, State{}},
		{"a directory that was being extracted is not used", []string{at + ".ziphash", at + ".partial", dir}, State{}},
		{"directories in the place of files", []string{at + ".info/", at + ".mod/", at + ".zip/"}, State{}},
		{"another version", []string{"cache/download/github.com/!burnt!sushi/toml/@v/v1.2.4.zip"}, State{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newCache(t, test.files...)
			if got := c.State("github.com/BurntSushi/toml", "v1.2.3"); got != test.want {
				t.Errorf("State = %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestStateOfWhatHasNoName(t *testing.T) {
	c := newCache(t, "cache/download/x/@v/v1.0.0.zip")
	for _, m := range [][2]string{{"x", "v1.0.0"}, {"", ""}, {"github.com/acme/lib", ""}, {"../x", "v1.0.0"}, {"github.com/acme/lib", "../../x"}} {
		if got := c.State(m[0], m[1]); got != (State{}) {
			t.Errorf("State(%q, %q) = %+v", m[0], m[1], got)
		}
	}
	if got := (Cache{}).State("github.com/acme/lib", "v1.0.0"); got != (State{}) {
		t.Errorf("without a cache: %+v", got)
	}
}

func TestLookedUp(t *testing.T) {
	const lookup = "cache/download/sumdb/sum.golang.org/lookup/"
	c := newCache(t,
		lookup+"github.com/!burnt!sushi/toml@v1.2.3",
		lookup+"golang.org/x/mod@v0.42.0",
		"cache/download/sumdb/gosum.io/lookup/github.com/acme/public@v1.0.0",
		"cache/download/sumdb/sum.acme.com/lookup/git.acme.com/team/lib@v1.0.0",
	)
	tests := []struct {
		path, version string
		want          bool
	}{
		{"github.com/BurntSushi/toml", "v1.2.3", true},
		{"github.com/BurntSushi/toml", "v9.9.9", true}, // another version will do
		{"github.com/BurntSushi/toml", "", true},
		{"github.com/BurntSushi/toml", "latest", true},
		{"github.com/BurntSushi/tom", "v1.2.3", false},
		{"github.com/BurntSushi/toml/v2", "v2.0.0", false},
		{"github.com/BurntSushi", "v1.0.0", false},
		{"github.com/burntsushi/toml", "v1.2.3", false},
		{"golang.org/x/mod", "v0.1.0", true},
		{"golang.org/x/tools", "v0.1.0", false},
		{"github.com/acme/public", "v1.0.0", true},
		{"git.acme.com/team/lib", "v1.0.0", false}, // a company's own database proves nothing
		{"", "", false},
		{"../x", "v1.0.0", false},
	}
	lookups := c.Lookups()
	for range 2 { // the second time from memory
		for _, test := range tests {
			if got := lookups.Has(test.path, test.version); got != test.want {
				t.Errorf("Has(%q, %q) = %t, want %t", test.path, test.version, got, test.want)
			}
			if got := c.LookedUp(test.path, test.version); got != test.want {
				t.Errorf("LookedUp(%q, %q) = %t, want %t", test.path, test.version, got, test.want)
			}
		}
	}
	if (Cache{}).LookedUp("golang.org/x/mod", "v0.42.0") {
		t.Error("without a cache directory something was found")
	}
}

// A directory of thousands of answers is read once, not once for each module.
func TestLookupsReadDirectoriesOnce(t *testing.T) {
	c := newCache(t, "cache/download/sumdb/sum.golang.org/lookup/github.com/acme/public@v1.0.0")
	lookups := c.Lookups()
	if lookups.Has("github.com/acme/other", "v1.0.0") {
		t.Fatal("a module without an answer was found")
	}
	mustDo(t, os.RemoveAll(c.Dir))
	if !lookups.Has("github.com/acme/public", "v2.0.0") {
		t.Error("the directory was read again for a second module in it")
	}
}

func TestPackage(t *testing.T) {
	const at = "cache/download/github.com/!burnt!sushi/toml/@v/v1.2.3"
	const dir = "github.com/!burnt!sushi/toml@v1.2.3/"
	c := newCache(t, at+".ziphash", dir+"internal/tz/tz.go")
	for rel, want := range map[string]bool{"": true, "internal/tz": true, "internal": true, "internal/tz/tz.go": false, "gone": false} {
		if has, known := c.Package("github.com/BurntSushi/toml", "v1.2.3", rel); !known || has != want {
			t.Errorf("%q: has %t, known %t", rel, has, known)
		}
	}
	for _, version := range []string{"v1.2.4", ""} {
		if has, known := c.Package("github.com/BurntSushi/toml", version, ""); has || known {
			t.Errorf("%q: has %t, known %t", version, has, known)
		}
	}
}
