package editors

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNvim runs each script of testdata/nvim in both generations of Neovim,
// with this folder's plugin and a home of its own.
func TestNvim(t *testing.T) {
	specs, err := filepath.Glob(filepath.Join("testdata", "nvim", "*_spec.lua"))
	if err != nil || len(specs) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, version := range []string{"nvim-0.12", "nvim-0.10"} {
		t.Run(version, func(t *testing.T) {
			nvim, gopls := bring(t, version), bring(t, "gopls")
			for _, spec := range specs {
				t.Run(strings.TrimSuffix(filepath.Base(spec), "_spec.lua"), func(t *testing.T) {
					runNvim(t, nvim, filepath.Dir(gopls), filepath.Base(spec))
				})
			}
		})
	}
}

// runNvim runs one script. It ends with an exit code other than 0, and says
// what it saw, if something is not as it should be.
func runNvim(t *testing.T, nvim, gopls, spec string) {
	d := newDesk(t, gopls)
	plugin, scripts := filepath.Join(d.home, "plugin"), filepath.Join(d.home, "scripts")
	copyTree(t, "nvim", plugin)
	copyTree(t, filepath.Join("testdata", "nvim"), scripts)

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, nvim, "--headless", "--clean", "-n",
		"-u", filepath.Join(scripts, "init.lua"), "-S", filepath.Join(scripts, "run.lua"))
	cmd.Dir = filepath.Join(d.workspace, "checkout")
	cmd.Env = append(d.env, "PLUGIN="+plugin, "SCRIPTS="+scripts, "SCRIPT="+filepath.Join(scripts, spec), "NVIM_PROGRAM="+nvim)
	out, err := cmd.CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(d.home, ".local", "state", "nvim", "lsp.log"))
		t.Fatalf("%s: %v\n%s\nlog of the client:\n%s", spec, err, out, log)
	}
	d.noServerLeft(t)
}
