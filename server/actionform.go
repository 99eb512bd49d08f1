package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/fix"
	"go.lsp.dev/protocol"
)

// A codeAction is an action as the protocol has it. Package protocol's own type
// would decode the client's diagnostics and give their URIs another spelling.
type codeAction struct {
	Title       string                  `json:"title"`
	Kind        protocol.CodeActionKind `json:"kind"`
	Diagnostics []json.RawMessage       `json:"diagnostics,omitzero"`
	IsPreferred bool                    `json:"isPreferred,omitzero"`
	Disabled    *disabled               `json:"disabled,omitzero"`
	Edit        *protocol.WorkspaceEdit `json:"edit,omitzero"`
	Command     *protocol.Command       `json:"command,omitzero"`
	Data        *actionData             `json:"data,omitzero"` // in the place of Edit

	files []fix.FileEdit // that Edit makes
}

// disabled says why an action cannot be done.
type disabled struct {
	Reason string `json:"reason"`
}

// does reports whether two actions come to the same.
func (a *codeAction) does(other *codeAction) bool {
	return reflect.DeepEqual(a.files, other.files) && reflect.DeepEqual(a.Command, other.Command) && reflect.DeepEqual(a.Disabled, other.Disabled)
}

// menuTitle is what a menu says of a plan: its title, and in parentheses how it
// writes what is no buffer of the editor, and what else it changes.
func (s *Server) menuTitle(plan fix.Plan) string {
	title := plan.Title
	if plan.Target == fix.Shell && !s.client.Experimental.Modroute.CopyText {
		title = strings.Replace(title, "Copy ", "Show ", 1)
	}
	var notes []string
	if plan.Target == fix.UserEnv && plan.Disabled == "" {
		notes = append(notes, envCommand(plan.Env))
	}
	if plan.Preview != "" {
		notes = append(notes, plan.Preview)
	}
	if notes == nil {
		return title
	}
	return title + " (" + strings.Join(notes, "; ") + ")"
}

// envCommand names the go command that makes changes: that of a mixture is the
// one that writes.
func envCommand(changes []fix.EnvChange) string {
	if slices.ContainsFunc(changes, func(c fix.EnvChange) bool { return c.NewSet }) {
		return "go env -w"
	}
	return "go env -u"
}

// action is a plan for a file in the terms of the protocol.
func (c *actionCollector) action(in *document, r *analysis.Requirement, plan fix.Plan) *codeAction {
	s := c.server
	plan.Title, plan.Preview = explain.Printable(plan.Title), explain.Printable(plan.Preview)
	action := &codeAction{Title: s.menuTitle(plan), Kind: protocol.CodeActionKind(plan.Kind), IsPreferred: plan.Preferred}
	switch {
	case plan.NeedsDir && r != nil && s.client.Experimental.Modroute.PickDirectory:
		action.Command = new(command(plan.Title, commandAddReplace, addReplaceArgs{URI: string(in.raw), Path: r.Path}))
	case plan.NeedsDir:
		action.disable(fmt.Sprintf("no checkout of %s was found near by, and this editor cannot ask for a directory", plan.Path))
	case plan.Disabled != "":
		action.disable(plan.Disabled)
	case plan.Target == fix.Shell:
		action.Command = new(command(plan.Title, commandShellLine, shellLineArgs{Title: cmp.Or(plan.Preview, plan.Title), Line: plan.Line}))
	case plan.Target == fix.Cache:
		action.Command = new(command(plan.Title, commandRemoveCached, removeCachedArgs{Path: plan.Cached.Path, Version: plan.Cached.Version, URI: string(in.raw)}))
	case plan.Target == fix.UserEnv:
		action.Command = new(command(plan.Title, commandApplyPlan, applyPlanArgs{Title: plan.Title, Changes: plan.Env, URI: string(in.raw)}))
	default:
		c.edit(action, plan.Files)
	}
	return action
}

// edit makes an action edit files. Where the client asks for an edit when it
// needs it, the action only says how to find it again.
func (c *actionCollector) edit(action *codeAction, files []fix.FileEdit) {
	action.files = files
	if err := c.server.refusesEdit(c.state, files); err != nil {
		action.disable(err.Error())
		return
	}
	if c.server.resolvesEdits() {
		action.Data = c.data(action.Title)
		return
	}
	action.Edit = c.server.convertedEdit(c.state, files)
}

// disable says why an action cannot be done.
func (a *codeAction) disable(reason string) {
	a.Disabled, a.IsPreferred = &disabled{explain.Printable(reason)}, false
}

// retitle gives an action another title.
func (a *codeAction) retitle(title string) {
	a.Title = title
	if a.Data != nil {
		a.Data.Title = title
	}
}

// answer returns the actions; to a client that knows commands only, those.
func (c *actionCollector) answer() []any {
	literals := c.server.client.TextDocument.CodeAction.Literals != nil
	answer := make([]any, 0, len(c.actions))
	for _, action := range c.actions {
		switch {
		case literals:
			answer = append(answer, action)
		case action.Edit != nil:
			answer = append(answer, command(action.Title, commandApplyEdit, action.Edit))
		case action.Command != nil:
			answer = append(answer, action.Command)
		}
	}
	return answer
}
