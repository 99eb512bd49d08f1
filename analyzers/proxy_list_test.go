package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/visibility"
)

// A proxyListRow is what one analyzer says of a GOPROXY.
type proxyListRow struct {
	name    string
	goproxy string
	env     []string // other variables and their values
	scenario
	want    string   // "error", "warning" … of the only finding; "" if there is none
	says    []string // parts of its message
	intents []string // "Title => value" of each; Unset gives "unset". A "?" in front says Deliberate
}

// trusts makes a proxy trusted by the settings.
func trusts(host string) *visibility.Facts { return &visibility.Facts{Trusted: []string{host}} }

// gonoproxyAll keeps every requirement of the file from the list.
var gonoproxyAll = []string{"GONOPROXY", "*"}

// testProxyList runs one analyzer on each row, by default on an ordinary file.
func testProxyList(t *testing.T, a *analysis.Analyzer, rows []proxyListRow) {
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := row.scenario.with(append([]string{"GOPROXY", row.goproxy}, row.env...)...)
			if s.file == "" {
				s.file = public
			}
			p := s.pass()
			var found []analysis.Diagnostic
			p.Report = func(d analysis.Diagnostic) {
				d.Code = a.Name
				found = append(found, d)
			}
			a.Run(p)
			if row.want == "" {
				if len(found) > 0 {
					t.Errorf("GOPROXY=%s: found %+v", row.goproxy, found)
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("GOPROXY=%s: %d findings, want 1: %+v", row.goproxy, len(found), found)
			}
			row.check(t, s, found[0])
		})
	}
}

func (row *proxyListRow) check(t *testing.T, s scenario, d analysis.Diagnostic) {
	t.Helper()
	checkMessage(t, d)
	if got, want := brief(s.file, d), "1 "+row.want+" "+d.Code; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
	for _, part := range row.says {
		if !strings.Contains(d.Message, part) {
			t.Errorf("message\n\t%s\nlacks\n\t%s", d.Message, part)
		}
	}
	if d.Subject == "" {
		t.Error("no subject")
	}
	var got []string
	for _, intent := range d.Intents {
		set := intent.(analysis.SetVariable)
		value := set.Value
		if set.Unset {
			value = "unset"
		}
		text := set.Title + " => " + value
		if set.Deliberate {
			text = "?" + text
		}
		got = append(got, text)
	}
	if !slices.Equal(got, row.intents) {
		t.Errorf("intents\n\t%q, want\n\t%q", got, row.intents)
	}
	for _, text := range append(got, d.Message, d.Subject) {
		if strings.Contains(text, "hunter2") || strings.Contains(text, "alice") {
			t.Errorf("a secret in %q", text)
		}
	}
}

const defaultProxies = "https://proxy.golang.org,direct"
