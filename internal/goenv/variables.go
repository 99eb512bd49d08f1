package goenv

import (
	"go/version"
	"strings"
)

// A spec describes one variable that this package knows.
type spec struct {
	name string
	// since is the first release that reads the variable; "" if all with
	// modules and proxies do (Go 1.13).
	since string
	// osOnly says that it is read from the process's environment only: a line
	// in the user's file or in $GOROOT/go.env has no effect.
	osOnly bool
	// trims says that blanks and a carriage return around its value, or
	// around the items of its value, do no harm.
	trims bool
	// quotes says that quotation marks are part of its syntax.
	quotes bool
	// fallback is the default compiled into the go command.
	fallback string
}

// specs lists every variable that steers where modules come from, in the order
// of [Environment.Variables]. The first routing of them decide routes, the
// next locating of them say where Go keeps its files; the rest reach the
// network, or the programs that the go command runs.
//
// Sources: cmd/go/internal/cfg/cfg.go and internal/cfg/cfg.go for the
// variables of the go command, net/http.ProxyFromEnvironment,
// cmd/go/internal/auth/netrc.go, cmd/go/internal/modload/init.go (Init) and
// crypto/x509 for the others.
var specs = []spec{
	{name: "GOPROXY", trims: true},
	{name: "GOPRIVATE"},
	{name: "GONOPROXY"},
	{name: "GONOSUMDB"},
	{name: "GOSUMDB"},
	{name: "GOINSECURE", since: "go1.14"},
	{name: "GOVCS", since: "go1.16", trims: true},
	{name: "GOAUTH", since: "go1.24", trims: true, quotes: true, fallback: "netrc"},
	{name: "GOTOOLCHAIN", since: "go1.21"},
	{name: "GO111MODULE"},
	{name: "GOFLAGS", trims: true, quotes: true},
	{name: "GOWORK", since: "go1.18"},

	{name: "GOENV", osOnly: true},
	{name: "GOROOT"},
	{name: "GOVERSION"},
	{name: "GOPATH"},
	{name: "GOMODCACHE", since: "go1.15"},

	{name: "GODEBUG", osOnly: true},
	{name: "HTTPS_PROXY", osOnly: true},
	{name: "https_proxy", osOnly: true},
	{name: "HTTP_PROXY", osOnly: true},
	{name: "http_proxy", osOnly: true},
	{name: "NO_PROXY", osOnly: true},
	{name: "no_proxy", osOnly: true},
	{name: "NETRC", osOnly: true},
	{name: "GIT_TERMINAL_PROMPT", osOnly: true},
	{name: "GIT_SSH_COMMAND", osOnly: true},
	{name: "GIT_ALLOW_PROTOCOL", osOnly: true},
	{name: "GIT_SSL_CAINFO", osOnly: true},
	{name: "GIT_SSL_NO_VERIFY", osOnly: true},
	{name: "GCM_INTERACTIVE", osOnly: true},
	{name: "SSL_CERT_FILE", osOnly: true},
	{name: "SSL_CERT_DIR", osOnly: true},
}

// The sizes of the first two groups of specs.
const (
	routing  = 12
	locating = 5
)

// specOf finds a spec by name.
var specOf = func() map[string]*spec {
	m := make(map[string]*spec, len(specs))
	for i := range specs {
		m[specs[i].name] = &specs[i]
	}
	return m
}()

// processOnly reports whether a variable that is not in specs belongs to the
// system or to git, so that a line in one of Go's files has no effect.
func processOnly(name string) bool {
	switch name {
	case "PATH", "HOME", "home", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME":
		return true
	}
	return strings.HasPrefix(name, "GIT_")
}

// A Group tells what a variable is for.
type Group uint8

const (
	Routing  Group = iota // decides routes: GOPROXY, GOPRIVATE …
	Locating              // says where Go keeps its files: GOENV, GOMODCACHE …
	Related               // reaches the network or the programs that the go command runs: HTTPS_PROXY, NETRC …
)

// GroupOf returns the group of a variable. A name that this package does not
// know is [Related].
func GroupOf(name string) Group {
	for i, s := range specs[:routing+locating] {
		switch {
		case s.name != name:
		case i < routing:
			return Routing
		default:
			return Locating
		}
	}
	return Related
}

// readBy reports whether a go command of a version ("" is the newest) reads
// the variable.
func (s *spec) readBy(goVersion string) bool {
	return s.since == "" || !Older(goVersion, s.since)
}

// Writable returns the variables that steer fetching and that `go env -w` of a
// version ("" is the newest) writes, in the order of [Environment.Variables].
func Writable(goVersion string) []string {
	var names []string
	for i := range specs {
		// go env -w calls GOWORK one that cannot be modified
		// (cmd/go/internal/envcmd/env.go, checkEnvWrite).
		if s := &specs[i]; !s.osOnly && s.readBy(goVersion) && s.name != "GOVERSION" && s.name != "GOWORK" {
			names = append(names, s.name)
		}
	}
	return names
}

// Older reports whether the Go version v, such as "go1.20.14", is older than
// release, such as "go1.21". An unknown version, "" or a development one, is
// taken for the newest.
func Older(v, release string) bool {
	return version.IsValid(v) && version.Compare(v, release) < 0
}
