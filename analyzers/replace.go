package analyzers

import (
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// replacedBy returns for each replace directive of the file the requirement
// that it replaces: the last of the file's require lines where there is one,
// else what stands for the directive alone.
func replacedBy(p *analysis.Pass) map[*gomod.Replace]*analysis.Requirement {
	byReplace := make(map[*gomod.Replace]*analysis.Requirement, len(p.File.Replace))
	for _, r := range p.Requirements {
		if r.Replace != nil {
			byReplace[r.Replace] = r
		}
	}
	return byReplace
}

// replaceTarget returns what a directive replaces by, as the file spells it.
func replaceTarget(rep *gomod.Replace) string {
	if rep.Local() {
		return rep.NewPath.Value
	}
	return rep.NewPath.Value + " " + rep.NewVersion.Value
}

// replacedModule returns the module that a directive replaces: "M", or "M v1.2.3".
func replacedModule(rep *gomod.Replace) string {
	if rep.OldVersion.Value == "" {
		return rep.OldPath.Value
	}
	return rep.OldPath.Value + " " + rep.OldVersion.Value
}

// removeReplace is the intent that removes a directive of the file under analysis.
func removeReplace(p *analysis.Pass, rep *gomod.Replace, deliberate bool) analysis.EditText {
	return analysis.EditText{
		Title:      "Remove the replace of " + replacedModule(rep),
		Edits:      p.File.RemoveReplace(rep),
		Deliberate: deliberate,
	}
}

// A workMember is a go.mod of the active workspace.
type workMember struct {
	dir  string // absolute
	file *gomod.File
}

// path returns the file's absolute path.
func (m workMember) path() string { return filepath.Join(m.dir, "go.mod") }

// workPath returns the absolute path of the active go.work.
func workPath(p *analysis.Pass) string {
	if p.File.Work {
		return filepath.Join(p.Dir, filepath.Base(p.File.Name))
	}
	return p.Work.Name
}

// membersOf returns the go.mod files of the active workspace in the order of
// go.work's use directives, which is the go command's.
func membersOf(p *analysis.Pass) []workMember {
	if p.Work == nil {
		return nil
	}
	var list []workMember
	for _, use := range p.Work.Use {
		m := workMember{dir: gomod.Dir(filepath.Dir(workPath(p)), use.Arg.Value)}
		m.file = p.Members[m.path()]
		if m.dir == p.Dir && !p.File.Work {
			m.file = p.File
		}
		if m.file != nil {
			list = append(list, m)
		}
	}
	return list
}

// isMember reports whether the active go.work uses the file's module.
func isMember(p *analysis.Pass) bool {
	if p.Work == nil || p.File.Work {
		return false
	}
	for _, use := range p.Work.Use {
		if gomod.Dir(filepath.Dir(p.Work.Name), use.Arg.Value) == p.Dir {
			return true
		}
	}
	return false
}

// spelledFrom returns a directory as a file in from spells it: relative, with
// "./" or "../", or absolute where it is on another volume.
func spelledFrom(from, dir string) string {
	rel, err := filepath.Rel(from, dir)
	if err != nil {
		return filepath.ToSlash(dir)
	}
	rel = filepath.ToSlash(rel)
	if rel == ".." || strings.HasPrefix(rel, "../") {
		return rel
	}
	return "./" + rel
}
