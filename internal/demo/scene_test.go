package main

import (
	"slices"
	"testing"

	"github.com/modroute/modroute/internal/stage"
)

func TestAbout(t *testing.T) {
	s := scene{&stage.Scene{Code: "sumdb-off"}}
	found, done := s.about(`go env -w GOPRIVATE='a.example' [private-module-public-proxy]
go env -u GOSUMDB [sumdb-off]
    removed one

go.mod:1:1: warning: Nothing verifies it: GOSUMDB=off. Unset it. [sumdb-off]
    run: unset GOSUMDB
    left to choose: Leave it
go.mod:1:1: hint: Another. [unused-ignore]
    run: nothing
`)
	if !slices.Equal(done, []string{"go env -u GOSUMDB"}) {
		t.Errorf("done is %q", done)
	}
	if len(found) != 1 || !slices.Equal(found[0].notes, []string{"run: unset GOSUMDB", "left to choose: Leave it"}) {
		t.Fatalf("found is %+v", found)
	}
	if got, want := s.summary(found[0].line), "go.mod:1:1: warning: Nothing verifies it: GOSUMDB=off. [sumdb-off]"; got != want {
		t.Errorf("the summary is %q, want %q", got, want)
	}
}

// The demonstration fails where a code is not found.
func TestACodeWithoutItsScenario(t *testing.T) {
	if err := catalogue("modroute", t.TempDir(), t.TempDir()); err == nil {
		t.Error("no error")
	}
}
