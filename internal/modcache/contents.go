package modcache

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/dirhash"

	"github.com/modroute/modroute/internal/localpath"
)

// Limits on what is read and remembered: the go command's own on a go.mod file
// (cmd/go/internal/modfetch/codehost.MaxGoMod), and far more than one build has.
const (
	maxGoMod    = 16 << 20
	maxContents = 20_000
	maxTexts    = 64 << 20
)

// Contents reads the small files of a cache. It remembers what it has read
// until the size or the time of a file has changed, and is safe for concurrent
// use.
type Contents struct {
	cache   Cache
	trusted bool

	mu    sync.Mutex
	known map[string]content // by the file's path
	texts int                // the bytes of all texts that are known
}

// A content is what is remembered of a file.
type content struct {
	size     int64
	modified time.Time
	text     string
	hash     string // of a .mod file, once it has been asked for
}

// Contents returns a view of what the files of a cache hold. Where the
// workspace is not trusted, no symbolic link is followed out of the cache.
func (c Cache) Contents(trusted bool) *Contents {
	return &Contents{cache: c, trusted: trusted, known: make(map[string]content)}
}

// Mod returns the go.mod of a module version.
func (c *Contents) Mod(path, version string) (text string, ok bool) {
	f, ok := c.read(path, version, ".mod")
	return f.text, ok
}

// Hashes returns the hashes of what is cached of a module version as go.sum
// has them: of the .mod file, and of the zip as the file .ziphash tells; "" for
// what is missing. A .ziphash that holds no hash is as good as none: the go
// command computes it anew (cmd/go/internal/modfetch/fetch.go:checkMod).
func (c *Contents) Hashes(path, version string) (mod, zip string) {
	if f, ok := c.read(path, version, ".mod"); ok {
		mod = f.hash
	}
	if f, ok := c.read(path, version, ".ziphash"); ok {
		if h := strings.TrimSpace(f.text); isHash(h) {
			zip = h
		}
	}
	return mod, zip
}

// isHash reports whether a .ziphash file's text is a whole hash of the known
// kind (fetch.go:isValidSum).
func isHash(text string) bool {
	const length = len("h1:") + 44 // 32 bytes in base64
	return len(text) == length && strings.HasPrefix(text, "h1:") && !strings.Contains(text, "\x00")
}

// modHash is fetch.go:goModSum.
func modHash(text string) string {
	h, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	})
	if err != nil {
		return ""
	}
	return h
}

// read returns one of the files of a module version.
func (c *Contents) read(path, version, ext string) (content, bool) {
	base := c.cache.base(path, version)
	if base == "" {
		return content{}, false
	}
	name := base + ext
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxGoMod {
		return content{}, false
	}
	c.mu.Lock()
	f, ok := c.known[name]
	c.mu.Unlock()
	if ok && f.size == info.Size() && f.modified.Equal(info.ModTime()) {
		return f, true
	}
	if !c.trusted && !c.inside(name) {
		return content{}, false
	}
	data, err := readFile(name)
	if err != nil {
		return content{}, false
	}
	f = content{size: info.Size(), modified: info.ModTime(), text: data}
	if ext == ".mod" {
		f.hash = modHash(data)
	}
	c.remember(name, f)
	return f, true
}

// remember keeps what a file holds. Where that gets too much, all is forgotten.
func (c *Contents) remember(name string, f content) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxContents || c.texts+len(f.text) > maxTexts {
		clear(c.known)
		c.texts = 0
	}
	c.texts += len(f.text) - len(c.known[name].text)
	c.known[name] = f
}

// inside reports whether a file of the cache lies in it on disk too.
func (c *Contents) inside(name string) bool {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return false
	}
	return localpath.Inside(real, []string{c.cache.Dir})
}

// readFile reads at most what the go command would of a go.mod file.
func readFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(f, maxGoMod))
	return b.String(), err
}
