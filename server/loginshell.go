package server

import (
	"context"
	"errors"

	"github.com/modroute/modroute/internal/gocmd"
	"github.com/modroute/modroute/internal/layers"
)

// askShell asks the person's login shell for its environment, and returns the
// state that knows it. It is called for an explicit command only; the answer is
// remembered until the next. In a workspace that is not trusted no program runs.
func (s *Server) askShell(ctx context.Context, st *state) (*state, error) {
	if !st.settings.trusted {
		return st, errors.New("the login shell is not asked in a workspace that is not trusted")
	}
	environ, err := gocmd.LoginShell(ctx, layers.WithoutGo(s.options.Environ), st.roots)
	if err != nil {
		return st, err
	}
	s.update(func(st *state) *state {
		next := *st
		next.shell = environ
		return next.reloaded(s.options.Environ)
	})
	return s.state.Load(), nil
}
