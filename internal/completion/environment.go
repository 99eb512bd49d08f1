package completion

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/visibility"
)

// Known is what is known where an environment file is edited.
type Known struct {
	GoVersion string    // such as "go1.26.8"; "" if unknown
	Proxies   []string  // the URLs of the module proxies in force
	Trusted   []string  // the URLs or hosts of the proxies that the settings trust
	Private   []Private // the private modules that are required
}

// A Private is a private module with the patterns that would cover it, the one
// to prefer first.
type Private struct {
	Path     string
	Patterns []string
}

// Environment returns what may stand at an offset of a file of the kind that
// `go env -w` writes: the name of a variable at the start of a line, behind the
// "=" its values.
func Environment(text string, offset int, known Known) (Place, []Item) {
	line := lineAt(text, offset)
	name, _, ok := strings.Cut(text[line.Start:line.End], "=")
	if ok && offset > line.Start+len(name) {
		line.Start += len(name) + len("=")
		return values(text, line, offset, name, known)
	}
	if strings.TrimLeft(text[line.Start:offset], letters) != "" {
		return Place{}, nil
	}
	place := placeAt(text, line, offset, "= \t")
	return place, names(text, line, place.End < line.End && text[place.End] == '=', known.GoVersion)
}

// letters are those of variables' names, and those that a person types first.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

// names returns the variables that the file does not set on another line, with
// a "=" if there is none yet.
func names(text string, line gomod.Span, assigned bool, goVersion string) []Item {
	others, _ := goenv.ParseFile("", text[:line.Start]+text[line.End:], goenv.User)
	var items []Item
	for _, name := range goenv.Writable(goVersion) {
		if _, set := others.Settings[name]; set {
			continue
		}
		item := Item{Text: name, Doc: goenv.Describe(name)}
		if !assigned {
			item.Text += "="
		}
		items = append(items, item)
	}
	return items
}

// separators part the entries of a variable's value.
var separators = map[string]string{
	"GOPROXY": ",|", "GOPRIVATE": ",", "GONOPROXY": ",", "GONOSUMDB": ",", "GOFLAGS": " \t",
}

// values returns what a variable's value may be, or an entry of it. The span is
// that of the whole value.
func values(text string, value gomod.Span, offset int, name string, known Known) (Place, []Item) {
	place := placeAt(text, value, offset, separators[name])
	for place.Start < offset && strings.IndexByte(" \t", text[place.Start]) >= 0 {
		place.Start++
	}
	before := entries(text[value.Start:place.Start], name)
	others := append(before, entries(text[place.End:value.End], name)...)
	var items []Item
	switch name {
	case "GOPRIVATE", "GONOPROXY", "GONOSUMDB":
		items = patterns(known.Private, strings.Join(others, ","))
	case "GOPROXY":
		if slices.Contains(before, "direct") || slices.Contains(before, "off") {
			return place, nil // what follows is never asked
		}
		items = proxies(known)
	case "GOTOOLCHAIN":
		items = toolchains(known.GoVersion)
	case "GOFLAGS":
		if !slices.ContainsFunc(others, isMod) {
			items = words[name]
		}
	default:
		items = words[name]
	}
	return place, slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return slices.Contains(others, i.Text) })
}

// isMod reports whether a flag is -mod, of which one counts.
func isMod(flag string) bool { return strings.HasPrefix(strings.TrimLeft(flag, "-"), "mod=") }

// entries returns the entries of a part of a variable's value.
func entries(part, name string) []string {
	list := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune(separators[name], r) })
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// words are the values that the go command knows, for variables that take one
// of a few.
var words = map[string][]Item{
	"GOSUMDB": {
		{Text: "sum.golang.org", Detail: "the Go project's database"},
		{Text: "sum.golang.google.cn", Detail: "the same, reachable in mainland China"},
		{Text: "off", Detail: "nothing verifies what is new"},
	},
	"GO111MODULE": {
		{Text: "on", Detail: "modules, which is the default"},
		{Text: "auto", Detail: "modules where there is a go.mod"},
		{Text: "off", Detail: "go.mod is not read"},
	},
	"GOFLAGS": {
		{Text: "-mod=readonly", Detail: "go.mod is not changed, which is the default"},
		{Text: "-mod=mod", Detail: "go.mod is updated, the vendor directory is not used"},
		{Text: "-mod=vendor", Detail: "all comes from the vendor directory"},
	},
}

// toolchains returns what GOTOOLCHAIN may be.
func toolchains(goVersion string) []Item {
	items := []Item{
		{Text: "auto", Detail: "a newer toolchain is fetched where a line asks for it"},
		{Text: "local", Detail: "always the installed toolchain"},
		{Text: "path", Detail: "a newer toolchain is looked for in PATH only"},
	}
	if goVersion != "" {
		items = append(items,
			Item{Text: goVersion, Detail: "always this one"},
			Item{Text: goVersion + "+auto", Detail: "this one, or a newer one that a line asks for"},
			Item{Text: goVersion + "+path", Detail: "this one, or a newer one in PATH"},
		)
	}
	return items
}

// proxies returns what an entry of GOPROXY may be: first the words, then the
// proxies that a person has named before, then those that anybody may use.
func proxies(known Known) []Item {
	items := []Item{
		{Text: "direct", Detail: "from the origin's version control"},
		{Text: "off", Detail: "nothing is fetched"},
	}
	offered := make(map[string]bool)
	add := func(url, detail string) {
		// A URL with a password is nobody else's.
		if key := strings.TrimSuffix(url, "/"); !offered[key] && !strings.Contains(url, "@") {
			offered[key] = true
			items = append(items, Item{Text: url, Detail: detail})
		}
	}
	for _, url := range known.Proxies {
		add(url, "in force")
	}
	for _, url := range known.Trusted {
		add(url, "trusted by the settings")
	}
	for _, p := range visibility.PublicProxies() {
		add(p.URL, "public")
	}
	return items
}

// patterns returns the patterns that would cover private modules which those in
// value do not cover: for each module the preferred ones first, of these the
// ones that cover most.
func patterns(modules []Private, value string) []Item {
	type offer struct {
		pattern   string
		preferred bool
		covers    []string
	}
	var offers []*offer
	byPattern := make(map[string]*offer)
	for _, m := range modules {
		if module.MatchPrefixPatterns(value, m.Path) {
			continue
		}
		for i, p := range m.Patterns {
			o := byPattern[p]
			if o == nil {
				o = &offer{pattern: p}
				byPattern[p], offers = o, append(offers, o)
			}
			o.preferred = o.preferred || i == 0
			if !slices.Contains(o.covers, m.Path) {
				o.covers = append(o.covers, m.Path)
			}
		}
	}
	slices.SortStableFunc(offers, func(a, b *offer) int {
		if a.preferred != b.preferred {
			if a.preferred {
				return -1
			}
			return 1
		}
		return len(b.covers) - len(a.covers)
	})
	var items []Item
	for _, o := range offers {
		detail := o.covers[0]
		if more := len(o.covers) - 1; more > 0 {
			detail = fmt.Sprintf("%s and %d more", detail, more)
		}
		items = append(items, Item{Text: o.pattern, Detail: "covers " + detail})
	}
	return items
}
