package conformance

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// What the server keeps does not grow with the number of edits.
func TestMemoryStaysFlat(t *testing.T) {
	few, many := 10_000, 100_000 // multiples of 100
	if testing.Short() {
		few, many = 1_000, 5_000
	}
	s := connect(t, false)
	s.write("go.mod", private)
	s.initialize(object{})
	s.must(s.Open(s.uri("go.mod"), "go.mod", private))
	edited := 0
	heapAfter := func(edits int) uint64 {
		for ; edited < edits; edited++ {
			s.typeOrErase(edited)
			if edited%100 == 99 {
				s.catchUp(edited + 2)
				s.askAll()
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, after := heapAfter(few), heapAfter(many)
	t.Logf("heap: %d KB after %d edits, %d KB after %d", before>>10, few, after>>10, many)
	// The allowance is what may be remembered, up to the limits there are.
	if after > before+1<<20 {
		t.Errorf("the heap has grown from %d to %d bytes", before, after)
	}
	s.stop()
}

// typeOrErase makes the edit with a number: by turns a line is added that was
// never there before, and removed again.
func (s *session) typeOrErase(n int) {
	s.t.Helper()
	line := fmt.Sprintf("require git.corp%d.internal/team/lib v1.0.%d\n", n, n)
	if n%4 == 0 {
		line = fmt.Sprintf("replace git.corp.internal/team/lib => ../lib%d\n", n)
	}
	at := lspclient.Range{Start: lspclient.Position{Line: 4}, End: lspclient.Position{Line: 4}}
	if n%2 == 1 {
		at.End.Line, line = 5, ""
	}
	s.must(s.Change(s.uri("go.mod"), n+2, &at, line))
}

// askAll asks for all that an editor asks for after an edit.
func (s *session) askAll() {
	s.t.Helper()
	at := object{"line": 4, "character": 10}
	params := object{
		"textDocument": object{"uri": s.uri("go.mod")}, "position": at,
		"range": object{"start": object{"line": 0, "character": 0}, "end": object{"line": 9, "character": 0}}, "context": object{"diagnostics": []any{}},
	}
	for _, method := range []string{"hover", "codeAction", "inlayHint", "codeLens", "documentLink", "completion", "diagnostic"} {
		if err := s.Call("textDocument/"+method, params, nil); err != nil && errorCode(err) != -32601 {
			s.t.Errorf("%s: %v", method, err)
		}
	}
}

// catchUp waits for the diagnostics of a version, and forgets all that has
// come.
func (s *session) catchUp(version int) {
	s.t.Helper()
	_, err := s.Diagnostics(s.uri("go.mod"), version)
	s.must(err)
	s.Take(func(lspclient.Notification) bool { return true })
}
