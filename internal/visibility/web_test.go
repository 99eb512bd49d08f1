package visibility

import "testing"

func TestWebPage(t *testing.T) {
	for path, want := range map[string]string{
		"git.corp.example.com/team/lib":              "https://git.corp.example.com/team/lib",
		"git.corp.example.com/team/lib/v2":           "https://git.corp.example.com/team/lib",
		"git.corp.example.com/team/lib.git/sub":      "https://git.corp.example.com/team/lib",
		"go.corp.example.com":                        "https://go.corp.example.com",
		"github.com/acme/lib/sub/v3":                 "https://github.com/acme/lib",
		"gitlab.com/acme/group/lib":                  "https://gitlab.com/acme/group/lib",
		"dev.azure.com/acme/project/_git/lib.git/v2": "https://dev.azure.com/acme/project/_git/lib",
		"dev.azure.com/acme/_git/lib":                "https://dev.azure.com/acme/_git/lib",
		"10.1.2.3/team/lib":                          "https://10.1.2.3/team/lib",

		"github.com/acme":                    "", // an owner
		"gitlab.com":                         "",
		"golang.org/x/mod":                   "", // a public host
		"lib":                                "", // no host
		"git.corp.example.com/team/../other": "",
		"git.corp.example.com/lib?x=y":       "",
		"git.corp.example.com:8443/lib":      "",
		"user@git.corp.example.com/lib":      "",
		"git.corp.example.com/größe":         "",
	} {
		if got, ok := WebPage(path, ""); got != want || ok != (want != "") {
			t.Errorf("WebPage(%s) = %q, %v, want %q", path, got, ok, want)
		}
	}
}

// Where a module has come from is known better than its path tells: a vanity
// path, or a directory of a repository.
func TestWebPageOfAnOrigin(t *testing.T) {
	const own = "https://go.corp.example.com/lib/sub"
	for origin, want := range map[string]string{
		"https://git.corp.example.com/team/mono":              "https://git.corp.example.com/team/mono",
		"https://git.corp.example.com:8443/team/mono.git":     "https://git.corp.example.com:8443/team/mono",
		"https://user:secret@git.corp.example.com/team/mono":  "https://git.corp.example.com/team/mono",
		"ssh://git@git.corp.example.com:7999/team/mono.git":   "https://git.corp.example.com/team/mono",
		"https://git.corp.example.com/mono?token=secret#home": "https://git.corp.example.com/mono",

		"http://git.corp.example.com/team/mono": own,
		"file:///srv/git/mono":                  own,
		"https://git.corp.example.com/":         own,
		"git@git.corp.example.com:team/mono":    own,
		"javascript:alert(1)":                   own,
		"https://golang.org/x/mod":              own,
		"%":                                     own,
	} {
		if got, ok := WebPage("go.corp.example.com/lib/sub", origin); got != want || !ok {
			t.Errorf("origin %s: %q, %v, want %q", origin, got, ok, want)
		}
	}
	if got, ok := WebPage("golang.org/x/mod", "https://git.corp.example.com/mod"); ok {
		t.Errorf("a public module is linked to %q", got)
	}
}
