package server_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/modroute/modroute/analyzers"
	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/lspclient"
)

// reloadEvery is a little longer than the server waits between two readings.
const reloadEvery = 250 * time.Millisecond

// slowCode is the code of an analyzer of these tests.
const slowCode = "test-slow"

// A gate holds the slow analyzer of these tests up.
type gate struct {
	mu       sync.Mutex
	held     chan struct{} // closed to let it go; nil if it is not held up
	started  chan struct{} // told of each run that is held up
	canceled chan struct{} // told of each run that was called off
}

// slowly and quickly are the gates of the slow analyzer, and of one that is
// not, for the modules of each path.
var slowly, quickly sync.Map

func init() {
	analyzers.All = append(analyzers.All, &analysis.Analyzer{Name: slowCode, Slow: true, Doc: "For tests.\n", Run: func(p *analysis.Pass) {
		for _, r := range p.Requirements {
			if g, ok := slowly.Load(r.Path); ok && g.(*gate).pass(p.Canceled) {
				p.Report(analysis.Diagnostic{Span: r.Token.Span, Severity: analysis.Warning, Message: "Slow.", Requirement: r})
			}
		}
	}}, &analysis.Analyzer{Name: "test-quick", Doc: "For tests.\n", Run: func(p *analysis.Pass) {
		for _, r := range p.Requirements {
			if g, ok := quickly.Load(r.Path); ok {
				g.(*gate).pass(p.Canceled)
			}
		}
	}})
}

// pass waits while the gate is held, and returns false if the run is called
// off meanwhile.
func (g *gate) pass(canceled func() bool) bool {
	g.mu.Lock()
	held := g.held
	g.mu.Unlock()
	if held == nil {
		return true
	}
	g.started <- struct{}{}
	for {
		select {
		case <-held:
			return true
		case <-time.After(time.Millisecond):
			if canceled() {
				g.canceled <- struct{}{}
				return false
			}
		}
	}
}

// hold has the runs that follow wait; the function that it returns lets them
// go.
func (g *gate) hold() (release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	held := make(chan struct{})
	g.held = held
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.held = nil
		close(held)
	}
}

// slowModule returns the text of a go.mod with a requirement that the slow
// analyzer reports, and its gate.
func slowModule(t *testing.T) (text string, g *gate) {
	path := "github.com/slow/" + strings.ToLower(t.Name())
	g = &gate{started: make(chan struct{}, 100), canceled: make(chan struct{}, 100)}
	slowly.Store(path, g)
	return "module example.com/m\n\nrequire " + path + " v1.0.0\n", g
}

// What is quick is published first, and what is slow with the same version.
func TestSlowFindingsFollow(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	if p := s.open("go.mod", text); slices.Contains(codesOf(p), slowCode) {
		t.Fatalf("at first: %+v", p)
	}
	<-g.started
	release()
	if p := s.diagnostics("go.mod", 0); !slices.Contains(codesOf(p), slowCode) || p.Version != 1 {
		t.Errorf("then: %+v", p)
	}
}

// Where the slow analyzers find nothing, nothing is sent again; nor where what
// has been read anew changes nothing.
func TestNothingNewIsNotPublished(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", private)
	for range 3 { // the actions wait for the slow analyzers
		s.actions("go.mod", at(4, 10, 4, 10), nil)
		s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": s.uri("go.sum"), "type": 1}}}))
		time.Sleep(reloadEvery)
	}
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	if p := s.diagnostics("go.mod", 0); p.Version != 2 {
		t.Errorf("published again: %+v", p)
	}
}

// An edit calls off what is slow for the text before, whose findings are shown
// no more, and the version never goes back.
func TestEditCallsOffWhatIsSlow(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	s.open("go.mod", text)
	<-g.started
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	<-g.canceled
	if p := s.diagnostics("go.mod", 0); p.Version != 2 || slices.Contains(codesOf(p), slowCode) {
		t.Errorf("after the edit: %+v", p)
	}
	<-g.started
	release()
	if p := s.diagnostics("go.mod", 0); p.Version != 2 || !slices.Contains(codesOf(p), slowCode) {
		t.Errorf("in the end: %+v", p)
	}
}

