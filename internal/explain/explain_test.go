package explain

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// memory is Files that has just these, by slash path.
type memory map[string]string

func (m memory) ReadFile(path string) (string, error) {
	if text, ok := m[path]; ok {
		return text, nil
	}
	return "", fs.ErrNotExist
}
func (m memory) IsDir(string) bool       { return false }
func (m memory) ReadDir(string) []string { return nil }

// snap returns the snapshot of a go.mod under a user's Go environment.
func snap(t *testing.T, userEnv, goMod string) *snapshot.Snapshot {
	t.Helper()
	const userFile, installed = "/home/gopher/.config/go/env", "/usr/lib/go/go.env"
	user, _ := goenv.ParseFile(userFile, userEnv, goenv.User)
	goroot, _ := goenv.ParseFile(installed, "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n", goenv.GOROOT)
	env := goenv.Merge([]goenv.Layer{user, goroot}, goenv.Facts{
		GoVersion: "go1.26.8", GOROOT: "/usr/lib/go", GOOS: "linux", GOARCH: "amd64", UserFile: userFile,
	})
	folder := snapshot.Open("/src/shop", env, memory{}, snapshot.Options{Roots: []string{"/src/shop"}})
	return folder.Snapshot(gomod.Parse("/src/shop/go.mod", goMod))
}

const requireLib = "module shop.example\n\ngo 1.26\n\nrequire git.corp.example.com/team/lib v1.2.3\n"

func TestHover(t *testing.T) {
	for _, test := range []struct {
		name, userEnv, goMod string
		want                 []string // lines, in order
	}{
		{
			name:  "a module that no setting names walks the proxies of the installation",
			goMod: requireLib,
			want: []string{
				"fetched from https://proxy.golang.org, on 404 or 410 → direct (https://git.corp.example.com/team/lib?go-get=1)",
				"decided by  GOPROXY=https://proxy.golang.org,direct (from the Go installation, /usr/lib/go/go.env:1)",
				"checksum    go.sum has no line; sum.golang.org is asked, through https://proxy.golang.org, on 404 or 410 → https://sum.golang.org",
				"cached      no",
				"visibility  unknown: nothing here says whether it is public or private",
			},
		},
		{
			name:    "a private module goes to its origin, and the pattern says why",
			userEnv: "GOPRIVATE=example.org,*.corp.example.com\n",
			goMod:   requireLib,
			want: []string{
				"direct (https://git.corp.example.com/team/lib?go-get=1)",
				"decided by  GOPRIVATE=example.org,*.corp.example.com, in which *.corp.example.com matches (set by go env -w, /home/gopher/.config/go/env:1)",
				"checksum    go.sum has no line; no database is asked: the same pattern",
				"visibility  private",
			},
		},
		{
			name:    "a pipe goes on after any error",
			userEnv: "GOPROXY=goproxy.cn|direct\n",
			goMod:   requireLib,
			want:    []string{"https://goproxy.cn, on any error → direct ("},
		},
		{
			name:    "off is said to lead nowhere",
			userEnv: "GOPROXY=off\n",
			goMod:   requireLib,
			want: []string{
				"nowhere: off", "decided by  GOPROXY=off (set by go env -w,",
				"checksum    go.sum has no line; nothing is fetched, so no database is asked",
			},
		},
		{
			name:    "an environment that no command accepts is quoted in the go command's words",
			userEnv: "GOPROXY=none\n",
			goMod:   requireLib,
			want:    []string{"nowhere: invalid proxy URL missing scheme: none", "decided by  GOPROXY=none"},
		},
		{
			name:  "a local replacement needs no fetching",
			goMod: requireLib + "\nreplace git.corp.example.com/team/lib => ../lib\n",
			want:  []string{"the directory ../lib; nothing is fetched", "replaced by  ../lib (go.mod:7)"},
		},
		{
			name:  "the route of a replacement is that of the module that is fetched",
			goMod: requireLib + "\nreplace git.corp.example.com/team/lib => github.com/fork/lib v1.2.4\n",
			want: []string{
				"https://proxy.golang.org, on 404 or 410 → direct (https://github.com/fork/lib)",
				"replaced by  github.com/fork/lib v1.2.4 (go.mod:7)",
			},
		},
		{
			name:    "a direct step that GOVCS forbids is said to fail",
			userEnv: "GOPROXY=direct\nGOVCS=*:off\n",
			goMod:   "module m\n\nrequire github.com/a/b v1.0.0\n",
			want:    []string{"direct (https://github.com/a/b)", "direct ", "it fails: GOVCS disallows using git for public github.com/a/b"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snap(t, test.userEnv, test.goMod)
			contains(t, Requirement(s, s.Requirements[0]).Text(), test.want)
		})
	}
}

// contains fails if text does not have the pieces in this order.
func contains(t *testing.T, text string, pieces []string) {
	t.Helper()
	rest := text
	for _, piece := range pieces {
		_, after, ok := strings.Cut(rest, piece)
		if !ok {
			t.Errorf("no %q, or not in this place, in:\n%s", piece, text)
			return
		}
		rest = after
	}
}

