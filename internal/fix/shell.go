package fix

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/goenv"
)

// copied is what the title of a plan for a shell begins with.
const copied = "Copy the shell line: "

// shellLine returns the commands, as one line, that make changes: in the shell
// itself where the environment of the process decides, else through
// `go env -w`. On Windows it is PowerShell's.
func shellLine(env *goenv.Environment, changes []EnvChange) string {
	var parts []string
	for _, c := range changes {
		parts = append(parts, shellCommand(env, c))
	}
	return strings.Join(parts, "; ")
}

func shellCommand(env *goenv.Environment, c EnvChange) string {
	windows, shell := env.GOOS == "windows", inShell(env, c.Name)
	switch {
	case shell && windows && c.NewSet:
		return "$env:" + c.Name + " = " + quoted(c.New, true)
	case shell && windows:
		return "Remove-Item Env:" + c.Name
	case shell && c.NewSet:
		return "export " + c.Name + "=" + quoted(c.New, false)
	case shell:
		return "unset " + c.Name
	case c.NewSet:
		return "go env -w " + quoted(c.Name+"="+c.New, windows)
	}
	return "go env -u " + c.Name
}

// quoted returns text as one word of a POSIX shell, or of PowerShell, which
// takes typographic quotation marks for plain ones
// (System.Management.Automation.CharExtensions.IsSingleQuote).
func quoted(text string, powerShell bool) string {
	if !powerShell {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	double := strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")
	return "'" + double.Replace(text) + "'"
}

// unspeakable returns why changes are not made by modroute, nor put into a
// line: a new value holds a secret, or cannot be written down; "" if neither.
func unspeakable(env *goenv.Environment, changes []EnvChange) string {
	for _, c := range changes {
		switch {
		case goenv.RedactValue(c.Name, c.New) != c.New:
			return fmt.Sprintf("the value of %s holds a user name or password, which modroute does not pass on: change it where it is set%s", c.Name, settingPlace(env, c.Name))
		case strings.ContainsFunc(c.New, hidden) || !utf8.ValidString(c.New):
			return fmt.Sprintf("the value of %s has a control character or invalid UTF-8: correct it where it is set%s", c.Name, settingPlace(env, c.Name))
		}
	}
	return ""
}

// hidden reports whether a character does not show, or shows the rest of the
// line in another order.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// settingPlace returns ", in FILE line N", or "" if no file sets a variable.
func settingPlace(env *goenv.Environment, name string) string {
	if s, ok := deciding(env, name); ok && s.File != "" && s.Line > 0 {
		return fmt.Sprintf(", in %s line %d", s.File, s.Line)
	}
	return ""
}
