package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/report"
	"github.com/modroute/modroute/internal/stage"
)

// Each code of the catalogue is found where its scenario has it, and
// "modroute fix" mends what it can: a second time there is nothing left to do,
// and each finding that remains says why. testdata/catalogue lists what becomes
// of which.
func TestCatalogue(t *testing.T) {
	const golden = "testdata/catalogue"
	outcomes := make([]string, len(analyzers.All))
	t.Run("codes", func(t *testing.T) {
		for i, a := range analyzers.All {
			t.Run(a.Name, func(t *testing.T) {
				t.Parallel()
				outcomes[i] = fmt.Sprintf("%-30s  %s\n", a.Name, outcome(t, a.Name))
			})
		}
	})
	got := strings.Join(outcomes, "")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != got {
		t.Errorf("%v; got\n%s\nwant\n%s", err, got, want)
	}
}

// unfixable are the codes about which modroute can offer nothing.
var unfixable = map[string]string{
	"vcs-missing":         "a person has to install the program",
	"environment-differs": "a person has to choose which environment is right",
}

// outcome shows a code and has it mended. It returns "mended", or the first of
// what is left to a person.
func outcome(t *testing.T, code string) string {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatalf("the tests need a go command: %v", err)
	}
	scene, err := stage.NewScene("../../testdata/scenarios", code, t.TempDir(), goTool)
	if err != nil {
		t.Fatal(err)
	}
	s := catalogued{t, scene}
	s.checkFindings(s.findings())
	before := s.findings()
	s.run("fix", "-diff")
	if got := s.findings(); !slices.EqualFunc(got, before, sameFinding) {
		t.Errorf("after fix -diff there are %d findings, before it %d", len(got), len(before))
	}

	environment := scene.UserEnv()
	first := s.run("fix")
	if changed, said := scene.UserEnv() != environment, strings.Contains("\n"+first, "\ngo env -"); changed != said {
		t.Errorf("the user's Go environment has changed: %v; fix printed\n%s", changed, first)
	}
	rest := s.run("fix")
	if !strings.HasSuffix(first, rest) {
		t.Errorf("fix goes on the second time:\n%s\nfirst it printed\n%s", rest, first)
	}
	found, reasons := remaining(rest)
	if want := s.run("check"); strings.Join(found, "") != want {
		t.Errorf("fix leaves\n%s\ncheck finds\n%s", found, want)
	}
	for i, line := range found {
		if reasons[i] == "" {
			t.Errorf("fix does not say why it leaves\n%s", line)
		}
		if strings.HasSuffix(line, " ["+code+"]\n") {
			s.checkNamed(reasons[i])
			return reasons[i]
		}
	}
	return "mended"
}

// checkNamed holds that "modroute fix" mends a finding of a code that is named,
// where that is what it advises; others of the code may have no such fix.
func (s catalogued) checkNamed(advice string) {
	if !strings.Contains(advice, "modroute fix -code "+s.Code) {
		return
	}
	before := s.count()
	s.run("fix", "-code", s.Code)
	if after := s.count(); after >= before {
		s.Errorf("after modroute fix -code there are %d findings, before it %d", after, before)
	}
}

// count returns how many findings of the code there are.
func (s catalogued) count() (n int) {
	for _, f := range s.findings() {
		if f.Code == s.Code {
			n++
		}
	}
	return n
}

// A catalogued is a code's scenario, for a test.
type catalogued struct {
	*testing.T
	*stage.Scene
}

// run runs a subcommand in the scenario and returns what it prints.
func (s catalogued) run(command string, flags ...string) string {
	s.Helper()
	var stdout, stderr bytes.Buffer
	args := slices.Concat([]string{command, "-C", s.Work}, flags, s.Args)
	if exit := Main(args, strings.NewReader(""), &stdout, &stderr, s.Environ); exit == exitFailed || stderr.Len() > 0 {
		s.Logf("modroute %s: exit %d: %s", strings.Join(args, " "), exit, &stderr)
	}
	return s.Shown(stdout.String())
}

// findings returns what "modroute check -json" finds.
func (s catalogued) findings() []report.Finding {
	var list []report.Finding
	for line := range strings.Lines(s.run("check", "-json")) {
		var f report.Finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			s.Fatalf("%v: %s", err, line)
		}
		list = append(list, f)
	}
	return list
}

// checkFindings holds that the code is found, no fault twice, and with a fix.
func (s catalogued) checkFindings(list []report.Finding) {
	found, offered := false, false
	for i, f := range list {
		if slices.ContainsFunc(list[:i], func(other report.Finding) bool { return sameFinding(f, other) }) {
			s.Errorf("found twice: %s:%d: %s", f.File, f.Line, f.Message)
		}
		if f.Code == s.Code {
			found = true
			offered = offered || slices.ContainsFunc(f.Fixes, func(fix report.Fix) bool { return fix.Disabled == "" })
		}
	}
	if !found {
		s.Error("check does not find it")
	}
	if why := unfixable[s.Code]; offered == (why != "") {
		s.Errorf("a fix is offered: %v, though %q", offered, why)
	}
}

func sameFinding(a, b report.Finding) bool {
	return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Code == b.Code && a.Message == b.Message
}

// findingLine matches the line of a finding that remains.
var findingLine = regexp.MustCompile(`^\S+:\d+:\d+: (error|warning|information|hint): `)

// remaining returns the findings that "modroute fix" leaves, and of each the
// first of what it leaves to a person.
func remaining(output string) (found, reasons []string) {
	for line := range strings.Lines(output) {
		reason, indented := strings.CutPrefix(line, "    ")
		switch last := len(found) - 1; {
		case findingLine.MatchString(line):
			found, reasons = append(found, line), append(reasons, "")
		case indented && last >= 0 && reasons[last] == "":
			reasons[last] = strings.TrimSuffix(reason, "\n")
		}
	}
	return found, reasons
}
