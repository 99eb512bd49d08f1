//go:build !unix

package gocmd

import "syscall"

// ownGroup does nothing here.
func ownGroup() *syscall.SysProcAttr { return nil }
