package fix

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// A world is a directory of files and an environment, as a test states them.
type world struct {
	files    string // a txtar archive
	file     string // the one that is open: "app/go.mod"
	user     string // the text of the user's file
	goroot   string // the text of $GOROOT/go.env, by default Go's own
	process  map[string]string
	editor   map[string]string
	off      bool     // GOENV=off
	roots    []string // the workspace's folders
	distrust bool
	private  []string // the setting modroute.private
	noGo     bool     // no Go installation
}

const goEnv = "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n"

// open unpacks the world and returns the snapshot of its open file.
func (w world) open(t testing.TB) *snapshot.Snapshot {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(w.files)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if w.file == "" {
		w.file = "app/go.mod"
	}
	opts := snapshot.Options{Trusted: !w.distrust, Private: w.private}
	for _, root := range w.roots {
		opts.Roots = append(opts.Roots, filepath.Join(dir, filepath.FromSlash(root)))
	}
	path := filepath.Join(dir, filepath.FromSlash(w.file))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := snapshot.Open(filepath.Dir(path), w.environment(dir), snapshot.Disk(opts.Roots, opts.Trusted), opts)
	return folder.Snapshot(gomod.Parse(path, string(text)))
}

func (w world) environment(dir string) *goenv.Environment {
	if w.goroot == "" {
		w.goroot = goEnv
	}
	facts := goenv.Facts{
		GoVersion: "go1.26.0", GOROOT: filepath.Join(dir, "goroot"), GOOS: "linux",
		UserFile: filepath.Join(dir, "user", "env"), UserFileOff: w.off,
	}
	process := map[string]string{"GOMODCACHE": filepath.Join(dir, "modcache")}
	maps.Copy(process, w.process)
	goroot, _ := goenv.ParseFile(filepath.Join(facts.GOROOT, "go.env"), w.goroot, goenv.GOROOT)
	if w.noGo {
		facts.GOROOT = ""
	}
	layers := []goenv.Layer{goroot, layer(goenv.OS, process), layer(goenv.Editor, w.editor)}
	if w.off {
		facts.UserFile = ""
	} else {
		user, _ := goenv.ParseFile(facts.UserFile, w.user, goenv.User)
		layers = append(layers, user)
	}
	return goenv.Merge(layers, facts)
}

func layer(o goenv.Origin, values map[string]string) goenv.Layer {
	l := goenv.Layer{Origin: o, Settings: make(map[string]goenv.Setting)}
	for name, value := range values {
		l.Settings[name] = goenv.Setting{Value: value}
	}
	return l
}

// requirement returns the requirement of a module in the snapshot.
func requirement(t *testing.T, s *snapshot.Snapshot, path string) *analysis.Requirement {
	t.Helper()
	for _, r := range s.Requirements {
		if r.Path == path {
			return r
		}
	}
	t.Fatalf("the file has no requirement of %s", path)
	return nil
}

// root returns the directory that the world was unpacked into.
func root(s *snapshot.Snapshot) string {
	return filepath.Dir(s.Folder.Env.Get("GOMODCACHE"))
}

// described puts plans into words, one line each, with what a person sees and
// what would be written.
func described(s *snapshot.Snapshot, plans []Plan) string {
	var b strings.Builder
	for _, p := range plans {
		mark := ""
		if p.Preferred {
			mark = "*"
		}
		fmt.Fprintf(&b, "%s%s %s\n", p.Kind, mark, p.Title)
		if len(p.Codes) > 0 {
			fmt.Fprintf(&b, "  resolves: %s\n", strings.Join(p.Codes, " "))
		}
		if p.Disabled != "" {
			fmt.Fprintf(&b, "  disabled: %s\n", p.Disabled)
			continue
		}
		if p.NeedsDir {
			fmt.Fprintf(&b, "  needs a directory\n")
		}
		if p.Preview != "" {
			fmt.Fprintf(&b, "  preview: %s\n", p.Preview)
		}
		if p.Line != "" {
			fmt.Fprintf(&b, "  line: %s\n", p.Line)
		}
		for _, c := range p.Env {
			if !c.NewSet {
				fmt.Fprintf(&b, "  no %s\n", c.Name)
				continue
			}
			fmt.Fprintf(&b, "  %s=%s\n", c.Name, c.New)
		}
		for _, f := range p.Files {
			rel, _ := filepath.Rel(root(s), f.Path)
			fmt.Fprintf(&b, "  %s\n", filepath.ToSlash(rel))
			for _, line := range added(f) {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
	}
	return strings.ReplaceAll(b.String(), root(s), "ROOT")
}

// added returns the lines of an edited file that it had not before.
func added(f FileEdit) []string {
	var lines []string
	for line := range strings.SplitSeq(gomod.Apply(f.Old, f.Edits), "\n") {
		if !strings.Contains("\n"+f.Old+"\n", "\n"+line+"\n") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// check compares the description of plans.
func check(t *testing.T, s *snapshot.Snapshot, plans []Plan, want string) {
	t.Helper()
	want = strings.ReplaceAll(strings.TrimLeft(want, "\n"), "\t", "")
	if got := described(s, plans); got != want {
		t.Errorf("plans:\n%s\nwant:\n%s", got, want)
	}
}
