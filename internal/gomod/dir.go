package gomod

import "path/filepath"

// Dir returns the directory that a replace or use directive of a file in base
// names.
func Dir(base, named string) string {
	dir := filepath.FromSlash(named)
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(base, dir)
}
