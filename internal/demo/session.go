package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/modroute/modroute/internal/lspclient"
)

// patience is how long the language server may take for the whole session.
const patience = time.Minute

// languageServer starts the language server and talks to it as an editor does.
func (m *machine) languageServer(binary string) error {
	cmd := exec.Command(binary, "serve", "--stdio")
	cmd.Dir, cmd.Env, cmd.Stderr = m.dir, m.environ, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// Without the server everything that waits for it ends with an error.
	defer time.AfterFunc(patience, func() { cmd.Process.Kill() }).Stop()
	if err := m.session(lspclient.New(out, in)); err != nil {
		cmd.Process.Kill()
		cmd.Wait()
		return err
	}
	return cmd.Wait()
}

// session opens the go.mod, hovers over a line, applies its quick fix, and
// shows that the finding is gone.
func (m *machine) session(c *lspclient.Client) error {
	if err := c.Call("initialize", m.initialize(), nil); err != nil {
		return err
	}
	if err := c.Notify("initialized", struct{}{}); err != nil {
		return err
	}
	text, err := os.ReadFile(m.goMod)
	if err != nil {
		return err
	}
	uri := fileURI(m.goMod)
	if err := c.Open(uri, "go.mod", string(text)); err != nil {
		return err
	}
	at := find(string(text), m.module)

	say("The same in an editor: what the language server publishes")
	published, err := c.Diagnostics(uri, 1)
	if err != nil {
		return err
	}
	list(published.Diagnostics)

	say(fmt.Sprintf("Its hover on line %d", at.Line+1))
	hover, err := c.HoverAt(uri, at)
	if err != nil {
		return err
	}
	if hover == nil {
		return fmt.Errorf("no hover on line %d", at.Line+1)
	}
	fmt.Println(strings.TrimSpace(hover.Contents.Value))

	say("Its quick fixes there")
	if err := applyPreferred(c, uri, at, onLine(published.Diagnostics, at.Line)); err != nil {
		return err
	}
	say("The developer's Go environment and the findings afterwards")
	if err := show(m.goEnv); err != nil {
		return err
	}
	for len(onLine(published.Diagnostics, at.Line)) > 0 {
		if published, err = c.Diagnostics(uri, 1); err != nil {
			return fmt.Errorf("waiting for the finding on line %d to go: %w", at.Line+1, err)
		}
	}
	list(published.Diagnostics)
	fmt.Printf("\nLine %d has no finding any more.\n", at.Line+1)

	if err := c.Call("shutdown", nil, nil); err != nil {
		return err
	}
	return c.Notify("exit", nil)
}

// initialize is what an editor says of itself.
func (m *machine) initialize() any {
	kinds := map[string]any{"valueSet": []string{"quickfix", "refactor.rewrite"}}
	return map[string]any{
		"processId":        os.Getpid(),
		"workspaceFolders": []any{map[string]string{"uri": fileURI(m.dir), "name": "checkout"}},
		"capabilities": map[string]any{
			"general":   map[string]any{"positionEncodings": []string{"utf-8"}},
			"workspace": map[string]any{"applyEdit": true},
			"textDocument": map[string]any{
				"hover": map[string]any{"contentFormat": []string{"plaintext"}},
				"codeAction": map[string]any{
					"dataSupport":              true,
					"disabledSupport":          true,
					"isPreferredSupport":       true,
					"codeActionLiteralSupport": map[string]any{"codeActionKind": kinds},
				},
			},
		},
	}
}

// applyPreferred lists the code actions at a position, and applies the one
// that the server prefers.
func applyPreferred(c *lspclient.Client, uri string, at lspclient.Position, found []lspclient.Diagnostic) error {
	actions, err := c.CodeActions(uri, lspclient.Range{Start: at, End: at}, found)
	if err != nil {
		return err
	}
	preferred := slices.IndexFunc(actions, func(a lspclient.CodeAction) bool { return a.IsPreferred && a.Disabled == nil })
	for i, a := range actions {
		mark := " "
		if i == preferred {
			mark = "▶"
		}
		fmt.Printf("%s %s\n", mark, a.Title)
		if a.Disabled != nil {
			fmt.Printf("      not here: %s\n", a.Disabled.Reason)
		}
	}
	if preferred < 0 || actions[preferred].Command == nil {
		return fmt.Errorf("the server prefers no command for line %d", at.Line+1)
	}
	command := actions[preferred].Command
	if command.Arguments == nil {
		command.Arguments = []json.RawMessage{}
	}
	return c.Call("workspace/executeCommand", command, nil)
}

// onLine returns the diagnostics that begin on a line, counted from 0.
func onLine(found []lspclient.Diagnostic, line int) []lspclient.Diagnostic {
	var here []lspclient.Diagnostic
	for _, d := range found {
		if d.Range.Start.Line == line {
			here = append(here, d)
		}
	}
	return here
}

// list prints diagnostics, each message folded.
func list(found []lspclient.Diagnostic) {
	severity := []string{"", "error", "warning", "information", "hint"}
	for _, d := range found {
		fmt.Printf("%d:%d: %s [%s]\n", d.Range.Start.Line+1, d.Range.Start.Character+1, severity[d.Severity], d.Code)
		fold(d.Message)
	}
}

// fold prints a text in indented lines that fit a terminal.
func fold(text string) {
	line := "   "
	for _, word := range strings.Fields(text) {
		if len(line)+len(word) > 78 {
			fmt.Println(line)
			line = "   "
		}
		line += " " + word
	}
	fmt.Println(line)
}

// find returns the position of the first occurrence of s in text.
func find(text, s string) lspclient.Position {
	before, _, _ := strings.Cut(text, s)
	return lspclient.Position{
		Line:      strings.Count(before, "\n"),
		Character: len(before) - strings.LastIndex(before, "\n") - 1,
	}
}

// fileURI returns the URI of an absolute path.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
