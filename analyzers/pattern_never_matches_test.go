package analyzers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/visibility"
)

// of returns the findings of one analyzer.
func (s scenario) of(a *analysis.Analyzer) []analysis.Diagnostic {
	var found []analysis.Diagnostic
	p := s.pass()
	p.Report = func(d analysis.Diagnostic) {
		d.Code = a.Name
		found = append(found, d)
	}
	a.Run(p)
	return found
}

// corp is a file with two company modules and a public one.
const corp = `module example.com/m

require (
	git.corp.example.org/team/lib v1.2.3
	git.corp.example.org/team/log v1.0.0
	golang.org/x/mod v0.42.0
)
`

func TestPatternNeverMatches(t *testing.T) {
	const (
		warning = "1 warning pattern-never-matches"
		info    = "1 information pattern-never-matches"
		list    = "github.com/acme, git.corp.example.org"
	)
	file := scenario{file: corp}
	withSums := file
	withSums.sums = map[string]string{"git.corp.example.org/team/lib": "both", "git.corp.example.org/team/log": "both"}
	vendored := withSums
	vendored.vendored = true
	trusting := file
	trusting.facts = &visibility.Facts{Trusted: []string{"proxy.golang.org"}}
	lookedUp := file
	lookedUp.facts = &visibility.Facts{LookedUp: func(string, string) bool { return true }}
	one := func(path string) scenario { return scenario{file: "module m\n\nrequire " + path + " v1.0.0\n"} }
	private := func(path string) scenario {
		s := one(path)
		s.facts = &visibility.Facts{Hosts: []visibility.Host{{Prefix: path, Text: "netrc"}}}
		return s
	}
	declares := func(text string) scenario { return scenario{file: corp, goEnv: text} }
	setting := func(globs ...string) scenario {
		s := scenario{file: corp, facts: &visibility.Facts{}}
		for _, glob := range globs {
			s.facts.Settings = append(s.facts.Settings, visibility.Pattern{Variable: "modroute.private", Glob: glob})
		}
		return s
	}
	tests := []struct {
		name string
		scenario
		want []string
	}{
		{"a blank after a comma", file.with("GOPRIVATE", list), []string{warning}},
		{"the same without", file.with("GOPRIVATE", "github.com/acme,git.corp.example.org"), nil},
		{"an unrelated company", file.with("GOPRIVATE", "*.other.com,other.net"), nil},
		{"an unrelated company, with a blank", file.with("GOPRIVATE", "*.other.com, other.net"), nil},
		{"another pattern matches what is missed", file.with("GOPRIVATE", "git.corp.example.org/team, git.corp.example.org"), nil},
		{"another pattern matches the half", file.with("GOPRIVATE", "git.corp.example.org/team/lib, git.corp.example.org"), []string{warning}},
		{"two mistakes are two findings", file.with("GOPRIVATE", " git.corp.example.org/team/lib, git.corp.example.org/team/log"), []string{warning, warning}},
		{"only public modules are missed", file.with("GOPRIVATE", "github.com/acme, golang.org"), nil},
		{"only modules that were looked up once are missed", lookedUp.with("GOPRIVATE", list), nil},
		{"a list with no pattern at all", file.with("GOPRIVATE", "none, ,"), nil},
		{"an inherited list is looked at once", scenario{file: corp, user: map[string]string{"GOPRIVATE": list}}, []string{warning}},

		{"go.sum is complete, and the proxy public", withSums.with("GOPRIVATE", list), []string{warning}},
		{"the same with a vendor directory", vendored.with("GOPRIVATE", list), []string{info}},
		{"a trusted proxy, but not the database", trusting.with("GOPRIVATE", list), []string{warning}},
		{"a trusted proxy and no database", trusting.with("GOPRIVATE", list, "GOSUMDB", "off"), []string{info}},
		{"a company's proxy", file.with("GOPRIVATE", list, "GOPROXY", "https://proxy.corp.example.org", "GOSUMDB", "off"), []string{info}},
		{"a public proxy that does not exist", file.with("GOPRIVATE", list, "GOPROXY", "https://goproxy.ustc.edu.cn,direct", "GOSUMDB", "off"), nil},
		{"GOPROXY=off", file.with("GOPRIVATE", list, "GOPROXY", "off"), []string{info}},
		{"GOPROXY=direct, the database is asked", file.with("GOPRIVATE", list, "GOPROXY", "direct"), []string{warning}},
		{"GOPROXY=direct, go.sum is complete", withSums.with("GOPRIVATE", list, "GOPROXY", "direct"), []string{info}},
		{"GOPROXY=direct without database: it makes no difference", file.with("GOPRIVATE", list, "GOPROXY", "direct", "GOSUMDB", "off"), nil},
		{"GOPRIVATE decides nothing", file.with("GOPRIVATE", list, "GONOPROXY", "git.corp.example.org", "GONOSUMDB", "git.corp.example.org"), nil},
		{"GONOPROXY", file.with("GONOPROXY", list), []string{warning}},
		{"GONOPROXY where the proxy is not used", file.with("GONOPROXY", list, "GOPROXY", "direct"), nil},
		{"GONOSUMDB", file.with("GONOSUMDB", list, "GOPROXY", "direct"), []string{warning}},
		{"GONOSUMDB where the database is not used", file.with("GONOSUMDB", list, "GOSUMDB", "off"), nil},
		{"GOINSECURE", file.with("GOINSECURE", list), []string{info}},
		{"GOINSECURE for what a proxy alone serves", file.with("GOINSECURE", list, "GOPROXY", "https://proxy.corp.example.org"), nil},

		{"the bare host of a wildcard", one("corp.acme.com/a").with("GOPRIVATE", "*.corp.acme.com"), []string{warning}},
		{"the bare host of a wildcard that may serve import paths", one("acme.com/a").with("GOPRIVATE", "*.acme.com"), []string{info}},
		{"the same, private by more", private("acme.com/a").with("GOPRIVATE", "*.acme.com"), []string{warning}},
		{"the bare host is in the list", one("corp.acme.com/a").with("GOPRIVATE", "*.corp.acme.com,corp.acme.com"), nil},
		{"a host below", one("git.corp.acme.com/a").with("GOPRIVATE", "corp.acme.com"), []string{warning}},
		{"a host below a public suffix", one("acme.github.io/a").with("GOPRIVATE", "github.io"), nil},
		{"a site below a domain", one("go.acme.com/a").with("GOPRIVATE", "acme.com"), nil},
		{"the same, private by more", private("go.acme.com/a").with("GOPRIVATE", "acme.com"), []string{warning}},
		{"a bare forge", one("github.com/acme/lib").with("GOPRIVATE", "*.github.com, github.com"), nil},
		{"a malformed pattern", one("git.acme.com/a").with("GOPRIVATE", "[git.acme.com"), []string{warning}},
		{"a malformed pattern for another host", one("git.acme.com/a").with("GOPRIVATE", "[git.acme.net"), nil},
		{"a carriage return", scenario{file: corp, user: map[string]string{"GOPRIVATE": "github.com/acme,git.corp.example.org\r"}}, []string{warning}},
		{"a carriage return that costs nothing", scenario{file: corp, user: map[string]string{"GOPRIVATE": "git.corp.example.org,github.com/acme\r"}}, nil},

		{"a negation", file.with("GOPRIVATE", "*.org,!git.corp.example.org"), []string{info}},
		{"a negation of what nothing matches", file.with("GOPRIVATE", "other.com,!git.corp.example.org"), nil},

		{"replaced by a directory", scenario{file: "module m\n\nrequire git.acme.com/a v1.0.0\n\nreplace git.acme.com/a => ./a\n"}.with("GOPRIVATE", " git.acme.com"), nil},
		{"replaced by a missed module", scenario{file: "module m\n\nrequire example.net/a v1.0.0\n\nreplace example.net/a => git.acme.com/a v1.0.0\n"}.with("GOPRIVATE", " git.acme.com"), []string{warning}},
		{"excluded, so ignored", scenario{file: "module m\n\nrequire git.acme.com/a v1.0.0\n\nexclude git.acme.com/a v1.0.0\n"}.with("GOPRIVATE", " git.acme.com"), nil},

		{"the repository's go.env", declares("GOPRIVATE=" + list + "\n"), []string{warning}},
		{"the repository's go.env, with Windows line ends", declares("GOPRIVATE=github.com/acme,git.corp.example.org\r\n"), nil},
		{"the repository's go.env, where nothing public is asked", declares("GOPRIVATE="+list+"\n").with("GOPROXY", "https://proxy.corp.example.org", "GOSUMDB", "off"), []string{info}},
		{"the repository's go.env, where another pattern matches", declares("GOPRIVATE=git.corp.example.org/team, git.corp.example.org\n"), nil},
		{"a setting", setting("github.com/acme", "https://git.corp.example.org"), []string{warning}},
		{"a setting that is right", setting("github.com/acme", "git.corp.example.org"), nil},
		{"a setting with braces", setting("{git", "svn}.corp.example.org"), []string{warning}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range test.of(PatternNeverMatches) {
				got = append(got, brief(test.file, d))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// Every mistake that the go command accepts without a word is reported with
// its name, and the new value mends it.
func TestPatternNeverMatchesMessages(t *testing.T) {
	tests := []struct {
		name string
		scenario
		message string
		intent  string
	}{
		{
			"a blank", scenario{file: corp, user: map[string]string{"GOPRIVATE": "github.com/acme, git.corp.example.org"}},
			`Pattern " git.corp.example.org" of GOPRIVATE misses git.corp.example.org/team/lib and 1 more: the blank is part of it. ` +
				`They are named to proxy.golang.org, a public proxy, and looked up in sum.golang.org, a public checksum database. ` +
				`Write "git.corp.example.org" instead (set in /home/u/.config/go/env:1).`,
			`{GOPRIVATE github.com/acme,git.corp.example.org false Correct " git.corp.example.org" to "git.corp.example.org" in GOPRIVATE false}`,
		},
		{
			"a carriage return goes with any correction", scenario{file: corp, user: map[string]string{"GOPRIVATE": "https://git.corp.example.org,acme.com\r"}},
			`: a pattern has no scheme. `,
			`{GOPRIVATE git.corp.example.org,acme.com false Correct "https://git.corp.example.org" to "git.corp.example.org" in GOPRIVATE false}`,
		},
		{
			"a secret", scenario{file: corp}.with("GONOPROXY", "https://u:hunter2@git.corp.example.org:22/team"),
			`Pattern "https://xxxxx@git.corp.example.org:22/team" of GONOPROXY misses git.corp.example.org/team/lib and 1 more: ` +
				`a pattern has no scheme, a pattern has no user name, and a pattern has no port. They are named to proxy.golang.org, a public proxy. ` +
				`Write "git.corp.example.org/team" instead (set in the process's environment).`,
			`{GONOPROXY git.corp.example.org/team false Correct "https://xxxxx@git.corp.example.org:22/team" to "git.corp.example.org/team" in GONOPROXY false}`,
		},
		{
			"a wildcard keeps its place", scenario{file: "module m\n\nrequire corp.acme.com/a v1.0.0\n"}.with("GOPRIVATE", "x.com,*.corp.acme.com,y.com"),
			`Pattern "*.corp.acme.com" of GOPRIVATE misses corp.acme.com/a: *.corp.acme.com does not cover corp.acme.com itself. It is named to`,
			`{GOPRIVATE x.com,*.corp.acme.com,corp.acme.com,y.com false Correct "*.corp.acme.com" to "*.corp.acme.com,corp.acme.com" in GOPRIVATE false}`,
		},
		{
			"a range that is no glob", scenario{file: "module m\n\nrequire 10.0.3.4/a v1.0.0\n"}.with("GOPRIVATE", "10.0.0.0/12"),
			`misses 10.0.3.4/a: a range of addresses is no pattern. It is named to proxy.golang.org, a public proxy, and looked up in sum.golang.org, a public checksum database. ` +
				`List hosts or module paths instead (set in the process's environment).`,
			``,
		},
		{
			"nothing public", scenario{file: corp}.with("GOPRIVATE", " git.corp.example.org", "GOPROXY", "https://u:hunter2@proxy.acme.com", "GOSUMDB", "off"),
			`They are asked of https://xxxxx@proxy.acme.com. `,
			`{GOPRIVATE git.corp.example.org false Correct " git.corp.example.org" to "git.corp.example.org" in GOPRIVATE true}`,
		},
		{
			"an unverified origin", scenario{file: corp}.with("GOINSECURE", "git.corp.example.org:8443"),
			`They are fetched over https with a valid certificate, or not at all. `,
			`{GOINSECURE git.corp.example.org false Correct "git.corp.example.org:8443" to "git.corp.example.org" in GOINSECURE true}`,
		},
		{
			"a negation", scenario{file: corp}.with("GOPRIVATE", "*.org,!git.corp.example.org/team/lib"),
			`Pattern "!git.corp.example.org/team/lib" of GOPRIVATE excepts nothing: "!" does not negate. ` +
				`Another pattern matches git.corp.example.org/team/lib. List what is meant instead (set in the process's environment).`,
			`{GOPRIVATE *.org false Remove "!git.corp.example.org/team/lib" from GOPRIVATE true}`,
		},
		{
			"a negation of a list", scenario{file: corp}.with("GOPRIVATE", "*.org,!git.corp.example.org;git.corp.example.org/team"),
			`Another pattern matches git.corp.example.org/team/lib and 1 more. List`,
			`{GOPRIVATE *.org false Remove "!git.corp.example.org;git.corp.example.org/team" from GOPRIVATE true}`,
		},
		{
			"a negation in the repository's go.env", scenario{file: corp, goEnv: "GOPRIVATE=*.org,!git.corp.example.org\n"},
			`excepts nothing`, ``,
		},
		{
			"the repository's go.env, under GOPROXY=off", scenario{file: corp, goEnv: "GOPRIVATE=!,\u00a0git.corp.example.org\n"}.with("GOPROXY", "off"),
			`They are not declared private. Write`,
			`{Correct "\u00a0git.corp.example.org" to "git.corp.example.org" in the repository's go.env ` + goEnvFile + ` [{{12 34} git.corp.example.org}] false true}`,
		},
		{
			"the repository's go.env, behind a company's proxy", scenario{
				file: corp, goEnv: "GOPRIVATE= git.corp.example.org\n",
				sums: map[string]string{"git.corp.example.org/team/lib": "both", "git.corp.example.org/team/log": "both"},
			}.with("GOPROXY", "https://proxy.corp.example.org"),
			`They are not declared private. Write`,
			`{Correct " git.corp.example.org" to "git.corp.example.org" in the repository's go.env ` + goEnvFile + ` [{{10 31} git.corp.example.org}] false true}`,
		},
		{
			"the setting", scenario{file: corp, facts: &visibility.Facts{Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "Git.corp.example.org"}}}},
			`Pattern "Git.corp.example.org" of modroute.private misses git.corp.example.org/team/lib and 1 more: letter case counts. They are not declared private, named to proxy.golang.org`,
			``,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := test.of(PatternNeverMatches)
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1: %+v", len(found), found)
			}
			d := found[0]
			if !strings.Contains(d.Message, test.message) {
				t.Errorf("message\n\t%s\nlacks\n\t%s", d.Message, test.message)
			}
			intent := ""
			if len(d.Intents) > 0 {
				intent = fmt.Sprint(d.Intents[0])
			}
			if intent != test.intent {
				t.Errorf("intent\n\t%s\nwant\n\t%s", intent, test.intent)
			}
			if all := fmt.Sprint(d); strings.Contains(all, "hunter2") {
				t.Errorf("a password in %s", all)
			}
		})
	}
}

