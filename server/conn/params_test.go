package conn

import (
	"encoding/json"
	"testing"
)

// A token goes back as it came, and what is none is none.
func TestToken(t *testing.T) {
	for raw, want := range map[string]Token{
		`7`: "7", `7.0`: "7", `"a"`: `"a"`, `"a\u00e9\"b"`: `"aé\"b"`, `""`: `""`,
		`null`: "", `{}`: "", `1.5`: "", `[1]`: "", `true`: "",
	} {
		var params CancelProgressParams
		if err := json.Unmarshal([]byte(`{"token":`+raw+`}`), &params); err != nil || params.Token != want {
			t.Errorf("%s is %s, not %s: %v", raw, params.Token, want, err)
		}
	}
}

// What a client writes oddly costs no message: invalid UTF-8 in a text is
// repaired, and of a member that is there twice the last one counts.
func TestOddTextIsTaken(t *testing.T) {
	for raw, want := range map[string]string{
		"{\"textDocument\":{\"uri\":\"file:///m\",\"text\":\"a\xffb\"}}":    "a\ufffdb",
		`{"textDocument":{"uri":"file:///m","text":"\ud800"}}`:              "\ufffd",
		`{"textDocument":{"uri":"file:///m","text":"a","text":"b"}}`:        "b",
		`{"textDocument":{"uri":"file:///m","text":"a"},"textDocument":{}}`: "a",
	} {
		var params DocumentParams
		if err := Decode([]byte(raw), &params); err != nil || params.TextDocument.Text != want || params.TextDocument.URI != "file:///m" {
			t.Errorf("%s is %+v: %v", raw, params.TextDocument, err)
		}
	}
}
