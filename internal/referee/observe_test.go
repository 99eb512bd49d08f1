package referee

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// watched are the variables whose values are compared in every case.
var watched = []string{
	"GOPROXY", "GONOPROXY", "GOPRIVATE", "GOSUMDB", "GONOSUMDB", "GOINSECURE",
	"GOVCS", "GOFLAGS", "GO111MODULE", "GOTOOLCHAIN", "GOENV",
}

// An Outcome is what a command did, or would do.
type Outcome struct {
	Contacts []string // who was asked for what, in order
	OK       bool     // whether the command succeeded
	Message  string   // of its failure: of a prediction, a part of it
}

// An observation is what the go command did in one case.
type observation struct {
	Outcome
	variables map[string]string // what go env prints; nil if it failed
}

// observe runs the case's command, and go env.
func (s *setup) observe(goroot string) (observation, error) {
	var o observation
	limit := time.Minute
	if s.Hangs {
		limit = 3 * time.Second
	}
	stdout, stderr, err := s.run(goroot, limit, commands[s.Command].args(s.Case)...)
	if s.Hangs && errors.Is(err, context.DeadlineExceeded) {
		err = new(exec.ExitError)
	}
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		return o, fmt.Errorf("%s: %w", s.Name, err)
	}
	o.OK = err == nil
	o.Message = message(stdout, stderr)
	s.mu.Lock()
	o.Contacts = slices.Clone(s.contacts)
	s.mu.Unlock()

	if s.Command == "get" {
		// It asks in no particular order.
		slices.Sort(o.Contacts)
		o.Contacts = slices.Compact(o.Contacts)
	}

	// Where the environment is invalid go env may fail too.
	o.variables, _ = s.goEnv(goroot)
	return o, nil
}

// goEnv returns what go env prints of the watched variables.
func (s *setup) goEnv(goroot string) (map[string]string, error) {
	stdout, stderr, err := s.run(goroot, time.Minute, append([]string{"env", "-json"}, watched...)...)
	if err != nil {
		return nil, fmt.Errorf("go env: %w\n%s", err, stderr)
	}
	var variables map[string]string
	return variables, json.Unmarshal(stdout, &variables)
}

// run runs the go command of goroot in the case's directory and environment.
// After limit it is stopped, and the error is [context.DeadlineExceeded].
func (s *setup) run(goroot string, limit time.Duration, args ...string) (stdout, stderr []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var out, errOut bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(goroot, "bin", "go"), args...)
	cmd.Dir, cmd.Env = s.cwd, append(slices.Clone(s.environ), "PWD="+s.cwd)
	cmd.Stdout, cmd.Stderr = &out, &errOut
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return out.Bytes(), errOut.Bytes(), err
}

// message returns the words of a failure: from the JSON that go mod download
// prints, else from standard error without its notes of progress.
func message(stdout, stderr []byte) string {
	var m struct{ Error string }
	if json.Unmarshal(stdout, &m) == nil && m.Error != "" {
		return m.Error
	}
	var lines []string
	for line := range strings.Lines(string(stderr)) {
		if !strings.HasPrefix(line, "go: downloading ") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return strings.TrimPrefix(strings.Join(lines, "\n"), "go: ")
}

// remove deletes what a case left on disk. The module cache's directories are
// read-only.
func remove(dir string) {
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			os.Chmod(path, 0o777)
		}
		return nil
	})
	os.RemoveAll(dir)
}
