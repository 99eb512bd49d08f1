// Package server is the language server: one file for each feature, with the
// protocol at its edge. What it says comes from package snapshot; package conn
// carries it.
//
// Opening, editing and hovering run no program and make no network request.
// The only programs that are ever run are `go env` and the login shell, each for
// a command that a person has chosen.
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
	// Verbosity is what the log says beside faults: with 1 what is read, and why
	// it is read anew; with 2 also each message, but not what it holds.
	Verbosity int
	// ApplyEnv writes to the user's Go environment; nil stands for [fix.Apply].
	ApplyEnv func(context.Context, *goenv.Environment, snapshot.Options, []fix.EnvChange) (undo []fix.EnvChange, err error)
	// RemoveCached removes a module version from the module cache; nil stands
	// for [fix.RemoveCached].
	RemoveCached func(*goenv.Environment, snapshot.Options, modules.Version) error
	// Settled, if not nil, is called when all that there is to say about a
	// go.mod or go.work has been published, the findings of the slow analyzers
	// too, with the client's spelling of its URI. It is for tests.
	Settled func(uri string)
	// PollEvery is how often files are looked at, and ProgressAfter how long
	// something takes before it is shown; 0 stands for what is good for people.
	PollEvery, ProgressAfter time.Duration
}

// A Server is the language server of one client.
type Server struct {
	options Options
	log     *log.Logger
	conn    *conn.Conn

	// Set by initialize, before anything that reads them.
	client     conn.Capabilities
	clientName string // what the client calls itself
	encoding   encoding
	initial    clientSettings // the initialization options, over which the configuration is laid

	mu         sync.Mutex // serializes changes of state
	state      atomic.Pointer[state]
	started    sync.Once    // what initialized starts
	pulling    sync.Mutex   // serializes questions for the configuration
	asking     atomic.Bool  // whether a question waits for its turn
	pushed     atomic.Int32 // how often the client has pushed the configuration
	reloading  reloads
	refreshing refreshes
	watcher    watcher
	watching   registrations
	publisher  publisher
	pulled     pulledReports
	history    history
	papers     papers
	warned     onceOnly
	logged     onceOnly

	progressing progresses
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
	logger := log.New(printable{options.Log.Writer()}, options.Log.Prefix(), options.Log.Flags())
	s := &Server{options: options, log: logger, conn: conn.New(in, out, logger)}
	s.publisher.server = s
	s.trace(traceOff)
	start := &state{settings: clientSettings{trusted: true}, docs: map[uri.URI]*document{}, texts: map[string]string{}, background: newBackground()}
	start.readEnvironments(options.Environ)
	s.state.Store(start)
	defer s.papers.remove()
	return conn.Serve(ctx, s.conn, s.table(), s.state.Load)
}

// table lists the methods of the protocol that the server knows.
func (s *Server) table() conn.Table[*state] {
	return conn.Table[*state]{
		protocol.MethodInitialize:  conn.Ordered[*state](s.initialize),
		protocol.MethodInitialized: conn.Notification[*state](s.initialized),
		protocol.MethodShutdown:    conn.Ordered[*state](s.shutdown),
		protocol.MethodSetTrace:    conn.Notification[*state](s.setTrace),

		protocol.MethodTextDocumentDidOpen:   conn.Notification[*state](s.didOpen),
		protocol.MethodTextDocumentDidChange: conn.Notification[*state](s.didChange),
		protocol.MethodTextDocumentDidClose:  conn.Notification[*state](s.didClose),
		protocol.MethodTextDocumentDidSave:   conn.Notification[*state](s.didSave),

		protocol.MethodWorkspaceDidChangeConfiguration:    conn.Notification[*state](s.didChangeConfiguration),
		protocol.MethodWorkspaceDidChangeWatchedFiles:     conn.Notification[*state](s.didChangeWatchedFiles),
		protocol.MethodWorkspaceDidChangeWorkspaceFolders: conn.Notification[*state](s.didChangeWorkspaceFolders),
		protocol.MethodWorkspaceDidRenameFiles:            conn.Notification[*state](s.didRenameFiles),
		protocol.MethodWorkspaceDidDeleteFiles:            conn.Notification[*state](s.didDeleteFiles),
		protocol.MethodWindowWorkDoneProgressCancel:       conn.Notification[*state](s.cancelProgress),

		protocol.MethodTextDocumentDiagnostic: conn.Request(s.documentDiagnostic),
		protocol.MethodWorkspaceDiagnostic:    conn.Request(s.workspaceDiagnostic),

		protocol.MethodTextDocumentHover:        conn.Request(s.hover),
		protocol.MethodTextDocumentInlayHint:    conn.Request(s.inlayHint),
		protocol.MethodInlayHintResolve:         conn.Request(s.resolveInlayHint),
		protocol.MethodTextDocumentCodeLens:     conn.Request(s.codeLens),
		protocol.MethodTextDocumentCompletion:   conn.Request(s.completion),
		protocol.MethodTextDocumentDocumentLink: conn.Request(s.documentLink),
		protocol.MethodTextDocumentCodeAction:   conn.Request(s.codeAction),
		protocol.MethodCodeActionResolve:        conn.Request(s.resolveCodeAction),
		protocol.MethodWorkspaceExecuteCommand:  conn.Request(s.executeCommand),
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
			if d.plain() {
				s.publisher.markOthers(next, u) // what is not open may have read it
			}
		default:
			others = append(others, u)
		}
	}
	for _, u := range others {
		s.publisher.mark(u)
	}
	if len(others) > 0 {
		s.refresh()
	}
	if next.background != old.background { // more than a Go file has changed
		s.refreshGraphs()
	}
	if next.env != old.env && s.pulled.workspace.Load() {
		s.refreshDiagnostics() // also of files that are not open
	}
}
