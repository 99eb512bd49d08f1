package referee

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/module"
)

// A Proxy says how one module proxy of a case behaves. The proxy with index i
// is the one whose URL has an element or host label "p<i>".
type Proxy struct {
	// Kind is "http" (listens on loopback), "https" (a host that only the sink
	// knows), "file", "refused" (nothing listens), or "userinfo" (http with
	// credentials, which the go command refuses to send).
	Kind string
	// Status is the answer to a file: "info", "mod", "zip", "list", and for
	// checksum databases "supported" and "lookup". What is not listed is
	// answered by Other. 200 serves the file; 0 closes the connection.
	Status map[string]int `json:",omitempty"`
	Other  int
}

// status returns the proxy's answer to a file.
func (p *Proxy) status(file string) int {
	if s, ok := p.Status[file]; ok {
		return s
	}
	return p.Other
}

// toolchainModule is the module whose versions are toolchains. The proxies have
// any version of it, but no program is in them.
const toolchainModule = "golang.org/toolchain"

// Instead of a status: the connection is closed without an answer, or kept
// open for ever.
const (
	closed = 0
	silent = -1
)

// A world is where the go command finds itself in one case: one listener on
// loopback that is all of its proxies, and the forward proxy that everything
// else ends in. It notes who was asked for what, in order.
type world struct {
	*Case
	addr   string
	server *http.Server

	mu       sync.Mutex
	contacts []string
}

// newWorld starts a world. Close ends it.
func newWorld(c *Case) (*world, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &world{Case: c, addr: l.Addr().String()}
	w.server = &http.Server{Handler: w}
	// A fresh connection for each request: the go command repeats a request
	// when a connection that it reuses turns out to be dead.
	w.server.SetKeepAlivesEnabled(false)
	go w.server.Serve(l)
	return w, nil
}

func (w *world) close() { w.server.Close() }

// note records a request to a proxy.
func (w *world) note(contact string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.contacts = append(w.contacts, contact)
}

// noteSink records a request that ended in the sink.
func (w *world) noteSink(contact string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.contacts = appendSink(w.contacts, contact)
}

// appendSink appends a request that ended in the sink, unless it repeats one
// since the last request to a proxy: git and the go command repeat themselves,
// in each version differently, and the second direct attempt for a module that
// GONOPROXY matches is no other place.
func appendSink(contacts []string, contact string) []string {
	for i := len(contacts) - 1; i >= 0 && !proxyID.MatchString(firstWord(contacts[i])); i-- {
		if contacts[i] == contact {
			return contacts
		}
	}
	return append(contacts, contact)
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// ServeHTTP is the sink for requests in a forward proxy's form, else a module proxy.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		w.noteSink("https " + strings.TrimSuffix(r.Host, ":443"))
		if w.Silent {
			<-r.Context().Done()
			return
		}
		http.Error(rw, "the sink", http.StatusBadGateway)
	case r.URL.Host != "":
		w.noteSink("http " + r.URL.Host)
		http.Error(rw, "the sink", http.StatusBadGateway)
	default:
		w.serveProxy(rw, r)
	}
}

// serveProxy answers as the proxy that the path names.
func (w *world) serveProxy(rw http.ResponseWriter, r *http.Request) {
	id, path, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
	path = strings.TrimLeft(path, "/") // of a base URL that ends in several slashes
	if id == "sumdb" {
		// An explicit URL of a checksum database.
		w.noteLookup("sumdb", path)
		database(path).ServeHTTP(rw, r)
		return
	}
	i, ok := proxyIndex(id)
	if !ok || i >= len(w.Proxies) {
		w.note("unknown " + r.URL.Path)
		http.NotFound(rw, r)
		return
	}
	if db, ok := strings.CutPrefix(path, "sumdb/"); ok {
		w.serveSumDB(rw, r, i, db)
		return
	}
	w.note(id + " " + path)
	w.serveFile(rw, r, &w.Proxies[i], path)
}

