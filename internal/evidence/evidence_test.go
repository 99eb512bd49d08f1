package evidence

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/visibility"
)

// A world is a temporary directory with a home and a repository in it, and
// what is asked of it.
type world struct {
	t    *testing.T
	dir  string
	vars map[string]string // of the process's environment
	req  Request
	read []string // the files that were opened
}

// newWorld makes the files; names are relative to the world's directory, and
// $DIR in a text stands for it, with slashes.
func newWorld(t *testing.T, files map[string]string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir()}
	w.vars = map[string]string{"HOME": w.path("home"), "GIT_CONFIG_NOSYSTEM": "1"}
	for name, text := range files {
		path := w.path(name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		text = strings.ReplaceAll(text, "$DIR", filepath.ToSlash(w.dir))
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	w.req = Request{
		Dir: w.path("repo"), Roots: []string{w.path("repo")}, Trusted: true,
		ReadFile: func(path string) (string, error) {
			w.read = append(w.read, path)
			data, err := os.ReadFile(path)
			return string(data), err
		},
		IsDir: func(path string) bool {
			info, err := os.Stat(path)
			return err == nil && info.IsDir()
		},
	}
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *world) gather() (*visibility.Facts, []string) {
	settings := make(map[string]goenv.Setting)
	for name, value := range w.vars {
		settings[name] = goenv.Setting{Value: strings.ReplaceAll(value, "$DIR", w.dir)}
	}
	w.req.Env = goenv.Merge([]goenv.Layer{{Origin: goenv.OS, Settings: settings}}, goenv.Facts{GoVersion: "go1.26.8", GOOS: "linux", GOARCH: "amd64"})
	return Gather(w.req)
}

// prefixes returns the prefixes of the hosts that are gathered.
func (w *world) prefixes() []string {
	facts, _ := w.gather()
	var list []string
	for _, h := range facts.Hosts {
		list = append(list, h.Prefix)
	}
	return list
}

func globs(patterns []visibility.Pattern) []string {
	var list []string
	for _, p := range patterns {
		list = append(list, p.Variable+"="+p.Glob)
	}
	return list
}

func TestDeclaredByTheRepository(t *testing.T) {
	w := newWorld(t, map[string]string{
		"repo/.git/HEAD":     "ref: refs/heads/main\n",
		"repo/go.env":        "# ours\r\nGOPRIVATE=git.acme.com,*.acme.dev/,,\r\nGONOSUMDB=github.com/acme\r\nGOPROXY=off\r\n",
		"repo/cmd/go.mod":    "module m\n",
		"repo/cmd/x/go.env":  "GOPRIVATE=below.example.com\n",
		"go.env":             "GOPRIVATE=above.example.com\n",
		"repo/cmd/x/go.work": "",
	})
	w.req.Dir = w.path("repo/cmd/x")
	facts, inputs := w.gather()
	want := []string{"GOPRIVATE=git.acme.com", "GOPRIVATE=*.acme.dev/", "GONOSUMDB=github.com/acme"}
	if got := globs(facts.Declared); !slices.Equal(got, want) {
		t.Fatalf("declared %q, want %q", got, want)
	}
	if p := facts.Declared[2]; p.File != w.path("repo/go.env") || p.Line != 3 {
		t.Errorf("the third pattern is at %s:%d", p.File, p.Line)
	}
	if !slices.Contains(inputs, w.path("repo/go.env")) {
		t.Errorf("go.env is not among the inputs %q", inputs)
	}
	if v := facts.Judge("x.acme.dev/lib", "v1.0.0").Verdict; v != visibility.Private {
		t.Errorf("a declared module is %v", v)
	}
}

// A go.env that is there to cost time costs little.
func TestDeclaredPatternsAreBounded(t *testing.T) {
	w := newWorld(t, map[string]string{"repo/.git/HEAD": "ref: refs/heads/main\n", "repo/go.env": "GOPRIVATE=" + strings.Repeat("a.com,", 5000) + "\n"})
	w.req.Dir = w.path("repo")
	if facts, _ := w.gather(); len(facts.Declared) != 1000 {
		t.Errorf("%d patterns count", len(facts.Declared))
	}
}

func TestEffectivePatterns(t *testing.T) {
	tests := []struct {
		name string
		vars map[string]string
		want []string
	}{
		{"Go's default", nil, nil},
		{"what inherits adds nothing", map[string]string{"GOPRIVATE": "a.com,b.com/x"}, []string{"GOPRIVATE=a.com", "GOPRIVATE=b.com/x"}},
		{"half-configured", map[string]string{"GONOSUMDB": "a.com"}, []string{"GONOSUMDB=a.com"}},
		{"all three", map[string]string{"GOPRIVATE": "a.com", "GONOPROXY": "none", "GONOSUMDB": "b.com"}, []string{"GOPRIVATE=a.com", "GONOPROXY=none", "GONOSUMDB=b.com"}},
		{"a blank stays part of its pattern", map[string]string{"GOPRIVATE": "a.com, b.com"}, []string{"GOPRIVATE=a.com", "GOPRIVATE= b.com"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			for k, v := range test.vars {
				w.vars[k] = v
			}
			facts, _ := w.gather()
			if got := globs(facts.Effective); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	w := newWorld(t, nil)
	w.req.Private = []string{"git.acme.com", " github.com/acme , *.acme.dev", "", " / "}
	facts, _ := w.gather()
	want := []string{"modroute.private=git.acme.com", "modroute.private=github.com/acme", "modroute.private=*.acme.dev"}
	if got := globs(facts.Settings); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestGitRewrites(t *testing.T) {
	tests := []struct {
		name, base, insteadOf string
		want                  string // "" if the rewrite says nothing
	}{
		{"ssh for a host", "ssh://git@git.acme.com/", "https://git.acme.com/", "git.acme.com"},
		{"scp-like", "git@git.acme.com:", "https://git.acme.com/", "git.acme.com"},
		{"a port", "ssh://git@git.acme.com:2222/", "https://git.acme.com/", "git.acme.com"},
		{"an owner", "git@github.com:acme/", "https://github.com/acme/", "github.com/acme"},
		{"one repository", "git@github.com:acme/lib.git", "https://github.com/acme/lib.git", "github.com/acme/lib"},
		{"an alias of ssh's configuration", "git@work:acme/", "https://github.com/acme/", "github.com/acme"},
		{"a token", "https://oauth2:secret@git.acme.com/", "https://git.acme.com/", "git.acme.com"},
		{"host in capitals", "ssh://git@Git.Acme.com/", "https://Git.Acme.com/", "git.acme.com"},

		{"a mirror over https", "https://mirror.example.org/acme/", "https://git.acme.com/", ""},
		{"a mirror with a login", "https://user:secret@mirror.example.org/", "https://git.acme.com/", ""},
		{"a mirror on a forge", "git@github.com:golang/", "https://go.example.org/", ""},
		{"anonymous access", "https://git.acme.com/", "git@git.acme.com:", ""},
		{"the git protocol", "git://git.acme.com/", "https://git.acme.com/", ""},
		{"a directory", "/srv/git/", "https://git.acme.com/", ""},
		{"all of https", "ssh://git@git.acme.com/", "https://", ""},
		{"a word for a host", "git@git.acme.com:", "acme:", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{
				"home/.gitconfig": "[url \"" + test.base + "\"]\n\tinsteadOf = " + test.insteadOf + "\n\tpushInsteadOf = https://push.example.com/\n",
			})
			if got := strings.Join(w.prefixes(), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestGitConfigFiles(t *testing.T) {
	rewrite := func(host string) string {
		return "[url \"ssh://git@" + host + "/\"]\n\tinsteadOf = https://" + host + "/\n"
	}
	w := newWorld(t, map[string]string{
		"system":                  rewrite("system.example.com"),
		"home/.config/git/config": rewrite("xdg.example.com"),
		"home/.gitconfig":         rewrite("home.example.com") + "[include]\n\tpath = more/work\n[includeIf \"gitdir:$DIR/repo/\"]\n\tpath = ~/if\n[includeIf \"gitdir:$DIR/other/\"]\n\tpath = not\n[includeIf \"onbranch:main\"]\n\tpath = not\n",
		"home/more/work":          rewrite("include.example.com") + "[include]\n\tpath = again\n",
		"home/more/again":         rewrite("twice.example.com") + "[include]\n\tpath = again\n",
		"home/if":                 rewrite("if.example.com"),
		"home/not":                rewrite("not.example.com"),
		"repo/.git/config":        rewrite("local.example.com") + "[remote \"origin\"]\n\turl = git@git.acme.com:team/repo.git\n",
		"global":                  rewrite("global.example.com"),
	})
	check := func(want ...string) {
		t.Helper()
		got := w.prefixes()
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	check("xdg.example.com", "home.example.com", "include.example.com", "twice.example.com", "if.example.com", "local.example.com")

	facts, inputs := w.gather()
	if facts.RemoteHost != "git.acme.com" {
		t.Errorf("the remote's host is %q", facts.RemoteHost)
	}
	for _, name := range []string{"home/.gitconfig", "home/more/work", "repo/.git/config"} {
		if !slices.Contains(inputs, w.path(name)) {
			t.Errorf("%s is not among the inputs", name)
		}
	}

	w.vars["GIT_CONFIG_NOSYSTEM"], w.vars["GIT_CONFIG_SYSTEM"] = "", "$DIR/system"
	w.vars["GIT_CONFIG_GLOBAL"] = "$DIR/global"
	w.vars["GIT_CONFIG_COUNT"] = "1"
	w.vars["GIT_CONFIG_KEY_0"] = "url.https://x:secret@ci.example.com/.insteadOf"
	w.vars["GIT_CONFIG_VALUE_0"] = "https://ci.example.com/"
	check("system.example.com", "global.example.com", "local.example.com", "ci.example.com")
}

func TestGitWorktreeAndSubmodule(t *testing.T) {
	const config = "[remote \"origin\"]\n\turl = https://git.acme.com/team/repo\n"
	tests := map[string]map[string]string{
		"worktree": {
			"main/.git/config":                config,
			"main/.git/worktrees/a/HEAD":      "",
			"main/.git/worktrees/a/commondir": "../..\n",
			"repo/.git":                       "gitdir: $DIR/main/.git/worktrees/a\n",
		},
		"submodule": {
			"main/.git/modules/a/config": config,
			"repo/.git":                  "gitdir: ../main/.git/modules/a\n",
		},
	}
	for name, files := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, files)
			if facts, _ := w.gather(); facts.RemoteHost != "git.acme.com" {
				t.Errorf("the remote's host is %q", facts.RemoteHost)
			}
		})
	}
}

func TestRemoteHost(t *testing.T) {
	for url, want := range map[string]string{
		"git@git.acme.com:team/repo.git":          "git.acme.com",
		"ssh://git@git.acme.com:2222/team/repo":   "git.acme.com",
		"https://user:secret@git.acme.com/x":      "git.acme.com",
		"git@github.com:acme/repo.git":            "",
		"https://gitlab.com/acme/repo":            "",
		"git@work:acme/repo.git":                  "",
		"/srv/git/repo.git":                       "",
		`C:\\git\\repo`:                           "",
		"file:///srv/git/repo.git":                "",
		"https://git.acme.com:8443/team/repo.git": "git.acme.com",
	} {
		w := newWorld(t, map[string]string{"repo/.git/config": "[remote \"upstream\"]\n\turl = https://up.acme.com/x\n[remote \"origin\"]\n\turl = " + url + "\n"})
		if facts, _ := w.gather(); facts.RemoteHost != want {
			t.Errorf("%s: host %q, want %q", url, facts.RemoteHost, want)
		}
	}
}

func TestIncludeIfPatterns(t *testing.T) {
	c := &gitConfig{gatherer: &gatherer{}, gitDir: "/home/u/src/team/repo/.git"}
	c.gatherer.Env = goenv.Merge([]goenv.Layer{{Origin: goenv.OS, Settings: map[string]goenv.Setting{"HOME": {Value: "/home/u"}}}}, goenv.Facts{GOOS: "linux"})
	for condition, want := range map[string]bool{
		"gitdir:~/src/":                true,
		"gitdir:~/work":                false,
		"gitdir:~/src/**":              true,
		"gitdir:/home/u/src/":          true,
		"gitdir:/home/*/src/":          true,
		"gitdir:/home/u/Src/":          false,
		"gitdir/i:/home/u/Src/":        true,
		"gitdir:./src/":                true, // relative to /home/u/.gitconfig
		"gitdir:src/":                  true,
		"gitdir:repo/.git":             true,
		"gitdir:re*/.git":              true,
		"gitdir:r?po/.git":             true,
		"gitdir:[qr]epo/.git":          true,
		"gitdir:[!r]epo/.git":          false,
		"gitdir:/home/u/*/repo/.git":   false,
		"gitdir:/home/u/**/repo/.git":  true,
		"gitdir:":                      false,
		"onbranch:main":                false,
		"hasconfig:remote.*.url:git@*": false,
	} {
		if got := c.holds(gitEntry{subsection: condition, file: "/home/u/.gitconfig"}); got != want {
			t.Errorf("%s holds: %t, want %t", condition, got, want)
		}
	}
}

func TestNetrc(t *testing.T) {
	w := newWorld(t, map[string]string{
		"home/.netrc": "machine git.acme.com login u password hunter2\n" +
			"machine proxy.acme.com:8443\n\tlogin u\n\tpassword hunter2\n" +
			"machine nologin.acme.com\n" +
			"macdef init\nmachine macro.acme.com login u password hunter2\n\n" +
			"machine GitHub.com login u password hunter2\n" +
			"machine go.acme.com/team login u password hunter2\n" +
			"machine localhost login u password hunter2\n" +
			"default login u password hunter2\n",
		"other": "machine other.acme.com login u password p\n",
	})
	want := []string{"git.acme.com", "proxy.acme.com", "github.com", "go.acme.com/team"}
	if got := w.prefixes(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	facts, inputs := w.gather()
	if h := facts.Hosts[1]; h.File != w.path("home/.netrc") || h.Line != 2 {
		t.Errorf("the second machine is at %s:%d", h.File, h.Line)
	}
	if !slices.Contains(inputs, w.path("home/.netrc")) {
		t.Error("netrc is not among the inputs")
	}
	if v := facts.Judge("github.com/acme/lib", "v1.0.0").Verdict; v != visibility.Unknown {
		t.Errorf("a login for github.com makes a module there %v", v)
	}

	w.vars["NETRC"] = "$DIR/other"
	if got := w.prefixes(); !slices.Equal(got, []string{"other.acme.com"}) {
		t.Errorf("with NETRC: got %q", got)
	}
}

func TestGOAUTH(t *testing.T) {
	for value, want := range map[string]string{
		"":                 "",
		"off":              "",
		"netrc":            "",
		"git /home/u/acme": "",
		"helper --for https://git.acme.com/team; netrc": "git.acme.com/team",
		"helper git.acme.com":                           "",
	} {
		w := newWorld(t, nil)
		w.vars["GOAUTH"] = value
		if got := strings.Join(w.prefixes(), " "); got != want {
			t.Errorf("GOAUTH=%s: got %q, want %q", value, got, want)
		}
	}
}

func TestNoSecretIsKept(t *testing.T) {
	const secret = "hunter2"
	w := newWorld(t, map[string]string{
		"home/.netrc":      "machine git.acme.com login " + secret + " password " + secret + "\n",
		"home/.gitconfig":  "[url \"https://" + secret + ":" + secret + "@gh.acme.com/\"]\n\tinsteadOf = https://" + secret + "@gh.acme.com/\n",
		"repo/.git/config": "[remote \"origin\"]\n\turl = https://" + secret + "@re.acme.com/x\n",
	})
	w.vars["GOAUTH"] = "helper https://u:" + secret + "@auth.acme.com/"
	facts, _ := w.gather()
	if len(facts.Hosts) != 3 || facts.RemoteHost != "re.acme.com" {
		t.Fatalf("gathered %+v, remote %q", facts.Hosts, facts.RemoteHost)
	}
	for _, h := range facts.Hosts {
		if strings.Contains(h.Prefix+h.Text, secret) {
			t.Errorf("%+v holds a secret", h)
		}
	}
}

func TestUntrustedWorkspace(t *testing.T) {
	w := newWorld(t, map[string]string{
		"repo/.git/config": "[url \"git@git.acme.com:\"]\n\tinsteadOf = https://git.acme.com/\n[remote \"origin\"]\n\turl = git@git.acme.com:x\n",
		"repo/go.env":      "GOPRIVATE=git.acme.com\n",
		"home/.netrc":      "machine git.acme.com login u password p\n",
		"home/.gitconfig":  "[url \"git@git.acme.com:\"]\n\tinsteadOf = https://git.acme.com/\n",
	})
	w.req.Trusted = false
	facts, inputs := w.gather()
	if len(facts.Hosts) != 0 || facts.RemoteHost != "" {
		t.Errorf("gathered %+v, remote %q", facts.Hosts, facts.RemoteHost)
	}
	if got := globs(facts.Declared); !slices.Equal(got, []string{"GOPRIVATE=git.acme.com"}) {
		t.Errorf("declared %q", got)
	}
	for _, path := range append(inputs, w.read...) {
		if !localpath.Inside(path, w.req.Roots) {
			t.Errorf("%s was looked at", path)
		}
	}

	// A folder below the repository's root does not lead up to it.
	w.req.Roots = []string{w.path("repo/sub")}
	w.req.Dir = w.path("repo/sub/mod")
	w.read = nil
	facts, _ = w.gather()
	if len(facts.Declared) != 0 {
		t.Errorf("declared %q from outside of the workspace", globs(facts.Declared))
	}
	for _, path := range w.read {
		if !localpath.Inside(path, w.req.Roots) {
			t.Errorf("%s was opened", path)
		}
	}
}

func TestRemotePathsAreNotOpened(t *testing.T) {
	w := newWorld(t, map[string]string{
		"home/.gitconfig": "[include]\n\tpath = //server/share/config\n[include]\n\tpath = \\\\\\\\server\\\\share\\\\config\n",
	})
	w.vars["NETRC"] = "//server/share/netrc"
	_, inputs := w.gather()
	for _, path := range append(inputs, w.read...) {
		if localpath.Foreign(path) {
			t.Errorf("%s was looked at", path)
		}
	}
}

func TestIncludesAreBounded(t *testing.T) {
	files := map[string]string{"home/.gitconfig": strings.Repeat("[include]\n\tpath = .gitconfig\n", 10)}
	w := newWorld(t, files)
	w.gather()
	if n := len(w.read); n > 2*maxGitFiles {
		t.Errorf("%d files were opened", n)
	}
}
