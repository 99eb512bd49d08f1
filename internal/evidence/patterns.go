package evidence

import (
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/visibility"
)

// privacyVariables are the three that call modules private.
var privacyVariables = []string{"GOPRIVATE", "GONOPROXY", "GONOSUMDB"}

// GoEnvFile is the name of the file at a repository's root that declares what
// is private. The go command does not read it.
const GoEnvFile = "go.env"

// declared returns what the repository's go.env declares.
func (g *gatherer) declared(repo string) []visibility.Pattern {
	file := filepath.Join(repo, GoEnvFile)
	text, ok := g.read(file)
	if !ok {
		return nil
	}
	// The syntax is that of the go command's own file, in which a carriage
	// return would belong to the value. Here it can only be the doing of a
	// checkout on Windows.
	layer, _ := goenv.ParseFile(file, strings.ReplaceAll(text, "\r\n", "\n"), goenv.User)
	var patterns []visibility.Pattern
	for _, name := range privacyVariables {
		if s, ok := layer.Settings[name]; ok {
			s.File = file
			patterns = appendGlobs(patterns, name, s, GoEnvFile)
		}
	}
	return patterns[:min(len(patterns), maxDeclared)]
}

// maxDeclared bounds how many patterns of a repository's go.env count: the file
// comes from anybody, and every module is matched against them on every edit.
const maxDeclared = 1000

// Effective returns the patterns in force. A variable that inherits GOPRIVATE
// adds nothing to it.
func Effective(env *goenv.Environment) []visibility.Pattern {
	var patterns []visibility.Pattern
	for _, name := range privacyVariables {
		if v := env.Lookup(name); v.Inherits == "" {
			patterns = appendGlobs(patterns, name, v.Setting, v.Origin.String())
		}
	}
	return patterns
}

// appendGlobs appends the patterns of a list as the go command splits it: at
// commas, without trimming (golang.org/x/mod/module.MatchPrefixPatterns).
func appendGlobs(patterns []visibility.Pattern, name string, s goenv.Setting, origin string) []visibility.Pattern {
	for glob := range strings.SplitSeq(s.Value, ",") {
		if strings.TrimSuffix(glob, "/") == "" {
			continue
		}
		patterns = append(patterns, visibility.Pattern{
			Variable: name, Glob: glob, File: s.File, Line: s.Line, Origin: origin,
		})
	}
	return patterns
}

// settings returns the patterns of the setting modroute.private. Each entry
// may be a list; unlike in the go command's variables, blanks are trimmed.
func settings(private []string) []visibility.Pattern {
	const name = "modroute.private"
	var patterns []visibility.Pattern
	for _, entry := range private {
		for glob := range strings.SplitSeq(entry, ",") {
			if glob = strings.TrimSpace(glob); strings.TrimSuffix(glob, "/") != "" {
				patterns = append(patterns, visibility.Pattern{Variable: name, Glob: glob, Origin: "settings"})
			}
		}
	}
	return patterns
}
