package referee

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// TestReferee compares the predicted routes with what the real go command
// does, in cases generated from a seed.
func TestReferee(t *testing.T) {
	seed := uint64(number(t, "REFEREE_SEED", 1))
	for _, tc := range toolchains(t) {
		t.Run(tc.name, func(t *testing.T) {
			t.Logf("seed %d", seed)
			cases := make([]*Case, number(t, "REFEREE_CASES", tc.cases))
			for i := range cases {
				if cases[i] = generate(seed, i); i%10 == 9 {
					cases[i] = generateGet(seed, i)
				}
			}
			compare(t, tc.name, only(cases))
		})
	}
}

// compare lets a toolchain decide cases, and reports where the prediction differs.
func compare(t *testing.T, toolchain string, cases []*Case) {
	t.Helper()
	trials := decide(t, caseDir(t), goroot(t, toolchain), cases)
	judge(t, trials, predictions(t, predictor(t), trials))
}

// only returns the case that REFEREE_CASE names, by default all cases.
func only(cases []*Case) []*Case {
	name := os.Getenv("REFEREE_CASE")
	if name == "" {
		return cases
	}
	for _, c := range cases {
		if c.Name == name {
			return []*Case{c}
		}
	}
	return nil
}

// A toolchain is a version of the go command and how many cases it decides.
type toolchain struct {
	name  string // "local" or a version
	cases int
}

// toolchains returns those that REFEREE_GO asks for.
func toolchains(t *testing.T) []toolchain {
	all := []toolchain{{"local", 500}, {"go1.27.4", 500}, {"go1.24.11", 100}, {"go1.21.13", 100}}
	if testing.Short() {
		all = []toolchain{{"local", 60}}
	}
	names := os.Getenv("REFEREE_GO")
	if names == "" {
		return all
	}
	var some []toolchain
	for name := range strings.SplitSeq(names, ",") {
		some = append(some, toolchain{name, 500})
	}
	return some
}

// goroot returns the GOROOT of a toolchain, which is downloaded if need be.
func goroot(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.Command("go", "env", "GOROOT")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN="+name, "GOWORK=off", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("getting the toolchain %s: %v\n%s", name, err, stderrOf(err))
	}
	return strings.TrimSpace(string(out))
}

func stderrOf(err error) []byte {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.Stderr
	}
	return nil
}

// number returns the value of a variable of the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		t.Fatalf("%s=%q is not a number", name, text)
	}
	return n
}
