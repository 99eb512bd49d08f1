package scenario

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/analyzers"
)

// Each code has a scenario of its name that shows it and its fixes, or says
// that there is none, and one beside it in which modroute rightly says nothing
// of the kind.
func TestEveryCodeHasScenarios(t *testing.T) {
	for _, a := range analyzers.All {
		shown := regexp.MustCompile(`diag\("(?:[^"\\]|\\.)*", "\w+ ` + a.Name + `"`)
		comment, text := scenarioText(t, a.Name)
		if !shown.MatchString(text) {
			t.Errorf("%s.txtar does not show the finding", a.Name)
		}
		if !strings.Contains(text, " fix(") && !strings.Contains(comment, "no fix") {
			t.Errorf("%s.txtar shows no fix, and does not say that there is none", a.Name)
		}
		if _, text := scenarioText(t, a.Name+"-silent"); shown.MatchString(text) {
			t.Errorf("%s-silent.txtar has the finding", a.Name)
		}
	}
}

// scenarioText returns what a scenario says of itself, and its files together.
func scenarioText(t *testing.T, name string) (comment, files string) {
	archive, err := txtar.ParseFile(filepath.Join("..", "..", "testdata", "scenarios", name+".txtar"))
	if err != nil {
		t.Error(err)
		return "", ""
	}
	var all strings.Builder
	for _, f := range archive.Files {
		all.Write(f.Data)
	}
	return strings.Join(strings.Fields(string(archive.Comment)), " "), all.String()
}
