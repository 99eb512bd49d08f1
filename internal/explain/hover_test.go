package explain

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/modgraph"
	"github.com/modroute/modroute/internal/snapshot"
)

// cachedLib puts files of a module version into a module cache and returns the
// line of the user's Go environment that names it.
func cachedLib(t *testing.T, age time.Duration, now time.Time, extensions ...string) string {
	t.Helper()
	cache := t.TempDir()
	dir := filepath.Join(cache, "cache", "download", "git.corp.example.com", "team", "lib", "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, ext := range extensions {
		file := filepath.Join(dir, "v1.2.3"+ext)
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Time{}, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	return "GOMODCACHE=" + cache + "\n"
}

// A usual line whose files are all there is told in a few words, with the age
// of what is cached.
func TestHoverOfWhatIsCached(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, test := range []struct {
		age  time.Duration
		want string
	}{
		{time.Minute, "within a day"}, {-time.Hour, "within a day"}, {30 * time.Hour, "a day ago"}, {3 * day, "3 days ago"}, {22 * day, "3 weeks ago"},
		{40 * day, "a month ago"}, {200 * day, "6 months ago"}, {800 * day, "2 years ago"},
	} {
		s := snap(t, cachedLib(t, test.age, now, ".info", ".mod", ".zip"), requireLib)
		got := Hover{Now: now}.Requirement(s, s.Requirements[0]).Text()
		contains(t, got, []string{"cached      yes, fetched " + test.want + "\n"})
		if n := strings.Count(got, "\n"); n > 6 {
			t.Errorf("%d lines:\n%s", n, got)
		}
		if strings.Contains(got, "failure") {
			t.Errorf("nothing is fetched, and a failure is told:\n%s", got)
		}
	}
}

// What is half there is fetched all the same.
func TestHoverOfWhatIsHalfCached(t *testing.T) {
	now := time.Now()
	s := snap(t, cachedLib(t, 0, now, ".info", ".mod"), requireLib)
	contains(t, Hover{Now: now}.Requirement(s, s.Requirements[0]).Text(), []string{
		"cached      .info and .mod, but not .zip (fetched within a day)\n", "failure     a 403 or a time-out stops at https://proxy.golang.org\n",
	})
}

// Where a failure that is no 404 leads depends on the separators.
func TestHoverTellsWhereAFailureLeads(t *testing.T) {
	for proxies, want := range map[string]string{
		"https://a.example,direct":                   "failure     a 403 or a time-out stops at https://a.example\n",
		"https://a.example|direct":                   "failure     a 403 or a time-out goes on to direct\n",
		"https://a.example|https://b.example,direct": "failure     a 403 or a time-out goes on, but stops at https://b.example\n",
		"https://a.example|https://b.example":        "failure     a 403 or a time-out goes on, but stops at https://b.example\n",
		"https://a.example":                          "failure     a 403 or a time-out stops at https://a.example\n",
		"direct":                                     "",
		"off":                                        "",
		"https://a.example|https://b.example|direct|https://c": "failure     a 403 or a time-out goes on to direct\n",
	} {
		s := snap(t, "GOPROXY="+proxies+"\n", requireLib)
		got := Requirement(s, s.Requirements[0]).Text()
		if want == "" && strings.Contains(got, "failure") || !strings.Contains(got, want) {
			t.Errorf("GOPROXY=%s: want %q in\n%s", proxies, want, got)
		}
	}
}

const requirePrivate = "module m\n\ngo 1.26\n\nrequire git.corp.internal/Team/lib v1.2.3\n"

// Of a private module it is told what is asked for, and who learns its name,
// below a rule; of others only what one would not expect.
func TestHoverTellsWhatSpreads(t *testing.T) {
	for _, test := range []struct {
		name, userEnv, goMod string
		want                 []string
	}{
		{"through a public proxy", "", requirePrivate, []string{
			"\n\nasked for     git.corp.internal/!team/lib/@v/v1.2.3.info, .mod, .zip by go mod download\n",
			"git.corp.internal/!team/@v/v1.2.3.info, git.corp.internal/@v/v1.2.3.info, git.corp.internal/!team/lib/@v/list also by go get\n",
			"disclosed to  https://proxy.golang.org: path and version\n", "git.corp.internal: path, on 404 or 410\n", "sum.golang.org: path and version\n",
		}},
		{"with a pattern that is too narrow", "GOPRIVATE=git.corp.internal/Team\n", requirePrivate, []string{
			"otherwise  if the origin does not have it, go get tries shorter paths: git.corp.internal/@v/v1.2.3.info of https://proxy.golang.org\n",
		}},
		{"from its origin, but verified", "GONOPROXY=git.corp.internal\n", requirePrivate, []string{"disclosed to  git.corp.internal: path\n", "sum.golang.org: path and version\n"}},
		{"a public path with capitals", "", "module m\n\nrequire github.com/Azure/sdk v1.0.0\n", []string{"asked for  github.com/!azure/sdk/@v/v1.0.0.info, .mod, .zip by go mod download\n"}},
		{"a branch", "", "module m\n\nrequire github.com/acme/sdk main\n", []string{"asked for  github.com/acme/sdk/@v/main.info by go mod download\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snap(t, test.userEnv, test.goMod)
			contains(t, Requirement(s, s.Requirements[0]).Text(), test.want)
		})
	}
	for _, test := range []struct{ name, userEnv, goMod string }{
		{"a usual line", "", requireLib}, {"a private module from its origin", "GOPRIVATE=git.corp.internal\n", requirePrivate},
	} {
		s := snap(t, test.userEnv, test.goMod)
		if got := Requirement(s, s.Requirements[0]); strings.Contains(got.Text(), "asked for") || strings.Contains(got.Markdown(), "---") {
			t.Errorf("%s has details:\n%s", test.name, got.Markdown())
		}
	}
}

// Commands that only build take a vendor directory, whatever else is fetched.
func TestHoverTellsOfVendor(t *testing.T) {
	s := snap(t, "GOFLAGS=-mod=vendor\n", requireLib)
	contains(t, Requirement(s, s.Requirements[0]).Text(), []string{"fetched from https://proxy.golang.org", "go build    takes it from the vendor directory\n", "checksum "})
	s = snap(t, "", requireLib)
	if got := Requirement(s, s.Requirements[0]).Text(); strings.Contains(got, "vendor") {
		t.Errorf("there is no vendor directory:\n%s", got)
	}
}

// graphOf returns the graph of a go.mod whose requirements ask for what mods
// says.
func graphOf(goMod string, mods map[string]string) func() *modgraph.Graph {
	return func() *modgraph.Graph {
		return modgraph.Load(modgraph.Source{
			Main: modgraph.New(gomod.Parse("go.mod", goMod)),
			Read: func(v module.Version) *modgraph.Mod {
				if text, ok := mods[v.Path]; ok {
					return modgraph.New(gomod.Parse("go.mod", text))
				}
				return nil
			},
			Skip: func(module.Version) bool { return false }, Canceled: func() bool { return false }, Limit: 100,
		})
	}
}

func TestHoverTellsWhoNeedsALine(t *testing.T) {
	const goMod = "module m\n\ngo 1.26\n\nrequire lib.example v1.0.0 // indirect\n\nrequire (\n\ta.example v1.0.0\n\tb.example v1.0.0\n\tc.example v1.0.0\n\td.example v1.0.0\n\te.example v1.0.0\n)\n"
	const asks, asksOld, none = "module x\n\nrequire lib.example v1.0.0\n", "module x\n\nrequire lib.example v0.9.0\n", "module x\n"
	for _, test := range []struct {
		name  string
		graph func() *modgraph.Graph
		want  string
	}{
		{"one", graphOf(goMod, map[string]string{"a.example": asks, "b.example": none, "c.example": none, "d.example": none, "e.example": none, "lib.example": none}), "needed by   a.example\n"},
		{"many", graphOf(goMod, map[string]string{"a.example": asks, "b.example": asksOld, "c.example": asks, "d.example": asks, "e.example": asks}),
			"needed by   a.example\n            b.example, which asks for v0.9.0\n            c.example\n            and 2 more\n"},
		{"none", graphOf(goMod, map[string]string{"a.example": none, "b.example": none, "c.example": none, "d.example": none, "e.example": none, "lib.example": none}), "needed by   no direct requirement\n"},
		{"nothing cached", graphOf(goMod, nil), "needed by   no direct requirement, as far as the module cache tells\n"},
		{"not read yet", func() *modgraph.Graph { return nil }, "needed by   still being looked up in the module cache\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snap(t, "", goMod)
			contains(t, Hover{Graph: test.graph}.Requirement(s, s.Requirements[0]).Text(), []string{test.want})
		})
	}
	s := snap(t, "", goMod)
	direct := Hover{Graph: func() *modgraph.Graph { t.Error("the graph is read for a direct requirement"); return nil }}
	direct.Requirement(s, s.Requirements[1])
}

