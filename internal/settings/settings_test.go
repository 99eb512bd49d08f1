package settings

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

var reader = Reader{Codes: []string{"local-replace", "sumdb-off", "unused-ignore"}}

func TestParse(t *testing.T) {
	want := Settings{
		Private: []string{"git.corp.example.com"}, TrustedProxies: []string{"https://goproxy.corp.example.com"},
		Env: map[string]string{"GOPROXY": "direct", "GOSUMDB": ""},
		Control: analysis.Control{
			Severity: map[string]analysis.Severity{"sumdb-off": analysis.Off, "local-replace": analysis.Error},
			Ignore:   []analysis.IgnoreRule{{Glob: "a.example"}, {Glob: "b.example/*", Codes: []string{"local-replace"}}},
		},
	}
	const text = `{"private": ["git.corp.example.com"], "trustedProxies": ["https://goproxy.corp.example.com"],
		"env": {"GOPROXY": "direct", "GOSUMDB": null}, "severity": {"sumdb-off": "off", "local-replace": "error"},
		"ignore": {"b.example/*": ["local-replace"], "a.example": true, "c.example": false, "d.example": []}, "trace": "off", "server": {}}`
	for _, text := range []string{text, `{"modroute": ` + text + `, "gopls": {}}`} {
		got, problems, err := reader.Parse([]byte(text))
		if err != nil || problems != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v; %q, %v", got, want, problems, err)
		}
	}
}

// What is wrong is named, and nothing else suffers; above all, it silences
// nothing.
func TestProblems(t *testing.T) {
	tests := []struct{ text, problem string }{
		{`{"privat": true}`, "there is no setting modroute.privat; did you mean private?"},
		{`{"xyz": true}`, "there is no setting modroute.xyz"},
		{`{"private": 5}`, "modroute.private is ignored: it must be a list of glob patterns"},
		{`{"trustedProxies": [1]}`, "modroute.trustedProxies is ignored: it must be a list of proxy URLs"},
		{`{"private": ["["]}`, `modroute.private: "[" is not one glob pattern`},
		{`{"private": [""]}`, `modroute.private: "" is not one glob pattern`},
		{`{"private": ["a.example,b.example"]}`, `modroute.private: "a.example,b.example" is not one glob pattern`},
		{`{"env": {"": "x"}}`, `modroute.env: "" is no name of a variable`},
		{`{"env": {"GOPROXY=off": ""}}`, `modroute.env: "GOPROXY=off" is no name of a variable`},
		{`{"env": 5}`, "modroute.env is ignored: it must be an object"},
		{`{"env": {"A": 5}}`, "modroute.env.A is ignored: it must be a string"},
		{`{"severity": "off"}`, "modroute.severity is ignored: it must be an object"},
		{`{"severity": {"sumdb-of": "off"}}`, "there is no code sumdb-of; did you mean sumdb-off?"},
		{`{"severity": {"xyz": "off"}}`, "there is no code xyz"},
		{`{"severity": {"sumdb-off": "hints"}}`, `sumdb-off cannot be "hints"; it must be off, error, warning, information or hint; did you mean hint?`},
		{`{"severity": {"sumdb-off": false}}`, `sumdb-off cannot be "false"`},
		{`{"severity": {"sumdb-off": ""}}`, `sumdb-off cannot be ""`},
		{`{"ignore": true}`, "modroute.ignore is ignored: it must be an object"},
		{`{"ignore": {"a.example": "sumdb-off"}}`, "a.example must be true or a list of codes"},
		{`{"ignore": {"a.example": ["sumdb"]}}`, "a.example: there is no code sumdb"},
		{`{"ignore": {"": true}}`, `"" is not one glob pattern`},
		{`{"ignore": {"a,b": true}}`, `"a,b" is not one glob pattern`},
		{`{"ignore": {"[": true}}`, `"[" is not one glob pattern`},
		{`{"inlayHints": true}`, "modroute.inlayHints is ignored: it must be off, unusual or all"},
		{`{"codeLens": "yes"}`, "modroute.codeLens is ignored: it must be true or false"},
		{`{"environments": ["ci"]}`, "modroute.environments is ignored: it must be an object"},
		{`{"environments": {"ci": 5}}`, "modroute.environments.ci is ignored: it must be an object with env, file, process or loginShell"},
		{`{"environments": {"ci": {"envs": {}}}}`, "there is no setting modroute.environments.ci.envs; did you mean env?"},
		{`{"trusted": false}`, "modroute.trusted is ignored among the settings"},
		{`{"modroute.privat": []}`, "there is no setting modroute.privat; did you mean private?"},
		{`{"modroute.env": 5}`, "modroute.env is ignored: it must be an object"},
		{`{"modroute": 5}`, "the setting modroute is ignored: it must be an object"},
	}
	for _, test := range tests {
		got, problems, err := reader.Parse([]byte(test.text))
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0], test.problem) {
			t.Errorf("%s: problems %q, %v, want %q", test.text, problems, err, test.problem)
		}
		if len(got.Private)+len(got.TrustedProxies)+len(got.Env)+len(got.Control.Severity)+len(got.Control.Ignore) > 0 {
			t.Errorf("%s: set %+v", test.text, got)
		}
	}
	got, problems, _ := reader.Parse([]byte(`{"ignore": {"a.example": ["sumdb", "sumdb-off"]}, "severity": {"x": "off", "sumdb-off": "hint"}}`))
	if len(problems) != 2 || len(got.Control.Ignore) != 1 || len(got.Control.Ignore[0].Codes) != 1 || len(got.Control.Severity) != 1 {
		t.Errorf("beside what is wrong: %+v, %q", got, problems)
	}
}

