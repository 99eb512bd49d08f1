package scenario

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/lspclient"
)

// sound reports what no list of code actions may have, whatever it is about.
func sound(t *testing.T, where string, actions []lspclient.CodeAction) {
	t.Helper()
	titles, effects, preferred := map[string]bool{}, map[string]string{}, map[string]string{}
	others := false
	for _, a := range actions {
		if titles[a.Title] {
			t.Errorf("%s: %q is there twice", where, a.Title)
		}
		titles[a.Title] = true
		if a.Disabled == nil {
			if same := effects[effect(a)]; same != "" {
				t.Errorf("%s: %q does the same as %q", where, a.Title, same)
			}
			effects[effect(a)] = a.Title
		}
		others = others || !a.IsPreferred
		if !a.IsPreferred {
			continue
		}
		if others || a.Disabled != nil || a.Kind != "quickfix" || len(a.Diagnostics) == 0 {
			t.Errorf("%s: %q is preferred, and comes late, mends nothing or cannot be done", where, a.Title)
		}
		for _, d := range a.Diagnostics {
			key := fmt.Sprint(d.Code, d.Range, d.Message)
			if same := preferred[key]; same != "" {
				t.Errorf("%s: %q is preferred for %s, and so is %q", where, a.Title, d.Code, same)
			}
			preferred[key] = a.Title
		}
	}
}

// effect is what an action does.
func effect(a lspclient.CodeAction) string {
	edit, _ := json.Marshal(a.Edit)
	if a.Command == nil {
		return string(edit)
	}
	arguments, _ := json.Marshal(a.Command.Arguments)
	title, _ := json.Marshal(a.Command.Title)
	return string(edit) + a.Command.Command + strings.ReplaceAll(string(arguments), string(title), "")
}
