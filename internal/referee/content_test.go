package referee

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

// A content is what a module version consists of: the same from every proxy.
type content struct {
	info, mod, zip []byte
	zipSum, modSum string // h1 hashes, as in go.sum
}

// file returns the text of ".info", ".mod" or ".zip".
func (c *content) file(ext string) []byte {
	switch ext {
	case "info":
		return c.info
	case "mod":
		return c.mod
	default:
		return c.zip
	}
}

// goSum returns the lines of go.sum: "both", "mod", "zip" or "none".
func (c *content) goSum(m module.Version, which string) string {
	var b strings.Builder
	if which == "both" || which == "zip" {
		fmt.Fprintf(&b, "%s %s %s\n", m.Path, m.Version, c.zipSum)
	}
	if which == "both" || which == "mod" {
		fmt.Fprintf(&b, "%s %s/go.mod %s\n", m.Path, m.Version, c.modSum)
	}
	return b.String()
}

var contents sync.Map // module.Version to *content

// contentOf makes the content of any module version: a package without
// imports at its root, and no requirements.
func contentOf(m module.Version) (*content, error) {
	if c, ok := contents.Load(m); ok {
		return c.(*content), nil
	}
	goMod := "module " + m.Path + "\n\ngo 1.17\n"
	files := []zip.File{memFile{"go.mod", goMod}, memFile{"p.go", "package p\n"}}
	if strings.HasSuffix(m.Version, "+incompatible") {
		files = files[1:]
		goMod = "module " + m.Path + "\n"
	}
	var archive bytes.Buffer
	if err := zip.Create(&archive, m, files); err != nil {
		return nil, err
	}
	info, err := json.Marshal(map[string]string{"Version": m.Version, "Time": "2020-01-02T03:04:05Z"})
	if err != nil {
		return nil, err
	}
	c := &content{info: info, mod: []byte(goMod), zip: archive.Bytes()}
	if c.modSum, err = hash([]zip.File{memFile{"go.mod", goMod}}, ""); err != nil {
		return nil, err
	}
	if c.zipSum, err = hash(files, m.String()+"/"); err != nil {
		return nil, err
	}
	contents.Store(m, c)
	return c, nil
}

func hash(files []zip.File, prefix string) (string, error) {
	byName := make(map[string]zip.File)
	var names []string
	for _, f := range files {
		names = append(names, prefix+f.Path())
		byName[prefix+f.Path()] = f
	}
	return dirhash.Hash1(names, func(name string) (io.ReadCloser, error) { return byName[name].Open() })
}

// parseFileURL returns the module version and the extension that a path below
// a proxy's base asks for.
func parseFileURL(path string) (m module.Version, ext string, err error) {
	escaped, file, ok := strings.Cut(path, "/@v/")
	if !ok {
		return m, "", errors.New("not a file of a module version")
	}
	i := strings.LastIndex(file, ".")
	if i < 0 {
		return m, "", errors.New("no extension")
	}
	if m.Path, err = module.UnescapePath(escaped); err != nil {
		return m, "", err
	}
	m.Version, err = module.UnescapeVersion(file[:i])
	return m, file[i+1:], err
}
