package server

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"time"
)

// watchParent ends the server when the client's process is gone, which a
// crashed client cannot ask for. A process that is not there to begin with
// lives in another name space of processes (a container) and says nothing.
func (s *Server) watchParent(pid int) {
	if !alive(pid) {
		return
	}
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-s.conn.Context().Done():
				return
			case <-tick.C:
				if !alive(pid) {
					s.conn.End(errors.New("the client's process is gone"))
					return
				}
			}
		}
	}()
}

// alive reports whether a process exists.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release()
	if runtime.GOOS == "windows" {
		return true // there FindProcess has opened it
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}
