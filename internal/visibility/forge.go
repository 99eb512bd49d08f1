package visibility

import (
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// A forge is a public code host.
type forge struct {
	host string
	// depth is the number of path elements of a repository, the host
	// included, where the forge fixes it; 0 where repositories may be nested
	// or the path says nothing.
	depth int
}

const azure = "dev.azure.com"

// forges are the well-known code hosts where anybody may open an account, so
// that public and private modules, or those of unrelated owners, live side by
// side: their host alone says nothing about a module. Vanity domains that
// belong to one project (golang.org, k8s.io) and hosts of one company are not
// among them. As of November 2026.
var forges = []forge{
	{"github.com", 3},
	{"bitbucket.org", 3},
	{"codeberg.org", 3},
	{"gitee.com", 3},
	{"gitea.com", 3},
	{"git.sr.ht", 3},
	{"hg.sr.ht", 3},
	{"notabug.org", 3},
	{"tangled.org", 3},
	{"git.disroot.org", 3},
	{azure, 5},             // dev.azure.com/org/project/_git/repo
	{"hub.jazz.net", 4},    // hub.jazz.net/git/user/repo
	{"chiselapp.com", 5},   // chiselapp.com/user/u/repository/r
	{"gist.github.com", 0}, // gist.github.com/id or gist.github.com/user/id
	{"ssh.github.com", 0},  // github.com behind another port
	{"ssh.dev.azure.com", 0},
	{"gitlab.com", 0}, // and other GitLabs: groups may be nested
	{"jihulab.com", 0},
	{"framagit.org", 0},
	{"gitcode.com", 0},
	{"gitcode.net", 0},
	{"atomgit.com", 0},
	{"e.coding.net", 0},
	{"gitlab.freedesktop.org", 0},
	{"gitlab.gnome.org", 0},
	{"salsa.debian.org", 0},
	{"invent.kde.org", 0},
	{"launchpad.net", 0},
	{"git.launchpad.net", 0},
	{"sourceforge.net", 0},
	{"git.code.sf.net", 0},
	{"pagure.io", 0},
	{"opendev.org", 0},
	{"git.openstack.org", 0},
	{"git.apache.org", 0},
	{"go.googlesource.com", 0},
	{"repo.or.cz", 0},
	{"git.savannah.gnu.org", 0},
	{"sr.ht", 0},
}

// forgeDepth is forges by host.
var forgeDepth = func() map[string]int {
	depth := make(map[string]int, len(forges))
	for _, f := range forges {
		depth[f.host] = f.depth
	}
	return depth
}()

// KnownForge reports whether host is a well-known public code host, such as
// github.com, where public and private modules live side by side.
func KnownForge(host string) bool {
	_, ok := forgeDepth[strings.TrimPrefix(strings.ToLower(host), "www.")]
	return ok
}

// RepositoryRoot returns the module path without what is surely below its
// repository: the /vN, what follows an element like repo.git, and on
// well-known forges all after host/owner/repo.
func RepositoryRoot(path string) string {
	elems := strings.Split(path, "/")
	for i, elem := range elems[1:] {
		if hasVCSSuffix(elem) {
			return strings.Join(elems[:i+2], "/")
		}
	}
	depth := forgeDepth[elems[0]]
	if elems[0] == azure && len(elems) > 2 && elems[2] == "_git" {
		depth = 4 // dev.azure.com/org/_git/repo: the project's main repository
	}
	if depth > 0 && len(elems) >= depth {
		return strings.Join(elems[:depth], "/")
	}
	if prefix, major, ok := module.SplitPathVersion(path); ok && strings.HasPrefix(major, "/") {
		return prefix
	}
	return path
}

// vcsSuffixes end the path element that is a repository's root on any host:
// the last entry of cmd/go/internal/vcs/vcs.go:vcsPaths.
var vcsSuffixes = []string{".bzr", ".fossil", ".git", ".hg", ".svn"}

func hasVCSSuffix(elem string) bool {
	return slices.ContainsFunc(vcsSuffixes, func(suffix string) bool {
		return len(elem) > len(suffix) && strings.HasSuffix(elem, suffix)
	})
}
