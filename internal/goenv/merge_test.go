package goenv

import (
	"fmt"
	"strings"
	"testing"
)

// layersOf makes layers of lines such as "os GOPROXY=off" and "user GOPROXY=";
// a file's lines are numbered in their order.
func layersOf(lines ...string) []Layer {
	byOrigin := make(map[Origin]*Layer)
	for o := Default; o <= Editor; o++ {
		byOrigin[o] = &Layer{Origin: o, Settings: make(map[string]Setting)}
	}
	byOrigin[User].File, byOrigin[GOROOT].File = "/home/u/env", "/go/go.env"
	for _, line := range lines {
		origin, assignment, _ := strings.Cut(line, " ")
		name, value, _ := strings.Cut(assignment, "=")
		for o, l := range byOrigin {
			if o.String() == origin {
				l.Settings[name] = Setting{Value: value, Line: len(l.Settings) + 1}
			}
		}
	}
	var layers []Layer
	for o := GOROOT; o <= Editor; o++ {
		layers = append(layers, *byOrigin[o])
	}
	return layers
}

// show writes a variable as "value origin", its parent and what it shadows.
func show(v Variable) string {
	s := fmt.Sprintf("%q %v", v.Value, v.Origin)
	if v.Inherits != "" {
		s += " from " + v.Inherits
	}
	for _, sh := range v.Shadowed {
		s += fmt.Sprintf(", not %q %v", sh.Value, sh.Origin)
	}
	return s
}

