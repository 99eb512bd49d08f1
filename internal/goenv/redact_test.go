package goenv

import (
	"net/url"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		// What a GOPROXY list, GOSUMDB and HTTPS_PROXY hold.
		{"https://user:secret@proxy.example/go", "https://xxxxx@proxy.example/go"},
		{"https://token@proxy.example", "https://xxxxx@proxy.example"},
		{"https://token:@proxy.example", "https://xxxxx@proxy.example"},
		{"https://token:x-oauth-basic@proxy.example", "https://xxxxx@proxy.example"},
		{"https://:secret@proxy.example", "https://xxxxx@proxy.example"},
		{"https://a.example,https://u:secret@b.example|direct", "https://a.example,https://xxxxx@b.example|direct"},
		{"https://u:secret@a.example,https://v:hidden@b.example,off", "https://xxxxx@a.example,https://xxxxx@b.example,off"},
		{"u:secret@a.example/go,direct", "xxxxx@a.example/go,direct"},
		{"a.example/go,u:secret@b.example", "a.example/go,xxxxx@b.example"},
		{"sum.example+1234+AbC= https://u:secret@sum.example/db", "sum.example+1234+AbC= https://xxxxx@sum.example/db"},
		{"u:secret@proxy.example:3128", "xxxxx@proxy.example:3128"},
		{"token@proxy.example:3128", "xxxxx@proxy.example:3128"},
		{"jane.doe@10.0.0.1:3128", "xxxxx@10.0.0.1:3128"},
		{`CORP\jane:secret@proxy.example:3128`, `xxxxx@proxy.example:3128`},
		{"http://u:sec@ret@proxy.example", "http://xxxxx@proxy.example"},
		// Passwords that break the URL.
		{"https://u:sec/ret@proxy.example/go", "https://xxxxx@proxy.example/go"},
		{"https://u:sec?ret@proxy.example/go,https://b.example", "https://xxxxx@proxy.example/go,https://b.example"},
		{"https://u:sec#r@et@proxy.example", "https://xxxxx@proxy.example"},
		{"u:sec/ret@proxy.example:3128", "xxxxx@proxy.example:3128"},
		{"u:sec,ret@proxy.example:3128", "u:xxxxx,xxxxx@proxy.example:3128"},
		{"https://u:sec,ret@proxy.example", "https://xxxxx@proxy.example"},
		{`parse "http://nexus:8081;https://x": invalid port ":8081;https:" after host`, `parse "http://nexus:8081;https://x": invalid port ":8081;https:" after host`},
		{`https://u:pa"secret"@proxy.example`, `https://xxxxx@proxy.example`},
		{"https://u:pa<secret>@proxy.example,direct", "https://xxxxx@proxy.example,direct"},
		{"https://u:pa`secret@proxy.example", "https://xxxxx@proxy.example"},
		{`parse "https://u:pa\"secret@proxy.example": bad`, `parse "https://xxxxx@proxy.example": bad`},
		// A lost slash or scheme.
		{"https:/u:secret@proxy.example", "https:/xxxxx@proxy.example"},
		{"//u:secret@proxy.example", "//xxxxx@proxy.example"},
		// Messages.
		{`Get "https://u:secret@proxy.example/m/@v/list": EOF`, `Get "https://xxxxx@proxy.example/m/@v/list": EOF`},
		{"reading https://u:secret@proxy.example/m/@v/v1.info: 404 Not Found", "reading https://xxxxx@proxy.example/m/@v/v1.info: 404 Not Found"},
		{"set HTTPS_PROXY=u:secret@proxy.example", "set HTTPS_PROXY=xxxxx@proxy.example"},
	} {
		if got := Redact(tt.in); got != tt.want {
			t.Errorf("Redact(%q)\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

// In a variable that holds URLs no spelling shows what stands before an "@".
func TestRedactValue(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"GOPROXY", `https://u:pa"secret"@proxy.example.com`, "https://xxxxx@proxy.example.com"},
		{"GOPROXY", "https://u:pa<secret`s>@proxy.example.com,direct", "https://xxxxx@proxy.example.com,direct"},
		{"GOPROXY", "https:/u:secret@proxy.example.com", "https:/xxxxx@proxy.example.com"},
		{"GOPROXY", "https:u:secret@proxy.example.com", "https:xxxxx@proxy.example.com"},
		{"GOPROXY", "//u:secret@proxy.example.com|direct", "//xxxxx@proxy.example.com|direct"},
		{"GOPROXY", "HTTPS://u:se cret@proxy.example.com", "HTTPS://xxxxx@proxy.example.com"},
		{"GOPROXY", "secret@proxy", "xxxxx@proxy"},
		{"GOPROXY", "direct,secret@proxy,off", "direct,xxxxx@proxy,off"},
		{"GOPROXY", "https://a.example,https://secret@proxy", "https://a.example,https://xxxxx@proxy"},
		{"GOPROXY", "https://u:secret,secret@proxy,https://b.example", "https://xxxxx@proxy,https://b.example"},
		{"GOPROXY", "u:secret|secret,secret@proxy|direct", "xxxxx@proxy|direct"},
		{"GOPROXY", "u:secret//secret@proxy", "xxxxx@proxy"},
		{"GOPROXY", "u:secret@secret,secret@proxy", "xxxxx@proxy"},
		{"GOPROXY", "https://proxy.golang.org,direct", "https://proxy.golang.org,direct"},
		{"GOSUMDB", "sum.example+1234+AbC= https://u:sec,secret@sum.example/db", "sum.example+1234+AbC= https://xxxxx@sum.example/db"},
		{"GOSUMDB", "sum.example+1234+AbC= secret@sum", "sum.example+1234+AbC= xxxxx@sum"},
		{"https_proxy", "secret@proxy", "xxxxx@proxy"},
		{"NO_PROXY", "localhost,.corp.example", "localhost,.corp.example"},
		{"GOPRIVATE", "rsc.io@latest", "rsc.io@latest"},
		{"GIT_SSH_COMMAND", "ssh https://u:secret@host.example", "ssh https://xxxxx@host.example"},
	} {
		if got := RedactValue(tt.name, tt.in); got != tt.want {
			t.Errorf("RedactValue(%s, %q)\n got %q\nwant %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// FuzzRedactValue holds that no token before an "@" ever shows, whatever stands
// around it.
func FuzzRedactValue(f *testing.F) {
	for _, around := range []string{"", "u:", "//", ":/", "\"", ",", "|", "@", " "} {
		f.Add("https://", around)
		f.Add("", around)
	}
	f.Fuzz(func(t *testing.T, scheme, around string) {
		const mark = "Zq7Zq7" // occurs nowhere else
		value := scheme + mark + around + "@proxy.example"
		if strings.Contains(scheme+around, mark) || strings.ContainsAny(around, separators) {
			return // a comma may begin an entry of its own
		}
		for _, s := range []string{value, value + ",direct", "https://a.example|" + value} {
			if got := RedactValue("GOPROXY", s); strings.Contains(got, mark) {
				t.Errorf("RedactValue(%q) = %q shows the token", s, got)
			}
		}
	})
}

func TestRedactLeavesTheRestAlone(t *testing.T) {
	for _, s := range []string{
		"",
		"off",
		"https://proxy.example,direct",
		"https://proxy.example:8080/go|https://[::1]:3000,direct",
		"https://proxy.example/example.com/m/@v/v1.2.3.info",
		"file:///srv/proxy/@v",
		"go: example.com/m@v1.2.3: reading https://proxy.example/example.com/m/@v/v1.2.3.mod: 404 Not Found",
		"go: rsc.io@v1.0.0: not found",
		"rsc.io@latest",
		"go@1.21.0",
		"toolchain@go1.22.1",
		"example.com/m@main",
		"git@git.example.com:team/repo",
		"ssh://git@git.example.com/team/repo",
		`C:\Users\jane\go\pkg\mod\m@v1.2.3\go.mod`,
		"*.corp.example.com,github.com/acme/*",
		"go.mod:7:2: warning: text",
		"@v",
	} {
		if got := Redact(s); got != s {
			t.Errorf("Redact(%q) = %q, want it unchanged", s, got)
		}
	}
}

// FuzzRedact holds that no password of a valid URL ever shows, wherever the
// URL stands in a list.
func FuzzRedact(f *testing.F) {
	for _, password := range []string{"secret", "s/e", "s@e", "s:e", "s?e", "s#e", "50%", "s,e", "s|e", "["} {
		f.Add("user", password)
	}
	f.Fuzz(func(t *testing.T, user, password string) {
		const mark = "Zq7Zq7" // occurs nowhere else
		if strings.Contains(user+password, mark) {
			return
		}
		u := url.URL{Scheme: "https", User: url.UserPassword(user, mark+password+mark), Host: "proxy.example", Path: "/go"}
		for _, s := range []string{u.String(), u.String() + ",direct", "https://a.example|" + u.String()} {
			if got := Redact(s); strings.Contains(got, mark) {
				t.Errorf("Redact(%q) = %q shows the password", s, got)
			}
		}
	})
}
