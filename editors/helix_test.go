package editors

import (
	"path/filepath"
	"strings"
	"testing"
)

// In Helix, beside gopls: findings, hover, a fix that writes the Go
// environment, and one that changes the buffer.
func TestHelix(t *testing.T) {
	hx, gopls := bring(t, "helix"), bring(t, "gopls")
	d := newDesk(t, filepath.Dir(gopls))
	copyTree(t, "helix", filepath.Join(d.home, ".config", "helix"))
	term := newTerminal(t, d, filepath.Join(d.workspace, "checkout"), hx, "go.mod:6:3")

	const finding = "Private module is named to"
	term.waitFor(finding)
	// This comes from gopls.
	term.waitFor("git.corp.internal/platform/auth is not used in this module")

	term.press("Space", "k")
	term.waitFor("direct")
	term.press("Escape")
	term.waitGone("direct")

	chooseInHelix(term, "Add git.corp.internal to GOPRIVATE")
	term.waitGone(finding)
	if written := d.goenv(t); !strings.Contains(written, "GOPRIVATE=git.corp.internal") {
		t.Errorf("the file of go env -w holds %q", written)
	}
	d.goEnv(t, "-u", "GOPRIVATE")
	term.waitFor(finding)

	chooseInHelix(term, "Replace with ../auth")
	term.waitFor("replace git.corp.internal/platform/auth => ../auth")
	term.waitFor("git.corp.internal/platform/auth v0.14.0 → ../auth")
	term.waitGone(finding)
	term.press("u")
	term.waitGone("replace git.corp.internal/platform/auth => ../auth")
	term.waitFor(finding)

	// Explanations come as a document.
	term.press(":lsp-workspace-command modroute.environment", "Enter")
	term.waitFor("# The Go environment of")
	term.press(":quit-all!", "Enter")
	term.wait("the end", func(screen string) bool { return screen == "" })
	d.noServerLeft(t)
}

// chooseInHelix chooses from the menu of code actions, whose first is chosen
// already.
func chooseInHelix(term *terminal, title string) {
	term.t.Helper()
	term.press("Space", "a")
	lines := strings.Split(term.waitFor(title), "\n")
	for at, first := 0, -1; !strings.Contains(lines[at], title); at++ {
		if first < 0 && strings.Contains(lines[at], "Add git.corp.internal to GOPRIVATE") {
			first = at
		}
		if first >= 0 {
			term.press("Down")
		}
	}
	term.press("Enter")
}
