package layers

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

var (
	diffSeed  = flag.Uint64("diff.seed", 1, "seed of the generated environments")
	diffCases = flag.Int("diff.cases", 400, "number of generated environments")
	diffGo    = flag.String("diff.go", "go", "the go command to compare with, of any version")
)

// compared are the variables whose value must be that of `go env`. GOWORK is
// not among them where go env prints the go.work that it found.
var compared = []string{
	"GOPROXY", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH",
	"GOTOOLCHAIN", "GO111MODULE", "GOFLAGS", "GOENV", "GOROOT", "GOVERSION", "GOPATH", "GOMODCACHE", "GODEBUG",
	"FOOBAR",
}

// since names the releases before which go env prints nothing for a variable,
// or echoes what nothing reads.
var since = map[string]string{"GOVCS": "go1.16", "GOTOOLCHAIN": "go1.21", "FOOBAR": "go1.21", "GOAUTH": "go1.24", "GODEBUG": "go1.24"}

// TestAgainstGo compares generated environments with what the installed go
// command makes of them: layers with empty values, odd lines, files in all
// places, GOROOTs of its own.
func TestAgainstGo(t *testing.T) {
	g := newGenerator(t)
	t.Logf("go test -run TestAgainstGo ./internal/layers -args -diff.seed=%d -diff.cases=%d", *diffSeed, *diffCases)
	refused := 0
	for i := range *diffCases {
		c := g.next(i)
		env, _ := Read(Source{Environ: c.environ, Editor: c.editor, Dir: c.dir})
		got, stderr, err := c.run()
		if err != nil {
			refused++
			if env.Facts.GOROOT != "" && !g.invalid(env.Get("GO111MODULE"), env.Get("GOTOOLCHAIN"), env.Get("GOWORK"), env.Get("GOPATH")) {
				t.Fatalf("case %d: go env fails, and nothing in the environment is the reason: %v\n%s\n%s", i, err, stderr, c)
			}
			continue
		}
		for _, name := range compared {
			if name == "FOOBAR" && !inFile(env, name) {
				continue // go env knows the name only from a file
			}
			if goenv.Older(g.version, since[name]) {
				continue
			}
			if want, value := got[name], env.Get(name); value != jsonText(value) {
				continue // invalid UTF-8 does not survive go env's JSON
			} else if value != want {
				t.Errorf("case %d: %s is %q, go env says %q\n%s", i, name, value, want, c)
			}
		}
		if v := env.Get("GOWORK"); !goenv.Older(g.version, "go1.18") && v != "" && v != "auto" && got["GOWORK"] != v {
			t.Errorf("case %d: GOWORK is %q, go env says %q\n%s", i, v, got["GOWORK"], c)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d environments agree; in %d more go env stops, as it must", *diffCases-refused, refused)
	if refused > *diffCases/3 {
		t.Errorf("go env refused %d of %d environments: the generator compares too little", refused, *diffCases)
	}
}

// jsonText is s as it comes out of JSON.
func jsonText(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// A diffCase is one generated environment.
type diffCase struct {
	dir     string
	environ []string // for Read
	editor  map[string]string
	program string
	user    string // the text of the user's file
	goEnv   string // of the GOROOT's go.env
}

func (c *diffCase) String() string {
	return fmt.Sprintf("in %s\nenviron %q\neditor %q\nuser's file %q\ngo.env %q", c.dir, c.environ, c.editor, c.user, c.goEnv)
}

// inFile reports whether one of the files sets a variable.
func inFile(env *goenv.Environment, name string) bool {
	_, user := env.LayerSetting(goenv.User, name)
	_, goroot := env.LayerSetting(goenv.GOROOT, name)
	return user || goroot
}

// run runs go env in the environment that the editor would start it in.
func (c *diffCase) run() (values map[string]string, stderr string, err error) {
	cmd := exec.Command(c.program, append([]string{"env", "-json", "GOWORK"}, compared...)...)
	cmd.Dir = c.dir
	cmd.Env = slices.Clone(c.environ)
	for name, value := range c.editor {
		cmd.Env = append(cmd.Env, name+"="+value) // the last one counts
	}
	var diag bytes.Buffer
	cmd.Stderr = &diag
	out, err := cmd.Output()
	if err != nil {
		return nil, diag.String(), err
	}
	err = json.Unmarshal(out, &values)
	return values, diag.String(), err
}

// A generator makes environments.
type generator struct {
	*rand.Rand
	t       *testing.T
	version string
	goroot  string    // of the installed go
	dir     string    // below which all files are
	roots   [2]string // installations of its own: links to the real one, but for go.env
	pools   map[string][]string
}

func newGenerator(t *testing.T) *generator {
	program, err := exec.LookPath(*diffGo)
	if err != nil {
		t.Fatalf("this test compares with the go command, and there is none: %v", err)
	}
	cmd := exec.Command(program, "env", "-json", "GOROOT", "GOVERSION")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOENV=off", "GOTOOLCHAIN=local")
	if *diffGo != "go" {
		cmd.Env = append(cmd.Env, "GOROOT=") // go test sets its own
	}
	out, err := cmd.Output()
	var is struct{ GOROOT, GOVERSION string }
	if err == nil {
		err = json.Unmarshal(out, &is)
	}
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	g := &generator{
		Rand:    rand.New(rand.NewPCG(*diffSeed, 0)),
		t:       t,
		goroot:  is.GOROOT,
		version: is.GOVERSION,
		dir:     dir,
	}
	for i := range g.roots {
		g.roots[i] = filepath.Join(dir, fmt.Sprint("goroot", i))
		g.linkGOROOT(g.roots[i])
	}
	g.copyProgram(filepath.Join(g.roots[1], "bin"))
	g.pools = g.newPools()
	return g
}

// linkGOROOT makes dir an installation that is the real one but for go.env.
func (g *generator) linkGOROOT(dir string) {
	entries, err := os.ReadDir(g.goroot)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "go.env" {
			symlink(g.t, filepath.Join(g.goroot, e.Name()), filepath.Join(dir, e.Name()))
		}
	}
}

// copyProgram replaces a linked bin directory by one with a copy of go, which
// takes the directory above it for its GOROOT.
func (g *generator) copyProgram(bin string) {
	if err := os.Remove(bin); err != nil {
		g.t.Fatal(err)
	}
	mkdir(g.t, bin)
	in, err := os.Open(filepath.Join(g.goroot, "bin", goName()))
	if err != nil {
		g.t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(filepath.Join(bin, goName()), os.O_CREATE|os.O_WRONLY, 0o777)
	if err != nil {
		g.t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		g.t.Fatal(err)
	}
}

func goName() string {
	if runtime.GOOS == "windows" {
		return "go.exe"
	}
	return "go"
}

// newPools returns the values that each variable is given. Those of
// GO111MODULE, GOTOOLCHAIN and GOWORK are what the go command accepts without
// looking for another toolchain.
func (g *generator) newPools() map[string][]string {
	patterns := []string{"", "*.corp.example.com", "git.corp.example.com/team,github.com/acme/*", "none", "*", " a.example , b.example ", "[", `"quoted.example"`}
	return map[string][]string{
		"GOPROXY":     {"", "direct", "off", "https://proxy.example,direct", "https://u:p@a.example|https://b.example,off", ",", " https://a.example ", "DIRECT"},
		"GOPRIVATE":   patterns,
		"GONOPROXY":   patterns,
		"GONOSUMDB":   patterns,
		"GOINSECURE":  patterns,
		"GOSUMDB":     {"", "off", "sum.golang.org", "sum.golang.google.cn", "sum.example+1234abcd+AAAA= https://sum.example", "OFF"},
		"GOVCS":       {"", "*:git", "github.com:git,*:off", "public:git|hg , private:all", ":"},
		"GOAUTH":      {"", "netrc", "off", "git /home/u/repo; netrc", ";"},
		"GOTOOLCHAIN": {"", "local", "auto", "path", "local+path", g.version, g.version + "+auto"},
		"GO111MODULE": {"", "on", "auto", "off"},
		"GOFLAGS":     {"", "-mod=mod", "-mod=vendor -tags=a=b", "-bogus", "'-tags=a b'"},
		"GOWORK":      {"", "off", "auto", filepath.Join(g.dir, "missing", "go.work")},
		"GOPATH":      {"", filepath.Join(g.dir, "gopath"), filepath.Join(g.dir, "a") + string(filepath.ListSeparator) + filepath.Join(g.dir, "b"), string(filepath.ListSeparator) + filepath.Join(g.dir, "b")},
		"GOMODCACHE":  {"", filepath.Join(g.dir, "cache"), "relative/cache"},
		"GODEBUG":     {"", "cmdgonetlimit=9"},
		"FOOBAR":      {"", "x"},
	}
}

// invalid reports whether one of the values is what makes every go command
// fail.
func (g *generator) invalid(go111module, gotoolchain, gowork, gopath string) bool {
	is := func(name, value string) bool { return slices.Contains(g.pools[name], value) }
	if goenv.Older(g.version, "go1.21") && strings.HasPrefix(gopath, string(filepath.ListSeparator)) {
		return true // "missing $GOPATH"
	}
	return !is("GO111MODULE", go111module) || !is("GOTOOLCHAIN", gotoolchain) || !is("GOWORK", gowork) && !filepath.IsAbs(gowork) ||
		slices.ContainsFunc(filepath.SplitList(gopath), func(p string) bool { return p != "" && !filepath.IsAbs(p) })
}

// names returns the pools' names in a fixed order.
func (g *generator) names() []string { return slices.Sorted(maps.Keys(g.pools)) }

// pick returns one of list.
func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

// in reports true in one of n cases.
func (g *generator) in(n int) bool { return g.IntN(n) == 0 }

// next makes the next environment.
func (g *generator) next(i int) *diffCase {
	c := &diffCase{dir: filepath.Join(g.dir, fmt.Sprint("case", i)), editor: make(map[string]string)}
	mkdir(g.t, c.dir)
	home := filepath.Join(c.dir, "home")
	if g.in(10) {
		home = "home" // relative to the same directory
	}
	c.environ = append(c.environ, "PATH="+g.path(c), "HOME="+home)
	for _, name := range g.names() {
		if g.in(4) {
			c.environ = append(c.environ, name+"="+g.pick(g.pools[name]...))
		}
		if g.in(12) {
			c.editor[name] = g.pick(g.pools[name]...)
		}
	}
	if g.in(4) {
		c.environ = append(c.environ, "GOROOT="+g.pick(g.roots[0], g.roots[1], g.goroot, g.roots[0]+"/", ""))
	}
	c.goEnv = g.text(false)
	for _, root := range g.roots {
		write(g.t, filepath.Join(root, "go.env"), "# "+root+"\n"+c.goEnv)
	}
	c.user = g.text(g.in(6))
	g.placeUserFile(c)
	return c
}

// path returns a PATH, and sets the program that it leads to.
func (g *generator) path(c *diffCase) string {
	bin := filepath.Join(g.goroot, "bin")
	switch g.IntN(5) {
	case 0:
		bin = filepath.Join(g.roots[0], "bin") // a link to the real one
	case 1:
		bin = filepath.Join(g.roots[1], "bin")
	case 2:
		linked := filepath.Join(c.dir, "linked")
		symlink(g.t, filepath.Join(g.roots[1], "bin", goName()), filepath.Join(linked, goName()))
		bin = linked
	}
	c.program = filepath.Join(bin, goName())
	return filepath.Join(c.dir, "nothing") + string(filepath.ListSeparator) + bin
}

// placeUserFile writes the user's file where the go command looks for it, or
// where it does not.
func (g *generator) placeUserFile(c *diffCase) {
	home, xdg := filepath.Join(c.dir, "home", ".config"), filepath.Join(c.dir, "xdg")
	set := func(name, value string) { c.environ = append(c.environ, name+"="+value) }
	// Telemetry would write into the directory while it is removed.
	write(g.t, filepath.Join(home, "go", "telemetry", "mode"), "off")
	write(g.t, filepath.Join(xdg, "go", "telemetry", "mode"), "off")
	switch g.IntN(10) {
	case 0:
		write(g.t, filepath.Join(xdg, "go", "env"), c.user)
		set("XDG_CONFIG_HOME", xdg)
	case 1:
		set("XDG_CONFIG_HOME", "relative")
		write(g.t, filepath.Join(c.dir, "relative", "go", "env"), c.user)
	case 2:
		set("GOENV", "off")
		write(g.t, filepath.Join(home, "go", "env"), c.user)
	case 3:
		set("GOENV", "./relative-env")
		write(g.t, filepath.Join(c.dir, "relative-env"), c.user)
	case 4:
		set("GOENV", filepath.Join(c.dir, "absolute-env"))
		write(g.t, filepath.Join(c.dir, "absolute-env"), c.user)
	case 5:
		set("GOENV", c.dir) // a directory
	case 6:
		set("GOENV", g.pick(os.DevNull, filepath.Join(c.dir, "missing")))
		c.editor["GOENV"] = ""
		write(g.t, filepath.Join(home, "go", "env"), c.user)
	default:
		set("GOENV", "")
		write(g.t, filepath.Join(home, "go", "env"), c.user)
	}
}

// text makes the text of a file: assignments among odd lines. Odd values make
// many go commands fail, so they are asked for.
func (g *generator) text(odd bool) string {
	var lines []string
	for _, name := range g.names() {
		for g.in(4) {
			lines = append(lines, name+"="+g.pick(g.pools[name]...))
		}
	}
	for g.in(3) {
		lines = append(lines, "GOROOT="+g.pick(g.roots[0], g.roots[1], g.goroot, ""))
	}
	for range g.IntN(4) {
		name := g.pick(g.names()...)
		value := g.pick(g.pools[name]...)
		lines = append(lines, g.pick(
			"# "+name+"="+value, "export "+name+"="+value, " "+name+"="+value, "\t"+name+"="+value,
			strings.ToLower(name)+"="+value, name+" = "+value, "\ufeff"+name+"="+value, name, "", "=", "=x",
			name+"\x00="+value, "Set "+name+"="+value))
	}
	if odd {
		// An empty word in GOFLAGS ('') makes the go command panic.
		name := g.pick(slices.DeleteFunc(g.names(), func(name string) bool { return name == "GOFLAGS" })...)
		value := g.pick(g.pools[name]...)
		lines = append(lines, name+"="+g.pick(" ", `"`, "'", "\t", "\v")+value+g.pick(" ", `"`, " # comment", "\x01", "\r", ""))
	}
	g.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	end := "\n"
	if odd && g.in(2) {
		end = "\r\n"
	}
	text := strings.Join(lines, end)
	if g.in(2) {
		text += end
	}
	if odd && g.in(4) {
		text = "\ufeff" + text
	}
	return text
}
