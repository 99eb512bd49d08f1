package analyzers

import (
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
)

// IneffectiveSetting reports settings that do not do what they seem to.
var IneffectiveSetting = &analysis.Analyzer{
	Name:  "ineffective-setting",
	Group: "environment",
	URL:   docURL("ineffective-setting"),
	Run:   runIneffectiveSetting,
	Doc: `A line of Go's environment file does not do what it seems to.

The file that "go env -w" writes is no shell script. A line counts if it begins with
a capital letter and has a "=", and all that stands after it is the value, with its
quotation marks, comments and carriage returns. The go command prints nothing about
lines that it leaves out or reads otherwise:

    export GOPROXY=https://proxy.corp.example.com     (ignored)
    GOPRIVATE="git.corp.example.com"                  (matches nothing)
    GOPRIVATE=git.corp.example.com # ours             (matches nothing)
    GODEBUG=netdns=go                                 (read from the process only)

Where such a value is refused, or a pattern misses a module of the file for it,
that is said under its own code, with the reason.

Of two lines for one variable the last counts; in GOROOT's go.env it is the first.
Some variables are newer than the Go version that is used, which does not read them
wherever they are set: GOINSECURE since Go 1.14, GOVCS since 1.16, GOAUTH since 1.24.

It stands on the module line of every file that the environment is used for, and on
the line itself. Values are not shown.

To fix it, let the go command write the line, and remove what it leaves over:

    go env -w GOPRIVATE=git.corp.example.com

Switch it off if another program reads the file, and the line is meant for that.
`,
}

func runIneffectiveSetting(p *analysis.Pass) {
	for _, problem := range p.Env.Problems {
		if problem.Variable == "" {
			continue // it is about a file as a whole
		}
		if isFaultElsewhere(p, problem) {
			continue
		}
		// The message names the place itself.
		v := goenv.Variable{Name: problem.Variable, Setting: goenv.Setting{File: problem.File, Line: problem.Line}}
		var intents []analysis.Intent
		if problem.Rewritten != "" && problem.File == p.Env.UserFile {
			intents = append(intents, writtenAnew(problem))
		}
		reportEnvironment(p, v, analysis.Information, "A setting does not do what it seems to: "+problem.Message+".", intents...)
	}
}

// isFaultElsewhere reports whether another analyzer reports the value that a
// line gives to a variable, and says of it what there is to say about the line.
func isFaultElsewhere(p *analysis.Pass, problem goenv.Problem) bool {
	said := false
	other := *p
	other.Report = func(d analysis.Diagnostic) {
		said = said || d.Cause != nil && d.Cause.File == problem.File && d.Cause.Line == problem.Line
	}
	for _, a := range FaultsOfValues {
		a.Run(&other)
	}
	return said
}

// FaultsOfValues are the analyzers that say more about a value than that its line
// is written oddly.
var FaultsOfValues = []*analysis.Analyzer{InvalidGOPROXY, InvalidGOSUMDB, InvalidGoVariable, ProxyListSeparator, PatternNeverMatches}
