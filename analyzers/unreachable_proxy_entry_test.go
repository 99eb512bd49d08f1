package analyzers

import "testing"

func TestUnreachableProxyEntry(t *testing.T) {
	const remove, move = "Remove what follows direct from GOPROXY => ", "?Move direct to the end of GOPROXY => "
	testProxyList(t, UnreachableProxyEntry, []proxyListRow{
		{name: "nothing follows", goproxy: defaultProxies},
		{name: "a separator follows", goproxy: "direct,"},
		{name: "off at the end", goproxy: "https://proxy.acme.com,off"},
		{name: "the company's proxy after direct", goproxy: "direct,https://proxy.acme.com", want: "warning",
			says:    []string{"What follows direct in GOPROXY is never asked: https://proxy.acme.com. The", "GOPROXY=direct,https://proxy.acme.com (set in the process's environment)."},
			intents: []string{remove + "direct", move + "https://proxy.acme.com,direct"}},
		{name: "a public proxy after direct", goproxy: "direct,https://goproxy.cn", want: "information",
			intents: []string{remove + "direct", move + "https://goproxy.cn,direct"}},
		{name: "a company's proxy that is asked too", goproxy: "https://goproxy.cn,direct,https://proxy.acme.com|off", want: "information",
			says:    []string{"never asked: https://proxy.acme.com, off."},
			intents: []string{remove + "https://goproxy.cn,direct"}},
		{name: "off at the start, which is goproxy-off", goproxy: "off|https://proxy.acme.com"},
		{name: "a company's proxy after off", goproxy: "https://goproxy.cn,off,https://proxy.acme.com", want: "information",
			says:    []string{"What follows off"},
			intents: []string{"Remove what follows off from GOPROXY => https://goproxy.cn,off"}},
		{name: "off among the rest", goproxy: "direct,https://goproxy.cn,off", want: "information", intents: []string{remove + "direct"}},
		{name: "direct twice", goproxy: "direct|direct", want: "information", intents: []string{remove + "direct"}},
		{name: "direct at the end too", goproxy: "direct,https://goproxy.cn|direct", want: "information",
			intents: []string{remove + "direct", move + "https://goproxy.cn|direct"}},
		{name: "what follows is no entry", goproxy: "direct,Nonsense", want: "information", intents: []string{remove + "direct"}},
		{name: "credentials in what follows", goproxy: "direct,https://alice:hunter2@proxy.acme.com", want: "warning",
			says: []string{"never asked: https://xxxxx@proxy.acme.com."}, intents: []string{remove + "direct"}},
		{name: "an invalid list", goproxy: "Nonsense,direct,https://proxy.acme.com"},
		{name: "no module is asked of the list", goproxy: "direct,https://proxy.acme.com", env: gonoproxyAll},
		{name: "a requirement that is refused", goproxy: "https://goproxy.cn,direct,https://proxy.acme.com", scenario: scenario{file: "module m\n\nrequire golang.org/x/mod v0.1.0-rc.1/x\n"}},
		{name: "no requirements", goproxy: "direct,https://proxy.acme.com", scenario: scenario{file: "module m\n"}},
	})
}
