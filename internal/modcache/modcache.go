// Package modcache tells what the module cache, and its cache of checksum
// database look-ups, holds. It reads only.
package modcache

import (
	"os"
	"path/filepath"

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
	if c.Dir == "" || version == "" {
		return State{}
	}
	escPath, err := module.EscapePath(path)
	if err != nil {
		return State{}
	}
	escVersion, err := module.EscapeVersion(version)
	if err != nil {
		return State{}
	}
	base := filepath.Join(c.Dir, "cache", "download", filepath.FromSlash(escPath), "@v", escVersion)
	return State{
		Info: isFile(base + ".info"),
		Mod:  isFile(base + ".mod"),
		Zip:  isFile(base+".zip") || c.extracted(base, escPath+"@"+escVersion),
	}
}

// extracted reports whether the directory of an extracted module version is
// there and complete: with its .ziphash and without a .partial beside it
// (modfetch/cache.go:DownloadDir, fetch.go:download).
func (c Cache) extracted(base, name string) bool {
	dir, err := os.Stat(filepath.Join(c.Dir, filepath.FromSlash(name)))
	return err == nil && dir.IsDir() && isFile(base+".ziphash") && !exists(base+".partial")
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
