package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A model is the protocol's machine-readable description, its meta-model.
type model struct {
	Requests      []*method
	Notifications []*method
	Structures    []*structure
	Enumerations  []*enumeration
	TypeAliases   []struct {
		Name string
		Type *typ
	}

	methods      map[string]*method
	structures   map[string]*structure
	enumerations map[string]*enumeration
	aliases      map[string]*typ
}

// A method is a request or a notification.
type method struct {
	Method              string
	MessageDirection    string // "clientToServer", "serverToClient" or "both"
	ClientCapability    string // the path of what the client announces if it knows the method
	ServerCapability    string // likewise of the server
	Params              *typ
	Result              *typ
	PartialResult       *typ // what $/progress may bring of it
	ErrorData           *typ
	RegistrationOptions *typ
	request             bool
}

type structure struct {
	Name            string
	Properties      []property
	Extends, Mixins []*typ
}

type property struct {
	Name     string
	Type     *typ
	Optional bool
	Since    string
}

type enumeration struct {
	Name   string
	Type   *typ
	Values []struct {
		Value any
		Since string
	}
	SupportsCustomValues bool
}

// A typ is a type of the meta-model, of one of its kinds.
type typ struct {
	Kind    string
	Name    string          // of a base type or a reference
	Items   []*typ          // of or, and, tuple
	Element *typ            // of an array
	Value   json.RawMessage // of a map its type, of a literal its value
}

// loadModel loads the meta-model, which comes with the protocol's Go package:
// the version that go.mod names, checked by go.sum. Its own version says 3.17.0,
// but it is that of LSP 3.18.0, but for the partial results of
// textDocument/diagnostic. Without what is marked as new in 3.18 it has the
// structures of LSP 3.17.
var loadModel = sync.OnceValues(func() (*model, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "go.lsp.dev/protocol").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	raw, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "internal", "genlsp", "testdata", "metaModel.json"))
	if err != nil {
		return nil, err
	}
	m := &model{
		methods: map[string]*method{}, structures: map[string]*structure{},
		enumerations: map[string]*enumeration{}, aliases: map[string]*typ{},
	}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, err
	}
	for _, r := range m.Requests {
		r.request = true
		m.methods[r.Method] = r
	}
	for _, n := range m.Notifications {
		m.methods[n.Method] = n
	}
	for _, s := range m.Structures {
		m.structures[s.Name] = s
	}
	for _, e := range m.Enumerations {
		m.enumerations[e.Name] = e
	}
	for _, a := range m.TypeAliases {
		m.aliases[a.Name] = a.Type
	}
	return m, nil
})