// serveFile answers a request for a file of a module.
func (w *world) serveFile(rw http.ResponseWriter, r *http.Request, p *Proxy, path string) {
	if strings.HasSuffix(path, "/@v/list") {
		answer(rw, r, p.status("list"), []byte(w.Version+"\n"))
		return
	}
	m, ext, err := parseFileURL(path)
	if err != nil || m != w.module() && m != w.target() && m.Path != toolchainModule {
		http.Error(rw, "no such module", http.StatusNotFound)
		return
	}
	c, err := contentOf(m)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusNotFound)
		return
	}
	answer(rw, r, p.status(ext), c.file(ext))
}

// serveSumDB answers for a checksum database, path being "<name>/supported"
// or "<name>/lookup/…", "<name>/tile/…", "<name>/latest".
func (w *world) serveSumDB(rw http.ResponseWriter, r *http.Request, i int, path string) {
	p := &w.Proxies[i]
	id := fmt.Sprintf("p%d", i)
	if strings.HasSuffix(path, "/supported") {
		w.note(id + " sumdb/" + path)
		answer(rw, r, p.status("supported"), nil)
		return
	}
	w.noteLookup(id, path)
	if s := p.status("lookup"); strings.Contains(path, "/lookup/") && s != http.StatusOK {
		answer(rw, r, s, nil)
		return
	}
	database(path).ServeHTTP(rw, r)
}

// noteLookup records a look-up; the tiles that follow say nothing new.
func (w *world) noteLookup(id, path string) {
	if strings.Contains(path, "/lookup/") {
		w.note(id + " sumdb/" + path)
	}
}

// answer sends a status, with the body if it is 200.
func answer(rw http.ResponseWriter, r *http.Request, status int, body []byte) {
	switch status {
	case http.StatusOK:
		rw.Write(body)
	case closed:
		conn, _, err := http.NewResponseController(rw).Hijack()
		if err == nil {
			conn.Close()
		}
	case silent:
		<-r.Context().Done()
	default:
		http.Error(rw, "scripted", status)
	}
}

// fileProxies writes the tree of each proxy of kind "file" below dir.
func fileProxies(dir string, proxies []Proxy, modules []module.Version) error {
	for i := range proxies {
		if proxies[i].Kind != "file" {
			continue
		}
		for _, m := range modules {
			if m.Path == "" {
				continue
			}
			if err := writeModule(filepath.Join(dir, fmt.Sprintf("p%d", i)), &proxies[i], m); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeModule writes those files of a module that the proxy answers with 200.
func writeModule(root string, p *Proxy, m module.Version) error {
	c, err := contentOf(m)
	if err != nil {
		return err
	}
	path, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	version, err := module.EscapeVersion(m.Version)
	if err != nil {
		return err
	}
	dir := filepath.Join(root, filepath.FromSlash(path), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, ext := range []string{"info", "mod", "zip"} {
		if p.status(ext) == http.StatusOK {
			if err := os.WriteFile(filepath.Join(dir, version+"."+ext), c.file(ext), 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}

var proxyID = regexp.MustCompile(`^p([0-9]+)$`)

func proxyIndex(word string) (int, bool) {
	m := proxyID.FindStringSubmatch(word)
	if m == nil {
		return 0, false
	}
	i, err := strconv.Atoi(m[1])
	return i, err == nil
}

// indexOfURL finds which proxy of the case a hop's URL names, by an element of
// its path or a label of its host; ok is false for any other URL, which is one
// that only the sink knows. contact is how the sink would note a request.
func indexOfURL(raw string) (i int, contact string, ok bool) {
	u, err := url.Parse(raw)
	if err != nil {
		return 0, "", false
	}
	contact = u.Scheme + " " + u.Host
	for _, word := range strings.FieldsFunc(u.Hostname()+"/"+u.Path, func(r rune) bool { return r == '/' || r == '.' }) {
		if i, ok := proxyIndex(word); ok {
			return i, contact, true
		}
	}
	return 0, contact, false
}
