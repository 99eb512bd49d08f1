package bugreport

import (
	"fmt"
	"go/version"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/visibility"
)

// An anonymizer puts something in the place of names: the same for the same
// name wherever it stands, "name-1" for a word, "proxy-1" for a proxy. It lets
// through what it knows to be everybody's, and nothing else.
type anonymizer struct {
	home  string
	names map[name]string
	count map[string]int // of the names of a kind
}

type name struct{ kind, text string }

func newAnonymizer(home string) *anonymizer {
	return &anonymizer{home: home, names: make(map[name]string), count: make(map[string]int)}
}

// name returns what stands for a name of a kind.
func (a *anonymizer) name(kind, text string) string {
	key := name{kind, strings.ToLower(text)}
	if a.names[key] == "" {
		a.count[kind]++
		a.names[key] = fmt.Sprintf("%s-%d", kind, a.count[kind])
	}
	return a.names[key]
}

// value returns the value of a variable as everybody may see it.
func (a *anonymizer) value(variable, value string) string {
	if value == "" || goenv.GroupOf(variable) == goenv.Related {
		return "" // whether it is set is all that is told
	}
	switch variable {
	case "GOPROXY":
		return a.pieces(value, ",|", a.proxy)
	case "GOSUMDB":
		return a.database(value)
	case "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE":
		return a.pieces(value, ",", a.pattern)
	case "GOVCS":
		return a.pieces(value, ",:|", func(s string) string { return a.oneOf(s, vcsWords, a.pattern) })
	case "GOAUTH":
		return a.pieces(value, ";", a.auth)
	case "GOFLAGS":
		return a.pieces(value, " \t", a.flag)
	case "GOTOOLCHAIN", "GOVERSION":
		return a.toolchain(value)
	case "GO111MODULE":
		return a.oneOf(value, switches, a.words)
	}
	return a.oneOf(value, switches, a.path) // GOWORK, GOENV, GOROOT, GOPATH …
}

var (
	switches = []string{"on", "off", "auto"}
	vcsWords = []string{"git", "hg", "svn", "bzr", "fossil", "mod", "all", "off", "public", "private"}
)

// oneOf returns one of the words that everybody knows, or what other makes of
// another.
func (a *anonymizer) oneOf(s string, known []string, other func(string) string) string {
	if slices.Contains(known, s) {
		return s
	}
	return other(s)
}

// pieces replaces what stands between separators. Blanks around it stay: they
// are often what is wrong.
func (a *anonymizer) pieces(list, separators string, replace func(string) string) string {
	var out strings.Builder
	for list != "" {
		n := strings.IndexAny(list, separators)
		if n < 0 {
			n = len(list)
		}
		item := strings.TrimSpace(list[:n])
		if item != "" {
			before, after, _ := strings.Cut(list[:n], item)
			out.WriteString(before + replace(item) + after)
		} else {
			out.WriteString(list[:n])
		}
		if n < len(list) {
			out.WriteByte(list[n])
			n++
		}
		list = list[n:]
	}
	return out.String()
}

// proxy replaces an entry of GOPROXY, or the URL of a hop, that names no public
// proxy. What stands before the host stays as far as it shows how the entry is
// written, and a path leaves its mark.
func (a *anonymizer) proxy(entry string) string {
	switch strings.ToLower(entry) {
	case "direct", "off", "noproxy":
		return entry
	}
	scheme, rest := cutScheme(entry)
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		scheme, rest = scheme+"xxxxx@", rest[at+1:]
	}
	if service, ok := visibility.PublicProxy(entry); ok {
		_, public := cutScheme(service.URL)
		return scheme + public
	}
	host, path, slash := strings.Cut(rest, "/")
	if strings.HasPrefix(scheme, "file:") {
		return scheme + a.name("directory", rest)
	}
	out := scheme + a.name("proxy", host)
	if slash {
		out += "/"
	}
	if path != "" {
		out += "…"
	}
	return out
}

// cutScheme cuts one of the schemes that a proxy can have off a URL.
func cutScheme(url string) (scheme, rest string) {
	for _, known := range []string{"https://", "http://", "file://"} {
		if strings.HasPrefix(strings.ToLower(url), known) {
			return known, url[len(known):]
		}
	}
	return "", url
}

