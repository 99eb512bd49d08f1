//go:build unix

package gocmd

import "syscall"

// ownGroup keeps a run from the signals of the terminal, which could end it
// before it has written what it has truncated.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