// While the slow analyzers run again after an edit, what they found before
// stays where its requirement has gone, and goes with it.
func TestSlowFindingsDoNotFlicker(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	s.open("go.mod", text)
	s.untilSlow("go.mod", 1)
	release := g.hold()
	defer release()
	s.edit("go.mod", 2, at(0, 0, 0, 0), "// x\n")
	if p := s.diagnostics("go.mod", 2); !slices.ContainsFunc(p.Diagnostics, func(d lspclient.Diagnostic) bool {
		return d.Code == slowCode && d.Range.Start.Line == 3
	}) {
		t.Errorf("after an edit: %+v", p)
	}
	s.edit("go.mod", 3, at(0, 0, 1, 0), "// y\n")
	if p := s.diagnostics("go.mod", 3); !slices.Contains(codesOf(p), slowCode) {
		t.Errorf("after another edit: %+v", p)
	}
	version := strings.Index(text[strings.Index(text, "require"):], "v1.0.0")
	s.edit("go.mod", 4, at(3, version, 3, version+len("v1.0.0")), "v1.0.1")
	if p := s.diagnostics("go.mod", 4); slices.Contains(codesOf(p), slowCode) {
		t.Errorf("with another version: %+v", p)
	}
}

// Nor does what follows from their finding nothing.
func TestUnusedIgnoresDoNotFlicker(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	text = strings.TrimSuffix(text, "v1.0.0\n") + "v1.0.0 //modroute:ignore go-sum-mismatch\n"
	s.open("go.mod", text)
	for !slices.Contains(codesOf(s.diagnostics("go.mod", 1)), "unused-ignore") {
	}
	release := g.hold()
	defer release()
	for version := 2; version < 4; version++ {
		s.edit("go.mod", version, at(0, 0, 0, 0), "// x\n")
		if p := s.diagnostics("go.mod", version); !slices.Contains(codesOf(p), "unused-ignore") {
			t.Errorf("while the slow analyzers run: %+v", p)
		}
	}
}

// What was found stays while everything on disk is read anew, and while a
// go.work is edited, which has its folder opened anew.
func TestSlowFindingsOutliveReading(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	s.must(os.MkdirAll(s.path(".git"), 0o777))
	_, require, _ := strings.Cut(text, "require ")
	s.open("go.work", "replace "+strings.Replace(require, "v1.0.0", "=> example.org/x v1.0.0", 1))
	s.untilSlow("go.work", 1)
	release := g.hold()
	defer release()
	s.must(os.WriteFile(s.path("go.env"), []byte("GOPRIVATE=example.org\n"), 0o666))
	for range 2 { // the second time while the first is on its way
		s.must(s.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": s.uri("go.env"), "type": 1}}}))
		<-g.started
	}
	if p := s.diagnostics("go.work", 1); !slices.Contains(codesOf(p), slowCode) || len(p.Diagnostics) == 1 {
		t.Errorf("read anew: %+v", p)
	}
	s.edit("go.work", 2, at(0, 0, 0, 0), "// x\n")
	if p := s.diagnostics("go.work", 2); !slices.Contains(codesOf(p), slowCode) {
		t.Errorf("edited: %+v", p)
	}
}

// What is typed is answered before the other open files are looked at anew
// that depend on it.
func TestEditsDoNotWaitForOtherFiles(t *testing.T) {
	s := start(t, nil)
	s.must(os.MkdirAll(s.path("other"), 0o777))
	s.must(os.WriteFile(s.path("go.work"), []byte("go 1.26\n\nuse ./app\nuse ./other\n"), 0o666))
	const path = "example.org/quick"
	g := &gate{started: make(chan struct{}, 100), canceled: make(chan struct{}, 100)}
	quickly.Store(path, g)
	s.open("app/go.mod", private)
	s.open("other/go.mod", "module example.com/other\n\nrequire "+path+" v1.0.0\n")
	s.actions("other/go.mod", at(0, 0, 0, 0), nil) // all is done
	release := g.hold()
	defer release()
	s.edit("app/go.mod", 2, at(0, 0, 0, 0), "// x\n")
	s.diagnostics("app/go.mod", 2)
	<-g.started // now the other one is
}

// untilSlow waits until a slow finding is published.
func (s *session) untilSlow(name string, version int) {
	s.t.Helper()
	for !slices.Contains(codesOf(s.diagnostics(name, version)), slowCode) {
	}
}

// Actions are about slow findings too, so they wait for them.
func TestActionsWaitForWhatIsSlow(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	s.open("go.mod", text)
	<-g.started
	time.AfterFunc(20*time.Millisecond, release)
	find(t, s.actions("go.mod", at(2, 9, 2, 9), nil), "Ignore "+slowCode)
}

// A request that is called off does not wait.
func TestCancelledActionsDoNotWait(t *testing.T) {
	s := start(t, nil)
	text, g := slowModule(t)
	release := g.hold()
	defer release()
	s.open("go.mod", text)
	<-g.started
	id, err := s.Go("textDocument/codeAction", object{
		"textDocument": object{"uri": s.uri("go.mod")}, "range": at(2, 9, 2, 9), "context": object{"diagnostics": []any{}},
	})
	s.must(err)
	s.must(s.Notify("$/cancelRequest", object{"id": id}))
	if err := s.Wait(id, nil); errorCode(err) != -32800 {
		t.Errorf("the answer is %v", err)
	}
}
