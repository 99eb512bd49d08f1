package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/snapshot"
)

// memory is Files that has just these, by path.
type memory map[string]string

func (m memory) ReadFile(path string) (string, error) {
	if text, ok := m[path]; ok {
		return text, nil
	}
	return "", fs.ErrNotExist
}
func (memory) IsDir(string) bool       { return false }
func (memory) ReadDir(string) []string { return nil }

// source is a go.mod under a user's Go environment.
func source(userEnv, goMod string) Source { return sourceBeside(nil, userEnv, goMod) }

// sourceBeside is source with other files.
func sourceBeside(files memory, userEnv, goMod string) Source {
	user, _ := goenv.ParseFile("/home/gopher/.config/go/env", userEnv, goenv.User)
	goroot, _ := goenv.ParseFile("/usr/lib/go/go.env", "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n", goenv.GOROOT)
	env := goenv.Merge([]goenv.Layer{user, goroot}, goenv.Facts{
		GoVersion: "go1.26.8", GOROOT: "/usr/lib/go", GOOS: "linux", GOARCH: "amd64", UserFile: "/home/gopher/.config/go/env",
	})
	folder := snapshot.Open("/src/shop", env, files, snapshot.Options{Roots: []string{"/src/shop"}, Trusted: true})
	return Source{folder.Snapshot(gomod.Parse("/src/shop/go.mod", goMod)), "go.mod"}
}

// generated is a go.mod of n modules on several hosts, of which one in seven
// names a private module to a public proxy unless the environment keeps it.
func generated(n int) string {
	hosts := []string{"github.com", "github.com", "github.com", "golang.org", "k8s.io", "git.corp.internal", "private.corp.internal"}
	var b strings.Builder
	b.WriteString("module shop.example\n\ngo 1.26\n\nrequire (\n")
	for i := range n {
		host := hosts[i%len(hosts)]
		if i%5 == 4 {
			host = fmt.Sprintf("host%d.example.org", i%60)
		}
		version := "v1.2.3"
		if i%3 == 0 {
			version = "v0.0.0-20260102030405-abcdefabcdef"
		}
		fmt.Fprintf(&b, "\t%s/team-%d/%s%d %s\n", host, i%9, strings.Repeat("long-", i%8), i, version)
	}
	b.WriteString(")\n")
	return b.String()
}

// environments are those that the generated files are drawn in.
var environments = map[string]string{
	"default":  "",
	"patterns": "GOPRIVATE=private.corp.internal,k8s.io/team-1,k8s.io/team-2,golang.org/team-3,host*.example.org,git.corp.internal/team-[0-2],*.nowhere\n",
	"proxies":  "GOPROXY=https://goproxy.corp.example.com/a/rather/long/way/to/it|https://second.example.com,https://proxy.golang.org|https://fourth.example.com,direct\nGOSUMDB=off\n",
	"off":      "GOPROXY=off\n",
	"invalid":  "GOPROXY=nonsense\n",
}

// forEach draws generated files of 1 to 500 modules, and some of their modules.
func forEach(t *testing.T, check func(t *testing.T, g *Graph)) {
	for name, env := range environments {
		for _, n := range []int{0, 1, 2, 12, 24, 25, 60, 130, 500} {
			s := source(env, generated(n))
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) { check(t, OfFile("shop/go.mod", []Source{s})) })
			if n == 25 {
				for _, q := range s.Requirements[:8] {
					t.Run(name+"/"+q.Path, func(t *testing.T) { check(t, OfModule(s, q)) })
				}
			}
		}
	}
}

func (r rect) overlaps(o rect) bool {
	return r.x < o.right()-0.5 && o.x < r.right()-0.5 && r.y < o.bottom()-0.5 && o.y < r.bottom()-0.5
}

func TestNoLabelOverlapsAnother(t *testing.T) {
	forEach(t, func(t *testing.T, g *Graph) {
		for _, width := range []float64{0, 600, 700, 820, 899, 900, 1000, pageWidth} {
			checkLabels(t, g.canvas(width))
		}
	})
}

