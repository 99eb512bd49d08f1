package layers

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

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
	text, whole, err := readRegular(path)
	switch {
	case err == nil && !whole:
		r.problem(path, "%s is larger than %d bytes: the rest of it is not read", path, maxFile)
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		return "", false
	default:
		r.problem(path, "cannot read %s: %v: %s", path, reason(err), effect)
		return "", false
	}
	return text, true
}

// reason returns an error without the path that it repeats.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// readRegular reads a regular file, the first maxFile bytes at most; whole
// reports whether that is all of it. Anything else is not opened: opening a
// named pipe waits for its writer, and opening a device can have effects.
func readRegular(path string) (text string, whole bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", false, err
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "", false, errors.New("it is a directory")
	case !mode.IsRegular():
		return "", false, fmt.Errorf("it is no regular file (%v)", mode)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", false, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", false, err
	}
	if len(data) <= maxFile {
		return string(data), true, nil
	}
	data = data[:maxFile]
	// Half a line would be another value.
	data = data[:strings.LastIndexByte(string(data), '\n')+1]
	return string(data), false, nil
}
