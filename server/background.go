package server

import (
	"maps"
	"path/filepath"
	"sync"

	"github.com/modroute/modroute/internal/snapshot"
	"go.lsp.dev/uri"
)

// A background holds the go.mod and go.work files that are not open, but that
// open documents depend on: a go.sum on the go.mod beside it, a Go file on the
// one above. Each is read when it is first asked for.
type background struct {
	mu     sync.Mutex
	docs   map[string]*document // by path; nil for what cannot be read
	closed *closedReports
	edits  int // of which closed knows that have gone before
}

func newBackground() *background {
	return &background{docs: map[string]*document{}, closed: &closedReports{reports: map[string]closedReport{}, read: map[string]bool{}}}
}

// overtake calls off what is slow for documents that are to be read anew.
func (b *background) overtake() {
	docs, _ := b.list()
	for _, d := range docs {
		d.module.overtake()
	}
}

// moduleAt returns the go.mod or go.work with a path, as it is open or else as
// it stands on the disk; nil if there is none that may be read.
func (st *state) moduleAt(path string) *document {
	if d := st.byPath(path); d != nil {
		return d
	}
	b := st.background
	if d, known := b.get(path); known {
		return d
	}
	return b.put(path, st.readModule(path)) // an edit does not wait for the disk
}

// get returns what is known of a path; known is false if nobody has looked.
func (b *background) get(path string) (d *document, known bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d, known = b.docs[path]
	return d, known
}

// put keeps what was read, or returns what another one has read meanwhile.
func (b *background) put(path string, d *document) *document {
	b.mu.Lock()
	defer b.mu.Unlock()
	if other, known := b.docs[path]; known {
		return other
	}
	b.docs[path] = d
	return d
}

func (st *state) readModule(path string) *document {
	content, err := st.files().ReadFile(path)
	if err != nil {
		return nil
	}
	u := uri.File(path)
	d := &document{uri: u, raw: u, path: path, text: newText(content)}
	d.module = newModule(d, st.newFolder(path), nil)
	return d
}

// governing returns the go.mod that governs a directory: the nearest one, in it
// or above; nil if there is none.
func (st *state) governing(dir string) *document {
	for {
		if d := st.moduleAt(filepath.Join(dir, "go.mod")); d != nil {
			return d
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
	}
}

// list returns the documents that have been read, and the paths of all that
// were looked for.
func (b *background) list() (docs []*document, paths []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for path, d := range b.docs {
		paths = append(paths, path)
		if d != nil {
			docs = append(docs, d)
		}
	}
	return docs, paths
}

// inputs returns the files that all of it depends on.
func (b *background) inputs() []string {
	docs, paths := b.list()
	for _, d := range docs {
		paths = append(paths, d.inputs()...)
	}
	return append(paths, b.closed.inputs()...)
}

// without returns what remains valid when the text of an open document has
// changed.
func (b *background) without(path string) *background {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := &background{docs: maps.Clone(b.docs), closed: b.closed, edits: b.closed.edited(path)}
	maps.DeleteFunc(next.docs, func(at string, d *document) bool {
		stale := at == path || d != nil && d.module.folder.reads(path)
		if stale && d != nil {
			d.module.overtake()
		}
		return stale
	})
	return next
}

// files reads files as they are open, the others from the disk.
func (st *state) files() snapshot.Files {
	return overlay{snapshot.Disk(st.roots, st.settings.trusted), st.texts}
}
