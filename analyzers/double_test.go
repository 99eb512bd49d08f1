package analyzers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/visibility"
)

// telling are values of each variable that some analyzer may have something to
// say about.
var telling = map[string][]string{
	"GOPROXY": {
		"off", "off,direct", "direct", "direct,https://proxy.acme.com", "https://proxy.acme.com", "https://proxy.acme.com|direct",
		"https://proxy.acme.com,https://proxy.golang.org,direct", "https://goproxy.cn|https://proxy.acme.com",
		"https://goproxy.ustc.edu.cn,direct", "https://goproxy.ustc.edu.cn", "https://mirrors.huaweicloud.com/goproxy/",
		"http://proxy.acme.com,direct", "http://proxy.golang.org,direct", "https://u:hunter2@proxy.acme.com", "https://u:hunter2@proxy.golang.org",
		"Direct", "proxy.golang.org", ",", "https:///x", "https://proxy.golang.org;direct", "https://proxy.golang.org direct",
	},
	"GOSUMDB":     {"off", "none", "sum.golang.google.cn", "sum.acme.com", ownDatabase, "sum.golang.org https://sums.acme.com"},
	"GOPRIVATE":   {"git.acme.com", "*", "github.com", "git.acme.com;x.acme.com", "https://git.acme.com", "acme.com", "none", "golang.org/x", "git.acme.com/*", " git.acme.com"},
	"GONOPROXY":   {"git.acme.com", "none", "*", "golang.org"},
	"GONOSUMDB":   {"git.acme.com", "none", "*", "golang.org"},
	"GOINSECURE":  {"git.acme.com", "*", "https://git.acme.com"},
	"GOVCS":       {"*:off", "private:git,public:off", "git"},
	"GOTOOLCHAIN": {"local", "path", "go1.20", "1.26"},
	"GO111MODULE": {"off", "yes"},
	"GOFLAGS":     {"-mod=vendor", "-mod=mod", "-insecure", "x"},
	"GOAUTH":      {"off", "git", "nonsense"},
	"GOPRIVAT":    {"git.acme.com"},
}

// worthSaying are the pairs of codes that one value may give rise to, and why
// neither makes the other superfluous. About any other pair one finding is
// enough.
var worthSaying = map[string]string{
	"private-module-public-fallback and private-module-public-sumdb": "two services learn the name, and mending one leaves the other",
	"goproxy-credentials and private-module-public-sumdb":            "who sees the credentials has nothing to do with what is looked up",
	"plain-http-proxy and private-module-public-sumdb":               "plain http has nothing to do with what is looked up",
	"private-module-public-sumdb and unreachable-proxy-entry":        "the proxy that is never asked might be meant to make GONOSUMDB needless, but does not",
	"pattern-too-broad and private-module-public-sumdb":              "the broad pattern is about public modules, the look-up about a private one",
	"pattern-too-broad and vcs-missing":                              "git is missing, whatever the pattern should be",
	"unreachable-proxy-entry and vcs-missing":                        "git is missing, whatever the list should be",
	"private-module-public-sumdb and vcs-missing":                    "with git there, the module is still looked up",
	"ineffective-setting and toolchain-unavailable":                  "why the line of the user's file is misread, and what comes of it for the go line",
}

// One fault is reported once: of what a single value of the environment gives
// rise to, no two codes say the same. What shadowed-variable reports is another
// value than the one in force, so it stands beside all others.
func TestOneFaultIsSaidOnce(t *testing.T) {
	used := make(map[string]bool)
	for _, file := range []string{public, strings.Replace(public, "go 1.26\n", "go 1.99.0\n", 1)} {
		for _, facts := range []func() *visibility.Facts{func() *visibility.Facts { return nil }, private} {
			s := scenario{file: file, machine: machine{programs: []string{}}}
			for name, values := range telling {
				for _, value := range values {
					for _, pair := range s.doubles(t, facts, name, value) {
						used[pair] = true
						if worthSaying[pair] == "" {
							t.Errorf("%s=%s: %s", name, value, pair)
						}
					}
				}
			}
		}
	}
	for pair := range worthSaying {
		if !used[pair] {
			t.Errorf("nothing gives rise to %s", pair)
		}
	}
}

// doubles returns the pairs of codes that a value gives rise to, in each of the
// ways in which people set one. What a line means and what is wrong with how it
// is written are two faults.
func (s scenario) doubles(t *testing.T, facts func() *visibility.Facts, name, value string) (pairs []string) {
	codes := func(vars []string, text string) []string {
		s := s.with(vars...)
		s.facts, s.userText = facts(), text
		found := make(map[string]bool)
		for _, d := range s.run(t) {
			found[d.Code] = true
		}
		return slices.Sorted(maps.Keys(found))
	}
	add := func(codes, before []string) {
		codes = slices.DeleteFunc(codes, func(code string) bool { return slices.Contains(before, code) })
		for i, code := range codes {
			for _, other := range codes[i+1:] {
				pairs = append(pairs, code+" and "+other)
			}
		}
	}
	line := name + "=" + value
	unset, plain := codes(nil, ""), codes(nil, line+"\n")
	add(codes([]string{name, value}, ""), unset)
	add(slices.Clone(plain), unset)
	for _, text := range []string{line + "\r\n", line + " # ours\n", fmt.Sprintf("%s=%q\n", name, value)} {
		add(codes(nil, text), append(slices.Clip(plain), unset...))
	}
	return pairs
}
