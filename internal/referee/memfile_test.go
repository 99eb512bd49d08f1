package referee

import (
	"io"
	"io/fs"
	"strings"
	"time"
)

// A memFile is a file of a module zip: it implements [zip.File] and [fs.FileInfo].
type memFile struct{ name, text string }

func (f memFile) Path() string                 { return f.name }
func (f memFile) Lstat() (fs.FileInfo, error)  { return f, nil }
func (f memFile) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.text)), nil }
func (f memFile) Name() string                 { return f.name }
func (f memFile) Size() int64                  { return int64(len(f.text)) }
func (f memFile) Mode() fs.FileMode            { return 0o644 }
func (f memFile) ModTime() time.Time           { return time.Time{} }
func (f memFile) IsDir() bool                  { return false }
func (f memFile) Sys() any                     { return nil }
