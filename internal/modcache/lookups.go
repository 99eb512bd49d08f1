package modcache

import (
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/visibility"
)

// LookedUp reports whether a public checksum database's answer for the module
// version, or for another version of the module, is cached. To ask about many
// modules, use one [Lookups].
//
// An answer is cached only after it has been verified (golang.org/x/mod/sumdb,
// Client.Lookup), so whoever wrote it, the module was public.
func (c Cache) LookedUp(path, version string) bool {
	return c.Lookups().Has(path, version)
}

// Lookups returns a view of the cached answers that remembers what it has
// read. What is cached later may go unnoticed.
func (c Cache) Lookups() *Lookups {
	l := &Lookups{
		answers: make(map[module.Version]bool),
		modules: make(map[string]map[string]bool),
	}
	for _, db := range visibility.PublicDatabases() {
		if dir := filepath.Join(c.Dir, "cache", "download", "sumdb", db.Name, "lookup"); c.Dir != "" && exists(dir) {
			l.dirs = append(l.dirs, dir)
		}
	}
	return l
}

// maxLookups is how many modules and directories are remembered: more than one
// build asks about. Each version that is typed in a file is asked about.
const maxLookups = 2000

// Lookups knows the cached answers of the public checksum databases. It reads
// each directory once, at the first question that needs it, and is safe for
// concurrent use.
type Lookups struct {
	dirs []string // one for each database that has answered anything

	mu      sync.Mutex
	answers map[module.Version]bool
	modules map[string]map[string]bool // by directory: the last elements, escaped, of modules with any version
}

// Has is [Cache.LookedUp].
func (l *Lookups) Has(path, version string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := module.Version{Path: path, Version: version}
	answer, ok := l.answers[m]
	if !ok {
		answer = l.find(m)
		if len(l.answers) >= maxLookups {
			l.answers = make(map[module.Version]bool)
		}
		// The strings may be parts of a file's text, which is not to be kept.
		l.answers[module.Version{Path: strings.Clone(path), Version: strings.Clone(version)}] = answer
	}
	return answer
}

// find looks for the very version first, which saves reading the directory.
func (l *Lookups) find(m module.Version) bool {
	escPath, err := module.EscapePath(m.Path)
	if err != nil {
		return false
	}
	escVersion, err := module.EscapeVersion(m.Version)
	for _, dir := range l.dirs {
		name := filepath.Join(dir, filepath.FromSlash(escPath))
		if err == nil && escVersion != "" && isFile(name+"@"+escVersion) {
			return true
		}
		parent, elem := filepath.Split(name)
		if l.in(parent)[elem] {
			return true
		}
	}
	return false
}

// in returns the modules with a cached answer in one directory, where those of
// modules with the same parent path stand together, a file for each version.
func (l *Lookups) in(dir string) map[string]bool {
	known, ok := l.modules[dir]
	if !ok {
		for _, name := range readNames(dir) {
			if elem, _, ok := strings.Cut(name, "@"); ok {
				if known == nil {
					known = make(map[string]bool)
				}
				known[elem] = true
			}
		}
		if len(l.modules) >= maxLookups {
			l.modules = make(map[string]map[string]bool)
		}
		l.modules[dir] = known
	}
	return known
}
