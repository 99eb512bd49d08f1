package server

import (
	"encoding/json"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/server/conn"
	"go.lsp.dev/protocol"
)

// named returns what the request's diagnostics are known by, of the server's
// own.
func (c *actionCollector) named() []diagnosticData {
	var list []diagnosticData
	for i := range c.params.Context.Diagnostics {
		if data, ok := dataIn(&c.params.Context.Diagnostics[i]); ok && data.File == c.doc.raw {
			list = append(list, data)
		}
	}
	return list
}

// dataIn returns what one of the client's diagnostics is known by; ok is false
// if it is not of this server, or the client has dropped that.
func dataIn(sent *conn.Diagnostic) (data diagnosticData, ok bool) {
	err := json.Unmarshal(sent.Data, &data)
	return data, err == nil && data.Code != ""
}

// namedModules returns the modules that the request's diagnostics are about:
// the server's own, known by their data.
func (c *actionCollector) namedModules() []string {
	var paths []string
	for _, data := range c.named() {
		if data.Module != "" {
			paths = append(paths, data.Module)
		}
	}
	return paths
}

// A published finding is one as the server and as the client have it.
type published struct {
	found      *analysis.Diagnostic
	diagnostic func() protocol.Diagnostic
}

// publishedIn returns findings of the request's document.
func (c *actionCollector) publishedIn(list []analysis.Diagnostic) []published {
	all := make([]published, len(list))
	for i := range list {
		all[i] = published{&list[i], func() protocol.Diagnostic { return c.server.diagnostic(c.state, c.doc, &list[i]) }}
	}
	return all
}

// caused returns findings about another file as they stand in the request's
// document.
func (c *actionCollector) caused(in *document, list []analysis.Diagnostic) []published {
	all := make([]published, len(list))
	for i := range list {
		all[i] = published{&list[i], func() protocol.Diagnostic {
			return c.server.causeDiagnostic(c.state, c.doc, cause{in, list[i]})
		}}
	}
	return all
}

// spelled returns a diagnostic as the client has sent it, if it has: clients
// match the diagnostics of an action with those that they show.
func (c *actionCollector) spelled(d protocol.Diagnostic) json.RawMessage {
	own, err := protocol.Marshal(&d)
	if err != nil {
		panic(err) // it is plain data of this package
	}
	var known conn.Diagnostic
	_ = known.UnmarshalJSON(own) // it never fails
	data, _ := dataIn(&known)
	for i := range c.params.Context.Diagnostics {
		sent := &c.params.Context.Diagnostics[i]
		theirs, ok := dataIn(sent)
		if sent.Range == known.Range && (ok && theirs == data || !ok && sent.Source == source && sent.Code == known.Code) {
			return sent.Raw
		}
	}
	return own
}
