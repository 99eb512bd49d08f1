package visibility

import "testing"

func TestKnownForge(t *testing.T) {
	for _, host := range []string{"github.com", "GitHub.com", "www.github.com", "gitlab.com", "codeberg.org", "dev.azure.com", "git.sr.ht", "git.disroot.org"} {
		if !KnownForge(host) {
			t.Errorf("%s is no known forge", host)
		}
	}
	for _, host := range []string{"", "git.acme.com", "golang.org", "k8s.io", "gopkg.in", "github.com.acme.com"} {
		if KnownForge(host) {
			t.Errorf("%q is a known forge", host)
		}
	}
}

func TestRepositoryRoot(t *testing.T) {
	tests := []struct{ path, want string }{
		{"github.com/acme/lib", "github.com/acme/lib"},
		{"github.com/acme/lib/v2", "github.com/acme/lib"},
		{"github.com/acme/mono/services/api/v3", "github.com/acme/mono"},
		{"github.com/acme", "github.com/acme"},
		{"gitlab.com/acme/group/lib", "gitlab.com/acme/group/lib"}, // a sub-group, or a directory
		{"gitlab.com/acme/group/lib/v2", "gitlab.com/acme/group/lib"},
		{"gitlab.com/acme/group/lib.git/sub/v2", "gitlab.com/acme/group/lib.git"},
		{"git.acme.com/team/lib.git/sub", "git.acme.com/team/lib.git"},
		{"git.acme.com/team/lib.git/v2", "git.acme.com/team/lib.git"},
		{"git.acme.com/team/lib/v2", "git.acme.com/team/lib"},
		{"git.acme.com/team/lib/sub", "git.acme.com/team/lib/sub"},
		{"git.acme.com/.git/lib", "git.acme.com/.git/lib"},
		{"dev.azure.com/acme/project/_git/repo/sub", "dev.azure.com/acme/project/_git/repo"},
		{"dev.azure.com/acme/project/_git/repo.git/sub", "dev.azure.com/acme/project/_git/repo.git"},
		{"dev.azure.com/acme/_git/repo/sub/dir", "dev.azure.com/acme/_git/repo"},
		{"dev.azure.com/acme/project", "dev.azure.com/acme/project"},
		{"gopkg.in/yaml.v3", "gopkg.in/yaml.v3"},
		{"git.sr.ht/~acme/lib/sub", "git.sr.ht/~acme/lib"},
		{"acme.com", "acme.com"},
	}
	for _, test := range tests {
		if got := RepositoryRoot(test.path); got != test.want {
			t.Errorf("RepositoryRoot(%s) = %s, want %s", test.path, got, test.want)
		}
	}
}
