package analyzers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/visibility"
)

// mixed is a file with public modules, some of them proven so, and others.
const mixed = `module example.com/m

require (
	github.com/acme/lib v1.2.3
	github.com/google/go-cmp v0.7.0
	git.acme.com/team/lib v1.0.0
	golang.org/x/mod v0.42.0
)
`

func TestPatternTooBroad(t *testing.T) {
	const info = "1 information pattern-too-broad"
	file := scenario{file: mixed}
	cmp := file
	cmp.facts = &visibility.Facts{LookedUp: func(path, _ string) bool { return path == "github.com/google/go-cmp" }}
	unproven := scenario{file: "module m\n\nrequire github.com/google/go-cmp v0.7.0\n"}
	claimed := scenario{file: "module m\n\nrequire golang.org/x/mod v0.42.0\n", facts: &visibility.Facts{
		Settings: []visibility.Pattern{{Variable: "modroute.private", Glob: "golang.org"}},
	}}
	tests := []struct {
		name string
		scenario
		want []string
	}{
		{"Go's default environment", file, nil},
		{"an unrelated company", file.with("GOPRIVATE", "*.other.com,github.com/other"), nil},
		{"the own company", file.with("GOPRIVATE", "*.acme.com,github.com/acme"), nil},
		{"GOPRIVATE=*", file.with("GOPRIVATE", "*"), []string{info}},
		{"among others", file.with("GOPRIVATE", "git.acme.com,*/*"), []string{info}},
		{"each of two", file.with("GOPRIVATE", "*,golang.org"), []string{info, info}},
		{"once where it is inherited, once where it is set", file.with("GOPRIVATE", "*", "GONOSUMDB", "*"), []string{info, info}},
		{"a whole forge", cmp.with("GOPRIVATE", "github.com"), []string{info}},
		{"a whole forge, with nothing proven public", file.with("GOPRIVATE", "github.com"), nil},
		{"an owner who has a public module", cmp.with("GOPRIVATE", "github.com/google"), nil},
		{"a wildcard below a company's domain that has a public module", func() scenario {
			s := file
			s.facts = &visibility.Facts{LookedUp: func(path, _ string) bool { return path == "git.acme.com/team/lib" }}
			return s
		}().with("GOPRIVATE", "*.acme.com"), nil},
		{"a host of public modules", file.with("GONOSUMDB", "golang.org/x"), []string{info}},
		{"nothing proven public", unproven.with("GOPRIVATE", "*"), nil},
		{"public, but declared private by the settings", claimed.with("GOPRIVATE", "*"), nil},
		{"public, but replaced by a directory", scenario{file: "module m\n\nrequire golang.org/x/mod v0.42.0\n\nreplace golang.org/x/mod => ./mod\n"}.with("GOPRIVATE", "*"), nil},
		{"public, but excluded", scenario{file: "module m\n\nrequire golang.org/x/mod v0.42.0\n\nexclude golang.org/x/mod v0.42.0\n"}.with("GOPRIVATE", "*"), nil},
		{"no requirements", scenario{file: "module m\n"}.with("GOPRIVATE", "*"), nil},
		{"an empty entry", file.with("GOPRIVATE", ",git.acme.com"), nil},

		{"GONOPROXY under GOPROXY=direct", file.with("GONOPROXY", "*", "GOPROXY", "direct"), nil},
		{"GONOPROXY under GOPROXY=off", file.with("GONOPROXY", "*", "GOPROXY", "off"), nil},
		{"GONOPROXY behind a company's proxy", file.with("GONOPROXY", "*", "GOPROXY", "https://proxy.acme.com"), []string{info}},
		{"GOPRIVATE under GOPROXY=direct", file.with("GOPRIVATE", "*", "GOPROXY", "direct"), []string{info}},
		{"GONOSUMDB under GOSUMDB=off", file.with("GONOSUMDB", "*", "GOSUMDB", "off"), nil},
		{"GOPRIVATE under GOSUMDB=off", file.with("GOPRIVATE", "*", "GOSUMDB", "off"), []string{info}},
		{"GOPRIVATE under both", file.with("GOPRIVATE", "*", "GOSUMDB", "off", "GOPROXY", "direct"), nil},
		{"GOPRIVATE that decides nothing", file.with("GOPRIVATE", "*", "GONOPROXY", "none", "GONOSUMDB", "none"), nil},
		{"GOINSECURE", file.with("GOINSECURE", "*"), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range test.of(PatternTooBroad) {
				got = append(got, brief(test.file, d))
				checkMessage(t, d)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestPatternTooBroadMessages(t *testing.T) {
	file := scenario{file: mixed}
	cmp := file
	cmp.facts = &visibility.Facts{LookedUp: func(path, _ string) bool { return path == "github.com/google/go-cmp" }}
	summed := file
	summed.sums = map[string]string{"golang.org/x/mod": "both"}
	tests := []struct {
		name string
		scenario
		message string
		intent  string
	}{
		{
			"GOPRIVATE", scenario{file: mixed, user: map[string]string{"GOPRIVATE": "*"}, facts: cmp.facts},
			`Pattern "*" of GOPRIVATE matches public modules too: github.com/google/go-cmp and 1 more. 2 of 4 requirements are known as public. ` +
				`They are fetched from version control, without the cache and the immutability of https://proxy.golang.org, ` +
				`and not verified by the checksum database when go.sum lacks a line. List what is private instead (set in /home/u/.config/go/env:1).`,
			`{GOPRIVATE github.com/acme,git.acme.com false Narrow "*" in GOPRIVATE to what is not public true}`,
		},
		{
			"what another pattern names stays named", file.with("GOPRIVATE", "git.acme.com,*,github.com/acme"),
			`1 of 4 requirements is known as public. It is fetched`,
			`{GOPRIVATE git.acme.com,github.com/google,github.com/acme false Narrow "*" in GOPRIVATE to what is not public true}`,
		},
		{
			"two modules of one owner", scenario{file: "module m\n\nrequire (\n\tgithub.com/acme/a v1.0.0\n\tgithub.com/acme/b v1.0.0\n\tgolang.org/x/mod v0.42.0\n)\n"}.with("GOPRIVATE", "*"), "",
			`{GOPRIVATE github.com/acme false Narrow "*" in GOPRIVATE to what is not public true}`,
		},
		{
			"nothing remains", file.with("GONOPROXY", "golang.org"),
			`Pattern "golang.org" of GONOPROXY matches public modules too: golang.org/x/mod. 1 of 4 requirements is known as public. ` +
				`It is fetched from version control, without the cache and the immutability of https://proxy.golang.org. List`,
			`{GONOPROXY  true Remove "golang.org" from GONOPROXY true}`,
		},
		{
			"others remain", file.with("GONOPROXY", "git.acme.com,golang.org"), "",
			`{GONOPROXY git.acme.com false Remove "golang.org" from GONOPROXY true}`,
		},
		{
			"go.sum is complete", summed.with("GONOSUMDB", "golang.org"),
			`It is not verified by the checksum database when go.sum lacks a line (not now: on an update, or in a checkout without go.sum). List`,
			`{GONOSUMDB  true Remove "golang.org" from GONOSUMDB true}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := test.of(PatternTooBroad)
			if len(found) != 1 || len(found[0].Intents) != 1 {
				t.Fatalf("%d findings, want 1: %+v", len(found), found)
			}
			if d := found[0]; !strings.Contains(d.Message, test.message) {
				t.Errorf("message\n\t%s\nlacks\n\t%s", d.Message, test.message)
			}
			if intent := fmt.Sprint(found[0].Intents[0]); intent != test.intent {
				t.Errorf("intent\n\t%s\nwant\n\t%s", intent, test.intent)
			}
		})
	}
}

// Of what a broad pattern matches, all that is not proven public is matched by
// what the suggested list has in its place.
func TestNarrowedKeepsTheUnknown(t *testing.T) {
	for _, path := range []string{
		"github.com/acme/lib/v2", "gitlab.com/group/sub/lib", "dev.azure.com/org/project/_git/repo", "git.acme.com/a", "acme.com",
	} {
		m := targetsOf(path).byHost[strings.Split(path, "/")[0]][0]
		glob := ownerOf(m)
		if found := targetsOf(path).match(glob); len(found) != 1 || isBroad(glob) {
			t.Errorf("%s: the pattern %s", path, glob)
		}
	}
}
