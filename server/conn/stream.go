package conn

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

const (
	// maxFrame bounds what one message may claim to hold. A go.mod of 10 MB
	// fits several times, escapes included.
	maxFrame = 64 << 20
	// maxHeader bounds one header line.
	maxHeader = 4 << 10
	// keepBuffer is the largest buffer that is kept for the next message.
	keepBuffer = 1 << 20
)

// A stream frames messages as the base protocol does. It differs from
// jsonrpc2.NewStream in what a bad message costs: a body that is no JSON-RPC
// message is answered and skipped, because the framing around it is intact;
// there it would end the connection. Frames are bounded, and a header that
// cannot be read ends the connection with an error that says what was wrong.
type stream struct {
	log *log.Logger
	in  *bufio.Reader
	// ended is told why reading came to its end, before Read returns the error:
	// jsonrpc2 refuses to write from then on. broken is told why writing did.
	ended, broken func(error)
	calls         *work // the calls that were read and are not answered yet
	tracer        *tracer

	body bytes.Buffer // of the message last read, which borrows it

	mu   sync.Mutex // guards what follows: one message is one write
	out  io.Writer
	buf  []byte
	dead bool // a write has failed
}

func newStream(in io.Reader, out io.Writer, log *log.Logger, calls *work, tracer *tracer, ended, broken func(error)) *stream {
	return &stream{log: log, in: bufio.NewReaderSize(in, maxHeader), out: out, calls: calls, tracer: tracer, ended: ended, broken: broken}
}

// Read implements [jsonrpc2.Stream]. The message borrows the stream's buffer
// until the next Read.
func (s *stream) Read(context.Context) (jsonrpc2.Message, int64, error) {
	s.tracer.reading()
	for {
		body, err := s.readFrame()
		if err != nil {
			s.ended(err)
			return nil, 0, err
		}
		msg, err := jsonrpc2.DecodeMessage(body)
		if err != nil {
			s.refuse(body)
			continue
		}
		if _, ok := msg.(*jsonrpc2.Call); ok {
			s.calls.begin()
		}
		s.tracer.received(msg, len(body))
		return msg, int64(len(body)), nil
	}
}

// refuse answers a body that is no JSON-RPC message.
func (s *stream) refuse(body []byte) {
	answer := jsonrpc2.NewError(jsonrpc2.ParseError, "the message is not valid JSON")
	if json.Valid(body) {
		answer = jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the message is not a JSON-RPC 2.0 request, notification or response")
	}
	s.log.Printf("skipped a message of %d bytes: %s", len(body), answer.Message)
	response := jsonrpc2.NewResponse(requestID(body), nil, answer)
	s.calls.begin()
	go func() { // who reads must not wait for a client that does not
		defer s.calls.end()
		s.write(response)
	}()
}

// requestID returns the id of a request that is otherwise invalid, so that its
// sender need not wait for ever; the zero ID, which is null, if it has none.
func requestID(body []byte) jsonrpc2.ID {
	var request struct {
		ID     json.RawMessage `json:"id"`
		Method json.RawMessage `json:"method"`
	}
	if json.Unmarshal(body, &request) != nil || request.Method == nil {
		return jsonrpc2.ID{}
	}
	id, _ := decodeID(request.ID)
	return id
}

// readFrame returns the body of the next frame, valid until it is called
// again. It returns io.EOF only between frames.
func (s *stream) readFrame() ([]byte, error) {
	length, err := s.readHeader()
	if err != nil {
		return nil, err
	}
	if s.body.Cap() > keepBuffer {
		s.body = bytes.Buffer{}
	}
	s.body.Reset()
	// CopyN grows the buffer as bytes arrive: a length alone claims no memory.
	if n, err := io.CopyN(&s.body, s.in, int64(length)); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("the input ends after %d of the %d bytes of a message: %w", n, length, err)
	}
	return s.body.Bytes(), nil
}

// readHeader reads the header fields up to the blank line and returns the
// Content-Length. Field names are compared without case; other fields
// (Content-Type) are skipped, and so are blank lines before the first field.
func (s *stream) readHeader() (length int, err error) {
	length = -1
	for fields := 0; ; {
		line, err := s.in.ReadSlice('\n')
		switch {
		case err == io.EOF && len(line) == 0 && fields == 0:
			return 0, io.EOF
		case errors.Is(err, bufio.ErrBufferFull):
			return 0, fmt.Errorf("a header line is longer than %d bytes: expected Content-Length", maxHeader)
		case err == io.EOF:
			return 0, fmt.Errorf("the input ends within a header: %w", io.ErrUnexpectedEOF)
		case err != nil:
			return 0, err
		}
		field := strings.TrimRight(string(line), "\r\n")
		if field == "" {
			if fields == 0 {
				continue
			}
			if length < 0 {
				return 0, errors.New("a header has no Content-Length")
			}
			return length, nil
		}
		fields++
		name, value, ok := strings.Cut(field, ":")
		name = strings.TrimSpace(name)
		if !ok || strings.ContainsAny(name, "{}[]\"' \t") {
			return 0, fmt.Errorf("%q is not a header field: expected Content-Length", abbreviate(field))
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = contentLength(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		}
	}
}

func contentLength(value string) (int, error) {
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("Content-Length %q is not a number of bytes", abbreviate(value))
	}
	if n > maxFrame {
		return 0, fmt.Errorf("Content-Length %d is over the limit of %d bytes", n, maxFrame)
	}
	return int(n), nil
}

// abbreviate keeps what a client sends from flooding the log.
func abbreviate(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// A sent context marks what the server sends of its own accord, as against
// the answers to calls: jsonrpc2 hands both to Write in types of its own.
type sent struct{}

// Write implements [jsonrpc2.Stream]. It pays no heed to the context's end: the
// answer to a cancelled request must be written too. It returns no error, for
// which jsonrpc2 would stop reading as well: what the client has said before it
// went away counts.
func (s *stream) Write(ctx context.Context, msg jsonrpc2.Message) (int64, error) {
	s.write(msg)
	if ctx.Value(sent{}) == nil {
		s.calls.end()
	}
	return 0, nil
}

// write writes a message, unless writing has failed before, and traces it.
func (s *stream) write(msg jsonrpc2.Message) {
	var body []byte
	if s.tracer.observe.Load() != nil {
		body = jsonrpc2.AppendMessage(nil, msg)
	}
	if s.writeFrame(msg) && body != nil {
		s.tracer.sent(body) // which may write a message itself
	}
}

// writeFrame writes a message; false says that this could not be done.
func (s *stream) writeFrame(msg jsonrpc2.Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dead {
		return false
	}
	// The header's length is known only after the body: leave room before it.
	const room = len("Content-Length: \r\n\r\n") + 20
	buf := append(s.buf[:0], make([]byte, room)...)
	buf = jsonrpc2.AppendMessage(buf, msg)
	header := fmt.Sprintf("Content-Length: %d\r\n\r\n", len(buf)-room)
	frame := buf[room-len(header):]
	copy(frame, header)
	if s.buf = buf; cap(buf) > keepBuffer {
		s.buf = nil
	}
	if _, err := s.out.Write(frame); err != nil {
		s.dead = true
		s.broken(fmt.Errorf("writing a message: %w", err))
		return false
	}
	return true
}

// Close implements [jsonrpc2.Stream]. The reader and the writer belong to the
// caller of [New]; closing them here would not wake a blocked Read anyway.
func (s *stream) Close() error { return nil }
