package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"github.com/modroute/modroute/internal/stage"
)

// A scene shows one code.
type scene struct{ *stage.Scene }

// output runs a subcommand of modroute in the scene. Findings are no failure.
func (s scene) output(binary, command string) (string, error) {
	cmd := exec.Command(binary, append([]string{command}, s.Args...)...)
	cmd.Env, cmd.Dir = s.Environ, s.Work
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) && stderr.Len() == 0 {
		err = nil
	}
	if err != nil {
		return "", fmt.Errorf("modroute %s: %w\n%s", command, err, &stderr)
	}
	return s.Shown(stdout.String()), nil
}

// A finding is what "modroute check" or "modroute fix" prints of one.
type finding struct {
	line  string
	notes []string // what "modroute fix" leaves to a person
}

// isFinding matches the line of a finding; what "modroute fix" has done it
// prints without a severity.
var isFinding = regexp.MustCompile(`^\S+:\d+:\d+: (error|warning|information|hint): `)

// about returns what an output says about the scene's code: the findings, and
// what was done.
func (s scene) about(output string) (found []finding, done []string) {
	wanted := false
	for line := range strings.Lines(output) {
		line = strings.TrimSuffix(line, "\n")
		note, isNote := strings.CutPrefix(line, "    ")
		if !isNote {
			wanted = strings.HasSuffix(line, " ["+s.Code+"]")
		}
		switch {
		case !wanted:
		case isNote && len(found) > 0:
			found[len(found)-1].notes = append(found[len(found)-1].notes, note)
		case isFinding.MatchString(line):
			found = append(found, finding{line: line})
		case !isNote:
			done = append(done, strings.TrimSuffix(line, " ["+s.Code+"]"))
		}
	}
	return found, done
}

// summary returns a finding's line with the first sentence of its message
// alone.
func (s scene) summary(line string) string {
	first, rest, _ := strings.Cut(line, ". ")
	if rest == "" {
		return line
	}
	return first + ". [" + s.Code + "]"
}
