package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// A privacyTest is a row of a table about one code of the privacy group: where
// it speaks ("8 warning"), and what its first message there says. No want means
// that it is silent.
type privacyTest struct {
	name string
	scenario
	want  []string
	parts []string
}

// testPrivacy runs the rows of a table about one analyzer.
func testPrivacy(t *testing.T, a *analysis.Analyzer, tests []privacyTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := test.privacy(t)[a.Name]
			var got []string
			for _, d := range found {
				checkMessage(t, d)
				got = append(got, strings.TrimSuffix(brief(test.file, d), " "+a.Name))
			}
			if !slices.Equal(got, test.want) {
				t.Fatalf("found %q, want %q", got, test.want)
			}
			for _, part := range test.parts {
				if !strings.Contains(found[0].Message, part) {
					t.Errorf("message\n\t%s\nlacks\n\t%s", found[0].Message, part)
				}
			}
		})
	}
}

// privacy runs the analyzers of the privacy group and returns what they find,
// by code.
func (s scenario) privacy(t *testing.T) map[string][]analysis.Diagnostic {
	t.Helper()
	p := s.pass()
	found := make(map[string][]analysis.Diagnostic)
	for _, a := range All {
		if a.Group == "privacy" {
			p.Report = func(d analysis.Diagnostic) {
				d.Code = a.Name
				found[a.Name] = append(found[a.Name], d)
			}
			a.Run(p)
		}
	}
	return found
}

// intents returns the intents of the first finding of a code.
func (s scenario) intents(t *testing.T, a *analysis.Analyzer) []analysis.Intent {
	t.Helper()
	found := s.privacy(t)[a.Name]
	if len(found) == 0 {
		t.Fatalf("no %s", a.Name)
	}
	return found[0].Intents
}

// trusting is private, with proxies that the settings trust.
func trusting(proxies ...string) *visibility.Facts {
	return &visibility.Facts{Settings: acme, Trusted: proxies}
}

// About public modules no code of the privacy group has anything to say.
func TestPrivacySilentOnPublic(t *testing.T) {
	file := scenario{file: public}
	for name, s := range map[string]scenario{
		"Go's default environment":           file,
		"GOPRIVATE of an unrelated company":  file.with("GOPRIVATE", "*.other.com,github.com/other"),
		"a company proxy":                    file.with("GOPROXY", "https://goproxy.corp.example.com"),
		"a trusted company proxy":            {file: public, facts: &visibility.Facts{Trusted: []string{"goproxy.corp.example.com"}}, env: map[string]string{"GOPROXY": "https://goproxy.corp.example.com"}},
		"a company proxy, then a public one": file.with("GOPROXY", "https://goproxy.corp.example.com,https://proxy.golang.org,direct"),
		"mirrors":                            file.with("GOPROXY", "https://goproxy.cn|https://goproxy.io|direct"),
		"a mirror, then an unlisted one":     file.with("GOPROXY", "https://goproxy.cn,https://goproxy.example.net,direct"),
		"GOPROXY=off":                        file.with("GOPROXY", "off"),
		"GOPROXY=direct":                     file.with("GOPROXY", "direct"),
		"an invalid GOPROXY":                 file.with("GOPROXY", "Direct"),
		"a repository's go.env about others": {file: public, facts: &visibility.Facts{Declared: []visibility.Pattern{{Variable: "GOPRIVATE", Glob: "github.com/other"}}}},
	} {
		for code, found := range s.privacy(t) {
			t.Errorf("%s: %s: %s", name, code, found[0].Message)
		}
	}
}

