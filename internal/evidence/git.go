package evidence

import (
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/visibility"
)

// Limits on what a configuration may make modroute read: git's own depth
// (config.c:MAX_INCLUDE_DEPTH), and a number of files no person has.
const (
	maxIncludeDepth = 10
	maxGitFiles     = 100
)

// A gitConfig is what git would read for a repository, in git's order.
type gitConfig struct {
	gatherer *gatherer
	gitDir   string // of the repository; "" if there is none
	files    int    // read so far
	partial  bool   // something was left out that git might read
	entries  []gitEntry
}

// readGit reads git's configuration: the system's, the user's, that of the
// environment's variables, the repository's. It reads as git does, but runs
// nothing.
func (g *gatherer) readGit(repo string) *gitConfig {
	gitDir, common := g.gitDir(repo)
	c := &gitConfig{gatherer: g, gitDir: gitDir}
	for _, file := range append(g.systemGitFiles(), g.globalGitFiles()...) {
		c.readFile(file, 0)
	}
	if common != "" {
		c.readFile(filepath.Join(common, "config"), 0)
	}
	c.readEnvironment()
	return c
}

// gitDir returns a repository's git directory and the one that holds its
// configuration, which differ in a linked worktree; "" if there are none.
func (g *gatherer) gitDir(repo string) (dir, common string) {
	dir = filepath.Join(repo, ".git")
	if !g.isDir(dir) {
		// A submodule or a worktree: .git is a file that names the directory.
		text, ok := g.peek(dir)
		name, found := strings.CutPrefix(text, "gitdir:")
		if !ok || !found {
			return "", ""
		}
		dir = resolve(repo, strings.TrimSpace(name))
	}
	common = dir
	if text, ok := g.peek(filepath.Join(dir, "commondir")); ok {
		common = resolve(dir, strings.TrimSpace(text))
	}
	return dir, common
}

// systemGitFiles returns the configuration files of the whole system. Where
// git was built for is not known without running it, so these are the usual
// places.
func (g *gatherer) systemGitFiles() []string {
	if g.noSystemGit() {
		return nil
	}
	if file := g.Env.Get("GIT_CONFIG_SYSTEM"); file != "" {
		return absolute(file)
	}
	switch runtime.GOOS {
	case "windows":
		if dir := g.Env.Get("ProgramFiles"); filepath.IsAbs(dir) {
			return []string{filepath.Join(dir, "Git", "etc", "gitconfig")}
		}
		return nil
	case "darwin":
		return []string{"/etc/gitconfig", "/usr/local/etc/gitconfig", "/opt/homebrew/etc/gitconfig"}
	}
	return []string{"/etc/gitconfig"}
}

// noSystemGit reports whether git is told to leave out the system's file.
func (g *gatherer) noSystemGit() bool {
	switch strings.ToLower(g.Env.Get("GIT_CONFIG_NOSYSTEM")) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// globalGitFiles returns the user's configuration files; both are read.
func (g *gatherer) globalGitFiles() []string {
	if file := g.Env.Get("GIT_CONFIG_GLOBAL"); file != "" {
		return absolute(file)
	}
	home := g.home()
	if home == "" {
		return nil
	}
	config := g.Env.Get("XDG_CONFIG_HOME")
	if !filepath.IsAbs(config) {
		config = filepath.Join(home, ".config")
	}
	return []string{filepath.Join(config, "git", "config"), filepath.Join(home, ".gitconfig")}
}

// readEnvironment adds the variables GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0 and
// so on, in which build systems put credentials.
func (c *gitConfig) readEnvironment() {
	count, _ := strconv.Atoi(c.gatherer.Env.Get("GIT_CONFIG_COUNT"))
	c.partial = c.partial || count > maxGitFiles
	for i := range min(count, maxGitFiles) {
		name := c.gatherer.Env.Get("GIT_CONFIG_KEY_" + strconv.Itoa(i))
		section, key, ok := strings.Cut(name, ".")
		if !ok {
			continue
		}
		subsection := ""
		if dot := strings.LastIndex(key, "."); dot >= 0 {
			subsection, key = key[:dot], key[dot+1:]
		}
		c.entries = append(c.entries, gitEntry{
			section:    strings.ToLower(section),
			subsection: subsection,
			key:        strings.ToLower(key),
			value:      c.gatherer.Env.Get("GIT_CONFIG_VALUE_" + strconv.Itoa(i)),
		})
	}
}

// readFile adds the entries of a file, and of the files that it includes
// where it includes them.
func (c *gitConfig) readFile(file string, depth int) {
	if c.files++; c.files > maxGitFiles || depth > maxIncludeDepth {
		c.partial = true
		return
	}
	text, ok := c.gatherer.read(file)
	if !ok {
		return
	}
	for _, e := range parseGitConfig(file, text) {
		if e.key == "path" && (e.section == "include" && e.subsection == "" || e.section == "includeif" && c.holds(e)) {
			if path := c.expand(e.value, filepath.Dir(file)); path != "" {
				c.readFile(path, depth+1)
			} else {
				c.partial = true
			}
			continue
		}
		c.entries = append(c.entries, e)
	}
}

// expand makes a path of the configuration absolute; "" if it is in a form
// that needs git itself.
func (c *gitConfig) expand(path, dir string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if dir = c.gatherer.home(); dir == "" {
			return ""
		}
		path = rest
	}
	if path == "" || path[0] == '~' || strings.HasPrefix(path, "%(prefix)") {
		return ""
	}
	return resolve(dir, path)
}

