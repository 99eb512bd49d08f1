package layers

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// newGOROOT makes a directory that the go command takes for an installation.
func newGOROOT(t *testing.T, version, goEnv string) string {
	t.Helper()
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "pkg", "tool", runtime.GOOS+"_"+runtime.GOARCH))
	write(t, filepath.Join(dir, "VERSION"), version+"\ntime 2026-01-01T00:00:00Z\n")
	write(t, filepath.Join(dir, "go.env"), goEnv)
	writeProgram(t, filepath.Join(dir, "bin", "go"), "\x7fELF")
	return dir
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func writeProgram(t *testing.T, path, text string) {
	t.Helper()
	write(t, path, text)
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, link string) {
	t.Helper()
	mkdir(t, filepath.Dir(link))
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
}

// problems joins the messages of an environment's problems.
func problems(env *goenv.Environment) string {
	var list []string
	for _, p := range env.Problems {
		list = append(list, p.Message)
	}
	return strings.Join(list, "\n")
}

func TestEveryLayerIsRead(t *testing.T) {
	goroot := newGOROOT(t, "go1.26.1", "# defaults\nGOPROXY=https://goroot.example\nGOSUMDB=goroot\nGOTOOLCHAIN=local\n")
	home := t.TempDir()
	file := filepath.Join(home, ".config", "go", "env")
	write(t, file, "GOSUMDB=user\nGOPRIVATE=user.example\n")
	env, inputs := Read(Source{
		Environ:  []string{"HOME=" + home, "PATH=" + filepath.Join(goroot, "bin"), "GOPRIVATE=os.example", "GOVCS=os", "XDG_CONFIG_HOME="},
		Editor:   map[string]string{"GOVCS": "*:git"},
		Injected: map[string]string{"GOPRIVATE": "another.extension"},
		Dir:      t.TempDir(),
	})
	for name, want := range map[string]goenv.Setting{
		"GOPROXY":    {Value: "https://goroot.example", Origin: goenv.GOROOT, File: filepath.Join(goroot, "go.env"), Line: 2},
		"GOSUMDB":    {Value: "user", Origin: goenv.User, File: file, Line: 1},
		"GOPRIVATE":  {Value: "os.example", Origin: goenv.OS, InjectedBy: "another.extension"},
		"GOVCS":      {Value: "*:git", Origin: goenv.Editor},
		"GOENV":      {Value: file},
		"GOROOT":     {Value: goroot},
		"GOVERSION":  {Value: "go1.26.1"},
		"GOPATH":     {Value: filepath.Join(home, "go")},
		"GOMODCACHE": {Value: filepath.Join(home, "go/pkg/mod")},
	} {
		if got := env.Lookup(name).Setting; got != want {
			t.Errorf("%s\n got %+v\nwant %+v", name, got, want)
		}
	}
	for _, path := range []string{file, filepath.Join(goroot, "go.env"), filepath.Join(goroot, "VERSION")} {
		if !slices.Contains(inputs, path) {
			t.Errorf("inputs %q lack %s", inputs, path)
		}
	}
	if len(env.Problems) > 0 {
		t.Errorf("problems: %s", problems(env))
	}
}

func TestUserFileThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "huge"), "GOPRIVATE=p\n"+strings.Repeat("# padding\n", maxFile/10)+"GOSUMDB=off\n")
	write(t, filepath.Join(dir, "binary"), "GOPRIVATE=p\n\x00\x01\x02\xff\n")
	symlink(t, os.DevNull, filepath.Join(dir, "device"))
	for _, tt := range []struct {
		goenv     string
		want      string // of the problems; "" if there are none
		goprivate string
	}{
		{dir, "cannot read " + dir + ": it is a directory: settings written by go env -w are not in force", ""},
		{filepath.Join(dir, "device"), "it is no regular file", ""},
		{filepath.Join(dir, "huge"), "is larger than 1048576 bytes: the rest of it is not read", "p"},
		{filepath.Join(dir, "binary"), "is not a text file", "p"},
		{"nul\x00byte", "cannot read", ""},
		{"//host/share/env", "//host/share/env is a network or device path, which is never opened", ""},
		{`\\host\share\env`, "is a network or device path", ""},
		{`\\.\pipe\env`, "is a network or device path", ""},
		{"/dev/stdin", "/dev/stdin is a network or device path", ""},
		{"/x/../dev/tty", "is a network or device path", ""},
		{os.DevNull, "", ""}, // the usual way to have no file
		{filepath.Join(dir, "missing"), "", ""},
	} {
		env, _ := Read(Source{Environ: []string{"GOENV=" + tt.goenv, "GOROOT=" + newGOROOT(t, "go1.26.1", "")}, Dir: dir})
		if got := problems(env); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("GOENV=%q: problems %q, want %q", tt.goenv, got, tt.want)
		}
		if got := env.Get("GOPRIVATE"); got != tt.goprivate {
			t.Errorf("GOENV=%q: GOPRIVATE=%q, want %q", tt.goenv, got, tt.goprivate)
		}
		if env.Get("GOSUMDB") != "" {
			t.Errorf("GOENV=%q: a line beyond the limit counts", tt.goenv)
		}
	}
}

