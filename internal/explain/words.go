package explain

import (
	"cmp"
	"strconv"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// count counts things: "1 line", "2 lines".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// atMost returns the first of several lines, and says how many more there are.
func atMost(n int, lines []text) []text {
	if more := len(lines) - n; more > 0 {
		return append(lines[:n:n], say("and ", strconv.Itoa(more), " more"))
	}
	return lines
}

// versioned names a module version: "path@version", or the path alone.
func versioned(path, version string) string {
	if version == "" {
		return path
	}
	return path + "@" + version
}

// Hops puts hops on one line: "https://proxy.example, on 404 or 410 → direct".
func Hops(hops []route.Hop) string { return hopsText(hops, nil).plain() }

// hopsText puts hops on one line. The direct hop names what it asks first.
func hopsText(hops []route.Hop, direct *route.DirectStep) text {
	var t text
	for i, h := range hops {
		if i > 0 {
			t = append(t, say(", ", on(hops[i-1].Next), " → ")...)
		}
		t = append(t, place(h))
		if h.Kind == route.HopDirect && direct != nil && direct.URL != "" {
			t = append(t, say(" (", code(direct.URL), ")")...)
		}
	}
	return t
}

// place names a hop.
func place(h route.Hop) span {
	if h.URL != "" {
		return code(h.URL)
	}
	return code(string(h.Kind))
}

// on says when the go command goes on to the next hop.
func on(n route.Next) string {
	switch n {
	case route.OnNotFound:
		return "on 404 or 410"
	case route.OnAnyError:
		return "on any error"
	}
	return "never"
}

// after says what becomes of a hop's failure.
func after(n route.Next) string {
	switch n {
	case route.OnNotFound:
		return "404 or 410 goes on to the next, any other error stops here"
	case route.OnAnyError:
		return "any error goes on to the next"
	}
	return "any error stops here"
}

// origin says which layer made a setting, and where.
func origin(name, file string, line int) text {
	at := say(code(position(file, line)))
	switch name {
	case goenv.Editor.String():
		if file != "" { // a named environment's
			return say("from ", at)
		}
		return say("from the editor's settings")
	case goenv.OS.String():
		return say("from the process's environment")
	case goenv.User.String():
		return say("set by ", code("go env -w"), ", ", at)
	case goenv.GOROOT.String():
		return say("from the Go installation, ", at)
	case goenv.Default.String():
		return say("built in")
	}
	if file != "" {
		return at
	}
	return nil
}

// position writes a place in a file as compilers do.
func position(file string, line int) string {
	if line == 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}

// setting says what an environment's variable is and who set it:
// "GOPROXY=off (from the process's environment)".
func setting(v goenv.Variable) text {
	name := cmp.Or(v.Inherits, v.Name)
	t := say(code(name + "=" + goenv.RedactValue(name, v.Value)))
	return append(t, say(" (", settingOrigin(v.Setting), ")")...)
}

// settingOrigin says who made a setting.
func settingOrigin(s goenv.Setting) text {
	t := origin(s.Origin.String(), s.File, s.Line)
	if s.InjectedBy != "" {
		t = append(t, say(", put there by ", s.InjectedBy)...)
	}
	return t
}

// reason says which setting decided a step: "GOPRIVATE=a,*.b, in which *.b
// matches (set by go env -w, /…/env:3)"; a step with words of its own begins
// with them.
func reason(r route.Reason) text {
	t := say(r.Text)
	if r.Variable != "" {
		if r.Text != "" {
			t = append(t, say(": ")...)
		}
		t = append(t, code(r.Variable+"="+r.Value))
		if r.Pattern != "" && r.Pattern != r.Value {
			t = append(t, say(", in which ", code(r.Pattern), " matches")...)
		} else if r.Pattern != "" {
			t = append(t, say(" matches")...)
		}
	}
	if o := origin(r.Origin, r.File, r.Line); o != nil {
		t = append(t, say(" (", o, ")")...)
	}
	return t
}

// stepReasons puts the reasons of a step into words.
func stepReasons(r *route.Route, step string) []text {
	var out []text
	for _, why := range r.Reasons {
		if why.Step == step {
			out = append(out, reason(why))
		}
	}
	return out
}

// joined puts texts on one line.
func joined(texts []text) text {
	var out text
	for i, t := range texts {
		if i > 0 {
			out = append(out, say("; ")...)
		}
		out = append(out, t...)
	}
	return out
}

// checksum says whether and where the checksum database is asked.
func checksum(s *snapshot.Snapshot, r *route.Route) text {
	c := r.Checksum
	var have string
	switch c.GoSum {
	case "both":
		return say("go.sum has the lines of the module and of its go.mod, so no database is asked")
	case "mod":
		have = "go.sum has only the line of its go.mod; "
	case "zip":
		have = "go.sum has no line of its go.mod; "
	case "none":
		have = "go.sum has no line; "
	}
	why := say(c.Reason)
	if samePattern(r) {
		why = say("the same pattern")
	} else if reasons := stepReasons(r, "checksum"); reasons != nil {
		why = joined(reasons)
	}
	switch {
	case c.Error:
		return say(have, "this fails: ", why)
	case !c.Verify:
		return say(have, "no database is asked: ", why)
	case nothingToVerify(s, r):
		return say(have, "nothing is fetched, so no database is asked")
	}
	return say(have, code(c.Database), " is asked, through ", hopsText(c.Via, nil))
}

// nothingToVerify reports whether nothing of a module comes or has come to
// this machine. What is in the module cache, but not in go.sum, is looked up
// even where GOPROXY=off forbids to fetch it.
func nothingToVerify(s *snapshot.Snapshot, r *route.Route) bool {
	if len(r.Hops) == 0 || r.Hops[0].Kind != route.HopOff {
		return false
	}
	state, _ := Cached(s.Folder, r)
	return !state.Mod && !state.Zip
}

// samePattern reports whether one pattern of one variable, GOPRIVATE, decided
// both the hops and the checksum route.
func samePattern(r *route.Route) bool {
	var hops, sums route.Reason
	for _, why := range r.Reasons {
		switch why.Step {
		case "private":
			hops = why
		case "checksum":
			sums = why
		}
	}
	hops.Step, sums.Step = "", ""
	return hops.Pattern != "" && hops == sums
}

// judged says a verdict with its evidence, a line each.
func judged(j visibility.Judgement) (verdict text, evidence []text) {
	verdict = say(j.Verdict.String())
	if j.Weak {
		verdict = say("perhaps ", verdict)
	}
	for _, e := range j.Evidence {
		t := say(e.Text)
		if e.File != "" {
			t = append(t, say(" (", code(position(e.File, e.Line)), ")")...)
		}
		evidence = append(evidence, t)
	}
	if len(evidence) == 0 {
		verdict = append(verdict, say(": nothing here says whether it is public or private")...)
	} else if len(evidence) == 1 {
		verdict, evidence = append(verdict, say(": ", evidence[0])...), nil
	}
	return verdict, evidence
}