func TestTreeTellsEveryDecisionInOrder(t *testing.T) {
	s := snap(t, "", requireLib)
	contains(t, Tree(s, s.Requirements[0].Route).Text(), []string{
		"git.corp.example.com/team/lib@v1.2.3, as go mod download finds it\n",
		"├── module mode  on, as GO111MODULE is empty\n",
		"├── vendor       no",
		"├── main module  no\n",
		"├── exclude      no\n",
		"├── replace      no\n",
		"├── pattern      no: GONOPROXY and GOPRIVATE are empty\n",
		"├─▶ hops         GOPROXY=",
		"│   ├─▶ https://proxy.golang.org  404 or 410 goes on to the next, any other error stops here\n",
		"│   ╰── direct                    https://git.corp.example.com/team/lib?go-get=1 is asked for the repository\n",
		"├─▶ checksum     go.sum has no line; sum.golang.org is asked",
		"├── requests     git.corp.example.com/team/lib/@v/v1.2.3.info, .mod, .zip\n",
		"╰── cached       no\n",
	})
}

func TestTreeSaysThatAModuleIsNotRequired(t *testing.T) {
	s := snap(t, "", requireLib)
	r := s.Route(route.Requirement{Path: "golang.org/x/text", Version: "v0.23.0"}, route.Download)
	contains(t, Tree(s, r).Text(), []string{"golang.org/x/text@v0.23.0, as go mod download would find it if it were required here\n"})
}

// go get seeks a module under shorter paths too, and a pattern may be too
// narrow to keep these from a proxy.
func TestTreeNamesShorterPathsThatAProxyIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		pattern string
		class   route.Class
		want    bool
	}{
		{"git.corp.example.com/team", route.Update, true},
		{"git.corp.example.com", route.Update, false},
		{"git.corp.example.com/team", route.Download, false},
	} {
		s := snap(t, "GOPRIVATE="+test.pattern+"\n", requireLib)
		r := s.Route(route.Requirement{Path: "git.corp.example.com/team/lib", Version: "v1.2.3"}, test.class)
		tree := Tree(s, r).Text()
		if got := strings.Contains(tree, "otherwise    if the origin does not have it, go get tries shorter paths: git.corp.example.com/@v/v1.2.3.info of https://proxy.golang.org"); got != test.want {
			t.Errorf("GOPRIVATE=%s, class %s: named is %t, want %t:\n%s", test.pattern, test.class, got, test.want, tree)
		}
	}
}

