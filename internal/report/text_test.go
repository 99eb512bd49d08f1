package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/route"
)

var escape = regexp.MustCompile("\x1b\\[[0-9]*m")

// Colour changes nothing but the colour: the columns stay where they are.
func TestColorKeepsColumnsAligned(t *testing.T) {
	write := func(color bool) string {
		var out strings.Builder
		h := Text(&out, color)
		for _, r := range []*Route{
			{Path: "a.example/long/path", Version: "v1.0.0", Source: route.Proxy, Hops: []route.Hop{{Kind: route.HopProxy, URL: "https://p.example", Next: route.Never}}},
			{Path: "b.example", Version: "v1.10.0", Source: route.Blocked, Hops: []route.Hop{{Kind: route.HopOff, Next: route.Never}}},
			{Path: "c.example", Version: "v1.0.0", Source: route.Vendor},
		} {
			if err := h.Route(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if err := h.Finding(&Finding{File: "go.mod", Line: 7, Column: 2, Severity: "warning", Code: "code", Message: "Text."}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	plain, colored := write(false), write(true)
	want := "" +
		"a.example/long/path  v1.0.0   proxy    https://p.example\n" +
		"b.example            v1.10.0  blocked  off\n" +
		"c.example            v1.0.0   vendor\n" +
		"go.mod:7:2: warning: Text. [code]\n"
	if plain != want {
		t.Errorf("without colour it is\n%s\nwant\n%s", plain, want)
	}
	if colored == plain || escape.ReplaceAllString(colored, "") == colored {
		t.Error("there is no colour")
	}
	lines := strings.Split(escape.ReplaceAllString(colored, ""), "\n")
	for i, line := range strings.Split(want, "\n") {
		if strings.TrimRight(lines[i], " ") != line {
			t.Errorf("with colour taken out line %d is %q, want %q", i+1, lines[i], line)
		}
	}
}

func TestRouteNamesTheRepositoryOfADirectHop(t *testing.T) {
	direct := []route.Hop{{Kind: route.HopDirect, Next: route.Never}}
	for _, test := range []struct {
		r    Route
		want string
	}{
		{Route{Hops: direct, Direct: &route.DirectStep{How: "static", URL: "https://github.com/a/b"}}, "direct (https://github.com/a/b)"},
		{Route{Hops: direct, Direct: &route.DirectStep{How: "refused", Error: "no modules on example.net"}}, "direct: no modules on example.net"},
		{Route{Error: "malformed module path"}, "malformed module path"},
		{Route{ReplacedBy: &route.Replacement{Dir: "../b"}}, "=> ../b"},
	} {
		if got := way(&test.r); got != test.want {
			t.Errorf("the way is %q, want %q", got, test.want)
		}
	}
}
