package server

import "testing"

// An edit costs the reports on what depends on the file, and no others; one that
// was begun before the edit is not kept.
func TestEditsDropReports(t *testing.T) {
	b := newBackground()
	b.closed.put("/w/a/go.mod", closedReport{inputs: []string{"/w/a/go.mod", "/w/go.work"}}, b.edits)
	b.closed.put("/w/b/go.mod", closedReport{inputs: []string{"/w/b/go.mod"}}, b.edits)

	after := b.without("/w/go.work")
	if _, ok := after.closed.get("/w/a/go.mod"); ok {
		t.Error("a report holds although what it depends on has changed")
	}
	if _, ok := after.closed.get("/w/b/go.mod"); !ok {
		t.Error("a report is gone that does not depend on what has changed")
	}
	b.closed.put("/w/c/go.mod", closedReport{}, b.edits)
	if _, ok := after.closed.get("/w/c/go.mod"); ok {
		t.Error("a report is kept that was made before the edit")
	}
	after.closed.put("/w/c/go.mod", closedReport{}, after.edits)
	if _, ok := after.closed.get("/w/c/go.mod"); !ok {
		t.Error("a report is not kept")
	}
	if got := after.closed.inputs(); len(got) != 1 || got[0] != "/w/b/go.mod" {
		t.Errorf("the reports depend on %q", got)
	}
}
