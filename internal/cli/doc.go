package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
)

var docCommand = &command{
	name:  "doc",
	args:  "[code]",
	short: "explain what check finds",
	long: `Doc prints the documentation of a diagnostic code: what it means, what the go
command does, how to fix it, and when to switch it off. Without a code it lists
all codes, with their first sentences.
`,
	run: (*call).doc,
}

func (c *call) doc(args []string) (int, error) {
	args, err := c.parse(c.newFlags(), args)
	if err != nil {
		return exitFailed, err
	}
	if len(args) > 1 {
		return exitFailed, usageError{fmt.Sprintf("doc takes one code, but there is %q", args[1])}
	}
	if len(args) == 0 {
		return exitOK, listCodes(c.stdout)
	}
	a := analyzers.ByCode(args[0])
	if a == nil {
		message := fmt.Sprintf("there is no code %q", args[0])
		if meant := analysis.Suggest(args[0], analyzers.Codes()); meant != "" {
			message += "; did you mean " + meant + "?"
		}
		return exitFailed, usageError{message}
	}
	_, err = fmt.Fprintf(c.stdout, "%s\n\n%s", a.Name, a.Doc)
	return exitOK, err
}

// listCodes writes the catalogue, by group.
func listCodes(w io.Writer) error {
	for i, group := range catalogue() {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s:\n\n", group.name)
		for _, a := range group.analyzers {
			fmt.Fprintf(w, "\t%s\n\t\t%s\n", a.Name, firstSentence(a))
		}
	}
	_, err := fmt.Fprint(w, "\nRun 'modroute doc <code>' for more.\n")
	return err
}

// A group is a part of the catalogue of diagnostics.
type group struct {
	name      string
	analyzers []*analysis.Analyzer
}

// catalogue returns the analyzers by group, both in the order of
// [analyzers.All].
func catalogue() (groups []group) {
	at := make(map[string]int)
	for _, a := range analyzers.All {
		i, ok := at[a.Group]
		if !ok {
			i = len(groups)
			at[a.Group] = i
			groups = append(groups, group{name: a.Group})
		}
		groups[i].analyzers = append(groups[i].analyzers, a)
	}
	return groups
}

// firstSentence is the first line of an analyzer's documentation.
func firstSentence(a *analysis.Analyzer) string {
	first, _, _ := strings.Cut(a.Doc, "\n")
	return first
}
