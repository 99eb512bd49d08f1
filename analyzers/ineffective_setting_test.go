package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

func TestIneffectiveSetting(t *testing.T) {
	file := func(text string) scenario { return scenario{file: public, userText: text} }
	old := scenario{file: "module m\n", user: map[string]string{"GOINSECURE": "git.acme.com"}, goVersion: "go1.13.15"}
	testVariable(t, IneffectiveSetting, []variableCase{
		{"a shell's export", file("# ours\nexport GOPROXY=https://u:hunter2@proxy.acme.com\n"), "1 information",
			[]string{`A setting does not do what it seems to: ` + userFile + `:2: the go command ignores this line because of the word "export" at its start; write GOPROXY=`}, nil},
		{"quotation marks", file("GOPRIVATE=\"git.other.com\"\n"), "1 information", []string{"the quotation marks are part of the value of GOPRIVATE; remove them."}, []string{"Write the line for GOPRIVATE anew"}},
		{"a comment", file("GOPRIVATE=git.other.com # ours\n"), "1 information", []string{"a comment cannot follow a value"}, []string{"Write the line for GOPRIVATE anew"}},
		{"CRLF", file("GOPRIVATE=git.other.com\r\n"), "1 information", []string{"the carriage return is part of the value of GOPRIVATE"}, []string{"Write the line for GOPRIVATE anew"}},
		{"a variable of the process", file("GODEBUG=netdns=go\n"), "1 information", []string{"GODEBUG has no effect in this file"}, nil},
		{"two lines for one variable", file("GOPROXY=direct\nGOPROXY=off\n"), "1 information", []string{userFile + ":1: this line has no effect: line 2 sets GOPROXY again"}, nil},
		{"several lines", file(" GOPROXY=direct\ngoprivate=x\n"), "1 information, 1 information", nil, nil},
		{"a variable that the Go version does not know", old, "1 information", []string{"GOINSECURE has no effect: go1.13.15 does not read it, go1.14 and later do."}, nil},
		{"the same in the process", scenario{file: "module m\n", goVersion: "go1.17.13"}.with("GOWORK", "off"), "1 information", []string{"A setting does not do what it seems to: GOWORK has no effect"}, nil},
		{name: "where a pattern misses a module for it", scenario: file("GOPRIVATE=\"git.acme.com\"\n")},
		{name: "where the value is refused for it", scenario: file("GOSUMDB=off\r\n")},
		{"where another line is refused", file("GOPRIVATE='git.other.com'\nGO111MODULE=yes\n"), "1 information", []string{userFile + ":1: "}, []string{"Write the line for GOPRIVATE anew"}},
		{name: "what go env -w writes", scenario: file("GOPRIVATE=git.acme.com\nGOPROXY=direct\n")},
		{name: "no file", scenario: scenario{file: public}},
	})
}

func TestIneffectiveSettingIsAtItsLine(t *testing.T) {
	found := onlyFinding(t, IneffectiveSetting, scenario{file: public, userText: "\nGOPRIVATE='git.other.com'\n"})
	if found.Cause == nil || found.Cause.File != userFile || found.Cause.Line != 2 || found.Subject != "GOPRIVATE" {
		t.Errorf("caused at %+v, subject %q", found.Cause, found.Subject)
	}
	if got := setValue(found.Intents[0]); got != "git.other.com" {
		t.Errorf("the line is written anew with %q", got)
	}
}

// The user's file is not where a line of $GOROOT/go.env is mended.
func TestIneffectiveSettingOfTheInstallation(t *testing.T) {
	own, problems := goenv.ParseFile("/usr/local/go/go.env", "GOSUMDB='sum.golang.org'\n", goenv.GOROOT)
	p := scenario{file: public}.pass()
	p.Env = goenv.Merge([]goenv.Layer{own}, goenv.Facts{GOROOT: "/usr/local/go", UserFile: userFile, Problems: problems})
	for _, d := range findingsOf(IneffectiveSetting, p) {
		if d.Intents != nil || d.Cause == nil || d.Cause.File != "/usr/local/go/go.env" {
			t.Errorf("%+v", d)
		}
	}
}
