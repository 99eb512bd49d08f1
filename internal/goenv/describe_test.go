package goenv

import "testing"

// Every variable that steers fetching can be explained.
func TestDescribe(t *testing.T) {
	for _, s := range specs {
		if Describe(s.name) == "" {
			t.Errorf("nothing says what %s does", s.name)
		}
	}
	for name := range sentences {
		if specOf[name] == nil {
			t.Errorf("%s is explained, but no variable", name)
		}
	}
	if got := Describe("EDITOR"); got != "" {
		t.Errorf("EDITOR: %s", got)
	}
}

func TestParseLine(t *testing.T) {
	for line, want := range map[string]Assignment{
		"GOPROXY=off":        {"GOPROXY", "off", 8},
		"GOPRIVATE= a,b\r":   {"GOPRIVATE", " a,b\r", 10},
		"GOX=":               {"GOX", "", 4},
		"# GOPROXY=off":      {},
		"export GOPROXY=off": {},
		"":                   {},
	} {
		if got, ok := ParseLine(line); ok != (want != Assignment{}) || ok && got != want {
			t.Errorf("%q: %+v, %t", line, got, ok)
		}
	}
}
