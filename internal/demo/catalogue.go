package main

import (
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/stage"
)

// catalogue shows every code once, and what "modroute fix" does about it. It
// fails if there is one that modroute does not find.
func catalogue(binary, scenarios, dir string) error {
	goTool, err := exec.LookPath("go")
	if err != nil {
		return err
	}
	say("Every code once, and what modroute fix does about it")
	fmt.Print("Of each message the first sentence. ✓ is done by modroute fix, · is left to a person.\n\n")
	left := make(map[string][]string) // codes, by why they stay
	mended := 0
	for _, a := range analyzers.All {
		s, err := stage.NewScene(scenarios, a.Name, filepath.Join(dir, a.Name), goTool)
		if err != nil {
			return err
		}
		reason, err := scene{s}.play(binary)
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		if reason == "" {
			mended++
			continue
		}
		kind, _, _ := strings.Cut(reason, ": ")
		left[kind] = append(left[kind], a.Name)
	}
	fmt.Printf("\n%d codes, of which modroute fix mends %d by itself. It says of the others:\n", len(analyzers.All), mended)
	for _, kind := range slices.Sorted(maps.Keys(left)) {
		fmt.Printf("\n%s:\n", kind)
		fold(strings.Join(left[kind], ", "))
	}
	return nil
}

// play shows the scene's first finding, and what "modroute fix" does about it.
// It returns why findings stay; "" if they are gone.
func (s scene) play(binary string) (reason string, err error) {
	before, err := s.output(binary, "check")
	if err != nil {
		return "", err
	}
	found, _ := s.about(before)
	if len(found) == 0 {
		return "", errors.New("modroute check does not find it")
	}
	after, err := s.output(binary, "fix")
	if err != nil {
		return "", err
	}
	remaining, done := s.about(after)
	fmt.Println(s.summary(found[0].line))
	for _, line := range done {
		fmt.Println("  ✓ " + line)
	}
	if len(remaining) == 0 {
		return "", nil
	}
	for _, note := range remaining[0].notes {
		fmt.Println("  · " + note)
	}
	return remaining[0].notes[0], nil
}
