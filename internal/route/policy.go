package route

import (
	"cmp"
	"go/version"
	"path"
	"strings"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/pathglob"
)

// A Policy is an environment compiled for routing. It is immutable and safe
// for concurrent use.
type Policy struct {
	env *goenv.Environment

	err    *EnvError  // a fault that stops every module command
	list   proxyList  // GOPROXY
	flags  buildFlags // GOFLAGS
	sumdb  sumdb      // GOSUMDB, and the way to it
	vcs    vcsRules   // GOVCS
	vcsErr error
	// vcsNames are the version control systems that a path element may end in.
	vcsNames []string

	private   patterns // GOPRIVATE
	noProxy   patterns // GONOPROXY, by default GOPRIVATE
	noSumDB   patterns // GONOSUMDB, by default GOPRIVATE
	insecure  patterns // GOINSECURE
	toolchain toolchainMode

	listReasons []Reason // why an unmatched module walks the list
}

// An EnvError is a fault of the environment as a whole: what the go command
// says whatever module it is asked for.
type EnvError struct {
	Variable string
	Message  string // the go command's own words, without its "go: "
}

// Error returns the message.
func (e *EnvError) Error() string { return e.Message }

// Compile reads env once.
func Compile(env *goenv.Environment) *Policy {
	p := &Policy{env: env}
	p.private = p.compilePatterns("GOPRIVATE", "vcs")
	p.noProxy = p.compilePatterns("GONOPROXY", "private")
	p.noSumDB = p.compilePatterns("GONOSUMDB", "checksum")
	p.insecure = p.compilePatterns("GOINSECURE", "insecure")
	p.list = parseProxyList(env.Get("GOPROXY"), p.isAbs, p.since("go1.15"))
	p.listReasons = []Reason{p.reason("proxy-list", "GOPROXY")}
	p.sumdb = p.parseSumDB(env.Get("GOSUMDB"))
	p.vcs, p.vcsErr = parseGOVCS(env.Get("GOVCS"))
	p.vcsNames = []string{"hg", "git", "svn", "fossil"}
	if !p.since("go1.27") {
		p.vcsNames = append(p.vcsNames, "bzr")
	}
	var flagsErr error
	p.flags, flagsErr = parseGOFLAGS(env.Get("GOFLAGS"))
	var chainErr error
	p.toolchain, chainErr = parseGOTOOLCHAIN(env.Get("GOTOOLCHAIN"))
	p.err = p.envError(flagsErr, chainErr)
	return p
}

// envError returns the first fault that stops every module command, in the
// order in which the go command meets them. The selection of a toolchain comes
// first and reads go.work, but is left out if GO111MODULE is not one of its
// proper values (cmd/go/main.go, toolchain/select.go:Select).
func (p *Policy) envError(flagsErr, chainErr error) *EnvError {
	var chain, work, flags *EnvError
	if chainErr != nil && p.since("go1.21") {
		chain = &EnvError{"GOTOOLCHAIN", chainErr.Error()}
	}
	// modload/init.go:FindGoWork
	if name := p.env.Get("GOWORK"); name != "" && name != "off" && name != "auto" && !p.isAbs(name) {
		work = &EnvError{"GOWORK", "invalid GOWORK: not an absolute path"}
	}
	if flagsErr != nil { // base/goflags.go:InitGOFLAGS
		flags = &EnvError{"GOFLAGS", "parsing $GOFLAGS: " + flagsErr.Error()}
	}
	switch mode := p.env.Get("GO111MODULE"); mode { // modload/init.go:Init
	case "", "on", "auto":
	case "off":
		return cmp.Or(flags, work, &EnvError{"GO111MODULE", "modules disabled by GO111MODULE=off; see 'go help modules'"})
	default:
		return cmp.Or(flags, work, &EnvError{"GO111MODULE", "unknown environment setting GO111MODULE=" + mode})
	}
	if first := cmp.Or(chain, work, flags); first != nil || p.list.err == nil {
		return first
	}
	return &EnvError{"GOPROXY", p.list.err.Error()} // modfetch/proxy.go:proxyList
}

// Err returns what the go command says to every fetch under this environment,
// with the variable at fault; nil if the environment can route.
func (p *Policy) Err() *EnvError { return p.err }

// ProxyHops returns GOPROXY as it is walked for a module that no pattern
// matches; nil if it is invalid.
func (p *Policy) ProxyHops() []Hop { return p.list.hops }

// since reports whether the Go version in use is v ("go1.15") or newer. An
// unknown version counts as the newest.
func (p *Policy) since(v string) bool {
	have := p.env.GoVersion
	return !version.IsValid(have) || version.Compare(have, v) >= 0
}

// isAbs is path/filepath.IsAbs for the system that the go command runs on.
func (p *Policy) isAbs(name string) bool {
	if p.env.GOOS != "windows" {
		return path.IsAbs(name)
	}
	slashed := strings.ReplaceAll(name, `\`, "/")
	return strings.HasPrefix(slashed, "//") || len(slashed) > 2 && slashed[1] == ':' && slashed[2] == '/'
}

// reason says that a variable decided a step.
func (p *Policy) reason(step, variable string) Reason {
	v := p.env.Lookup(variable)
	name := v.Name
	if v.Inherits != "" {
		name = v.Inherits
	}
	return Reason{
		Step:     step,
		Variable: name,
		Value:    goenv.RedactValue(v.Name, v.Value),
		Origin:   v.Origin.String(),
		File:     v.File,
		Line:     v.Line,
	}
}

// patterns is a comma-separated list of glob patterns of module path prefixes,
// split so that the one that matches can be named.
type patterns []pattern

type pattern struct {
	pathglob.Glob
	why Reason // for a route that it decides
}

func (p *Policy) compilePatterns(variable, step string) patterns {
	value := p.env.Get(variable)
	if value == "" {
		return nil
	}
	var ps patterns
	why := p.reason(step, variable)
	for glob := range strings.SplitSeq(value, ",") {
		why.Pattern = glob
		ps = append(ps, pattern{pathglob.Compile(glob), why})
	}
	return ps
}

// match returns the first pattern that matches a module path; nil if none
// does.
func (ps patterns) match(modulePath string) *pattern {
	for i := range ps {
		if ps[i].Match(modulePath) {
			return &ps[i]
		}
	}
	return nil
}
