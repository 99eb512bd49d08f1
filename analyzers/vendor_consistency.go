package analyzers

import (
	"go/version"
	"path/filepath"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
)

// A vendorCheck compares a vendor directory with the main modules. It follows
// cmd/go/internal/modload/vendor.go:checkVendorConsistency step by step, its
// order and its words included.
type vendorCheck struct {
	list   *gomod.VendorList
	root   string        // the directory that holds the vendor directory
	mods   []*gomod.File // of the main modules
	dirs   []string      // of mods
	mains  map[string]string
	work   *gomod.File // nil outside a workspace
	pre114 bool        // modules.txt has too little for the whole check

	faults []vendorFault
}

// A vendorFault is one thing that differs.
type vendorFault struct {
	mod     module.Version
	replace bool // it is about a replace directive
	detail  string
}

func (f vendorFault) String() string { return describeModule(f.mod) + ": " + f.detail }

func describeModule(m module.Version) string {
	if m.Version == "" {
		return m.Path
	}
	return m.Path + "@" + m.Version
}

// newVendorCheck returns the check of a pass; ok is false if the go command
// would not get that far, or what it reads is not wholly known.
func newVendorCheck(p *analysis.Pass) (c *vendorCheck, ok bool) {
	release := p.Env.GoVersion
	if goenv.Older(release, "go1.14") || p.Workspace.Work && goenv.Older(release, "go1.22") {
		return nil, false
	}
	text, _, _ := p.Machine.Vendor()
	c = &vendorCheck{list: gomod.ParseVendor(text), root: p.Dir, mains: p.Workspace.Mains}
	if p.Workspace.Work {
		c.addMembers(p)
	} else {
		c.mods, c.dirs = []*gomod.File{p.File}, []string{p.Dir}
		goVersion := p.Workspace.GoVersion
		c.pre114 = goVersion == "" || version.Compare("go"+goVersion, "go1.14") < 0
	}
	return c, len(c.mods) > 0 && c.readable()
}

// addMembers adds the modules of the workspace in go.work's order, the file
// under analysis as it is being edited.
func (c *vendorCheck) addMembers(p *analysis.Pass) {
	if p.Work == nil {
		return
	}
	c.work = p.Work
	if !p.File.Work {
		c.root = filepath.Dir(p.Work.Name)
	}
	for _, use := range p.Work.Use {
		dir := gomod.Dir(c.root, use.Arg.Value)
		mod := p.Members[filepath.Join(dir, "go.mod")]
		if dir == p.Dir && !p.File.Work {
			mod = p.File
		}
		c.mods, c.dirs = append(c.mods, mod), append(c.dirs, dir)
	}
}

// readable reports whether every file could be read, and every version in it
// is one that the go command would take as it is written.
func (c *vendorCheck) readable() bool {
	if c.work != nil && len(c.work.Broken) > 0 {
		return false
	}
	for _, mod := range c.mods {
		if mod == nil || len(mod.Broken) > 0 {
			return false
		}
		for _, r := range mod.Require {
			if module.CanonicalVersion(r.Version.Value) != r.Version.Value {
				return false
			}
		}
	}
	return true
}

// file names what the vendor directory is compared with.
func (c *vendorCheck) file() string {
	if c.work != nil {
		return "the workspace"
	}
	return "go.mod"
}

func (c *vendorCheck) run() {
	for _, mod := range c.mods {
		c.checkRequires(mod)
	}
	seen := make(map[module.Version]bool)
	for _, mod := range c.mods {
		c.checkReplaces(mod, seen)
	}
	if c.work != nil {
		c.checkReplaces(c.work, seen)
	}
	c.checkListed()
}

func (c *vendorCheck) fault(mod module.Version, replace bool, detail string) {
	c.faults = append(c.faults, vendorFault{mod, replace, detail})
}

func (c *vendorCheck) checkRequires(file *gomod.File) {
	for _, r := range file.Require {
		mod := module.Version{Path: r.Path.Value, Version: r.Version.Value}
		if c.list.About[mod].Explicit {
			continue
		}
		if !c.pre114 {
			c.fault(mod, false, "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt")
		} else if selected, ok := c.list.Selected[mod.Path]; ok && selected != mod.Version {
			c.fault(mod, false, "is explicitly required in go.mod, but vendor/modules.txt indicates "+mod.Path+"@"+selected)
		}
	}
}

