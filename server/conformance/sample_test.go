package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A sampler makes parameters of the protocol's types: valid to the letter, but
// with values of which some make no sense. What it makes depends on choose
// alone.
type sampler struct {
	*model
	choose func(n int) int // a number from 0 to n-1
	uris   []string
	tokens int // made so far: each is for one request
}

var (
	numbers = []int{0, 1, 2, 4, 5, 30, 1000, 1<<31 - 1}
	strs    = []string{"", "x", "git.corp.internal/team/lib", "v1.2.3", "é😀", "modroute.undo", "modroute.applyPlan", "go.mod", "quickfix", "markdown", "\n", "a\x00b",
		private, "package m\n\nimport (\n\t\"git.corp.internal/other\"\n)\n", "GOPRIVATE=a,b\nGOPROXY=off\n", "example.org/x v1.0.0 h1:AAAA=\n"}
)

func pick[T any](s *sampler, list []T) T { return list[s.choose(len(list))] }

// value makes a value of a type. Beyond a depth what is optional is left out.
func (s *sampler) value(t *typ, depth int) any {
	switch t.Kind {
	case "base":
		return s.base(t.Name)
	case "reference":
		return s.reference(t.Name, depth)
	case "array":
		list := []any{}
		for n := s.choose(3); n > 0 && depth > 0; n-- {
			list = append(list, s.value(t.Element, depth-1))
		}
		return list
	case "map":
		var of typ
		if json.Unmarshal(t.Value, &of) != nil || depth <= 0 {
			return object{}
		}
		return object{pick(s, s.uris): s.value(&of, depth-1)}
	case "or":
		return s.value(t.Items[s.alternative(t.Items, depth)], depth)
	case "stringLiteral":
		var literal string
		_ = json.Unmarshal(t.Value, &literal)
		return literal
	}
	return nil
}

// alternative chooses one of a union's types; deep down a base type, so that
// it comes to an end.
func (s *sampler) alternative(items []*typ, depth int) int {
	if depth <= 0 {
		if i := slices.IndexFunc(items, func(t *typ) bool { return t.Kind == "base" }); i >= 0 {
			return i
		}
	}
	return s.choose(len(items))
}

func (s *sampler) base(name string) any {
	switch name {
	case "boolean":
		return s.choose(2) == 0
	case "URI", "DocumentUri":
		return pick(s, s.uris)
	case "string":
		return pick(s, strs)
	case "integer", "uinteger":
		return pick(s, numbers)
	case "decimal":
		return 0.5
	}
	return nil
}

func (s *sampler) reference(name string, depth int) any {
	if name == "LSPAny" {
		return pick(s, []any{nil, 1, "x", []any{}, object{}, object{"uri": pick(s, s.uris), "path": "git.corp.internal/team/lib"}})
	}
	if e := s.enumerations[name]; e != nil {
		return pick(s, e.Values).Value
	}
	if alias := s.aliases[name]; alias != nil {
		return s.value(alias, depth)
	}
	value := object{}
	of := validator{model: s.model}.properties(s.structures[name])
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names) // what is chosen must not depend on the order of a map
	for _, name := range names {
		p := of[name]
		if name == "workDoneToken" || name == "partialResultToken" {
			s.tokens++
			value[name] = fmt.Sprint("token ", s.tokens)
			continue
		}
		if !p.Optional || depth > 0 && s.choose(3) == 0 {
			value[name] = s.value(p.Type, depth-1)
		}
	}
	return value
}

// params makes parameters of a method: mostly valid ones.
func (s *sampler) params(m *method) any {
	if odd := s.choose(12); odd < 4 {
		return []any{nil, object{}, []any{nil}, "text"}[odd]
	}
	if m == nil || m.Params == nil {
		return nil
	}
	return s.value(m.Params, 4)
}

// byClient returns the methods that a client may send, but those that begin
// and end a session.
func (m *model) byClient() (list []*method) {
	for _, each := range slices.Concat(m.Requests, m.Notifications) {
		if each.MessageDirection != "serverToClient" && !slices.Contains([]string{"initialize", "initialized", "shutdown", "exit"}, each.Method) {
			list = append(list, each)
		}
	}
	slices.SortFunc(list, func(a, b *method) int { return strings.Compare(a.Method, b.Method) })
	return list
}