// A proxy that the setting modroute.trustedProxies names is the company's own,
// whatever the table of public ones says.
func TestTrustedProxyIsNoLeak(t *testing.T) {
	tests := []struct {
		name    string
		goproxy string
		trusted []string
		want    []string
	}{
		{"a public proxy", "https://goproxy.io,direct", nil, []string{"private-module-public-proxy"}},
		{"trusted by its host", "https://goproxy.io,direct", []string{"goproxy.io"}, nil},
		{"trusted by its URL", "https://goproxy.io/x,direct", []string{"https://goproxy.io/x"}, nil},
		{"another one is trusted", "https://goproxy.io,direct", []string{"goproxy.cn"}, []string{"private-module-public-proxy"}},
		{"a trusted one first", "https://goproxy.io,https://goproxy.cn", []string{"goproxy.io"}, []string{"private-module-public-fallback"}},
		{"a trusted one last", "https://goproxy.cn,https://goproxy.io", []string{"goproxy.io"}, []string{"private-module-public-proxy", "public-proxy-first"}},
	}
	for _, test := range tests {
		found := scenario{file: public, facts: trusting(test.trusted...)}.with("GOPROXY", test.goproxy, "GONOSUMDB", "git.acme.com").privacy(t)
		if got := codesOf(found); !slices.Equal(got, test.want) {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
	}
	// The checksum database is still told, and what a trusted proxy does is said.
	found := scenario{file: public, facts: trusting("goproxy.io")}.with("GOPROXY", "https://goproxy.io").privacy(t)["private-module-public-sumdb"]
	if len(found) != 1 || !strings.Contains(found[0].Message, "https://goproxy.io passes the look-up on or refuses it") {
		t.Errorf("the checksum database behind a trusted proxy: %+v", found)
	}
}

func codesOf(found map[string][]analysis.Diagnostic) []string {
	var codes []string
	for code := range found {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Privacy that is half-configured is found whichever variable is missing, for
// every kind of GOPROXY, and the message names the variable that the module is
// to be added to.
func TestHalfConfigured(t *testing.T) {
	values := []string{"", "git.acme.com", "git.other.com"}
	proxies := map[string]string{
		"default": "https://proxy.golang.org,direct",
		"public":  "https://goproxy.cn",
		"direct":  "direct",
		"own":     "https://proxy.acme.com",
		"outage":  "https://proxy.acme.com|https://proxy.golang.org",
		"late":    "https://proxy.golang.org,https://proxy.acme.com",
		"off":     "off",
	}
	for kind, goproxy := range proxies {
		for _, goprivate := range values {
			for _, gonoproxy := range values {
				for _, gonosumdb := range values {
					e := halfConfigured{goproxy, goprivate, gonoproxy, gonosumdb}
					want := e.want(kind)
					found := e.scenario().privacy(t)
					if got := codesOf(found); !slices.Equal(got, want.codes) {
						t.Errorf("%+v: found %q, want %q", e, got, want.codes)
						continue
					}
					for _, code := range []string{"private-module-public-proxy", "private-module-public-sumdb"} {
						for _, d := range found[code] {
							const half = " names it, which keeps it from "
							if !strings.Contains(d.Message, want.missing) || strings.Contains(d.Message, half) != strings.Contains(want.missing, half) {
								t.Errorf("%+v: %s\n\t%s\nlacks %q", e, code, d.Message, want.missing)
							}
						}
					}
				}
			}
		}
	}
}

// GOSUMDB=off is no pattern that names a module.
func TestNoDatabaseIsNoPattern(t *testing.T) {
	found := scenario{file: public, facts: private()}.with("GOSUMDB", "off").privacy(t)[PrivateModulePublicProxy.Name]
	if len(found) != 1 || !strings.HasSuffix(found[0].Message, "Evidence: modroute.private names git.acme.com. Add it to GOPRIVATE to fetch it from its origin.") {
		t.Errorf("%+v", found)
	}
}

// A halfConfigured is an environment of the three variables before a GOPROXY.
type halfConfigured struct{ goproxy, goprivate, gonoproxy, gonosumdb string }

func (e halfConfigured) scenario() scenario {
	facts := &visibility.Facts{}
	env := map[string]string{"GOPROXY": e.goproxy}
	for name, value := range map[string]string{"GOPRIVATE": e.goprivate, "GONOPROXY": e.gonoproxy, "GONOSUMDB": e.gonosumdb} {
		if value != "" {
			env[name] = value
			facts.Effective = append(facts.Effective, visibility.Pattern{Variable: name, Glob: value})
		}
	}
	return scenario{file: public, facts: facts, env: env}
}

type halfConfiguredWant struct {
	codes   []string
	missing string
}

// want is what the rules of GOPRIVATE, GONOPROXY and GONOSUMDB lead to: a value
// of the latter two replaces that of the first.
func (e halfConfigured) want(kind string) halfConfiguredWant {
	const acme = "git.acme.com"
	decides := func(own, name string) (value, decider string) {
		if own != "" {
			return own, name
		}
		return e.goprivate, "GOPRIVATE"
	}
	noProxy, proxyDecider := decides(e.gonoproxy, "GONOPROXY")
	noSumDB, sumDecider := decides(e.gonosumdb, "GONOSUMDB")
	none := halfConfiguredWant{}
	switch {
	case e.goprivate != acme && e.gonoproxy != acme && e.gonosumdb != acme:
		return none // nothing calls it private
	case noProxy == acme && noSumDB == acme:
		return none
	case noProxy == acme: // it comes from its origin
		return halfConfiguredWant{[]string{"private-module-public-sumdb"}, proxyDecider + " keeps it from the proxies alone. Add it to " + sumDecider + "."}
	case kind == "off":
		return none
	case kind == "late":
		missing := "Put https://proxy.acme.com first in GOPROXY"
		if noSumDB != acme {
			missing += "; GOPRIVATE would bypass it. Add the module to GONOSUMDB."
		}
		return halfConfiguredWant{[]string{"private-module-public-proxy", "public-proxy-first"}, missing}
	case kind == "default" || kind == "public":
		if noSumDB == acme {
			return halfConfiguredWant{[]string{"private-module-public-proxy"}, sumDecider + " names it, which keeps it from the checksum database alone. Add it to " + proxyDecider + " to fetch"}
		}
		missing := "Add it to " + proxyDecider
		if sumDecider != proxyDecider {
			missing += " and " + sumDecider
		}
		return halfConfiguredWant{[]string{"private-module-public-proxy"}, missing + " to fetch"}
	}
	want := none
	if kind == "outage" {
		want.codes = append(want.codes, "private-module-public-fallback")
	}
	if noSumDB != acme {
		want.codes = append(want.codes, "private-module-public-sumdb")
		want.missing = "Add it to GONOSUMDB"
		if kind == "direct" {
			want.missing = "Add it to " + sumDecider + "."
		}
	}
	return want
}
