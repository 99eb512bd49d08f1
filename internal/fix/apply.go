package fix

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/gocmd"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
)

// applying lets one change of the user's Go environment end before the next
// one compares.
var applying sync.Mutex

// Apply makes changes to the user's Go environment through the go command of
// env's installation, and returns the changes that undo them: apply those, and
// the file says what it said.
//
// The file is read again first. Apply changes nothing if [Validate] refuses the
// changes, if any of the variables is no longer what the changes think, if the
// workspace of opts is not trusted, or if the user's Go environment cannot be
// written. If a write fails half-way, Apply takes back what it has written.
func Apply(ctx context.Context, env *goenv.Environment, opts snapshot.Options, changes []EnvChange) (undo []EnvChange, err error) {
	if err := Validate(changes); err != nil {
		return nil, err
	}
	if !opts.Trusted {
		return nil, errors.New("the workspace is not trusted, so nothing is written: trust it first")
	}
	if reason := unwritable(env); reason != "" {
		return nil, errors.New(reason)
	}
	goCommand, err := gocmd.Find(env, opts.Roots)
	if err != nil {
		return nil, err
	}
	applying.Lock()
	defer applying.Unlock()
	if err := compare(env.UserFile, changes); err != nil {
		return nil, err
	}
	undo = inverse(changes)
	if err := write(ctx, goCommand, env.UserFile, changes); err != nil {
		// The write may have failed because ctx has ended.
		back := write(context.WithoutCancel(ctx), goCommand, env.UserFile, written(env.UserFile, changes, undo))
		return nil, errors.Join(err, back)
	}
	return undo, nil
}

// Validate returns an error if changes are none that a plan could hold: there
// is none, a variable is named twice or stays as it is, or it is none of
// GOPRIVATE, GONOPROXY and GONOSUMDB. Changes come back from the client as
// plain data, and most other variables (GOFLAGS, CC, GOAUTH) name programs that
// the go command runs.
func Validate(changes []EnvChange) error {
	if len(changes) == 0 {
		return errors.New("there are no changes")
	}
	seen := make(map[string]bool)
	for _, c := range changes {
		switch {
		case c.Name != goprivate && c.Name != gonoproxy && c.Name != gonosumdb:
			return fmt.Errorf("%q is not among the variables that modroute writes: %s, %s, %s", c.Name, goprivate, gonoproxy, gonosumdb)
		case seen[c.Name]:
			return fmt.Errorf("%s is changed twice", c.Name)
		case c.OldSet == c.NewSet && (c.Old == c.New || !c.NewSet):
			return fmt.Errorf("the change of %s changes nothing", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// compare returns an error if the user's file does not say what changes
// replace.
func compare(file string, changes []EnvChange) error {
	settings, err := readSettings(file)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if s, ok := settings[c.Name]; ok != c.OldSet || s.Value != c.Old {
			return fmt.Errorf("%s has changed meanwhile: it has %s instead of %s; nothing was written, ask for the action again",
				file, assignment(c.Name, s.Value, ok), assignment(c.Name, c.Old, c.OldSet))
		}
	}
	return nil
}

func assignment(name, value string, set bool) string {
	if !set {
		return "no " + name
	}
	return fmt.Sprintf("%s=%q", name, goenv.RedactValue(name, value))
}

// readSettings reads the user's file as it is on disk now. There are none if
// there is no file.
func readSettings(file string) (map[string]goenv.Setting, error) {
	switch info, err := os.Stat(file); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("the user's Go environment %s is not a regular file: let GOENV name one", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the user's Go environment: %w; make the file readable", err)
	}
	layer, _ := goenv.ParseFile(file, string(text), goenv.User)
	return layer.Settings, nil
}

// write makes changes in at most two runs of the go command, one for the
// variables to set and one for those to remove, and looks whether they are
// there.
func write(ctx context.Context, goCommand *gocmd.Command, file string, changes []EnvChange) error {
	set := make(map[string]string)
	var unset []string
	for _, c := range changes {
		if c.NewSet {
			set[c.Name] = c.New
		} else if c.OldSet {
			unset = append(unset, c.Name)
		}
	}
	if err := goCommand.EnvWrite(ctx, set); err != nil {
		return err
	}
	if err := goCommand.EnvUnset(ctx, unset...); err != nil {
		return err
	}
	settings, err := readSettings(file)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if s, ok := settings[c.Name]; ok != c.NewSet || s.Value != c.New {
			return fmt.Errorf("%s has %s after %s was written: another program has changed it at the same time",
				file, assignment(c.Name, s.Value, ok), assignment(c.Name, c.New, c.NewSet))
		}
	}
	return nil
}

// inverse returns the changes that undo changes. A carriage return at the end
// of a value, the line end of a file from Windows, cannot be written back.
func inverse(changes []EnvChange) []EnvChange {
	var undo []EnvChange
	for _, c := range changes {
		undo = append(undo, EnvChange{
			Name: c.Name,
			Old:  c.New, OldSet: c.NewSet,
			New: strings.TrimSuffix(c.Old, "\r"), NewSet: c.OldSet,
		})
	}
	return undo
}

// written returns those of undo whose changes the file shows: what another
// program wrote meanwhile is not taken back.
func written(file string, changes, undo []EnvChange) []EnvChange {
	settings, err := readSettings(file)
	if err != nil {
		return nil
	}
	var back []EnvChange
	for i, c := range changes {
		if s, ok := settings[c.Name]; ok == c.NewSet && s.Value == c.New && !(c.OldSet == c.NewSet && c.Old == c.New) {
			back = append(back, undo[i])
		}
	}
	return back
}