func theModel(t testing.TB) *model {
	t.Helper()
	m, err := loadModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A validator compares values, as encoding/json decodes them into an any, with
// types. It follows the types to the letter: a property that a structure does
// not have is a fault, though the protocol has clients ignore it, because it is
// misspelt or out of place.
type validator struct {
	*model
	// before318 leaves out what LSP 3.18 has added, for a client that knows
	// LSP 3.17.
	before318 bool
}

// check returns what is wrong with a value, each with the path to it.
func (v validator) check(value any, t *typ, path string) []string {
	switch t.Kind {
	case "base":
		return v.base(value, t.Name, path)
	case "reference":
		return v.reference(value, t.Name, path)
	case "array":
		list, ok := value.([]any)
		if !ok {
			return wrong(path, value, "an array")
		}
		var faults []string
		for i, element := range list {
			faults = append(faults, v.check(element, t.Element, fmt.Sprintf("%s[%d]", path, i))...)
		}
		return faults
	case "map":
		return v.mapping(value, t, path)
	case "or":
		return v.or(value, t.Items, path)
	case "stringLiteral":
		var want string
		if json.Unmarshal(t.Value, &want); value != any(want) {
			return wrong(path, value, fmt.Sprintf("%q", want))
		}
		return nil
	}
	return []string{path + ": the validator does not know the kind " + t.Kind}
}

func wrong(path string, value any, want string) []string {
	raw, _ := json.Marshal(value)
	if len(raw) > 200 {
		raw = append(raw[:200], "…"...)
	}
	return []string{fmt.Sprintf("%s: %s is not %s", path, raw, want)}
}

var (
	scheme     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	baseChecks = map[string]func(value any) bool{
		"null":        func(value any) bool { return value == nil },
		"boolean":     func(value any) bool { _, ok := value.(bool); return ok },
		"string":      func(value any) bool { _, ok := value.(string); return ok },
		"URI":         func(value any) bool { s, ok := value.(string); return ok && scheme.MatchString(s) },
		"DocumentUri": func(value any) bool { s, ok := value.(string); return ok && scheme.MatchString(s) },
		"decimal":     func(value any) bool { _, ok := value.(float64); return ok },
		"integer":     func(value any) bool { return whole(value, math.MinInt32) },
		"uinteger":    func(value any) bool { return whole(value, 0) },
	}
)

// whole reports whether a value is a whole number between lowest and the
// greatest of the protocol.
func whole(value any, lowest float64) bool {
	f, ok := value.(float64)
	return ok && f == math.Trunc(f) && lowest <= f && f <= math.MaxInt32
}

func (v validator) base(value any, name, path string) []string {
	check := baseChecks[name]
	if check == nil {
		return []string{path + ": the validator does not know the base type " + name}
	}
	if !check(value) {
		return wrong(path, value, name)
	}
	return nil
}

func (v validator) reference(value any, name, path string) []string {
	if name == "LSPAny" {
		return nil
	}
	if e := v.enumerations[name]; e != nil {
		for _, each := range e.Values {
			if each.Value == value && !(v.before318 && strings.HasPrefix(each.Since, "3.18")) {
				return nil
			}
		}
		if e.SupportsCustomValues && len(v.check(value, e.Type, path)) == 0 {
			return nil
		}
		return wrong(path, value, "one of the values of "+name)
	}
	if alias := v.aliases[name]; alias != nil {
		return v.check(value, alias, path)
	}
	if s := v.structures[name]; s != nil && !(v.before318 && name == "SnippetTextEdit") {
		return v.structure(value, s, path)
	}
	return []string{path + ": the model does not know " + name}
}

func (v validator) structure(value any, s *structure, path string) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return wrong(path, value, "a "+s.Name)
	}
	known := v.properties(s)
	var faults []string
	for name := range object {
		if _, ok := known[name]; !ok {
			faults = append(faults, fmt.Sprintf("%s: a %s has no property %q", path, s.Name, name))
		}
	}
	for name, p := range known {
		member, there := object[name]
		switch {
		case there:
			faults = append(faults, v.check(member, p.Type, path+"."+name)...)
		case !p.Optional:
			faults = append(faults, fmt.Sprintf("%s: a %s lacks its property %q", path, s.Name, name))
		}
	}
	if s.Name == "Range" && faults == nil && before(object["end"], object["start"]) {
		faults = wrong(path, value, "a Range whose start is not after its end")
	}
	return faults
}

// before reports whether one Position comes before another.
func before(a, b any) bool {
	at := func(position any) (line, character float64) {
		p := position.(map[string]any)
		return p["line"].(float64), p["character"].(float64)
	}
	aLine, aCharacter := at(a)
	bLine, bCharacter := at(b)
	return aLine < bLine || aLine == bLine && aCharacter < bCharacter
}

// properties returns the properties of a structure and of what it is made of.
func (v validator) properties(s *structure) map[string]property {
	all := map[string]property{}
	for _, t := range slices.Concat(s.Extends, s.Mixins) {
		for name, p := range v.properties(v.structures[t.Name]) {
			all[name] = p
		}
	}
	for _, p := range s.Properties {
		if v.before318 && (p.Since == "3.18.0" || p.Since == "3.18.0 - proposed") {
			continue
		}
		if v.before318 && strings.HasPrefix(p.Since, "3.18.0 - support") && p.Type.Kind == "or" {
			p.Type = p.Type.Items[0] // the others are what 3.18 has added
		}
		all[p.Name] = p
	}
	return all
}

func (v validator) mapping(value any, t *typ, path string) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return wrong(path, value, "an object")
	}
	var of typ
	if err := json.Unmarshal(t.Value, &of); err != nil {
		return []string{path + ": " + err.Error()}
	}
	var faults []string
	for key, member := range object {
		faults = append(faults, v.check(member, &of, path+"["+key+"]")...)
	}
	return faults
}

// or checks a value against alternatives; of what is wrong with it under each,
// it returns the least.
func (v validator) or(value any, items []*typ, path string) []string {
	var least []string
	for _, item := range items {
		faults := v.check(value, item, path)
		if faults == nil {
			return nil
		}
		if least == nil || len(faults) < len(least) {
			least = faults
		}
	}
	return least
}
