//go:build !unix

package gocmd

import "os/exec"

// alone does nothing: there are no login shells.
func alone(*exec.Cmd) {}
