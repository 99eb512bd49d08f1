package analyzers

import "testing"

func TestProxyListSeparator(t *testing.T) {
	const title = "Separate the entries of GOPROXY by commas => "
	both := []string{title + "https://goproxy.cn,direct"}
	testProxyList(t, ProxyListSeparator, []proxyListRow{
		{name: "Go's default", goproxy: defaultProxies},
		{name: "blanks around entries", goproxy: " https://goproxy.cn , direct "},
		{name: "a semicolon", goproxy: "https://goproxy.cn;direct", want: "warning", intents: both,
			says: []string{"A semicolon separates nothing in GOPROXY, and becomes part of a URL: https://goproxy.cn;direct. The go command asks https://goproxy.cn;direct, which is no proxy."}},
		{name: "a semicolon before a URL", goproxy: "https://goproxy.cn;https://goproxy.io|direct", want: "warning", intents: []string{title + "https://goproxy.cn,https://goproxy.io|direct"}},
		{name: "a full-width comma", goproxy: "https://goproxy.cn，direct", want: "warning", says: []string{"A full-width comma separates"}, intents: both},
		{name: "a full-width semicolon in a path", goproxy: "https://goproxy.cn/go；OFF", want: "warning", says: []string{"A full-width semicolon separates"}, intents: []string{title + "https://goproxy.cn/go,off"}},
		{name: "an ideographic comma", goproxy: "https://goproxy.cn、direct", want: "warning", says: []string{"An ideographic comma"}, intents: both},
		{name: "an ideographic blank", goproxy: "https://goproxy.cn　direct", want: "warning", says: []string{"A blank separates"}, intents: both},
		{name: "a blank in a path", goproxy: "https://goproxy.cn/ direct", want: "warning", intents: []string{title + "https://goproxy.cn/,direct"},
			says: []string{"The go command asks https://goproxy.cn/%20direct, which"}},
		{name: "a blank before a host", goproxy: "https://goproxy.cn/ goproxy.io/x,direct", want: "warning", intents: []string{title + "https://goproxy.cn/,goproxy.io/x,direct"}},
		{name: "an escaped comma", goproxy: `https://goproxy.cn/\,direct`, want: "warning", says: []string{"A backslash separates"}, intents: []string{title + "https://goproxy.cn/,direct"}},
		{name: "an escaped pipe", goproxy: `https://goproxy.cn/\|direct`, want: "warning", intents: []string{title + "https://goproxy.cn/|direct"}},
		{name: "quotation marks around a host", goproxy: `"goproxy.cn",direct`, want: "warning", says: []string{"A quotation mark separates"}, intents: []string{title + "goproxy.cn,direct"}},
		{name: "a quotation mark at the end", goproxy: `https://goproxy.cn/",direct`, want: "warning", says: []string{"A quotation mark"}, intents: []string{title + "https://goproxy.cn/,direct"}},
		{name: "a pipe before Go 1.15", goproxy: "https://goproxy.cn/|direct", scenario: scenario{goVersion: "go1.14.15"}, want: "warning",
			says: []string{"A pipe separates nothing", "Only a comma separates; the pipe came with Go 1.15; correct"}, intents: []string{title + "https://goproxy.cn/,direct"}},
		{name: "a pipe since Go 1.15", goproxy: "https://goproxy.cn/|direct", scenario: scenario{goVersion: "go1.15.15"}},
		{name: "quotation marks in a host", goproxy: `https://"proxy.acme.com"/go`, want: "warning"},
		{name: "a semicolon before a URL in a path", goproxy: "https://goproxy.cn/;https://goproxy.io", want: "warning", intents: []string{title + "https://goproxy.cn/,https://goproxy.io"}},
		{name: "a password with semicolons", goproxy: "https://alice:hunter2;direct;x@proxy.acme.com/go,direct"},
		{name: "beside credentials", goproxy: "https://alice:hunter2@proxy.acme.com;direct", want: "warning"},
		{name: "a password", goproxy: "https://alice:hunter2;direct@proxy.acme.com/go,direct"},
		{name: "a parameter", goproxy: "https://proxy.acme.com/go;v=1.0/x,direct"},
		{name: "a blank in a name", goproxy: "https://proxy.acme.com/go proxy,direct"},
		{name: "an apostrophe in a name", goproxy: "https://proxy.acme.com/o'reilly.com/go"},
		{name: "a blank in a directory's name", goproxy: "file:///srv/go proxy v1.2/x"},
		{name: "a word after a directory", goproxy: "file:///srv/go;direct", want: "warning", intents: []string{title + "file:///srv/go,direct"}},
		{name: "a backslash in a directory's name", goproxy: `file:///C:\proxy`},
		{name: "invalid, which is reported as such", goproxy: "https://goproxy.cn direct"},
		{name: "after direct", goproxy: "direct,https://goproxy.cn;direct"},
		{name: "no module is asked of the list", goproxy: "https://goproxy.cn;direct", env: gonoproxyAll},
	})
}
