package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// environment has a variable of every origin, one that is shadowed twice, an
// inherited one, secrets, and a problem.
func environment() *goenv.Environment {
	goroot, _ := goenv.ParseFile("/go/go.env", "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n", goenv.GOROOT)
	user, problems := goenv.ParseFile("/home/u/env", "export GOVCS=*:off\nGOPRIVATE=*.corp.example.com\r\nGOPROXY=https://u:secret@goproxy.example\n", goenv.User)
	process := goenv.Layer{Origin: goenv.OS, Settings: map[string]goenv.Setting{
		"GOPROXY":     {Value: "https://token@proxy.example,direct"},
		"GOSUMDB":     {Value: "off", InjectedBy: "another.extension"},
		"HTTPS_PROXY": {Value: "u:secret@proxy.example:3128"},
		"HOME":        {Value: "/home/u"},
		"GOENV":       {Value: "/home/u/env"},
		"GOINSECURE":  {Value: "a.example/\x1b[31m," + strings.Repeat("long.example,", 10)},
	}}
	editor := goenv.Layer{Origin: goenv.Editor, Settings: map[string]goenv.Setting{"GOFLAGS": {Value: "-mod=mod"}}}
	return goenv.Merge([]goenv.Layer{goroot, user, process, editor}, goenv.Facts{
		GoVersion: "go1.26.1", GOROOT: "/go", GOOS: "linux", GOARCH: "amd64", UserFile: "/home/u/env", Problems: problems,
	})
}

func TestEnvTable(t *testing.T) {
	var out strings.Builder
	if err := Env(&out, environment(), false); err != nil {
		t.Fatal(err)
	}
	const want = `GOPROXY      https://xxxxx@proxy.example,direct  os
  shadows    https://xxxxx@goproxy.example       user     /home/u/env:3
  shadows    https://proxy.golang.org,direct     goroot   /go/go.env:1
GOPRIVATE    "*.corp.example.com\r"              user     /home/u/env:2
GONOPROXY    "*.corp.example.com\r"              user     /home/u/env:2 (GOPRIVATE)
GONOSUMDB    "*.corp.example.com\r"              user     /home/u/env:2 (GOPRIVATE)
GOSUMDB      off                                 os       injected by another.extension
  shadows    sum.golang.org                      goroot   /go/go.env:2
GOINSECURE   "a.example/\x1b[31m,long.example,long.example,long.example,long.example,long.example,long.example,long.example,long.example,long.example,long.example,"  os
GOVCS        (unset)
GOAUTH       netrc                               default
GOTOOLCHAIN  (unset)
GO111MODULE  (unset)
GOFLAGS      -mod=mod                            editor
GOWORK       (unset)
GOENV        /home/u/env                         os
GOROOT       /go                                 default
GOVERSION    go1.26.1                            default
GOPATH       /home/u/go                          default
GOMODCACHE   /home/u/go/pkg/mod                  default
HTTPS_PROXY  xxxxx@proxy.example:3128            os

warning: /home/u/env:1: the go command ignores this line because of the word "export" at its start; write GOVCS=… or run go env -w GOVCS=…
warning: /home/u/env:2: lines end in CRLF, and the carriage return is part of the value of GOPRIVATE; save the file with LF line ends
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEnvTableColour(t *testing.T) {
	var plainOut, colored strings.Builder
	if err := Env(&plainOut, environment(), false); err != nil {
		t.Fatal(err)
	}
	if err := Env(&colored, environment(), true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(colored.String(), faint+"GOWORK") || !strings.Contains(colored.String(), yellow+"warning:") {
		t.Errorf("unset variables and warnings are not set off:\n%s", colored.String())
	}
	bare := strings.NewReplacer(faint, "", yellow, "", plain, "").Replace(colored.String())
	if bare != plainOut.String() {
		t.Errorf("colour changes the text:\n%s", bare)
	}
}

func TestEnvOff(t *testing.T) {
	process := goenv.Layer{Origin: goenv.OS, Settings: map[string]goenv.Setting{"GOENV": {Value: "off"}}}
	env := goenv.Merge([]goenv.Layer{process}, goenv.Facts{UserFileOff: true})
	var out strings.Builder
	if err := Env(&out, env, false); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "GOENV") && strings.Join(strings.Fields(line), " ") != "GOENV (off) os" {
			t.Errorf("got %q", line)
		}
	}
}

func TestEnvJSON(t *testing.T) {
	var out strings.Builder
	if err := EnvJSON(&out, environment()); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "secret") || strings.Contains(text, "token") || strings.Count(text, "\n") != 1 {
		t.Errorf("secrets show, or it is not one line: %s", text)
	}
	var env Environment
	if err := json.Unmarshal([]byte(out.String()), &env); err != nil {
		t.Fatal(err)
	}
	if env.Schema != 1 || env.GoVersion != "go1.26.1" || env.GOROOT != "/go" || env.UserFile != "/home/u/env" || len(env.Problems) != 2 {
		t.Errorf("got %+v", env)
	}
	got := make(map[string]string)
	for _, v := range env.Variables {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got[v.Name] = string(data)
	}
	for name, want := range map[string]string{
		"GOSUMDB":   `{"name":"GOSUMDB","value":"off","origin":"os","injectedBy":"another.extension","shadowed":[{"value":"sum.golang.org","origin":"goroot","file":"/go/go.env","line":2}]}`,
		"GONOPROXY": `{"name":"GONOPROXY","value":"*.corp.example.com\r","origin":"user","file":"/home/u/env","line":2,"inherits":"GOPRIVATE"}`,
		"GOWORK":    `{"name":"GOWORK","value":"","origin":"default"}`,
	} {
		if got[name] != want {
			t.Errorf("%s\n got %s\nwant %s", name, got[name], want)
		}
	}
}
