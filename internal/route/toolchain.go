package route

import (
	"fmt"
	"go/version"
	"strings"
)

// A toolchainMode is GOTOOLCHAIN.
type toolchainMode struct {
	value string
	min   string // the toolchain that is used at least: "go1.24.1"; "" for the installed one
	mode  string // "auto", "path", or "" for exactly min
}

// parseGOTOOLCHAIN follows cmd/go/internal/toolchain/select.go:Select.
func parseGOTOOLCHAIN(value string) (toolchainMode, error) {
	t := toolchainMode{value: value}
	if value == "auto" || value == "path" {
		t.mode = value
		return t, nil
	}
	if value == "" {
		return t, nil
	}
	min, suffix, plus := strings.Cut(value, "+")
	if min != "local" {
		if fromToolchain(min) == "" || !strings.HasPrefix(min, "go1") && !strings.Contains(min, "-go1") {
			if plus {
				return t, fmt.Errorf("invalid GOTOOLCHAIN %q: invalid minimum toolchain %q", value, min)
			}
			return t, fmt.Errorf("invalid GOTOOLCHAIN %q", value)
		}
		t.min = min
	}
	if plus && suffix != "auto" && suffix != "path" {
		return t, fmt.Errorf("invalid GOTOOLCHAIN %q: only version suffixes are +auto and +path", value)
	}
	t.mode = suffix
	return t, nil
}

// fromToolchain returns the version ("go1.2.3") that a toolchain's name
// stands for, "" if it is none: cmd/go/internal/gover/toolchain.go.
func fromToolchain(name string) string {
	if strings.ContainsAny(name, `\/`) {
		return ""
	}
	if i := strings.IndexAny(name, " \t-"); i >= 0 {
		name = name[:i]
	}
	if !version.IsValid(name) {
		return ""
	}
	return name
}

// ResolveToolchain returns the route of the toolchain that a go or toolchain
// line makes the go command fetch at start-up; ok is false if the one that is
// installed serves. It follows cmd/go/internal/toolchain/select.go.
func (p *Policy) ResolveToolchain(ws *Workspace) (r Route, ok bool) {
	if p.err != nil && p.err.Variable != "GOPROXY" || !p.since("go1.21") || p.toolchain.value == "" {
		return Route{}, false
	}
	want, err := p.wantedToolchain(ws)
	if err != nil {
		r := Route{Path: toolchainPath, Source: Blocked, Error: err.Error()}
		r.Reasons = []Reason{p.reason("toolchain", "GOTOOLCHAIN")}
		return r, true
	}
	if want == "" || want == p.env.GoVersion {
		return Route{}, false
	}
	r = Route{Path: toolchainPath, Version: "v0.0.1-" + want + "." + p.env.GOOS + "-" + p.env.GOARCH}
	r.Reasons = []Reason{p.reason("toolchain", "GOTOOLCHAIN")}
	if p.toolchain.mode == "path" {
		r.Source = Local
		r.Reasons[0].Text = want + " is looked for in PATH and never downloaded"
		return r, true
	}
	r.Reasons[0].Text = "a program named " + want + " in PATH is preferred to the download"
	if p.fetch(&r, r.Path, r.Version) {
		sum, why := p.toolchainChecksum(r.Version)
		r.Checksum, r.Reasons = sum, append(r.Reasons, why...)
	}
	return r, true
}

const toolchainPath = "golang.org/toolchain"

// wantedToolchain returns the name of the toolchain that runs commands in ws;
// "" if the installed one does.
func (p *Policy) wantedToolchain(ws *Workspace) (string, error) {
	installed := p.env.GoVersion
	min, have := p.toolchain.min, fromToolchain(p.toolchain.min)
	if min == "" {
		have = installed
	}
	if have == "" {
		return "", nil // nothing is known of the installation
	}
	line := "go" + ws.GoVersion
	newer := ws.GoVersion != "" && version.Compare(line, have) > 0
	if p.toolchain.mode == "" || ws.Toolchain == "default" {
		// A minimum that is not installed is fetched first, and is what then
		// complains.
		if newer && (min == "" || min == installed) {
			return "", p.tooNew(ws, have)
		}
		return min, nil
	}
	want := min
	if ws.Toolchain != "" {
		v := fromToolchain(ws.Toolchain)
		if v == "" {
			return "", fmt.Errorf("invalid toolchain %q in %s", ws.Toolchain, ws.file())
		}
		if version.Compare(v, have) > 0 {
			want, have = ws.Toolchain, v
		}
	}
	if ws.GoVersion != "" && version.Compare(line, have) > 0 {
		want = line
		// The first release of a language version since 1.21 ends in .0.
		if version.Lang(line) == line && version.Compare(line, "go1.21") >= 0 {
			want += ".0"
		}
	}
	return want, nil
}

// tooNew is cmd/go/internal/gover/toolchain.go:TooNewError for the go line.
func (p *Policy) tooNew(ws *Workspace, have string) error {
	file := ws.file()
	explain := ""
	if p.toolchain.value != "auto" {
		explain = "; GOTOOLCHAIN=" + p.toolchain.value
	}
	if p.toolchain.mode != "" {
		explain += "; " + file + " sets toolchain default"
	}
	return fmt.Errorf("%s requires go >= %s (running go %s%s)", file, ws.GoVersion, strings.TrimPrefix(have, "go"), explain)
}

// toolchainChecksum is the checksum route of a toolchain: the database must
// be asked, whatever GONOSUMDB and go.sum say, unless GOPROXY is a single file
// URL: then the rules for any module hold (modfetch/sumdb.go:useSumDB).
func (p *Policy) toolchainChecksum(version string) (*Checksum, []Reason) {
	goproxy := p.env.Get("GOPROXY")
	switch {
	case strings.HasPrefix(goproxy, "file://") && !strings.ContainsAny(goproxy, ",|"):
		return p.checksum(&Workspace{}, Download, toolchainPath, version)
	case p.sumdb.off:
		return &Checksum{Verify: true, Error: true, Reason: p.sumdb.err.Error()}, []Reason{p.sumdb.why}
	}
	return p.sumdb.asked[""], nil
}
