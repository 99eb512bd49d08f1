package goenv

import (
	"maps"
	"slices"
	"strings"
)

// Get returns the value in force of a variable, as `go env` prints it; "" if
// it has none. Of variables that are not the go command's, such as HOME, it
// returns what the process or the editor sets.
func (e *Environment) Get(name string) string { return e.Lookup(name).Value }

// Lookup returns a variable; one that nothing sets has an empty value and the
// origin [Default].
func (e *Environment) Lookup(name string) Variable {
	if v, ok := e.vars[name]; ok {
		return v
	}
	return e.resolve(name)
}

// Variables returns every variable that steers fetching, set or not, in a
// fixed order: first those that decide routes, then those that say where Go
// keeps its files, then those of the network, of git and of TLS (see
// [GroupOf]). On Windows names are not told apart by case, and the lower-case
// ones are left out.
func (e *Environment) Variables() []Variable {
	list := make([]Variable, 0, len(specs))
	for i := range specs {
		name := specs[i].name
		if e.GOOS == "windows" && name[0] >= 'a' {
			continue
		}
		list = append(list, e.vars[name])
	}
	return list
}

// Named returns the variables that the user's file, the process or the editor
// sets to something and whose names have a prefix, sorted by name.
func (e *Environment) Named(prefix string) []Variable {
	var list []Variable
	for i := range e.layers {
		if e.layers[i].Origin < User {
			continue
		}
		for name := range e.layers[i].Settings {
			if strings.HasPrefix(name, prefix) && !slices.ContainsFunc(list, func(v Variable) bool { return v.Name == name }) {
				if v := e.Lookup(name); v.Value != "" {
					list = append(list, v)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// LayerSetting returns what one layer sets, also where it lost.
func (e *Environment) LayerSetting(o Origin, name string) (Setting, bool) {
	for i := range e.layers {
		if e.layers[i].Origin == o {
			if s, ok := e.layers[i].setting(name); ok {
				return s, true
			}
		}
	}
	return Setting{}, false
}

// NameAt returns the variable that a line of the file of origin o sets; "" if it
// sets none.
func (e *Environment) NameAt(o Origin, line int) string {
	for i := range e.layers {
		for name, s := range e.layers[i].Settings {
			if e.layers[i].Origin == o && s.Line == line {
				return name
			}
		}
	}
	return ""
}

// With returns the environment as it would be if origin o set name to value.
// The setting stays on the line where o sets it now; a new one has no line.
// The files that the environment was read from stay the same, so With does
// not tell what another GOENV or GOROOT would do.
func (e *Environment) With(o Origin, name, value string) *Environment {
	return e.change(o, name, func(settings map[string]Setting) {
		s := settings[name]
		s.Value = value
		settings[name] = s
	})
}

// Without returns the environment as it would be if origin o did not set name.
func (e *Environment) Without(o Origin, name string) *Environment {
	return e.change(o, name, func(settings map[string]Setting) { delete(settings, name) })
}

// WithText returns the environment as it would be if the file of origin o had
// another text.
func (e *Environment) WithText(o Origin, file, text string) *Environment {
	layer, problems := ParseFile(file, text, o)
	layers := slices.DeleteFunc(slices.Clone(e.layers), func(l Layer) bool { return l.Origin == o })
	return Merge(append(layers, layer), e.WithProblems(file, problems).facts)
}

// WithProblems returns the environment with other problems of a file: its values
// are those that it has.
func (e *Environment) WithProblems(file string, problems []Problem) *Environment {
	facts := e.facts
	facts.Problems = slices.DeleteFunc(slices.Clone(facts.Problems), func(p Problem) bool { return p.File == file })
	facts.Problems = append(facts.Problems, problems...)
	return Merge(e.layers, facts)
}

// change merges the layers again, with what the one of origin o says about name
// changed: the line is written anew, and what was wrong with its value is gone.
func (e *Environment) change(o Origin, name string, edit func(map[string]Setting)) *Environment {
	layers := slices.Clone(e.layers)
	i := slices.IndexFunc(layers, func(l Layer) bool { return l.Origin == o })
	if i < 0 {
		i = len(layers)
		layers = append(layers, Layer{Origin: o})
		if o == User {
			layers[i].File = e.UserFile
		}
	}
	settings := maps.Clone(layers[i].Settings)
	if settings == nil {
		settings = make(map[string]Setting)
	}
	edit(settings)
	layers[i].Settings = settings
	facts := e.facts
	facts.Problems = slices.DeleteFunc(slices.Clone(facts.Problems), func(p Problem) bool {
		return p.Variable == name && p.Rewritten != "" && p.File == layers[i].File
	})
	return Merge(layers, facts)
}
