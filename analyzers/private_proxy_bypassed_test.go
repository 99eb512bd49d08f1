package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

// generated asks for a module of a registry that is a proxy for it, on line 4,
// for one on the registry's host that it does not have, and for one of the
// company's.
const generated = `module example.com/m

require (
	buf.build/gen/go/acme/petapis v1.2.3
	buf.build/go/protovalidate v1.0.0
	git.acme.com/team/lib v1.2.3
)
`

func TestPrivateProxyBypassed(t *testing.T) {
	base := scenario{file: generated}.with("GOPROXY", "https://buf.build/gen/go,https://proxy.golang.org,direct")
	info := []string{"4 information"}
	testPrivacy(t, PrivateProxyBypassed, []privacyTest{
		{"GOPRIVATE", base.with("GOPRIVATE", "buf.build/gen/go"), info, []string{
			"Module bypasses https://buf.build/gen/go, which is there for it: buf.build/gen/go/acme/petapis. " +
				"GOPRIVATE=buf.build/gen/go (set in the process's environment) matches it, so the go command goes straight to its origin.",
			"such as GONOPROXY=none.",
		}},
		{"GONOPROXY", base.with("GONOPROXY", "buf.build/gen/go"), info, []string{"GONOPROXY=buf.build/gen/go (set"}},
		{"the whole host", base.with("GOPRIVATE", "buf.build"), info, nil},
		{"everything", base.with("GOPRIVATE", "*"), info, nil},
		{"a password", base.with("GOPROXY", "https://u:hunter2@buf.build/gen/go", "GOPRIVATE", "buf.build/gen/go"), info, []string{"Module bypasses https://xxxxx@buf.build/gen/go, "}},
		{"what replaces a module", scenario{file: "module m\n\nrequire a.com/b v1.0.0\n\nreplace a.com/b => buf.build/gen/go/b v1.0.0\n"}.
			with("GOPROXY", "https://buf.build/gen/go", "GOPRIVATE", "buf.build/gen/go"), []string{"3 information"}, []string{"buf.build/gen/go/b"}},

		{"a module of the workspace", scenario{file: generated, mains: []string{"buf.build/gen/go/acme/petapis"}}.
			with("GOPROXY", "https://buf.build/gen/go", "GOPRIVATE", "buf.build/gen/go"), nil, nil},
		{"GOPRIVATE and GONOPROXY=none", base.with("GOPRIVATE", "buf.build/gen/go", "GONOPROXY", "none"), nil, nil},
		{"GONOSUMDB", base.with("GONOSUMDB", "buf.build/gen/go"), nil, nil},
		{"no variable", base, nil, nil},
		{"another module on the registry's host", base.with("GOPRIVATE", "buf.build/go"), nil, nil},
		{"a company proxy for public modules", base.with("GOPROXY", "https://goproxy.acme.com", "GOPRIVATE", "*.acme.com"), nil, nil},
		{"a trusted one", scenario{file: generated, facts: trusting("goproxy.acme.com")}.with("GOPROXY", "https://goproxy.acme.com", "GOPRIVATE", "*.acme.com"), nil, nil},
		{"a registry on the company's git host", base.with("GOPROXY", "https://git.acme.com/api/packages/team/go,direct", "GOPRIVATE", "git.acme.com"), nil, nil},
		{"a public proxy before it", base.with("GOPROXY", "https://proxy.golang.org,https://buf.build/gen/go", "GOPRIVATE", "buf.build/gen/go"), nil, nil},
		{"a public proxy at the beginning of the path", scenario{file: "module m\n\nrequire goproxy.io/x/y v1.0.0\n"}.with("GOPROXY", "https://goproxy.io", "GOPRIVATE", "goproxy.io"), nil, nil},
		{"GOPROXY=direct", base.with("GOPROXY", "direct", "GOPRIVATE", "buf.build/gen/go"), nil, nil},
		{"direct first, so that no pattern matters", base.with("GOPROXY", "direct,https://buf.build/gen/go"), nil, nil},
		{"an invalid GOPROXY", base.with("GOPROXY", "Direct", "GOPRIVATE", "buf.build/gen/go"), nil, nil},
		{"replaced by a directory", scenario{file: generated + "replace buf.build/gen/go/acme/petapis => ../petapis\n"}.
			with("GOPROXY", "https://buf.build/gen/go", "GOPRIVATE", "buf.build/gen/go"), nil, nil},
	})
}

func TestPrivateProxyBypassedIntents(t *testing.T) {
	base := scenario{file: generated}.with("GOPROXY", "https://buf.build/gen/go,https://proxy.golang.org,direct")
	tests := []struct {
		name, variable, value, want string
	}{
		{"nothing else is private", "GOPRIVATE", "buf.build/gen/go", "none"},
		{"nor in GONOPROXY", "GONOPROXY", "buf.build/gen/go/", "none"},
		{"a company's module is", "GOPRIVATE", "git.acme.com,buf.build/gen/go", "git.acme.com"},
		{"two patterns", "GOPRIVATE", "buf.build/gen/go,*.acme.com,buf.build/gen/*/acme", "*.acme.com"},
		{"the pattern covers a module that is not there", "GOPRIVATE", "buf.build", ""},
		{"the pattern covers everything", "GOPRIVATE", "*", ""},
	}
	for _, test := range tests {
		got := base.with(test.variable, test.value).intents(t, PrivateProxyBypassed)
		if test.want == "" {
			if len(got) != 0 {
				t.Errorf("%s: %+v, want none", test.name, got)
			}
			continue
		}
		want := analysis.SetVariable{Name: "GONOPROXY", Value: test.want, Title: "Fetch through https://buf.build/gen/go: GONOPROXY=" + test.want}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
	found := scenario{file: generated, user: map[string]string{"GOPROXY": "https://buf.build/gen/go", "GOPRIVATE": "buf.build/gen/go"}}.privacy(t)[PrivateProxyBypassed.Name]
	if len(found) != 1 || len(found[0].Related) != 1 || found[0].Related[0].File != userFile || found[0].Related[0].Message != "GOPRIVATE is set here" {
		t.Errorf("set in the user's file: %+v", found)
	}
	found = base.with("GOPRIVATE", "buf.build/gen/go").privacy(t)[PrivateProxyBypassed.Name]
	if len(found) != 1 || len(found[0].Related) != 0 || found[0].Requirement == nil || found[0].Requirement.Line != 4 {
		t.Errorf("set in the process's environment: %+v", found)
	}
}
