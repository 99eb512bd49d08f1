package gomod

import (
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// A VendorList is what vendor/modules.txt says.
type VendorList struct {
	Modules  []module.Version  // that packages were taken from, in the file's order
	Replaced []module.Version  // that were replaced, Version "" for all versions of a path
	Selected map[string]string // by path: the version that packages were taken from
	About    map[module.Version]VendoredModule
}

// A VendoredModule is what modules.txt says of one module version.
type VendoredModule struct {
	Explicit    bool           // it is required by a main module
	Replacement module.Version // the zero Version if there is none; Version "" for a directory
}

// ParseVendor reads vendor/modules.txt as the go command does
// (cmd/go/internal/modload/vendor.go:readVendorList): what it does not
// understand, it passes over.
func ParseVendor(text string) *VendorList {
	l := &VendorList{Selected: make(map[string]string), About: make(map[module.Version]VendoredModule)}
	var mod module.Version
	for line := range strings.SplitSeq(text, "\n") {
		switch notes, isNotes := strings.CutPrefix(line, "## "); {
		case strings.HasPrefix(line, "# "):
			if f := strings.Fields(line); len(f) >= 3 {
				mod = l.addModule(f[1:])
			}
		case mod.Path == "":
		case isNotes:
			about := l.About[mod]
			for note := range strings.SplitSeq(notes, ";") {
				about.Explicit = about.Explicit || strings.TrimSpace(note) == "explicit"
			}
			l.About[mod] = about
		default:
			l.addPackage(mod, line)
		}
	}
	return l
}

// addModule reads "path version", "path version => …" or "path => …". It
// returns the zero Version if it is none of them.
func (l *VendorList) addModule(f []string) (mod module.Version) {
	switch {
	case semver.IsValid(f[1]):
		mod, f = module.Version{Path: f[0], Version: f[1]}, f[2:]
	case f[1] == "=>":
		mod, f = module.Version{Path: f[0]}, f[1:]
	default:
		return module.Version{}
	}
	if len(f) < 2 || f[0] != "=>" {
		return mod
	}
	about := l.About[mod]
	switch {
	case len(f) == 2:
		about.Replacement = module.Version{Path: f[1]}
	case len(f) == 3 && semver.IsValid(f[2]):
		about.Replacement = module.Version{Path: f[1], Version: f[2]}
	default:
		return mod
	}
	l.About[mod] = about
	l.Replaced = append(l.Replaced, mod)
	return mod
}

// addPackage notes that a module provides a package, and so is the selected
// version of its path.
func (l *VendorList) addPackage(mod module.Version, line string) {
	f := strings.Fields(line)
	if len(f) != 1 || module.CheckImportPath(f[0]) != nil {
		return
	}
	if v, ok := l.Selected[mod.Path]; !ok || semver.Compare(v, mod.Version) < 0 {
		l.Modules = append(l.Modules, mod)
		l.Selected[mod.Path] = mod.Version
	}
}
