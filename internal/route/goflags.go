package route

import (
	"errors"
	"fmt"
	"strings"
)

// buildFlags is what GOFLAGS says about routing.
type buildFlags struct {
	mod string // -mod: "mod", "readonly", "vendor", or "" if not given
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
	}
	return flags, nil
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
