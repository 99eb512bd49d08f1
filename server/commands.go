package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/fix"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// The commands that code actions carry.
const (
	commandApplyPlan  = "modroute.applyPlan"  // writes to the user's Go environment: [applyPlanArgs]
	commandUndo       = "modroute.undo"       // takes back what was written: [undoArgs], or nothing for the last
	commandAddReplace = "modroute.addReplace" // asks for a directory and adds a replace: [addReplaceArgs]
	commandApplyEdit  = "modroute.applyEdit"  // an edit, for clients without literal code actions: [WorkspaceEdit]

	commandShellLine    = "modroute.shellLine"    // shows a line for the shell: [shellLineArgs]
	commandRemoveCached = "modroute.removeCached" // asks, and removes a module version from the module cache: [removeCachedArgs]
)

var commandNames = []string{commandApplyPlan, commandUndo, commandAddReplace, commandApplyEdit, commandShellLine, commandRemoveCached}

// methodPickDirectory is the request that a client answers which declares the
// experimental capability modroute.pickDirectory.
const methodPickDirectory = "modroute/pickDirectory"

type applyPlanArgs struct {
	Title   string          `json:"title"`
	Changes []fix.EnvChange `json:"changes"`
}

type undoArgs struct {
	ID int `json:"id"`
}

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

// command makes a command with one argument.
func command(title, name string, arg any) protocol.Command {
	raw, err := protocol.Marshal(arg)
	if err != nil {
		panic(err) // the arguments are plain data of this package
	}
	return protocol.Command{Title: title, Command: name, Arguments: []protocol.LSPAny{raw}}
}

func (s *Server) executeCommand(ctx context.Context, st *state, p *protocol.ExecuteCommandParams) (any, error) {
	var arg json.RawMessage
	if len(p.Arguments) > 0 {
		arg = json.RawMessage(p.Arguments[0])
	}
	switch p.Command {
	case commandApplyPlan:
		return nil, s.applyPlan(ctx, arg)
	case commandUndo:
		return nil, s.undo(ctx, arg)
	case commandAddReplace:
		return nil, s.addReplace(ctx, arg)
	case commandShellLine:
		return nil, s.shellLine(ctx, arg)
	case commandRemoveCached:
		return nil, s.removeCached(ctx, arg)
	case commandApplyEdit:
		var edit protocol.WorkspaceEdit
		if err := conn.Decode(arg, &edit); err != nil {
			return nil, badArguments(p.Command, err)
		}
		return nil, s.applyEdit(ctx, "modroute", &edit)
	}
	return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "there is no command %q", p.Command)
}

func badArguments(command string, err error) error {
	return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the arguments of %s: %v", command, err)
}

// applyPlan writes a plan to the user's Go environment and offers to undo it.
func (s *Server) applyPlan(ctx context.Context, arg json.RawMessage) error {
	var args applyPlanArgs
	if err := json.Unmarshal(arg, &args); err != nil {
		return badArguments(commandApplyPlan, err)
	}
	if err := fix.Validate(args.Changes); err != nil {
		return badArguments(commandApplyPlan, err)
	}
	undo, err := s.writeEnv(ctx, args.Changes)
	if err != nil {
		return err
	}
	done := s.history.push(args.Title, undo)
	message := fmt.Sprintf("modroute: %s written to %s", changedNames(args.Changes), s.state.Load().env.get().UserFile)
	if s.client.Experimental.Modroute.UndoButton {
		s.conn.Go("offering to undo", func(ctx context.Context) { s.offerUndo(ctx, done, message) })
	} else {
		s.showMessage(protocol.MessageTypeInfo, message+`; the code action "Undo: …" takes it back`)
	}
	return nil
}

// changedNames returns "GOPRIVATE and GONOSUMDB".
func changedNames(changes []fix.EnvChange) string {
	var names []string
	for _, c := range changes {
		names = append(names, c.Name)
	}
	return strings.Join(names, " and ")
}

