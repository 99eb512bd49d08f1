package server

import (
	"context"

	"github.com/modroute/modroute/internal/explain"
)

// compareArgs name a document, and perhaps one of the environments that the
// settings name.
type compareArgs struct {
	documentArgs
	Name string `json:"name,omitempty"` // "" for all
	// LoginShell asks for the environment of the login shell, which no setting
	// has to name.
	LoginShell bool `json:"loginShell,omitempty"`
	// Unasked says that no person has asked: then no login shell is either, and
	// nothing is told.
	Unasked bool `json:"unasked,omitempty"`
}

// A comparison is the text that compares environments, and for clients what
// differs in each.
type comparison struct {
	shownText
	Differences []explain.Difference `json:"differences"`
}

// compareEnvironments shows how a file's environment differs from those that
// the settings name.
func (s *Server) compareEnvironments(ctx context.Context, st *state, args *compareArgs) (*comparison, error) {
	snap := st.snapshotFor(args.URI)
	if snap == nil {
		if !args.Unasked {
			s.inform(ungoverned)
		}
		return nil, nil
	}
	name, named := args.Name, st.envAt(snap.File.Name).named
	if args.LoginShell {
		name = named.shell()
	}
	if !args.Unasked && (args.LoginShell || named.hasShell(name)) {
		asked, err := s.askShell(ctx, st)
		if err != nil && args.LoginShell {
			return nil, err // there is nothing else to compare with
		}
		if err != nil {
			s.warn(err.Error())
		}
		if snap = asked.snapshotFor(args.URI); snap == nil {
			return nil, nil // it is gone meanwhile
		}
	}
	document, differences := explain.Comparison(snap, name)
	text, err := s.show(ctx, st, document)
	if err != nil {
		return nil, err
	}
	return &comparison{*text, differences}, nil
}
