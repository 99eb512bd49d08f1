package server

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
	modules "golang.org/x/mod/module"
)

type removeCachedArgs struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	URI     string `json:"uri"` // of the go.mod whose module cache it is
}

// removeCached asks whether a module version is to be removed from the module
// cache, and does so.
func (s *Server) removeCached(ctx context.Context, args *removeCachedArgs) error {
	if err := modules.Check(args.Path, args.Version); err != nil {
		return badArguments(err)
	}
	question := fmt.Sprintf("remove %s@%s from the module cache? The go command fetches it again when it needs it.", args.Path, args.Version)
	if yes, err := s.question(ctx, protocol.MessageTypeWarning, question, "Remove"); err != nil || !yes {
		return err
	}
	st := s.state.Load()
	_, file := parseURI(args.URI)
	err := s.options.RemoveCached(st.envAt(file).get(), st.optionsAt(file), modules.Version{Path: args.Path, Version: args.Version})
	s.reload("a module was removed from the cache") // also after a failure, which may have come half-way
	if err != nil {
		return s.showError(err)
	}
	s.inform(fmt.Sprintf("%s@%s removed from the module cache", args.Path, args.Version))
	return nil
}
