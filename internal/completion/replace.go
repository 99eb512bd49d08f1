package completion

import (
	"strconv"
	"strings"

	"github.com/modroute/modroute/internal/gomod"
)

// Replacement returns where, in a go.mod or go.work, the target of a replace
// directive is being typed, and the path of the module that it stands for. ok is
// false elsewhere, and where a version follows: that target is no directory.
func Replacement(text string, offset int) (at Place, modulePath string, ok bool) {
	line := lineAt(text, offset)
	if comment := strings.Index(text[line.Start:line.End], "//"); comment >= 0 {
		line.End = line.Start + comment
	}
	if offset > line.End {
		return Place{}, "", false
	}
	at = wordAt(text, line, offset)
	before := strings.Fields(text[line.Start:at.Start])
	if len(before) > 0 && before[0] != "replace" && blockVerb(text[:line.Start]) == "replace" {
		before = append([]string{"replace"}, before...)
	}
	n := len(before)
	if n < 3 || n > 4 || before[0] != "replace" || before[n-1] != "=>" || strings.TrimSpace(text[at.End:line.End]) != "" {
		return Place{}, "", false
	}
	modulePath = before[1]
	if unquoted, err := strconv.Unquote(modulePath); err == nil {
		modulePath = unquoted
	}
	return at, modulePath, true
}

// wordAt returns the word around an offset of a line, with its quotation marks.
func wordAt(text string, line gomod.Span, offset int) Place {
	at := placeAt(text, line, offset, " \t")
	if strings.Count(text[line.Start:offset], `"`)%2 == 0 {
		return at
	}
	at.Start = strings.LastIndexByte(text[:offset], '"')
	at.End = line.End
	if i := strings.IndexByte(text[offset:line.End], '"'); i >= 0 {
		at.End = offset + i + 1
	}
	return at
}

// blockVerb returns the verb of the block that is open where a text ends; "" if
// none is.
func blockVerb(text string) string {
	verb := ""
	for line := range strings.Lines(text) {
		code, _, _ := strings.Cut(line, "//")
		switch fields := strings.Fields(strings.ReplaceAll(code, "(", " ( ")); {
		case len(fields) == 1 && fields[0] == ")":
			verb = ""
		case len(fields) == 2 && fields[1] == "(":
			verb = fields[0]
		}
	}
	return verb
}