// comparing returns a snapshot with an environment ci to compare with, in which
// the user's file says something else.
func comparing(t *testing.T, userEnv, ciEnv, goMod string) *snapshot.Snapshot {
	t.Helper()
	there := snap(t, ciEnv, goMod).Folder.Env
	here := snap(t, userEnv, goMod).Folder
	opts := here.Options
	opts.Environments = []snapshot.Named{{Name: "ci", Env: func() (*goenv.Environment, error) { return there, nil }}}
	return snapshot.Open(here.Dir, here.Env, memory{}, opts).Snapshot(gomod.Parse("/src/shop/go.mod", goMod))
}

func TestHoverComparesEnvironments(t *testing.T) {
	for _, test := range []struct{ name, here, ci, want string }{
		{"another way", "GOPRIVATE=git.corp.example.com\n", "", "in ci       fetched from https://proxy.golang.org, on 404 or 410 → direct (https://git.corp.example.com/team/lib?go-get=1)\n            GOPROXY="},
		{"only the look-up is missing", "", "GONOSUMDB=git.corp.example.com\n", "in ci       the same, but no checksum database is asked\n"},
		{"only the look-up is added", "GONOSUMDB=git.corp.example.com\n", "", "in ci       the same, but sum.golang.org is asked, through https://proxy.golang.org"},
		{"only the look-up fails", "", "GOSUMDB=bad key\n", "in ci       the same, but the checksum look-up fails\n"},
		{"the same by another variable", "GOPRIVATE=git.corp.example.com\n", "GONOPROXY=git.corp.example.com\nGONOSUMDB=git.corp.example.com\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := comparing(t, test.here, test.ci, requireLib)
			got := Requirement(s, s.Requirements[0]).Text()
			if test.want == "" && strings.Contains(got, "in ci") || !strings.Contains(got, test.want) {
				t.Errorf("want %q in\n%s", test.want, got)
			}
		})
	}
}

