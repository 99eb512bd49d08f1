package server

import (
	"sync"
	"time"
)

// reload reads the environment and everything else on disk anew.
func (s *Server) reload(why string) {
	s.noteReload(why)
	s.watcher.look(s.state.Load())
	s.update(func(st *state) *state { return st.reloaded(s.options.Environ) })
}

// reloadEvery is how often notifications of the client have everything read
// anew: a checkout of another branch sends hundreds.
const reloadEvery = 200 * time.Millisecond

// reloads remembers when a notification last had everything read anew.
type reloads struct {
	mu      sync.Mutex
	last    time.Time
	pending bool
}

// reloadSoon reads everything anew: at once, or, if that has only just been
// done, a little later for all that ask meanwhile.
func (s *Server) reloadSoon(why string) {
	wait, pending := s.reloading.take()
	switch {
	case pending:
	case wait > 0:
		time.AfterFunc(wait, func() {
			s.reloading.done()
			s.reload(why)
		})
	default:
		s.reload(why)
	}
}

// take returns how long to wait before everything is read anew; pending reports
// that somebody waits for that already.
func (r *reloads) take() (wait time.Duration, pending bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending {
		return 0, true
	}
	if wait = reloadEvery - time.Since(r.last); wait > 0 {
		r.pending = true
	} else {
		r.last = time.Now()
	}
	return wait, false
}

// done notes that the wait is over.
func (r *reloads) done() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending, r.last = false, time.Now()
}
