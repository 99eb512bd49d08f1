package server

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// The commands that change something, or show a line.
const (
	commandApplyPlan    = "modroute.applyPlan"    // writes to the user's Go environment
	commandUndo         = "modroute.undo"         // takes back what was written
	commandAddReplace   = "modroute.addReplace"   // asks for a directory and adds a replace
	commandApplyEdit    = "modroute.applyEdit"    // an edit, for clients without literal code actions
	commandRemoveCached = "modroute.removeCached" // asks, and removes a module version from the module cache
	commandShellLine    = "modroute.shellLine"    // offers to copy a line for the shell
	commandCopyURL      = "modroute.copyURL"      // offers to copy a URL
)

// The commands that show something and return it.
const (
	commandExplainRoute        = "modroute.explainRoute"        // the decisions of one route
	commandEnvironment         = "modroute.environment"         // the whole environment
	commandCompareEnvironments = "modroute.compareEnvironments" // with those that the settings name
	commandGraph               = "modroute.graph"               // returns a picture, which the client shows
)

// commands says how each command is carried out.
func (s *Server) commands() map[string]commandHandler {
	return map[string]commandHandler{
		commandApplyPlan:    does(s.applyPlan),
		commandUndo:         does(s.undo),
		commandAddReplace:   does(s.addReplace),
		commandApplyEdit:    does(s.applyEdit),
		commandRemoveCached: does(s.removeCached),
		commandShellLine:    does(s.shellLine),
		commandCopyURL:      does(s.copyURL),

		commandExplainRoute:        shows(s.explainRoute),
		commandEnvironment:         shows(s.showEnvironment),
		commandCompareEnvironments: shows(s.compareEnvironments),
		commandGraph:               shows(s.graph),
	}
}

// A commandHandler carries out a command with its argument, which may be
// missing.
type commandHandler func(ctx context.Context, st *state, arg json.RawMessage) (any, error)

// shows handles a command that shows something and returns it.
func shows[A, R any](show func(context.Context, *state, *A) (*R, error)) commandHandler {
	return func(ctx context.Context, st *state, arg json.RawMessage) (any, error) {
		args := new(A)
		if err := conn.Decode(arg, args); err != nil {
			return nil, badArguments(err)
		}
		return show(ctx, st, args)
	}
}

// does handles a command that returns nothing. What it does is about the state
// at the time it does it: a person may have been asked before.
func does[A any](do func(context.Context, *A) error) commandHandler {
	return func(ctx context.Context, _ *state, arg json.RawMessage) (any, error) {
		args := new(A)
		if err := conn.Decode(arg, args); err != nil {
			return nil, badArguments(err)
		}
		return nil, do(ctx, args)
	}
}

func badArguments(err error) error {
	return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the arguments of the command: %v", err)
}

// commandNames lists the commands for the client.
func (s *Server) commandNames() []string { return slices.Sorted(maps.Keys(s.commands())) }

func (s *Server) executeCommand(ctx context.Context, st *state, p *protocol.ExecuteCommandParams) (any, error) {
	do, ok := s.commands()[p.Command]
	if !ok {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "there is no command %q", p.Command)
	}
	var arg json.RawMessage
	if len(p.Arguments) > 0 {
		arg = json.RawMessage(p.Arguments[0])
	}
	return do(ctx, st, arg)
}

// command makes a command with one argument.
func command(title, name string, arg any) protocol.Command {
	raw, err := protocol.Marshal(arg)
	if err != nil {
		panic(err) // the arguments are plain data of this package
	}
	return protocol.Command{Title: title, Command: name, Arguments: []protocol.LSPAny{raw}}
}