// Nor do labels overlap for whatever names and settings, in any width.
func TestNoLabelOverlapsForAnyNames(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcdefghiklmnoprstuvw0123456789-_~日本é\u0301\u202eﷺ🙂")
	word := func(most int) string {
		var b strings.Builder
		for range 1 + chance.IntN(most) {
			b.WriteRune(letters[chance.IntN(len(letters))])
		}
		return b.String()
	}
	path := func() string {
		p := word(12) + "." + word(9)
		for range chance.IntN(5) {
			p += "/" + word(1+chance.IntN(60))
		}
		return p
	}
	list := func(between []string, element func() string) string {
		all := element()
		for range chance.IntN(5) {
			all += between[chance.IntN(len(between))] + element()
		}
		return all
	}
	for range 60 {
		env := "GOPROXY=" + list([]string{",", "|"}, func() string { return "https://" + path() })
		if chance.IntN(2) == 0 {
			env += "," + []string{"direct", "off"}[chance.IntN(2)]
		}
		env += "\nGOPRIVATE=" + list([]string{","}, path) + "," + string(letters[chance.IntN(10)]) + "*\n"
		key := sha256.Sum256([]byte(env)) // of a checksum database
		name, signed := word(100), "\x01"+string(key[:])
		hash := sha256.Sum256([]byte(name + "\n" + signed))
		env += fmt.Sprintf("GOSUMDB=%s+%x+%s\n", name, hash[:4], base64.StdEncoding.EncodeToString([]byte(signed)))
		mod := "module m\n\ngo 1.26\n\n"
		for range 1 + chance.IntN(40) {
			p := path()
			mod += "require \"" + p + "\" v1.0.0\n"
			if chance.IntN(4) == 0 {
				mod += "replace \"" + p + "\" => \"" + []string{"../", ""}[chance.IntN(2)] + path() + "\"\n"
			}
		}
		s := source(env, mod)
		pictures := []*Graph{OfFile(word(200), []Source{s})}
		for _, q := range s.Requirements[:min(3, len(s.Requirements))] {
			pictures = append(pictures, OfModule(s, q))
		}
		for _, g := range pictures {
			for _, width := range []float64{560, float64(chance.IntN(1400)), pageWidth} {
				checkLabels(t, g.canvas(width))
			}
		}
		if t.Failed() {
			t.Fatalf("under %s of\n%s", env, mod)
		}
	}
}

// A picture is as wide as the place for it, as far as its texts can be read,
// which are not smaller there.
func TestPicturesFollowTheWidth(t *testing.T) {
	s := source(environments["proxies"], generated(25))
	for _, test := range []struct {
		g           *Graph
		room, width float64
	}{
		{OfFile("shop/go.mod", []Source{s}), -1e308, 640},
		{OfFile("shop/go.mod", []Source{s}), 612, 640},
		{OfFile("shop/go.mod", []Source{s}), 700.5, 700.5},
		{OfFile("shop/go.mod", []Source{s}), 1e308, 1280},
		{OfModule(s, s.Requirements[0]), 0, 560},
		{OfModule(s, s.Requirements[0]), 612, 612},
		{OfModule(s, s.Requirements[0]), 2000, 1280},
	} {
		svg := test.g.SVGWithin(test.room)
		if want := fmt.Sprintf(` width="%v" `, test.width); !strings.Contains(svg, want) {
			t.Errorf("a picture of the %s for %v pixels lacks%s", test.g.Kind, test.room, want)
		}
		sizes := regexp.MustCompile(`font-size="([^"]*)"`)
		if got, want := slices.Min(sizes.FindAllString(svg, -1)), slices.Min(sizes.FindAllString(test.g.SVG(), -1)); got != want {
			t.Errorf("in %v pixels texts have %s, in 1280 %s", test.room, got, want)
		}
	}
}

