package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/explain"
	"go.lsp.dev/protocol"
)

// section is the name of the settings' section.
const section = "modroute"

// Settings are what the client has set.
//
//	{"modroute": {"private": ["corp.example.com/*"], "env": {"GOPROXY": "…"}}}
//
// They come as initialization options, which may also say "trusted", and as
// the configuration of the workspace.
type settings struct {
	trusted bool
	private []string          // globs of private modules
	env     map[string]string // the editor's layer of the environment; "" means unset
}

// initialSettings reads the initialization options. Each problem is a sentence
// about one setting; the others count all the same.
func initialSettings(raw json.RawMessage) (settings, []string) {
	s := settings{trusted: true}
	if isNull(raw) {
		return s, nil
	}
	options, err := object(raw)
	if err != nil {
		// They may have been meant to say that the workspace is not trusted.
		return settings{}, []string{"modroute: the initialization options must be an object: they are ignored, and the workspace counts as not trusted"}
	}
	problems := s.takeTrust(options)
	members, problem := sectionOf(options)
	if problem != "" {
		problems = append(problems, problem)
	}
	if _, ok := options[section]; ok {
		problems = append(problems, s.takeTrust(members)...)
	}
	return s, append(problems, s.set(members)...)
}

// takeTrust removes what options say about trust and heeds it. Whoever says
// anything other than yes is taken at the careful side.
func (s *settings) takeTrust(options map[string]json.RawMessage) (problems []string) {
	for name, raw := range options {
		if !strings.EqualFold(name, "trusted") {
			continue
		}
		delete(options, name)
		switch string(bytes.TrimSpace(raw)) {
		case "true":
		case "false":
			s.trusted = false
		default:
			s.trusted = false
			problems = append(problems, "modroute: the initialization option trusted must be true or false: the workspace counts as not trusted")
		}
	}
	return problems
}

// object returns the members of a JSON object. An empty array counts as an
// empty object: the two are one in Lua, where clients write their settings.
func object(raw json.RawMessage) (members map[string]json.RawMessage, err error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(raw, &members)
	return members, err
}

// sectionOf returns the members of modroute's section of settings, which may
// also be the settings as a whole; nil if it is not among them.
func sectionOf(options map[string]json.RawMessage) (members map[string]json.RawMessage, problem string) {
	raw, ok := options[section]
	if !ok {
		return options, ""
	}
	if isNull(raw) {
		return nil, ""
	}
	members, err := object(raw)
	if err != nil {
		return nil, "modroute: the setting modroute is ignored: it must be an object"
	}
	return members, ""
}

// set sets what the members of the section say, and returns what was wrong
// with them.
func (s *settings) set(members map[string]json.RawMessage) (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		raw := members[name]
		switch name {
		case "private":
			var globs []string
			if json.Unmarshal(raw, &globs) != nil {
				problems = append(problems, "modroute: the setting modroute.private is ignored: it must be a list of glob patterns")
				continue
			}
			s.private = globs
		case "env":
			env, bad := environmentOf(raw)
			problems = append(problems, bad...)
			s.env = env
		case "trace", "server":
			// The client's own: how it starts the server and what it logs.
		default:
			problems = append(problems, fmt.Sprintf("modroute: there is no setting modroute.%s", explain.Printable(name)))
		}
	}
	return problems
}

// environmentOf reads the setting modroute.env. A variable that is null is
// unset, like an empty one.
func environmentOf(raw json.RawMessage) (env map[string]string, problems []string) {
	members, err := object(raw)
	if err != nil {
		return nil, []string{"modroute: the setting modroute.env is ignored: it must be an object of variables"}
	}
	env = make(map[string]string, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var value string
		if json.Unmarshal(members[name], &value) != nil {
			problems = append(problems, fmt.Sprintf("modroute: the setting modroute.env.%s is ignored: it must be a string", explain.Printable(name)))
			continue
		}
		env[name] = value
	}
	return env, problems
}

func isNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// didChangeConfiguration takes the settings that the client pushes, or asks
// for them if it pushes none.
func (s *Server) didChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	var options map[string]json.RawMessage
	if json.Unmarshal(p.Settings, &options) == nil && options[section] != nil {
		s.configure(options)
		return nil
	}
	s.pullConfiguration()
	return nil
}

// pullConfiguration asks the client for its settings, if it can be asked.
func (s *Server) pullConfiguration() {
	if !s.client.Workspace.Configuration {
		return
	}
	s.conn.Go("asking for the settings", func(ctx context.Context) {
		// One question at a time: the last answer is the newest.
		s.pulling.Lock()
		defer s.pulling.Unlock()
		var answers []protocol.LSPAny
		params := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: new(section)}}}
		if err := s.conn.Call(ctx, protocol.MethodWorkspaceConfiguration, params, &answers); err != nil {
			if ctx.Err() == nil {
				s.log.Printf("asking for the settings: %v", err)
			}
			return
		}
		if len(answers) == 1 && !isNull(json.RawMessage(answers[0])) {
			s.configure(map[string]json.RawMessage{section: json.RawMessage(answers[0])})
		}
	})
}

// configure lays settings over the initialization options. Where they change
// something, everything is read anew.
func (s *Server) configure(options map[string]json.RawMessage) {
	members, problem := sectionOf(options)
	if problem != "" {
		s.warn(problem)
	}
	next := s.initial
	for _, problem := range next.set(members) {
		s.warn(problem)
	}
	s.update(func(st *state) *state {
		if reflect.DeepEqual(st.settings, next) {
			return st
		}
		changed := *st
		changed.settings = next
		return changed.reloaded(s.options.Environ)
	})
}