func TestUserFileLocation(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "sub", "env"), "GOPRIVATE=found\n")
	goroot := newGOROOT(t, "go1.26.1", "")
	read := func(environ ...string) *goenv.Environment {
		env, _ := Read(Source{Environ: append(environ, "GOROOT="+goroot), Dir: filepath.Join(dir, "sub")})
		return env
	}
	// A relative GOENV is relative to the directory; it is printed as it is,
	// and opened under its absolute path.
	env := read("GOENV=env")
	if env.Get("GOPRIVATE") != "found" || env.Get("GOENV") != "env" || env.UserFile != filepath.Join(dir, "sub", "env") {
		t.Errorf("relative: GOPRIVATE=%q, GOENV=%q, file %q", env.Get("GOPRIVATE"), env.Get("GOENV"), env.UserFile)
	}
	env = read("GOENV=off", "HOME="+dir)
	if !env.UserFileOff || env.UserFile != "" || env.Get("GOENV") != "" {
		t.Errorf("off: UserFileOff=%t, UserFile=%q, GOENV=%q", env.UserFileOff, env.UserFile, env.Get("GOENV"))
	}
	env = read("XDG_CONFIG_HOME=rel", "HOME="+dir)
	if runtime.GOOS == "linux" && (env.UserFile != "" || !strings.Contains(problems(env), "XDG_CONFIG_HOME is a relative path")) {
		t.Errorf("relative XDG_CONFIG_HOME: UserFile=%q, problems %q", env.UserFile, problems(env))
	}
	env, _ = Read(Source{Environ: []string{"GOENV=off"}, Editor: map[string]string{"GOENV": "", "HOME": "/home/u"}, Dir: dir})
	if env.UserFileOff || env.UserFile == "" {
		t.Error("an empty GOENV of the editor does not unset GOENV=off")
	}
}

func TestInstallation(t *testing.T) {
	first, second := newGOROOT(t, "go1.26.1", "GOPROXY=first\n"), newGOROOT(t, "go1.27.0", "GOPROXY=second\n")
	dir := t.TempDir()
	symlink(t, filepath.Join(first, "bin", "go"), filepath.Join(dir, "linked", "go"))
	writeProgram(t, filepath.Join(dir, "script", "go"), "#!/bin/sh\nexec /opt/go/bin/go \"$@\"\n")
	writeProgram(t, filepath.Join(dir, "alone", "go"), "\x7fELF")
	write(t, filepath.Join(dir, "plain", "go"), "not executable")
	mkdir(t, filepath.Join(dir, "folder", "go"))
	write(t, filepath.Join(dir, "env"), "GOROOT="+second+"\n")
	write(t, filepath.Join(dir, "empty", "file"), "")

	const published = "https://proxy.golang.org,direct"
	bin := func(names ...string) string {
		for i, name := range names {
			if !filepath.IsAbs(name) {
				names[i] = filepath.Join(dir, name)
			}
		}
		return "PATH=" + strings.Join(names, string(filepath.ListSeparator))
	}
	for _, tt := range []struct {
		name    string
		environ []string
		goproxy string
		version string
		problem string
	}{
		{"the go on PATH", []string{bin(filepath.Join(first, "bin"))}, "first", "go1.26.1", ""},
		{"the first go on PATH", []string{bin("plain", "folder", "missing", filepath.Join(second, "bin"), filepath.Join(first, "bin"))}, "second", "go1.27.0", ""},
		{"a symbolic link", []string{bin("linked")}, "first", "go1.26.1", ""},
		{"GOROOT of the process", []string{"GOROOT=" + second}, "second", "go1.27.0", ""},
		{"the version is that of the program", []string{"GOROOT=" + second, bin("linked")}, "second", "go1.26.1", ""},
		{"GOROOT of the user's file goes first", []string{"GOENV=" + filepath.Join(dir, "env"), "GOROOT=" + first}, "second", "go1.27.0", ""},
		{"a script", []string{bin("script")}, published, "", "cannot be told without running it"},
		{"a script and GOROOT", []string{bin("script"), "GOROOT=" + first}, "first", "go1.26.1", ""},
		{"a program of no installation", []string{bin("alone")}, published, "", "cannot be told without running it"},
		{"no program", []string{bin("missing")}, published, "", "there is no go program on PATH"},
		{"GOROOT that is missing", []string{"GOROOT=/missing/go", bin("linked")}, published, "go1.26.1", "cannot find GOROOT directory: /missing/go"},
		{"GOROOT that is none", []string{"GOROOT=" + filepath.Join(dir, "empty")}, published, "", "is no Go installation"},
		{"GOROOT on the network", []string{"GOROOT=//host/go"}, published, "", "never opened"},
		{"GOROOT without go.env", []string{"GOROOT=" + filepath.Join(dir, "empty"), bin("linked")}, "", "go1.26.1", "go.env does not exist"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env, _ := Read(Source{Environ: append(tt.environ, "HOME=/home/u"), Dir: dir})
			if got := env.Get("GOPROXY"); got != tt.goproxy {
				t.Errorf("GOPROXY=%q, want %q", got, tt.goproxy)
			}
			if env.GoVersion != tt.version {
				t.Errorf("version %q, want %q", env.GoVersion, tt.version)
			}
			if got := problems(env); tt.problem == "" && got != "" || !strings.Contains(got, tt.problem) {
				t.Errorf("problems %q, want %q", got, tt.problem)
			}
			if assumed := strings.Contains(problems(env), "defaults that the Go project publishes are assumed"); assumed != (tt.goproxy == published) {
				t.Errorf("assumed defaults are announced: %t", assumed)
			}
		})
	}
}