// Under GOPROXY=off a module is not fetched, so nothing of it is verified. But
// what is in the module cache already is looked up in the checksum database.
func TestTreeUnderOff(t *testing.T) {
	cache := t.TempDir()
	s := snap(t, "GOPROXY=off\nGOMODCACHE="+cache+"\n", requireLib)
	contains(t, Tree(s, s.Requirements[0].Route).Text(), []string{
		"├─▶ hops ", "╰─▶ off  nothing more is asked\n",
		"├── checksum     go.sum has no line; nothing is fetched, so no database is asked\n",
	})
	dir := filepath.Join(cache, "cache", "download", "git.corp.example.com", "team", "lib", "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "v1.2.3.mod"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	contains(t, Tree(s, s.Requirements[0].Route).Text(), []string{"├─▶ checksum     go.sum has no line; sum.golang.org is asked"})
}

// The hover names the kinds of a line's findings; their text is the editor's
// to show.
func TestHoverNamesFindings(t *testing.T) {
	s := snap(t, "", "module m\n\nrequire ledger.internal/client v0.9.1\n")
	contains(t, Requirement(s, s.Requirements[0]).Text(), []string{
		"fetched from https://proxy.golang.org", "warning     private-module-public-proxy\n", "decided by ",
	})
}

// A finding on the line is named, whatever it is about, and each kind once.
func TestHoverNamesWhatStandsOnTheLine(t *testing.T) {
	s := snap(t, "", "module m\n\nrequire golang.org/x/mod v0.42.0 //modroute:ignore\n\nreplace example.com/a => ../a\n\nreplace example.com/a => ../b\n\nrequire example.com/a v1.0.0\n")
	for i, want := range []string{"unused-ignore", "conflicting-replace"} {
		text := Requirement(s, s.At(s.File.LineSpan([]int{3, 7}[i]).Start)).Text()
		if n := strings.Count(text, want); n != 1 {
			t.Errorf("%s is named %d times in\n%s", want, n, text)
		}
	}
	if text := Toolchain(snap(t, "GOTOOLCHAIN=auto\nGOSUMDB=off\n", "module m\n\ngo 1.99.0\n")).Text(); !strings.Contains(text, "toolchain-unavailable") || strings.Contains(text, "visibility") {
		t.Errorf("the go line:\n%s", text)
	}
}

func TestTreeEndsWhereTheRouteIsDecided(t *testing.T) {
	for _, test := range []struct{ name, userEnv, goMod, last string }{
		{"at a local replacement", "", requireLib + "\nreplace git.corp.example.com/team/lib => ../lib\n", "╰─▶ replace "},
		{"at a vendor directory", "GOFLAGS=-mod=vendor\n", requireLib, "╰─▶ vendor "},
		{"at an invalid environment", "GOPROXY=none\n", requireLib, "╰─▶ environment "},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snap(t, test.userEnv, test.goMod)
			class := route.Download
			if strings.Contains(test.userEnv, "vendor") {
				class = route.Build
			}
			r := s.Route(route.Requirement{Path: s.Requirements[0].Path, Version: s.Requirements[0].Version}, class)
			lines := strings.Split(strings.TrimSpace(Tree(s, r).Text()), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, test.last) {
				t.Errorf("the last decision is %q, want %q", last, test.last)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	s := snap(t, "GOPRIVATE=*.corp.example.com\nGOPROXY=https://goproxy.cn,direct\n", requireLib)
	contains(t, Environment(s).Text(), []string{
		"a module that no pattern matches is fetched from https://goproxy.cn, on 404 or 410 → direct\n",
		"GOPROXY", "https://goproxy.cn,direct (set by go env -w, /home/gopher/.config/go/env:2)\n",
		"shadows https://proxy.golang.org,direct from the Go installation, /usr/lib/go/go.env:1\n",
		"GONOPROXY", "*.corp.example.com, as GOPRIVATE says\n",
		"1 line: 1 direct\n",
	})
	contains(t, Environment(snap(t, "", requireLib)).Text(), []string{"empty    GOPRIVATE, GONOPROXY, GONOSUMDB\n"})
}

func TestToolchainThatServes(t *testing.T) {
	contains(t, Toolchain(snap(t, "GOTOOLCHAIN=auto\n", requireLib)).Text(), []string{
		"the installed go1.26.8; nothing is fetched\n", "GOTOOLCHAIN=auto (set by go env -w",
	})
}

func TestToolchainThatIsFetched(t *testing.T) {
	s := snap(t, "GOTOOLCHAIN=auto\n", "module m\n\ngo 1.99.0\n")
	contains(t, Toolchain(s).Text(), []string{
		"https://proxy.golang.org, on 404 or 410 → direct (https://golang.org/toolchain?go-get=1)\n", "GOTOOLCHAIN=auto",
	})
}

// Passwords and tokens in URLs are in no form of any explanation.
func TestNoSecrets(t *testing.T) {
	s := snap(t, "GOPROXY=https://gopher:hunter2@proxy.corp.example.com,https://t0ken@b.example,direct\n", requireLib)
	compared := comparing(t, "GOPROXY=https://gopher:hunter2@proxy.corp.example.com\n", "GOPROXY=https://t0ken@b.example\n", requireLib)
	for name, d := range map[string]*Doc{
		"requirement": Requirement(s, s.Requirements[0]),
		"route":       Route(s, s.Requirements[0], nil).Doc,
		"whole":       EnvironmentDocument(s).Doc,
		"comparison":  comparison(compared).Doc,
		"difference":  Requirement(compared, compared.Requirements[0]),
		"environment": Environment(s),
		"tree":        Tree(s, s.Requirements[0].Route),
		"variable":    Variable(s.Folder.Env, Line{Name: "GOPROXY", File: s.Folder.Env.UserFile}, []*snapshot.Snapshot{s}),
		"overridden":  Variable(s.Folder.Env, Line{Name: "GOPROXY", File: "/usr/lib/go/go.env"}, nil),
		"import":      Import(s, s.Imports().Find("git.corp.example.com/team/other")),
	} {
		for _, text := range []string{d.Text(), d.Markdown()} {
			if strings.Contains(text, "hunter2") || strings.Contains(text, "t0ken") {
				t.Errorf("the explanation of the %s has a secret:\n%s", name, text)
			}
		}
	}
}

func TestMarkdownKeepsCodeAndWordsApart(t *testing.T) {
	d := &Doc{}
	d.para("a_b*c <d> ", code("x`y_z"))
	d.field("label", say("text"), say("more"))
	want := "a\\_b\\*c \\<d> `` x`y_z ``\n\n- **label**: text\n  - more\n"
	if got := d.Markdown(); got != want {
		t.Errorf("Markdown is %q, want %q", got, want)
	}
}

func TestPrintableDisarmsTerminalControls(t *testing.T) {
	if got, want := Printable("a\x1b[31mb\u202ec\nd"), "a\uFFFD[31mb\uFFFDc d"; got != want {
		t.Errorf("Printable is %q, want %q", got, want)
	}
}

func TestHops(t *testing.T) {
	got := Hops([]route.Hop{
		{Kind: route.HopProxy, URL: "https://a.example", Next: route.OnAnyError},
		{Kind: route.HopProxy, URL: "https://b.example", Next: route.OnNotFound},
		{Kind: route.HopDirect, Next: route.Never},
	})
	if want := "https://a.example, on any error → https://b.example, on 404 or 410 → direct"; got != want {
		t.Errorf("Hops is %q, want %q", got, want)
	}
}
