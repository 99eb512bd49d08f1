package route

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/modroute/modroute/internal/goenv"
)

// compile makes a policy of "NAME=value" settings of the process's
// environment over the upstream defaults of Go 1.26.8.
func compile(settings ...string) *Policy { return compileFor("go1.26.8", settings...) }

func compileFor(goVersion string, settings ...string) *Policy {
	goroot := goenv.Layer{Origin: goenv.GOROOT, File: "/go/go.env", Settings: map[string]goenv.Setting{
		"GOPROXY":     {Value: "https://proxy.golang.org,direct", Origin: goenv.GOROOT, File: "/go/go.env", Line: 7},
		"GOSUMDB":     {Value: "sum.golang.org", Origin: goenv.GOROOT, File: "/go/go.env", Line: 8},
		"GOTOOLCHAIN": {Value: "auto", Origin: goenv.GOROOT, File: "/go/go.env", Line: 12},
	}}
	process := goenv.Layer{Origin: goenv.OS, Settings: map[string]goenv.Setting{}}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		process.Settings[name] = goenv.Setting{Value: value, Origin: goenv.OS}
	}
	return Compile(goenv.Merge([]goenv.Layer{process, goroot}, goenv.Facts{GoVersion: goVersion, GOOS: "linux", GOARCH: "amd64", GOROOT: "/go"}))
}

// show writes hops as a test states them: "https://a ,|" and so on.
func show(hops []Hop) string {
	var b strings.Builder
	for _, h := range hops {
		switch h.Kind {
		case HopProxy:
			b.WriteString(h.URL)
		default:
			b.WriteString(string(h.Kind))
			if h.URL != "" {
				b.WriteString("(" + h.URL + ")")
			}
		}
		b.WriteString(map[Next]string{OnNotFound: " , ", OnAnyError: " | ", Never: ""}[h.Next])
	}
	return b.String()
}

func TestProxyList(t *testing.T) {
	for _, test := range []struct{ goproxy, want string }{
		{"https://a.test,direct", "https://a.test , direct"},
		{"https://a.test|https://b.test,direct", "https://a.test | https://b.test , direct"},
		{"https://a.test,https://b.test|", "https://a.test , https://b.test"},
		{" https://a.test \t, ,|direct", "https://a.test , direct"},
		{"a.test,b.test/go,127.0.0.1:8080", "https://a.test , https://b.test/go , https://127.0.0.1:8080"},
		{"direct,https://a.test", "direct"},
		{"off,://", "off"},
		{"https://a.test,off,direct", "https://a.test , off"},
		{"file:///tmp/proxy", "file:///tmp/proxy"},
		{"HTTPS://a.test", "https://a.test"},
		{"https://user:secret@a.test,direct", "https://xxxxx@a.test , direct"},
		{"https://token@a.test", "https://xxxxx@a.test"},
	} {
		p := compile("GOPROXY=" + test.goproxy)
		if p.Err() != nil {
			t.Errorf("GOPROXY=%s: %v", test.goproxy, p.Err())
			continue
		}
		if got := show(p.ProxyHops()); got != test.want {
			t.Errorf("GOPROXY=%s walks %q, want %q", test.goproxy, got, test.want)
		}
	}
}

