package gomod

import (
	"fmt"
	"strings"
	"testing"
)

func TestSumHas(t *testing.T) {
	text := `a.test/b v1.0.0 h1:zip=
a.test/b v1.0.0/go.mod h1:mod=
a.test/b v1.1.0/go.mod h1:mod=
a.test/b/v2 v2.0.0 h1:zip=

  a.test/a	v1.0.0   h1:zip=  
a.test/c v1.0.0 h2:unknown=
a.test/c v1.0.0/go.mod h1:mod=
a.test/d v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=
a.test/e v1.0.0 h2:unknown=
a.test/e v1.0.0 h1:zip=`
	tests := []struct {
		path, version string
		mod, zip      bool
	}{
		{"a.test/b", "v1.0.0", true, true},
		{"a.test/b", "v1.1.0", true, false},
		{"a.test/b", "v1.2.0", false, false},
		{"a.test/b/v2", "v2.0.0", false, true},
		{"a.test/a", "v1.0.0", false, true},  // out of order
		{"a.test/c", "v1.0.0", true, false},  // one hash is of an unknown kind
		{"a.test/d", "v1.0.0", false, false}, // the hash of an empty go.mod
		{"a.test/e", "v1.0.0", false, true},  // one hash of two is known
		{"a.test", "v1.0.0", false, false},
		{"z.test", "v1.0.0", false, false},
	}
	for eol, text := range map[string]string{"LF": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n")} {
		s := ParseSum("go.sum", text)
		if len(s.Broken) > 0 {
			t.Errorf("%s: line %d broken", eol, s.Broken[0].Line)
		}
		for _, test := range tests {
			if mod, zip := s.Has(test.path, test.version); mod != test.mod || zip != test.zip {
				t.Errorf("%s: %s@%s: mod %t, zip %t; want %t, %t", eol, test.path, test.version, mod, zip, test.mod, test.zip)
			}
		}
	}
	if mod, zip := ParseSum("go.sum", "").Has("a.test/a", "v1.0.0"); mod || zip {
		t.Errorf("an empty file has a line")
	}
}

func TestSumLinesSayWhereTheyStand(t *testing.T) {
	text := "b.test v1.0.0 h1:b=\n a.test v1.0.0 h1:a=\nb.test v1.0.0/go.mod h1:c=\nb.test v1.1.0 h1:d=\n"
	var got []string
	for l := range ParseSum("go.sum", text).Lines("b.test", "v1.0.0") {
		got = append(got, fmt.Sprintf("%d %q %t %s", l.Line, text[l.Start:l.End], l.GoMod, l.Hash))
	}
	want := `1 "b.test v1.0.0 h1:b=" false h1:b=; 3 "b.test v1.0.0/go.mod h1:c=" true h1:c=`
	if got := strings.Join(got, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBrokenSumLineCostsOnlyItself(t *testing.T) {
	text := "a.test v1.0.0 h1:a=\n<<<<<<< HEAD\n\tb.test  v1.0.0\nc.test v1.0.0 h1:c= more \nd.test v1.0.0 h1:d=\n"
	s := ParseSum("go.sum", text)
	var got []string
	for _, b := range s.Broken {
		got = append(got, fmt.Sprintf("%d %q %s", b.Line, text[b.Start:b.End], b.Message))
	}
	want := `2 "<<<<<<< HEAD" wrong number of fields 2; 3 "b.test  v1.0.0" wrong number of fields 2; ` +
		`4 "c.test v1.0.0 h1:c= more" wrong number of fields 4`
	if got := strings.Join(got, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, path := range []string{"a.test", "d.test"} {
		if _, zip := s.Has(path, "v1.0.0"); !zip {
			t.Errorf("the line of %s is lost", path)
		}
	}
}

func TestSumLineAtAnOffset(t *testing.T) {
	const text = "b.test/b v1.0.0/go.mod h1:mod=\nbad line\n\na.test/a v1.1.0 h1:zip=\n"
	s := ParseSum("go.sum", text)
	for offset, want := range map[int]string{0: "b.test/b v1.0.0", 30: "b.test/b v1.0.0", 31: "", 40: "", len(text) - 2: "a.test/a v1.1.0", len(text): ""} {
		got := ""
		if line := s.At(offset); line != nil {
			got = line.Path + " " + line.Version
		}
		if got != want {
			t.Errorf("at %d: %q, want %q", offset, got, want)
		}
	}
	for path, want := range map[string]bool{"a.test/a": true, "b.test/b": true, "a.test": false, "bad": false} {
		if s.Mentions(path) != want {
			t.Errorf("%s: mentioned is %t", path, !want)
		}
	}
}
