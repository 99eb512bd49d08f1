package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/goenv"
)

// An Environment is what `modroute env -json` writes: one object. Userinfo in
// URLs is redacted in all its values.
type Environment struct {
	Schema      int           `json:"schema"`                // 1
	GoVersion   string        `json:"goVersion,omitempty"`   // such as "go1.26.8", as far as it is known
	GOROOT      string        `json:"goroot,omitempty"`      // the installation whose go.env is read
	UserFile    string        `json:"userFile,omitempty"`    // the file that `go env -w` writes, whether it exists or not
	UserFileOff bool          `json:"userFileOff,omitempty"` // GOENV=off: it is not read
	Variables   []EnvVariable `json:"variables"`             // every variable that steers fetching, set or not
	Problems    []EnvProblem  `json:"problems,omitempty"`
}

// An EnvVariable is one variable in force.
type EnvVariable struct {
	Name string `json:"name"`
	EnvSetting
	Inherits string       `json:"inherits,omitempty"` // the variable whose value and origin these are
	Shadowed []EnvSetting `json:"shadowed,omitempty"` // what other layers say in vain, strongest first
}

// An EnvSetting is a value and where it comes from.
type EnvSetting struct {
	Value      string `json:"value"`
	Origin     string `json:"origin"`               // "editor", "os", "user", "goroot" or "default"
	InjectedBy string `json:"injectedBy,omitempty"` // who put it into the process's environment
	File       string `json:"file,omitempty"`       // absolute
	Line       int    `json:"line,omitempty"`       // 1-based
}

// An EnvProblem is something in the layers that a person should know of.
type EnvProblem struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// EnvJSON writes the environment as one line of JSON, an [Environment].
func EnvJSON(w io.Writer, env *goenv.Environment) error {
	out := Environment{
		Schema:      Schema,
		GoVersion:   env.GoVersion,
		GOROOT:      env.Facts.GOROOT,
		UserFile:    env.UserFile,
		UserFileOff: env.UserFileOff,
		Variables:   []EnvVariable{},
	}
	for _, v := range env.Variables() {
		ev := EnvVariable{Name: v.Name, EnvSetting: newEnvSetting(v.Name, v.Setting), Inherits: v.Inherits}
		for _, s := range v.Shadowed {
			ev.Shadowed = append(ev.Shadowed, newEnvSetting(v.Name, s))
		}
		out.Variables = append(out.Variables, ev)
	}
	for _, p := range env.Problems {
		out.Problems = append(out.Problems, EnvProblem{File: p.File, Line: p.Line, Message: goenv.Redact(p.Message)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func newEnvSetting(name string, s goenv.Setting) EnvSetting {
	return EnvSetting{
		Value:      goenv.RedactValue(name, s.Value),
		Origin:     s.Origin.String(),
		InjectedBy: s.InjectedBy,
		File:       s.File,
		Line:       s.Line,
	}
}

// Env writes the environment as an aligned table: name, value and origin of
// each variable, beneath it the settings that it shadows, and the problems at
// the end. The variables that decide routes, and those that say where Go keeps
// its files, are always there; the others only where something sets them.
func Env(w io.Writer, env *goenv.Environment, color bool) error {
	t := envTable{color: color}
	for _, v := range env.Variables() {
		if goenv.GroupOf(v.Name) == goenv.Related && v.Value == "" && v.Shadowed == nil {
			continue
		}
		t.add(v)
	}
	if err := t.write(w); err != nil {
		return err
	}
	paint := textHandler{color: color}
	for i, p := range env.Problems {
		if i == 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(w, paint.paint(yellow, "warning:"), explain.Printable(p.Message)); err != nil {
			return err
		}
	}
	return nil
}

// maxValue bounds the width of the value column. A longer value, such as a
// long list of patterns, is shown whole and moves only its own origin.
const maxValue = 56

// An envTable is the lines of the table of [Env].
type envTable struct {
	color bool
	rows  []envRow
}

type envRow struct{ name, value, origin, place, color string }

// add adds a variable and what it shadows.
func (t *envTable) add(v goenv.Variable) {
	row := envRow{name: v.Name, value: envValue(v.Name, v.Value), origin: v.Origin.String(), place: place(v.Setting)}
	switch {
	case v.Inherits != "":
		row.place += " (" + v.Inherits + ")"
	case v.Name == "GOENV" && v.Origin >= goenv.OS && v.Value == "":
		row.value = "(off)"
	case v.Origin == goenv.Default && v.Value == "":
		row = envRow{name: v.Name, value: "(unset)", color: faint}
	}
	t.rows = append(t.rows, row)
	for _, s := range v.Shadowed {
		t.rows = append(t.rows, envRow{name: "  shadows", value: envValue(v.Name, s.Value), origin: s.Origin.String(), place: place(s), color: faint})
	}
}

// envValue makes a value visible: one that is empty, or that has blanks or
// control characters where they are easily overlooked, is quoted.
func envValue(name, value string) string {
	value = goenv.RedactValue(name, value)
	hard := func(r rune) bool { return r != ' ' && !unicode.IsGraphic(r) || unicode.Is(unicode.Bidi_Control, r) }
	if value == "" || value != strings.TrimSpace(value) || strings.ContainsFunc(value, hard) || !utf8.ValidString(value) {
		return strconv.QuoteToGraphic(value)
	}
	return value
}

// place returns where a setting stands.
func place(s goenv.Setting) string {
	switch {
	case s.InjectedBy != "":
		return "injected by " + explain.Printable(s.InjectedBy)
	case s.File != "" && s.Line > 0:
		return explain.Printable(s.File) + ":" + strconv.Itoa(s.Line)
	}
	return explain.Printable(s.File)
}

// write writes the table.
func (t *envTable) write(w io.Writer) error {
	name, value, origin := 0, 0, 0
	for _, r := range t.rows {
		name = max(name, len(r.name))
		origin = max(origin, len(r.origin))
		if n := utf8.RuneCountInString(r.value); n <= maxValue {
			value = max(value, n)
		}
	}
	paint := textHandler{color: t.color}
	for _, r := range t.rows {
		line := pad(r.name, name) + "  " + pad(r.value, value) + "  " + pad(r.origin, origin) + "  " + strings.TrimSpace(r.place)
		line = strings.TrimRight(line, " ")
		if _, err := fmt.Fprintln(w, paint.paint(r.color, line)); err != nil {
			return err
		}
	}
	return nil
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