func TestInvalidProxyList(t *testing.T) {
	for _, test := range []struct{ goproxy, want string }{
		{",", "GOPROXY list is not the empty string, but contains no entries"},
		{" ", "GOPROXY list is not the empty string, but contains no entries"},
		{"none", "invalid proxy URL missing scheme: none"},
		{"Direct", "invalid proxy URL missing scheme: Direct"},
		{"/tmp/x", "invalid proxy URL missing scheme: /tmp/x"},
		{"fallback://a.test", "invalid proxy URL scheme (must be https, http, file): fallback://a.test"},
		{"file:/tmp/x", "invalid file:// proxy URL with non-path elements: file:/tmp/x"},
		{"file://localhost/x", "invalid file:// proxy URL with non-path elements: file://localhost/x"},
		{"//user:secret@a.test", "invalid proxy URL missing scheme: //xxxxx@a.test"},
		{"https://user:sec,ret@a.test", `parse "https://xxxxx": invalid port "xxxxx" after host`},
		{"http://nexus:8081;direct", `parse "http://nexus:8081;direct": invalid port ":8081;direct" after host`},
		{"https://user:sec/ret@a.test", `parse "https://xxxxx@a.test": invalid port "xxxxx" after host`},
		{"http://127.0.0.1:notaport", `parse "http://127.0.0.1:notaport": invalid port ":notaport" after host`},
	} {
		p := compile("GOPROXY="+test.goproxy, "GOPRIVATE=corp.test")
		err := p.Err()
		if err == nil || err.Variable != "GOPROXY" || err.Message != test.want {
			t.Errorf("GOPROXY=%s: %v, want %q", test.goproxy, err, test.want)
		}
		// One bad entry fails private modules too.
		r := p.Resolve(&Workspace{}, Download, Requirement{"corp.test/a", "v1.0.0"})
		if r.Source != Blocked || r.Error != test.want || r.Hops != nil {
			t.Errorf("GOPROXY=%s: private module %s %q %v", test.goproxy, r.Source, r.Error, r.Hops)
		}
	}
}

func TestPrivateGoesDirect(t *testing.T) {
	for _, settings := range [][]string{
		{"GOPRIVATE=*.corp.test"},
		{"GOPRIVATE=*.corp.test", "GOPROXY=off"},
		{"GONOPROXY=git.corp.test/team", "GOPROXY=https://a.test"},
		{"GOPRIVATE=elsewhere.test", "GONOPROXY=git.corp.test"},
	} {
		r := compile(settings...).Resolve(&Workspace{}, Download, Requirement{"git.corp.test/team/lib", "v1.2.3"})
		if r.Source != Direct || show(r.Hops) != "direct" || r.Requests() != nil {
			t.Errorf("%v: %s by %q, requests %q", settings, r.Source, show(r.Hops), r.Requests())
		}
		if r.Direct == nil || r.Direct.How != "discovery" || r.Direct.URL != "https://git.corp.test/team/lib?go-get=1" {
			t.Errorf("%v: direct step %+v", settings, r.Direct)
		}
	}
	// GONOPROXY replaces GOPRIVATE; it does not extend it.
	r := compile("GOPRIVATE=git.corp.test", "GONOPROXY=none").Resolve(&Workspace{}, Download, Requirement{"git.corp.test/a", "v1.0.0"})
	if r.Source != Proxy || r.Checksum.Verify {
		t.Errorf("GONOPROXY=none: %s, verify %v; want the proxy, unverified", r.Source, r.Checksum.Verify)
	}
}

func TestReasonNamesVariableAndPattern(t *testing.T) {
	r := compile("GOPRIVATE=x.test,*.corp.test").Resolve(&Workspace{}, Download, Requirement{"git.corp.test/a", "v1.0.0"})
	want := Reason{Step: "private", Variable: "GOPRIVATE", Value: "x.test,*.corp.test", Pattern: "*.corp.test", Origin: "os"}
	if !slices.Contains(r.Reasons, want) {
		t.Errorf("reasons %+v lack %+v", r.Reasons, want)
	}
}

func TestRequests(t *testing.T) {
	const p = "git.test/Team/lib"
	for _, test := range []struct {
		class   Class
		version string
		want    string
	}{
		{Download, "v1.2.3", "git.test/!team/lib/@v/v1.2.3.info git.test/!team/lib/@v/v1.2.3.mod git.test/!team/lib/@v/v1.2.3.zip"},
		{Download, "v1.0.0-RC1", "git.test/!team/lib/@v/v1.0.0-!r!c1.info git.test/!team/lib/@v/v1.0.0-!r!c1.mod git.test/!team/lib/@v/v1.0.0-!r!c1.zip"},
		{Build, "v1.2.3", "git.test/!team/lib/@v/v1.2.3.zip git.test/!team/lib/@v/v1.2.3.mod git.test/!team/lib/@v/v1.2.3.info"},
		{Update, "v1.2.3", "git.test/!team/lib/@v/v1.2.3.info git.test/!team/@v/v1.2.3.info git.test/@v/v1.2.3.info " +
			"git.test/!team/lib/@v/v1.2.3.zip git.test/!team/lib/@v/v1.2.3.mod git.test/!team/lib/@v/list"},
		{Download, "latest", "git.test/!team/lib/@v/list"},
		{Download, "v1.2", "git.test/!team/lib/@v/list"},
		{Download, "main", "git.test/!team/lib/@v/main.info"},
	} {
		r := compile().Resolve(&Workspace{Module: true, GoVersion: "1.26"}, test.class, Requirement{p, test.version})
		if got := strings.Join(r.Requests(), " "); got != test.want {
			t.Errorf("%s %s asks for\n%s, want\n%s", test.class, test.version, got, test.want)
		}
	}
}

