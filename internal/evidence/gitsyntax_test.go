package evidence

import (
	"slices"
	"testing"
)

// The cases were checked against `git config --list` (git 2.39).
func TestParseGitConfig(t *testing.T) {
	type entry struct {
		section, subsection, key, value string
		line                            int
	}
	tests := []struct {
		name, text string
		want       []entry
	}{
		{"empty", "", nil},
		{"comments", "# a\n; b\n[core] ; c\n", nil},
		{"plain", "[core]\n\tbare = false\n", []entry{{"core", "", "bare", "false", 2}}},
		{"case", "[URL \"Git@Host:\"]\n\tInsteadOf = X\n", []entry{{"url", "Git@Host:", "insteadof", "X", 2}}},
		{"on the header's line", "[a] k = v\n", []entry{{"a", "", "k", "v", 1}}},
		{"no value", "[a]\nk\nl\n", []entry{{"a", "", "k", "true", 2}, {"a", "", "l", "true", 3}}},
		{"empty value", "[a]\nk =\n", []entry{{"a", "", "k", "", 2}}},
		{"old subsection", "[branch.Main]\nremote = o\n", []entry{{"branch", "main", "remote", "o", 2}}},
		{"escaped subsection", `[url "a\"b\\c"]` + "\nk = v\n", []entry{{"url", `a"b\c`, "k", "v", 2}}},
		{"blanks", "[a]\n  k  =  x  y  \n", []entry{{"a", "", "k", "x  y", 2}}},
		{"comment after a value", "[a]\nk = v ; c\nl = w#c\n", []entry{{"a", "", "k", "v", 2}, {"a", "", "l", "w", 3}}},
		{"quotes", "[a]\nk = \" x; \" y\n", []entry{{"a", "", "k", " x;  y", 2}}},
		{"escapes", `[a]` + "\n" + `k = a\tb\"c\\d\n` + "\n", []entry{{"a", "", "k", "a\tb\"c\\d\n", 2}}},
		{"continuation", "[a]\nk = x\\\ny\nl = z\n", []entry{{"a", "", "k", "xy", 2}, {"a", "", "l", "z", 4}}},
		{"CRLF", "[a]\r\nk = v\r\n", []entry{{"a", "", "k", "v", 2}}},
		{"BOM", "\ufeff[a]\nk = v\n", []entry{{"a", "", "k", "v", 2}}},
		{"no line end", "[a]\nk = v", []entry{{"a", "", "k", "v", 2}}},

		{"broken header", "[a]\nk = v\n[b\nl = w\n", []entry{{"a", "", "k", "v", 2}}},
		{"broken key", "[a]\nk = v\n-x = w\n", []entry{{"a", "", "k", "v", 2}}},
		{"broken escape", "[a]\nk = v\nl = \\q\nm = w\n", []entry{{"a", "", "k", "v", 2}}},
		{"open quote", "[a]\nk = v\nl = \"w\nm = x\n", []entry{{"a", "", "k", "v", 2}}},
		{"open subsection", "[a \"b\nk = v\n", nil},
		{"before any section", "k = v\n[a]\nl = w\n", []entry{{"a", "", "l", "w", 3}}},
		{"binary", "\x00\x01\x02", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []entry
			for _, e := range parseGitConfig("config", test.text) {
				got = append(got, entry{e.section, e.subsection, e.key, e.value, e.line})
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func FuzzParseGitConfig(f *testing.F) {
	f.Add("[url \"git@github.com:acme/\"]\n\tinsteadOf = https://github.com/acme/ ; c\n")
	f.Add("[a]\nk = \"x\\\ny\" # z\n[b.c]\r\nl\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range parseGitConfig("config", text) {
			if e.section == "" || e.key == "" || e.line < 1 {
				t.Errorf("an entry without a name or place: %+v", e)
			}
		}
	})
}
