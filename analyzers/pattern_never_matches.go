package analyzers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/pathglob"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// PatternNeverMatches reports patterns that match no requirement because of a
// mistake in how they are written.
var PatternNeverMatches = &analysis.Analyzer{
	Name:  "pattern-never-matches",
	Group: "patterns",
	URL:   docURL("pattern-never-matches"),
	Run:   runPatternNeverMatches,
	Doc: `A private pattern matches nothing because of how it is written.

GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE are lists of glob patterns of
module path prefixes. The go command splits them at commas and does nothing
else: no blank is trimmed, no scheme or port is understood, and a pattern that
cannot match is accepted without a word. So does "go env -w". With

    go env -w GOPRIVATE='github.com/acme, git.corp.example.com'

the second pattern begins with a blank. It matches no module path, and
git.corp.example.com/team/lib is named to the proxy and the checksum database:

    reading https://proxy.golang.org/git.corp.example.com/team/lib/@v/v1.2.3.info: 404 Not Found

These match nothing, although they look as if they did:

  - blanks, tabs, quotation marks or the carriage return of a CRLF file around a
    pattern; a blank, semicolon or full-width comma between two
  - https://corp.example.com, git@corp.example.com:team, corp.example.com:8443,
    corp.example.com/lib@v1, corp.example.com/lib.git
  - corp.example.com/..., corp.example.com/*/* for corp.example.com/lib, and
    whatever has more elements than the module path
  - Corp.example.com: letter case counts
  - !corp.example.com, 10.0.0.0/8, {git,svn}.corp.example.com,
    ^corp\.example\.com$, [corp.example.com

*.corp.example.com does not cover corp.example.com, nor does corp.example.com
cover git.corp.example.com. One slash at the end does no harm.

A pattern is reported only if its corrected form matches a requirement of this
file that no other pattern of the variable matches and that is not known as
public. A proper pattern for modules that this file does not require is no
fault. The patterns of the repository's go.env and of the setting
modroute.private are looked at too.

This is a warning where a module that is missed is named to a public proxy or
looked up in a public checksum database, else, and where the pattern may be
right as it is, information.

To fix it, give the variable the corrected list:

    go env -w GOPRIVATE=github.com/acme,git.corp.example.com

Switch it off if patterns leave modules out on purpose, such as
*.corp.example.com where corp.example.com serves public modules.
`,
}

// patternVariables are those that call modules private.
var patternVariables = []string{"GOPRIVATE", "GONOPROXY", "GONOSUMDB"}

func runPatternNeverMatches(p *analysis.Pass) {
	lists := patternLists(p)
	if len(lists) == 0 {
		return
	}
	all := sync.OnceValue(func() *targets { return patternTargets(p) }) // mostly every pattern matches, and nobody asks
	for _, l := range lists {
		entries := splitWritten(l.value)
		said := make(map[string]bool)
		for _, w := range entries[:min(len(entries), maxEntries)] {
			if said[w.text] {
				continue
			}
			said[w.text] = true
			switch bare := strings.TrimSpace(w.text); {
			case bare == "" || bare == "none" || len(bare) > maxWritten || matchesAny(p, w.text):
			case bare[0] == '!':
				reportNegation(p, l, all(), w)
			default:
				reportMiss(p, l, all(), w)
			}
		}
	}
}

// maxEntries bounds how many entries of a list are looked at: the repository's
// go.env comes from anybody.
const maxEntries = 200

// A patternList is one list of patterns, wherever it stands.
type patternList struct {
	variable string // GOPRIVATE …; the setting's name
	place    string // who set it, in parentheses; "" for the setting
	value    string
	file     string // that sets it; "" if none does
	line     int
	declared bool // it decides no route: the repository's go.env, the setting
	// files and sums say which decisions of the go command the list makes.
	files, sums bool
	globs       []pathglob.Glob
	covered     map[*target]bool // answers of covers
	// mend makes an intent of a new value.
	mend func(w written, text, title string, deliberate bool) analysis.Intent
}

