package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// typing types a text at a place of a document, and returns the codes that were
// shown after each character.
func (s *session) typing(name string, version, line, character int, text string) (shown []string) {
	s.t.Helper()
	for i, c := range strings.Split(text, "") {
		s.edit(name, version+i, at(line, character+i, line, character+i), c)
		shown = append(shown, strings.Join(codesOf(s.diagnostics(name, version+i)), " "))
	}
	return shown
}

func (s *session) save(name string) {
	s.t.Helper()
	s.must(s.Notify("textDocument/didSave", object{"textDocument": object{"uri": s.uri(name)}}))
}

// A version is refused while it is being typed. That is not told, and what was
// told of its line stays.
func TestHalfTypedVersion(t *testing.T) {
	const head = "module example.com/m\n\ngo 1.26\n\nrequire git.corp.internal/team/lib v1"
	s := start(t, with(object{"inlayHints": "all"}))
	s.open("go.mod", head+"\n")
	const nowhere = "route-ends-nowhere"
	character := len("require git.corp.internal/team/lib v1")
	if got := s.typing("go.mod", 2, 4, character, ".2.3"); !slices.Equal(got, []string{leak, leak, leak, leak}) {
		t.Errorf("shown %q", got)
	}
	s.edit("go.mod", 6, at(4, character+3, 4, character+4), "") // v1.2.
	if got := codesOf(s.diagnostics("go.mod", 6)); !slices.Equal(got, []string{leak}) {
		t.Errorf("shown %q", got)
	}
	if got := s.drawn("go.mod"); got != nil {
		t.Errorf("drawn %q", got)
	}
	s.save("go.mod")
	s.untilCodes("go.mod", nowhere)
	if got := s.drawn("go.mod"); len(got) != 1 {
		t.Errorf("drawn %q", got)
	}
	if got := s.typing("go.mod", 7, 4, character+3, "."); !slices.Equal(got, []string{nowhere}) {
		t.Errorf("shown %q of what was wrong before", got)
	}
}

// It is told as soon as something else is typed.
func TestHalfTypedAndLeft(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire example.com/lib v1\n")
	if got := s.typing("go.mod", 2, 4, len("require example.com/lib v1"), "."); !slices.Equal(got, []string{""}) {
		t.Errorf("shown %q", got)
	}
	s.edit("go.mod", 3, at(3, 0, 3, 0), "/")
	s.untilCodes("go.mod", "route-ends-nowhere")
}

// A line is broken for a moment while its comment is begun, and while another
// version is typed. What is said of it stays; what is said of the line of a
// requirement, while its replacement is typed, too.
func TestBrokenWhileTyped(t *testing.T) {
	s := start(t, nil)
	s.open("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire git.corp.internal/team/lib v1.2.3\n\nreplace git.corp.internal/team/lib => git.corp.internal/fork v1\n")
	end := len("require git.corp.internal/team/lib v1.2.3")
	s.edit("go.mod", 2, at(4, end-len(" v1.2.3"), 4, end), "")
	if got := codesOf(s.diagnostics("go.mod", 2)); !slices.Equal(got, []string{leak}) {
		t.Errorf("without a version: %q", got)
	}
	s.edit("go.mod", 3, at(4, end-len(" v1.2.3"), 4, end-len(" v1.2.3")), " v1.2.3 ")
	s.diagnostics("go.mod", 3)
	for i, shown := range slices.Concat(
		s.typing("go.mod", 4, 4, end+1, "// indirect"),
		s.typing("go.mod", 15, 6, len("replace git.corp.internal/team/lib => git.corp.internal/fork v1"), ".2.3"),
	) {
		if shown != leak {
			t.Errorf("after %d characters: %q", i+1, shown)
		}
	}
}

// A directory does not exist before its last letter has been typed.
func TestHalfTypedDirectory(t *testing.T) {
	s := start(t, nil)
	s.write("lib/go.mod", "module example.com/lib\n\ngo 1.26\n")
	s.open("go.mod", "module example.com/m\n\ngo 1.26\n\nrequire example.com/lib v1.0.0\n\nreplace example.com/lib => ./\n")
	s.edit("go.mod", 2, &lspclient.Range{Start: lspclient.Position{Line: 6, Character: 29}, End: lspclient.Position{Line: 6, Character: 29}}, "l")
	for _, code := range codesOf(s.diagnostics("go.mod", 2)) {
		if code == "replace-directory" {
			t.Errorf("told of what is half typed")
		}
	}
	s.save("go.mod")
	s.until(s.uri("go.mod"), func(p lspclient.Published) bool { return slices.Contains(codesOf(p), "replace-directory") })
}
