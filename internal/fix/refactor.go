package fix

import (
	"fmt"
	"go/version"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// replaceRefactorings returns the plans that rewrite the replace directive of a
// requirement: remove it, comment it out, pin it to the required version or
// the contrary, move it to go.work; and those that put one back which is
// commented out. What a finding asks for is not offered a second time.
func (p *Planner) replaceRefactorings(r *analysis.Requirement) []Plan {
	var plans []Plan
	add := func(title string, edits []gomod.Edit) {
		if !p.asksForEdit(r, title) {
			plans = append(plans, p.rewrite(r.Path, title, edits))
		}
	}
	if rep := r.Replace; rep != nil {
		name := strings.TrimSpace(rep.OldPath.Value + " " + rep.OldVersion.Value)
		add("Remove the replace of "+name, p.s.File.RemoveReplace(rep))
		add("Comment the replace of "+name+" out", commentOut(rep))
		if title, edits, ok := pinning(p.s.File, r); ok {
			add(title, edits)
		}
		if move, ok := moveToWork(p, rep); ok && len(findings[analysis.MoveToWork](p, r)) == 0 {
			plans = append(plans, move)
		}
	}
	for _, c := range p.commented() {
		if c.replace.OldPath.Value == r.Path {
			add("Put the replace of "+r.Path+" by "+c.replace.NewPath.Value+" back", c.edits)
		}
	}
	return plans
}

// OnReplace reports whether a span touches the line of the directive that
// replaces a requirement, or of one for it that is commented out.
func OnReplace(f *gomod.File, r *analysis.Requirement, span gomod.Span) bool {
	touches := func(line int) bool {
		at := f.LineSpan(line)
		return at.Start <= span.End && span.Start <= at.End
	}
	if r.Replace != nil && touches(r.Replace.Line) {
		return true
	}
	if !strings.Contains(f.Text[span.Start:span.End], r.Path) {
		return false // which is cheaper than to try every comment
	}
	return slices.ContainsFunc(commentedReplaces(f), func(c commentedReplace) bool {
		return c.replace.OldPath.Value == r.Path && touches(c.replace.Line)
	})
}

// asksForEdit reports whether a finding about the requirement has an intent of
// that title.
func (p *Planner) asksForEdit(r *analysis.Requirement, title string) bool {
	for _, d := range findings[analysis.EditText](p, r) {
		for _, i := range d.Intents {
			if edit, ok := i.(analysis.EditText); ok && edit.Title == title {
				return true
			}
		}
	}
	return false
}

// rewrite returns the plan that edits the snapshot's file, and what it changes.
func (p *Planner) rewrite(path, title string, edits []gomod.Edit) Plan {
	edit := FileEdit{Path: fileOf(p.s), Old: p.s.File.Text, Edits: edits}
	return Plan{
		Title: title, Kind: refactoring, Target: InFile, Path: path,
		Files:   []FileEdit{edit},
		Preview: strings.Join(p.compare(withFile(p.s, edit)).preview, "; "),
	}
}

// commentOut returns the edit that makes a comment of a directive.
func commentOut(rep *gomod.Replace) []gomod.Edit {
	return []gomod.Edit{{Span: gomod.Span{Start: rep.Start, End: rep.Start}, New: "// "}}
}

// pinning returns the edit that makes a directive for all versions one for the
// required version, or the contrary; ok is false if there is another directive
// of that kind already, or no version to pin to.
func pinning(f *gomod.File, r *analysis.Requirement) (title string, edits []gomod.Edit, ok bool) {
	rep := r.Replace
	to, title := "", "Replace "+r.Path+" at all versions"
	if rep.OldVersion.Value == "" {
		to, title = r.Version, "Pin the replace of "+r.Path+" to "+r.Version
		if to == "" || module.CanonicalVersion(to) != to {
			return "", nil, false
		}
	}
	if slices.ContainsFunc(f.Replace, func(other *gomod.Replace) bool {
		return other.OldPath.Value == r.Path && other.OldVersion.Value == to
	}) {
		return "", nil, false
	}
	if to != "" {
		end := gomod.Span{Start: rep.OldPath.End, End: rep.OldPath.End}
		return title, []gomod.Edit{{Span: end, New: " " + to}}, true
	}
	return title, []gomod.Edit{{Span: gomod.Span{Start: rep.OldPath.End, End: rep.OldVersion.End}}}, true
}

// A commentedReplace is a comment that without its slashes is a replace
// directive.
type commentedReplace struct {
	replace *gomod.Replace // as it would be
	edits   []gomod.Edit   // that make it one
}

// commentedReplaces returns the comments of a file that are directives without
// their slashes. Whether one is, the file says: it is read with the slashes
// taken away, and has to have one directive more, on that line, and nothing
// else that cannot be read.
func commentedReplaces(f *gomod.File) []commentedReplace {
	var list []commentedReplace
	start := 0
	for line := range strings.Lines(f.Text) {
		text := strings.TrimLeft(line, " \t")
		if rest, ok := strings.CutPrefix(text, "//"); ok && strings.Contains(rest, "=>") {
			slashes := start + len(line) - len(text)
			words := strings.TrimLeft(rest, " \t")
			edits := []gomod.Edit{{Span: gomod.Span{Start: slashes, End: slashes + len(text) - len(words)}}}
			if rep := directiveAt(f, edits, slashes); rep != nil {
				list = append(list, commentedReplace{rep, edits})
			}
		}
		start += len(line)
	}
	return list
}

// directiveAt returns the replace directive that edits make at an offset; nil
// if they make none or break the file.
func directiveAt(f *gomod.File, edits []gomod.Edit, offset int) *gomod.Replace {
	after := gomod.Parse(f.Name, gomod.Apply(f.Text, edits))
	if len(after.Broken) > len(f.Broken) || len(after.Replace) != len(f.Replace)+1 {
		return nil
	}
	i := slices.IndexFunc(after.Replace, func(r *gomod.Replace) bool { return r.Start == offset })
	if i < 0 {
		return nil
	}
	return after.Replace[i]
}

// moveToWork returns the plan that moves a replace directive of the snapshot's
// go.mod to the go.work, which it creates if there is none. ok is false if the
// same would not be built then. A module that go.work uses cannot be replaced
// there at all versions (modload/init.go:makeMainModules).
func moveToWork(p *Planner, rep *gomod.Replace) (plan Plan, ok bool) {
	_, main := p.s.Workspace.Mains[rep.OldPath.Value]
	if p.s.File.Work || p.s.Folder.UnusedWork != "" || main && rep.OldVersion.Value == "" {
		return Plan{}, false
	}
	work, ok := workReplacing(p.s, rep)
	if !ok {
		return Plan{}, false
	}
	files := []FileEdit{{Path: fileOf(p.s), Old: p.s.File.Text, Edits: p.s.File.RemoveReplace(rep)}, work}
	after := withFiles(p.s, files)
	if !sameModules(p.s, after) || !sameModule(p.s, after, route.Requirement{Path: rep.OldPath.Value, Version: rep.OldVersion.Value}) {
		return Plan{}, false
	}
	plan = Plan{
		Title: "Move the replace of " + rep.OldPath.Value + " to go.work",
		Kind:  refactoring, Target: InFile, Path: rep.OldPath.Value, Files: files,
	}
	if work.Create {
		plan.Preview = "it creates " + strings.TrimPrefix(spelled(p.s.Folder.Dir, work.Path), "./") + ", which is not for committing"
	}
	return plan, true
}

// workReplacing returns the edit of the go.work that makes it replace as rep
// does. ok is false if it does not use the module, or replaces it already.
func workReplacing(s *snapshot.Snapshot, rep *gomod.Replace) (edit FileEdit, ok bool) {
	dir := s.Folder.Dir
	work, path := workFile(s)
	if work == nil {
		path = filepath.Join(dir, "go.work")
		work = gomod.Parse(path, newWork(s.File))
		edit = FileEdit{Path: path, Create: true}
	} else {
		edit = FileEdit{Path: path, Old: work.Text}
		if !slices.Contains(usedDirs(s), dir) || slices.ContainsFunc(work.Replace, func(r *gomod.Replace) bool {
			return r.OldPath.Value == rep.OldPath.Value
		}) {
			return FileEdit{}, false
		}
	}
	by := rep.NewPath.Value
	if rep.Local() && !filepath.IsAbs(filepath.FromSlash(by)) {
		by = spelled(filepath.Dir(path), absolute(dir, by))
	}
	edit.Edits = work.SetReplace(rep.OldPath.Value, rep.OldVersion.Value, by, rep.NewVersion.Value)
	if edit.Create || rep.Comment != "" {
		text := withComment(path, gomod.Apply(work.Text, edit.Edits), rep)
		edit.Edits = []gomod.Edit{{Span: gomod.Span{End: len(edit.Old)}, New: text}}
	}
	return edit, true
}

// withComment returns the text of a go.work with rep's comment behind the
// directive for the same module.
func withComment(path, text string, rep *gomod.Replace) string {
	for _, r := range gomod.Parse(path, text).Replace {
		if r.OldPath.Value == rep.OldPath.Value && rep.Comment != "" {
			return text[:r.End] + " " + rep.Comment + text[r.End:]
		}
	}
	return text
}

// newWork returns the text of a go.work that uses the module of a go.mod beside
// it, under the same Go. Without a go line it would imply 1.18.
func newWork(file *gomod.File) string {
	goLine, toolchain := "1.18", ""
	if file.Go != nil && version.Compare("go"+file.Go.Arg.Value, "go"+goLine) > 0 {
		goLine = file.Go.Arg.Value
	}
	if file.Toolchain != nil {
		toolchain = "toolchain " + file.Toolchain.Arg.Value + "\n\n"
	}
	return "go " + goLine + "\n\n" + toolchain + "use .\n"
}

// sameModules reports whether every requirement of the file is taken from the
// same place after a change, and nothing more stops the workspace's commands.
func sameModules(before, after *snapshot.Snapshot) bool {
	if len(after.Folder.Errors) > len(before.Folder.Errors) {
		return false
	}
	for _, r := range before.Requirements {
		if !r.Toolchain && !sameModule(before, after, moduleOf(r)) {
			return false
		}
	}
	return true
}

// sameModule reports whether a module version is taken from the same place
// after a change.
func sameModule(before, after *snapshot.Snapshot, m route.Requirement) bool {
	for _, class := range []route.Class{route.Download, route.Build} {
		a, b := before.Route(m, class), after.Route(m, class)
		if a.Source != b.Source || a.Error != b.Error || placeIn(before, &a) != placeIn(after, &b) {
			return false
		}
	}
	return true
}

// placeIn returns what is fetched by a route, or the directory.
func placeIn(s *snapshot.Snapshot, r *route.Route) module.Version {
	if by := r.ReplacedBy; by != nil && by.Dir != "" {
		return module.Version{Path: absolute(s.Folder.Dir, by.Dir)}
	}
	path, version := r.Target()
	return module.Version{Path: path, Version: version}
}

// useCheckouts returns the plan that makes go.work use every required module
// that has a checkout near by. There is none for a single one, which has a plan
// of its own, and none in a go.work.
func (p *Planner) useCheckouts() []Plan {
	if p.s.File.Work || p.s.Folder.UnusedWork != "" {
		return nil
	}
	paths, dirs := p.usable()
	if len(dirs) < 2 {
		return nil
	}
	edit := p.workUsing(dirs)
	after := withFiles(p.s, []FileEdit{edit})
	if len(after.Folder.Errors) > len(p.s.Folder.Errors) {
		return nil
	}
	for _, m := range paths {
		if after.Route(m, route.Build).Source != route.Main {
			return nil
		}
	}
	return []Plan{{
		Title: fmt.Sprintf("Use all %d local checkouts in go.work", len(dirs)),
		Kind:  refactoring, Target: InFile, Files: []FileEdit{edit}, deliberate: true,
		Preview: strings.Join(p.compare(after).preview, "; "),
	}}
}

// usable returns the requirements that a checkout near by can stand for, and
// the checkouts. What is replaced, or a module of the workspace, is left alone.
func (p *Planner) usable() (list []route.Requirement, dirs []string) {
	checkouts := p.near.all()
	for _, r := range p.s.Requirements {
		dir := checkouts[r.Path]
		if dir == "" || r.Toolchain || r.Replace != nil || r.Route.ReplacedBy != nil || r.Route.Source == route.Main ||
			slices.Contains(dirs, dir) || unwritablePath(spelled(p.s.Folder.Dir, dir)) != "" {
			continue
		}
		list, dirs = append(list, moduleOf(r)), append(dirs, dir)
	}
	return list, dirs
}

// workUsing returns the edit that makes the go.work use directories. One that
// is created has the go line of the newest module, which is the least that the
// go command accepts.
func (p *Planner) workUsing(dirs []string) FileEdit {
	work, path := workFile(p.s)
	if work != nil {
		text := work.Text
		for _, dir := range dirs {
			now := gomod.Parse(path, text)
			text = gomod.Apply(text, now.AddUse(spelled(filepath.Dir(path), dir)))
		}
		return FileEdit{Path: path, Old: work.Text, Edits: []gomod.Edit{{Span: gomod.Span{End: len(work.Text)}, New: text}}}
	}
	goLine := "1.18"
	newest := func(f *gomod.File) {
		if f.Go != nil && version.Compare("go"+f.Go.Arg.Value, "go"+goLine) > 0 {
			goLine = f.Go.Arg.Value
		}
	}
	newest(p.s.File)
	var uses strings.Builder
	for _, dir := range dirs {
		if text, err := p.near.read(filepath.Join(dir, "go.mod")); err == nil {
			newest(gomod.Parse("go.mod", text))
		}
		fmt.Fprintf(&uses, "\t%s\n", spelled(p.s.Folder.Dir, dir))
	}
	text := "go " + goLine + "\n\nuse (\n\t.\n" + uses.String() + ")\n"
	return FileEdit{Path: filepath.Join(p.s.Folder.Dir, "go.work"), Create: true, Edits: []gomod.Edit{{New: text}}}
}

// all returns the nearest checkout near the snapshot's file of every module
// that has one: its directory by the path that its go.mod declares.
func (n *nearby) all() map[string]string {
	f := n.s.Folder
	q := &search{near: n, path: "\x00", seen: map[string]bool{f.Dir: true}} // which no go.mod holds
	q.around()
	found := make(map[string]string)
	for dir := range q.seen {
		text, err := n.read(filepath.Join(dir, "go.mod"))
		if err != nil || dir == f.Dir {
			continue
		}
		module := modfile.ModulePath([]byte(text))
		if other := found[module]; other == "" || nearer(f.Dir, dir, other) {
			found[module] = dir
		}
	}
	delete(found, "")
	return found
}

// nearer reports whether a is nearer to dir than b; of two as near, the first
// by name.
func nearer(dir, a, b string) bool {
	if x, y := distance(dir, a), distance(dir, b); x != y {
		return x < y
	}
	return a < b
}