func TestNoObject(t *testing.T) {
	for _, text := range []string{"", "5", "[1]", "{", `"modroute"`} {
		if _, _, err := reader.Parse([]byte(text)); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
	for _, text := range []string{"{}", "[]", `{"modroute": null}`, `{"modroute": []}`, `{"severity": [], "ignore": [], "env": []}`} {
		if _, problems, err := reader.Parse([]byte(text)); err != nil || problems != nil {
			t.Errorf("%s: %q, %v", text, problems, err)
		}
	}
}

// However a client spells the section, it says the same.
func TestSpellings(t *testing.T) {
	want := Settings{
		Private: []string{"corp.example.com"}, Env: map[string]string{"GOPROXY": "direct"},
		Control: analysis.Control{Ignore: []analysis.IgnoreRule{{Glob: "a.example/b"}}},
	}
	for _, text := range []string{
		`{"modroute": {"private": ["corp.example.com"], "env": {"GOPROXY": "direct"}, "ignore": {"a.example/b": true}}}`,
		`{"private": ["corp.example.com"], "env": {"GOPROXY": "direct"}, "ignore": {"a.example/b": true}}`,
		`{"modroute.private": ["corp.example.com"], "modroute.env": {"GOPROXY": "direct"}, "modroute.ignore": {"a.example/b": true}, "gopls.x": 1}`,
		`{"modroute.private": ["corp.example.com"], "modroute.env.GOPROXY": "direct", "modroute.ignore.a.example/b": true}`,
		`{"modroute": {"env": {"GOPROXY": "off"}}, "modroute.private": ["corp.example.com"], "modroute.env.GOPROXY": "direct", "modroute.ignore.a.example/b": true}`,
		`{"modroute": null, "modroute.private": ["corp.example.com"], "modroute.env.GOPROXY": "direct", "modroute.ignore.a.example/b": true}`,
		`{"modroute": [], "modroute.private": ["corp.example.com"], "modroute.env.GOPROXY": "direct", "modroute.ignore.a.example/b": true}`,
	} {
		got, problems, err := reader.Parse([]byte(text))
		if err != nil || problems != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v; %q, %v", text, got, want, problems, err)
		}
		section, ok := Pushed([]byte(text))
		got, problems, err = reader.Parse(section)
		if err != nil || problems != nil || !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s pushed: %s: %+v, want %+v; %q, %v", text, section, got, want, problems, err)
		}
	}
}

// What a client pushes for other servers says nothing of this one.
func TestPushedForOthers(t *testing.T) {
	for _, text := range []string{`null`, `{}`, `[]`, `5`, ``, `{"gopls": {"private": []}}`, `{"modrouted": {}, "modroute-x": 1}`} {
		if section, ok := Pushed([]byte(text)); ok {
			t.Errorf("%s says %s", text, section)
		}
	}
	section, ok := Pushed([]byte(`{"modroute": 5}`))
	if !ok || string(section) != "5" {
		t.Errorf("what is wrong is to be named: %s, %v", section, ok)
	}
}

// Null is what clients send for what is not set: it says nothing, and takes
// nothing away.
func TestNullSaysNothing(t *testing.T) {
	before := Settings{
		Private: []string{"a.example"}, TrustedProxies: []string{"b.example"}, Env: map[string]string{"GOPROXY": "off"},
		InlayHints: HintsOff, NoCodeLens: true, Environments: map[string]Environment{"ci": {File: "x"}},
		Control: analysis.Control{Severity: map[string]analysis.Severity{"sumdb-off": analysis.Off}, Ignore: []analysis.IgnoreRule{{Glob: "a"}}},
	}
	members := map[string]json.RawMessage{}
	for _, name := range names {
		members[name] = json.RawMessage("null")
	}
	after := before
	if problems := reader.Set(&after, members); problems != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("%+v became %+v: %q", before, after, problems)
	}
}
