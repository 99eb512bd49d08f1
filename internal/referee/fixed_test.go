package referee

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestFixed decides the cases that are written down: those that differed once,
// and the corners that chance seldom finds. Every toolchain decides them.
func TestFixed(t *testing.T) {
	for _, tc := range toolchains(t) {
		t.Run(tc.name, func(t *testing.T) { compare(t, tc.name, readCases(t, "fixed")) })
	}
}

// TestSlow decides the cases that take seconds: a proxy that never answers, and
// the go command's own time-out for hosts that GOINSECURE matches.
func TestSlow(t *testing.T) {
	if testing.Short() {
		t.Skip("the cases take seconds by nature")
	}
	compare(t, "local", readCases(t, "slow"))
}

// readCases reads the cases of a folder of testdata.
func readCases(t *testing.T, folder string) []*Case {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata/%s: %v", folder, err)
	}
	var cases []*Case
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := new(Case)
		if err := json.Unmarshal(text, c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		cases = append(cases, c)
	}
	return only(cases)
}
