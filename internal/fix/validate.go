package fix

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/visibility"
)

// Validate returns an error if changes are none that a plan could hold: there
// is none, a variable is named twice or stays as it is, its new value does not
// show, or [rules] does not let that in. Changes come back from the client as plain data, and most
// variables (GOFLAGS, CC, GOAUTH) can name programs that the go command runs;
// others could send it to somebody else's proxy.
//
// That Old is what the file says is for [Apply] to compare, before it writes.
func Validate(changes []EnvChange) error {
	if len(changes) == 0 {
		return errors.New("there are no changes")
	}
	seen := make(map[string]bool)
	for _, c := range changes {
		rule, ok := rules[c.Name]
		switch {
		case !ok:
			return fmt.Errorf("%q is not among the variables that modroute writes: %s", c.Name, strings.Join(writable(), ", "))
		case seen[c.Name]:
			return fmt.Errorf("%s is changed twice", c.Name)
		case c.OldSet == c.NewSet && (c.Old == c.New || !c.NewSet):
			return fmt.Errorf("the change of %s changes nothing", c.Name)
		case strings.ContainsFunc(c.New, hidden) || !utf8.ValidString(c.New):
			return fmt.Errorf("the new value of %s has a control character or invalid UTF-8", c.Name)
		case c.NewSet && !rule(c.Old, c.New):
			return fmt.Errorf("modroute does not set %s to %q: that is for a person to do", c.Name, goenv.RedactValue(c.Name, c.New))
		}
		seen[c.Name] = true
	}
	return nil
}

// rules are the variables that may be written, each with what its new value
// may be, given the old one. To remove a variable brings Go's default back,
// and is always allowed.
var rules = map[string]func(old, value string) bool{
	// A pattern keeps modules from public services. One too many shows in the
	// preview, and names no place to fetch from.
	goprivate: anything,
	gonoproxy: anything,
	gonosumdb: anything,
	// No proxy that the person has not named himself, but for the public ones.
	"GOPROXY": knownProxies,
	// The one database whose key is built in, and its name in mainland China.
	"GOSUMDB": oneOf("sum.golang.org", "sum.golang.google.cn"),
	// No toolchain by name: the go command would download and run it.
	"GOTOOLCHAIN": oneOf("auto", "local"),
	// Fewer modules without TLS, never more.
	"GOINSECURE": fewerPatterns,
	// Only removed: flags can name programs (-toolexec), GOVCS allows others,
	// and modules are on by default.
	"GOFLAGS":     nothing,
	"GOVCS":       nothing,
	"GO111MODULE": nothing,
}

func writable() []string {
	var names []string
	for name := range rules {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func anything(old, value string) bool { return true }
func nothing(old, value string) bool  { return false }

func oneOf(values ...string) func(old, value string) bool {
	return func(_, value string) bool { return slices.Contains(values, value) }
}

// fewerPatterns reports whether every pattern of a list is one of the old
// list, but for blanks around it.
func fewerPatterns(old, value string) bool {
	had := make(map[string]bool)
	for pattern := range strings.SplitSeq(old, ",") {
		had[strings.TrimSpace(pattern)] = true
	}
	for pattern := range strings.SplitSeq(value, ",") {
		if !had[strings.TrimSpace(pattern)] {
			return false
		}
	}
	return true
}

// knownProxies reports whether every entry of a GOPROXY is a keyword, a known
// public proxy as the table spells it, or one of the old value.
func knownProxies(old, value string) bool {
	had := oldProxies(old)
	for _, entry := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '|' }) {
		entry = strings.TrimSpace(entry)
		if entry != "direct" && entry != "off" && !isTableProxy(entry) && !isOldProxy(had, entry) {
			return false
		}
	}
	return true
}

// isTableProxy reports whether an entry is the URL of a known public proxy:
// its own, not merely one on its host.
func isTableProxy(entry string) bool {
	service, ok := visibility.PublicProxy(entry)
	return ok && strings.TrimSuffix(entry, "/") == service.URL
}

// isOldProxy reports whether an entry is one of the old value: the same place,
// asked in a way that is no less safe, with no other user name or password.
func isOldProxy(had []proxyEntry, entry string) bool {
	e := parseEntry(entry)
	return slices.ContainsFunc(had, func(o proxyEntry) bool {
		return e.place == o.place && e.place != "" &&
			(e.scheme == o.scheme || e.scheme == "https" && o.scheme != "file" || e.scheme == "" && o.scheme != "file") &&
			(e.userinfo == "" || e.userinfo == o.userinfo)
	})
}

// A proxyEntry is an entry of GOPROXY in parts. The scheme is "" if there is
// none; the go command then takes https.
type proxyEntry struct{ scheme, userinfo, place string }

// mistakenSeparators part what a person has taken for a list of entries.
const mistakenSeparators = ",|; \t\r\n，；、\"'“”\\"

// oldProxies returns the entries of an old value, as the go command reads it
// and as a person may have meant it.
func oldProxies(old string) []proxyEntry {
	var list []proxyEntry
	for _, entry := range strings.FieldsFunc(old, func(r rune) bool { return r == ',' || r == '|' }) {
		list = append(list, parseEntry(strings.TrimSpace(entry)))
	}
	for _, entry := range strings.FieldsFunc(old, func(r rune) bool { return strings.ContainsRune(mistakenSeparators, r) }) {
		list = append(list, parseEntry(entry))
	}
	return list
}

// entryScheme is a scheme that GOPROXY knows or that is taken for one, in any
// case and with any number of slashes: what is corrected was wrong.
var entryScheme = regexp.MustCompile(`(?i)^(https?|file|fallback):/*`)

func parseEntry(entry string) proxyEntry {
	var e proxyEntry
	prefix := entryScheme.FindString(entry)
	scheme, _, _ := strings.Cut(prefix, ":")
	e.scheme = strings.ToLower(scheme)
	rest := entry[len(prefix):]
	if e.scheme == "file" {
		rest = "/" + rest
	}
	authority, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		e.userinfo, authority = authority[:i], authority[i+1:]
	}
	e.place = strings.TrimSuffix(authority+"/"+path, "/")
	if _, err := url.Parse("https://" + e.place); err != nil {
		e.place = ""
	}
	return e
}
