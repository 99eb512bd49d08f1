package conn

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// CodeRequestFailed is the protocol's code for a request that is valid but
// cannot be done; an error of a handler that carries no code of its own gets
// it.
const CodeRequestFailed jsonrpc2.Code = -32803

// errClientCancelled is the cause of the contexts that $/cancelRequest cancels.
var errClientCancelled = errors.New("cancelled by the client")

// A Table says how each method is handled. S is the state that concurrent
// requests see: an immutable snapshot, taken in the order of the wire.
type Table[S any] map[string]Handler[S]

// A Handler handles one method.
type Handler[S any] struct {
	concurrent bool
	run        func(ctx context.Context, state S, params []byte) (any, error)
}

// Request handles a request concurrently with what comes after it. It sees the
// state as it was when the request arrived.
func Request[S, P, R any](f func(context.Context, S, *P) (R, error)) Handler[S] {
	return Handler[S]{concurrent: true, run: func(ctx context.Context, state S, raw []byte) (any, error) {
		params := new(P)
		if err := decodeParams(raw, params); err != nil {
			return nil, err
		}
		return f(ctx, state, params)
	}}
}

// Ordered handles a request before the next message is read. It must be quick,
// and must not call the client.
func Ordered[S, P, R any](f func(context.Context, *P) (R, error)) Handler[S] {
	h := Request(func(ctx context.Context, _ S, params *P) (R, error) { return f(ctx, params) })
	h.concurrent = false
	return h
}

// Notification handles a notification before the next message is read. It must
// be quick, and must not call the client. Its error is logged.
func Notification[S, P any](f func(context.Context, *P) error) Handler[S] {
	return Ordered[S](func(ctx context.Context, params *P) (any, error) { return nil, f(ctx, params) })
}

func decodeParams(raw []byte, params any) error {
	err := Decode(raw, params)
	switch {
	case err == nil:
		return nil
	case len(raw) > 0 && !json.Valid(raw):
		return jsonrpc2.NewError(jsonrpc2.ParseError, "the parameters are not valid JSON")
	default:
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "invalid parameters: %v", err)
	}
}

// A router takes each incoming message to its handler. It is the only handler
// that jsonrpc2 sees: that package closes the connection when a notification's
// handler returns an error or when any handler panics, so neither gets there.
type router[S any] struct {
	conn    *Conn
	table   Table[S]
	capture func() S

	mu        sync.Mutex
	cancelers map[jsonrpc2.ID]context.CancelCauseFunc
}

func (r *router[S]) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	method := strings.Clone(req.Method()) // it borrows the stream's buffer
	var (
		result any
		err    error
	)
	switch {
	case method == protocol.MethodCancelRequest:
		r.cancel(req.Params())
	case method == protocol.MethodExit:
		r.conn.exited()
	default:
		result, err = r.dispatch(ctx, req, method)
	}
	if req.IsCall() {
		return result, err
	}
	if err != nil {
		r.conn.log.Printf("%s: %v", method, err)
	}
	return nil, nil
}

// dispatch runs the handler of one request or notification and gives its error
// a code.
func (r *router[S]) dispatch(reqCtx context.Context, req *jsonrpc2.Request, method string) (result any, err error) {
	// The request's own context is pooled by jsonrpc2 and dies with it: a
	// context derived from it would call into a recycled request. Take the
	// connection's.
	ctx, cancel := context.WithCancelCause(jsonrpc2.DetachContext(reqCtx))
	defer cancel(nil)
	defer func() {
		if p := recover(); p != nil {
			r.conn.log.Printf("panic in %s: %v\n%s", method, p, debug.Stack())
			result, err = nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "internal error in %s", method)
		}
		if err != nil {
			result, err = nil, coded(ctx, err)
		}
	}()
	h, err := r.find(req, method)
	if err != nil || h.run == nil {
		// To write waits for a client that does not read. It may have much to
		// say first, and is listened to meanwhile.
		jsonrpc2.Async(reqCtx)
		return nil, err
	}
	if req.IsCall() {
		id := req.ID()
		r.register(id, cancel)
		defer r.unregister(id)
	}
	var state S
	if h.concurrent {
		state = r.capture()
		jsonrpc2.Async(reqCtx) // the next message is read from here on
		// What has come in already goes first: it may cancel this request.
		runtime.Gosched()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	result, err = h.run(ctx, state, req.Params())
	if err == nil {
		r.conn.done(method)
	}
	return result, err
}

// find returns the handler of a message; the zero Handler for a notification
// that is not known, which the protocol has servers ignore.
func (r *router[S]) find(req *jsonrpc2.Request, method string) (Handler[S], error) {
	if err := r.conn.admit(method); err != nil {
		return Handler[S]{}, err
	}
	h, ok := r.table[method]
	if !ok && req.IsCall() {
		return h, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "no method %q", method)
	}
	return h, nil
}

// coded gives an error the code that the client is to see: jsonrpc2 would send
// 0 for a plain one.
func coded(ctx context.Context, err error) error {
	var rpc *jsonrpc2.Error
	switch {
	case errors.Is(context.Cause(ctx), errClientCancelled):
		return protocol.ErrRequestCancelled
	case errors.As(err, &rpc):
		return rpc
	default:
		return jsonrpc2.NewError(CodeRequestFailed, err.Error())
	}
}

func (r *router[S]) register(id jsonrpc2.ID, cancel context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancelers[id] = cancel
}

func (r *router[S]) unregister(id jsonrpc2.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.cancelers, id)
}

// cancel handles $/cancelRequest. An id that cannot be read, or that no
// request has, is ignored.
func (r *router[S]) cancel(raw []byte) {
	var params struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(raw, &params) != nil {
		return
	}
	id, ok := decodeID(params.ID)
	if !ok {
		return
	}
	r.mu.Lock()
	cancel := r.cancelers[id]
	r.mu.Unlock()
	if cancel != nil {
		cancel(errClientCancelled)
	}
}