// The finding stands on the module line, and on the line that sets the list.
func TestPatternPlaces(t *testing.T) {
	found := scenario{file: corp, user: map[string]string{"GOPRIVATE": " git.corp.example.org"}}.of(PatternNeverMatches)
	if len(found) != 1 || found[0].Cause == nil || found[0].Cause.File != userFile || found[0].Cause.Line != 1 || len(found[0].Related) != 1 ||
		found[0].Subject != `GOPRIVATE " git.corp.example.org"` {
		t.Errorf("in the user's file: %+v", found)
	}
	found = scenario{file: corp}.with("GOPRIVATE", " git.corp.example.org").of(PatternNeverMatches)
	if len(found) != 1 || found[0].Cause != nil || found[0].Related != nil {
		t.Errorf("in the environment: %+v", found)
	}
}

// The repository's go.env is corrected in its text, of which all else stays.
func TestPatternInRepository(t *testing.T) {
	for text, want := range map[string]string{
		"# ours\nGOPRIVATE=a.com, git.corp.example.org\n":                 "# ours\nGOPRIVATE=a.com,git.corp.example.org\n",
		"GONOPROXY=x.com\r\nGOPRIVATE=git.corp.example.org/...,b.com\r\n": "GONOPROXY=x.com\r\nGOPRIVATE=git.corp.example.org,b.com\r\n",
		"GOPRIVATE=b.com\nGOPRIVATE='git.corp.example.org'":               "GOPRIVATE=b.com\nGOPRIVATE=git.corp.example.org",
	} {
		found := scenario{file: corp, goEnv: text}.of(PatternNeverMatches)
		if len(found) != 1 || len(found[0].Intents) != 1 {
			t.Errorf("%q: %+v", text, found)
			continue
		}
		edit := found[0].Intents[0].(analysis.EditText)
		if got := gomod.Apply(text, edit.Edits); got != want || edit.File != goEnvFile || found[0].Cause.File != goEnvFile {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// What a repository's go.env holds costs little, whoever wrote it.
func TestHostilePatternLists(t *testing.T) {
	var text strings.Builder
	text.WriteString("module m\n\nrequire (\n")
	for i := range 500 {
		fmt.Fprintf(&text, "\tgit.corp.example.org/team/lib%d v1.0.0\n", i)
	}
	text.WriteString(")\n")
	var distinct strings.Builder
	for i := range 1 << 13 {
		fmt.Fprintf(&distinct, "corp%d.example.org,", i)
	}
	lists := []string{distinct.String()}
	for _, entry := range []string{" git.corp.example.org,", "{", "{a,b}", "[", "!git.corp.example.org,", "*", "a;", "corp.example.org,"} {
		lists = append(lists, strings.Repeat(entry, 1<<13))
	}
	for _, list := range lists {
		s := scenario{file: text.String(), goEnv: "GOPRIVATE=" + list + "\n"}
		p, n := s.pass(), 0
		p.Report = func(analysis.Diagnostic) { n++ }
		start := time.Now()
		PatternNeverMatches.Run(p)
		if took := time.Since(start); took > time.Second || n > 1 {
			t.Errorf("%.30q…: %d findings after %v", list, n, took)
		}
	}
}
