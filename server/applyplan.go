package server

import (
	"context"
	"strings"

	"github.com/modroute/modroute/internal/fix"
)

type applyPlanArgs struct {
	Title   string          `json:"title"`
	Changes []fix.EnvChange `json:"changes"`
	URI     string          `json:"uri"` // of the go.mod whose environment it is
}

// applyPlan writes a plan to the user's Go environment and offers to undo it.
func (s *Server) applyPlan(ctx context.Context, args *applyPlanArgs) error {
	if err := fix.Validate(args.Changes); err != nil {
		return badArguments(err)
	}
	_, path := parseURI(args.URI)
	undo, err := s.writeEnv(ctx, path, args.Changes)
	if err != nil {
		return err
	}
	done := s.history.push(written{title: args.Title, path: path, undo: undo})
	message := whatWasDone(args.Changes, s.state.Load().envAt(path).get().UserFile)
	if s.client.Experimental.Modroute.UndoButton {
		s.conn.Go("offering to undo", func(ctx context.Context) { s.offerUndo(ctx, done, message) })
	} else {
		s.inform(message + `; the code action "Undo: …" takes it back`)
	}
	return nil
}

// whatWasDone returns "GOPRIVATE and GONOSUMDB written to FILE", and of what was
// unset "GOSUMDB removed from FILE".
func whatWasDone(changes []fix.EnvChange, file string) string {
	var written, removed []string
	for _, c := range changes {
		if c.NewSet {
			written = append(written, c.Name)
		} else {
			removed = append(removed, c.Name)
		}
	}
	switch {
	case removed == nil:
		return strings.Join(written, " and ") + " written to " + file
	case written == nil:
		return strings.Join(removed, " and ") + " removed from " + file
	}
	return strings.Join(written, " and ") + " written to, and " + strings.Join(removed, " and ") + " removed from, " + file
}

// writeEnv writes changes to the user's Go environment, as it is for a file,
// reads it anew, and tells the person if that failed.
func (s *Server) writeEnv(ctx context.Context, path string, changes []fix.EnvChange) (undo []fix.EnvChange, err error) {
	st := s.state.Load()
	ctx, progress := s.progress(ctx, "", "Writing the Go environment")
	defer progress.end()
	undo, err = s.options.ApplyEnv(ctx, st.envAt(path).get(), st.optionsAt(path), changes)
	s.reload("the Go environment was written") // also after a failure: the reason may be that the file has changed
	if err != nil && !calledOff(ctx) {
		return undo, s.showError(err)
	}
	return undo, unlessCalledOff(ctx, err)
}
