package route

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// buildFlags is what GOFLAGS says about routing.
type buildFlags struct {
	mod     string // -mod: "mod", "readonly", "vendor", or "" if not given
	modfile string // -modfile: what is read in the place of go.mod; "" if not given
}

// parseGOFLAGS follows cmd/go/internal/base/goflags.go:InitGOFLAGS. Flags that
// no go command knows are not told from the others here.
func parseGOFLAGS(s string) (buildFlags, error) {
	words, err := splitQuoted(s)
	if err != nil {
		return buildFlags{}, err
	}
	var flags buildFlags
	for _, w := range words {
		if !strings.HasPrefix(w, "-") || w == "-" || w == "--" || strings.HasPrefix(w, "---") || strings.HasPrefix(w, "-=") || strings.HasPrefix(w, "--=") {
			return buildFlags{}, fmt.Errorf("non-flag %q", w)
		}
		name := strings.TrimPrefix(w[1:], "-")
		if value, ok := strings.CutPrefix(name, "mod="); ok {
			flags.mod = value // the last one wins, as with any repeated flag
		}
		if value, ok := strings.CutPrefix(name, "modfile="); ok {
			flags.modfile = value
		}
	}
	return flags, nil
}

// ErrIn returns what the go command says to every command of a class in ws:
// [Policy.Err], or what it says of -modfile in GOFLAGS (modload/init.go:Init).
// Outside a module Update is go install, which does without one.
func (p *Policy) ErrIn(ws *Workspace, class Class) *EnvError {
	file := p.flags.modfile
	if file == "" || p.err != nil && p.err.Variable != "GOPROXY" {
		return p.err
	}
	switch ws := ws.For(class); {
	case ws.Work:
		return &EnvError{"GOFLAGS", "-modfile cannot be used in workspace mode"}
	case !ws.Module && class != Update:
		return &EnvError{"GOFLAGS", "cannot find main module, but -modfile was set"}
	case !strings.HasSuffix(file, ".mod"):
		return &EnvError{"GOFLAGS", "-modfile=" + file + ": file does not have .mod extension"}
	}
	return p.err
}

// Modfile returns the file that commands read in the place of the go.mod of ws,
// as GOFLAGS names it: relative to where they are run. It is "" if they read the
// go.mod, or nothing at all.
func (p *Policy) Modfile(ws *Workspace) string {
	if err := p.ErrIn(ws, Build); err != nil && err.Variable != "GOPROXY" || path.Clean(p.flags.modfile) == "go.mod" {
		return ""
	}
	return p.flags.modfile
}

// splitQuoted follows cmd/internal/quoted.Split: words are separated by
// blanks, and one that begins with a quote goes on to the next same quote.
func splitQuoted(s string) ([]string, error) {
	const space = " \t\n\r"
	var words []string
	for {
		s = strings.TrimLeft(s, space)
		if s == "" {
			return words, nil
		}
		end := strings.IndexAny(s, space)
		if quote := s[0]; quote == '"' || quote == '\'' {
			end = strings.IndexByte(s[1:], quote)
			if end < 0 {
				return nil, errors.New("unterminated " + string(quote) + " string")
			}
			words = append(words, s[1:end+1])
			s = s[end+2:]
			continue
		}
		if end < 0 {
			end = len(s)
		}
		words = append(words, s[:end])
		s = s[end:]
	}
}