// patternLists returns the lists that have a pattern.
func patternLists(p *analysis.Pass) []*patternList {
	var lists []*patternList
	for _, name := range append(slices.Clip(patternVariables), "GOINSECURE") {
		if v := p.Env.Lookup(name); v.Value != "" && v.Inherits == "" {
			lists = append(lists, effectiveList(p.Env, v))
		}
	}
	if len(p.Facts.Declared) > 0 {
		lists = append(lists, declaredLists(p)...)
	}
	if len(p.Facts.Settings) > 0 {
		var globs []string
		for _, s := range p.Facts.Settings {
			globs = append(globs, s.Glob)
		}
		lists = append(lists, &patternList{
			variable: p.Facts.Settings[0].Variable, place: "(set by the editor)", value: strings.Join(globs, ","), declared: true,
		})
	}
	return slices.DeleteFunc(lists, func(l *patternList) bool { return !l.compile() })
}

// maxPatterns bounds how long a list may be, since every module may have to be
// matched against all of it. Nobody keeps so long a list by hand.
const maxPatterns = 1000

// compile prepares the list's patterns; ok is false if there are too many.
func (l *patternList) compile() (ok bool) {
	known := make(map[string]bool)
	for glob := range strings.SplitSeq(l.value, ",") {
		if !known[glob] {
			known[glob] = true
			l.globs = append(l.globs, pathglob.Compile(glob))
		}
	}
	l.covered = make(map[*target]bool)
	return len(l.globs) <= maxPatterns
}

// effectiveList returns the list of a variable in force.
func effectiveList(env *goenv.Environment, v goenv.Variable) *patternList {
	return &patternList{
		variable: v.Name, place: "(" + setBy(v) + ")", value: v.Value, file: v.File, line: v.Line,
		files: deciding(env, "GONOPROXY") == v.Name,
		sums:  deciding(env, "GONOSUMDB") == v.Name,
		mend: func(w written, text, title string, deliberate bool) analysis.Intent {
			value := strings.TrimSuffix(replaceEntry(v.Value, w, text), "\r")
			return analysis.SetVariable{Name: v.Name, Value: value, Unset: value == "", Title: title, Deliberate: deliberate}
		},
	}
}

// declaredLists returns the lists of the repository's go.env.
func declaredLists(p *analysis.Pass) []*patternList {
	file := p.Facts.Declared[0].File
	layer, _ := goenv.ParseFile(file, p.GoEnv, goenv.User)
	var lists []*patternList
	for _, name := range patternVariables {
		s := layer.Settings[name]
		value := strings.TrimSuffix(s.Value, "\r") // a checkout's line ends are no fault here
		if value == "" {
			continue
		}
		start := len(name) + 1
		for line := range strings.Lines(p.GoEnv) {
			if s.Line--; s.Line == 0 {
				break
			}
			start += len(line)
		}
		lists = append(lists, &patternList{
			variable: name, place: "(set in the repository's go.env)", value: value, file: file, line: layer.Settings[name].Line, declared: true,
			mend: func(w written, text, title string, deliberate bool) analysis.Intent {
				from := start + w.start
				span := gomod.Span{Start: from, End: from + len(w.text)}
				return analysis.EditText{Title: title, File: file, Edits: []gomod.Edit{{Span: span, New: text}}, Deliberate: deliberate}
			},
		})
	}
	return lists
}

// replaceEntry returns a list with text in the place of an entry, which goes
// with its comma if text is empty.
func replaceEntry(value string, w written, text string) string {
	before, after := value[:w.start], value[w.start+len(w.text):]
	if text == "" {
		if rest, ok := strings.CutPrefix(after, ","); ok {
			after = rest
		} else {
			before = strings.TrimSuffix(before, ",")
		}
	}
	return before + text + after
}

