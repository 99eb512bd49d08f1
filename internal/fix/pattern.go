package fix

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/visibility"
)

// The three variables of private patterns. GONOPROXY and GONOSUMDB take
// GOPRIVATE's value when their own is empty; a value of their own replaces it
// (cmd/go/internal/cfg: GONOPROXY, GONOSUMDB).
const (
	goprivate = "GOPRIVATE"
	gonoproxy = "GONOPROXY"
	gonosumdb = "GONOSUMDB"
)

// A want is a pattern that is to cover the module at path.
type want struct{ path, pattern string }

// candidates returns the patterns that may be offered for a module, the one
// to prefer first: its repository, its organisation, its host. None is deeper
// than the repository, for GOVCS matches the repository's root and not the
// module (cmd/go/internal/vcs: checkGOVCS). A well-known forge's host is none:
// public and private modules live there side by side. A host that cannot be
// public is preferred to what stands on it, and to all of them the pattern
// that the team, the settings or the Go environment already name; but not one
// of the repository's that takes in modules of others, nor one of the settings'
// for everything.
func candidates(modulePath string, j visibility.Judgement) []string {
	patterns := []string{visibility.RepositoryRoot(modulePath)}
	if org, ok := organisation(modulePath); ok {
		patterns = append(patterns, org)
	}
	if host, _, _ := strings.Cut(modulePath, "/"); !visibility.KnownForge(host) {
		patterns = append(patterns, host)
		if hostIsInternal(j) {
			slices.Reverse(patterns)
		}
	}
	for _, e := range j.Evidence {
		if isNamed(e) {
			patterns = append([]string{e.Glob}, patterns...)
			break
		}
	}
	return unique(patterns)
}

// isNamed reports whether a piece of evidence is a pattern that somebody has
// named for the module, and that may be taken over.
func isNamed(e visibility.Evidence) bool {
	switch e.Kind {
	case visibility.Declared:
		return !visibility.SpansOwners(e.Glob)
	case visibility.InSettings, visibility.Configured:
		return !visibility.IsHabit(e.Glob)
	}
	return false
}

// organisation returns the host and owner of a module's repository; ok is
// false if it is not known to have an owner.
func organisation(modulePath string) (pattern string, ok bool) {
	host, rest, _ := strings.Cut(visibility.RepositoryRoot(modulePath), "/")
	owner, _, _ := strings.Cut(rest, "/")
	return host + "/" + owner, owner != "" && !slices.Contains(sharedFirst, host)
}

// sharedFirst are the forges where the first path element is the same for all.
var sharedFirst = []string{"chiselapp.com", "hub.jazz.net"}

// hostIsInternal reports whether the module's host itself is proven private.
func hostIsInternal(j visibility.Judgement) bool {
	return slices.ContainsFunc(j.Evidence, func(e visibility.Evidence) bool {
		return e.Kind == visibility.InternalHost && e.Verdict == visibility.Private
	})
}

// unique returns list without repetitions, in order.
func unique(list []string) []string {
	var out []string
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// patternsOf returns the patterns of wants, without those that another of
// them covers.
func patternsOf(wants []want) []string {
	var all []string
	for _, w := range wants {
		all = append(all, w.pattern)
	}
	all = unique(all)
	given := make(map[string]bool, len(all))
	var globs []string // those that are more than the beginning of a path
	for _, p := range all {
		given[p] = true
		if strings.ContainsAny(p, `*?[\`) {
			globs = append(globs, p)
		}
	}
	return slices.DeleteFunc(all, func(p string) bool {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if given[dir] {
				return true
			}
		}
		return slices.ContainsFunc(globs, func(q string) bool { return q != p && module.MatchPrefixPatterns(q, p) })
	})
}

// addPatterns returns a variable's value with the patterns of wants at its
// end, but for those whose module it matches already. Every byte of value is
// kept, odd blanks too, but a carriage return at its end: that is the line end
// of a file with Windows line ends, which keeps the last pattern from matching
// and which `go env -w` refuses to write.
func addPatterns(value string, wants []want) string {
	value = strings.TrimSuffix(value, "\r")
	patterns := patternsOf(slices.DeleteFunc(slices.Clone(wants), func(w want) bool {
		return module.MatchPrefixPatterns(value, w.path)
	}))
	for _, p := range patterns {
		switch {
		case module.MatchPrefixPatterns(value, p): // covered by a broader one
		case value == "" || strings.HasSuffix(value, ","):
			value += p
		default:
			value += "," + p
		}
	}
	return value
}

// matches reports whether a variable's value covers all modules of wants.
func matches(value string, wants []want) bool {
	return !slices.ContainsFunc(wants, func(w want) bool {
		return !module.MatchPrefixPatterns(value, w.path)
	})
}

// own returns the value in force that the variable itself has, not the one
// that it inherits.
func own(env *goenv.Environment, name string) string {
	if v := env.Lookup(name); v.Inherits == "" {
		return v.Value
	}
	return ""
}

// base returns the value that a new one has to keep: that of the environment
// of the process, where that decides; else that of the present line of the
// user's file, which may be empty; else that of $GOROOT/go.env, which the new
// line would shadow.
func base(env *goenv.Environment, name string) string {
	if s, ok := deciding(env, name); ok {
		return s.Value
	}
	s, _ := env.LayerSetting(goenv.GOROOT, name)
	return s.Value
}

// change returns the change of the user's file that makes value the value of
// a variable.
func change(env *goenv.Environment, name, value string) EnvChange {
	old, ok := env.LayerSetting(goenv.User, name)
	return EnvChange{Name: name, Old: goenv.RedactValue(name, old.Value), OldSet: ok, New: value, NewSet: true}
}

// privateChanges returns what makes the modules of wants private altogether:
// GOPRIVATE covers them, and so do GONOPROXY and GONOSUMDB where they have a
// value of their own.
func privateChanges(env *goenv.Environment, wants []want) []EnvChange {
	var changes []EnvChange
	for _, name := range []string{goprivate, gonoproxy, gonosumdb} {
		value := own(env, name)
		if name != goprivate && value == "" || matches(value, wants) {
			continue
		}
		changes = append(changes, change(env, name, addPatterns(base(env, name), wants)))
	}
	return changes
}

// checksumChanges returns what keeps the modules of wants from the checksum
// database alone, so that they are still asked of the proxy. GONOSUMDB then
// has a value of its own, which replaces GOPRIVATE's: it carries that along.
// Where GONOPROXY has a value of its own, GOPRIVATE decides nothing but the
// checksum database (and GOVCS), and stays the place for it.
func checksumChanges(env *goenv.Environment, wants []want) []EnvChange {
	switch v := env.Lookup(gonosumdb); {
	case matches(v.Value, wants):
		return nil
	case v.Inherits == "" && v.Value != "":
		return []EnvChange{change(env, gonosumdb, addPatterns(base(env, gonosumdb), wants))}
	case own(env, gonoproxy) != "":
		return []EnvChange{change(env, goprivate, addPatterns(base(env, goprivate), wants))}
	default:
		return []EnvChange{change(env, gonosumdb, addPatterns(v.Value, wants))}
	}
}
