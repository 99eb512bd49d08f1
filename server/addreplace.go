package server

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"go.lsp.dev/protocol"
)

// methodPickDirectory is the request that a client answers which declares the
// experimental capability modroute.pickDirectory.
const methodPickDirectory = "modroute/pickDirectory"

type addReplaceArgs struct {
	URI  string `json:"uri"`  // of the go.mod
	Path string `json:"path"` // of the module to replace
}

// pickDirectoryParams ask a person for a directory.
type pickDirectoryParams struct {
	URI   string `json:"uri"`   // of the go.mod that it is for
	Path  string `json:"path"`  // the module whose checkout is looked for
	Title string `json:"title"` // what to ask
}

// pickDirectoryResult names the directory; it is null if the person has
// chosen none.
type pickDirectoryResult struct {
	URI string `json:"uri"`
}

// addReplace asks for the directory of a module's checkout and has the client
// add the replace directive.
func (s *Server) addReplace(ctx context.Context, args *addReplaceArgs) error {
	if !s.client.Experimental.Modroute.PickDirectory {
		return errors.New("this editor cannot ask for a directory")
	}
	var picked *pickDirectoryResult
	params := pickDirectoryParams{URI: args.URI, Path: args.Path, Title: "Choose the checkout of " + args.Path}
	if err := s.conn.Call(ctx, methodPickDirectory, params, &picked); err != nil {
		return err
	}
	if picked == nil || picked.URI == "" {
		return nil // the person has changed his mind
	}
	edit, err := s.replaceWith(args, picked.URI)
	if err == nil {
		err = s.makeEdit(ctx, "Replace "+args.Path, edit)
	}
	if err != nil {
		return s.showError(err)
	}
	return nil
}

// replaceWith returns the edit that replaces a module by a directory, on the
// go.mod as it is by now.
func (s *Server) replaceWith(args *addReplaceArgs, directory string) (*protocol.WorkspaceEdit, error) {
	_, dir := parseURI(directory)
	if dir == "" {
		return nil, fmt.Errorf("%s is not a directory on this machine", directory)
	}
	st := s.state.Load()
	d := st.document(args.URI)
	if d == nil || d.module == nil {
		return nil, fmt.Errorf("%s is not open", args.URI)
	}
	snap := d.module.snapshot()
	i := slices.IndexFunc(snap.Requirements, func(r *analysis.Requirement) bool { return r.Path == args.Path && !r.Toolchain })
	if i < 0 {
		return nil, fmt.Errorf("%s is no longer required", args.Path)
	}
	plan := fix.ReplaceWith(snap, snap.Requirements[i], dir)
	if plan.Disabled != "" {
		return nil, errors.New(plan.Disabled)
	}
	return s.workspaceEdit(st, plan.Files)
}