func TestRequestsDependOnTheWorkspace(t *testing.T) {
	// Where the whole graph is loaded first, the .mod comes first.
	for _, ws := range []*Workspace{{Module: true, GoVersion: "1.16"}, {Module: true, Work: true, GoVersion: "1.26"}} {
		r := compile().Resolve(ws, Build, Requirement{"git.test/a", "v1.0.0"})
		if got := r.Requests(); len(got) != 3 || !strings.HasSuffix(got[0], ".mod") {
			t.Errorf("%+v: %q", ws, got)
		}
	}
	// go get does not ask for the paths of main modules.
	ws := &Workspace{Module: true, GoVersion: "1.26", Mains: map[string]string{"git.test/team": "/w"}}
	r := compile().Resolve(ws, Update, Requirement{"git.test/team/lib", "v1.0.0"})
	if slices.Contains(r.Requests(), "git.test/team/@v/v1.0.0.info") || !slices.Contains(r.Requests(), "git.test/@v/v1.0.0.info") {
		t.Errorf("go get asks for %q", r.Requests())
	}
}

func TestMalformedPath(t *testing.T) {
	r := compile().Resolve(&Workspace{}, Download, Requirement{"corp/a", "v1.0.0"})
	if want := `malformed module path "corp/a": missing dot in first path element`; r.Source != Blocked || r.Error != want {
		t.Errorf("%s %q, want blocked %q", r.Source, r.Error, want)
	}
}

func TestChecksum(t *testing.T) {
	_, key, err := note.GenerateKey(rand.Reader, "sum.lab.test")
	if err != nil {
		t.Fatal(err)
	}
	const google = "direct(https://sum.golang.org)"
	for _, test := range []struct {
		settings []string
		database string
		via      string
		reason   string
	}{
		{nil, "sum.golang.org", "https://proxy.golang.org , " + google, ""},
		{[]string{"GOPROXY=https://a.test|direct"}, "sum.golang.org", "https://a.test | " + google, ""},
		// At the end of the list, or at off, only 404s lead to the database.
		{[]string{"GOPROXY=https://a.test|https://b.test|"}, "sum.golang.org", "https://a.test | https://b.test , " + google, ""},
		{[]string{"GOPROXY=https://a.test|off"}, "sum.golang.org", "https://a.test , " + google, ""},
		{[]string{"GOPROXY=direct"}, "sum.golang.org", google, ""},
		{[]string{"GOPROXY=off"}, "sum.golang.org", google, ""},
		{[]string{"GOSUMDB=sum.golang.google.cn"}, "sum.golang.org", "direct(https://sum.golang.google.cn)", ""},
		{[]string{"GOSUMDB=sum.golang.org https://mirror.test/db"}, "sum.golang.org", "direct(https://mirror.test/db)", ""},
		{[]string{"GOSUMDB=" + key}, "sum.lab.test", "https://proxy.golang.org , direct(https://sum.lab.test)", ""},
		{[]string{"GOSUMDB=" + key + " https://token@db.test"}, "sum.lab.test", "direct(https://xxxxx@db.test)", ""},
		{[]string{"GOSUMDB=on"}, "", "", "invalid GOSUMDB: malformed verifier id"},
		{[]string{"GOSUMDB=sum.golang.org a b"}, "", "", "invalid GOSUMDB: too many fields"},
		{[]string{"GOSUMDB= "}, "", "", "missing GOSUMDB"},
	} {
		c := compile(test.settings...).Resolve(&Workspace{}, Download, Requirement{"pub.test/a", "v1.0.0"}).Checksum
		if !c.Verify || c.Database != test.database || show(c.Via) != test.via || c.Reason != test.reason || c.Error != (test.reason != "") {
			t.Errorf("%v: %+v, want %s via %q, %q", test.settings, c, test.database, test.via, test.reason)
		}
	}
	for _, settings := range [][]string{{"GOSUMDB=off"}, {"GOPRIVATE=pub.test"}, {"GONOSUMDB=*.test"}} {
		c := compile(settings...).Resolve(&Workspace{}, Download, Requirement{"pub.test/a", "v1.0.0"}).Checksum
		if c.Verify || c.Error {
			t.Errorf("%v: %+v, want no look-up", settings, c)
		}
	}
}

