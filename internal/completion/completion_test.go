package completion

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// cursor marks, in a test's text, where the person types.
const cursor = "‸"

// typed returns a text without its cursor, and where that is.
func typed(t *testing.T, text string) (string, int) {
	t.Helper()
	before, after, ok := strings.Cut(text, cursor)
	if !ok {
		t.Fatalf("%q has no cursor", text)
	}
	return before + after, len(before)
}

// texts returns what the first n items insert.
func texts(items []Item, n int) []string {
	var list []string
	for _, item := range items[:min(n, len(items))] {
		list = append(list, item.Text)
	}
	return list
}

var known = Known{
	GoVersion: "go1.26.8",
	Proxies:   []string{"https://goproxy.corp.example.com", "https://user:secret@artifacts.corp.example.com/go", "https://proxy.golang.org"},
	Trusted:   []string{"https://goproxy.corp.example.com/"},
	Private: []Private{
		{"git.corp.internal/a", []string{"git.corp.internal", "git.corp.internal/a"}},
		{"github.com/acme/x", []string{"github.com/acme"}},
		{"git.corp.internal/b", []string{"git.corp.internal", "git.corp.internal/b"}},
	},
}

func TestEnvironment(t *testing.T) {
	for text, want := range map[string]struct {
		word  string   // that is replaced
		items []string // the first ones
	}{
		"‸":                                 {"", []string{"GOPROXY=", "GOPRIVATE=", "GONOPROXY="}},
		"# comment\nGOP‸RIV\n":              {"GOPRIV", []string{"GOPROXY=", "GOPRIVATE=", "GONOPROXY="}},
		"gop‸":                              {"gop", []string{"GOPROXY=", "GOPRIVATE="}},
		"GOPROXY=off\n‸\nGOSUMDB=off":       {"", []string{"GOPRIVATE=", "GONOPROXY=", "GONOSUMDB=", "GOINSECURE="}},
		"GOP‸ROXY=off":                      {"GOPROXY", []string{"GOPROXY", "GOPRIVATE"}},
		"# GOP‸":                            {},
		"export GOP‸":                       {},
		"GOPRIVATE=‸":                       {"", []string{"git.corp.internal", "github.com/acme", "git.corp.internal/a", "git.corp.internal/b"}},
		"GONOSUMDB=github.com/acme,gi‸t.x,": {"git.x", []string{"git.corp.internal", "git.corp.internal/a"}},
		"GOPRIVATE=*.internal, ‸\r\n":       {"", []string{"github.com/acme"}},
		"GOPROXY=‸":                         {"", []string{"direct", "off", "https://goproxy.corp.example.com", "https://proxy.golang.org", "https://goproxy.cn"}},
		"GOPROXY=https://proxy.golang.org|https://go‸": {"https://go", []string{"direct", "off", "https://goproxy.corp.example.com", "https://goproxy.cn"}},
		"GOPROXY=https://a.example,di‸,direct":         {"di", []string{"off", "https://goproxy.corp.example.com"}},
		"GOPROXY=direct,‸":                             {},
		"GOSUMDB=‸off":                                 {"off", []string{"sum.golang.org", "sum.golang.google.cn", "off"}},
		"GO111MODULE=‸":                                {"", []string{"on", "auto", "off"}},
		"GOTOOLCHAIN=‸":                                {"", []string{"auto", "local", "path", "go1.26.8", "go1.26.8+auto", "go1.26.8+path"}},
		"GOFLAGS=-trimpath -m‸":                        {"-m", []string{"-mod=readonly", "-mod=mod", "-mod=vendor"}},
		"GOFLAGS=-mod=mod ‸":                           {},
		"GOMODCACHE=‸":                                 {},
		"NONSENSE=‸":                                   {},
	} {
		content, offset := typed(t, text)
		at, items := Environment(content, offset, known)
		if len(items) > 0 != (want.items != nil) || !slices.Equal(texts(items, len(want.items)), want.items) {
			t.Errorf("%q: %q, want %q", text, texts(items, 10), want.items)
		} else if items != nil && (content[at.Start:at.End] != want.word || at.Cursor != offset) {
			t.Errorf("%q: replaces %q, want %q", text, content[at.Start:at.End], want.word)
		}
	}
}

// What an older Go does not read is not offered, nor what no file can set.
func TestVariablesOfTheGoVersion(t *testing.T) {
	for version, names := range map[string]struct{ has, lacks []string }{
		"go1.20.14": {[]string{"GOPROXY=", "GOVCS="}, []string{"GOTOOLCHAIN=", "GOAUTH=", "GOENV=", "NETRC="}},
		"go1.26.8":  {[]string{"GOTOOLCHAIN=", "GOAUTH="}, []string{"GOWORK=", "GODEBUG=", "GOVERSION="}},
	} {
		_, items := Environment("", 0, Known{GoVersion: version})
		all := texts(items, len(items))
		for _, name := range names.has {
			if !slices.Contains(all, name) {
				t.Errorf("%s: %s is not offered", version, name)
			}
		}
		for _, name := range names.lacks {
			if slices.Contains(all, name) {
				t.Errorf("%s: %s is offered", version, name)
			}
		}
		for _, item := range items {
			if item.Doc == "" {
				t.Errorf("%s is not described", item.Text)
			}
		}
	}
}

