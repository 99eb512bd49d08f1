package server

import (
	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// kindAbout is the kind of actions that change nothing. Editors show those of
// source in a menu of their own, or when they are asked for all.
const kindAbout protocol.CodeActionKind = protocol.CodeActionKindSource + ".modroute"

// addAbout offers, for the requirement that a single line is about, to explain
// its route and to copy the URLs of what is asked for.
func (c *actionCollector) addAbout() {
	at := c.params.Range.Start.Line
	if at != c.params.Range.End.Line || !c.wanted(kindAbout) {
		return
	}
	_, q := c.state.requirementAt(c.doc, c.doc.text.offset(conn.Position{Line: at}, c.server.encoding))
	if q == nil {
		return
	}
	c.addCommand("Explain the route of "+explain.Printable(q.Path), commandExplainRoute, lineArgs(c.doc, at))
	for _, url := range explain.URLs(&q.Route) {
		url = explain.Printable(url)
		c.addCommand("Copy "+url, commandCopyURL, copyURLArgs{URL: url})
	}
}

func (c *actionCollector) addCommand(title, name string, arg any) {
	c.actions = append(c.actions, &codeAction{Title: title, Kind: kindAbout, Command: new(command(title, name, arg))})
}
