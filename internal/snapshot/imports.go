package snapshot

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
)

// Imports tells which module provides what the Go files import that a go.mod
// governs. It is immutable, and safe for concurrent use.
type Imports struct {
	snapshot *Snapshot
	own      map[string]*analysis.Requirement // of the file, by path
	others   map[string]string                // the versions that the workspace asks for besides, by path
	certain  bool                             // these are all modules that there can be
}

// An Import is what the go command makes of an import path. It is zero, but for
// Path, where nothing need be fetched: of the standard library, of a main module,
// in the vendor directory.
type Import struct {
	Path string
	// Requirement asks for the module that provides the package; nil if none does.
	Requirement *analysis.Requirement
	// Asked is where `go get` looks for the module if none provides the package:
	// the path and each shorter one, longest first.
	Asked []route.Route
	// Missing says that it is certain that none provides it. A go.mod with a go
	// line before 1.17 does not list all modules, and what go.sum names may be
	// one that go.mod lacks.
	Missing bool
	// Ours says that the path of a main module is a prefix of it.
	Ours bool
	// Outside says that no go.mod governs the file.
	Outside bool
}

// Imports returns what the snapshot's file, a go.mod, says about imports.
func (s *Snapshot) Imports() *Imports {
	i := &Imports{snapshot: s, own: make(map[string]*analysis.Requirement), others: make(map[string]string)}
	for _, q := range s.Requirements {
		if !q.Toolchain && (i.own[q.Path] == nil || q.Replace == nil || q.Replace.Line != q.Line) {
			i.own[q.Path] = q
		}
	}
	for _, member := range s.Folder.members {
		for _, r := range member.Require {
			i.other(r.Path.Value, r.Version.Value)
		}
	}
	for _, r := range s.Workspace.Replaces {
		i.other(r.OldPath, r.OldVersion)
	}
	i.certain = i.isCertain()
	return i
}

// other adds a module that the workspace asks for somewhere else. Of several
// versions the highest is selected.
func (i *Imports) other(path, version string) {
	if old, ok := i.others[path]; i.own[path] == nil && (!ok || semver.Compare(version, old) > 0) {
		i.others[path] = version
	}
}

// isCertain reports whether the files list all modules that can provide a
// package: since Go 1.17 a tidy go.mod does.
func (i *Imports) isCertain() bool {
	f := i.snapshot.Folder
	lists := func(file *gomod.File) bool {
		goVersion, _ := goLines(file)
		return file.Module != nil && len(file.Broken) == 0 && goVersion != "" && !goenv.Older("go"+goVersion, "go1.17")
	}
	for _, member := range f.members {
		if !lists(member) {
			return false
		}
	}
	return lists(i.snapshot.File) && f.UnusedWork == "" && len(f.Errors) == 0 && f.Policy.Modfile(i.snapshot.Workspace) == ""
}

// Find tells what the go command makes of an import path: the module with the
// longest path that has the package provides it. A module whose files are not
// at hand is taken to have it (cmd/go/internal/modload/import.go:
// importFromModules).
func (i *Imports) Find(importPath string) Import {
	found := Import{Path: importPath}
	if importPath == "C" || module.CheckImportPath(importPath) != nil {
		return found
	}
	for prefix := importPath; prefix != "."; prefix = path.Dir(prefix) {
		rel := strings.TrimPrefix(strings.TrimPrefix(importPath, prefix), "/")
		if dir, main := i.snapshot.Workspace.Mains[prefix]; main {
			if i.hasDir(dir, rel) {
				return found
			}
			found.Ours = true
			continue
		}
		if q := i.requirement(prefix); q != nil && i.has(q, rel) {
			found.Requirement = q
			return found
		}
	}
	if first, _, _ := strings.Cut(importPath, "/"); !strings.Contains(first, ".") || i.vendored(importPath) {
		return found
	}
	f := i.snapshot.Folder
	if err := f.Policy.Err(); err != nil && err.Variable == "GO111MODULE" {
		return found // GOPATH provides it, or no command runs
	}
	found.Asked = f.Policy.Prefixes(i.snapshot.Workspace.For(route.Update), importPath)
	found.Missing = i.certain && !found.Ours && len(found.Asked) > 0 && !slices.ContainsFunc(found.Asked, func(r route.Route) bool {
		return slices.ContainsFunc(f.sums, func(sum *gomod.Sum) bool { return sum.Mentions(r.Path) })
	})
	return found
}