func TestGoInTheWorkspaceIsRefused(t *testing.T) {
	workspace := newGOROOT(t, "go1.26.1", "GOPROXY=https://evil.example\n")
	outside := newGOROOT(t, "go1.27.0", "GOPROXY=outside\n")
	links := t.TempDir()
	symlink(t, filepath.Join(workspace, "bin", "go"), filepath.Join(links, "in", "go"))
	symlink(t, workspace, filepath.Join(links, "workspace"))
	symlink(t, filepath.Join(outside, "bin", "go"), filepath.Join(workspace, "out", "go"))
	for _, tt := range []struct{ path, problem string }{
		{filepath.Join(workspace, "bin"), "it lies in the workspace"},
		{filepath.Join(links, "in"), "it lies in the workspace"},
		{filepath.Join(links, "workspace", "bin"), "it lies in the workspace"},
		{filepath.Join(workspace, "out"), "it lies in the workspace"},
		{"bin", "PATH names its directory by a relative path"},
		{"", "" /* an empty entry is the current directory, which has no go */},
	} {
		path := tt.path + string(filepath.ListSeparator) + filepath.Join(outside, "bin")
		env, _ := Read(Source{Environ: []string{"PATH=" + path, "HOME=/home/u"}, Dir: workspace, Roots: []string{workspace}})
		if env.Get("GOPROXY") != "outside" || env.Facts.GOROOT != outside {
			t.Errorf("PATH=%s: GOPROXY=%q, GOROOT=%q", path, env.Get("GOPROXY"), env.Facts.GOROOT)
		}
		if got := problems(env); tt.problem == "" && got != "" || !strings.Contains(got, tt.problem) {
			t.Errorf("PATH=%s: problems %q, want %q", path, got, tt.problem)
		}
	}
}

func TestOldGoReadsNoGoEnv(t *testing.T) {
	goroot := newGOROOT(t, "go1.20.14", "GOPROXY=https://goroot.example\n")
	env, inputs := Read(Source{Environ: []string{"GOROOT=" + goroot, "HOME=/home/u"}, Dir: goroot})
	if got := env.Lookup("GOPROXY"); got.Value != "https://proxy.golang.org,direct" || got.Origin != goenv.Default {
		t.Errorf("GOPROXY=%q (%v)", got.Value, got.Origin)
	}
	if slices.Contains(inputs, filepath.Join(goroot, "go.env")) {
		t.Error("go.env was read")
	}
}

func TestVersionFile(t *testing.T) {
	for text, want := range map[string]string{
		"go1.26.1":                 "go1.26.1",
		"go1.22.4 X:boringcrypto":  "go1.22.4",
		"go1.22.4-corp":            "go1.22.4-corp",
		"devel go1.27-abcdef Mon":  "",
		"":                         "",
		"weekly.2012-03-27 \x00\n": "",
	} {
		env, _ := Read(Source{Environ: []string{"GOROOT=" + newGOROOT(t, text, ""), "HOME=/home/u"}, Dir: "/"})
		if env.GoVersion != want {
			t.Errorf("VERSION %q: version %q, want %q", text, env.GoVersion, want)
		}
	}
}

func TestHostArchitectureIsThatOfTheInstallation(t *testing.T) {
	goroot := newGOROOT(t, "go1.26.1", "")
	tool := filepath.Join(goroot, "pkg", "tool")
	if err := os.Rename(filepath.Join(tool, runtime.GOOS+"_"+runtime.GOARCH), filepath.Join(tool, runtime.GOOS+"_other")); err != nil {
		t.Fatal(err)
	}
	env, _ := Read(Source{Environ: []string{"GOROOT=" + goroot, "HOME=/home/u"}, Dir: "/"})
	if env.GOARCH != "other" {
		t.Errorf("GOARCH %q, want %q", env.GOARCH, "other")
	}
}

func BenchmarkRead(b *testing.B) {
	s := Source{Environ: os.Environ(), Dir: b.TempDir(), Roots: []string{b.TempDir()}}
	for b.Loop() {
		Read(s)
	}
}

// Environments that are read together see the same of a file that is being
// written meanwhile.
func TestReadOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	read := ReadOnce()
	private := func() string {
		env, _ := Read(Source{Environ: []string{"GOENV=" + file}, ReadFile: read})
		return env.Get("GOPRIVATE")
	}
	for _, text := range []string{"GOPRIVATE=git.corp.internal\n", ""} {
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := private(); got != "git.corp.internal" {
			t.Errorf("with %q in the file GOPRIVATE is %q", text, got)
		}
	}
}
