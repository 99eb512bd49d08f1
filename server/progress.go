package server

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// progressAfter is how long something may take before it is shown: what is
// done sooner would only flicker.
const progressAfter = 300 * time.Millisecond

// progressEvery is the least time between two reports.
const progressEvery = 100 * time.Millisecond

// errCalledOff is the cause of the contexts that a person has called off.
var errCalledOff = errors.New("called off")

// A progress is something that takes a while, as the client shows it to a
// person, who can call it off.
type progress struct {
	server *Server
	title  string
	cancel context.CancelCauseFunc
	timer  *time.Timer

	mu           sync.Mutex
	token        conn.Token
	begun, ended bool
	reported     time.Time
}

// progresses are those under way, by their tokens.
type progresses struct {
	mu   sync.Mutex
	last int
	list map[conn.Token]*progress
}

// progress starts something that may take a while: under the token of the
// client's request, or, without one, under one of the server's own if the
// client shows such. Its context ends when the person calls it off; end must be
// called.
func (s *Server) progress(ctx context.Context, token conn.Token, title string) (context.Context, *progress) {
	p := &progress{server: s, title: title, token: token}
	ctx, p.cancel = context.WithCancelCause(ctx)
	if token != "" {
		s.progressing.add(p)
	}
	if token != "" || s.client.Window.WorkDoneProgress {
		p.timer = time.AfterFunc(cmp.Or(s.options.ProgressAfter, progressAfter), func() { s.conn.Go("showing progress", p.begin) })
	}
	return ctx, p
}

// A together is one progress for several things that go on at the same time,
// such as looking at a hundred documents anew.
type together struct {
	mu      sync.Mutex
	current *joint
}

type joint struct {
	ctx      context.Context
	progress *progress
	members  int
}

// join takes part in the progress that goes on, or starts one. Its context ends
// when the person calls it off; leave must be called.
func (t *together) join(ctx context.Context, s *Server, title string) (_ context.Context, leave func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	j := t.current
	if j == nil || calledOff(j.ctx) {
		j = &joint{}
		j.ctx, j.progress = s.progress(ctx, "", title)
		t.current = j
	}
	j.members++
	return j.ctx, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if j.members--; j.members > 0 {
			return
		}
		j.progress.end()
		if t.current == j {
			t.current = nil
		}
	}
}

// begin shows the progress, unless it has ended meanwhile.
func (p *progress) begin(ctx context.Context) {
	s := p.server
	if p.token == "" {
		token := s.progressing.newToken()
		params := tokenParams{protocol.LSPAny(token)}
		if err := s.conn.Call(ctx, protocol.MethodWindowWorkDoneProgressCreate, params, nil); err != nil {
			return // the client may refuse it
		}
		p.mu.Lock()
		p.token = token
		p.mu.Unlock()
		s.progressing.add(p)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		s.progressing.remove(p.token)
		return
	}
	p.begun = true
	p.notify(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: explain.Printable(p.title), Cancellable: new(true)})
}

// report says how far it has come: done of all.
func (p *progress) report(done, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.begun || p.ended || time.Since(p.reported) < progressEvery {
		return
	}
	p.reported = time.Now()
	message := strconv.Itoa(done) + "/" + strconv.Itoa(all)
	p.notify(&protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: new(uint32(100 * done / max(all, 1)))})
}

// end ends what has begun.
func (p *progress) end() {
	if p.timer != nil {
		p.timer.Stop()
	}
	p.cancel(nil)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.ended = true
	p.server.progressing.remove(p.token)
	if p.begun {
		p.notify(&protocol.WorkDoneProgressEnd{Kind: "end"})
	}
}

// notify tells the client. It holds p.mu, so that nothing comes out of order.
func (p *progress) notify(value any) {
	p.server.notifyProgress(p.token, value)
}

// notifyProgress sends what belongs to a token.
func (s *Server) notifyProgress(token conn.Token, value any) {
	raw, err := protocol.Marshal(value)
	if err != nil {
		s.log.Printf("progress: %v", err)
		return
	}
	s.conn.Notify(protocol.MethodProgress, progressParams{Token: protocol.LSPAny(token), Value: raw})
}

type tokenParams struct {
	Token protocol.LSPAny `json:"token"`
}

type progressParams struct {
	Token protocol.LSPAny `json:"token"`
	Value protocol.LSPAny `json:"value"`
}

// cancelProgress calls off what a person no longer wants to wait for.
func (s *Server) cancelProgress(_ context.Context, params *conn.CancelProgressParams) error {
	s.progressing.mu.Lock()
	p := s.progressing.list[params.Token]
	s.progressing.mu.Unlock()
	if p != nil {
		p.cancel(errCalledOff)
	}
	return nil
}

// calledOff reports whether a person has called off what a context is for.
func calledOff(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errCalledOff) }

// unlessCalledOff returns an error, but where it comes of a person's having
// called off what ctx is for, that it was cancelled: nothing has failed.
func unlessCalledOff(ctx context.Context, err error) error {
	if err != nil && calledOff(ctx) {
		return protocol.ErrRequestCancelled
	}
	return err
}

func (l *progresses) newToken() conn.Token {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	return conn.Token(`"modroute/` + strconv.Itoa(l.last) + `"`)
}

func (l *progresses) add(p *progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list == nil {
		l.list = map[conn.Token]*progress{}
	}
	l.list[p.token] = p
}

func (l *progresses) remove(token conn.Token) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.list, token)
}
