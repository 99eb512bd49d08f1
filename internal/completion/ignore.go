package completion

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// Ignore returns the codes that may stand at an offset of a comment that
// silences findings: first those that are found where it counts, then all
// others.
func Ignore(file *gomod.File, offset int, found []analysis.Diagnostic) (Place, []Item) {
	for _, ignore := range analysis.Ignores(file) {
		if ignore.Start <= offset && offset <= ignore.Comment.End {
			at, ok := codeAt(file.Text, ignore, offset)
			if !ok {
				break
			}
			return at, codes(file, ignore, at, found)
		}
	}
	return Place{}, nil
}

// codeAt returns the code that is being typed; ok is false before the codes of
// a comment, and in its reason.
func codeAt(text string, ignore analysis.Ignore, offset int) (at Place, ok bool) {
	marker := strings.IndexAny(text[ignore.Start:offset], " \t")
	if marker < 0 {
		return Place{}, false
	}
	typed := strings.Split(text[ignore.Start+marker:offset], ",")
	for i := range typed {
		typed[i] = strings.TrimLeft(typed[i], " \t")
		if i < len(typed)-1 {
			typed[i] = strings.TrimRight(typed[i], " \t")
		}
		if strings.ContainsAny(typed[i], " \t") {
			return Place{}, false
		}
	}
	at = Place{gomod.Span{Start: offset - len(typed[len(typed)-1]), End: offset}, offset}
	for at.End < ignore.Comment.End && strings.IndexByte(" \t,", text[at.End]) < 0 {
		at.End++
	}
	return at, true
}

// codes returns the codes that the comment does not name elsewhere.
func codes(file *gomod.File, ignore analysis.Ignore, at Place, found []analysis.Diagnostic) []Item {
	here := make(map[string]bool)
	for _, d := range found {
		line, _ := file.Position(d.Span.Start)
		here[d.Code] = here[d.Code] || ignore.Covers(line)
	}
	var items, others []Item
	for _, a := range analyzers.All {
		if slices.ContainsFunc(ignore.Codes, func(c analysis.IgnoredCode) bool { return c.Value == a.Name && c.Start != at.Start }) {
			continue
		}
		sentence, _, _ := strings.Cut(a.Doc, "\n")
		item := Item{Text: a.Name, Doc: sentence}
		if here[a.Name] {
			item.Detail = "found here"
			items = append(items, item)
		} else {
			others = append(others, item)
		}
	}
	return append(items, others...)
}