// database replaces a checksum database that is not public, and every key.
func (a *anonymizer) database(value string) string {
	db, url, _ := strings.Cut(strings.TrimSpace(value), " ")
	db, key, _ := strings.Cut(db, "+")
	out := db
	if _, ok := visibility.PublicDatabase(db); !ok && db != "off" {
		out = a.name("sumdb", db)
	}
	if key != "" {
		out += "+…"
	}
	if url = strings.TrimSpace(url); url != "" {
		scheme, _ := cutScheme(url)
		if service, ok := visibility.PublicDatabaseAt(url); ok {
			_, public := cutScheme(service.URL)
			return out + " " + scheme + public
		}
		out += " " + scheme + a.name("proxy", url)
	}
	return out
}

// forges are hosts that stand in patterns of many, and tell of nobody.
var forges = []string{"github.com", "gitlab.com", "bitbucket.org", "golang.org", "go.dev", "gopkg.in"}

// pattern replaces the words of a glob pattern, so that its shape remains.
func (a *anonymizer) pattern(glob string) string {
	elements := strings.Split(glob, "/")
	for i, element := range elements {
		elements[i] = a.oneOf(element, forges, a.words)
	}
	return strings.Join(elements, "/")
}

// words replaces each word of a text: a run of letters, digits and marks that
// stand in names. What parts them stays.
func (a *anonymizer) words(text string) string {
	var out, word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out.WriteString(a.name("name", word.String()))
		}
		word.Reset()
	}
	for _, r := range text {
		if separates(r) {
			flush()
			out.WriteRune(r)
		} else {
			word.WriteRune(r)
		}
	}
	flush()
	return out.String()
}

// separates reports whether a character is one of those that have a meaning in
// patterns and paths. All others are part of a word.
func separates(r rune) bool {
	return r < unicode.MaxASCII && strings.ContainsRune(`./\*?[]{}()|,;:!@"'= `, r)
}

// auth replaces a command of GOAUTH but for the names that the go command knows.
func (a *anonymizer) auth(command string) string {
	name, arguments, more := strings.Cut(command, " ")
	name = a.oneOf(name, []string{"netrc", "git", "off"}, func(string) string { return "(a command)" })
	if more && strings.TrimSpace(arguments) != "" {
		name += " …"
	}
	return name
}

// flags are those of the go command that steer what is fetched, or that many
// set; flagValues what many set them to.
var (
	flags = []string{
		"-mod", "-modfile", "-modcacherw", "-insecure", "-buildvcs", "-trimpath", "-tags", "-ldflags", "-gcflags",
		"-race", "-v", "-x", "-p", "-count", "-json", "-overlay", "-toolexec", "-vet", "-cover", "-msan", "-asan",
	}
	flagValues = []string{"mod", "vendor", "readonly", "auto", "on", "off", "true", "false", "0", "1"}
)

// flag replaces what a flag is set to, and flags that few know.
func (a *anonymizer) flag(text string) string {
	name, value, set := strings.Cut(text, "=")
	short := strings.Replace(name, "--", "-", 1)
	name = a.oneOf(short, flags, func(string) string { return "-…" })
	if set {
		name += "=" + a.oneOf(value, flagValues, func(string) string { return "…" })
	}
	return name
}

// releases are the names of Go toolchains that everybody has.
var releases = regexp.MustCompile(`^(go1[0-9.]*((rc|beta)[0-9]+)?)(\+auto|\+path)?$`)

// toolchain replaces a toolchain that is none of the Go project's.
func (a *anonymizer) toolchain(text string) string {
	if m := releases.FindStringSubmatch(text); m != nil && version.IsValid(m[1]) {
		return text
	}
	return a.oneOf(text, []string{"auto", "path", "local", "local+auto", "local+path"}, a.words)
}

// directories are elements of paths that tell of nobody.
var directories = []string{
	"", ".", "..", "~", "usr", "local", "lib", "opt", "go", "sdk", "bin", "pkg", "mod", "cache", ".cache", ".config",
	"env", "go.env", "go.mod", "go.sum", "go.work", "Library", "Caches", "AppData", "Local", "Roaming", "tmp", "src",
}

// path replaces the elements of a path, or of a list of paths, but for those
// that tell of nobody. The home directory is "~".
func (a *anonymizer) path(text string) string {
	if a.home != "" {
		if rest, ok := strings.CutPrefix(text, a.home); ok && (rest == "" || rest[0] == '/' || rest[0] == '\\') {
			text = "~" + rest
		}
	}
	text = strings.ReplaceAll(text, `\`, "/")
	return a.pieces(text, "/", func(element string) string {
		if releases.MatchString(element) {
			return element
		}
		return a.oneOf(element, directories, a.words)
	})
}
