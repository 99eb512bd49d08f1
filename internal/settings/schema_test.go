package settings_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/settings"
)

var update = flag.Bool("update", false, "rewrite the codes in docs/settings.schema.json")

const schemaFile = "../../docs/settings.schema.json"

// A schema is what editors check and complete the settings with.
type schema struct {
	Description          string            `json:"description"`
	Default              json.RawMessage   `json:"default"`
	Examples             []json.RawMessage `json:"examples"`
	Enum                 []string          `json:"enum"`
	Properties           map[string]schema `json:"properties"`
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
	Definitions          map[string]schema `json:"definitions"`
}

func readSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		text = withCodes(text)
		if err := os.WriteFile(schemaFile, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var s schema
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&s); err != nil {
		t.Fatalf("%s: %v", schemaFile, err)
	}
	return s
}

// withCodes returns the schema with the codes that there are.
func withCodes(text []byte) []byte {
	var list []string
	for _, code := range slices.Sorted(slices.Values(analyzers.Codes())) {
		list = append(list, `        "`+code+`"`)
	}
	at := regexp.MustCompile(`(?s)("enum": \[\n).*?(\n? *\]\n    \}\n  \}\n\}\n)$`)
	return at.ReplaceAll(text, []byte("${1}"+strings.Join(list, ",\n")+"\n      ]\n    }\n  }\n}\n"))
}

// The schema knows the settings that modroute knows, and says of them what
// modroute makes of them.
func TestSchema(t *testing.T) {
	s := readSchema(t)
	reader := settings.Reader{Codes: analyzers.Codes()}
	set := func(name string, value json.RawMessage) settings.Settings {
		t.Helper()
		var got settings.Settings
		for _, problem := range reader.Set(&got, map[string]json.RawMessage{name: value}) {
			t.Errorf("%s = %s: %s", name, value, problem)
		}
		return got
	}
	if got, want := slices.Sorted(maps.Keys(s.Properties)), slices.Sorted(slices.Values(settings.Names())); !slices.Equal(got, want) {
		t.Errorf("the schema has %q, and there are %q", got, want)
	}
	for name, property := range s.Properties {
		if !strings.HasSuffix(property.Description, ".") {
			t.Errorf("%s is described by %q, which is no sentence", name, property.Description)
		}
		if got := set(name, property.Default); !reflect.DeepEqual(normal(got), normal(settings.Settings{})) {
			t.Errorf("%s is %s by default, which sets %+v", name, property.Default, got)
		}
		if len(property.Examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range property.Examples {
			if got := set(name, example); reflect.DeepEqual(got, settings.Settings{}) {
				t.Errorf("%s = %s sets nothing", name, example)
			}
		}
	}
	for _, mode := range s.Properties["inlayHints"].Enum {
		if got := set("inlayHints", json.RawMessage(`"`+mode+`"`)); string(got.InlayHints) != mode {
			t.Errorf("the mode %s sets %s", mode, got.InlayHints)
		}
	}
	var level struct{ Enum []string }
	if err := json.Unmarshal(s.Properties["severity"].AdditionalProperties, &level); err != nil || len(level.Enum) != 5 {
		t.Errorf("the severities are %q: %v", level.Enum, err)
	}
	for _, level := range level.Enum {
		set("severity", json.RawMessage(`{"sumdb-off": "`+level+`"}`))
	}
	if got, want := s.Definitions["code"].Enum, slices.Sorted(slices.Values(analyzers.Codes())); !slices.Equal(got, want) {
		t.Errorf("the schema has the codes %q, and there are %q; run the test with -update", got, want)
	}
}

// normal returns settings in which what is empty is absent.
func normal(s settings.Settings) settings.Settings {
	if len(s.Private) == 0 {
		s.Private = nil
	}
	if len(s.TrustedProxies) == 0 {
		s.TrustedProxies = nil
	}
	if len(s.Env) == 0 {
		s.Env = nil
	}
	if len(s.Control.Severity) == 0 {
		s.Control.Severity = nil
	}
	if len(s.Environments) == 0 {
		s.Environments = nil
	}
	if s.InlayHints == "" {
		s.InlayHints = settings.HintsUnusual
	}
	return s
}

// docs/settings.md has a row for each setting, and its example is accepted.
func TestPageIsComplete(t *testing.T) {
	page, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	_, problems, err := settings.Reader{Codes: analyzers.Codes()}.Parse([]byte(example))
	if err != nil || problems != nil {
		t.Errorf("the example: %q, %v", problems, err)
	}
	for _, name := range settings.Names() {
		if !strings.Contains(string(page), "\n| `"+name+"` |") {
			t.Errorf("%s is not described", name)
		}
		if !strings.Contains(example, `"`+name+`"`) {
			t.Errorf("%s is not in the example", name)
		}
	}
}
