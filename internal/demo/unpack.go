package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/stage"
)

// unpackAll writes the scene of every code to a directory of its own, with a
// program that runs another in the scene's environment.
func unpackAll(scenarios, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err // what is there already stays
	}
	for _, a := range analyzers.All {
		s, err := stage.NewScene(scenarios, a.Name, filepath.Join(dir, a.Name), goTool)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, a.Name, "run"), []byte(script(s)), 0o777); err != nil {
			return err
		}
	}
	fmt.Printf("%s has a directory for each of %d codes. For example:\n\n\tcd %s\n\t./run modroute check\n", dir, len(analyzers.All), filepath.Join(dir, analyzers.All[0].Name))
	return nil
}

// script returns a shell script that runs a program in the scene.
func script(s *stage.Scene) string {
	var b strings.Builder
	var args strings.Builder
	for _, arg := range s.Args {
		args.WriteString(" " + arg)
	}
	fmt.Fprintf(&b, "#!/bin/sh\n# Shows %s. Runs a program in the workspace beside this file, in its\n# environment and no other:\n#\n#\t./run modroute check%s\n", s.Code, &args)
	fmt.Fprintf(&b, "program=$(command -v \"$1\") || exit\nshift\ncd %s || exit\nexec env -i TERM=\"$TERM\" \\\n", quoted(s.Work))
	for _, entry := range s.Environ {
		fmt.Fprintf(&b, "\t%s \\\n", quoted(entry))
	}
	b.WriteString("\t\"$program\" \"$@\"\n")
	return b.String()
}

// quoted quotes a word for a POSIX shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
