package server

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/localpath"
	"go.lsp.dev/protocol"
)

// pollEvery is how often the files are looked at that the answers depend on and
// that nobody else watches. The client cannot watch all of them: the user's Go
// environment lies outside every workspace.
const pollEvery = 500 * time.Millisecond

// seldom is how many times rarer those files are looked at that the client
// watches too. Its watching may be switched off for some, or be wanting on some
// file systems.
const seldom = 10

func (s *Server) didChangeWatchedFiles(_ context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.filesChanged(len(p.Changes))
	return nil
}

// filesChanged has everything read anew, once for many files that change
// together.
func (s *Server) filesChanged(n int) {
	if n > 0 {
		s.reloadSoon("the editor tells of changed files")
	}
}

// A watcher looks at files' sizes and times.
type watcher struct {
	mu   sync.Mutex
	seen fileTimes
}

// look looks at the files that a state depends on, so that a change before is
// not taken for one afterwards.
func (w *watcher) look(st *state) {
	w.changed(st.inputs(), st.env.made)
}

// keep forgets the files that are not among paths, which are sorted: no answer
// depends on them any longer, as on a directory that was half typed.
func (w *watcher) keep(paths []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.DeleteFunc(w.seen, func(path string, _ fileTime) bool {
		_, found := slices.BinarySearch(paths, path)
		return !found
	})
}

func (w *watcher) changed(paths []string, read time.Time) (path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = fileTimes{}
	}
	return w.seen.changed(paths, read)
}

// poll reads everything anew when one of the files changes that the answers
// depend on. It looks at them only while there are answers.
func (s *Server) poll(ctx context.Context) {
	tick := time.NewTicker(cmp.Or(s.options.PollEvery, pollEvery))
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		st := s.state.Load()
		paths := st.inputs()
		if len(paths) == 0 {
			continue
		}
		s.watcher.keep(paths)
		s.watchOutside(st, paths)
		if n%seldom != 0 && s.watching.inside.Load() {
			paths = slices.DeleteFunc(paths, st.watchedByClient)
		}
		if path := s.watcher.changed(paths, st.env.made); path != "" {
			s.reload(path + " has changed")
		}
	}
}

// inputs returns the paths of the files that the answers so far depend on.
func (st *state) inputs() []string {
	paths := st.background.inputs()
	for _, d := range st.docs {
		paths = append(paths, d.inputs()...)
	}
	for _, env := range st.environments() {
		paths = append(paths, env.named.files...)
	}
	paths = slices.DeleteFunc(distinct(paths), func(path string) bool { return !st.mayWatch(path) })
	for _, env := range st.environments() {
		paths = append(paths, env.inputs()...)
	}
	return distinct(paths)
}

// distinct sorts paths and returns each once.
func distinct(paths []string) []string {
	slices.Sort(paths)
	return slices.Compact(paths)
}

// inputs returns the files that what is said about a document depends on.
func (d *document) inputs() []string {
	if d.module == nil {
		return nil
	}
	opened := d.module.folder.opened.Load()
	if opened == nil {
		return nil
	}
	return opened.Inputs()
}

// mayWatch reports whether a path may be looked at: never one that leads away
// from this machine, and in a workspace that is not trusted only one inside it.
func (st *state) mayWatch(path string) bool {
	return !localpath.Foreign(path) && (st.settings.trusted || localpath.Inside(path, st.roots))
}

// A fileTime tells one content of a file from another. It is zero for a file
// that is not there.
type fileTime struct {
	size     int64
	modified time.Time
	mode     os.FileMode
}

// fileTimes are those of the files that were looked at, by path.
type fileTimes map[string]fileTime

// changed looks at files and returns one that has changed since it was last
// looked at; "" if none has. One that is looked at for the first time has, if it
// may have been modified after the given time, at which its content may have
// been read already.
func (seen fileTimes) changed(paths []string, read time.Time) (changed string) {
	// Clocks of file systems lag behind and tick in up to two seconds. To read
	// anew once too often costs little.
	read = read.Add(-2 * time.Second)
	for _, path := range paths {
		var now fileTime
		if info, err := os.Stat(path); err == nil {
			now = fileTime{mode: info.Mode()}
			if !info.IsDir() { // of a directory it counts that it is there
				now.size, now.modified = info.Size(), info.ModTime()
			}
		}
		old, known := seen[path]
		if known && now != old || !known && now.modified.After(read) {
			changed = path
		}
		seen[path] = now
	}
	return changed
}