func (c *vendorCheck) checkReplaces(file *gomod.File, seen map[module.Version]bool) {
	for _, r := range file.Replace {
		mod := module.Version{Path: r.OldPath.Value, Version: r.OldVersion.Value}
		if seen[mod] {
			continue
		}
		seen[mod] = true
		now := c.replacement(mod)
		listed := c.list.About[mod].Replacement
		switch {
		case listed == (module.Version{}):
			// Before 1.14, modules.txt left out replacements of all versions,
			// and of modules without a package in it.
			omitted := c.pre114 && (mod.Version == "" || c.list.Selected[mod.Path] != mod.Version)
			if now.canonical != (module.Version{}) && !omitted {
				c.fault(mod, true, "is replaced in "+now.file+", but not marked as replaced in vendor/modules.txt")
			}
		case listed != now.canonical:
			c.fault(mod, true, "is replaced by "+describeModule(now.written)+" in "+now.file+", but marked as replaced by "+describeModule(listed)+" in vendor/modules.txt")
		}
	}
}

// checkListed looks for what only modules.txt has.
func (c *vendorCheck) checkListed() {
	for _, mod := range c.list.Modules {
		if c.list.About[mod].Explicit && !c.required(mod) {
			article := ""
			if c.work != nil {
				article = "a "
			}
			c.fault(mod, false, "is marked as explicit in vendor/modules.txt, but not explicitly required in "+article+"go.mod")
		}
	}
	for _, mod := range c.list.Replaced {
		if c.replacement(mod).canonical == (module.Version{}) {
			c.fault(mod, true, "is marked as replaced in vendor/modules.txt, but not replaced in "+c.file())
		}
	}
}

func (c *vendorCheck) required(mod module.Version) bool {
	for _, file := range c.mods {
		for _, r := range file.Require {
			if r.Path.Value == mod.Path && r.Version.Value == mod.Version {
				return true
			}
		}
	}
	return false
}

// A vendorReplacement is what a module is replaced by, as the file spells it
// and as modules.txt does, and the file.
type vendorReplacement struct {
	written, canonical module.Version
	file               string
}

// replacement returns what replaces a module: go.work's directive, else that
// of the last module that has one (modload/modfile.go:replacementFrom).
func (c *vendorCheck) replacement(mod module.Version) vendorReplacement {
	if _, main := c.mains[mod.Path]; main && mod.Version == "" {
		return vendorReplacement{}
	}
	if c.work != nil {
		if to, ok := replaceIn(c.work, mod); ok {
			return vendorReplacement{to, to, filepath.Base(c.work.Name)}
		}
	}
	var found vendorReplacement
	for i, file := range c.mods {
		if to, ok := replaceIn(file, mod); ok {
			path := filepath.Join(c.dirs[i], "go.mod")
			if rel, err := filepath.Rel(c.root, path); err == nil {
				path = rel
			}
			found = vendorReplacement{to, c.canonical(to, c.dirs[i]), path}
		}
	}
	return found
}

// canonical makes the directory of a replace in a workspace relative to that
// (modload/modfile.go:canonicalizeReplacePath).
func (c *vendorCheck) canonical(to module.Version, dir string) module.Version {
	if c.work == nil || to.Version != "" || filepath.IsAbs(to.Path) {
		return to
	}
	rel, err := filepath.Rel(c.root, filepath.Join(dir, to.Path))
	if err != nil {
		rel = filepath.Join(dir, to.Path)
	}
	if !modfile.IsDirectoryPath(rel) {
		rel = "./" + filepath.ToSlash(filepath.Clean(rel))
	}
	return module.Version{Path: rel}
}

// replaceIn returns what a file replaces a module version by: the directive
// for the version decides before that for all.
func replaceIn(file *gomod.File, mod module.Version) (to module.Version, ok bool) {
	for _, r := range file.Replace {
		if r.OldPath.Value != mod.Path {
			continue
		}
		next := module.Version{Path: r.NewPath.Value, Version: r.NewVersion.Value}
		switch r.OldVersion.Value {
		case mod.Version:
			return next, true
		case "":
			to, ok = next, true
		}
	}
	return to, ok
}
