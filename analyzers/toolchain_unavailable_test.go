package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestToolchainUnavailable(t *testing.T) {
	const version = "v0.0.1-go1.99.0.linux-amd64"
	needs := scenario{file: "module m\n\ngo 1.99.0\n"}
	cached := needs
	cached.machine.cached = map[string]analysis.Cached{"golang.org/toolchain@" + version: {Zip: true}}
	onPath, offPath := needs, needs
	onPath.machine.programs = []string{"go1.99.0"}
	offPath.machine.programs = []string{"git"}
	line := scenario{file: "module m\n\ngo 1.26\n\ntoolchain go1.99.0\n"}
	auto, unset := []string{"Set GOTOOLCHAIN to auto"}, []string{"Unset GOSUMDB"}
	testVariable(t, ToolchainUnavailable, []variableCase{
		{"GOTOOLCHAIN=local", needs.with("GOTOOLCHAIN", "local"), "3 error",
			[]string{"Nothing can be built or fetched: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local). Change GOTOOLCHAIN=local (set in the process's environment), or install that Go."}, auto},
		{"an older toolchain for all", needs.with("GOTOOLCHAIN", "go1.26.8"), "3 error", []string{"GOTOOLCHAIN=go1.26.8"}, []string{"Set GOTOOLCHAIN to go1.26.8+auto"}},
		{"toolchain default", scenario{file: "module m\n\ngo 1.99.0\n\ntoolchain default\n"}, "5 error", []string{"go.mod sets toolchain default). Remove the line toolchain default"}, nil},
		{"toolchain default under GOTOOLCHAIN=local", scenario{file: "module m\n\ngo 1.99.0\n\ntoolchain default\n"}.with("GOTOOLCHAIN", "local"), "5 error", []string{"Change GOTOOLCHAIN=local"}, auto},
		{"a toolchain line that is refused", scenario{file: "module m\n\ngo 1.26\n\ntoolchain go1.x\n"}, "5 error", []string{`invalid toolchain "go1.x" in go.mod. Correct the line.`}, nil},
		{"GOPROXY=off", needs.with("GOPROXY", "off"), "3 warning", []string{"No command can run: download go1.99.0 for linux/amd64: toolchain not available. Change GOPROXY=off ("}, []string{"Unset GOPROXY (deliberate)"}},
		{"GOPROXY=off and another in PATH", func() scenario { s := offPath; return s.with("GOPROXY", "off") }(), "3 warning", nil, []string{"Unset GOPROXY (deliberate)"}},
		{"GOSUMDB=off", needs.with("GOSUMDB", "off"), "3 warning",
			[]string{"download go1.99.0: golang.org/toolchain@" + version + ": verifying module: checksum database disabled by GOSUMDB=off. Change GOSUMDB=off ("}, unset},
		{"GOSUMDB=off, of a toolchain line", line.with("GOSUMDB", "off"), "5 warning", nil, unset},
		{"GOSUMDB=off, though it is cached", cached.with("GOSUMDB", "off", "GOPROXY", "off"), "3 warning", []string{"verifying module"}, unset},
		{"GOSUMDB=on", needs.with("GOSUMDB", "on"), "3 warning", []string{"verifying module: invalid GOSUMDB: malformed verifier id. Change GOSUMDB=on"}, unset},
		{"GOTOOLCHAIN=path without it", offPath.with("GOTOOLCHAIN", "path"), "3 warning", []string{`cannot find "go1.99.0" in PATH. Change GOTOOLCHAIN=path`}, auto},

		{name: "Go's default", scenario: needs},
		{name: "an installed Go that serves", scenario: scenario{file: public}.with("GOTOOLCHAIN", "local", "GOSUMDB", "off", "GOPROXY", "off")},
		{name: "a newer toolchain line under GOTOOLCHAIN=local", scenario: line.with("GOTOOLCHAIN", "local")},
		{name: "GOPROXY=off, but it is cached", scenario: cached.with("GOPROXY", "off")},
		{name: "GOPROXY=off, but it is on PATH", scenario: onPath.with("GOPROXY", "off")},
		{name: "GOSUMDB=off, but it is on PATH", scenario: onPath.with("GOSUMDB", "off")},
		{name: "GOSUMDB=off and a single file URL", scenario: needs.with("GOSUMDB", "off", "GOPROXY", "file:///srv/proxy")},
		{name: "GONOSUMDB does not matter", scenario: needs.with("GONOSUMDB", "*")},
		{name: "GOTOOLCHAIN=path with it", scenario: onPath.with("GOTOOLCHAIN", "path")},
		{name: "GOTOOLCHAIN=path where PATH was not looked at", scenario: needs.with("GOTOOLCHAIN", "path")},
		{name: "an invalid GOPROXY is another fault", scenario: needs.with("GOPROXY", "Direct")},
		{name: "behind a company proxy", scenario: needs.with("GOPROXY", "https://proxy.acme.com")},
	})
}

// The toolchain that is switched to has a go.env of its own, but what forbids
// its download is the installation's.
func TestToolchainIsForbiddenByTheInstallation(t *testing.T) {
	s := scenario{file: "module m\n\ngo 1.99.0\n", goRoot: map[string]string{"GOPROXY": "direct", "GOSUMDB": "off", "GOTOOLCHAIN": "auto"}}
	found := onlyFinding(t, ToolchainUnavailable, s)
	if titles := intentTitles(found.Intents); len(titles) != 1 || titles[0] != "Set GOSUMDB to sum.golang.org" {
		t.Errorf("intents %q", titles)
	}
	p := s.pass()
	p.Env = p.Env.ForToolchain("go1.99.0", nil)
	if v := decidedBy(p, p.Requirements[0], "GOSUMDB"); v.Value != "off" || v.File != "/usr/local/go/go.env" {
		t.Errorf("decided by %+v", v)
	}
}

// What forbids the download is said on the line of the file that sets it too.
func TestToolchainUnavailableIsAtItsCause(t *testing.T) {
	s := scenario{file: "module m\n\ngo 1.99.0\n", userText: "\nGOSUMDB=off\n"}
	if c := onlyFinding(t, ToolchainUnavailable, s).Cause; c == nil || c.File != userFile || c.Line != 2 {
		t.Errorf("caused at %+v", c)
	}
	s.userText = ""
	if c := onlyFinding(t, ToolchainUnavailable, s.with("GOSUMDB", "off")).Cause; c != nil {
		t.Errorf("caused at %+v, though no file sets it", c)
	}
}
