// Package localpath says which paths lead where: away from this machine, or
// into a folder. What may be opened, and which program may be run, is decided
// by it everywhere.
package localpath

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Foreign reports whether a path leads away from the file system of this
// machine: a UNC path (//host/share, \\host\share), a path in Windows's device
// name space (\\.\pipe\name), or a device. To open one can make a request to
// another host, with credentials, or never return.
func Foreign(path string) bool {
	if strings.HasPrefix(strings.ReplaceAll(path, `\`, "/"), "//") {
		return true
	}
	clean := filepath.ToSlash(filepath.Clean(path))
	return clean == "/dev" || strings.HasPrefix(clean, "/dev/")
}

// Inside reports whether an absolute path is one of dirs or lies in one, as
// it is spelled or, where a directory has several names, as it is on disk. It
// does not follow a symbolic link that the path itself ends in.
func Inside(path string, dirs []string) bool {
	// What can be told from the spelling needs no look at the disk.
	return slices.ContainsFunc(dirs, func(dir string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rel)
	}) || slices.ContainsFunc(dirs, func(dir string) bool { return sameTree(path, dir) })
}

// sameTree reports whether a directory above path is dir under another name.
func sameTree(path, dir string) bool {
	folder, err := os.Stat(dir)
	if err != nil {
		return false
	}
	for above := filepath.Dir(path); ; above = filepath.Dir(above) {
		if info, err := os.Stat(above); err == nil && os.SameFile(info, folder) {
			return true
		}
		if above == filepath.Dir(above) {
			return false
		}
	}
}