type sumLines map[string]string

func (s sumLines) Has(path, version string) (mod, zip bool) {
	have := s[path+"@"+version]
	return strings.Contains(have, "mod"), strings.Contains(have, "zip")
}

func TestReadOnlyBuildNeedsGoSum(t *testing.T) {
	ws := &Workspace{Module: true, Sums: sumLines{"pub.test/a@v1.0.0": "mod"}}
	r := compile().Resolve(ws, Build, Requirement{"pub.test/a", "v1.0.0"})
	if r.Checksum.Verify || r.Checksum.GoSum != "mod" || !strings.HasPrefix(r.Checksum.Reason, "missing go.sum entry") {
		t.Errorf("read-only build: %+v", r.Checksum)
	}
	// In a workspace, and with -mod=mod, the missing line is looked up.
	for _, c := range []*Checksum{
		compile("GOFLAGS=-mod=mod").Resolve(ws, Build, Requirement{"pub.test/a", "v1.0.0"}).Checksum,
		compile().Resolve(&Workspace{Module: true, Work: true, Sums: ws.Sums}, Build, Requirement{"pub.test/a", "v1.0.0"}).Checksum,
	} {
		if !c.Verify {
			t.Errorf("%+v, want a look-up", c)
		}
	}
}

func TestReplace(t *testing.T) {
	ws := &Workspace{Module: true, Replaces: []Replace{
		{OldPath: "pub.test/a", NewPath: "work.test/any", NewVersion: "v1.0.0", Work: true, File: "../go.work", Line: 4},
		{OldPath: "pub.test/a", OldVersion: "v1.0.0", NewPath: "mod.test/exact", NewVersion: "v1.0.0", File: "go.mod", Line: 9},
		{OldPath: "pub.test/b", NewPath: "./b", File: "go.mod", Line: 10},
		{OldPath: "pub.test/b", OldVersion: "v2.0.0+incompatible", NewPath: "corp.test/b", NewVersion: "v1.5.0", File: "go.mod", Line: 11},
	}}
	p := compile("GOPRIVATE=corp.test")
	// A wildcard of go.work wins over a versioned line of go.mod.
	r := p.Resolve(ws, Download, Requirement{"pub.test/a", "v1.0.0"})
	if r.ReplacedBy == nil || r.ReplacedBy.Path != "work.test/any" {
		t.Errorf("a: replaced by %+v", r.ReplacedBy)
	}
	r = p.Resolve(ws, Download, Requirement{"pub.test/b", "v1.0.0"})
	if r.Source != Local || r.ReplacedBy.Dir != "./b" || r.Hops != nil {
		t.Errorf("b v1: %s %+v", r.Source, r.ReplacedBy)
	}
	// The replacement's path is what patterns match.
	r = p.Resolve(ws, Download, Requirement{"pub.test/b", "v2.0.0+incompatible"})
	if r.Source != Direct || r.ReplacedBy.Path != "corp.test/b" {
		t.Errorf("b v2: %s %+v", r.Source, r.ReplacedBy)
	}
}

func TestWorkspaceModule(t *testing.T) {
	ws := &Workspace{Module: true, Work: true, Mains: map[string]string{"corp.test/lib": "/w/lib"}}
	r := compile().Resolve(ws, Download, Requirement{"corp.test/lib", "v1.0.0"})
	// Its packages are on disk, but the .mod of the required version is fetched.
	if r.Source != Main || show(r.Hops) != "https://proxy.golang.org , direct" || !slices.Equal(r.Requests(), []string{"corp.test/lib/@v/v1.0.0.mod"}) {
		t.Errorf("%s by %q for %q", r.Source, show(r.Hops), r.Requests())
	}
}

