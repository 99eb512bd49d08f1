// Package lspclient is a small client of the language server protocol. The
// project's tests, benchmarks and demonstration drive the real server with it,
// over a pipe or over a process's standard streams. It shares no code with the
// server.
package lspclient

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
)

// A Client is one connection to a server. Its methods may be called
// concurrently.
type Client struct {
	// Handle answers a request of the server. A nil result answers null; a
	// nil Handle answers every request so.
	Handle func(method string, params json.RawMessage) (result any)

	wmu sync.Mutex
	w   io.WriteCloser

	mu       sync.Mutex
	changed  *sync.Cond
	nextID   int
	answers  map[int]message
	notified []Notification
	closed   error
}

// A Notification is one that the server has sent.
type Notification struct {
	Method string
	Params json.RawMessage
}

// A ResponseError is the server's refusal of a request.
type ResponseError struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

// Error returns the message with its code.
func (e *ResponseError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

type message struct {
	JSONRPC string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id,omitempty"`
	Method  string           `json:"method,omitempty"`
	Params  json.RawMessage  `json:"params,omitempty"`
	Result  json.RawMessage  `json:"result,omitempty"`
	Error   *ResponseError   `json:"error,omitempty"`
}

// New connects to a server that writes to r and reads from w.
func New(r io.Reader, w io.WriteCloser) *Client {
	c := &Client{w: w, answers: make(map[int]message)}
	c.changed = sync.NewCond(&c.mu)
	go c.read(bufio.NewReader(r))
	return c
}

// Close closes the stream to the server.
func (c *Client) Close() error { return c.w.Close() }

func (c *Client) read(r *bufio.Reader) {
	for {
		m, err := readMessage(r)
		if err != nil {
			c.mu.Lock()
			c.closed = err
			c.changed.Broadcast()
			c.mu.Unlock()
			return
		}
		c.dispatch(m)
	}
}

func readMessage(r *bufio.Reader) (m message, err error) {
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return m, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return m, err
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

func (c *Client) dispatch(m message) {
	switch {
	case m.Method != "" && m.ID != nil:
		go c.answer(m)
		return
	case m.Method != "":
		c.mu.Lock()
		c.notified = append(c.notified, Notification{m.Method, m.Params})
	default:
		var id int
		if m.ID != nil {
			_ = json.Unmarshal(*m.ID, &id) // null for a request that could not be read
		}
		c.mu.Lock()
		c.answers[id] = m
	}
	c.changed.Broadcast()
	c.mu.Unlock()
}

func (c *Client) answer(m message) {
	var result any
	if c.Handle != nil {
		result = c.Handle(m.Method, m.Params)
	}
	_ = c.send(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": result})
}

func (c *Client) send(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.SendRaw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

// SendRaw writes bytes as they are, to say what no client should.
func (c *Client) SendRaw(s string) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	_, err := io.WriteString(c.w, s)
	return err
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) error {
	return c.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// Go sends a request and returns its id, for Wait or $/cancelRequest.
func (c *Client) Go(method string, params any) (id int, err error) {
	c.mu.Lock()
	c.nextID++
	id = c.nextID
	c.mu.Unlock()
	return id, c.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

// Wait waits for the answer of a request and decodes it into result, unless
// that is nil. A refusal is a *ResponseError.
func (c *Client) Wait(id int, result any) error {
	c.mu.Lock()
	for {
		m, ok := c.answers[id]
		if ok {
			delete(c.answers, id)
			c.mu.Unlock()
			if m.Error != nil {
				return m.Error
			}
			if result == nil {
				return nil
			}
			return json.Unmarshal(m.Result, result)
		}
		if c.closed != nil {
			c.mu.Unlock()
			return fmt.Errorf("server closed the connection: %w", c.closed)
		}
		c.changed.Wait()
	}
}

// Call sends a request and waits for its answer.
func (c *Client) Call(method string, params, result any) error {
	id, err := c.Go(method, params)
	if err != nil {
		return err
	}
	return c.Wait(id, result)
}

// Next waits for the first notification not yet taken that match accepts, and
// takes it. What came before it stays for other calls.
func (c *Client) Next(match func(Notification) bool) (Notification, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for i, n := range c.notified {
			if match(n) {
				c.notified = append(c.notified[:i], c.notified[i+1:]...)
				return n, nil
			}
		}
		if c.closed != nil {
			return Notification{}, fmt.Errorf("server closed the connection: %w", c.closed)
		}
		c.changed.Wait()
	}
}

// Take takes the notifications that have come so far and that match accepts.
// What the server sent before it answered a request has come with the answer.
func (c *Client) Take(match func(Notification) bool) []Notification {
	c.mu.Lock()
	defer c.mu.Unlock()
	var taken, left []Notification
	for _, n := range c.notified {
		if match(n) {
			taken = append(taken, n)
		} else {
			left = append(left, n)
		}
	}
	c.notified = left
	return taken
}
