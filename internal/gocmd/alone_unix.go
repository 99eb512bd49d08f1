//go:build unix

package gocmd

import (
	"os/exec"
	"syscall"
)

// alone runs a command in a session of its own: an interactive shell would else
// take the terminal from who runs it. What ends it ends the programs that it
// has started too.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
