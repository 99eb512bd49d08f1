// Package evidence gathers what speaks for a module being private or public:
// the repository's go.env, the effective patterns, settings, git's url
// rewrites, the names in netrc and GOAUTH, cached checksum look-ups. It reads
// only, runs no program, and never keeps a secret.
package evidence

import (
	"path/filepath"
	"slices"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/modcache"
	"github.com/modroute/modroute/internal/visibility"
)

// A Request says what to gather for.
type Request struct {
	Dir      string // the module's directory, absolute
	Env      *goenv.Environment
	Private  []string // the setting modroute.private
	Roots    []string // the workspace's folders
	Trusted  bool     // else: no git configuration, no netrc, no include; only files in Roots
	ReadFile func(path string) (string, error)
	IsDir    func(path string) bool
}

// Gather returns the facts, and the absolute paths of the files that were
// looked for, to watch.
func Gather(r Request) (facts *visibility.Facts, inputs []string) {
	g := &gatherer{Request: r}
	repo := RepositoryDir(r)
	facts = &visibility.Facts{
		Declared:  g.declared(repo),
		Effective: Effective(r.Env),
		Settings:  settings(r.Private),
		Hosts:     goauthHosts(r.Env),
	}
	if r.Trusted {
		git := g.readGit(repo)
		facts.Hosts = append(facts.Hosts, git.rewrites()...)
		facts.RemoteHost = git.remoteHost()
		facts.Hosts = append(facts.Hosts, g.netrcHosts()...)
	}
	if dir := r.Env.ModCache(); dir != "" && !localpath.Foreign(dir) {
		facts.LookedUp = modcache.Cache{Dir: dir}.Lookups().Has
	}
	return facts, g.inputs
}

// RepositoryDir returns the nearest directory at or above dir that holds
// .git, not going above the workspace's folder where untrusted; else dir.
func RepositoryDir(r Request) string {
	g := &gatherer{Request: r}
	for dir := r.Dir; ; {
		if !r.Trusted && !localpath.Inside(dir, r.Roots) {
			return r.Dir
		}
		dotGit := filepath.Join(dir, ".git")
		if g.isDir(dotGit) {
			return dir
		}
		if _, ok := g.peek(dotGit); ok {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return r.Dir
		}
		dir = parent
	}
}

// A gatherer is a Request at work: it remembers the files it looked for.
type gatherer struct {
	Request
	inputs []string
}

// read returns the text of a file, and records that it was looked for.
func (g *gatherer) read(path string) (text string, ok bool) {
	if g.mayRead(path) && !slices.Contains(g.inputs, path) {
		g.inputs = append(g.inputs, path)
	}
	return g.peek(path)
}

// peek reads without recording: a file that seldom changes.
func (g *gatherer) peek(path string) (text string, ok bool) {
	if !g.mayRead(path) {
		return "", false
	}
	text, err := g.ReadFile(path)
	return text, err == nil
}

func (g *gatherer) mayRead(path string) bool {
	return !localpath.Foreign(path) && (g.Trusted || localpath.Inside(path, g.Roots))
}

func (g *gatherer) isDir(path string) bool {
	return !localpath.Foreign(path) && g.IsDir(path)
}

// home returns the user's home directory; "" if it is unknown.
func (g *gatherer) home() string {
	for _, name := range homeVariables {
		if dir := g.Env.Get(name); filepath.IsAbs(dir) {
			return dir
		}
	}
	return ""
}
