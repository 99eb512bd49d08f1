package analyzers

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// A written pattern is one entry of a list such as GOPRIVATE as its author
// meant it: from comma to comma, but for commas within braces.
type written struct {
	text  string
	start int // byte offset in the list
}

// splitEntries splits the value of a list as the go command does: at commas.
func splitEntries(value string) []written {
	var list []written
	start := 0
	for text := range strings.SplitSeq(value, ",") {
		list = append(list, written{text, start})
		start += len(text) + 1
	}
	return list
}

// splitWritten splits the value of a list at the commas outside of braces,
// where these are in pairs.
func splitWritten(value string) []written {
	if !strings.Contains(value, "{") {
		return splitEntries(value)
	}
	var list []written
	start, depth := 0, 0
	for i := range len(value) {
		switch value[i] {
		case '{':
			depth++
		case '}':
			depth--
		case ',':
			if depth == 0 {
				list = append(list, written{value[start:i], start})
				start = i + 1
			}
		}
		if depth < 0 {
			return splitEntries(value)
		}
	}
	if depth != 0 {
		return splitEntries(value)
	}
	return append(list, written{value[start:], start})
}

// normalise takes out of a pattern what no pattern can hold to any purpose,
// such as blanks, a scheme or a port. It returns the patterns that remain and
// what was wrong, in clauses about "it". That a pattern becomes proper does not
// mean that it matches anything.
func normalise(text string) (globs, faults []string) {
	if len(text) > maxWritten {
		return nil, nil
	}
	n := &normaliser{}
	for _, alternative := range n.braces(n.bare(n.ascii(text))) {
		for _, piece := range n.split(alternative) {
			if piece = n.strip(n.bare(piece)); piece != "" && !slices.Contains(globs, piece) {
				globs = append(globs, piece)
			}
		}
	}
	return globs, n.faults
}

// maxWritten bounds the length of what is looked at: no module path is longer.
const maxWritten = 500

// A normaliser collects the faults of one pattern.
type normaliser struct{ faults []string }

// replace notes a fault if there is one, and returns the text after it.
func (n *normaliser) replace(before, after, fault string) string {
	if before != after && !slices.Contains(n.faults, fault) {
		n.faults = append(n.faults, fault)
	}
	return after
}

// fullWidth are the characters of East Asian keyboards and of word processors
// that stand for those of a list.
var fullWidth = strings.NewReplacer(
	"，", ",", "、", ",", "；", ";", "：", ":", "．", ".", "。", ".", "／", "/", "＊", "*", "＠", "@",
	"“", `"`, "”", `"`, "‘", "'", "’", "'", "\u200b", "", "\ufeff", "",
)

func (n *normaliser) ascii(text string) string {
	return n.replace(text, fullWidth.Replace(text), "it has characters that only look like those of a list")
}

// bare takes blanks, a carriage return, quotation marks and brackets from both
// ends.
func (n *normaliser) bare(text string) string {
	for {
		before := text
		text = n.replace(text, strings.TrimSuffix(text, "\r"), "its line ends in CRLF, and the carriage return is part of it")
		text = n.replace(text, strings.TrimSpace(text), "the blank is part of it")
		text = n.replace(text, strings.Trim(text, "\"'`"), "the quotation marks are part of it")
		text = n.replace(text, unbracketed(text), "the brackets are part of it")
		if text == before {
			return text
		}
	}
}

// unbracketed returns text without the brackets of a list around it, or
// around the list that it is the first or last entry of.
func unbracketed(text string) string {
	inner, opened := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !opened && !closed || strings.ContainsAny(inner, "[]") {
		return text
	}
	return inner
}

// maxAlternatives bounds what braces are expanded to.
const maxAlternatives = 16

// braces expands {a,b} as a shell would.
func (n *normaliser) braces(text string) []string {
	list := []string{text}
	for range maxAlternatives {
		i := slices.IndexFunc(list, func(s string) bool { _, _, _, ok := cutBraces(s); return ok })
		if i < 0 {
			return list
		}
		n.replace("", list[i], "braces mean nothing, and the comma in them separates patterns")
		before, inner, after, _ := cutBraces(list[i])
		var expanded []string
		for choice := range strings.SplitSeq(inner, ",") {
			expanded = append(expanded, before+strings.TrimSpace(choice)+after)
		}
		if list = slices.Replace(list, i, i+1, expanded...); len(list) > maxAlternatives {
			break
		}
	}
	return []string{text}
}

