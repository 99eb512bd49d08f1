package editors

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// In Emacs with Eglot: testdata/emacs/spec.el is what a user does and sees.
func TestEmacs(t *testing.T) {
	emacs := bring(t, "emacs")
	d := newDesk(t)
	lisp, scripts := filepath.Join(d.home, "lisp"), filepath.Join(d.home, "scripts")
	copyTree(t, "emacs", lisp)
	copyTree(t, filepath.Join("testdata", "emacs"), scripts)

	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, emacs, "-Q", "--batch", "-L", lisp, "-l", filepath.Join(scripts, "spec.el"))
	cmd.Dir, cmd.Env = d.workspace, d.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d.noServerLeft(t)
}
