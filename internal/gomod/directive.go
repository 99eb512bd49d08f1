package gomod

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// What a word is at the beginning of a line.
const (
	noVerb    = iota
	lineVerb  // a directive that has no block form
	blockVerb // a directive that has one
)

func (f *File) kind(word string) int {
	switch word {
	case "go", "toolchain":
		return lineVerb
	case "godebug", "replace":
		return blockVerb
	case "module", "require", "exclude", "retract", "tool", "ignore":
		if !f.Work {
			return blockVerb
		}
	case "use":
		if f.Work {
			return blockVerb
		}
	}
	return noVerb
}

// add adds the directive verb with the words args to the file. If it cannot,
// it returns the reason, in modfile's words.
func (p *parser) add(d Directive, verb string, args []Span) (problem string) {
	switch verb {
	case "require":
		path, version, problem := p.moduleVersion(verb, args)
		if problem == "" {
			p.addRequire(Require{d, path, version, isIndirect(d.Comment)})
		}
		return problem
	case "exclude":
		path, version, problem := p.moduleVersion(verb, args)
		if problem == "" {
			p.Exclude = append(p.Exclude, &Exclude{d, path, version})
		}
		return problem
	case "replace":
		r, problem := p.replacement(args)
		if problem == "" {
			r.Directive = d
			p.Replace = append(p.Replace, &r)
		}
		return problem
	case "retract":
		low, high, problem := p.interval(args)
		if problem == "" {
			p.Retract = append(p.Retract, &Retract{d, low, high})
		}
		return problem
	}
	arg, problem := p.value(verb, args)
	if problem != "" {
		return problem
	}
	return p.addValue(verb, &Value{d, arg})
}

// addRequire keeps requirements together, since a file may have very many.
func (p *parser) addRequire(r Require) {
	if len(p.requires) == cap(p.requires) {
		p.requires = make([]Require, 0, min(max(cap(p.lines)-len(p.lines), 1), 128))
	}
	p.requires = append(p.requires, r)
	p.Require = append(p.Require, &p.requires[len(p.requires)-1])
}

func (p *parser) addValue(verb string, v *Value) (problem string) {
	once := func(dst **Value) string {
		if *dst != nil {
			return "repeated " + verb + " statement"
		}
		*dst = v
		return ""
	}
	switch verb {
	case "module":
		return once(&p.Module)
	case "go":
		return once(&p.Go)
	case "toolchain":
		return once(&p.Toolchain)
	case "tool":
		p.Tool = append(p.Tool, v)
	case "ignore":
		p.Ignore = append(p.Ignore, v)
	case "godebug":
		p.Godebug = append(p.Godebug, v)
	case "use":
		p.Use = append(p.Use, v)
	}
	return ""
}

// check returns why verb cannot have the words args, or "".
func (p *parser) check(verb string, args []Span) (problem string) {
	switch verb {
	case "require", "exclude":
		_, _, problem = p.moduleVersion(verb, args)
	case "replace":
		_, problem = p.replacement(args)
	case "retract":
		_, _, problem = p.interval(args)
	default:
		_, problem = p.value(verb, args)
	}
	return problem
}

// value reads the argument of a directive that has one.
func (p *parser) value(verb string, args []Span) (arg Token, problem string) {
	if len(args) != 1 {
		switch verb {
		case "module":
			return Token{}, "usage: module module/path"
		case "godebug":
			return Token{}, "usage: godebug key=value"
		case "use":
			return Token{}, "usage: use local/dir"
		}
		return Token{}, verb + " directive expects exactly one argument"
	}
	word := p.raw(args[0])
	switch verb {
	case "go":
		if !modfile.GoVersionRE.MatchString(word) {
			return Token{}, fmt.Sprintf("invalid go version '%s': must match format 1.23.0", clip(word))
		}
		return Token{args[0], word}, ""
	case "toolchain":
		if !modfile.ToolchainRE.MatchString(word) {
			return Token{}, fmt.Sprintf("invalid toolchain version '%s': must match format go1.23.0 or default", clip(word))
		}
		return Token{args[0], word}, ""
	case "godebug":
		if strings.ContainsAny(word, "\"`',") || !strings.Contains(word, "=") {
			return Token{}, "usage: godebug key=value"
		}
		return Token{args[0], word}, ""
	}
	return p.path(args[0])
}

