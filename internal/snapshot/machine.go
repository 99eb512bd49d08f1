package snapshot

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/evidence"
	"github.com/modroute/modroute/internal/localpath"
)

// A machine is what lies on disk beside the files of a folder's module. It
// implements [analysis.Machine], and reads when it is asked.
type machine struct {
	folder *Folder
	git    func() (evidence.Authentication, bool)
}

func newMachine(f *Folder) *machine {
	m := &machine{folder: f}
	m.git = sync.OnceValues(func() (evidence.Authentication, bool) {
		program, _ := m.find("git")
		return evidence.ReadAuthentication(f.evidenceRequest(), program)
	})
	return m
}

// Cached implements [analysis.Machine].
func (m *machine) Cached(path, version string) analysis.Cached {
	return analysis.Cached(m.folder.cache.State(path, version))
}

// CachedMod implements [analysis.Machine].
func (m *machine) CachedMod(path, version string) (text string, ok bool) {
	return m.folder.contents.Mod(path, version)
}

// CachedHashes implements [analysis.Machine].
func (m *machine) CachedHashes(path, version string) (mod, zip string) {
	return m.folder.contents.Hashes(path, version)
}

// Vendor implements [analysis.Machine].
func (m *machine) Vendor() (text string, dir, ok bool) {
	v := m.folder.vendor
	return v.text, m.folder.base.Vendor.Exists, v.ok
}

// Git implements [analysis.Machine].
func (m *machine) Git() (git analysis.Git, known bool) {
	auth, known := m.git()
	return analysis.Git(auth), known
}

// Program implements [analysis.Machine].
func (m *machine) Program(name string) (found, known bool) {
	path, known := m.find(name)
	return path != "", known
}

// find returns where the go command would find a program; "" if nowhere. It
// looks as os/exec does: in the directories of PATH, of which those that are
// not absolute are refused. Nothing is known in a workspace that is not
// trusted, without PATH, and where a directory of it may not be looked into.
func (m *machine) find(name string) (path string, known bool) {
	list := m.folder.Env.Get("PATH")
	if !m.folder.Options.Trusted || list == "" {
		return "", false
	}
	known = true
	for _, dir := range filepath.SplitList(list) {
		if localpath.Foreign(dir) {
			known = false
			continue
		}
		if !filepath.IsAbs(dir) {
			continue
		}
		for _, ext := range m.programExtensions() {
			if file := filepath.Join(dir, name+ext); executable(file) {
				return file, true
			}
		}
	}
	return "", known
}

// programExtensions returns what the name of a program may end in: on Windows
// what PATHEXT lists.
func (m *machine) programExtensions() []string {
	if runtime.GOOS != "windows" {
		return []string{""}
	}
	return strings.Split(cmp.Or(m.folder.Env.Get("PATHEXT"), ".com;.exe;.bat;.cmd"), ";")
}

// executable reports whether a file can be run (os/exec, findExecutable).
func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0)
}
