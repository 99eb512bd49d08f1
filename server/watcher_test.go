package server

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What has been read anew because the client told of it is not read once more
// because the server sees it too; what changes afterwards is.
func TestOneReadingForOneChange(t *testing.T) {
	file := filepath.Join(t.TempDir(), "go.sum")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var w watcher
	long := time.Now().Add(time.Hour) // all there is was there when it was read
	look := func() bool { return w.changed([]string{file}, long) != "" }
	if look() {
		t.Error("at first")
	}
	write("x")
	if !look() {
		t.Error("a new file is not seen")
	}
	write("xx")
	st := &state{env: &environment{made: long}, background: newBackground(), settings: clientSettings{trusted: true}}
	st.background.docs[file] = nil
	w.look(st) // as before a reading
	if look() {
		t.Error("what was read is seen again")
	}
	write("xxx")
	if !look() {
		t.Error("what came after the reading is not seen")
	}
}

// Folders with the same layer share an environment, which is read once; one that
// nobody has asked for is not read.
func TestEnvironmentsAreShared(t *testing.T) {
	st := &state{roots: nil, background: newBackground()}
	folders := map[string]*clientSettings{}
	for i := range 100 {
		set := clientSettings{}
		set.Env = map[string]string{"GOPRIVATE": fmt.Sprint(i % 2)}
		set.Private = []string{fmt.Sprint(i)}
		folders[filepath.FromSlash(fmt.Sprintf("/w/%d", i))] = &set
	}
	st = st.withSettings(clientSettings{trusted: true}, folders).reloaded(nil)
	if got := len(st.environments()); got != 3 {
		t.Errorf("%d environments", got)
	}
	if got := st.inputs(); len(got) != 0 {
		t.Errorf("looks at %q", got)
	}
	for i, want := range []string{"0", "1", "0"} {
		path := filepath.FromSlash(fmt.Sprintf("/w/%d/go.mod", i))
		if got := st.envAt(path).get().Get("GOPRIVATE"); got != want {
			t.Errorf("%s: GOPRIVATE=%s", path, got)
		}
		if got := st.optionsAt(path).Private; got[0] != fmt.Sprint(i) {
			t.Errorf("%s: private %q", path, got)
		}
	}
}