// cutBraces finds the first pair of braces that has none inside.
func cutBraces(s string) (before, inner, after string, ok bool) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		return "", "", "", false
	}
	start := strings.LastIndexByte(s[:end], '{')
	if start < 0 {
		return "", "", "", false
	}
	return s[:start], s[start+1 : end], s[end+1:], true
}

// split splits at what looks like a separator and is none.
func (n *normaliser) split(text string) []string {
	var pieces []string
	for _, piece := range strings.FieldsFunc(text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(",;|", c) }) {
		if colonSeparates(piece) {
			pieces = append(pieces, strings.Split(piece, ":")...)
		} else {
			pieces = append(pieces, piece)
		}
	}
	if len(pieces) > 1 {
		n.replace("", text, "only a comma, without blanks, separates patterns")
	}
	return pieces
}

// colonSeparates reports whether a colon stands between two hosts, and so is
// neither that of a scheme nor that of a port or of git's short addresses.
func colonSeparates(piece string) bool {
	_, after, ok := strings.Cut(piece, ":")
	host, _, _ := strings.Cut(after, "/")
	return ok && !strings.Contains(piece, "@") && strings.Trim(host, "0123456789") != "" &&
		strings.Contains(host, ".")
}

// strip takes from one pattern what belongs to a URL, a regular expression or
// a command line.
func (n *normaliser) strip(piece string) string {
	piece = n.regexp(piece)
	if scheme, rest, ok := strings.Cut(piece, "://"); ok && !strings.ContainsAny(scheme, "/@*") {
		piece = n.replace(piece, rest, "a pattern has no scheme")
	}
	piece = n.address(piece)
	if rest, ok := strings.CutSuffix(piece, "..."); ok {
		piece = n.replace(piece, strings.TrimRight(rest, "/"), `"..." is no wildcard`)
	}
	piece = n.replace(piece, strings.TrimLeft(piece, "/"), "it begins with a slash")
	if strings.HasSuffix(piece, "//") {
		piece = n.replace(piece, strings.TrimRight(piece, "/"), "only one slash at its end is ignored")
	}
	if _, err := path.Match(piece, ""); err != nil {
		proper := strings.TrimRight(strings.NewReplacer("[", "", "]", "").Replace(piece), `\`)
		piece = n.replace(piece, proper, "it is malformed")
	}
	return strings.TrimSuffix(piece, "/")
}

// regexp turns the simplest regular expressions into globs. No element of a
// module path begins with a dot (golang.org/x/mod/module, CheckPath), so ".*"
// there is no glob.
func (n *normaliser) regexp(piece string) string {
	glob := strings.TrimSuffix(strings.TrimPrefix(piece, "^"), "$")
	if glob == piece && !strings.HasPrefix(glob, ".*") && !strings.Contains(glob, "/.*") && !strings.Contains(glob, ".+") {
		return piece
	}
	glob = strings.NewReplacer(".*", "*", ".+", "*", `\.`, ".").Replace(glob)
	return n.replace(piece, glob, "it is read as a glob, not as a regular expression")
}

// address takes the user, the port and the version from a pattern, and makes a
// path of git's short address user@host:path.
func (n *normaliser) address(piece string) string {
	host, _, _ := strings.Cut(piece, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 && isAddress(host[at+1:]) {
		piece = n.replace(piece, piece[at+1:], "a pattern has no user name")
	}
	if before, _, ok := strings.Cut(piece, "@"); ok {
		piece = n.replace(piece, before, "a pattern has no version")
	}
	host, rest, slash := strings.Cut(piece, "/")
	name, port, ok := strings.Cut(host, ":")
	switch {
	case !ok:
		return piece
	case strings.Trim(port, "0123456789") != "":
		return n.replace(piece, name+"/"+strings.TrimPrefix(piece[len(name)+1:], "/"), "it is an address of git, not the beginning of a module path")
	case slash:
		name += "/" + rest
	}
	return n.replace(piece, name, "a pattern has no port")
}

// isAddress reports whether what follows an "@" is a host rather than a version.
func isAddress(s string) bool {
	s, _, _ = strings.Cut(s, ":")
	version := len(s) > 1 && s[0] == 'v' && '0' <= s[1] && s[1] <= '9'
	return strings.Contains(s, ".") && !version
}
