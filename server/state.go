package server

import (
	"maps"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/modroute/modroute/internal/snapshot"
	"go.lsp.dev/uri"
)

// A state is all that the server knows at one moment. It is immutable: a
// message that changes something makes a new one, and a request keeps the one
// that was there when it arrived.
type state struct {
	settings       clientSettings             // of the workspace as a whole
	folderSettings map[string]*clientSettings // of single folders, by path; nil for one without
	roots          []string                   // the workspace's folders, absolute
	env            *environment               // under settings
	scopes         []scope                    // what follows from folderSettings, the innermost first
	shell          []string                   // the environment that a login shell has given; nil if none has been asked
	docs           map[uri.URI]*document
	texts          map[string]string // what docs hold, by path: folders keep it, so it leads to no older state
	// background holds what is not open. States that differ in nothing it has
	// read share it.
	background *background
	// memory is of the files that folders share. It is another one whenever
	// everything is read anew, so what is gone from the disk is forgotten.
	memory *snapshot.Memory
}

// document returns the open document with a URI; nil if it is not open.
func (st *state) document(raw string) *document {
	u, _ := parseURI(raw)
	return st.docs[u]
}

func (st *state) byPath(path string) *document {
	for _, d := range st.docs {
		if d.path == path {
			return d
		}
	}
	return nil
}

// pathURI returns the URI of a path: the client's spelling where it has the
// file open.
func (st *state) pathURI(path string) uri.URI {
	if d := st.byPath(path); d != nil {
		return d.raw
	}
	return uri.File(path)
}

// A folder opens a snapshot.Folder when it is first asked for.
type folder struct {
	open   func() *snapshot.Folder
	opened atomic.Pointer[snapshot.Folder]
}

// withDocument returns the state after a document was opened or changed.
// What other documents have read of it is read anew.
func (st *state) withDocument(d *document) *state {
	next := *st
	next.docs = maps.Clone(st.docs)
	next.docs[d.uri] = d
	if isGo(d.path) {
		d.goFile = newGoFile(d, st.docs[d.uri])
		return &next // nothing else depends on what it says
	}
	next.background = st.background.without(d.path)
	if d.path != "" {
		next.texts = maps.Clone(st.texts)
		next.texts[d.path] = d.text.content
	}
	if isModule(d.path) {
		var old *module
		if before := st.docs[d.uri]; before != nil {
			old = before.module
		}
		if old != nil && filepath.Base(d.path) == "go.mod" {
			// The folder does not hold what its own go.mod says: an edit,
			// which must be cheap, opens nothing.
			d.module = newModule(d, old.folder, old)
		} else {
			d.module = newModule(d, next.newFolder(d.path), old)
		}
	}
	next.refreshReaders(d)
	return &next
}

// withoutDocument returns the state after a document was closed: from here on
// the disk says what it holds.
func (st *state) withoutDocument(d *document) *state {
	next := *st
	next.docs = maps.Clone(st.docs)
	delete(next.docs, d.uri)
	next.background = st.background.without(d.path)
	next.texts = maps.Clone(st.texts)
	delete(next.texts, d.path)
	next.refreshReaders(d)
	return &next
}

// reloaded returns the state with everything read anew.
func (st *state) reloaded(environ []string) *state {
	next := *st
	next.readEnvironments(environ)
	st.background.overtake()
	next.background, next.memory = newBackground(), &snapshot.Memory{}
	next.docs = maps.Clone(st.docs)
	for _, d := range st.docs {
		next.refresh(d)
	}
	return &next
}

// refreshReaders opens the folders anew that depend on a document other than
// their own. It is for a state that is not shared yet.
func (st *state) refreshReaders(changed *document) {
	for _, d := range st.docs {
		if d.module != nil && d != changed && changed.path != "" && d.module.folder.reads(changed.path) {
			st.refresh(d)
		}
	}
}

// refresh replaces a document by one that is to be looked at anew, the folder of
// a go.mod or go.work included.
func (st *state) refresh(d *document) {
	fresh := *d
	if d.module != nil {
		fresh.module = newModule(&fresh, st.newFolder(d.path), d.module)
	}
	st.docs[d.uri] = &fresh
}

// newFolder returns the folder of the go.mod or go.work at path, which sees
// the documents that are open in st.
func (st *state) newFolder(path string) *folder {
	files, env, options := st.files(), st.envAt(path), st.optionsAt(path)
	f := &folder{}
	f.open = sync.OnceValue(func() *snapshot.Folder {
		opened := snapshot.Open(filepath.Dir(path), env.get(), files, options)
		f.opened.Store(opened)
		return opened
	})
	return f
}

// optionsAt returns the options for a file.
func (st *state) optionsAt(path string) snapshot.Options {
	set := st.settingsAt(path)
	return snapshot.Options{
		Private: set.Private, TrustedProxies: set.TrustedProxies, Control: set.Control,
		Environments: st.envAt(path).named.list,
		Roots:        st.roots, Trusted: st.settings.trusted,
		Memory: st.memory,
	}
}

// reads reports whether what the folder holds may depend on a file. One that
// has not been opened yet still sees the files as they were.
func (f *folder) reads(path string) bool {
	opened := f.opened.Load()
	return opened == nil || opened.Reads(path)
}

// typing reports whether a file that the folder reads is open with a text that
// has not been saved. What is wrong with it then may only be half typed.
func (st *state) typing(f *folder) bool {
	disk := snapshot.Disk(st.roots, st.settings.trusted)
	for _, d := range st.docs {
		if d.path == "" || !f.reads(d.path) {
			continue
		}
		if saved, err := disk.ReadFile(d.path); err != nil || saved != d.text.content {
			return true
		}
	}
	return false
}

// An overlay is the disk with the open documents laid over it.
type overlay struct {
	snapshot.Files
	texts map[string]string // by path
}

// ReadFile implements [snapshot.Files].
func (o overlay) ReadFile(path string) (string, error) {
	if content, ok := o.texts[filepath.Clean(path)]; ok {
		return content, nil
	}
	return o.Files.ReadFile(path)
}
