package fix

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/gocmd"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
)

// applying lets one change of the user's Go environment end before the next
// one compares. It guards issued.
var applying sync.Mutex

// issued has the undos of all changes that this process has made. They bring
// back what was there, be it something that [Validate] would not let in.
var issued = make(map[string]bool)

// errLocked says that another process has a lock.
var errLocked = errors.New("it is locked")

// patience is how long to wait for another modroute to end its change.
const patience = 10 * time.Second

// lockUserFile keeps other processes of modroute from changing the user's file
// between the comparison and the write: the go command does not lock it. The
// lock is on its directory, since that is there before the file is. Where none
// can be had, none is needed more than before.
func lockUserFile(ctx context.Context, file string) (unlock func(), err error) {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return func() {}, nil // `go env -w` makes it, or says what is wrong with it
	}
	for start := time.Now(); errors.Is(tryLock(dir), errLocked); time.Sleep(10 * time.Millisecond) {
		if ctx.Err() != nil || time.Since(start) > patience {
			dir.Close()
			return nil, fmt.Errorf("another modroute is changing %s: try again when it has ended", file)
		}
	}
	return func() { dir.Close() }, nil
}

// Apply makes changes to the user's Go environment through the go command of
// env's installation, and returns the changes that undo them: apply those, and
// the file says what it said.
//
// The file is read again first. Apply changes nothing if [Validate] refuses the
// changes and they are no undo of its own, if any of the variables is no longer
// what the changes think, if the workspace of opts is not trusted, or if the
// user's Go environment cannot be written. If a write fails half-way, Apply takes back what it has written.
func Apply(ctx context.Context, env *goenv.Environment, opts snapshot.Options, changes []EnvChange) (undo []EnvChange, err error) {
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
	unlock, err := lockUserFile(ctx, env.UserFile)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if !issued[fmt.Sprintf("%#v", changes)] {
		if err := Validate(changes); err != nil {
			return nil, err
		}
	}
	if changes, err = compare(env.UserFile, changes); err != nil {
		return nil, err
	}
	undo = inverse(changes)
	if err := write(ctx, goCommand, env.UserFile, changes); err != nil {
		// The write may have failed because ctx has ended.
		back := write(context.WithoutCancel(ctx), goCommand, env.UserFile, written(env.UserFile, changes, undo))
		return nil, errors.Join(err, back)
	}
	issued[fmt.Sprintf("%#v", undo)] = true
	return undo, nil
}

// compare returns changes with what the user's file says as their Old, secrets
// included. It is an error if that is not what they replace.
func compare(file string, changes []EnvChange) ([]EnvChange, error) {
	settings, err := readSettings(file)
	if err != nil {
		return nil, err
	}
	changes = slices.Clone(changes)
	for i, c := range changes {
		s, ok := settings[c.Name]
		if ok != c.OldSet || s.Value != c.Old && goenv.RedactValue(c.Name, s.Value) != c.Old {
			return nil, fmt.Errorf("%s has changed meanwhile: it has %s instead of %s; nothing was written, ask for the action again",
				file, assignment(c.Name, s.Value, ok), assignment(c.Name, c.Old, c.OldSet))
		}
		changes[i].Old = s.Value
	}
	return changes, nil
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
