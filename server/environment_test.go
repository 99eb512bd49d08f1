package server

import "testing"

// In a process of Visual Studio Code the Go extension has set GOPROXY as often
// as a person has; elsewhere nobody else is known to.
func TestInjected(t *testing.T) {
	for _, tt := range []struct {
		name    string
		environ []string
		want    bool
	}{
		{"an extension host", []string{"VSCODE_ESM_ENTRYPOINT=vs/workbench/api/node/extensionHostProcess", "GOPROXY=direct"}, true},
		{"its main process", []string{"GOPROXY=direct", "VSCODE_PID=4711"}, true},
		{"a terminal in it", []string{"TERM_PROGRAM=vscode", "VSCODE_INJECTION=1", "VSCODE_PID=", "GOPROXY=direct"}, false},
		{"another editor", []string{"GOPROXY=direct"}, false},
	} {
		who := injected(tt.environ)
		if got := who["GOPROXY"] != ""; got != tt.want {
			t.Errorf("%s: injected by %q", tt.name, who["GOPROXY"])
		}
		if who["GOPRIVATE"] != "" {
			t.Errorf("%s: GOPRIVATE is a person's", tt.name)
		}
	}
	env := newEnvironment(newSource([]string{"VSCODE_PID=1", "GOPROXY=direct", "GOPRIVATE=git.corp.example.com"}, clientSettings{}, nil)).get()
	if env.Lookup("GOPROXY").InjectedBy == "" || env.Lookup("GOPRIVATE").InjectedBy != "" {
		t.Errorf("GOPROXY %+v, GOPRIVATE %+v", env.Lookup("GOPROXY"), env.Lookup("GOPRIVATE"))
	}
}
