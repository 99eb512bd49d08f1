package snapshot

import (
	"errors"
	"fmt"
	"go/version"
	"io/fs"
	"path/filepath"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/localpath"
)

// readWork finds the active go.work and reads the modules that it uses.
func (f *Folder) readWork() {
	path := f.findWork()
	if path == "" {
		return
	}
	text, ok := f.read(path)
	if !ok {
		return
	}
	dir := filepath.Dir(path)
	work := gomod.Parse(filepath.Join(dir, "go.work"), text)
	work.Name = path // GOWORK may give it any name
	if dir != f.Dir && !f.uses(work, dir) {
		f.UnusedWork, f.unusedWork = path, work
		return
	}
	f.GoWork, f.WorkDir = work, dir
	for _, b := range work.Broken {
		f.Errors = append(f.Errors, fmt.Errorf("%s:%d: %s", path, b.Line, b.Message))
	}
	f.base.Work = true
	f.base.GoVersion, f.base.Toolchain = goLines(work)
	f.base.Mains = make(map[string]string)
	f.base.Replaces = f.replaces(work, path)
	f.members = make(map[string]*gomod.File)
	f.workSums = path + ".sum"
	f.readModules()
}

// readModules reads the modules that go.work uses. One that is named twice
// stops every command (modload/init.go:loadWorkFile and makeMainModules).
func (f *Folder) readModules() {
	dirs, paths := make(map[string]bool), make(map[string]bool)
	for _, use := range f.GoWork.Use {
		dir := gomod.Dir(f.WorkDir, use.Arg.Value)
		as := dir
		if named := filepath.FromSlash(use.Arg.Value); filepath.IsAbs(named) {
			as = named // the go command cleans relative paths only
		}
		if dirs[as] {
			f.Errors = append(f.Errors, fmt.Errorf("%s:%d: path %s appears multiple times in workspace", f.GoWork.Name, use.Line, as))
			continue
		}
		dirs[as] = true
		mod := f.readUsed(dir)
		if mod == nil || mod.Module == nil {
			continue
		}
		path := mod.Module.Arg.Value
		if paths[path] {
			f.Errors = append(f.Errors, fmt.Errorf("%s:%d: module %s appears multiple times in workspace", f.GoWork.Name, use.Line, path))
		}
		paths[path] = true
	}
}

// readUsed adds a module of the workspace: it is a main module, and its
// replaces and excludes count for all. It returns nil if there is none.
func (f *Folder) readUsed(dir string) *gomod.File {
	path := filepath.Join(dir, "go.mod")
	text, ok := f.read(path)
	if !ok {
		// modload/init.go:loadModFile, which stops every command.
		f.Errors = append(f.Errors, fmt.Errorf("cannot load module %s listed in %s: there is no go.mod that can be read", dir, f.GoWork.Name))
		return nil
	}
	mod := f.Options.Memory.mod(path, text)
	if mod.Module != nil {
		f.base.Mains[mod.Module.Arg.Value] = dir
	}
	f.base.Replaces = append(f.base.Replaces, f.replaces(mod, path)...)
	f.members[path] = mod
	if err := f.workTooOld(mod, dir); err != nil {
		f.Errors = append(f.Errors, err)
	}
	return mod
}

// workTooOld says that go.work lists an older Go than the module in dir, which
// stops every command but those that mend it (modload/init.go:errWorkTooOld).
func (f *Folder) workTooOld(mod *gomod.File, dir string) error {
	if mod.Go == nil || goenv.Older(f.Env.GoVersion, "go1.21") {
		return nil
	}
	needs, verb, lists := mod.Go.Arg.Value, "lists", f.base.GoVersion
	if lists == "" {
		verb, lists = "implicitly requires", "1.18"
	}
	if version.Compare("go"+needs, "go"+lists) <= 0 || version.Compare("go"+needs, "go1.21") < 0 {
		return nil
	}
	return fmt.Errorf("module %s listed in %s requires go >= %s, but go.work %s go %s; to update it: go work use", dir, f.GoWork.Name, needs, verb, lists)
}

// findWork returns the path of the go.work that GOWORK names, or of the
// nearest one at or above the folder; "" if there is none
// (modload/init.go:FindGoWork and findWorkspaceFile).
func (f *Folder) findWork() string {
	if goenv.Older(f.Env.GoVersion, "go1.18") {
		return "" // there were no workspaces
	}
	switch work := f.Env.Get("GOWORK"); work {
	case "off":
		return ""
	case "", "auto":
	default:
		if filepath.IsAbs(work) {
			return work
		}
		return "" // every command fails; the policy says so
	}
	for dir := f.Dir; f.MayRead(dir); {
		path := filepath.Join(dir, "go.work")
		f.watch(path)
		if _, err := f.Files.ReadFile(path); err == nil {
			return path
		}
		parent := filepath.Dir(dir)
		if parent == dir || parent == f.Env.GOROOT {
			return "" // a go.work is not looked for across GOROOT
		}
		dir = parent
	}
	return ""
}

// MayRead reports whether a path may be looked into: never one that leads away
// from this machine, and in an untrusted workspace only what is inside its
// folders.
func (f *Folder) MayRead(path string) bool {
	return !localpath.Foreign(path) && (f.Options.Trusted || localpath.Inside(path, f.Options.Roots))
}

func (f *Folder) uses(work *gomod.File, workDir string) bool {
	for _, use := range work.Use {
		if gomod.Dir(workDir, use.Arg.Value) == f.Dir {
			return true
		}
	}
	return false
}

// readSums reads go.sum; in a workspace go.work.sum and the go.sum of every
// used module, whose union counts (modfetch/fetch.go:haveModSumLocked).
func (f *Folder) readSums() {
	beside := filepath.Join(f.Dir, "go.sum")
	paths := []string{beside}
	if f.base.Work {
		paths = []string{f.workSums}
		for _, use := range f.GoWork.Use {
			paths = append(paths, filepath.Join(gomod.Dir(f.WorkDir, use.Arg.Value), "go.sum"))
		}
	}
	for _, path := range paths {
		text, ok := f.read(path)
		if !ok {
			continue
		}
		sum := f.Options.Memory.sum(path, text)
		f.sums = append(f.sums, sum)
		if path == beside {
			f.ownSums = sums{sum}
		}
	}
	f.base.Sums = f.sums
}

// sums is the union of several go.sum files.
type sums []*gomod.Sum

// Has reports which lines any of the files has.
func (s sums) Has(path, version string) (mod, zip bool) {
	for _, sum := range s {
		m, z := sum.Has(path, version)
		mod, zip = mod || m, zip || z
	}
	return mod, zip
}

// read returns a file's text, and notes that it was looked for.
func (f *Folder) read(path string) (text string, ok bool) {
	f.watch(path)
	text, err := f.Files.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.Errors = append(f.Errors, err)
	}
	return text, err == nil
}

// relative returns path relative to dir where that is possible.
func relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}