// requirement returns the requirement with a path; nil if nothing asks for it.
func (i *Imports) requirement(path string) *analysis.Requirement {
	if q := i.own[path]; q != nil {
		return q
	}
	version, ok := i.others[path]
	if !ok {
		return nil
	}
	return i.snapshot.Requirement(path, version)
}

// Requirement returns a module version as a requirement of the snapshot's
// file, which need not ask for it.
func (s *Snapshot) Requirement(path, version string) *analysis.Requirement {
	q := &analysis.Requirement{Path: path, Version: version}
	q.Route = s.Route(route.Requirement{Path: path, Version: version}, route.Download)
	q.Visibility = s.Folder.Facts.Judge(q.Route.Target())
	return q
}

// has reports whether the module of a requirement may have a package, given
// by its path in the module.
func (i *Imports) has(q *analysis.Requirement, rel string) bool {
	f := i.snapshot.Folder
	if to := q.Route.ReplacedBy; to != nil && to.Dir != "" {
		return i.hasDir(gomod.Dir(f.Dir, to.Dir), rel)
	}
	path, version := q.Route.Target()
	has, known := f.cache.Package(path, version, rel)
	return has || !known
}

// hasDir reports whether a module in a directory may have a package: no other
// module lies in between (modload/import.go:dirInModule).
func (i *Imports) hasDir(root, rel string) bool {
	f := i.snapshot.Folder
	if !f.MayRead(root) || !f.Files.IsDir(root) {
		return true
	}
	dir := filepath.Join(root, filepath.FromSlash(rel))
	for d := dir; len(d) > len(root); d = filepath.Dir(d) {
		if _, err := f.Files.ReadFile(filepath.Join(d, "go.mod")); err == nil {
			return false
		}
	}
	return f.Files.IsDir(dir)
}

// vendored reports whether builds take a package from the vendor directory.
func (i *Imports) vendored(importPath string) bool {
	f := i.snapshot.Folder
	if !f.Policy.Vendored(i.snapshot.Workspace) {
		return false
	}
	dir := f.Dir
	if i.snapshot.Workspace.Work {
		dir = f.WorkDir
	}
	return f.Files.IsDir(filepath.Join(dir, "vendor", filepath.FromSlash(importPath)))
}

// Outside returns the snapshot of a directory that no go.mod governs.
func (f *Folder) Outside() *Snapshot {
	return &Snapshot{Folder: f, File: gomod.Parse("go.mod", ""), Workspace: &route.Workspace{}, Completed: true}
}

// FindOutside tells where `go install` looks for the module of a package where
// there is no go.mod.
func (s *Snapshot) FindOutside(importPath string) Import {
	found := (&Imports{snapshot: s}).Find(importPath)
	found.Outside = true
	return found
}

// OfImports returns a snapshot that has imports in the place of the file's
// requirements, to find out which of them would be told to whom.
func (s *Snapshot) OfImports(list []*analysis.Requirement) *Snapshot {
	asked := *s.Workspace.For(route.Update)
	asked.Replaces = nil // as in route.Policy.Prefixes
	of := &Snapshot{Folder: s.Folder, File: s.File, Workspace: &asked, partial: true, imports: true}
	for _, q := range list {
		fresh := *q
		of.judge(&fresh)
	}
	of.analyze()
	return of
}

// aboutImports returns the findings that are about imports: that the path of a
// private module is named to a public service.
func aboutImports(found []analysis.Diagnostic) []analysis.Diagnostic {
	return slices.DeleteFunc(found, func(d analysis.Diagnostic) bool {
		return d.Requirement == nil || !strings.HasPrefix(d.Code, "private-module-public-")
	})
}
