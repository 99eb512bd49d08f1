//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package fix

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks a file against the go command
// (cmd/go/internal/lockedfile/internal/filelock/filelock_unix.go), or a
// directory against another modroute. The lock ends when the file is closed.
// The error is errLocked if somebody else has it.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}