// patternTargets returns the modules that are fetched for the requirements.
func patternTargets(p *analysis.Pass) *targets {
	all := &targets{}
	for _, r := range p.Requirements {
		if r.Toolchain || r.Route.Error != "" || r.Route.Source == route.Local {
			continue
		}
		path, _ := r.Route.Target()
		all.add(path, r.Visibility.Verdict == visibility.Private, r)
	}
	return all
}

// matchesAny reports whether an entry of a list matches a module, be it one that
// nothing is fetched for.
func matchesAny(p *analysis.Pass, text string) bool {
	for glob := range strings.SplitSeq(text, ",") {
		g := pathglob.Compile(glob)
		if slices.ContainsFunc(p.Requirements, func(r *analysis.Requirement) bool {
			path, _ := r.Route.Target()
			return g.Match(path)
		}) {
			return true
		}
	}
	return false
}

// covers reports whether a pattern of the list matches a module.
func (l *patternList) covers(m *target) bool {
	answer, known := l.covered[m]
	if !known {
		answer = slices.ContainsFunc(l.globs, func(g pathglob.Glob) bool { return g.Match(m.path) })
		l.covered[m] = answer
	}
	return answer
}

// provenPublic reports whether the module of a requirement is public for
// certain: the checksum database has answered for it, or its host serves public
// modules only.
func provenPublic(r *analysis.Requirement) bool {
	path, _ := r.Route.Target()
	host, _, _ := strings.Cut(path, "/")
	v := r.Visibility.Verdict
	return v == visibility.Public || v != visibility.Private && visibility.ServesPublicOnly(host)
}

// reportMiss reports a pattern whose corrected form matches what no pattern of
// the list does.
func reportMiss(p *analysis.Pass, l *patternList, all *targets, w written) {
	c := corrector{all, func(m *target) bool {
		return !provenPublic(m.requirement) && !l.covers(m) && len(l.stake(p, m.requirement).does) > 0
	}}
	fix, ok := c.correct(w.text)
	if !ok {
		return
	}
	missed, leaks := l.worst(p, fix)
	severity := analysis.Information
	if leaks {
		severity = analysis.Warning
	}
	message := fmt.Sprintf("Pattern %s of %s misses %s: %s. %s %s.",
		l.quote(w.text), l.variable, andMore(missed), enumerate(fix.faults),
		oneOrMany(len(missed), "It is", "They are"), enumerate(l.stake(p, missed[0].requirement).does))
	var intents []analysis.Intent
	if text := strings.Join(fix.globs, ","); fix.globs != nil {
		message += " Write " + l.quote(text) + " instead " + l.place + "."
		if l.mend != nil {
			intents = append(intents, l.mend(w, text, "Correct "+l.quote(w.text)+" to "+l.quote(text)+" in "+l.where(), severity != analysis.Warning))
		}
	} else {
		message += " List hosts or module paths instead " + l.place + "."
	}
	l.report(p, w, severity, message, intents...)
}

// worst returns the missed modules that are named to a public service, all of
// them if none is. A pattern that may be right as it is counts as leaking only
// what is private for another reason.
func (l *patternList) worst(p *analysis.Pass, fix correction) (missed []*target, leaks bool) {
	for _, m := range fix.missed {
		if l.stake(p, m.requirement).leaks && (!fix.guess || isPrivate(m.requirement)) {
			missed = append(missed, m)
		}
	}
	if len(missed) > 0 {
		return missed, true
	}
	return fix.missed, false
}

