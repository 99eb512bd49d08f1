package editors

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A terminal is one that a test can type into and look at.
type terminal struct {
	t    *testing.T
	tmux string
	desk *desk
}

// newTerminal starts a program in a terminal of its own.
func newTerminal(t *testing.T, d *desk, dir string, command ...string) *terminal {
	t.Helper()
	term := &terminal{t: t, tmux: bring(t, "tmux"), desk: d}
	t.Cleanup(func() { _ = term.run("kill-server").Run() })
	args := append([]string{"new-session", "-d", "-x", "160", "-y", "50", "-c", dir, "--"}, command...)
	if out, err := term.run(args...).CombinedOutput(); err != nil {
		t.Fatalf("starting %s: %v\n%s", command[0], err, out)
	}
	return term
}

func (term *terminal) run(args ...string) *exec.Cmd {
	socket := filepath.Join(term.desk.home, ".run", "tmux")
	cmd := exec.Command(term.tmux, append([]string{"-S", socket, "-f", "/dev/null"}, args...)...)
	cmd.Env = term.desk.env
	return cmd
}

// press presses keys, in tmux's names for them.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	if out, err := term.run(append([]string{"send-keys"}, keys...)...).CombinedOutput(); err != nil {
		term.t.Fatalf("pressing %v: %v\n%s", keys, err, out)
	}
}

// screen returns what is to be seen; nothing once the program has ended.
func (term *terminal) screen() string {
	out, _ := term.run("capture-pane", "-p").Output()
	return string(out)
}

// wait waits until the screen is as it should be, and returns it.
func (term *terminal) wait(what string, ok func(screen string) bool) string {
	term.t.Helper()
	// Nothing here depends on how fast it comes, only on that it does.
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if screen := term.screen(); ok(screen) {
			return screen
		}
	}
	term.t.Fatalf("waited in vain: %s\nsaw:\n%s", what, term.screen())
	return ""
}

// waitFor waits until the screen shows a text.
func (term *terminal) waitFor(text string) string {
	term.t.Helper()
	return term.wait("the text "+text, func(screen string) bool { return strings.Contains(screen, text) })
}

// waitGone waits until the screen shows a text no longer.
func (term *terminal) waitGone(text string) {
	term.t.Helper()
	term.wait("the text "+text+" gone", func(screen string) bool { return !strings.Contains(screen, text) })
}
