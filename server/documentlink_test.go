package server_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// A link is a document link as a client gets it.
type link struct {
	Range           lspclient.Range
	Target, Tooltip string
}

func (s *session) links(name string) []link {
	s.t.Helper()
	var all []link
	s.must(s.Call("textDocument/documentLink", object{"textDocument": object{"uri": s.uri(name)}}, &all))
	return all
}

// targets returns where the links of a file lead to, by what they stand on.
func (s *session) targets(name, text string) []string {
	s.t.Helper()
	var all []string
	for _, l := range s.links(name) {
		line := strings.Split(text, "\n")[l.Range.Start.Line]
		all = append(all, line[l.Range.Start.Character:l.Range.End.Character]+" "+strings.TrimPrefix(l.Target, fileURI(s.dir)))
	}
	return all
}

// Only private modules are linked, each to its own host; replacements count for
// what they are.
func TestLinksLeadToThePrivateForge(t *testing.T) {
	const text = `module example.com/m

go 1.26

require (
	git.corp.internal/team/lib/v2 v2.0.3
	github.com/acme/tools/cmd v1.0.0
	github.com/other/tools v1.0.0
	git.unknown.com/team/lib v1.0.0
	golang.org/x/mod v0.42.0
	github.com/public/lib v1.0.0
)

replace github.com/public/lib => github.com/acme/fork v1.0.0

replace github.com/acme/tools/cmd => git.unknown.com/team/cmd v1.0.0
`
	s := start(t, with(object{"env": object{"GOPRIVATE": "github.com/acme"}}))
	s.open("go.mod", text)
	want := []string{
		"git.corp.internal/team/lib/v2 https://git.corp.internal/team/lib",
		"github.com/acme/tools/cmd https://github.com/acme/tools",
		"github.com/acme/fork https://github.com/acme/fork",
		"github.com/acme/tools/cmd https://github.com/acme/tools",
	}
	if got := s.targets("go.mod", text); !slices.Equal(got, want) {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Of a module that has been fetched the repository is known.
func TestLinksLeadToTheOrigin(t *testing.T) {
	s := start(t, nil)
	info := filepath.Join(filepath.Dir(s.goenv), "cache", "cache", "download", "git.corp.internal", "team", "lib", "@v", "v1.2.3.info")
	s.must(os.MkdirAll(filepath.Dir(info), 0o777))
	s.must(os.WriteFile(info, []byte(`{"Version":"v1.2.3","Origin":{"VCS":"git","URL":"https://forge.corp.internal/team/mono","Subdir":"lib"}}`), 0o666))
	s.open("go.mod", private)
	if got, want := s.targets("go.mod", private), []string{"git.corp.internal/team/lib https://forge.corp.internal/team/mono"}; !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
}

func TestLinksLeadToDirectories(t *testing.T) {
	s := start(t, nil)
	s.must(os.MkdirAll(s.path("lib"), 0o777))
	s.must(os.MkdirAll(s.path("empty"), 0o777))
	s.must(os.WriteFile(s.path("lib/go.mod"), []byte("module golang.org/x/text\n"), 0o666))
	const text = "module example.com/m\n\nreplace golang.org/x/text => ./lib\nreplace golang.org/x/net => \"./empty\"\nreplace golang.org/x/mod => ./missing\n"
	s.open("go.mod", text)
	if got, want := s.targets("go.mod", text), []string{"./lib /lib/go.mod"}; !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
	const work = "go 1.26\n\nuse ./lib\nuse ./missing\n"
	s.open("go.work", work)
	if got, want := s.targets("go.work", work), []string{"./lib /lib/go.mod"}; !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
}

// In a workspace that is not trusted nothing outside is looked at.
func TestNoLinksOutOfAnUntrustedWorkspace(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(outside+"/go.mod", []byte("module golang.org/x/text\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	text := "module example.com/m\n\nreplace golang.org/x/text => " + outside + "\n"
	for trusted, want := range map[bool]int{true: 1, false: 0} {
		s := start(t, with(object{"trusted": trusted}))
		s.open("go.mod", text)
		if got := s.links("go.mod"); len(got) != want {
			t.Errorf("trusted %v: links %+v", trusted, got)
		}
	}
}

// The tooltip says that the link leaves the editor.
func TestLinkTooltip(t *testing.T) {
	s := start(t, func(params object) {
		params["capabilities"].(object)["textDocument"].(object)["documentLink"] = object{"tooltipSupport": true}
	})
	s.open("go.mod", private)
	want := link{*at(4, 8, 4, 34), "https://git.corp.internal/team/lib", "Open https://git.corp.internal/team/lib in the browser"}
	if got := s.links("go.mod"); len(got) != 1 || got[0] != want {
		t.Errorf("links %+v, want %+v", got, want)
	}
	s = start(t, nil)
	s.open("go.mod", private)
	if got := s.links("go.mod"); len(got) != 1 || got[0].Tooltip != "" {
		t.Errorf("links for a client without tooltips %+v", got)
	}
}
