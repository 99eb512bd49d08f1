// Package modcache tells what the module cache, and its cache of checksum
// database look-ups, holds. It reads only.
package modcache

import (
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/module"
)

// A Cache is a module cache directory (GOMODCACHE).
type Cache struct{ Dir string }

// A State says which files of a module version are cached.
type State struct {
	Info bool `json:"info"`
	Mod  bool `json:"mod"`
	Zip  bool `json:"zip"`
}

// State looks for a module version's files. Zip also stands for the extracted
// directory, from which commands build without the zip. A path or version
// that has no escaped form is not cached.
//
// The names are those of cmd/go/internal/modfetch/cache.go:cachePath and
// DownloadDir.
func (c Cache) State(path, version string) State {
	state, _ := c.Look(path, version)
	return state
}

// Look is [Cache.State], and tells when the newest of the files was written:
// when it was fetched. It is the zero time if there is none.
func (c Cache) Look(path, version string) (s State, since time.Time) {
	base := c.base(path, version)
	if base == "" {
		return s, since
	}
	for _, f := range []struct {
		ext string
		ok  *bool
	}{{".info", &s.Info}, {".mod", &s.Mod}, {".zip", &s.Zip}} {
		info, err := os.Stat(base + f.ext)
		if *f.ok = err == nil && info.Mode().IsRegular(); *f.ok && info.ModTime().After(since) {
			since = info.ModTime()
		}
	}
	s.Zip = s.Zip || c.extracted(base, path, version)
	return s, since
}

// base returns the path of a module version's files without their extensions
// (modfetch/cache.go:cachePath); "" if it has no escaped form.
func (c Cache) base(path, version string) string {
	escPath, escVersion, ok := escape(path, version)
	if c.Dir == "" || !ok {
		return ""
	}
	return filepath.Join(c.Dir, "cache", "download", filepath.FromSlash(escPath), "@v", escVersion)
}

func escape(path, version string) (escPath, escVersion string, ok bool) {
	if version == "" {
		return "", "", false
	}
	escPath, err := module.EscapePath(path)
	if err != nil {
		return "", "", false
	}
	escVersion, err = module.EscapeVersion(version)
	return escPath, escVersion, err == nil
}

// extracted reports whether the directory of an extracted module version is
// there and complete: with its .ziphash and without a .partial beside it
// (modfetch/cache.go:DownloadDir, fetch.go:download).
func (c Cache) extracted(base, path, version string) bool {
	escPath, escVersion, ok := escape(path, version)
	if !ok {
		return false
	}
	dir, err := os.Stat(filepath.Join(c.Dir, filepath.FromSlash(escPath)+"@"+escVersion))
	return err == nil && dir.IsDir() && isFile(base+".ziphash") && !exists(base+".partial")
}

// Package tells whether an extracted module version has a directory for a
// package, given by its path in the module; known is false if the module version
// is not extracted. Of a module's zip, the directories of other modules are no
// part.
func (c Cache) Package(path, version, rel string) (has, known bool) {
	base := c.base(path, version)
	if base == "" || !c.extracted(base, path, version) {
		return false, false
	}
	escPath, escVersion, _ := escape(path, version) // base has one
	dir, err := os.Stat(filepath.Join(c.Dir, filepath.FromSlash(escPath)+"@"+escVersion, filepath.FromSlash(rel)))
	return err == nil && dir.IsDir(), true
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// readNames returns the names in a directory, in no order; none if it cannot
// be read.
func readNames(dir string) []string {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	return names
}