// moduleVersion reads the arguments of a require or exclude.
func (p *parser) moduleVersion(verb string, args []Span) (path, version Token, problem string) {
	if len(args) != 2 {
		return path, version, "usage: " + verb + " module/path v1.2.3"
	}
	if path, problem = p.path(args[0]); problem != "" {
		return path, version, problem
	}
	version, problem = p.version(verb, path.Value, args[1])
	return path, version, problem
}

const replaceUsage = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory"

// replacement reads the arguments of a replace, as modfile's parseReplace does.
func (p *parser) replacement(args []Span) (r Replace, problem string) {
	arrow := 2
	if len(args) >= 2 && p.raw(args[1]) == "=>" {
		arrow = 1
	}
	if len(args) < arrow+2 || len(args) > arrow+3 || p.raw(args[arrow]) != "=>" {
		return r, replaceUsage
	}
	if r.OldPath, problem = p.path(args[0]); problem != "" {
		return r, problem
	}
	if _, _, ok := module.SplitPathVersion(r.OldPath.Value); !ok {
		return r, about("replace", r.OldPath.Value, "invalid module path")
	}
	if arrow == 2 {
		if r.OldVersion, problem = p.version("replace", r.OldPath.Value, args[1]); problem != "" {
			return r, problem
		}
	}
	if r.NewPath, problem = p.path(args[arrow+1]); problem != "" {
		return r, problem
	}
	if len(args) == arrow+2 {
		return r, directoryProblem(r.NewPath.Value)
	}
	if r.NewVersion, problem = p.newVersion(r.NewPath.Value, args[arrow+2]); problem != "" {
		return r, problem
	}
	if modfile.IsDirectoryPath(r.NewPath.Value) {
		return r, fmt.Sprintf("replacement module directory path %q cannot have version", clip(r.NewPath.Value))
	}
	return r, ""
}

// newVersion reads the version that replaces. The go command does not compare
// it with the path's major version in a go.work, where it fixes no versions.
func (p *parser) newVersion(path string, word Span) (version Token, problem string) {
	if p.Work {
		return p.canonical("replace", path, word)
	}
	return p.version("replace", path, word)
}

