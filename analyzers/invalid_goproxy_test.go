package analyzers

import "testing"

func TestInvalidGOPROXY(t *testing.T) {
	const unset = "?Unset GOPROXY => unset"
	correctTo := func(value string) []string { return []string{"Set GOPROXY to " + value + " => " + value, unset} }
	testProxyList(t, InvalidGOPROXY, []proxyListRow{
		{name: "Go's default", goproxy: defaultProxies},
		{name: "Direct", goproxy: "Direct", want: "error", says: []string{"invalid proxy URL missing scheme: Direct."}, intents: correctTo("direct")},
		{name: "OFF at the end", goproxy: "https://proxy.acme.com|OFF", want: "error", says: []string{"3 of 3 requirements. Correct GOPROXY="}, intents: correctTo("https://proxy.acme.com|off")},
		{name: "a word", goproxy: "none", want: "error", intents: []string{unset}},
		{name: "a belief", goproxy: "fallback://proxy.golang.org,direct", want: "error",
			says: []string{"Invalid GOPROXY: invalid proxy URL scheme (must be https, http, file): fallback://proxy.golang.org."}, intents: []string{unset}},
		{name: "quotation marks around the list", goproxy: `"https://proxy.acme.com,direct"`, want: "error",
			says: []string{"3 of 3 requirements. Quotation marks are part of the URL. Correct"}, intents: correctTo("https://proxy.acme.com,direct")},
		{name: "quotation marks around each entry", goproxy: `'https://proxy.acme.com','direct'`, want: "error", intents: correctTo("https://proxy.acme.com,direct")},
		{name: "typographic quotation marks", goproxy: `“https://proxy.acme.com”`, want: "error", intents: correctTo("https://proxy.acme.com")},
		{name: "a blank", goproxy: "https://goproxy.cn direct", want: "error", says: []string{"requirements. Correct"}, intents: correctTo("https://goproxy.cn,direct")},
		{name: "a semicolon between words", goproxy: "direct;off", want: "error", intents: correctTo("direct,off")},
		{name: "an escaped comma", goproxy: `https://goproxy.cn\,direct`, want: "error", intents: correctTo("https://goproxy.cn,direct")},
		{name: "a pipe before Go 1.15", goproxy: "https://goproxy.cn|direct", scenario: scenario{goVersion: "go1.14.15"}, want: "error",
			says: []string{`invalid character "|" in host name. Nothing`, "The pipe separates entries since Go 1.15 only."}, intents: correctTo("https://goproxy.cn,direct")},
		{name: "one slash", goproxy: "file:/srv/proxy", want: "error", intents: correctTo("file:///srv/proxy")},
		{name: "localhost", goproxy: "file://localhost/srv/proxy", want: "error", intents: correctTo("file:///srv/proxy")},
		{name: "a host in a file URL", goproxy: "file://srv/proxy", want: "error", intents: []string{unset}},
		{name: "a path", goproxy: "/srv/proxy,direct", want: "error", intents: correctTo("file:///srv/proxy,direct")},
		{name: "another machine's path", goproxy: "//srv/proxy", want: "error", intents: []string{unset}},
		{name: "no slashes", goproxy: "https:proxy.acme.com", want: "error", intents: correctTo("https://proxy.acme.com")},
		{name: "no slashes, in capitals", goproxy: "HTTPS:proxy.acme.com", want: "error", intents: correctTo("https://proxy.acme.com")},
		{name: "only a scheme's name", goproxy: "https", want: "error", intents: []string{unset}},
		{name: "nothing but a scheme", goproxy: "https:/,Direct", want: "error", intents: []string{unset}},
		{name: "only a separator", goproxy: ",", want: "error", intents: []string{"Unset GOPROXY => unset"}},
		{name: "credentials", goproxy: "https://alice:hunter2@proxy.acme.com Direct", want: "error", intents: []string{unset}},
		{name: "also where every module comes from its origin", goproxy: "Direct", env: gonoproxyAll, want: "error", intents: correctTo("direct")},
		{name: "what is below is invalid too", goproxy: "none", scenario: scenario{bare: true}, want: "error"},
		{name: "another variable's fault", goproxy: "Direct", env: []string{"GO111MODULE", "off"}},

		{name: "no host", goproxy: "http:/proxy.acme.com,direct", want: "error",
			says:    []string{"An entry of GOPROXY has no host: http:/proxy.acme.com. Every request to it fails: http: no Host in request URL. No other entry is asked then: it hits 3 of 3 requirements. Correct GOPROXY=http:/"},
			intents: correctTo("http://proxy.acme.com,direct")},
		{name: "no host for three slashes", goproxy: "https:///proxy.acme.com|direct", want: "warning",
			says: []string{"no Host in request URL. Correct"}, intents: correctTo("https://proxy.acme.com|direct")},
		{name: "no host in the second entry", goproxy: "https://proxy.acme.com,https:/goproxy.cn", want: "warning", intents: correctTo("https://proxy.acme.com,https://goproxy.cn")},
		{name: "no host after direct", goproxy: "direct,https:/goproxy.cn"},
		{name: "a directory has no host", goproxy: "file:///srv/proxy"},
		{name: "no host, but no module is asked of the list", goproxy: "https:/goproxy.cn", env: gonoproxyAll},
	})
	empty := proxyListRow{want: "error", says: []string{"GOPROXY is empty"}, intents: []string{"Unset GOPROXY => unset"}}
	found := scenario{file: public, user: map[string]string{"GOPROXY": ""}}.run(t)
	if len(found) != 1 {
		t.Fatalf("an empty value in the user's file: %+v", found)
	}
	empty.check(t, scenario{file: public}, found[0])
}
