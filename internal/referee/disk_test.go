package referee

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/layers"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/snapshot"
)

// TestFromDisk reads the generated projects back from disk: the routes must be
// those that follow from what the generator knows of them. So what the go
// command is compared with is also what people see.
func TestFromDisk(t *testing.T) {
	seed := uint64(number(t, "REFEREE_SEED", 1))
	t.Logf("seed %d", seed)
	root, dir := goroot(t, "local"), caseDir(t)
	cases := readCases(t, "fixed")
	for i := range number(t, "REFEREE_CASES", 500) {
		cases = append(cases, generate(seed, i))
	}
	for i, c := range cases {
		if c.Project == nil {
			continue
		}
		s, err := c.setUp(filepath.Join(dir, fmt.Sprint(i)), root)
		if err != nil {
			t.Fatal(err)
		}
		s.close()
		q := s.question()
		known, read := show(t, q.Answer().Route), show(t, s.routeFromDisk(t))
		if known != read {
			t.Errorf("%s:\nby its files: %s\nas generated: %s", c.Name, read, known)
		}
	}
}

// routeFromDisk returns the route that the files of the case lead to.
func (s *setup) routeFromDisk(t *testing.T) *route.Route {
	t.Helper()
	env, _ := layers.Read(layers.Source{Environ: s.environ, Dir: s.cwd})
	files := snapshot.Disk(nil, true)
	folder := snapshot.Open(s.cwd, env, files, snapshot.Options{Trusted: true})
	name := filepath.Join(s.cwd, "go.mod")
	text, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	snap := folder.Snapshot(gomod.Parse(name, text))
	if s.Command == "toolchain" {
		r, ok := folder.Policy.ResolveToolchain(snap.Workspace)
		if !ok {
			return nil
		}
		return &r
	}
	r := snap.Route(route.Requirement{Path: s.Path, Version: s.Version}, commands[s.Command].class)
	return &r
}

// show returns all of a route but its reasons, which name lines of files, and
// the spelling of a replacement's directory, which depends on the file's place.
func show(t *testing.T, r *route.Route) string {
	t.Helper()
	if r == nil {
		return "none"
	}
	bare := *r
	bare.Reasons = nil
	if bare.ReplacedBy != nil && bare.ReplacedBy.Dir != "" {
		bare.ReplacedBy = &route.Replacement{Dir: "local"}
	}
	text, err := json.Marshal(bare)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
