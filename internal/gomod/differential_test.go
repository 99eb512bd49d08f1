package gomod

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// fix is the go command's way to canonicalize a version, with an answer of its
// own in place of a query (cmd/go/internal/modload/init.go, fixVersion).
func fix(path, version string) (string, error) {
	if _, v, ok := strings.Cut(version, "-gopkgin-"); ok && strings.HasPrefix(path, "gopkg.in/") {
		version = v
	}
	_, major, ok := module.SplitPathVersion(path)
	if !ok {
		err := &module.InvalidVersionError{Version: version, Err: fmt.Errorf("malformed module path %q", path)}
		return "", &module.ModuleError{Path: path, Err: err}
	}
	if version == "" || strings.Contains("()[]{},", version) {
		err := &module.InvalidVersionError{Version: version, Err: errNotCanonical}
		return "", &module.ModuleError{Path: path, Err: err}
	}
	if module.CanonicalVersion(version) == version {
		if err := module.CheckPathMajor(version, major); err != nil {
			return "", module.VersionError(module.Version{Path: path, Version: version}, err)
		}
		return version, nil
	}
	if new(File).kind(path) != noVerb {
		return "", errNoAnswer
	}
	if major == "" {
		return "v1.0.0", nil
	}
	return module.PathMajorPrefix(major) + ".0.0", nil
}

// errNoAnswer is the answer to a query for a module with a name such as "go". A
// line about one, with a version that is a query, is read as that directive.
var errNoAnswer = errors.New("no matching versions for query")

// modfileLines describes each directive of a file as modfile reads it.
func modfileLines(name, text string) ([]string, error) {
	var lines []string
	add := func(line *modfile.Line, format string, args ...any) {
		suffix := ""
		if len(line.Suffix) > 0 {
			suffix = line.Suffix[0].Token
		}
		lines = append(lines, fmt.Sprintf("%d [%d,%d) block=%t %s %q", line.Start.Line, line.Start.Byte, line.End.Byte,
			line.InBlock, fmt.Sprintf(format, args...), suffix))
	}
	replaces := func(list []*modfile.Replace) {
		for _, r := range list {
			add(r.Syntax, "replace %q %t %q %t", r.Old.Path, r.Old.Version != "", r.New.Path, r.New.Version != "")
		}
	}
	if strings.HasSuffix(name, ".work") {
		f, err := modfile.ParseWork(name, []byte(text), nil)
		if err != nil {
			return nil, err
		}
		if f.Go != nil {
			add(f.Go.Syntax, "go %q", f.Go.Version)
		}
		if f.Toolchain != nil {
			add(f.Toolchain.Syntax, "toolchain %q", f.Toolchain.Name)
		}
		replaces(f.Replace)
		for _, g := range f.Godebug {
			add(g.Syntax, "godebug %q", g.Key+"="+g.Value)
		}
		for _, u := range f.Use {
			add(u.Syntax, "use %q", u.Path)
		}
		return lines, nil
	}
	f, err := modfile.Parse(name, []byte(text), fix)
	if err != nil {
		return nil, err
	}
	if f.Module != nil {
		add(f.Module.Syntax, "module %q", f.Module.Mod.Path)
	}
	if f.Go != nil {
		add(f.Go.Syntax, "go %q", f.Go.Version)
	}
	if f.Toolchain != nil {
		add(f.Toolchain.Syntax, "toolchain %q", f.Toolchain.Name)
	}
	replaces(f.Replace)
	for _, g := range f.Godebug {
		add(g.Syntax, "godebug %q", g.Key+"="+g.Value)
	}
	for _, r := range f.Require {
		add(r.Syntax, "require %q %q %t", r.Mod.Path, r.Mod.Version, r.Indirect)
	}
	for _, x := range f.Exclude {
		add(x.Syntax, "exclude %q %q", x.Mod.Path, x.Mod.Version)
	}
	for _, r := range f.Retract {
		add(r.Syntax, "retract %q %q", r.Low, r.High)
	}
	for _, v := range f.Tool {
		add(v.Syntax, "tool %q", v.Path)
	}
	for _, v := range f.Ignore {
		add(v.Syntax, "ignore %q", v.Path)
	}
	return lines, nil
}

// ourLines describes each directive of a file as Parse reads it.
func ourLines(f *File) []string {
	var lines []string
	add := func(d Directive, format string, args ...any) {
		lines = append(lines, fmt.Sprintf("%d [%d,%d) block=%t %s %q", d.Line, d.Start, d.End,
			d.InBlock, fmt.Sprintf(format, args...), d.Comment))
	}
	value := func(verb string, list ...*Value) {
		for _, v := range list {
			if v != nil {
				add(v.Directive, "%s %q", verb, v.Arg.Value)
			}
		}
	}
	fixed := func(path, version string) string {
		v, err := fix(path, version)
		if err != nil {
			return err.Error()
		}
		return v
	}
	value("module", f.Module)
	value("go", f.Go)
	value("toolchain", f.Toolchain)
	for _, r := range f.Replace {
		add(r.Directive, "replace %q %t %q %t", r.OldPath.Value, r.OldVersion != (Token{}), r.NewPath.Value, !r.Local())
	}
	value("godebug", f.Godebug...)
	for _, r := range f.Require {
		add(r.Directive, "require %q %q %t", r.Path.Value, fixed(r.Path.Value, r.Version.Value), r.Indirect)
	}
	for _, x := range f.Exclude {
		add(x.Directive, "exclude %q %q", x.Path.Value, fixed(x.Path.Value, x.Version.Value))
	}
	for _, r := range f.Retract {
		module := ""
		if f.Module != nil {
			module = f.Module.Arg.Value
		}
		add(r.Directive, "retract %q %q", fixed(module, r.Low.Value), fixed(module, r.High.Value))
	}
	value("tool", f.Tool...)
	value("ignore", f.Ignore...)
	value("use", f.Use...)
	return lines
}

// compare fails the test unless Parse reads text as modfile does, and finds
// something broken exactly if modfile refuses it. It reports whether modfile
// accepts.
func compare(t *testing.T, name, text string) bool {
	t.Helper()
	f := Parse(name, text)
	want, err := modfileLines(name, text)
	if err != nil {
		excused := strings.Contains(err.Error(), errNoAnswer.Error()) ||
			strings.Contains(err.Error(), "no module directive found, so retract cannot be used") ||
			// In a block modfile takes a version "retract" for the keyword.
			strings.Contains(err.Error(), "expected '[' or version")
		if len(f.Broken) == 0 && !excused {
			t.Errorf("%s: nothing broken, but modfile says: %v\n%q", name, err, text)
		}
		return false
	}
	for _, b := range f.Broken {
		t.Errorf("%s:%d: broken: %s; modfile accepts it", name, b.Line, b.Message)
	}
	got := ourLines(f)
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("%s:\n got:\n%s\nwant:\n%s", name, g, w)
	}
	return true
}
