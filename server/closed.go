package server

import (
	"context"
	"maps"
	"slices"
	"sync"

	"go.lsp.dev/protocol"
)

// A closedReport is what there is to say about a go.mod or go.work that is not
// open. It leads to nothing else: a workspace can have a thousand of them.
type closedReport struct {
	list   []protocol.Diagnostic
	id     string
	inputs []string // the files that it depends on
}

// closedReports are those made so far, as long as they hold. All states since
// everything was read anew share them, so that an edit need not copy them.
type closedReports struct {
	mu      sync.Mutex
	edits   int                     // how many texts have changed: a report from before may no longer hold
	reports map[string]closedReport // by path
	read    map[string]bool         // the inputs of all of them
	found   []string                // the workspace's files; nil if they have not been looked for
	// calledOff is whether a person did not want to wait for the rest of them.
	calledOff bool
}

// closedReport returns what there is to say about a file that is not open, if
// it is one of the workspace's; else nothing. Where ctx ends first, that is not
// kept.
func (s *Server) closedReport(ctx context.Context, st *state, path string) closedReport {
	c := st.background.closed
	if !isModule(path) || !st.findable(path) {
		return s.nothingToSay()
	}
	if r, ok := c.get(path); ok {
		return r
	}
	d := st.readModule(path)
	if d == nil {
		return s.nothingToSay()
	}
	d.module.complete(ctx)
	list, completed := s.moduleDiagnostics(st, d, nil)
	r := closedReport{list: list, id: s.resultID(list), inputs: append(d.inputs(), path)}
	if completed {
		c.put(path, r, st.background.edits)
	}
	return r
}

func (s *Server) nothingToSay() closedReport {
	none := []protocol.Diagnostic{}
	return closedReport{list: none, id: s.resultID(none)}
}

func (c *closedReports) get(path string) (closedReport, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.reports[path]
	return r, ok
}

// put keeps a report that was made of the texts after so many edits, if they are
// still those.
func (c *closedReports) put(path string, r closedReport, edits int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if edits == c.edits {
		c.reports[path] = r
		c.note(r)
	}
}

func (c *closedReports) note(r closedReport) {
	for _, input := range r.inputs {
		c.read[input] = true
	}
}

// inputs returns the files that the reports depend on.
func (c *closedReports) inputs() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.read))
}

// edited drops what no longer holds when the text of a file has changed, and
// returns how many edits there have been.
func (c *closedReports) edited(path string) (edits int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.edits++
	if !c.read[path] {
		return c.edits
	}
	clear(c.read)
	for at, r := range c.reports {
		if slices.Contains(r.inputs, path) {
			delete(c.reports, at)
		} else {
			c.note(r)
		}
	}
	return c.edits
}

// files returns the workspace's go.mod and go.work files, if they have been found.
func (c *closedReports) files() (paths []string, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.found, c.found != nil
}

func (c *closedReports) setFiles(paths []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.found = append([]string{}, paths...)
}

// callOff notes that nobody wants to wait for the rest.
func (c *closedReports) callOff() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calledOff = true
}

func (c *closedReports) isCalledOff() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calledOff
}
