package layers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"

	"github.com/modroute/modroute/internal/localpath"
)

// maxFile bounds what is read of one file. The go command has no bound, but a
// file that `go env -w` writes has a few hundred bytes.
const maxFile = 1 << 20

// read reads a configuration file and notes it among the inputs. ok is false
// if there is none, or if it could not be read; then a problem says so and
// what follows, unless the file simply does not exist.
func (r *reader) read(path, effect string) (text string, ok bool) {
	if localpath.Foreign(path) {
		if path != os.DevNull {
			r.problem(path, "%s is a network or device path, which is never opened: %s", path, effect)
		}
		return "", false
	}
	if !slices.Contains(r.inputs, path) {
		r.inputs = append(r.inputs, path)
	}
	readFile := r.ReadFile
	if readFile == nil {
		readFile = readRegular
	}
	file := readFile(path)
	err := file.err
	switch {
	case err == nil && !file.whole:
		r.problem(path, "%s is larger than %d bytes: the rest of it is not read", path, maxFile)
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		return "", false
	default:
		r.problem(path, "cannot read %s: %v: %s", path, reason(err), effect)
		return "", false
	}
	return file.text, true
}

// reason returns an error without the path that it repeats.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// A File is a configuration file as it was read.
type File struct {
	text  string
	whole bool // whether text is all of it, which it is up to maxFile bytes
	err   error
}

// ReadOnce returns a function that reads configuration files from the disk, each
// once: all environments that are read by it see the same.
func ReadOnce() func(path string) File {
	var mu sync.Mutex
	known := make(map[string]File)
	return func(path string) File {
		mu.Lock()
		defer mu.Unlock()
		file, ok := known[path]
		if !ok {
			file = readRegular(path)
			known[path] = file
		}
		return file
	}
}

// readRegular reads a regular file. Anything else is not opened: opening a named
// pipe waits for its writer, and opening a device can have effects.
func readRegular(path string) File {
	info, err := os.Stat(path)
	if err != nil {
		return File{err: err}
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return File{err: errors.New("it is a directory")}
	case !mode.IsRegular():
		return File{err: fmt.Errorf("it is no regular file (%v)", mode)}
	}
	f, err := os.Open(path)
	if err != nil {
		return File{err: err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return File{err: err}
	}
	if len(data) <= maxFile {
		return File{text: string(data), whole: true}
	}
	data = data[:maxFile]
	// Half a line would be another value.
	return File{text: string(data[:bytes.LastIndexByte(data, '\n')+1])}
}
