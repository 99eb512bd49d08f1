package conn

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A Message is what a trace tells of one message: never what it holds.
type Message struct {
	Sent   bool   // by this side
	Kind   string // "request", "notification" or "answer"
	Method string // of an answer, that of its request; "" if nobody observed that
	ID     string // "" for a notification
	Size   int    // of its body, in bytes
	// Took is how long it took to handle a notification that was received, or
	// to answer a request; 0 for what has only just begun.
	Took time.Duration
	Code int // of an answer that is an error
}

// Trace has observe called for each message from now on; nil ends that. It is
// called on several goroutines, and may notify the client: of the traces
// themselves, nothing is told.
func (c *Conn) Trace(observe func(Message)) {
	t := &c.tracer
	if observe != nil {
		t.observe.Store(&observe)
		return
	}
	t.observe.Store(nil)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open = nil // nobody sees the answers
}

// A tracer watches a stream. It does nothing as long as nobody observes.
type tracer struct {
	observe atomic.Pointer[func(Message)]

	// handling is the notification that was read last, and when: it is handled
	// before the next message is read. They are the reading goroutine's own.
	handling Message
	begun    time.Time

	mu sync.Mutex
	// open are the requests that were not answered yet, by whether this side has
	// sent them, and their id.
	open map[request]opened
}

type request struct {
	sent bool
	id   string
}

type opened struct {
	method string
	at     time.Time
}

// reading is told that the next message is about to be read.
func (t *tracer) reading() {
	if t.begun.IsZero() {
		return
	}
	m := t.handling
	m.Took = time.Since(t.begun)
	t.begun = time.Time{}
	t.tell(m)
}

// received is told of a message that was read.
func (t *tracer) received(msg jsonrpc2.Message, size int) {
	if t.observe.Load() == nil {
		return
	}
	m := t.message(msg, false, size)
	if m.Kind == notification {
		t.handling, t.begun = m, time.Now()
		return
	}
	t.tell(m)
}

// sent is told of the body of a message that was written.
func (t *tracer) sent(body []byte) {
	if t.observe.Load() == nil {
		return
	}
	// jsonrpc2 hands what it sends to the stream in types of its own.
	if msg, err := jsonrpc2.DecodeMessage(body); err == nil {
		t.tell(t.message(msg, true, len(body)))
	}
}

func (t *tracer) tell(m Message) {
	if observe := t.observe.Load(); observe != nil && m.Method != protocol.MethodLogTrace {
		(*observe)(m)
	}
}

// The kinds of messages.
const (
	call         = "request"
	notification = "notification"
	answer       = "answer"
)

// message tells of a message what may be told.
func (t *tracer) message(msg jsonrpc2.Message, sent bool, size int) Message {
	m := Message{Sent: sent, Size: size}
	switch msg := msg.(type) {
	case *jsonrpc2.Call:
		m.Kind, m.Method, m.ID = call, strings.Clone(msg.Method()), fmt.Sprint(msg.ID())
		t.opened(request{sent, m.ID}, m.Method)
	case *jsonrpc2.Notification:
		m.Kind, m.Method = notification, strings.Clone(msg.Method()) // it borrows the stream's buffer
	case *jsonrpc2.Response:
		m.Kind, m.ID = answer, fmt.Sprint(msg.ID())
		m.Method, m.Took = t.closed(request{!sent, m.ID})
		var refused *jsonrpc2.Error
		if errors.As(msg.Err(), &refused) {
			m.Code = int(refused.Code)
		}
	}
	return m
}

func (t *tracer) opened(r request, method string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == nil {
		t.open = make(map[request]opened)
	}
	t.open[r] = opened{method, time.Now()}
}

// closed returns the method of a request that is answered, and how long that
// took; nothing if the request was made before anybody observed.
func (t *tracer) closed(r request) (method string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o, ok := t.open[r]
	if !ok {
		return "", 0
	}
	delete(t.open, r)
	return o.method, time.Since(o.at)
}
