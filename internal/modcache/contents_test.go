package modcache

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	tomlBase = "cache/download/github.com/!burnt!sushi/toml/@v/v1.2.3"
	// Of a go.mod with the text "module x.test/a\n\ngo 1.20\n", as the go
	// command writes it to go.sum.
	modText = "module x.test/a\n\ngo 1.20\n"
	modSum  = "h1:aLb5JiKI2dvM/KghzIPmuv0gXjmMKOvTsJtwiyhTxXQ="
	zipSum  = "h1:PhoaPwwL05XTF19baEi9MzWLLYg+mmuHu6MJwDR2pFg="
)

// put writes a file of a cache.
func (c Cache) put(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(c.Dir, filepath.FromSlash(name))
	mustDo(t, os.MkdirAll(filepath.Dir(path), 0o777))
	mustDo(t, os.WriteFile(path, []byte(text), 0o666))
	return path
}

func TestHashes(t *testing.T) {
	for _, test := range []struct{ name, mod, ziphash, wantMod, wantZip string }{
		{"both", modText, zipSum, modSum, zipSum},
		{"a .ziphash with a line end", modText, zipSum + "\n", modSum, zipSum},
		{"the go.mod alone", modText, "", modSum, ""},
		{"a .ziphash that was cut off", "", zipSum[:20], "", ""},
		{"a .ziphash of zero bytes", "", strings.Repeat("\x00", len(zipSum)), "", ""},
		{"a .ziphash with a zero byte", "", zipSum[:10] + "\x00" + zipSum[11:], "", ""},
		{"a hash of another kind", "", "h2:" + zipSum[3:], "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCache(t)
			if test.mod != "" {
				c.put(t, tomlBase+".mod", test.mod)
			}
			if test.ziphash != "" {
				c.put(t, tomlBase+".ziphash", test.ziphash)
			}
			mod, zip := c.Contents(true).Hashes("github.com/BurntSushi/toml", "v1.2.3")
			if mod != test.wantMod || zip != test.wantZip {
				t.Errorf("Hashes = %q, %q; want %q, %q", mod, zip, test.wantMod, test.wantZip)
			}
		})
	}
}

func TestMod(t *testing.T) {
	c := newCache(t)
	file := c.put(t, tomlBase+".mod", modText)
	contents := c.Contents(true)
	get := func() string {
		text, _ := contents.Mod("github.com/BurntSushi/toml", "v1.2.3")
		return text
	}
	if got := get(); got != modText {
		t.Fatalf("Mod = %q", got)
	}
	info, err := os.Stat(file)
	mustDo(t, err)

	// It is remembered as long as the file's size and time are the same.
	same := strings.Replace(modText, "x.test", "y.test", 1)
	c.put(t, tomlBase+".mod", same)
	mustDo(t, os.Chtimes(file, time.Time{}, info.ModTime()))
	if got := get(); got != modText {
		t.Errorf("the file was read again: %q", got)
	}
	mustDo(t, os.Chtimes(file, time.Time{}, info.ModTime().Add(time.Second)))
	if got := get(); got != same {
		t.Errorf("after a change Mod = %q", got)
	}
	mustDo(t, os.Remove(file))
	if _, ok := contents.Mod("github.com/BurntSushi/toml", "v1.2.3"); ok {
		t.Error("a removed file is remembered")
	}
	if _, ok := (Cache{}).Contents(true).Mod("github.com/BurntSushi/toml", "v1.2.3"); ok {
		t.Error("something was found without a cache")
	}
	if _, ok := contents.Mod("../x", "v1.0.0"); ok {
		t.Error("a path without an escaped form was found")
	}
}

// What is remembered stays bounded.
func TestContentsForget(t *testing.T) {
	contents := newCache(t).Contents(true)
	for i := range maxContents + 10 {
		contents.remember(strings.Repeat("x", i), content{})
	}
	if n := len(contents.known); n > maxContents {
		t.Errorf("%d files are remembered", n)
	}
	contents.remember("a", content{text: strings.Repeat("x", maxTexts)})
	contents.remember("b", content{text: "x"})
	if contents.texts > maxTexts || len(contents.known) != 1 {
		t.Errorf("%d bytes of %d files are remembered", contents.texts, len(contents.known))
	}
}

func TestOrigin(t *testing.T) {
	// As go 1.26.8 writes it for a module in a directory of its repository.
	const fetched = `{"Version":"v1.0.0","Time":"2026-11-21T17:20:36Z","Origin":{"VCS":"git","URL":"https://github.com/acme/mono","Subdir":"sub","Hash":"d641c61905dae03769bef4240d0340f22c290296","Ref":"refs/tags/sub/v1.0.0"}}`
	for text, want := range map[string]string{
		fetched: "https://github.com/acme/mono",
		`{"Version":"v1.0.0","Time":"2026-11-21T17:20:36Z"}`: "",
		`{"Version":"v1.0.0","Origin":null}`:                 "",
		`not JSON`:                                           "",
	} {
		c := newCache(t)
		c.put(t, tomlBase+".info", text)
		if got := c.Contents(true).Origin("github.com/BurntSushi/toml", "v1.2.3"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := newCache(t).Contents(true).Origin("github.com/BurntSushi/toml", "v1.2.3"); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

// In an untrusted workspace a symbolic link leads to nothing outside the cache.
func TestContentsOfUntrustedWorkspace(t *testing.T) {
	c, outside := newCache(t), newCache(t)
	secret := outside.put(t, "secret", modText)
	c.put(t, tomlBase+".info", "{}")
	link := filepath.Join(c.Dir, filepath.FromSlash(tomlBase)+".mod")
	if err := os.Symlink(secret, link); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Contents(false).Mod("github.com/BurntSushi/toml", "v1.2.3"); ok {
		t.Error("a file outside the cache was read")
	}
	if _, ok := c.Contents(true).Mod("github.com/BurntSushi/toml", "v1.2.3"); !ok {
		t.Error("in a trusted workspace the link was not followed")
	}
	mustDo(t, os.Remove(link))
	c.put(t, tomlBase+".mod", modText)
	if _, ok := c.Contents(false).Mod("github.com/BurntSushi/toml", "v1.2.3"); !ok {
		t.Error("a file of the cache was not read")
	}
}