// What a picture shows stands in the narrowest one too: where each decision
// would have led otherwise, and what comes after each place.
func TestNarrowPicturesLeaveNothingOut(t *testing.T) {
	for name, env := range environments {
		s := source(env, generated(7))
		for _, q := range s.Requirements {
			g := OfModule(s, q)
			var all strings.Builder
			for _, text := range g.canvas(0).texts {
				all.WriteString(strings.ReplaceAll(text.text, " ", ""))
			}
			for _, n := range g.Nodes {
				words := []string{n.Label}
				for _, e := range g.Edges {
					if e.To == n.ID && n.aside {
						words = append(words, e.Label)
					}
				}
				for _, word := range words {
					if len(word) < 80 && !strings.Contains(all.String(), strings.ReplaceAll(word, " ", "")) {
						t.Errorf("%s: the picture of %s lacks %q", name, q.Path, word)
					}
				}
			}
		}
	}
}

func checkLabels(t *testing.T, c *canvas) {
	for i, a := range c.texts {
		if a.x < 0 || a.right() > c.width || a.y < 0 || a.bottom() > c.height {
			t.Errorf("%q leaves the picture: %v", a.text, a.rect)
		}
		for _, b := range c.texts[i+1:] {
			if a.overlaps(b.rect) {
				t.Errorf("%q at %v overlaps %q at %v", a.text, a.rect, b.text, b.rect)
			}
		}
	}
	for i, a := range c.cards {
		for _, b := range c.cards[i+1:] {
			if a.overlaps(b) {
				t.Errorf("cards overlap: %v and %v", a, b)
			}
		}
		for _, text := range c.texts {
			if a.overlaps(text.rect) && (text.x < a.x || text.right() > a.right() || text.y < a.y || text.bottom() > a.bottom()) {
				t.Errorf("%q at %v sticks out of its card %v", text.text, text.rect, a)
			}
		}
	}
}

// A way to the side begins at the card that it comes from, and ends at the one it
// leads to.
func TestWaysToTheSide(t *testing.T) {
	forEach(t, func(t *testing.T, g *Graph) {
		if g.Kind != KindModule {
			return
		}
		for _, width := range []float64{twoColumns, 1000, pageWidth} {
			c := g.canvas(width)
			cards := make(map[string]rect)
			for _, n := range g.Nodes {
				if n.Kind != Note {
					cards[n.ID] = c.cards[len(cards)]
				}
			}
			for _, e := range g.Edges {
				if from, to := cards[e.From], cards[e.To]; from.x < to.x && (to.y+8 > from.bottom() || to.bottom()-8 < from.y) {
					t.Errorf("%s at %v leads to %s at %v", g.node(e.From).Label, from, g.node(e.To).Label, to)
				}
			}
		}
	})
}

// Few rows fit on a screen: many modules are grouped.
func TestManyModulesFitOnAScreen(t *testing.T) {
	for _, n := range []int{1, 12, 60, 500, 3000} {
		for _, env := range []string{"default", "patterns", "off"} {
			c := OfFile("shop/go.mod", []Source{source(environments[env], generated(n))}).canvas(pageWidth)
			if c.width > 1280 || c.height > 800 {
				t.Errorf("%d modules are drawn on %v × %v under %s", n, c.width, c.height, env)
			}
		}
	}
}

// So do the steps to many proxies.
func TestManyProxiesFitOnAScreen(t *testing.T) {
	s := source(environments["proxies"], generated(1))
	for what, g := range map[string]*Graph{"file": OfFile("shop/go.mod", []Source{s}), "module": OfModule(s, s.Requirements[0])} {
		if c := g.canvas(pageWidth); c.height > 800 {
			t.Errorf("the picture of the %s is %v high", what, c.height)
		}
	}
}

// Every module is in one row, and every band ends in as many as it began with.
func TestEveryModuleIsCounted(t *testing.T) {
	for name, env := range environments {
		for _, n := range []int{1, 24, 25, 500} {
			g := OfFile("shop/go.mod", []Source{source(env, generated(n))})
			lines := make(map[int]bool)
			begin, decided := 0, 0
			for _, node := range g.Nodes {
				for _, m := range node.Modules {
					lines[m.Line] = true
				}
				switch node.Kind {
				case Modules:
					begin += node.Count
				case Decision:
					decided += node.Count
				}
			}
			if len(lines) != n || begin != n || decided != n {
				t.Errorf("%s: of %d modules %d are named, %d counted, %d decided", name, n, len(lines), begin, decided)
			}
			for _, e := range g.Edges {
				if g.node(e.From) == nil || g.node(e.To) == nil || e.Count == 0 {
					t.Errorf("%s: edge %+v", name, e)
				}
			}
		}
	}
}

