package goenv

import "strings"

// hidden stands for a secret, as in net/url's URL.Redacted.
const hidden = "xxxxx"

// Redact hides the userinfo of every URL in s, wherever it stands: it becomes
// "xxxxx", the user's name included, which is a token as often as not. Lists of
// URLs, URLs without a scheme ("user:secret@proxy.example:3128", as HTTP_PROXY
// allows) and URLs that do not parse because of their password are covered. The
// name "git" that ssh addresses carry, and module@version, are left alone.
//
// The value of a variable is better given to [RedactValue], which knows what it
// holds. Redact works on text, since what it has to hide from is often no valid
// URL. When in doubt it hides too much; but without an "@" there is no userinfo.
func Redact(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	var b strings.Builder
	var ports []string
	for s != "" {
		scheme := strings.Index(s, "://")
		if scheme < 0 {
			b.WriteString(redactBare(s))
			break
		}
		start := scheme + len("://")
		b.WriteString(redactBare(s[:scheme]))
		b.WriteString("://")
		text, n, port := redactAuthority(s[start:], strings.HasSuffix(s[:scheme], "ssh"))
		b.WriteString(text)
		s = s[start+n:]
		if port != "" {
			ports = append(ports, port)
		}
	}
	return redactPorts(b.String(), ports)
}

// RedactValue hides the userinfo in the value of a variable. In one that holds
// URLs or hosts, all that stands before the last "@" of an entry is hidden,
// however it is spelled: a lost slash or scheme, a token instead of a name and
// a password, characters that cannot stand in a URL. In running text these
// cannot be told from a module's path or version. Other variables, and entries
// without "@", are redacted as text is.
func RedactValue(name, value string) string {
	if !strings.Contains(value, "@") {
		return Redact(value)
	}
	switch strings.ToUpper(name) {
	case "GOSUMDB":
		// The database's name and key, a space, its URL.
		key, url, ok := strings.Cut(value, " ")
		if ok && !strings.Contains(key, "@") {
			return key + " " + redactEntry(url)
		}
		return redactEntry(value)
	case "GOPROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY":
		return redactEntries(value)
	}
	return Redact(value)
}

// redactEntries redacts a list of URLs or hosts.
func redactEntries(list string) string {
	var b strings.Builder
	for list != "" {
		n := entryEnd(list)
		b.WriteString(redactEntry(list[:n]))
		if n < len(list) {
			b.WriteByte(list[n])
			n++
		}
		list = list[n:]
	}
	return b.String()
}

// entryEnd returns where the first entry of a list ends. A separator may be
// part of a password: what follows, up to the next entry that begins with a
// scheme or is a word of GOPROXY, belongs to the first one as far as there is
// an "@".
func entryEnd(list string) int {
	end := indexAny(list, separators)
	if isWord(list[:end]) {
		return end
	}
	for from := end; from < len(list); {
		next := from + 1 + indexAny(list[from+1:], separators)
		item := list[from+1 : next]
		if isWord(item) || schemeEnd(item) > 0 {
			break
		}
		if strings.Contains(item, "@") {
			end = next
		}
		from = next
	}
	return end
}

// separators part the entries of GOPROXY; a comma, those of NO_PROXY too.
const separators = ",|"

// isWord reports whether an entry is one that names no place.
func isWord(entry string) bool {
	entry = strings.TrimSpace(entry)
	return entry == "direct" || entry == "off" || entry == "noproxy"
}

// schemeEnd returns the length of the scheme that an entry begins with, the
// slashes after it included, be there none, one or two; 0 if there is none.
func schemeEnd(entry string) int {
	rest := strings.TrimLeft(entry, " \t")
	for _, scheme := range []string{"https:", "http:", "file:", "socks5:", "socks5h:"} {
		if len(rest) >= len(scheme) && strings.EqualFold(rest[:len(scheme)], scheme) {
			rest = rest[len(scheme):]
			break
		}
	}
	return len(entry) - len(strings.TrimLeft(rest, "/"))
}

// redactEntry hides what stands between an entry's scheme and its last "@".
func redactEntry(entry string) string {
	at := strings.LastIndexByte(entry, '@')
	if at < 0 {
		return Redact(entry)
	}
	return entry[:schemeEnd(entry[:at])] + hidden + entry[at:]
}

// redactPorts hides what net/url says of a URL with a broken password:
// invalid port ":secret" after host.
func redactPorts(s string, ports []string) string {
	for _, port := range ports {
		s = strings.ReplaceAll(s, `":`+port+`"`, `":`+hidden+`"`)
	}
	return s
}

