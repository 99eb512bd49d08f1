package server

import (
	"context"
	"slices"
	"sync"

	"github.com/modroute/modroute/internal/fix"
	"go.lsp.dev/protocol"
)

// undoArgs name what is to be undone; 0 is what was written last.
type undoArgs struct {
	ID int `json:"id"`
}

// offerUndo tells the person what was done, with a button that undoes it. It
// is for a client that has declared the experimental capability
// modroute.undoButton: others, such as Neovim, draw the request as a question
// that takes the keyboard until it is answered, and no capability of the
// protocol tells them apart.
func (s *Server) offerUndo(ctx context.Context, done written, message string) {
	if yes, err := s.question(ctx, protocol.MessageTypeInfo, message, "Undo"); err != nil || !yes {
		return // no answer is one: the code action remains
	}
	if err := s.undoOne(ctx, done.id); err != nil {
		s.log.Printf("undoing %q: %v", done.title, err)
	}
}

// undo takes back what was written last, or what the argument names.
func (s *Server) undo(ctx context.Context, args *undoArgs) error {
	if args.ID == 0 {
		last, _ := s.history.last()
		args.ID = last.id
	}
	return s.undoOne(ctx, args.ID)
}

func (s *Server) undoOne(ctx context.Context, id int) error {
	done, ok := s.history.take(id)
	if !ok {
		s.inform("there is nothing to undo")
		return nil
	}
	if _, err := s.writeEnv(ctx, done.path, done.undo); err != nil {
		s.history.restore(done)
		return err
	}
	s.inform("undone: " + done.title)
	return nil
}

// A written is one plan that was written to the user's Go environment.
type written struct {
	id    int
	title string
	path  string // of the go.mod whose environment it was
	undo  []fix.EnvChange
}

// A history is what can be undone, the newest last.
type history struct {
	mu     sync.Mutex
	lastID int
	list   []written
}

func (h *history) push(w written) written {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastID++
	w.id = h.lastID
	h.list = append(h.list, w)
	return w
}

func (h *history) last() (written, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.list) == 0 {
		return written{}, false
	}
	return h.list[len(h.list)-1], true
}

// take removes and returns one.
func (h *history) take(id int) (written, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := slices.IndexFunc(h.list, func(w written) bool { return w.id == id })
	if i < 0 {
		return written{}, false
	}
	w := h.list[i]
	h.list = slices.Delete(h.list, i, i+1)
	return w, true
}

// restore puts one back that could not be undone.
func (h *history) restore(w written) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, w)
	slices.SortFunc(h.list, func(a, b written) int { return a.id - b.id })
}
