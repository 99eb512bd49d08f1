package goenv

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseFile(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string // name=value@line, by name
	}{
		{"plain", "GOPROXY=direct\n", `GOPROXY="direct"@1`},
		{"no final newline", "GOPROXY=direct", `GOPROXY="direct"@1`},
		{"comments and blank lines", "# GOPROXY=off\n\nGOPROXY=direct\n", `GOPROXY="direct"@3`},
		{"empty value", "GOPROXY=\n", `GOPROXY=""@1`},
		{"CRLF keeps the carriage return", "GOSUMDB=off\r\n", `GOSUMDB="off\r"@1`},
		{"a lone CR ends no line", "GOSUMDB=off\rGOPROXY=off\n", `GOSUMDB="off\rGOPROXY=off"@1`},
		{"the last line wins", "GOPROXY=a\nGOPROXY=b\n", `GOPROXY="b"@2`},
		{"split at the first =", "GOFLAGS=-tags=a=b\n", `GOFLAGS="-tags=a=b"@1`},
		{"quotes stay", `GOPROXY="direct"`, `GOPROXY="\"direct\""@1`},
		{"blanks stay", "GOPRIVATE= a \n", `GOPRIVATE=" a "@1`},
		{"blank before =", "GOPRIVATE = a\n", `GOPRIVATE =" a"@1`},
		{"unknown names", "FOOBAR=x\nX=\n", `FOOBAR="x"@1 X=""@2`},
		{"capital first letter is enough", "Go Private=x\n", `Go Private="x"@1`},
		{"ignored", "export GOPROXY=x\n GOPROXY=x\n\tGOPROXY=x\ngoproxy=x\n_GOPROXY=x\n9=x\nGOPROXY\n=x\n", ``},
		{"BOM hides the first line only", "\ufeffGOPROXY=x\nGOSUMDB=off\n", `GOSUMDB="off"@2`},
		{"NUL", "GOPROXY=a\x00b\n\x00\nGOSUMDB=off\n", `GOPROXY="a\x00b"@1 GOSUMDB="off"@3`},
		{"empty", "", ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			layer, _ := ParseFile("/env", tt.text, User)
			if got := describe(layer); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			for name, s := range layer.Settings {
				if s.File != "/env" || s.Origin != User {
					t.Errorf("%s: file %q, origin %v", name, s.File, s.Origin)
				}
			}
		})
	}
}

// describe returns a layer's settings as one line, in the order of the file.
func describe(l Layer) string {
	var list []string
	for line := 1; len(list) < len(l.Settings); line++ {
		for name, s := range l.Settings {
			if s.Line == line {
				list = append(list, fmt.Sprintf("%s=%q@%d", name, s.Value, s.Line))
			}
		}
	}
	return strings.Join(list, " ")
}

