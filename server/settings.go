package server

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/settings"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
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
	problems = append(problems, s.takeTrust(members)...) // in the section, too
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

func sameSettings(a, b clientSettings) bool { return reflect.DeepEqual(a, b) }

// didChangeConfiguration takes the settings that the client pushes, which are
// those of the workspace as a whole, and asks for what they do not say: those of
// single folders, or all if it pushes none.
func (s *Server) didChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	section, ok := settings.Pushed(json.RawMessage(p.Settings))
	if !ok && s.client.Workspace.Configuration {
		s.pullConfiguration()
		return nil
	}
	// Of a client that cannot be asked, to say nothing of modroute is to take
	// back what it has said.
	pushed := s.settingsOf(section)
	s.pushed.Add(1)
	s.configure(func(st *state) *state { return st.withSettings(pushed, st.folderSettings) })
	s.askForSettings(false)
	return nil
}

// pullConfiguration asks the client for its settings, if it can be asked.
func (s *Server) pullConfiguration() { s.askForSettings(true) }

// askForSettings asks for the settings of each folder and, if so wanted, for
// those of the workspace as a whole.
func (s *Server) askForSettings(whole bool) {
	if !s.client.Workspace.Configuration || whole && !s.asking.CompareAndSwap(false, true) {
		return // a question that has yet to be asked is as good
	}
	s.conn.Go("asking for the settings", func(ctx context.Context) {
		// One question at a time: the last answer is the newest.
		s.pulling.Lock()
		defer s.pulling.Unlock()
		if whole {
			s.asking.Store(false)
		}
		roots, pushed := s.state.Load().roots, s.pushed.Load()
		params := &protocol.ConfigurationParams{}
		if whole {
			params.Items = append(params.Items, protocol.ConfigurationItem{Section: new(settings.Section)})
		}
		for _, root := range roots {
			params.Items = append(params.Items, protocol.ConfigurationItem{Section: new(settings.Section), ScopeURI: new(uri.File(root))})
		}
		if len(params.Items) == 0 {
			return
		}
		var answers []protocol.LSPAny
		if err := s.conn.Call(ctx, protocol.MethodWorkspaceConfiguration, params, &answers); err != nil {
			if ctx.Err() == nil {
				s.log.Printf("asking for the settings: %v", err)
			}
			return
		}
		if whole && len(answers) > 0 && pushed != s.pushed.Load() {
			whole, answers = false, answers[1:] // what was pushed meanwhile is newer
		}
		s.takeAnswers(whole, roots, answers)
	})
}

// takeAnswers takes the client's answers: null where nothing is set, or no
// longer. An answer that is missing, or null for a folder, leaves the folder
// with the settings of the workspace.
func (s *Server) takeAnswers(whole bool, roots []string, answers []protocol.LSPAny) {
	var unscoped *clientSettings
	if whole && len(answers) > 0 {
		unscoped = new(s.settingsOf(json.RawMessage(answers[0])))
		answers = answers[1:]
	}
	folders := make(map[string]*clientSettings, len(roots))
	for i, root := range roots {
		folders[root] = nil
		if i < len(answers) && !settings.IsNull(json.RawMessage(answers[i])) {
			folders[root] = new(s.settingsOf(json.RawMessage(answers[i])))
		}
	}
	s.configure(func(st *state) *state {
		if unscoped == nil {
			return st.withSettings(st.settings, folders)
		}
		return st.withSettings(*unscoped, folders)
	})
}

// settingsOf lays a section of settings over the initialization options, and
// tells the person what is wrong with it.
func (s *Server) settingsOf(section json.RawMessage) clientSettings {
	members, problem := settings.SectionOf(map[string]json.RawMessage{settings.Section: section})
	set := s.initial
	problems := reader.Set(&set.Settings, members)
	if problem != "" {
		problems = append(problems, problem)
	}
	s.complain(problems)
	return set
}

// configure changes the settings. Where that makes a difference, everything is
// read anew.
func (s *Server) configure(change func(*state) *state) {
	changed := false
	s.update(func(st *state) *state {
		next := change(st)
		same := slices.EqualFunc(st.scopes, next.scopes, func(a, b scope) bool {
			return a.root == b.root && sameSettings(a.settings, b.settings)
		})
		if changed = !same || !sameSettings(st.settings, next.settings); changed {
			return next.reloaded(s.options.Environ)
		}
		next.scopes = st.scopes // with their environments
		return next
	})
	if changed {
		s.noteReload("the settings have changed")
	}
}