// reportNegation reports a pattern that is meant to except what others match.
func reportNegation(p *analysis.Pass, l *patternList, all *targets, w written) {
	_, negated, _ := strings.Cut(w.text, "!")
	globs, _ := normalise(negated)
	var excepted []*target
	for _, glob := range globs {
		for _, m := range all.match(glob) {
			if l.covers(m) && !slices.Contains(excepted, m) {
				excepted = append(excepted, m)
			}
		}
	}
	if len(excepted) == 0 {
		return
	}
	message := fmt.Sprintf(`Pattern %s of %s excepts nothing: "!" does not negate. Another pattern matches %s. List what is meant instead %s.`,
		l.quote(w.text), l.variable, andMore(excepted), l.place)
	var intents []analysis.Intent
	if l.mend != nil && !l.declared {
		intents = append(intents, l.mend(w, "", "Remove "+l.quote(w.text)+" from "+l.where(), true))
	}
	l.report(p, w, analysis.Information, message, intents...)
}

// A stake is what becomes of a module because a list misses it.
type stake struct {
	does  []string // participles that follow "is"; none if it makes no difference
	leaks bool     // a public service learns its name
}

// stake tells what becomes of a requirement that a list does not match.
func (l *patternList) stake(p *analysis.Pass, r *analysis.Requirement) stake {
	var s stake
	switch {
	case l.declared:
		s.does = append(s.does, "not declared private")
	case l.variable == "GOINSECURE":
		if r.Route.Direct != nil {
			s.does = append(s.does, "fetched over https with a valid certificate, or not at all")
		}
		return s
	}
	if l.files || l.declared {
		s.addProxy(p, r, l.declared)
	}
	if db, ok := askedDatabase(r); ok && (l.sums || l.declared) {
		switch {
		case !summed(r):
			s.does, s.leaks = append(s.does, "looked up in "+db.where), true
		case !l.declared:
			s.does = append(s.does, "looked up in "+db.where+", as soon as go.sum lacks its version")
		}
	}
	return s
}

// addProxy adds what the first proxy of a requirement learns; one that does
// not exist learns nothing. With a vendor directory and a complete go.sum
// nothing is fetched now.
func (s *stake) addProxy(p *analysis.Pass, r *analysis.Requirement, publicOnly bool) {
	for _, h := range r.Route.Hops {
		service, public := p.Facts.PublicProxy(h.URL)
		switch {
		case h.Kind == route.HopOff && !publicOnly:
			s.does = append(s.does, "blocked by GOPROXY=off")
			return
		case h.Kind != route.HopProxy:
			return
		case public && service.Answer == "":
			s.does = append(s.does, "named to "+service.Name+", a public proxy")
			s.leaks = s.leaks || !p.Vendored || !summed(r)
			return
		case !public:
			if !publicOnly {
				s.does = append(s.does, "asked of "+h.URL)
			}
			return
		}
	}
}

// quote returns a pattern as messages show it.
func (l *patternList) quote(text string) string {
	return strconv.Quote(goenv.RedactValue(l.variable, text))
}

// where returns the list's name as the title of a fix needs it.
func (l *patternList) where() string {
	if l.declared {
		return "the repository's go.env"
	}
	return l.variable
}

// report reports a finding about one pattern of the list: on the module line,
// and on the line that sets the list.
func (l *patternList) report(p *analysis.Pass, w written, severity analysis.Severity, message string, intents ...analysis.Intent) {
	d := analysis.Diagnostic{
		Span: headSpan(p.File), Severity: severity, Message: message,
		Subject: l.variable + " " + l.quote(w.text), Intents: intents,
	}
	if l.file != "" {
		d.Cause = &analysis.Related{File: l.file, Line: l.line, Message: message}
		d.Related = []analysis.Related{{File: l.file, Line: l.line, Message: l.variable + " is set here"}}
	}
	p.Report(d)
}

// andMore returns "a.com/x", "a.com/x and 2 more".
func andMore(list []*target) string {
	if len(list) == 1 {
		return list[0].path
	}
	return fmt.Sprintf("%s and %d more", list[0].path, len(list)-1)
}

func oneOrMany(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// enumerate returns "a", "a, and b", "a, b, and c": the parts have commas of
// their own.
func enumerate(list []string) string {
	n := len(list)
	if n < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:n-1], ", ") + ", and " + list[n-1]
}
