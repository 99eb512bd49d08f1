package fix

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/localpath"
)

// WriteFiles makes the file edits of a plan on disk, for a person who looks at
// dir. Each file is replaced as a whole, and keeps its mode. Nothing is written
// unless all files say what the edits apply to, can be written, and are where
// their paths seen from dir say: none behind a symbolic link that leads out of
// it. A file that cannot be written all the same leaves those before it changed,
// which the error says.
func WriteFiles(dir string, edits []FileEdit) error {
	if err := Writable(dir, edits); err != nil {
		return err
	}
	for _, e := range edits {
		if err := compareFile(e); err != nil {
			return err
		}
	}
	for i, e := range edits {
		if err := writeFile(e); err != nil {
			if i > 0 {
				err = fmt.Errorf("%w; already written is %s", err, edits[0].Path)
			}
			return err
		}
	}
	return nil
}

// Writable returns why [WriteFiles] would not write one of the files, whatever
// it says; nil if nothing is known to prevent it.
func Writable(dir string, edits []FileEdit) error {
	for _, e := range edits {
		if localpath.Foreign(e.Path) {
			return fmt.Errorf("%s is not on this machine, or no file", e.Path)
		}
		info, err := os.Lstat(e.Path)
		switch {
		case e.Create && errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s is a symbolic link or no regular file: edit it by hand", e.Path)
		case info.Mode().Perm()&0o200 == 0:
			// To replace it takes no right to write it.
			return fmt.Errorf("%s is read-only: make it writable first", e.Path)
		}
		if to, away := ledAway(dir, filepath.Dir(e.Path)); away {
			return fmt.Errorf("a symbolic link leads from %s to %s, out of %s: run modroute there", filepath.Dir(e.Path), to, dir)
		}
	}
	return nil
}

// compareFile returns an error if a file does not say what an edit applies to.
func compareFile(e FileEdit) error {
	text, err := os.ReadFile(e.Path)
	if e.Create && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && (e.Create || string(text) != e.Old) {
		err = fmt.Errorf("%s has changed meanwhile; nothing was written", e.Path)
	}
	return err
}

// ledAway reports whether symbolic links on the way from one directory to
// another lead somewhere else, and not into the first one. Those that the first
// is reached by itself do not count.
func ledAway(from, to string) (real string, away bool) {
	rel, err := filepath.Rel(from, to)
	if err != nil {
		return "", false // on another volume
	}
	common, up := from, ".."+string(filepath.Separator)
	for rest := rel + string(filepath.Separator); strings.HasPrefix(rest, up); rest = rest[len(up):] {
		common = filepath.Dir(common)
	}
	below, _ := filepath.Rel(common, to)
	common, err1 := filepath.EvalSymlinks(common)
	inside, err2 := filepath.EvalSymlinks(from)
	real, err3 := filepath.EvalSymlinks(to)
	if errors.Join(err1, err2, err3) != nil {
		return "", false // what is not there is not written
	}
	return real, real != filepath.Join(common, below) && !localpath.Inside(real, []string{inside})
}

// writeFile writes the new text beside the file, and renames it.
func writeFile(e FileEdit) (err error) {
	mode := fs.FileMode(0o666)
	if info, err := os.Lstat(e.Path); err == nil {
		mode = info.Mode().Perm()
	}
	if e.Create {
		// A new file gets the mode that the system gives to new files.
		return createFile(e.Path, gomod.Apply(e.Old, e.Edits), mode)
	}
	f, err := os.CreateTemp(filepath.Dir(e.Path), ".modroute-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.WriteString(gomod.Apply(e.Old, e.Edits)); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), e.Path)
}

// createFile writes a file that is not there yet.
func createFile(path, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