func TestParseFileProblems(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string // of the only problem; "" if there is none
	}{
		{"export GOPROXY=direct\n", `/env:1: the go command ignores this line because of the word "export" at its start; write GOPROXY=… or run go env -w GOPROXY=…`},
		{"\nset GOPROXY=direct\n", `/env:2: the go command ignores this line because of the word "set" at its start`},
		{"SET GOPROXY=direct\n", `/env:1: this line does not set GOPROXY because of the word "SET" at its start`},
		{"$env:GOPROXY = 'direct'\n", `ignores this line because of "$env:" at its start`},
		{"  GOPROXY=direct\n", `ignores this line because of the blanks at its start`},
		{"goproxy=direct\n", `ignores this line because of the lower-case name; write GOPROXY=`},
		{"Goproxy=direct\n", `does not set GOPROXY because of the lower-case name`},
		{"\ufeffGOPROXY=direct\n", `because of the byte order mark at its start`},
		{"GOPROXY = direct\n", `does not set GOPROXY because of the blanks before "="`},
		{"GOPRIVATE=\"a.example\"\n", `the quotation marks are part of the value of GOPRIVATE`},
		{"GOSUMDB='off'\r\n", `CRLF`},
		{"GOPRIVATE=a.example # ours\n", `a comment cannot follow a value`},
		{"GOPRIVATE=a.example\r\nGONOSUMDB=b.example\r\n", `/env:1: lines end in CRLF, and the carriage return is part of the value of GOPRIVATE`},
		{"GOPRIVATE=a.example\nGOPRIVATE=b.example\n", `/env:1: this line has no effect: line 2 sets GOPRIVATE again`},
		{"GODEBUG=netdns=go\n", `GODEBUG has no effect in this file: it is read from the process's environment only`},
		{"GOENV=/x\n", `GOENV has no effect in this file`},
		{"HTTPS_PROXY=u:secret@proxy.example:3128\n", `HTTPS_PROXY has no effect in this file`},
		{"NETRC=/x\n", `NETRC has no effect`},
		{"GOVERSION=go1.20\n", `GOVERSION has no effect`},

		{"GOROOT=/usr/lib/go\n", ""}, // in the user's file it counts
		{"# GOPROXY=direct\n", ""},
		{"\ufeff# a comment\n", ""},
		{"GOPROXY=https://a.example,direct\r\n", ""}, // the go command trims it
		{"GOFLAGS='-tags=a b'\n", ""},
		{"GOPRIVATE=a.example\nGOPRIVATE=a.example\n", ""},
		{"please set the GOPROXY=direct\n", ""},
		{"FOOBAR=\"x\"\nexport PATH=/x\nfoo=bar\n", ""},
		{"GOPROXY\n", ""},
	} {
		_, problems := ParseFile("/env", tt.text, User)
		switch {
		case tt.want == "" && len(problems) > 0:
			t.Errorf("%q: unexpected problem %q", tt.text, problems[0].Message)
		case tt.want == "":
		case len(problems) == 0:
			t.Errorf("%q: no problem, want %q", tt.text, tt.want)
		case !strings.Contains(problems[0].Message, tt.want):
			t.Errorf("%q:\n got %q\nwant %q", tt.text, problems[0].Message, tt.want)
		case !strings.HasPrefix(problems[0].Message, fmt.Sprintf("/env:%d: ", problems[0].Line)):
			t.Errorf("%q: %q does not stand alone", tt.text, problems[0].Message)
		}
	}
}

func TestGOROOTInGoEnvHasNoEffect(t *testing.T) {
	_, problems := ParseFile("/go/go.env", "GOROOT=/elsewhere\n", GOROOT)
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "GOROOT has no effect in this file") {
		t.Errorf("problems = %v", problems)
	}
}

func TestFirstLineWinsInGoEnv(t *testing.T) {
	layer, problems := ParseFile("/go/go.env", "GOPROXY=a\nGOPROXY=b\n", GOROOT)
	if got, want := describe(layer), `GOPROXY="a"@1`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	const want = "/go/go.env:2: this line has no effect: line 1 sets GOPROXY before, and the first one counts in this file"
	if len(problems) != 1 || problems[0].Message != want {
		t.Errorf("problems = %v, want %q", problems, want)
	}
}

func TestManyMistakesAreNotAllListed(t *testing.T) {
	_, problems := ParseFile("/env", strings.Repeat("export GOPROXY=x\n", 1000), User)
	if len(problems) != maxFindings {
		t.Errorf("%d problems, want %d", len(problems), maxFindings)
	}
}

// FuzzParseFile holds what is true of any text: a setting stands, byte for
// byte, on the line that it names, and no later line sets its name.
func FuzzParseFile(f *testing.F) {
	for _, text := range []string{
		"GOPROXY=https://proxy.example,direct\nGOSUMDB=off\n",
		"GOPRIVATE=*.corp.example.com\r\nGONOSUMDB=\r\n",
		"\ufeffGOPROXY=x\n", "export GOPROXY=x\n", " GOPROXY=x", "GOPROXY = x", "$env:GOFLAGS=x",
		"A=1\nA=2\nB==\n\n=\n", "GOPROXY=\x00\xff\n", "GOPRIVATE='a' # b\r",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		layer, problems := ParseFile("/env", text, User)
		lines := strings.Split(text, "\n")
		for name, s := range layer.Settings {
			if line := lines[s.Line-1]; line != name+"="+s.Value {
				t.Errorf("line %d is %q, not %s=%s", s.Line, line, name, s.Value)
			}
			if c := name[0]; c < 'A' || 'Z' < c {
				t.Errorf("a line that begins with %q counts", c)
			}
			for i, line := range lines[s.Line:] {
				if strings.HasPrefix(line, name+"=") {
					t.Errorf("line %d sets %s after line %d", s.Line+1+i, name, s.Line)
				}
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Line > len(lines) {
				t.Errorf("problem on line %d of %d", p.Line, len(lines))
			}
		}
	})
}
