package analyzers

import "testing"

func TestProxyOutageStops(t *testing.T) {
	const title = "?Use | between the public proxies in GOPROXY => "
	testProxyList(t, ProxyOutageStops, []proxyListRow{
		{name: "Go's default", goproxy: defaultProxies},
		{name: "two public proxies", goproxy: "https://goproxy.cn,https://proxy.golang.org,direct", want: "hint",
			says:    []string{"An outage of https://goproxy.cn stops every fetch", "go on to https://proxy.golang.org."},
			intents: []string{title + "https://goproxy.cn|https://proxy.golang.org,direct"}},
		{name: "three, the first with a pipe", goproxy: "https://goproxy.cn|https://goproxy.io,https://proxy.golang.org", want: "hint",
			says:    []string{"An outage of https://goproxy.io stops"},
			intents: []string{title + "https://goproxy.cn|https://goproxy.io|https://proxy.golang.org"}},
		{name: "pipes already", goproxy: "https://goproxy.cn|https://proxy.golang.org,direct"},
		{name: "the company's proxy first", goproxy: "https://proxy.acme.com,https://goproxy.cn,https://proxy.golang.org"},
		{name: "the company's proxy last", goproxy: "https://goproxy.cn,https://proxy.golang.org,https://proxy.acme.com"},
		{name: "trusted by the settings", goproxy: "https://goproxy.cn,https://proxy.golang.org", scenario: scenario{facts: trusts("goproxy.cn")}},
		{name: "one that is gone", goproxy: "https://goproxy.ustc.edu.cn,https://goproxy.cn,direct"},
		{name: "the second one is never asked", goproxy: "https://goproxy.cn,direct,https://proxy.golang.org"},
		{name: "before the pipe", goproxy: "https://goproxy.cn,https://proxy.golang.org", scenario: scenario{goVersion: "go1.14.15"}},
		{name: "since the pipe", goproxy: "https://goproxy.cn,https://goproxy.io", scenario: scenario{goVersion: "go1.15.15"}, want: "hint", intents: []string{title + "https://goproxy.cn|https://goproxy.io"}},
		{name: "no module is asked of the list", goproxy: "https://goproxy.cn,https://goproxy.io", env: gonoproxyAll},
	})
}
