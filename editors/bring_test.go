package editors

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bringWith runs a copy of bring.sh, with nothing in its cache, where these
// programs come first on PATH.
func bringWith(t *testing.T, name string, programs map[string]string) (string, error) {
	t.Helper()
	checkout, bin := t.TempDir(), t.TempDir()
	script, err := os.ReadFile("bring.sh")
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(checkout, "editors", "bring.sh")
	if err := os.MkdirAll(filepath.Dir(copied), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, script, 0o666); err != nil {
		t.Fatal(err)
	}
	for program, text := range programs {
		if err := os.WriteFile(filepath.Join(bin, program), []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("bash", copied, name)
	cmd.Env = append(os.Environ(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	left, _ := filepath.Glob(filepath.Join(checkout, ".cache", "editors", "*"))
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			t.Errorf("%s is left behind", path)
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(string(out), bin+string(filepath.Separator), "BIN/")), err
}

// An editor on PATH is taken when it is new enough, and when there is none, it
// is said what to install.
func TestBring(t *testing.T) {
	const broken = "exit 100"
	for _, test := range []struct {
		what, name, version string
		apt                 string
		want                string // the path, or what the complaint contains
		fails               bool
	}{
		{what: "new enough", name: "nvim-0.12", version: "NVIM v0.12.4", want: "BIN/nvim"},
		{what: "newer", name: "nvim-0.12", version: "NVIM v1.0.0-dev", want: "BIN/nvim"},
		{what: "of the right generation", name: "nvim-0.10", version: "NVIM v0.10.0", want: "BIN/nvim"},
		{what: "too old", name: "nvim-0.12", version: "NVIM v0.9.5", apt: broken, want: "install Neovim 0.12 or newer", fails: true},
		{what: "too new", name: "nvim-0.10", version: "NVIM v0.12.4", apt: broken, want: "install Neovim 0.10", fails: true},
		{what: "says nothing", name: "nvim-0.12", version: "", apt: broken, want: "install Neovim 0.12 or newer", fails: true},
		{
			what: "broken download", name: "nvim-0.12", version: "NVIM v0.9.5",
			apt:  `case "$*" in *print-uris*) echo "'http://mirror.invalid/debian/dists/stable/InRelease' x 0";; *) echo connection reset; exit 100;; esac`,
			want: "connection reset", fails: true,
		},
		{what: "unknown", name: "ed", want: "there is no 'ed' to bring", fails: true},
	} {
		t.Run(test.what, func(t *testing.T) {
			programs := map[string]string{"nvim": "echo '" + test.version + "'", "dpkg-deb": ""}
			if test.apt != "" {
				programs["apt-get"] = test.apt
			}
			got, err := bringWith(t, test.name, programs)
			if test.fails != (err != nil) || test.fails && !strings.Contains(got, test.want) || !test.fails && got != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}