func TestPrecedence(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // of GOPROXY
	}{
		{"nothing is set", nil, `"" default`},
		{"go.env", []string{"goroot GOPROXY=g"}, `"g" goroot`},
		{"the user's file over go.env", []string{"goroot GOPROXY=g", "user GOPROXY=u"}, `"u" user, not "g" goroot`},
		{"the process over the file", []string{"goroot GOPROXY=g", "user GOPROXY=u", "os GOPROXY=o"}, `"o" os, not "u" user, not "g" goroot`},
		{"the editor over all", []string{"user GOPROXY=u", "os GOPROXY=o", "editor GOPROXY=e"}, `"e" editor, not "o" os, not "u" user`},
		{"an empty variable of the process is unset", []string{"user GOPROXY=u", "os GOPROXY="}, `"u" user`},
		{"an empty line in the user's file is a value", []string{"goroot GOPROXY=g", "user GOPROXY="}, `"" user, not "g" goroot`},
		{"which an empty variable does not repair", []string{"goroot GOPROXY=g", "user GOPROXY=", "os GOPROXY="}, `"" user, not "g" goroot`},
		{"an empty editor setting unsets the process's", []string{"user GOPROXY=u", "os GOPROXY=o", "editor GOPROXY="}, `"u" user, not "o" os`},
		{"and leaves nothing", []string{"os GOPROXY=o", "editor GOPROXY="}, `"" default, not "o" os`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := Merge(layersOf(tt.lines...), Facts{GOROOT: "/go", GoVersion: "go1.26.1"})
			if got := show(env.Lookup("GOPROXY")); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestEmptyAndDefault(t *testing.T) {
	installed := Facts{GOROOT: "/go", GoVersion: "go1.26.1", GOOS: "linux"}
	for _, tt := range []struct {
		line, name, want string
	}{
		{"", "GOSUMDB", `"" default`},
		{"", "GOTOOLCHAIN", `"" default`},
		{"", "GOAUTH", `"netrc" default`},
		{"user GOSUMDB=", "GOSUMDB", `"" user`},
		{"user GOTOOLCHAIN=", "GOTOOLCHAIN", `"" user`},
		{"user GOAUTH=", "GOAUTH", `"netrc" default, not "" user`},
		{"user GOAUTH=off", "GOAUTH", `"off" user`},
		{"", "GONOPROXY", `"" default`},
		{"os GOPRIVATE=p", "GONOPROXY", `"p" os from GOPRIVATE`},
		{"os GOPRIVATE=p|user GONOPROXY=n", "GONOPROXY", `"n" user`},
		{"os GOPRIVATE=p|user GONOSUMDB=", "GONOSUMDB", `"p" os from GOPRIVATE, not "" user`},
		{"user GONOSUMDB=", "GONOSUMDB", `"" user`},
		{"user GOPRIVATE=p|os GONOSUMDB=", "GONOSUMDB", `"p" user from GOPRIVATE`},
		{"user GODEBUG=x", "GODEBUG", `"" default`},
		{"os GODEBUG=x", "GODEBUG", `"x" os`},
		{"user HTTPS_PROXY=x", "HTTPS_PROXY", `"" default`},
		{"user GIT_SSH_COMMAND=x", "GIT_SSH_COMMAND", `"" default`},
		{"user GIT_OTHER=x", "GIT_OTHER", `"" default`},
		{"user HOME=/x", "HOME", `"" default`},
		{"user GOWORK=off", "GOWORK", `"off" user`},
		{"user GOBIN=/bin", "GOBIN", `"/bin" user`},
		{"goroot GOROOT=/x", "GOROOT", `"/go" default`},
		{"user GOROOT=/x/", "GOROOT", `"/x" user`},
		{"user GOROOT=/x|os GOROOT=/y/", "GOROOT", `"/y/" os, not "/x" user`},
		{"", "GOVERSION", `"go1.26.1" default`},
		{"os GOVERSION=go1.1", "GOVERSION", `"go1.26.1" default`},
		{"os GOENV=/e", "GOENV", `"/e" os`},
		{"os GOENV=off", "GOENV", `"" os`},
		{"os HOME=/home/u", "GOPATH", `"/home/u/go" default`},
		{"os HOME=/home/u|user GOPATH=", "GOPATH", `"/home/u/go" default, not "" user`},
		{"os HOME=/home/u|os GOROOT=/home/u/go", "GOPATH", `"" default`},
		{"os HOME=home", "GOPATH", `"" default`},
		{"os HOME=/home/u", "GOMODCACHE", `"/home/u/go/pkg/mod" default`},
		{"os GOPATH=/a:/b", "GOMODCACHE", `"/a/pkg/mod" default`},
		{"os GOPATH=:/b", "GOMODCACHE", `"" default`},
		{"user GOMODCACHE=/c", "GOMODCACHE", `"/c" user`},
	} {
		t.Run(tt.line+" "+tt.name, func(t *testing.T) {
			env := Merge(layersOf(strings.Split(tt.line, "|")...), installed)
			if got := show(env.Lookup(tt.name)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestGoVersions(t *testing.T) {
	for _, tt := range []struct {
		version, line, name, want string
	}{
		// Up to 1.20 the defaults are compiled in and fill what is empty.
		{"go1.20.14", "", "GOPROXY", `"https://proxy.golang.org,direct" default`},
		{"go1.20.14", "user GOPROXY=", "GOPROXY", `"https://proxy.golang.org,direct" default, not "" user`},
		{"go1.20.14", "goroot GOPROXY=g", "GOPROXY", `"https://proxy.golang.org,direct" default`},
		{"go1.20.14", "", "GOSUMDB", `"sum.golang.org" default`},
		{"go1.20.14", "os GOTOOLCHAIN=auto", "GOTOOLCHAIN", `"" default`},
		{"go1.21rc1", "goroot GOPROXY=g", "GOPROXY", `"g" goroot`},
		{"go1.21.0", "goroot GOPROXY=g", "GOPROXY", `"g" goroot`},
		{"go1.21.0", "goroot GOTOOLCHAIN=auto", "GOTOOLCHAIN", `"auto" goroot`},
		{"go1.23.12", "os GOAUTH=off", "GOAUTH", `"" default`},
		{"go1.24.0", "os GOAUTH=off", "GOAUTH", `"off" os`},
		{"go1.15.15", "os GOVCS=*:off", "GOVCS", `"" default`},
		{"go1.16", "os GOVCS=*:off", "GOVCS", `"*:off" os`},
		{"go1.17.1", "os GOWORK=off", "GOWORK", `"" default`},
		{"go1.14.15", "os GOMODCACHE=/c|os GOPATH=/a", "GOMODCACHE", `"/a/pkg/mod" default`},
		{"go1.13.15", "os GOINSECURE=*", "GOINSECURE", `"" default`},
		{"go1.20.14-custom", "goroot GOPROXY=g", "GOPROXY", `"https://proxy.golang.org,direct" default`},
		{"", "os GOAUTH=off", "GOAUTH", `"off" os`},
		{"devel", "os GOAUTH=off", "GOAUTH", `"off" os`},
	} {
		t.Run(tt.version+" "+tt.line, func(t *testing.T) {
			env := Merge(layersOf(strings.Split(tt.line, "|")...), Facts{GOROOT: "/go", GoVersion: tt.version})
			if got := show(env.Lookup(tt.name)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSettingThatTheGoVersionDoesNotReadIsAProblem(t *testing.T) {
	env := Merge(layersOf("user GOVCS=*:off"), Facts{GOROOT: "/go", GoVersion: "go1.15.15"})
	const want = "/home/u/env:1: GOVCS has no effect: go1.15.15 does not read it, go1.16 and later do"
	if len(env.Problems) != 1 || env.Problems[0].Message != want {
		t.Errorf("problems = %v, want %q", env.Problems, want)
	}
	if again := env.With(User, "GOPRIVATE", "p"); len(again.Problems) != 1 {
		t.Errorf("after With, problems = %v", again.Problems)
	}
}

func TestWithoutInstallationThePublishedDefaultsAreAssumed(t *testing.T) {
	env := Merge([]Layer{{Origin: User, Settings: map[string]Setting{"GOSUMDB": {Value: ""}}}}, Facts{})
	for name, want := range map[string]string{
		"GOPROXY":     `"https://proxy.golang.org,direct" default`,
		"GOSUMDB":     `"" user, not "sum.golang.org" default`,
		"GOTOOLCHAIN": `"auto" default`,
	} {
		if got := show(env.Lookup(name)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestOriginNamesFileAndLine(t *testing.T) {
	user, _ := ParseFile("/home/u/env", "# mine\nGOPRIVATE=p\n", User)
	process := Layer{Origin: OS, Settings: map[string]Setting{"GOPROXY": {Value: "off", InjectedBy: "another.extension"}}}
	env := Merge([]Layer{user, process}, Facts{})
	v := env.Lookup("GONOPROXY")
	if v.File != "/home/u/env" || v.Line != 2 || v.Inherits != "GOPRIVATE" {
		t.Errorf("GONOPROXY stands at %s:%d and inherits %q", v.File, v.Line, v.Inherits)
	}
	if v := env.Lookup("GOPROXY"); v.InjectedBy != "another.extension" || v.File != "" {
		t.Errorf("GOPROXY is injected by %q and stands in %q", v.InjectedBy, v.File)
	}
}

func TestWithAndWithout(t *testing.T) {
	env := Merge(layersOf("goroot GOPROXY=g", "user GOPRIVATE=a", "os GONOSUMDB=s"), Facts{GOROOT: "/go", UserFile: "/home/u/env"})
	more := env.With(User, "GOPRIVATE", "a,b")
	if got, want := show(more.Lookup("GONOPROXY")), `"a,b" user from GOPRIVATE`; got != want {
		t.Errorf("With: GONOPROXY is %s, want %s", got, want)
	}
	if v := more.Lookup("GOPRIVATE"); v.File != "/home/u/env" || v.Line != 1 {
		t.Errorf("With: GOPRIVATE stands at %s:%d", v.File, v.Line)
	}
	if got, want := show(more.Lookup("GONOSUMDB")), `"s" os`; got != want {
		t.Errorf("With: GONOSUMDB is %s, want %s", got, want)
	}
	if got, want := show(env.With(Editor, "GONOSUMDB", "").Lookup("GONOSUMDB")), `"a" user from GOPRIVATE, not "s" os`; got != want {
		t.Errorf("With an empty editor setting: GONOSUMDB is %s, want %s", got, want)
	}
	if got, want := show(env.Without(GOROOT, "GOPROXY").Lookup("GOPROXY")), `"" default`; got != want {
		t.Errorf("Without: GOPROXY is %s, want %s", got, want)
	}
	if got := env.Get("GOPRIVATE"); got != "a" {
		t.Errorf("the original's GOPRIVATE became %q", got)
	}
}

func TestWithIntoALayerThatIsMissing(t *testing.T) {
	env := Merge(nil, Facts{UserFile: "/home/u/env"})
	v := env.With(User, "GOPRIVATE", "p").With(User, "GOSUMDB", "off").Lookup("GOPRIVATE")
	if show(v) != `"p" user` || v.File != "/home/u/env" || v.Line != 0 {
		t.Errorf("GOPRIVATE is %s at %q:%d", show(v), v.File, v.Line)
	}
	if got, want := show(env.With(User, "GOPROXY", "off").With(User, "GOSUMDB", "off").Lookup("GOPROXY")),
		`"off" user, not "https://proxy.golang.org,direct" default`; got != want {
		t.Errorf("GOPROXY is %s, want %s", got, want)
	}
}

func TestLayerSetting(t *testing.T) {
	env := Merge(layersOf("user GOPROXY=u", "os GOPROXY=o", "editor GOPROXY="), Facts{GOROOT: "/go"})
	for o, want := range map[Origin]string{User: "u", OS: "o", Editor: ""} {
		if s, ok := env.LayerSetting(o, "GOPROXY"); !ok || s.Value != want || s.Origin != o {
			t.Errorf("%v sets %q (%v), %t; want %q", o, s.Value, s.Origin, ok, want)
		}
	}
	if _, ok := env.LayerSetting(GOROOT, "GOPROXY"); ok {
		t.Error("goroot sets GOPROXY")
	}
}

func TestVariables(t *testing.T) {
	list := Merge(nil, Facts{GOOS: "linux"}).Variables()
	seen := make(map[string]bool)
	group := Routing
	for _, v := range list {
		if seen[v.Name] {
			t.Errorf("%s is listed twice", v.Name)
		}
		seen[v.Name] = true
		if g := GroupOf(v.Name); g < group {
			t.Errorf("%s stands after a later group", v.Name)
		} else {
			group = g
		}
	}
	if list[0].Name != "GOPROXY" || !seen["GOMODCACHE"] || !seen["https_proxy"] || !seen["SSL_CERT_DIR"] {
		t.Errorf("the list is incomplete: %v", seen)
	}
	if GroupOf("GOWORK") != Routing || GroupOf("GOENV") != Locating || GroupOf("GOMODCACHE") != Locating || GroupOf("GODEBUG") != Related {
		t.Error("the groups do not fit the list")
	}
	for _, v := range Merge(nil, Facts{GOOS: "windows"}).Variables() {
		if v.Name == "https_proxy" {
			t.Error("https_proxy is listed on Windows")
		}
	}
}

func TestUserFile(t *testing.T) {
	for _, tt := range []struct {
		goos, version string
		environ       string
		path, why     string
		off           bool
	}{
		{"linux", "", "HOME=/home/u", "/home/u/.config/go/env", "", false},
		{"linux", "", "HOME=/home/u XDG_CONFIG_HOME=/cfg", "/cfg/go/env", "", false},
		{"linux", "", "HOME=/home/u XDG_CONFIG_HOME=cfg", "", "XDG_CONFIG_HOME is a relative path", false},
		{"linux", "", "", "", "HOME is not set", false},
		{"linux", "go1.23.12", "HOME=/home/u XDG_CONFIG_HOME=cfg", "cfg/go/env", "", false},
		{"freebsd", "", "HOME=/home/u", "/home/u/.config/go/env", "", false},
		{"darwin", "", "HOME=/Users/u XDG_CONFIG_HOME=/cfg", "/Users/u/Library/Application Support/go/env", "", false},
		{"windows", "", `APPDATA=/AppData HOME=/home/u`, "/AppData/go/env", "", false},
		{"windows", "", "HOME=/home/u", "", "APPDATA is not set", false},
		{"plan9", "", "home=/usr/u", "/usr/u/lib/go/env", "", false},
		{"linux", "", "HOME=/home/u GOENV=/e", "/e", "", false},
		{"linux", "", "GOENV=e", "e", "", false},
		{"linux", "", "HOME=/home/u GOENV=off", "", "", true},
		{"linux", "", "HOME=/home/u GOENV=OFF", "OFF", "", false},
	} {
		environ := make(map[string]string)
		for field := range strings.FieldsSeq(tt.environ) {
			name, value, _ := strings.Cut(field, "=")
			environ[name] = value
		}
		path, off, why := UserFile(tt.goos, tt.version, func(name string) string { return environ[name] })
		if path != tt.path || off != tt.off || why != tt.why {
			t.Errorf("%s, %s: got %q, %t, %q; want %q, %t, %q", tt.goos, tt.environ, path, off, why, tt.path, tt.off, tt.why)
		}
	}
}

func TestDirectories(t *testing.T) {
	env := Merge(layersOf("os GOPATH=/a:/b"), Facts{})
	if env.ModCache() != "/a/pkg/mod" || env.SumDBDir() != "/a/pkg/sumdb" {
		t.Errorf("module cache %q, checksum database %q", env.ModCache(), env.SumDBDir())
	}
	if dir := Merge(layersOf("os GOMODCACHE=rel"), Facts{}).ModCache(); dir != "" {
		t.Errorf("a relative module cache %q is used", dir)
	}
}

func BenchmarkMerge(b *testing.B) {
	layers := layersOf("goroot GOPROXY=g", "goroot GOSUMDB=s", "user GOPRIVATE=p", "os HOME=/home/u")
	for i := range 100 {
		layers[OS-GOROOT].Settings[fmt.Sprint("VAR", i)] = Setting{Value: "x"}
	}
	env := Merge(layers, Facts{GOROOT: "/go", GoVersion: "go1.26.1"})
	for b.Loop() {
		env.With(User, "GOPRIVATE", "p,q")
	}
}

func TestNamed(t *testing.T) {
	env := Merge(layersOf("goroot GOFOO=g", "user GOBAR=u", "os GOBAR=o", "os GONIL=", "os GOZZ=z", "os HOME=/home/u", "editor GOAAA=e"), Facts{})
	var got []string
	for _, v := range env.Named("GO") {
		got = append(got, v.Name+"="+v.Value)
	}
	if want := "GOAAA=e GOBAR=o GOZZ=z"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestRewritingALineMendsItsValue(t *testing.T) {
	for text, want := range map[string]string{
		"GOPRIVATE='a.example'\n":       "a.example",
		"GOPRIVATE=a.example # ours\n":  "a.example",
		"GOPRIVATE=a.example\t# ours\n": "a.example",
		"GOPRIVATE=a.example\r\n":       "a.example",
		"export GOPRIVATE=a.example\n":  "",
		"GOPRIVATE=a\nGOPRIVATE=b\n":    "",
	} {
		layer, problems := ParseFile("/env", text, User)
		if len(problems) != 1 || problems[0].Variable != "GOPRIVATE" || problems[0].Rewritten != want {
			t.Errorf("%q: problems %+v, want it rewritten as %q", text, problems, want)
			continue
		}
		env := Merge([]Layer{layer}, Facts{Problems: problems}).With(User, "GOPRIVATE", "a.example")
		if mended := len(env.Problems) == 0; mended != (want != "") {
			t.Errorf("%q: after With, problems %+v", text, env.Problems)
		}
	}
}