func TestWrongRoutesStandOut(t *testing.T) {
	g := OfFile("shop/go.mod", []Source{source("", "module m\n\ngo 1.26\n\nrequire (\n\tgit.corp.internal/lib v1.0.0\n\tgolang.org/x/text v0.23.0\n)\n")})
	var wrong []string
	for _, n := range g.Nodes {
		if n.Kind == Modules && n.Severity != "" {
			wrong = append(wrong, n.Label)
		}
	}
	if !slices.Equal(wrong, []string{"git.corp.internal/lib"}) {
		t.Errorf("wrong are %v", wrong)
	}
	if !strings.HasSuffix(g.Description, "1 route to look at") {
		t.Errorf("it says %q", g.Description)
	}
	for _, want := range []string{`class="band wrong"`, "⚠ git.corp.internal/lib", `data-line="6"`, "private-module-public-proxy"} {
		if !strings.Contains(g.SVG(), want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
}

// The path taken goes down to the first place that is tried; each decision says
// who made it, and each place what comes next.
func TestDecisionTree(t *testing.T) {
	s := source("GOPRIVATE=other.example\nGOPROXY=https://a.example|https://b.example,direct\n", generated(1))
	g := OfModule(s, s.Requirements[0])
	var path []string
	for _, e := range g.Edges {
		if e.Taken {
			path = append(path, g.node(e.From).Label+" –"+e.Label+"→ "+g.node(e.To).Label)
		}
	}
	want := []string{
		"github.com/team-0/0 –→ module mode", "module mode –→ vendor", "vendor –no→ main module", "main module –no→ exclude", "exclude –no→ replace",
		"replace –no→ pattern", "pattern –no→ GOPROXY", "GOPROXY –→ https://a.example", "https://a.example –found→ checksum", "checksum –sum.golang.org→ https://a.example",
	}
	if !slices.Equal(path, want) {
		t.Errorf("the path is\n%s\nwant\n%s", strings.Join(path, "\n"), strings.Join(want, "\n"))
	}
	var others []string
	for _, e := range g.Edges {
		if !e.Taken {
			others = append(others, g.node(e.From).Label+" –"+e.Label+"→ "+g.node(e.To).Label)
		}
	}
	for _, want := range []string{
		"pattern –yes→ the origin only, no proxy is asked", "https://a.example –on any error→ https://b.example",
		"https://b.example –on any other error→ stops", "https://b.example –on 404 or 410→ direct", "direct –on any error→ stops",
	} {
		if !slices.Contains(others, want) {
			t.Errorf("there is no %s in\n%s", want, strings.Join(others, "\n"))
		}
	}
	i := slices.IndexFunc(g.Nodes, func(n *Node) bool { return n.Label == "GOPROXY" })
	if set := g.Nodes[i].Settings; len(set) != 1 || set[0].Variable != "GOPROXY" || set[0].Layer != "user" || set[0].Line != 2 {
		t.Errorf("GOPROXY is set by %+v", set)
	}
}

// An excluded version, and a toolchain that cannot be had, lead nowhere, each by
// what decides it.
func TestWhatLeadsNowhere(t *testing.T) {
	s := source("GOTOOLCHAIN=local\n", "module m\n\ngo 1.90\n\nrequire a.example/b v1.0.0\n\nexclude a.example/b v1.0.0\n")
	g := OfFile("m/go.mod", []Source{s})
	var ways []string
	for _, e := range g.Edges {
		ways = append(ways, g.node(e.From).Label+" → "+g.node(e.To).Label)
	}
	slices.Sort(ways)
	if want := []string{"GOTOOLCHAIN → nowhere", "a.example/b → exclude", "exclude → nowhere", "golang.org/toolchain → GOTOOLCHAIN"}; !slices.Equal(ways, want) {
		t.Errorf("the ways are %q, want %q", ways, want)
	}
}

// A pattern that matches is on the path taken, and the proxy list beside it.
func TestPatternTaken(t *testing.T) {
	s := source("GOPRIVATE=x.example,github.com/team-*\n", generated(1))
	dot := strings.ReplaceAll(OfModule(s, s.Requirements[0]).DOT(), `\n`, " ")
	for _, want := range []string{"GOPRIVATE=x.example,github.com/team-*, in which github.com/team-* matches (set by go env -w, /home/gopher/.config/go/env:1)", "GOPROXY is walked: https://proxy.golang.org", `label="yes" color`} {
		if !strings.Contains(dot, want) {
			t.Errorf("it lacks %q:\n%s", want, dot)
		}
	}
}

// rendered is a picture in all its forms.
func rendered(t *testing.T, g *Graph) map[string]string {
	t.Helper()
	model, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"svg": g.SVG(), "html": g.HTML(), "mermaid": g.Mermaid(), "dot": g.DOT(), "json": string(model)}
}

// What a hostile file or environment holds cannot leave its place in a picture.
func TestHostileNames(t *testing.T) {
	s := source("GOPROXY=https://gopher:hunter2@a.example/\"];x-->y|https://t0ken@b.example,direct\nGOPRIVATE=</text><script>\n",
		"module m\n\ngo 1.26\n\nrequire (\n\t\"evil.example/\\x1b[31m</style><script>alert(1)</script>\\u202e\" v1.0.0\n\tu:hunter2@evil.example/x v1.0.0\n\tok.example/x v1.0.0\n)\n\nreplace ok.example/x => \"../</desc>\\x07\\\"]\"\n")
	graphs := []*Graph{OfFile("a<b>\x1b", []Source{s})}
	for _, q := range s.Requirements {
		graphs = append(graphs, OfModule(s, q))
	}
	for _, g := range graphs {
		for format, text := range rendered(t, g) {
			for _, bad := range []string{"hunter2", "t0ken", "\x1b", "\x07", "\u202e"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s of %q has %q", format, g.Title, bad)
				}
			}
			if format != "json" && format != "dot" && strings.Contains(text, "<script") {
				t.Errorf("%s of %q has a script", format, g.Title)
			}
			if format == "dot" && strings.Count(strings.ReplaceAll(text, `\"`, ""), `"`)%2 != 0 {
				t.Errorf("quotation marks do not pair in\n%s", text)
			}
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	forEach(t, func(t *testing.T, g *Graph) {
		for d := xml.NewDecoder(strings.NewReader(g.SVG())); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The same file gives the same picture.
func TestPicturesDoNotChange(t *testing.T) {
	draw := func() map[string]string {
		return rendered(t, OfFile("shop/go.mod", []Source{source(environments["patterns"], generated(130))}))
	}
	first := draw()
	for range 5 {
		for format, text := range draw() {
			if text != first[format] {
				t.Fatalf("%s differs from one time to the next", format)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		limit int
		want  []string
	}{
		{"one two three", 7, 9, []string{"one two", "three"}},
		{"https://a.example|https://b.example,direct", 20, 9, []string{"https://a.example|", "https://b.example,", "direct"}},
		{"https://www.long.example.com", 20, 9, []string{"https://www.long", ".example.com"}},
		{"https://goproxy.corp.example.com", 13, 9, []string{"https://", "goproxy.corp", ".example.com"}},
		{"abcdefghij", 4, 9, []string{"abcd", "efgh", "ij"}},
		{"set by go env -w, /home/gopher/.config/go/env:2", 14, 3, []string{"set by go env", "-w,", "/home/g…/env:2"}},
		{"日本語 日本語", 5, 2, []string{"日本", "語…語"}},
		{"日本語", 2, 9, []string{"日", "本", "語"}},
		{"日本", 1, 9, []string{"日", "本"}},
		{"", 5, 9, nil},
	} {
		if got := wrap([]string{test.text}, test.width, test.limit); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", test.text, test.width, test.limit, got, test.want)
		}
	}
}
