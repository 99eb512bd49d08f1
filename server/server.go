// Package server is the language server: one file for each feature, with the
// protocol at its edge. What it says comes from package snapshot; package conn
// carries it.
//
// Opening, editing and hovering run no program and make no network request.
// The only program that is ever run is `go env`, for a command that a person
// has chosen.
package server

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	modules "golang.org/x/mod/module"
)

// source is the name under which diagnostics are published.
const source = "modroute"

// Options say what a server depends on.
type Options struct {
	Environ []string    // the process's environment, as os.Environ gives it
	Version string      // of modroute
	Log     *log.Logger // for people who look for a fault; never the standard output
	// ApplyEnv writes to the user's Go environment; nil stands for [fix.Apply].
	ApplyEnv func(context.Context, *goenv.Environment, snapshot.Options, []fix.EnvChange) (undo []fix.EnvChange, err error)
	// RemoveCached removes a module version from the module cache; nil stands
	// for [fix.RemoveCached].
	RemoveCached func(*goenv.Environment, snapshot.Options, modules.Version) error
	// Settled, if not nil, is called when all that there is to say about a
	// go.mod or go.work has been published, the findings of the slow analyzers
	// too, with the client's spelling of its URI. It is for tests.
	Settled func(uri string)
}

// A Server is the language server of one client.
type Server struct {
	options Options
	log     *log.Logger
	conn    *conn.Conn

	// Set by initialize, before anything that reads them.
	client   conn.Capabilities
	encoding encoding
	initial  clientSettings // the initialization options, over which the configuration is laid

	mu        sync.Mutex // serializes changes of state
	state     atomic.Pointer[state]
	started   sync.Once  // what initialized starts
	pulling   sync.Mutex // serializes questions for the configuration
	reloading reloads
	publisher publisher
	history   history
	warned    warnings
}

// Serve reads the client's messages from in and answers on out until the
// client says exit, in ends or ctx is done. It returns the process's exit
// code.
func Serve(ctx context.Context, in io.Reader, out io.Writer, options Options) int {
	if options.Log == nil {
		options.Log = log.New(io.Discard, "", 0)
	}
	if options.ApplyEnv == nil {
		options.ApplyEnv = fix.Apply
	}
	if options.RemoveCached == nil {
		options.RemoveCached = fix.RemoveCached
	}
	// Where the client has gone, a write to the standard output fails as any
	// other does; by default it would kill the process.
	gone := make(chan os.Signal, 1)
	signal.Notify(gone, syscall.SIGPIPE)
	defer signal.Stop(gone)
	s := &Server{options: options, log: options.Log, conn: conn.New(in, out, options.Log)}
	s.publisher.server = s
	start := &state{settings: clientSettings{trusted: true}, docs: map[uri.URI]*document{}, texts: map[string]string{}}
	start.env = newEnvironment(options.Environ, start.settings, nil)
	s.state.Store(start)
	return conn.Serve(ctx, s.conn, s.table(), s.state.Load)
}

// table lists the methods of the protocol that the server knows.
func (s *Server) table() conn.Table[*state] {
	return conn.Table[*state]{
		protocol.MethodInitialize:  conn.Ordered[*state](s.initialize),
		protocol.MethodInitialized: conn.Notification[*state](s.initialized),
		protocol.MethodShutdown:    conn.Ordered[*state](s.shutdown),

		protocol.MethodTextDocumentDidOpen:   conn.Notification[*state](s.didOpen),
		protocol.MethodTextDocumentDidChange: conn.Notification[*state](s.didChange),
		protocol.MethodTextDocumentDidClose:  conn.Notification[*state](s.didClose),
		protocol.MethodTextDocumentDidSave:   conn.Notification[*state](s.didSave),

		protocol.MethodWorkspaceDidChangeConfiguration:    conn.Notification[*state](s.didChangeConfiguration),
		protocol.MethodWorkspaceDidChangeWatchedFiles:     conn.Notification[*state](s.didChangeWatchedFiles),
		protocol.MethodWorkspaceDidChangeWorkspaceFolders: conn.Notification[*state](s.didChangeWorkspaceFolders),

		protocol.MethodTextDocumentHover:       conn.Request(s.hover),
		protocol.MethodTextDocumentCodeAction:  conn.Request(s.codeAction),
		protocol.MethodWorkspaceExecuteCommand: conn.Request(s.executeCommand),
	}
}

// update replaces the state by what change makes of it, and has the documents
// published whose snapshot is a new one: first those whose text has changed,
// which somebody is looking at.
func (s *Server) update(change func(*state) *state) {
	s.mu.Lock()
	old := s.state.Load()
	next := change(old)
	s.state.Store(next)
	s.mu.Unlock()
	var others []uri.URI
	for u, before := range old.docs {
		if before.module != nil && before != next.docs[u] {
			before.module.overtake()
		}
	}
	for u, d := range next.docs {
		switch before := old.docs[u]; {
		case before == d:
		case before == nil || before.text != d.text:
			s.publisher.markFirst(u)
		default:
			others = append(others, u)
		}
	}
	for _, u := range others {
		s.publisher.mark(u)
	}
}

// reload reads the environment and everything else on disk anew.
func (s *Server) reload() {
	s.update(func(st *state) *state { return st.reloaded(s.options.Environ) })
}

// reloadEvery is how often notifications of the client have everything read
// anew: a checkout of another branch sends hundreds.
const reloadEvery = 200 * time.Millisecond

// reloads remembers when a notification last had everything read anew.
type reloads struct {
	mu      sync.Mutex
	last    time.Time
	pending bool
}

// reloadSoon reads everything anew: at once, or, if that has only just been
// done, a little later for all that ask meanwhile.
func (s *Server) reloadSoon() {
	r := &s.reloading
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pending {
		return
	}
	if wait := reloadEvery - time.Since(r.last); wait > 0 {
		r.pending = true
		time.AfterFunc(wait, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.pending, r.last = false, time.Now()
			s.reload()
		})
		return
	}
	r.last = time.Now()
	s.reload()
}

// showMessage shows the person a message. It may name what a repository has
// chosen the name of.
func (s *Server) showMessage(kind protocol.MessageType, message string) {
	s.conn.Notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: kind, Message: explain.Printable(message)})
}

// warnings remembers what a person has been told.
type warnings struct {
	mu   sync.Mutex
	told map[string]bool
}

// warn shows and logs a message, unless that was done before.
func (s *Server) warn(message string) {
	s.warned.mu.Lock()
	told := s.warned.told[message]
	if s.warned.told == nil {
		s.warned.told = map[string]bool{}
	}
	s.warned.told[message] = true
	s.warned.mu.Unlock()
	if !told {
		s.log.Print(explain.Printable(message))
		s.showMessage(protocol.MessageTypeWarning, "modroute: "+message)
	}
}