// writeEnv writes changes to the user's Go environment, reads it anew, and
// tells the person if that failed.
func (s *Server) writeEnv(ctx context.Context, changes []fix.EnvChange) (undo []fix.EnvChange, err error) {
	st := s.state.Load()
	undo, err = s.options.ApplyEnv(ctx, st.env.get(), st.options(), changes)
	s.reload() // also after a failure: the reason may be that the file has changed
	if err != nil {
		s.showMessage(protocol.MessageTypeError, "modroute: "+err.Error())
	}
	return undo, err
}

// offerUndo tells the person what was done, with a button that undoes it. It
// is for a client that has declared the experimental capability
// modroute.undoButton: others, such as Neovim, draw the request as a question
// that takes the keyboard until it is answered, and no capability of the
// protocol tells them apart.
func (s *Server) offerUndo(ctx context.Context, done written, message string) {
	const button = "Undo"
	params := &protocol.ShowMessageRequestParams{
		Type:    protocol.MessageTypeInfo,
		Message: message,
		Actions: []protocol.MessageActionItem{{Title: button}},
	}
	var answer *protocol.MessageActionItem
	err := s.conn.Call(ctx, protocol.MethodWindowShowMessageRequest, params, &answer)
	if err != nil || answer == nil || answer.Title != button {
		return // no answer is one: the code action remains
	}
	if err := s.undoOne(ctx, done.id); err != nil {
		s.log.Printf("undoing %q: %v", done.title, err)
	}
}

// undo takes back what was written last, or what the argument names.
func (s *Server) undo(ctx context.Context, arg json.RawMessage) error {
	var args undoArgs
	if !settings.IsNull(arg) {
		if err := json.Unmarshal(arg, &args); err != nil {
			return badArguments(commandUndo, err)
		}
	}
	if args.ID == 0 {
		last, _ := s.history.last()
		args.ID = last.id
	}
	return s.undoOne(ctx, args.ID)
}

func (s *Server) undoOne(ctx context.Context, id int) error {
	done, ok := s.history.take(id)
	if !ok {
		s.showMessage(protocol.MessageTypeInfo, "modroute: there is nothing to undo")
		return nil
	}
	if _, err := s.writeEnv(ctx, done.undo); err != nil {
		s.history.restore(done)
		return err
	}
	s.showMessage(protocol.MessageTypeInfo, "modroute: undone: "+done.title)
	return nil
}

// addReplace asks for the directory of a module's checkout and has the client
// add the replace directive.
func (s *Server) addReplace(ctx context.Context, arg json.RawMessage) error {
	var args addReplaceArgs
	if err := json.Unmarshal(arg, &args); err != nil {
		return badArguments(commandAddReplace, err)
	}
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
	if err != nil {
		s.showMessage(protocol.MessageTypeError, "modroute: "+err.Error())
		return err
	}
	return s.applyEdit(ctx, "Replace "+args.Path, edit)
}

// replaceWith returns the edit that replaces a module by a directory, on the
// go.mod as it is by now.
func (s *Server) replaceWith(args addReplaceArgs, directory string) (*protocol.WorkspaceEdit, error) {
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

// applyEdit has the client make an edit.
func (s *Server) applyEdit(ctx context.Context, label string, edit *protocol.WorkspaceEdit) error {
	if !s.client.Workspace.ApplyEdit {
		return errors.New("this editor cannot apply an edit for a language server")
	}
	var result protocol.ApplyWorkspaceEditResult
	params := &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: *edit}
	if err := s.conn.Call(ctx, protocol.MethodWorkspaceApplyEdit, params, &result); err != nil {
		return err
	}
	if !result.Applied {
		reason := "it gave no reason"
		if result.FailureReason != nil {
			reason = *result.FailureReason
		}
		return fmt.Errorf("the editor did not apply the edit: %s", reason)
	}
	return nil
}

// A written is one plan that was written to the user's Go environment.
type written struct {
	id    int
	title string
	undo  []fix.EnvChange
}

// A history is what can be undone, the newest last.
type history struct {
	mu     sync.Mutex
	lastID int
	list   []written
}

func (h *history) push(title string, undo []fix.EnvChange) written {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastID++
	w := written{id: h.lastID, title: title, undo: undo}
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
