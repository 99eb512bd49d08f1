// Package conn is the connection between a language server and its client: the
// framing, the order of messages, cancelling, lenient decoding, the lifecycle,
// traces and the error codes. It stands on go.lsp.dev/jsonrpc2 and
// go.lsp.dev/protocol, and holds all that is needed around their gaps.
//
// Notifications and [Ordered] requests are handled in the order of the wire,
// each before the next message is read. A [Request] takes the state as it is
// when it arrives and then runs concurrently.
package conn

import (
	"context"
	"errors"
	"io"
	"log"
	"runtime/debug"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// drainTime is how long requests in flight may take to be answered after the
// input has ended.
const drainTime = time.Second

// A Conn is one connection. Its methods are safe for concurrent use.
type Conn struct {
	log *log.Logger
	rpc jsonrpc2.Conn

	ctx     context.Context // ends with Run
	stop    context.CancelFunc
	reading context.Context // ends with the input: no call will be answered any more
	readEnd context.CancelFunc
	asked   context.Context // ends with shutdown: the client wants nothing more
	rest    context.CancelFunc

	work   work // what must be answered or published before the process ends
	tracer tracer

	mu     sync.Mutex
	phase  phase
	result chan error // why the connection ended: nil for the exit notification
}

// A phase is a part of a connection's life.
type phase uint8

const (
	fresh phase = iota // initialize has not been answered
	running
	down // shutdown has been answered
)

// New returns a connection that reads in and writes out. It reads nothing
// before [Serve].
func New(in io.Reader, out io.Writer, logger *log.Logger) *Conn {
	c := &Conn{log: logger, result: make(chan error, 1)}
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.reading, c.readEnd = context.WithCancel(c.ctx)
	c.asked, c.rest = context.WithCancel(c.ctx)
	c.rpc = jsonrpc2.NewConn(newStream(in, out, logger, &c.work, &c.tracer, c.ended, c.broken), jsonrpc2.WithCodec(codec{}))
	return c
}

// Serve handles the connection's messages until the client says exit, the
// input ends, the connection fails, [Conn.End] is called or ctx is done. It
// returns the process's exit code: 0 after shutdown, else 1.
func Serve[S any](ctx context.Context, c *Conn, table Table[S], capture func() S) int {
	r := &router[S]{conn: c, table: table, capture: capture, cancelers: map[jsonrpc2.ID]context.CancelCauseFunc{}}
	c.rpc.Go(c.ctx, r.handle)
	var err error
	select {
	case err = <-c.result:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	c.stop()
	c.work.wait(drainTime)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase == down {
		return 0 // a client need not wait for what is written after shutdown
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.log.Printf("the connection ended: %v", err)
	}
	return 1
}

// End ends the connection for a reason of the server's own.
func (c *Conn) End(reason error) {
	select {
	case c.result <- reason:
	default: // it has ended already
	}
}

func (c *Conn) exited() { c.End(nil) }

// broken is told by the stream that nothing more can be written. A client that
// goes away may have said shutdown before, which is still to be read.
func (c *Conn) broken(err error) {
	go func() {
		select {
		case <-c.reading.Done():
		case <-time.After(drainTime):
		}
		c.End(err)
	}()
}

// ended is told by the stream that nothing more can be read.
func (c *Conn) ended(err error) {
	c.readEnd()
	if errors.Is(err, io.EOF) {
		// A client that closes its end may still read what it has asked for.
		c.work.wait(drainTime)
	}
	c.End(err)
}

// admit says whether a method may be handled at this point of the connection's
// life.
func (c *Conn) admit(method string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.phase == fresh && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized yet")
	case c.phase == running && method == protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	case c.phase == down:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server has been shut down")
	}
	return nil
}

// done moves the connection's life on after a method has succeeded.
func (c *Conn) done(method string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch method {
	case protocol.MethodInitialize:
		c.phase = running
	case protocol.MethodShutdown:
		c.phase = down
		c.rest()
	}
}

// Context returns a context that ends with the connection.
func (c *Conn) Context() context.Context { return c.ctx }

// Notify sends a notification, unless the server has been shut down. An error
// is logged: there is nobody else to tell.
func (c *Conn) Notify(method string, params any) {
	if c.asked.Err() != nil {
		return
	}
	if err := c.rpc.Notify(context.WithValue(c.ctx, sent{}, true), method, params); err != nil && c.ctx.Err() == nil {
		c.log.Printf("%s: %v", method, err)
	}
}

// Call sends the client a request and decodes its answer into result. It must
// not be called by an [Ordered] or [Notification] handler, which the answer
// would wait for. It returns the client's error, or ctx's, or that the input
// has ended or the server has been shut down.
func (c *Conn) Call(ctx context.Context, method string, params, result any) error {
	if err := c.asked.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.reading, cancel)()
	_, err := c.rpc.Call(context.WithValue(ctx, sent{}, true), method, params, result)
	return err
}

// Go runs f on a goroutine of its own. The connection's end waits for it a
// while; f should heed the context it gets, which ends with shutdown.
func (c *Conn) Go(name string, f func(context.Context)) {
	c.work.begin()
	go func() {
		defer c.work.end()
		defer func() {
			if p := recover(); p != nil {
				c.log.Printf("panic in %s: %v\n%s", name, p, debug.Stack())
			}
		}()
		f(c.asked)
	}()
}

// work counts what is being done.
type work struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n becomes 0; nil if nobody waits
}

func (w *work) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
}

func (w *work) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n--; w.n == 0 && w.idle != nil {
		close(w.idle)
		w.idle = nil
	}
}

// wait waits until nothing is being done, at most for limit.
func (w *work) wait(limit time.Duration) {
	w.mu.Lock()
	if w.n == 0 {
		w.mu.Unlock()
		return
	}
	if w.idle == nil {
		w.idle = make(chan struct{})
	}
	idle := w.idle
	w.mu.Unlock()
	select {
	case <-idle:
	case <-time.After(limit):
	}
}