// comparison returns the document that compares with all environments.
func comparison(s *snapshot.Snapshot) Document {
	d, _ := Comparison(s, "")
	return d
}

// What differs is data, too: without secrets, and what decides the routes first.
func TestComparisonAsData(t *testing.T) {
	s := comparing(t, "GOPROXY=https://gopher:hunter2@proxy.corp.example.com\nGOMODCACHE=/cache\n", "GOPROXY=https://b.example\nGOMODCACHE=/other\n", requireLib)
	_, list := Comparison(s, "")
	if len(list) != 1 || list[0].Name != "ci" || list[0].Lines != 1 || list[0].Differing != 1 || len(list[0].Variables) != 2 {
		t.Fatalf("the differences are %+v", list)
	}
	got := list[0].Variables[0]
	if got.Name != "GOPROXY" || strings.Contains(got.Here.Value, "hunter2") || !strings.Contains(got.Here.Value, "proxy.corp.example.com") || got.There.Value != "https://b.example" {
		t.Errorf("the first variable is %+v", got)
	}
	if !strings.HasPrefix(got.Here.SetBy, "set by go env -w") {
		t.Errorf("GOPROXY is %q", got.Here.SetBy)
	}
	if _, list := Comparison(s, "other"); len(list) != 0 {
		t.Errorf("another name compares with %+v", list)
	}
}

// The module line tells how many lines are otherwise, or why that is not known.
func TestEnvironmentTellsOfOthers(t *testing.T) {
	s := comparing(t, "GOPRIVATE=git.corp.example.com\n", "", requireLib)
	contains(t, Environment(s).Text(), []string{"1 line: 1 direct\n\nin ci    ", "1 of 1 line is routed otherwise\n"})
	opts := s.Folder.Options
	opts.Environments = []snapshot.Named{{Name: "team", Env: func() (*goenv.Environment, error) { return nil, errors.New("there is no file") }}}
	s = snapshot.Open(s.Folder.Dir, s.Folder.Env, memory{}, opts).Snapshot(s.File)
	contains(t, Environment(s).Text(), []string{"in team  ", "there is no file\n"})
	contains(t, comparison(s).Text(), []string{"team: there is no file\n"})
	if got := Requirement(s, s.Requirements[0]).Text(); strings.Contains(got, "in team") {
		t.Errorf("a line tells of an environment that is not known:\n%s", got)
	}
}

func TestComparisonOfNothing(t *testing.T) {
	s := comparing(t, "GOPROXY=off\n", "", "module m\n")
	contains(t, comparison(s).Text(), []string{"ci: the file has no line that is routed\n", "GOPROXY"})
	if got := comparison(snap(t, "", requireLib)).Text(); !strings.Contains(got, "names no environment") {
		t.Errorf("without any the comparison is\n%s", got)
	}
}

func TestTables(t *testing.T) {
	d := &Doc{}
	d.heading(2, "a_b")
	d.table([][]text{{say("variable"), say("here")}, {say(code("GOPROXY")), say(code("a|b"))}})
	if got, want := d.Text(), "a_b\n\nvariable  here\nGOPROXY   a|b\n"; got != want {
		t.Errorf("Text is %q, want %q", got, want)
	}
	if got, want := d.Markdown(), "## a\\_b\n\n| variable | here |\n| --- | --- |\n| `GOPROXY` | `a\\|b` |\n"; got != want {
		t.Errorf("Markdown is %q, want %q", got, want)
	}
}

func TestURLsHoldNoUser(t *testing.T) {
	s := snap(t, "GOPROXY=https://gopher:hunter2@proxy.corp.example.com/go/,direct\n", requireLib)
	got := strings.Join(URLs(&s.Requirements[0].Route), " ")
	if want := "https://proxy.corp.example.com/go/git.corp.example.com/team/lib/@v/v1.2.3.mod https://git.corp.example.com/team/lib?go-get=1"; got != want {
		t.Errorf("the URLs are %s, want %s", got, want)
	}
}
