package server

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/settings"
	"go.lsp.dev/protocol"
)

// clientSettings are what the client has set: as initialization options, which may
// also say "trusted", and as the configuration of the workspace.
type clientSettings struct {
	settings.Settings
	trusted bool
}

// reader reads the settings of the client.
var reader = settings.Reader{Codes: analyzers.Codes()}

// initialSettings reads the initialization options. Each problem is a sentence
// about one setting; the others count all the same.
func initialSettings(raw json.RawMessage) (clientSettings, []string) {
	s := clientSettings{trusted: true}
	if settings.IsNull(raw) {
		return s, nil
	}
	options, err := settings.Object(raw)
	if err != nil {
		// They may have been meant to say that the workspace is not trusted.
		return clientSettings{}, []string{"the initialization options must be an object: they are ignored, and the workspace counts as not trusted"}
	}
	problems := s.takeTrust(options)
	members, problem := settings.SectionOf(options)
	if problem != "" {
		problems = append(problems, problem)
	}
	if _, ok := options[settings.Section]; ok {
		problems = append(problems, s.takeTrust(members)...)
	}
	return s, append(problems, reader.Set(&s.Settings, members)...)
}

// takeTrust removes what options say about trust and heeds it. Whoever says
// anything other than yes is taken at the careful side.
func (s *clientSettings) takeTrust(options map[string]json.RawMessage) (problems []string) {
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
			problems = append(problems, "the initialization option trusted must be true or false: the workspace counts as not trusted")
		}
	}
	return problems
}

// complain tells the person what is wrong with the settings.
func (s *Server) complain(problems []string) {
	for _, problem := range problems {
		s.warn(problem)
	}
}

// didChangeConfiguration takes the settings that the client pushes, or asks
// for them if it pushes none.
func (s *Server) didChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	var options map[string]json.RawMessage
	if json.Unmarshal(p.Settings, &options) == nil && options[settings.Section] != nil {
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
		params := &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: new(settings.Section)}}}
		if err := s.conn.Call(ctx, protocol.MethodWorkspaceConfiguration, params, &answers); err != nil {
			if ctx.Err() == nil {
				s.log.Printf("asking for the settings: %v", err)
			}
			return
		}
		if len(answers) == 1 { // null where nothing is set, or no longer
			s.configure(map[string]json.RawMessage{settings.Section: json.RawMessage(answers[0])})
		}
	})
}

// configure lays settings over the initialization options. Where they change
// something, everything is read anew.
func (s *Server) configure(options map[string]json.RawMessage) {
	members, problem := settings.SectionOf(options)
	next := s.initial
	problems := reader.Set(&next.Settings, members)
	if problem != "" {
		problems = append(problems, problem)
	}
	s.complain(problems)
	s.update(func(st *state) *state {
		if reflect.DeepEqual(st.settings, next) {
			return st
		}
		changed := *st
		changed.settings = next
		return changed.reloaded(s.options.Environ)
	})
}
