package fix

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/modroute/modroute/internal/evidence"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// Bounds of the search for checkouts, which runs while a person waits for the
// list of actions.
const (
	maxVisits    = 400 // directories looked into
	maxDepth     = 3   // below a workspace folder
	maxCheckouts = 3   // offered
)

// A nearby is the directories around a snapshot's file. It remembers what it
// has read.
type nearby struct {
	s          *snapshot.Snapshot
	repository string // the root of the repository that the file is in
	dirs       map[string][]string
	texts      map[string]text
	modules    map[string]string // what a go.mod declares, by its directory
}

// A text is what reading a file came to.
type text struct {
	content string
	err     error
}

func newNearby(s *snapshot.Snapshot) *nearby {
	return &nearby{
		s: s, repository: repositoryDir(s),
		dirs: make(map[string][]string), texts: make(map[string]text), modules: make(map[string]string),
	}
}

// read returns the text of a file.
func (n *nearby) read(path string) (string, error) {
	t, ok := n.texts[path]
	if !ok {
		t.content, t.err = n.s.Folder.Files.ReadFile(path)
		n.texts[path] = t
	}
	return t.content, t.err
}

// subdirectories returns the names of the directories in dir that may hold a
// checkout: not what the go command leaves out of "./...", and what is never a
// checkout's place.
func (n *nearby) subdirectories(dir string) []string {
	names, ok := n.dirs[dir]
	if !ok {
		names = slices.DeleteFunc(n.s.Folder.Files.ReadDir(dir), func(name string) bool {
			return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
				name == "testdata" || name == "vendor" || name == "node_modules"
		})
		n.dirs[dir] = names
	}
	return names
}

// holds reports whether the go.mod in dir declares the module path.
func (n *nearby) holds(dir, path string) bool {
	module, ok := n.modules[dir]
	if !ok {
		if text, err := n.read(filepath.Join(dir, "go.mod")); err == nil {
			module = modfile.ModulePath([]byte(text))
		}
		n.modules[dir] = module
	}
	return module == path
}

// A search looks for checkouts of one module.
type search struct {
	near  *nearby
	path  string   // of the module
	elems []string // of path
	seen  map[string]bool
	found []string
}

// around visits the directories near the snapshot's file: those that go.work
// uses, the siblings of the module's directory and of the repository's, and what
// is in the workspace's folders.
func (q *search) around() {
	n := q.near
	for _, use := range usedDirs(n.s) {
		q.visit(use)
	}
	q.siblings(n.s.Folder.Dir)
	q.siblings(n.repository)
	for _, root := range n.s.Folder.Options.Roots {
		q.walk(root)
	}
}

// checkouts returns the directories near the snapshot's file that hold a
// checkout of the module path, proven by the module line of their go.mod. The
// nearest is first.
func (n *nearby) checkouts(path string) []string {
	f := n.s.Folder
	q := &search{near: n, path: path, elems: strings.Split(path, "/"), seen: map[string]bool{f.Dir: true}}
	q.around()
	slices.SortStableFunc(q.found, func(a, b string) int {
		return cmp.Compare(distance(f.Dir, a), distance(f.Dir, b))
	})
	return q.found[:min(len(q.found), maxCheckouts)]
}

// repositoryDir returns the root of the repository that the file is in.
func repositoryDir(s *snapshot.Snapshot) string {
	f := s.Folder
	return evidence.RepositoryDir(evidence.Request{
		Dir: f.Dir, Env: f.Env, Roots: f.Options.Roots, Trusted: f.Options.Trusted,
		ReadFile: f.Files.ReadFile, IsDir: f.Files.IsDir,
	})
}

// usedDirs returns the directories that the active go.work uses.
func usedDirs(s *snapshot.Snapshot) []string {
	work, dir := s.Folder.GoWork, s.Folder.WorkDir
	if work == nil {
		return nil
	}
	var dirs []string
	for _, use := range work.Use {
		dirs = append(dirs, absolute(dir, use.Arg.Value))
	}
	return dirs
}

// absolute returns a path of a go.mod or go.work that stands in dir.
func absolute(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// siblings visits the directories beside dir, and in one that has the name of
// an element of the module's path what the rest of the path leads to: the
// module may be in a directory of its repository. Nothing is tried in a file
// system's root, where network file systems are mounted.
func (q *search) siblings(dir string) {
	parent := filepath.Dir(dir)
	if parent == filepath.Dir(parent) || !q.allowed(parent) {
		return
	}
	for _, name := range q.children(parent) {
		sibling := filepath.Join(parent, name)
		q.visit(sibling)
		for i, elem := range q.elems {
			if elem == name {
				for j := i + 1; j < len(q.elems); j++ {
					q.visit(filepath.Join(sibling, filepath.Join(q.elems[i+1:j+1]...)))
				}
			}
		}
	}
}

// walk visits root and what is below it, level by level.
func (q *search) walk(root string) {
	if root == filepath.Dir(root) {
		return
	}
	level := []string{root}
	for depth := 0; depth <= maxDepth && len(level) > 0; depth++ {
		var next []string
		for _, dir := range level {
			q.visit(dir)
			if depth == maxDepth || len(q.seen) > maxVisits {
				continue
			}
			for _, name := range q.children(dir) {
				next = append(next, filepath.Join(dir, name))
			}
		}
		level = next
	}
}

// children returns the names of the directories in dir that may hold a
// checkout; first those that the module's path has as an element.
func (q *search) children(dir string) []string {
	names := slices.Clone(q.near.subdirectories(dir))
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Compare(slices.Index(q.elems, b), slices.Index(q.elems, a))
	})
	return names
}

// visit notes dir if it holds a checkout of the module.
func (q *search) visit(dir string) {
	if q.seen[dir] || len(q.seen) > maxVisits || !q.allowed(dir) {
		return
	}
	q.seen[dir] = true
	if q.near.holds(dir, q.path) {
		q.found = append(q.found, dir)
	}
}

// declared returns the path on the module line of a go.mod; "" if there is none.
func declared(text string) string {
	if m := gomod.Parse("go.mod", text).Module; m != nil {
		return m.Arg.Value
	}
	return ""
}

func (q *search) allowed(dir string) bool { return q.near.s.Folder.MayRead(dir) }

// distance returns the number of steps from one directory to another.
func distance(from, to string) int {
	rel, err := filepath.Rel(from, to)
	if err != nil {
		return 1 << 20 // another volume
	}
	return strings.Count(filepath.ToSlash(rel), "/")
}
