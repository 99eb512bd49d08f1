package snapshot

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/modroute/modroute/internal/localpath"
)

// Files reads files: those open in an editor as they stand there, the others
// from disk. Paths are absolute, in the system's form.
type Files interface {
	// ReadFile returns the text of a regular file. Its error satisfies
	// errors.Is(err, fs.ErrNotExist) if there is none.
	ReadFile(path string) (string, error)
	// IsDir reports whether path is a directory.
	IsDir(path string) bool
	// ReadDir returns the names of a directory's sub-directories.
	ReadDir(path string) []string
}

// maxFile bounds what is read of one file. The largest go.sum files known are
// some megabytes.
const maxFile = 64 << 20

// Disk returns Files that reads the disk. It never opens a device or a UNC
// path. If the workspace is not trusted, it reads only inside roots and inside
// the directories allow.
func Disk(roots []string, trusted bool, allow ...string) Files {
	return &disk{dirs: append(append([]string(nil), roots...), allow...), trusted: trusted}
}

type disk struct {
	dirs    []string
	trusted bool
}

func (d *disk) ReadFile(path string) (string, error) {
	info, err := d.stat(path)
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return "", &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("is a directory")}
	case !info.Mode().IsRegular():
		return "", &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("not a regular file")}
	case info.Size() > maxFile:
		return "", &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("larger than %d MB", maxFile>>20)}
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

func (d *disk) IsDir(path string) bool {
	info, err := d.stat(path)
	return err == nil && info.IsDir()
}

func (d *disk) ReadDir(path string) []string {
	if !d.IsDir(path) {
		return nil
	}
	entries, _ := os.ReadDir(path)
	var names []string
	for _, e := range entries {
		if e.IsDir() || e.Type()&fs.ModeSymlink != 0 && d.IsDir(filepath.Join(path, e.Name())) {
			names = append(names, e.Name())
		}
	}
	return names
}

func (d *disk) stat(path string) (fs.FileInfo, error) {
	if localpath.Foreign(path) {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("network and device paths are not opened")}
	}
	if !d.trusted && !localpath.Inside(path, d.dirs) {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
	}
	info, err := os.Stat(path)
	if err != nil || d.trusted || localpath.Inside(resolved(path), d.dirs) {
		return info, err
	}
	// A symbolic link leads out of an untrusted workspace.
	return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
}

// resolved returns path without symbolic links, or path if that fails.
func resolved(path string) string {
	if r, err := filepath.EvalSymlinks(path); err == nil {
		return r
	}
	return path
}
