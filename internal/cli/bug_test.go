package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
)

// ownNames are names that stand for what a person or a company has named.
type ownNames struct {
	random *rand.Rand
	made   map[string]string
}

// fill puts a made-up name in the place of each {key}, the same for the same
// key. They differ in length, and from one call of newNames to the next.
func (n *ownNames) fill(text string) string {
	return regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllStringFunc(text, func(key string) string {
		if n.made[key] == "" {
			word := ""
			for range 9 + n.random.IntN(6) {
				word += string(rune('a' + n.random.IntN(26)))
			}
			n.made[key] = word
		}
		return n.made[key]
	})
}

// ownMachine is a machine on which everything has a name of somebody's own.
func ownMachine(t *testing.T, n *ownNames) *machine {
	t.Helper()
	m := newMachine(t)
	for name, text := range map[string]string{
		"home/env": `GOPRIVATE=*.{host}.com,github.com/{org}/*,{label}.lan
GONOSUMDB = {host}.com
GOFLAGS=-mod=mod -tags={tag} -{flag}={value} '-ldflags=-X {label}.{tag}={token}'
GO111MODULE={value}
GOTOOLCHAIN=go1.26.8-{label}
GOSUMDB={db}.{host}.com+deadbeef+{key} https://{user}:{token}@{host}.com/{dir}
GOVCS={host}.com:git|hg,{label}.lan/{org}:{value},*:off
GOINSECURE={host}.com
GOAUTH={program} --token {token}; netrc; git /{dir}
{variable}={value}
export GOPROXI={value}
nonsense {label}
`,
		"home/.gitconfig": "[url \"ssh://git@{host}.com/\"]\n\tinsteadOf = https://{host}.com/{org}\n[user]\n\tname = {user}\n",
		"home/.netrc":     "machine {host}.com login {user} password {token}\n",
		"src/.git/config": "[remote \"origin\"]\n\turl = https://{user}:{token}@{host}.com/{org}/{dir}\n",
		"src/go.env":      "GOPRIVATE={host}.com/{org}\n",
		"src/go.mod": `module {host}.com/{org}/{module}

go 1.26

toolchain go1.26.8

require (
	{host}.com/{org}/{lib} v1.2.3 // {label} //modroute:ignore {value}
	github.com/{org}/{lib} v0.0.0-20260101000000-abcdefabcdef
	{label}.lan/{lib} v1.0.0
	golang.org/x/mod v0.42.0
	{value} {label} {tag}
)

replace {label}.lan/{lib} => ../{dir}
replace golang.org/x/mod => {host}.com/{org}/mod v0.42.0
replace {host}.com/{org}/{other} => /{dir}/{user}/{other}

exclude {host}.com/{org}/{lib} v1.2.2
`,
		"src/go.sum": "{host}.com/{org}/{lib} v1.2.3 h1:{key}=\n{value} {label}\n",
		"src/{dir}/settings.json": `{"private": ["{host}.com/{org}"], "trustedProxies": ["https://{user}@{proxy}.{host}.com"], "ignore": {"{host}.com/{lib}": true}, "severity": {"sumdb-off": "off"},
			"env": {"{variable}": "{value}", "GONOPROXY": "{host}.com,none"}, "environments": {"{label}": {"file": "/{dir}/env"}}}`,
	} {
		m.write(t, n.fill(name), n.fill(text))
	}
	for _, variable := range []string{
		"GOPROXY=https://{user}:{token}@{proxy}.{host}.com/{dir}/go,https://goproxy.cn|{host}.com:8443,file:///{dir}/{user}, https://{token}@proxy.golang.org,direct",
		"GOWORK=/{dir}/go.work", "GOPATH=/{dir}/{user}/go", "GOMODCACHE=/{dir}/{user}/go/pkg/mod", "HTTPS_PROXY=http://{user}:{token}@{host}.com:3128",
		"NETRC=/{dir}/netrc", "GIT_SSH_COMMAND=ssh -i /{dir}/{key}", "SSL_CERT_FILE=/{dir}/{host}.pem", "GO111MODULE=on", "NVIM=/run/{user}/nvim", "GODEBUG={value}=1",
	} {
		m.setenv(n.fill(variable))
	}
	return m
}

// bugReport returns what modroute bug prints on a machine.
func (n *ownNames) bugReport(t *testing.T) string {
	t.Helper()
	m := ownMachine(t, n)
	exit, stdout, stderr := m.run("bug", "-settings", n.fill("{dir}/settings.json"))
	if exit != exitOK || stderr != "" {
		t.Fatalf("exit code %d, standard error %q", exit, stderr)
	}
	if strings.Contains(stdout, "$ROOT") {
		t.Errorf("the directory is named:\n%s", stdout)
	}
	for key, name := range n.made {
		if strings.Contains(strings.ToLower(stdout), name) {
			t.Errorf("the report tells the name of %s, %s:\n%s", key, name, stdout)
		}
	}
	return stdout
}

func newNames(seed uint64) *ownNames {
	return &ownNames{random: rand.New(rand.NewPCG(seed, 4)), made: make(map[string]string)}
}

// A report of a fault tells no name that is somebody's own: it is the same
// to the letter, whatever things are called.
func TestBugTellsNoNames(t *testing.T) {
	first := newNames(1).bugReport(t)
	for seed := range uint64(4) {
		if other := newNames(seed + 2).bugReport(t); other != first {
			t.Fatalf("with other names the report is another:\n%s\n%s", first, other)
		}
	}
}

// What the report is for is in it: values with their shape and origin, how
// many modules take which route, what is found.
func TestBug(t *testing.T) {
	report := newNames(1).bugReport(t)
	for _, want := range []string{
		"\n- the go command: go1.26.8\n", "\n- started where NVIM is set\n",
		"| GOPROXY | `https://xxxxx@proxy-1/…,https://goproxy.cn\\|proxy-2,file://directory-1, https://xxxxx@proxy.golang.org,direct` | os | goroot line 1 `https://proxy.golang.org,direct` |",
		"| GOPRIVATE | `*.name-1.name-2,github.com/name-3/*,name-4.name-5` | user line 1 |",
		"| GOSUMDB | `sumdb-1+… https://proxy-3` | user line 6 | goroot line 2 `sum.golang.org` |",
		"`-mod=mod -tags=… -…=…", "| HTTPS_PROXY | (not shown) | os |", "| GO111MODULE | `on` | os | user line 4 `name-",
		"| GOAUTH | `(a command) …; netrc; git …` |", "`~/env` | read |", "| go.sum | 1 read |",
		"\n### go.mod\n", " → `https://goproxy.cn (on-any-error)` → ", "replaced by a directory", "\n- go 1.26, toolchain 1.26.8\n",
		"\n- 1 lines cannot be read", "| malformed-go-sum | ", "| private | ", "Problems in the layers: ",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if t.Failed() {
		t.Logf("the report:\n%s", report)
	}
}

// Outside any module, and where files cannot be read, there is a report all the
// same.
func TestBugWithoutModule(t *testing.T) {
	m := newMachine(t)
	if err := os.Mkdir(m.userEnv, 0o777); err != nil {
		t.Fatal(err)
	}
	exit, stdout, stderr := m.run("bug")
	if exit != exitOK || stderr != "" || !strings.Contains(stdout, "`~/env` | cannot be read |") || !strings.Contains(stdout, "\n### Findings\n\nnone\n") {
		t.Errorf("exit code %d, %s%s", exit, stdout, stderr)
	}
	for _, want := range []string{"1 a file as a whole", fmt.Sprintf("modroute %s", builtAs())} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report lacks %q:\n%s", want, stdout)
		}
	}
}
