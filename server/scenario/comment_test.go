package scenario

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var (
	// A thread is cited as GitHub itself cites it.
	thread = regexp.MustCompile(`\b[\w.-]+/[\w.-]+#[0-9]+\b`)
	// Whatever else looks like one is a citation that nobody can follow.
	citation = regexp.MustCompile(`#[0-9]+|\b(issue|pull request|PR) ?[0-9]+|https?://github\.com/`)
)

// TestCommentsOfScenarios holds that each scenario says in sentences what the
// user sees, and that a thread where users tell of it can be found.
func TestCommentsOfScenarios(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/scenarios/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range commentFaults(string(archive.Comment)) {
			t.Errorf("%s: its comment %s", filepath.Base(path), fault)
		}
	}
}

func commentFaults(comment string) []string {
	comment = strings.TrimSpace(comment)
	var faults []string
	if !strings.HasSuffix(comment, ".") {
		faults = append(faults, "does not end with a full stop")
	}
	if cited := len(thread.FindAllString(comment, -1)); len(citation.FindAllString(comment, -1)) != cited {
		faults = append(faults, "cites a thread otherwise than as owner/repository#number")
	}
	return faults
}

func TestCommentFaults(t *testing.T) {
	for comment, faults := range map[string]int{
		"golang/go#32291: the error names no variable.":       0,
		"It fails (golang/go#1, golang/vscode-go#2), always.": 0,
		"Nobody has told of it.":                              0,
		"":                                                    1,
		"golang/go#32291: no full stop":                       1,
		"issue 32291 of golang/go.":                           1,
		"go#32291: the owner is missing.":                     1,
		"See https://github.com/golang/go/issues/1.":          1,
		"PR12 after golang/go#12.":                            1,
	} {
		if got := commentFaults(comment); len(got) != faults {
			t.Errorf("%q: %q, want %d", comment, got, faults)
		}
	}
}
