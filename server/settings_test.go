package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// corporate is a go.mod with a module that only settings call private.
const corporate = "module example.com/m\n\nrequire example.org/corp/lib v1.2.3\n"

// However a client pushes its settings, they count, and what it takes back is
// as it was.
func TestPushedSettings(t *testing.T) {
	for name, test := range map[string]struct{ set, removed string }{
		"as a section":                 {`{"modroute": {"private": ["example.org/corp"]}}`, `{"modroute": {}}`},
		"as a section, removed whole":  {`{"modroute": {"private": ["example.org/corp"]}}`, `{}`},
		"as a section, then null":      {`{"modroute": {"private": ["example.org/corp"]}}`, `{"modroute": null}`},
		"flat":                         {`{"private": ["example.org/corp"]}`, `{}`},
		"flat, set to null":            {`{"private": ["example.org/corp"]}`, `{"private": null}`},
		"dotted":                       {`{"modroute.private": ["example.org/corp"]}`, `{"modroute.private": null}`},
		"with those of other servers":  {`{"gopls": {"x": 1}, "modroute": {"private": ["example.org/corp"]}}`, `{"gopls": {"x": 1}}`},
		"beside one that is ill-typed": {`{"modroute": {"private": ["example.org/corp"], "env": 5}}`, `{"modroute": {"env": 5}}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil)
			s.open("go.mod", corporate)
			push := func(settings string) {
				s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": json.RawMessage(settings)}))
			}
			push(test.set)
			s.untilCodes("go.mod", leak)
			push(test.removed)
			s.untilCodes("go.mod")
			if ill := strings.Contains(test.set, "5"); ill != strings.Contains(s.log.String(), "modroute.env is ignored") {
				t.Errorf("log: %s", s.log)
			}
		})
	}
}

// What the initialization options say stays where the configuration says
// nothing of it.
func TestConfigurationComesOverTheOptions(t *testing.T) {
	for _, options := range []string{
		`{"modroute": {"private": ["example.org/corp"]}}`,
		`{"private": ["example.org/corp"]}`,
		`{"modroute.private": ["example.org/corp"]}`,
	} {
		s := start(t, func(params object) { params["initializationOptions"] = json.RawMessage(options) })
		if got := codesOf(s.open("go.mod", corporate)); !slices.Equal(got, []string{leak}) {
			t.Errorf("%s: %q", options, got)
		}
		s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"severity": object{leak: "hint"}}}}))
		if p := s.untilCodes("go.mod", leak); p.Diagnostics[0].Severity != int(protocol.DiagnosticSeverityHint) {
			t.Errorf("%s: %+v", options, p)
		}
	}
}

// A workspace cannot make itself trusted by its settings.
func TestSettingsBringNoTrust(t *testing.T) {
	s := start(t, func(params object) { params["initializationOptions"] = object{"modroute.trusted": false} })
	const outside = corporate + "\nreplace example.org/corp/lib => ../elsewhere/lib\n"
	if got := codesOf(s.open("go.mod", outside)); slices.Contains(got, "replace-directory") {
		t.Errorf("looked outside of a workspace that is not trusted: %q", got)
	}
	s.must(s.Notify("workspace/didChangeConfiguration", object{"settings": object{"modroute": object{"trusted": true}}}))
	if got := s.message(); !strings.Contains(got, "initialization option") {
		t.Errorf("message %q", got)
	}
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	if got := codesOf(s.diagnostics("go.mod", 2)); slices.Contains(got, "replace-directory") {
		t.Errorf("the settings have made it trusted: %q", got)
	}
}