// redactAuthority redacts what follows "://" up to the end of the authority
// and returns it with the number of bytes that it stands for. port is what
// stands in the place of the port and is none.
func redactAuthority(s string, ssh bool) (text string, n int, port string) {
	// A password may hold what cannot stand in a URL.
	wide := s[:nextURL(s, blanks)]
	if i := strings.LastIndexByte(wide[:indexAny(wide, "/?#")], '@'); i >= 0 {
		return redactUser(wide[:i], ssh) + "@", i + 1, ""
	}
	item := s[:nextURL(s, space)]
	n = indexAny(item, "/?#")
	authority := item[:n]
	// A password with a slash in it ends the authority early, and leaves what
	// looks like a port behind.
	colon := badPort(authority)
	if colon < 0 {
		return authority, n, ""
	}
	port = authority[colon+1:]
	if i := strings.LastIndexByte(wide, '@'); i > colon {
		return hidden + "@", i + 1, port
	}
	return authority[:colon] + ":" + hidden, n, port
}

// nextURL returns where the list item that s begins with ends at the latest:
// before a separator and another URL, or at the end of the word, which one of
// the bytes of ends ends.
func nextURL(s, ends string) int {
	s = s[:indexAny(s, ends)]
	for i := range s {
		if s[i] != ',' && s[i] != '|' {
			continue
		}
		scheme, _, ok := strings.Cut(s[i+1:], "://")
		if ok && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz+") == "" {
			return i
		}
	}
	return len(s)
}

// space ends a word: these bytes cannot stand in a URL.
const (
	space  = blanks + "\"<>`"
	blanks = " \t\r\n"
)

// badPort returns the index of the first colon in an authority, or in a list
// of them, that something else than a port follows; -1 if there is none.
func badPort(authority string) int {
	from := 0
	if i := strings.LastIndexByte(authority, ']'); i >= 0 {
		from = i // the colons of an IPv6 address
	}
	for i := from; i < len(authority); i++ {
		if authority[i] != ':' {
			continue
		}
		port := authority[i+1:]
		port = port[:indexAny(port, ",|")]
		if strings.Trim(port, "0123456789") != "" {
			return i
		}
	}
	return -1
}

// redactBare redacts text without "://".
func redactBare(s string) string {
	var b strings.Builder
	for s != "" {
		n := indexAny(s, space)
		if strings.Contains(s[:n], "@") {
			redactList(&b, s[:n])
		} else {
			b.WriteString(s[:n])
		}
		if n < len(s) {
			b.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return b.String()
}

// redactList redacts a word that may be a list of URLs without their schemes.
func redactList(b *strings.Builder, s string) {
	for s != "" {
		n := indexAny(s, ",|")
		item := s[:n]
		if colon := badPort(item); strings.Contains(item, "@") {
			item = redactItem(item)
		} else if colon >= 0 && !strings.Contains(item[:colon], "/") {
			item = item[:colon] + ":" + hidden // the separator may belong to a password
		}
		b.WriteString(item)
		if n < len(s) {
			b.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
}

// redactItem redacts what may be a URL without its scheme.
func redactItem(word string) string {
	i := strings.LastIndexByte(word, '@')
	if i < 0 {
		return word
	}
	user, host := word[:i], word[i+1:]
	colon := strings.IndexByte(user, ':')
	slash := strings.IndexByte(user, '/')
	scheme := schemeEnd(user)
	switch {
	case scheme > 1 && strings.Contains(user[scheme:], ":"):
		return word[:scheme] + hidden + word[i:] // a slash or the scheme was lost
	case user == "" || host == "" || isVersion(host):
		return word
	case slash >= 0 && (colon < 0 || slash < colon || badPort(user[:slash]) < 0):
		return word // a path, or a host with one
	case colon == 1 && len(user) > 2 && user[2] == '\\':
		return word // a path on Windows
	case colon < 0 && (user == "go" || user == "toolchain" || !strings.ContainsAny(host, ".:")):
		return word // a module of that name
	}
	// NAME=user: what a message says of an assignment.
	name := user[:strings.LastIndexByte(user[:indexAny(user, ":")], '=')+1]
	return name + redactUser(user[len(name):], true) + word[i:]
}

// isVersion reports whether what follows an "@" is a module's version or a
// version query.
func isVersion(s string) bool {
	switch strings.TrimRight(s, ":.") {
	case "latest", "upgrade", "patch", "none":
		return true
	}
	return len(s) > 1 && s[0] == 'v' && '0' <= s[1] && s[1] <= '9'
}

// redactUser redacts a userinfo. ssh says that the name git is no secret.
func redactUser(userinfo string, ssh bool) string {
	if ssh && userinfo == "git" {
		return userinfo
	}
	return hidden
}

// indexAny returns the index of the first of chars in s, or len(s).
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}
