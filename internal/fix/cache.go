package fix

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/internal/snapshot"
)

// RemoveCached removes what the module cache holds of one module version, so
// that the go command fetches it again: its .info, .mod, .zip and .ziphash, a
// .partial, and the extracted directory. All else stays: the list of versions,
// what the checksum database has said, and the .lock, which another go command
// may be waiting for.
//
// It refuses if the workspace of opts is not trusted, if a symbolic link is on
// the way below GOMODCACHE, and while a go command downloads or extracts this
// very version. If it fails half-way, its error names what is left; that the
// go command does not take for complete, since the .ziphash goes first
// (cmd/go/internal/modfetch/cache.go:DownloadDir).
func RemoveCached(env *goenv.Environment, opts snapshot.Options, m module.Version) error {
	return removeCached(env, opts, m, removeAll)
}

// removeCached is RemoveCached, which removes each name by remove.
func removeCached(env *goenv.Environment, opts snapshot.Options, m module.Version, remove func(cache *os.Root, name string) error) error {
	if !opts.Trusted {
		return errors.New("the workspace is not trusted, so nothing is removed: trust it first")
	}
	cache, names, err := openCache(env, m)
	if err != nil {
		return err
	}
	defer cache.Close()
	present, err := presentNames(cache, names)
	if err != nil {
		return err
	}
	if len(present) == 0 {
		return fmt.Errorf("the module cache %s holds nothing of %s", cache.Name(), m)
	}
	unlock, err := lockVersion(cache, names.base+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	for i, name := range present {
		if err := remove(cache, name); err != nil {
			return fmt.Errorf("removing %s from the module cache: %w; left are %s", m, err, enumerated(absoluteNames(cache, present[i:])))
		}
	}
	return nil
}

// CachedFiles returns the absolute paths of what [RemoveCached] would remove.
func CachedFiles(env *goenv.Environment, m module.Version) ([]string, error) {
	cache, names, err := openCache(env, m)
	if err != nil {
		return nil, err
	}
	defer cache.Close()
	present, err := presentNames(cache, names)
	return absoluteNames(cache, present), err
}

// A cachedNames is where a module version is in a module cache: slash-separated
// and relative to it, made of escaped forms alone.
type cachedNames struct {
	base string // cache/download/…/@v/v1.2.3, without the dot and what follows
	dir  string // the extracted directory
}

// cacheNames returns the names of a module version
// (modfetch/cache.go:cachePath and DownloadDir).
func cacheNames(m module.Version) (cachedNames, error) {
	escPath, err := module.EscapePath(m.Path)
	if err != nil {
		return cachedNames{}, err
	}
	escVersion, err := module.EscapeVersion(m.Version)
	if err != nil {
		return cachedNames{}, err
	}
	names := cachedNames{path.Join("cache/download", escPath, "@v", escVersion), escPath + "@" + escVersion}
	if m.Version == "" || !fs.ValidPath(names.base) || !fs.ValidPath(names.dir) {
		return cachedNames{}, fmt.Errorf("%s is not a module version", m)
	}
	return names, nil
}

// openCache opens the module cache of an environment, and returns the names of
// a module version in it. What is done below it cannot leave it.
func openCache(env *goenv.Environment, m module.Version) (*os.Root, cachedNames, error) {
	names, err := cacheNames(m)
	if err != nil {
		return nil, names, err
	}
	dir := env.Get("GOMODCACHE")
	switch {
	case dir == "":
		return nil, names, errors.New("there is no module cache: set GOMODCACHE, GOPATH or HOME")
	case !filepath.IsAbs(dir) || localpath.Foreign(dir):
		return nil, names, fmt.Errorf("GOMODCACHE=%s is not an absolute path on this machine", dir)
	}
	cache, err := os.OpenRoot(dir)
	if err != nil {
		return nil, names, fmt.Errorf("opening the module cache: %w", err)
	}
	return cache, names, nil
}

// presentNames returns those names of a module version that the cache has, in
// the order in which they may be removed. Its error names a symbolic link on
// the way to one of them.
func presentNames(cache *os.Root, names cachedNames) (present []string, err error) {
	all := []string{names.base + ".ziphash", names.base + ".zip", names.dir, names.base + ".partial", names.base + ".mod", names.base + ".info"}
	for _, name := range all {
		switch ok, err := isPresent(cache, name); {
		case err != nil:
			return nil, err
		case ok:
			present = append(present, name)
		}
	}
	return present, nil
}

// isPresent reports whether the cache has a name. A symbolic link on the way,
// the name itself included, is an error: the go command makes none.
func isPresent(cache *os.Root, name string) (bool, error) {
	for end := 1; end <= len(name); end++ {
		if end < len(name) && name[end] != '/' {
			continue
		}
		info, err := cache.Lstat(name[:end])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false, nil
		case err != nil:
			return false, err
		case info.Mode()&fs.ModeSymlink != 0:
			return false, fmt.Errorf("%s is a symbolic link, and what it leads to is not removed: look at it by hand", absoluteName(cache, name[:end]))
		}
	}
	return true, nil
}

func absoluteNames(cache *os.Root, names []string) []string {
	var paths []string
	for _, name := range names {
		paths = append(paths, absoluteName(cache, name))
	}
	return paths
}

func absoluteName(cache *os.Root, name string) string {
	return filepath.Join(cache.Name(), filepath.FromSlash(name))
}

// removeAll removes a file or a directory. The directories in the module cache
// are read-only: they are made writable first, as `go clean -modcache` does
// (modfetch/fetch.go:RemoveAll).
func removeAll(cache *os.Root, name string) error {
	err := fs.WalkDir(cache.FS(), name, func(at string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return cache.Chmod(at, 0o777)
	})
	if err != nil {
		return err
	}
	return cache.RemoveAll(name)
}

// lockVersion locks a module version as the go command does while it downloads
// and extracts it (modfetch/cache.go:lockVersion), but does not wait. The file
// is made where there is none.
func lockVersion(cache *os.Root, name string) (unlock func(), err error) {
	if ok, err := isPresent(cache, path.Dir(name)); err != nil || !ok {
		return func() {}, err // only the extracted directory is there
	}
	f, err := cache.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("locking the module version: %w", err)
	}
	if err := tryLock(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("a go command is using this module version right now: try again when it has ended (%w)", err)
	}
	return func() { f.Close() }, nil
}