// holds reports whether the condition of an includeIf holds. Conditions other
// than gitdir ask for the state of the repository, and do not.
func (c *gitConfig) holds(e gitEntry) bool {
	flags := "(?s)"
	pattern, ok := strings.CutPrefix(e.subsection, "gitdir:")
	if !ok {
		flags = "(?si)"
		if pattern, ok = strings.CutPrefix(e.subsection, "gitdir/i:"); !ok {
			c.partial = true
			return false
		}
	}
	if c.gitDir == "" || pattern == "" {
		return false
	}
	// config.c:prepare_include_condition_pattern
	switch rest, inHome := strings.CutPrefix(pattern, "~/"); {
	case inHome:
		pattern = filepath.ToSlash(c.gatherer.home()) + "/" + rest
	case strings.HasPrefix(pattern, "./"):
		pattern = filepath.ToSlash(filepath.Dir(e.file)) + pattern[1:]
	case !filepath.IsAbs(pattern):
		pattern = "**/" + pattern
	}
	if strings.HasSuffix(pattern, "/") {
		pattern += "**"
	}
	re, err := regexp.Compile(flags + "^" + wildmatch(pattern) + "$")
	return err == nil && re.MatchString(filepath.ToSlash(c.gitDir))
}

// wildmatch turns a pattern of git's wildmatch.c, with WM_PATHNAME, into a
// regular expression.
func wildmatch(pattern string) string {
	var re strings.Builder
	for i := 0; i < len(pattern); i++ {
		rest := pattern[i:]
		switch atStart := i == 0 || pattern[i-1] == '/'; {
		case atStart && strings.HasPrefix(rest, "**/"):
			re.WriteString("(.*/)?")
			i += 2
		case atStart && rest == "**":
			re.WriteString(".*")
			i++
		case rest[0] == '*':
			re.WriteString("[^/]*")
		case rest[0] == '?':
			re.WriteString("[^/]")
		case rest[0] == '[' && strings.Contains(rest, "]"):
			end := strings.IndexByte(rest, ']')
			re.WriteString("[" + strings.Replace(rest[1:end], "!", "^", 1) + "]")
			i += end
		case rest[0] == '\\' && len(rest) > 1:
			re.WriteString(regexp.QuoteMeta(rest[1:2]))
			i++
		default:
			re.WriteString(regexp.QuoteMeta(rest[:1]))
		}
	}
	return re.String()
}

// rewrites returns the hosts and paths that url.<base>.insteadOf lets git
// reach with credentials: over ssh, or with userinfo on the host itself. A
// rewrite to another https host, or to another well-known forge, is a mirror
// and says nothing; nor does one to anonymous access.
func (c *gitConfig) rewrites() []visibility.Host {
	var hosts []visibility.Host
	for _, e := range c.entries {
		if e.section != "url" || e.key != "insteadof" {
			continue
		}
		prefix := modulePrefix(e.value)
		if prefix == "" {
			continue
		}
		base, from := parseRemote(e.subsection), parseRemote(e.value)
		sameHost := base.host == from.host
		var how string
		switch {
		case base.scheme == "ssh" && (sameHost || !visibility.KnownForge(base.host)):
			how = "over ssh"
		case (base.scheme == "https" || base.scheme == "http") && base.user && sameHost:
			how = "with credentials"
		default:
			continue
		}
		hosts = append(hosts, visibility.Host{
			Prefix: prefix,
			Text:   "git's url.….insteadOf reaches " + prefix + " " + how,
			File:   e.file,
			Line:   e.line,
		})
	}
	return hosts
}

// remoteHost returns the host of the repository's remote origin, if it can be
// a company's own: "" on a well-known forge.
func (c *gitConfig) remoteHost() string {
	for _, e := range c.entries {
		if e.section == "remote" && e.subsection == "origin" && e.key == "url" {
			if host := parseRemote(e.value).host; strings.Contains(host, ".") && !visibility.KnownForge(host) {
				return host
			}
			return ""
		}
	}
	return ""
}

// resolve makes path absolute, relative to dir.
func resolve(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) || localpath.Foreign(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// absolute returns file as a list, which is empty if it is relative: to what,
// only the process that runs git knows.
func absolute(file string) []string {
	if !filepath.IsAbs(file) {
		return nil
	}
	return []string{file}
}
