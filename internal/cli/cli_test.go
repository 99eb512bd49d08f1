package cli

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// A machine is a made-up machine with one Go installation, in a temporary
// directory: nothing of the real one is seen.
type machine struct {
	root    string
	dir     string // of the repository
	userEnv string // the file of `go env -w`
	environ []string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{root: root, dir: filepath.Join(root, "src"), userEnv: filepath.Join(root, "home", "env")}
	goroot := filepath.Join(root, "go")
	m.write(t, "go/VERSION", "go1.26.8\ntime 2026-11-01T00:00:00Z\n")
	m.write(t, "go/go.env", "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n")
	m.write(t, "go/bin/go", "")
	m.write(t, "go/bin/go.exe", "")
	m.write(t, "go/pkg/tool/"+runtime.GOOS+"_"+runtime.GOARCH+"/.keep", "")
	m.write(t, "home/.keep", "")
	m.write(t, "src/.keep", "")
	m.environ = []string{
		"PATH=" + filepath.Join(goroot, "bin"),
		"HOME=" + filepath.Join(root, "home"),
		"USERPROFILE=" + filepath.Join(root, "home"),
		"GOENV=" + m.userEnv,
	}
	return m
}

// write writes a file below the machine's root.
func (m *machine) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(m.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
}

// setenv sets a variable of the process's environment.
func (m *machine) setenv(assignment string) {
	name, _, _ := strings.Cut(assignment, "=")
	m.environ = slices.DeleteFunc(m.environ, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
	m.environ = append(m.environ, assignment)
}

// run runs modroute in the repository.
func (m *machine) run(args ...string) (exit int, stdout, stderr string) {
	var out, errs bytes.Buffer
	if len(args) > 0 && takesDir(args[0]) {
		args = append([]string{args[0], "-C", m.dir}, args[1:]...)
	}
	exit = Main(args, strings.NewReader(""), &out, &errs, m.environ)
	return exit, m.anonymous(out.String()), m.anonymous(errs.String())
}

func takesDir(command string) bool {
	return command == "route" || command == "graph" || command == "check" || command == "fix" || command == "env" || command == "bug"
}

// anonymous spells paths of the machine as $ROOT/…, and its platform, in the
// version of a toolchain, as $PLATFORM.
func (m *machine) anonymous(s string) string {
	s = strings.ReplaceAll(s, runtime.GOOS+"-"+runtime.GOARCH, "$PLATFORM")
	if filepath.Separator == '\\' {
		s = strings.ReplaceAll(s, strings.ReplaceAll(m.root, `\`, `\\`), m.root) // as JSON has it
		s = strings.ReplaceAll(s, m.root, "$ROOT")
		return strings.ReplaceAll(s, `\`, "/")
	}
	return strings.ReplaceAll(s, m.root, "$ROOT")
}

// Each file in testdata is one run of the command. Its comment says what it
// shows and, after "$ modroute", the arguments. The file "user" is the user's
// Go environment, "environ" adds to the process's, and "stdout", "stderr" and
// "exit" (absent if empty or 0) are what is expected; all others are the
// repository. Run the test with -update to rewrite what is expected.
func TestRuns(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no runs in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testRun(t, file) })
	}
}

func testRun(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := newMachine(t)
	want := map[string]string{}
	for _, f := range archive.Files {
		text := string(f.Data)
		switch f.Name {
		case "stdout", "stderr", "exit":
			want[f.Name] = text
		case "user":
			m.write(t, "home/env", text)
		case "environ":
			for line := range strings.Lines(strings.ReplaceAll(text, "$ROOT", m.root)) {
				m.setenv(strings.TrimSpace(line))
			}
		default:
			m.write(t, "src/"+f.Name, text)
		}
	}
	got := map[string]string{}
	exit, stdout, stderr := m.run(arguments(t, string(archive.Comment))...)
	got["stdout"], got["stderr"] = stdout, stderr
	if exit != 0 {
		got["exit"] = strconv.Itoa(exit) + "\n"
	}
	if *update {
		rewrite(t, file, archive, got)
		return
	}
	for _, name := range []string{"exit", "stdout", "stderr"} {
		if got[name] != want[name] {
			t.Errorf("%s is\n%s\nwant\n%s", name, got[name], want[name])
		}
	}
}

// arguments returns those of the line "$ modroute …".
func arguments(t *testing.T, comment string) []string {
	t.Helper()
	_, line, ok := strings.Cut(comment, "$ modroute")
	if !ok {
		t.Fatal("the comment has no line that begins with $ modroute")
	}
	line, _, _ = strings.Cut(line, "\n")
	return strings.Fields(line)
}

// rewrite replaces what an archive expects.
func rewrite(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	kept := archive.Files[:0]
	for _, f := range archive.Files {
		if _, ok := got[f.Name]; !ok && f.Name != "exit" {
			kept = append(kept, f)
		}
	}
	archive.Files = kept
	for _, name := range []string{"exit", "stdout", "stderr"} {
		if got[name] != "" {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got[name])})
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
		t.Fatal(err)
	}
}