func TestVendor(t *testing.T) {
	ws := Workspace{Module: true, GoVersion: "1.21", Vendor: VendorState{Exists: true}}
	req := Requirement{"pub.test/a", "v1.0.0"}
	source := func(p *Policy, ws Workspace, class Class) Source { return p.Resolve(&ws, class, req).Source }
	old, none, work := ws, ws, ws
	old.GoVersion, none.GoVersion, work.Vendor.Workspace = "1.13", "", true
	for _, test := range []struct {
		name  string
		p     *Policy
		ws    Workspace
		class Class
		want  Source
	}{
		{"go build", compile(), ws, Build, Vendor},
		{"go mod download ignores it", compile(), ws, Download, Proxy},
		{"go get ignores it", compile(), ws, Update, Proxy},
		{"go 1.13 in go.mod", compile(), old, Build, Proxy},
		{"no go line", compile(), none, Build, Proxy},
		{"vendored for a workspace", compile(), work, Build, Proxy},
		{"-mod=mod", compile("GOFLAGS=-mod=mod"), ws, Build, Proxy},
		{"-mod=vendor without directory", compile("GOFLAGS=-mod=vendor"), Workspace{Module: true}, Build, Vendor},
	} {
		if got := source(test.p, test.ws, test.class); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestDirectStep(t *testing.T) {
	for _, test := range []struct{ path, how, url, err string }{
		{"github.com/u/r", "static", "https://github.com/u/r", ""},
		{"github.com/u/r/v2/sub", "static", "https://github.com/u/r", ""},
		{"github.com/u", "refused", "", `invalid github.com import path "github.com/u"`},
		{"github.com/u/r.git", "refused", "", "invalid version control suffix in github.com/ path"},
		{"bitbucket.org/u/r", "static", "https://bitbucket.org/u/r", ""},
		{"git.corp.test/team/lib.git/sub", "suffix", "https://git.corp.test/team/lib", ""},
		{"gitlab.com/u/r", "discovery", "https://gitlab.com/u/r?go-get=1", ""},
		{"corp.test", "discovery", "https://corp.test/?go-get=1", ""},
		{"example.net/x", "refused", "", "no modules on example.net"},
		{"rsc.io", "refused", "", "rsc.io is not a module"},
		{"rsc.io/quote", "discovery", "https://rsc.io/quote?go-get=1", ""},
		{"chiselapp.com/user/u/repository/r", "static", "https://chiselapp.com/user/u/repository/r", "GOVCS disallows using fossil for public chiselapp.com/user/u/repository/r; see 'go help vcs'"},
	} {
		d := compile().Resolve(&Workspace{}, Download, Requirement{test.path, "v1.0.0"}).Direct
		if d.How != test.how || d.URL != test.url || d.Error != test.err {
			t.Errorf("%s: %+v, want %s %s %q", test.path, d, test.how, test.url, test.err)
		}
	}
}

func TestGOVCS(t *testing.T) {
	for _, test := range []struct{ govcs, goprivate, want string }{
		{"", "", ""},
		{"public:hg", "", "GOVCS disallows using git for public github.com/u/r; see 'go help vcs'"},
		{"public:off", "github.com/u", ""},
		{"private:svn", "github.com/u", "GOVCS disallows using git for private github.com/u/r; see 'go help vcs'"},
		// It is the repository's root that is matched.
		{"github.com/u/r/sub:off", "", ""},
		{"github.com/u: git | hg", "", ""},
		{"*:hg,*:git", "", `unreachable pattern in GOVCS: "*:git" after "*:hg"`},
		{"git", "", `malformed entry in GOVCS (missing colon): "git"`},
		{"*:git,", "", "empty entry in GOVCS"},
	} {
		d := compile("GOVCS="+test.govcs, "GOPRIVATE="+test.goprivate).Resolve(&Workspace{}, Download, Requirement{"github.com/u/r/sub", "v1.0.0"}).Direct
		if d.Error != test.want {
			t.Errorf("GOVCS=%s GOPRIVATE=%s: %q, want %q", test.govcs, test.goprivate, d.Error, test.want)
		}
	}
}

func TestInsecureReachesDiscoveryOnly(t *testing.T) {
	p := compile("GOINSECURE=corp.test,github.com")
	for path, want := range map[string]bool{"corp.test/a": true, "corp.test/a.git": true, "github.com/u/r": false, "pub.test/a": false} {
		if d := p.Resolve(&Workspace{}, Download, Requirement{path, "v1.0.0"}).Direct; d.Insecure != want {
			t.Errorf("%s: insecure %v, want %v", path, d.Insecure, want)
		}
	}
}

func TestEnvironmentFaults(t *testing.T) {
	for _, test := range []struct{ setting, variable, want string }{
		{"GO111MODULE=off", "GO111MODULE", "modules disabled by GO111MODULE=off; see 'go help modules'"},
		{"GO111MODULE=yes", "GO111MODULE", "unknown environment setting GO111MODULE=yes"},
		{"GOWORK=rel/go.work", "GOWORK", "invalid GOWORK: not an absolute path"},
		{"GOFLAGS=mod=mod", "GOFLAGS", `parsing $GOFLAGS: non-flag "mod=mod"`},
		{"GOFLAGS=-x 'a", "GOFLAGS", "parsing $GOFLAGS: unterminated ' string"},
		{"GOTOOLCHAIN=bogus", "GOTOOLCHAIN", `invalid GOTOOLCHAIN "bogus"`},
		{"GOTOOLCHAIN=go1.24.1+foo", "GOTOOLCHAIN", `invalid GOTOOLCHAIN "go1.24.1+foo": only version suffixes are +auto and +path`},
	} {
		p := compile(test.setting)
		if err := p.Err(); err == nil || err.Variable != test.variable || err.Message != test.want {
			t.Errorf("%s: %v, want %q", test.setting, err, test.want)
		}
		if r := p.Resolve(&Workspace{}, Download, Requirement{"pub.test/a", "v1.0.0"}); r.Source != Blocked || r.Error != test.want {
			t.Errorf("%s: %s %q", test.setting, r.Source, r.Error)
		}
	}
}

func TestToolchain(t *testing.T) {
	ws := func(goVersion, toolchain string) *Workspace {
		return &Workspace{Module: true, GoVersion: goVersion, Toolchain: toolchain}
	}
	for _, test := range []struct {
		settings []string
		ws       *Workspace
		version  string // "" if nothing is fetched
		err      string
	}{
		{nil, ws("1.26", ""), "", ""},
		{nil, ws("1.25.9", "go1.26.8"), "", ""},
		{nil, ws("1.27", ""), "v0.0.1-go1.27.0.linux-amd64", ""},
		{nil, ws("1.27.3", "go1.27.4"), "v0.0.1-go1.27.4.linux-amd64", ""},
		{nil, ws("1.27rc1", ""), "v0.0.1-go1.27rc1.linux-amd64", ""},
		{nil, ws("1.27", "default"), "", "go.mod requires go >= 1.27 (running go 1.26.8; go.mod sets toolchain default)"},
		{nil, ws("1.26", "bogus"), "", `invalid toolchain "bogus" in go.mod`},
		{[]string{"GOTOOLCHAIN=local"}, ws("1.27", ""), "", "go.mod requires go >= 1.27 (running go 1.26.8; GOTOOLCHAIN=local)"},
		{[]string{"GOTOOLCHAIN=local"}, ws("1.26", "go1.27.4"), "", ""},
		{[]string{"GOTOOLCHAIN=go1.24.1"}, ws("1.20", ""), "v0.0.1-go1.24.1.linux-amd64", ""},
		// One that is named is fetched even if go.mod wants a newer one.
		{[]string{"GOTOOLCHAIN=go1.27.0"}, ws("1.28", ""), "v0.0.1-go1.27.0.linux-amd64", ""},
		{[]string{"GOTOOLCHAIN=go1.27.0+auto"}, ws("1.28", ""), "v0.0.1-go1.28.0.linux-amd64", ""},
		{[]string{"GOTOOLCHAIN=go1.26.8"}, ws("1.27", ""), "", "go.mod requires go >= 1.27 (running go 1.26.8; GOTOOLCHAIN=go1.26.8)"},
	} {
		r, ok := compile(test.settings...).ResolveToolchain(test.ws)
		if ok != (test.version != "" || test.err != "") || r.Version != test.version || r.Error != test.err {
			t.Errorf("%v go %s toolchain %s: %q %q", test.settings, test.ws.GoVersion, test.ws.Toolchain, r.Version, r.Error)
			continue
		}
		if test.version != "" && (len(r.Requests()) != 1 || !strings.HasSuffix(r.Requests()[0], ".zip")) {
			t.Errorf("%s asks for %q", r.Version, r.Requests())
		}
	}
	// The checksum database is mandatory for toolchains.
	r, _ := compile("GOSUMDB=off").ResolveToolchain(ws("1.27", ""))
	if !r.Checksum.Error || r.Checksum.Reason != "checksum database disabled by GOSUMDB=off" {
		t.Errorf("GOSUMDB=off: %+v", r.Checksum)
	}
}

func TestOlderGo(t *testing.T) {
	// The pipe separates since Go 1.15.
	if err := compileFor("go1.14.15", "GOPROXY=https://a.test|direct").Err(); err == nil || !strings.Contains(err.Message, `invalid character "|" in host name`) {
		t.Errorf("Go 1.14 and a pipe: %v", err)
	}
	// Toolchains are fetched since Go 1.21.
	if _, ok := compileFor("go1.20.14", "GOTOOLCHAIN=auto").ResolveToolchain(&Workspace{GoVersion: "1.26"}); ok {
		t.Error("Go 1.20 fetches a toolchain")
	}
}

func TestProxyEntries(t *testing.T) {
	tests := []struct {
		goVersion, goproxy string
		want               []ProxyEntry
	}{
		{"", " a.test ,| https://u:p@b.test/x|direct,Nonsense|off", []ProxyEntry{
			{Text: "a.test", URL: "https://a.test", Kind: HopProxy, Next: OnNotFound},
			{Text: "https://u:p@b.test/x", URL: "https://u:p@b.test/x", Kind: HopProxy, Next: OnAnyError},
			{Text: "direct", Kind: HopDirect, Next: OnNotFound},
			{Text: "Nonsense", Kind: HopProxy, Next: OnAnyError, Unread: true},
			{Text: "off", Kind: HopOff, Next: OnNotFound, Unread: true},
		}},
		{"", "Direct,b.test", []ProxyEntry{
			{Text: "Direct", URL: "Direct", Kind: HopProxy, Next: OnNotFound},
			{Text: "b.test", Kind: HopProxy, Next: OnNotFound},
		}},
		{"go1.14.15", "a.test|b.test", []ProxyEntry{
			{Text: "a.test|b.test", URL: "https://a.test|b.test", Kind: HopProxy, Next: OnNotFound},
		}},
		{"", " ,|", nil},
	}
	for _, test := range tests {
		got := compileFor(test.goVersion, "GOPROXY="+test.goproxy).ProxyEntries()
		if !slices.Equal(got, test.want) {
			t.Errorf("GOPROXY=%s: %+v, want %+v", test.goproxy, got, test.want)
		}
	}
}

func FuzzProxyList(f *testing.F) {
	for _, seed := range []string{"https://proxy.golang.org,direct", "a|b,off", " ,|", "file:///x", "http://u:p@h", "://", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, goproxy string) {
		list := parseProxyList(goproxy, func(s string) bool { return strings.HasPrefix(s, "/") }, true)
		if (list.err == nil) != (len(list.hops) > 0) {
			t.Fatalf("GOPROXY=%q: %d hops and error %v", goproxy, len(list.hops), list.err)
		}
		for i, h := range list.hops {
			last := i == len(list.hops)-1
			if e := list.entries[i]; e.Kind != h.Kind || e.Unread || !last && e.Next != h.Next {
				t.Fatalf("GOPROXY=%q: hop %d is %+v, but entry %+v", goproxy, i, h, e)
			}
			if (h.Next == Never) != last || (h.Kind == HopProxy) != (h.URL != "") {
				t.Fatalf("GOPROXY=%q: hop %d of %d is %+v", goproxy, i, len(list.hops), h)
			}
		}
	})
}