// directoryProblem returns why path cannot replace a module without a version.
func directoryProblem(path string) string {
	switch {
	case !modfile.IsDirectoryPath(path) && strings.Contains(path, "@"):
		return "replacement module must match format 'path version', not 'path@version'"
	case !modfile.IsDirectoryPath(path):
		return "replacement module without version must be directory path (rooted or starting with . or ..)"
	case filepath.Separator == '/' && strings.Contains(path, `\`):
		return "replacement directory appears to be Windows path (on a non-windows system)"
	}
	return ""
}

// interval reads the arguments of a retract: v1.2.3 or [v1.2.3, v1.2.4].
func (p *parser) interval(args []Span) (low, high Token, problem string) {
	at := func(i int) string {
		if i < len(args) {
			return p.raw(args[i])
		}
		return ""
	}
	last := 0
	switch {
	case at(0) == "" || at(0) == "(":
		return low, high, "expected '[' or version"
	case at(0) != "[":
		low, problem = p.bound(args[0])
		high = low
	case at(1) == "":
		return low, high, "expected version after '['"
	default:
		if low, problem = p.bound(args[1]); problem != "" {
			break
		}
		switch {
		case at(2) != ",":
			return low, high, "expected ',' after version"
		case at(3) == "":
			return low, high, "expected version after ','"
		}
		if high, problem = p.bound(args[3]); problem != "" {
			break
		}
		if at(4) != "]" {
			return low, high, "expected ']' after version"
		}
		last = 4
	}
	if problem == "" && len(args) > last+1 {
		problem = fmt.Sprintf("unexpected token after version: %q", clip(at(last+1)))
	}
	return low, high, problem
}

// bound reads a version of a retract. It belongs to the module's path, which
// may come later: see checkRetracts.
func (p *parser) bound(word Span) (version Token, problem string) {
	v, err := unquote(p.raw(word))
	if err != nil {
		return Token{}, badVersion("retract", "", p.raw(word), err)
	}
	return Token{word, v}, ""
}

// checkRetracts takes out the retractions whose versions cannot be versions of
// the module, as modfile's fixRetract does.
func (p *parser) checkRetracts() {
	if p.Module == nil {
		return
	}
	good := p.Retract[:0]
	for _, r := range p.Retract {
		problem := p.versionProblem("retract", p.Module.Arg.Value, r.Low.Value)
		if problem == "" {
			problem = p.versionProblem("retract", p.Module.Arg.Value, r.High.Value)
		}
		if problem != "" {
			p.broken(r.Span, r.Line, problem)
			continue
		}
		good = append(good, r)
	}
	clear(p.Retract[len(good):])
	p.Retract = good
}

// path reads a word that may be quoted.
func (p *parser) path(word Span) (path Token, problem string) {
	s, err := unquote(p.raw(word))
	if err != nil {
		return Token{}, fmt.Sprintf("invalid quoted string: %v", err)
	}
	return Token{word, s}, ""
}

// version reads a version of the module path.
func (p *parser) version(verb, path string, word Span) (version Token, problem string) {
	if p.Work {
		if version, problem = p.canonical(verb, path, word); problem != "" {
			return version, problem
		}
		return version, p.versionProblem(verb, path, module.CanonicalVersion(version.Value))
	}
	v, err := unquote(p.raw(word))
	if err != nil {
		return Token{}, badVersion(verb, path, p.raw(word), err)
	}
	return Token{word, v}, p.versionProblem(verb, path, v)
}

// canonical reads a version where the go command resolves none by a query.
func (p *parser) canonical(verb, path string, word Span) (version Token, problem string) {
	v, err := unquote(p.raw(word))
	switch {
	case err != nil:
		return Token{}, badVersion(verb, path, p.raw(word), err)
	case module.CanonicalVersion(v) == "":
		return Token{}, badVersion(verb, path, v, errNotCanonical)
	}
	return Token{word, v}, ""
}

var errNotCanonical = errors.New("must be of the form v1.2.3")

// versionProblem returns why a version cannot be one of the module path. Only
// a canonical version is compared with the path: others the go command
// resolves first (cmd/go/internal/modload/init.go, fixVersion).
func (p *parser) versionProblem(verb, path, version string) string {
	_, major, ok := module.SplitPathVersion(path)
	if !ok {
		return badVersion(verb, path, version, fmt.Errorf("malformed module path %q", clip(path)))
	}
	if version == "" || strings.Contains("()[]{},", version) {
		return badVersion(verb, path, version, errNotCanonical)
	}
	if _, v, hack := strings.Cut(version, "-gopkgin-"); hack && strings.HasPrefix(path, "gopkg.in/") {
		version = v
	}
	err := module.CheckPathMajor(version, major)
	if err == nil || module.CanonicalVersion(version) != version {
		return ""
	}
	return about(verb, path, err.Error())
}

// badVersion is the message for a version that cannot be one of the module path.
func badVersion(verb, path, version string, err error) string {
	return about(verb, path, (&module.InvalidVersionError{Version: clip(version), Err: err}).Error())
}

// about is a modfile.Error's form of a message.
func about(verb, path, problem string) string {
	if path == "" {
		return verb + ": " + problem
	}
	return verb + " " + clip(path) + ": " + problem
}

// unquote returns what a word means. Only interpreted strings are quotations,
// all other quotes are reserved (modfile's parseString).
func unquote(word string) (string, error) {
	if strings.HasPrefix(word, `"`) {
		return strconv.Unquote(word)
	}
	if strings.ContainsAny(word, "\"'`") {
		return "", errQuote
	}
	return word, nil
}

var errQuote = errors.New("unquoted string cannot contain quote")

// isIndirect reports whether comment is "// indirect" or "// indirect; …", as
// modfile's isIndirect does.
func isIndirect(comment string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(comment, "//")), "indirect")
	if !ok || rest == "" {
		return ok
	}
	r, _ := utf8.DecodeRuneInString(rest[1:])
	return rest[0] == ';' && len(rest) > 1 && unicode.IsSpace(r)
}
