package analyzers

import "testing"

func TestPlainHTTPProxy(t *testing.T) {
	const title = "Use https for proxy.acme.com in GOPROXY => "
	summed := map[string]string{"github.com/google/go-cmp": "both", "golang.org/x/mod": "both", "git.acme.com/team/lib": "both"}
	testProxyList(t, PlainHTTPProxy, []proxyListRow{
		{name: "https", goproxy: "https://proxy.acme.com"},
		{name: "no scheme", goproxy: "proxy.acme.com"},
		{name: "a directory", goproxy: "file:///srv/proxy"},
		{name: "localhost", goproxy: "http://localhost:3000"},
		{name: "localhost in capitals", goproxy: "http://LOCALHOST./"},
		{name: "below localhost", goproxy: "http://athens.localhost:3000"},
		{name: "127.0.0.2", goproxy: "http://127.0.0.2:3000"},
		{name: "::1", goproxy: "http://[::1]:3000"},
		{name: "http", goproxy: "HTTP://proxy.acme.com/go,direct", want: "information",
			says:    []string{"asked over plain http: http://proxy.acme.com/go. Names and code travel unencrypted and can be altered on the way. Use https"},
			intents: []string{"?" + title + "https://proxy.acme.com/go,direct"}},
		{name: "another machine's address", goproxy: "http://192.168.1.5:3000", want: "information"},
		{name: "a public proxy", goproxy: "http://goproxy.cn|direct", want: "information", intents: []string{"Use https for goproxy.cn in GOPROXY => https://goproxy.cn|direct"}},
		{name: "a second entry", goproxy: "https://a.acme.com,http://proxy.acme.com", want: "information",
			intents: []string{"?" + title + "https://a.acme.com,https://proxy.acme.com"}},
		{name: "GONOSUMDB", goproxy: "http://proxy.acme.com", env: []string{"GONOSUMDB", "git.acme.com"}, want: "warning",
			says: []string{"altered on the way, and nothing verifies 1 of 3 requirements: neither"}, intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "GOSUMDB=off", goproxy: "http://proxy.acme.com", env: []string{"GOSUMDB", "off"}, want: "warning",
			says: []string{"verifies 3 of 3 requirements"}, intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "GOSUMDB=off with go.sum complete", goproxy: "http://proxy.acme.com", env: []string{"GOSUMDB", "off"}, scenario: scenario{sums: summed}, want: "information",
			intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "GOPRIVATE, so that it comes from its origin", goproxy: "http://proxy.acme.com", env: []string{"GOPRIVATE", "git.acme.com"}, want: "information",
			intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "refused for its credentials", goproxy: "http://alice:hunter2@proxy.acme.com"},
		{name: "127.0.0.1 as an IPv6 address", goproxy: "http://[::ffff:127.0.0.1]:3000"},
		{name: "a module from a directory", goproxy: "http://proxy.acme.com", env: []string{"GONOSUMDB", "git.acme.com"},
			scenario: scenario{file: public + "replace git.acme.com/team/lib => ../lib\n"}, want: "information", intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "a GOSUMDB that fails every look-up", goproxy: "http://proxy.acme.com", env: []string{"GOSUMDB", "none"}, want: "information", intents: []string{"?" + title + "https://proxy.acme.com"}},
		{name: "without a host, so that nothing is sent", goproxy: "http:///proxy"},
		{name: "after direct", goproxy: "direct,http://proxy.acme.com"},
		{name: "no module is asked of the list", goproxy: "http://proxy.acme.com", env: gonoproxyAll},
	})
}