func TestReplacement(t *testing.T) {
	for text, want := range map[string]struct{ path, word string }{
		"replace a.example/b => ‸":                                     {"a.example/b", ""},
		"replace a.example/b v1.0.0 => ../l‸ib // why":                 {"a.example/b", "../lib"},
		"replace \"a.example/b\" => \"../my l‸ib\"":                    {"a.example/b", "\"../my lib\""},
		"require (\n\tx v1\n)\nreplace ( // these\n\ta.example/b => ‸": {"a.example/b", ""},
		"require (\nreplace a.example/b => .‸":                         {"a.example/b", "."},

		"replace a.example/b => c.example/d v‸1":   {},
		"replace a.example/b => c.exam‸ple/d v1":   {},
		"replace a.example/b v‸":                   {},
		"replace a.example/b =>‸":                  {},
		"replace a.example/b => x // note ‸":       {},
		"replace (\n\tx => y\n)\na.example/b => ‸": {},
		"require a.example/b ‸":                    {},
	} {
		content, offset := typed(t, text)
		at, path, ok := Replacement(content, offset)
		if ok != (want.path != "") || path != want.path {
			t.Errorf("%q: %q, %v, want %q", text, path, ok, want.path)
		} else if ok && content[at.Start:at.End] != want.word {
			t.Errorf("%q: replaces %q, want %q", text, content[at.Start:at.End], want.word)
		}
	}
}

func TestIgnore(t *testing.T) {
	const file = "module example.com/m\n\nrequire a.example/b v1.0.0 "
	found := func(span gomod.Span) []analysis.Diagnostic {
		return []analysis.Diagnostic{{Code: "vcs-missing", Span: span}, {Code: "goproxy-off", Span: gomod.Span{Start: 0, End: 1}}}
	}
	for text, want := range map[string]struct {
		word  string
		items []string
	}{
		"//modroute:ignore ‸":                               {"", []string{"vcs-missing", "private-module-public-proxy"}},
		"// indirect; modroute:ignore vcs‸-mis":             {"vcs-mis", []string{"vcs-missing"}},
		"//modroute:ignore vcs-missing, go‸ because":        {"go", []string{"private-module-public-proxy"}},
		"//modroute:ignore go‸,private-module-public-proxy": {"go", []string{"vcs-missing", "private-module-public-sumdb"}},
		"//modroute:ignore goproxy-off because ‸":           {},
		"//modroute:ign‸":                                   {},
		"//modroute:ignore‸":                                {},
		"// nothing ‸":                                      {},
	} {
		content, offset := typed(t, file+text)
		at, items := Ignore(gomod.Parse("go.mod", content), offset, found(gomod.Span{Start: 30, End: 31}))
		if len(items) > 0 != (want.items != nil) || !slices.Equal(texts(items, len(want.items)), want.items) {
			t.Errorf("%q: %q, want %q", text, texts(items, 3), want.items)
		} else if items != nil && content[at.Start:at.End] != want.word {
			t.Errorf("%q: replaces %q, want %q", text, content[at.Start:at.End], want.word)
		}
	}
}

// Whatever a file holds, what would be replaced is on the cursor's line and
// around it.
func FuzzPlaces(f *testing.F) {
	for _, text := range []string{
		"GOPROXY=a,b|c\r\nGOP\rGOFLAGS=-x -y\n=\n", "replace a => \"b c\" // d\nreplace (\n\tx => ./y\n)\n",
		"require a.example/b v1.0.0 // indirect; modroute:ignore a , b,c why //d\n", "replace \"a => \"b\n",
	} {
		for offset := range len(text) + 1 {
			f.Add(text, offset)
		}
	}
	f.Fuzz(func(t *testing.T, text string, offset int) {
		if offset < 0 || offset > len(text) {
			return
		}
		check := func(at Place) {
			if at.Cursor != offset || at.Start > offset || at.End < offset || strings.ContainsAny(text[at.Start:at.End], "\r\n") {
				t.Errorf("%q at %d: place %+v", text, offset, at)
			}
		}
		if at, items := Environment(text, offset, known); items != nil {
			check(at)
		}
		if at, _, ok := Replacement(text, offset); ok {
			check(at)
		}
		if at, items := Ignore(gomod.Parse("go.mod", text), offset, nil); items != nil {
			check(at)
		}
	})
}
