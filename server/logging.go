package server

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// A printable writer takes secrets and control characters out of what is
// logged. Whatever is to be logged comes through it.
type printable struct{ io.Writer }

// Write writes the lines of p.
func (w printable) Write(p []byte) (int, error) {
	lines := strings.Split(string(p), "\n")
	for i, line := range lines {
		lines[i] = explain.Printable(line)
	}
	if _, err := io.WriteString(w.Writer, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}

// note logs what a person may want to know who asks what the server does and
// why: in the client's own log, and with -v in the server's.
func (s *Server) note(kind protocol.MessageType, format string, args ...any) {
	message := explain.Printable(fmt.Sprintf(format, args...))
	s.conn.Notify(protocol.MethodWindowLogMessage, &protocol.LogMessageParams{Type: kind, Message: message})
	if s.options.Verbosity >= 1 {
		s.log.Print(message)
	}
}

// introduce says in the logs what runs, for whom.
func (s *Server) introduce() {
	st := s.state.Load()
	trust := "trusted"
	if !st.settings.trusted {
		trust = "not trusted"
	}
	s.note(protocol.MessageTypeInfo, "modroute %s for %s/%s, built with %s; the workspace is %s: %s",
		s.options.Version, runtime.GOOS, runtime.GOARCH, runtime.Version(), trust, folders(st.roots))
}

// noteReload says why everything is read anew.
func (s *Server) noteReload(why string) {
	s.note(protocol.MessageTypeLog, "%s: everything is read anew", why)
}

// folders names the workspace's folders.
func folders(roots []string) string {
	if len(roots) == 0 {
		return "no folder"
	}
	return strings.Join(roots, ", ")
}

// logReading says, each once, of which Go command an answer is, and with -v
// which files the answers depend on.
func (s *Server) logReading(st *state, d *document) {
	if d.module != nil {
		// Not the one that the go line has it switch to: that is being typed.
		if text := goCommand(d.module.folder.open().Env); s.logged.first(text) {
			s.note(protocol.MessageTypeInfo, "%s", text)
		}
	}
	if s.options.Verbosity < 1 {
		return
	}
	for _, path := range st.inputs() {
		if s.logged.first(path) {
			s.log.Printf("looked at %s", path)
		}
	}
}

// goCommand says which Go command an environment is that of.
func goCommand(env *goenv.Environment) string {
	text := "the go command is " + cmp.Or(env.GoVersion, "of an unknown version")
	if env.GOROOT != "" {
		text += ", in " + env.GOROOT
	}
	if env.UserFile == "" {
		return text + ", and reads no file written by go env -w"
	}
	return text + ", and go env -w writes " + env.UserFile
}

// A onceOnly remembers what was said.
type onceOnly struct {
	mu   sync.Mutex
	said map[string]bool
}

// first reports whether a text is said for the first time.
func (o *onceOnly) first(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.said[text] {
		return false
	}
	if o.said == nil {
		o.said = make(map[string]bool)
	}
	o.said[text] = true
	return true
}

// What the client wants to be told of the messages.
const (
	traceOff      = protocol.TraceValueOff
	traceMessages = protocol.TraceValueMessages // which there are
	traceVerbose  = protocol.TraceValueVerbose  // and how large each is, and how long it took
)

// setTrace has the messages traced, or no longer. What is no level is off.
func (s *Server) setTrace(_ context.Context, p *conn.SetTraceParams) error {
	s.trace(protocol.TraceValue(p.Value))
	return nil
}

// trace has the messages traced as the client wants it, and as -vv does.
func (s *Server) trace(level protocol.TraceValue) {
	tell := level == traceMessages || level == traceVerbose
	if !tell && s.options.Verbosity < 2 {
		s.conn.Trace(nil)
		return
	}
	s.conn.Trace(func(m conn.Message) {
		what, how := described(m)
		if s.options.Verbosity >= 2 {
			s.log.Printf("%s: %s", what, how)
		}
		if tell {
			trace := &protocol.LogTraceParams{Message: what}
			if level == traceVerbose {
				trace.Verbose = &how
			}
			s.conn.Notify(protocol.MethodLogTrace, trace)
		}
	})
}

// maxMethod bounds how much of a method is told: it may be anything.
const maxMethod = 80

// described says of a message which it is, and how large and slow.
func described(m conn.Message) (what, how string) {
	direction := "received "
	if m.Sent {
		direction = "sent "
	}
	method := explain.Printable(m.Method)
	if len(method) > maxMethod {
		method = strings.ToValidUTF8(method[:maxMethod], "") + "…"
	}
	what = direction + m.Kind
	if method != "" {
		what += " " + method
	}
	if m.ID != "" {
		what += " (" + explain.Printable(m.ID) + ")"
	}
	how = fmt.Sprintf("%d bytes", m.Size)
	if m.Took > 0 {
		how += fmt.Sprintf(" after %v", m.Took.Round(time.Microsecond))
	}
	if m.Code != 0 {
		how += fmt.Sprintf(", error %d", m.Code)
	}
	return what, how
}
