package analyzers

import (
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/gomod"
)

// UnusedIgnore reports comments that are to silence findings and do not.
var UnusedIgnore = &analysis.Analyzer{
	Name:  "unused-ignore",
	Group: "control",
	URL:   docURL("unused-ignore"),
	Run:   runUnusedIgnore,
	Doc: `A modroute:ignore comment silences nothing.

A comment at the end of a line, or on a line of its own directly above, silences
the findings of the codes that it names there:

    require git.corp.example.com/team/lib v1.2.3 //modroute:ignore private-module-public-proxy mirrored since May

Several codes have commas between them. What follows is the reason, for people.
Above or at the opening line of a block, such as "require (", the comment counts
for every line of the block. At the module line it counts for what is wrong with
the file or the environment as a whole, in this file; a go.work has no module
line, and there the comment stands at its top. It is no comment of the go
command, which keeps it through "go mod tidy" and "go get". Where a requirement
becomes indirect, the go command writes

    git.corp.example.com/team/lib v1.2.3 // indirect; modroute:ignore private-module-public-proxy mirrored since May

and that counts too. Where there are several blocks, it moves no line out of one
that has such a comment, nor into it.

A comment is reported that names no code, a code that does not exist, or one of
which there is no finding in its place. That depends on the Go environment, as
findings do: what is unused here may silence a finding on another machine. So
nothing but a comment without a code, or with codes that do not exist, is removed
unasked where an editor mends a file as it is saved.

To fix it, correct the code, or remove it, with the comment if that names no
other. A code that names this one too is kept in silence:

    //modroute:ignore credentials-missing,unused-ignore CI has no credentials

Switch it off if the environments of those who work on the file differ, so that
each would call unused what another needs.
`,
}

func runUnusedIgnore(p *analysis.Pass) {
	for i := range p.Ignores {
		reportUnused(p, &p.Ignores[i])
	}
}

// reportUnused reports the codes of one comment that silence nothing, all in
// one finding.
func reportUnused(p *analysis.Pass, ignore *analysis.Ignore) {
	if len(ignore.Codes) == 0 {
		remove := removal(p.File, ignore, nil)
		remove.Safe = true
		p.Report(analysis.Diagnostic{
			Span: ignore.Span, Severity: analysis.Hint, Unnecessary: true,
			Message: "modroute:ignore has no effect: it names no code. Name those of the findings that it is to silence, or remove it.",
			Intents: []analysis.Intent{remove},
		})
		return
	}
	c := verdicts(p, ignore)
	if c.unused == nil {
		return
	}
	d := analysis.Diagnostic{
		Span: ignore.Span, Severity: analysis.Hint, Unnecessary: true, Subject: strings.Join(c.unused, ",") + " " + commented(p.File, ignore),
		Message: "modroute:ignore has no effect: there is " + strings.Join(c.notes, ", and ") + ".",
	}
	useless := "the comment"
	if c.used != nil {
		useless = oneOrMany(len(c.unused), "that code", "those codes")
		d.Span = c.first
		d.Message = "modroute:ignore has an effect only in part: there is " + strings.Join(c.notes, ", and ") + "."
	}
	remove := removal(p.File, ignore, c.used)
	remove.Safe = c.nonexistent && !c.misspelt // else what was meant may have an effect, if only on another machine
	remove.Deliberate = !remove.Safe
	if c.misspelt {
		d.Message += " Correct the code."
		d.Intents = append(d.Intents, analysis.EditText{
			Title: "Correct the comment to modroute:ignore " + strings.Join(c.corrected, ","),
			Edits: []gomod.Edit{{Span: codesSpan(ignore), New: strings.Join(c.corrected, ",")}},
		})
	} else {
		d.Message += " Remove " + useless + "."
	}
	d.Intents = append(d.Intents, remove)
	p.Report(d)
}

// commented returns what a comment is about: what stands before it on its line,
// or else the next line. It tells findings apart of comments that name the same
// codes.
func commented(f *gomod.File, ignore *analysis.Ignore) string {
	before, after := f.Text[:ignore.Comment.Start], f.Text[ignore.Comment.End:]
	if line := strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]); line != "" {
		return line
	}
	next, _, _ := strings.Cut(strings.TrimLeft(after, "\r\n"), "\n")
	return strings.TrimSpace(next)
}

// codeVerdicts are what there is to say about the codes of one comment.
type codeVerdicts struct {
	used        []string   // what stays
	unused      []string   // what has no effect, with misspelt codes corrected: to correct one to another that has none mends nothing
	first       gomod.Span // of the first of these
	notes       []string   // why each has none
	nonexistent bool       // whether there is no analyzer of any of these
	corrected   []string   // what stays, with misspelt codes corrected
	misspelt    bool       // whether there are any
}

func verdicts(p *analysis.Pass, ignore *analysis.Ignore) (v codeVerdicts) {
	v.nonexistent = true
	for _, c := range ignore.Codes {
		if c.Used || c.Pending || c.Value == "unused-ignore" {
			v.used, v.corrected = append(v.used, c.Value), append(v.corrected, c.Value)
			continue
		}
		if v.unused == nil {
			v.first = c.Span
		}
		note, meant := "no finding "+c.Value+" here", c.Value
		if c.Known {
			v.nonexistent = false
		} else {
			note = "no code " + c.Value
			if nearest := analysis.Suggest(c.Value, p.Codes); nearest != "" {
				note += " (the nearest is " + nearest + ")"
				meant = nearest
				v.corrected, v.misspelt = append(v.corrected, nearest), true
			}
		}
		v.notes, v.unused = append(v.notes, note), append(v.unused, meant)
	}
	return v
}

// removal returns the intent that leaves only the used codes of a comment, and
// nothing of it if there are none.
func removal(f *gomod.File, ignore *analysis.Ignore, used []string) analysis.EditText {
	if used != nil {
		return analysis.EditText{
			Title: "Remove what has no effect from the modroute:ignore comment",
			Edits: []gomod.Edit{{Span: codesSpan(ignore), New: strings.Join(used, ",")}},
		}
	}
	edit := analysis.EditText{Title: "Remove the modroute:ignore comment"}
	before := f.Text[ignore.Comment.Start:ignore.Start]
	switch marked := strings.Contains(before, "indirect;"); {
	case ignore.Tail < ignore.Comment.End && marked:
		edit.Edits = []gomod.Edit{{Span: gomod.Span{Start: ignore.Start, End: ignore.Tail}}}
	case ignore.Tail < ignore.Comment.End:
		edit.Edits = []gomod.Edit{{Span: gomod.Span{Start: ignore.Comment.Start, End: ignore.Tail}}}
	case marked:
		end := ignore.Comment.Start + strings.Index(before, ";")
		edit.Edits = []gomod.Edit{{Span: gomod.Span{Start: end, End: ignore.Comment.End}}}
	default:
		edit.Edits = f.RemoveComment(ignore.Comment)
	}
	return edit
}

// codesSpan is that of all codes of a comment.
func codesSpan(ignore *analysis.Ignore) gomod.Span {
	return gomod.Span{Start: ignore.Codes[0].Start, End: ignore.Codes[len(ignore.Codes)-1].End}
}
