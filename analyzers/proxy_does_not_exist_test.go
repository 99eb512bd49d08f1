package analyzers

import (
	"testing"

	"github.com/modroute/modroute/internal/analysis"
)

func TestProxyDoesNotExist(t *testing.T) {
	const ustc, tuna, huawei = "https://goproxy.ustc.edu.cn", "https://mirrors.tuna.tsinghua.edu.cn/goproxy/", "https://mirrors.huaweicloud.com/goproxy/"
	testProxyList(t, ProxyDoesNotExist, []proxyListRow{
		{name: "Go's default", goproxy: defaultProxies},
		{name: "a proxy of somebody's own", goproxy: "https://mirrors.tuna.acme.com/goproxy/,direct"},
		{name: "another path of the same host", goproxy: "https://mirrors.tuna.tsinghua.edu.cn/golang/,direct"},
		{name: "where it has moved to", goproxy: "https://mirrors.huaweicloud.com/repository/goproxy/,direct"},
		{name: "a name that does not resolve", goproxy: ustc + ",direct", want: "warning",
			says:    []string{"GOPROXY names a proxy that does not exist: the name does not resolve: " + ustc + ". Every fetch that comes to it stops there. Remove it from GOPROXY="},
			intents: []string{"Remove " + ustc + " from GOPROXY => direct"}},
		{name: "with a pipe after it", goproxy: ustc + "|https://goproxy.cn,direct", want: "information",
			says:    []string{"goes on to the next entry each time it has failed"},
			intents: []string{"Remove " + ustc + " from GOPROXY => https://goproxy.cn,direct"}},
		{name: "one whose answer is not known", goproxy: "https://goproxy.cn," + tuna + ",direct", want: "warning",
			says:    []string{"only if the answer is 404 or 410"},
			intents: []string{"Remove " + tuna + " from GOPROXY => https://goproxy.cn,direct"}},
		{name: "alone, which is route-ends-nowhere", goproxy: tuna},
		{name: "only off remains, which is route-ends-nowhere too", goproxy: "https://gocenter.io,off"},
		{name: "alone, asked for a toolchain only", goproxy: tuna, scenario: scenario{file: "module m\n\ngo 1.99.0\n"}, want: "warning",
			says:    []string{"Every fetch that comes to it fails."},
			intents: []string{"?Unset GOPROXY => unset"}},
		{name: "only off remains of what is read", goproxy: huawei + ",off,https://proxy.acme.com", want: "warning",
			intents: []string{"Replace " + huawei + " by https://mirrors.huaweicloud.com/repository/goproxy/ in GOPROXY => https://mirrors.huaweicloud.com/repository/goproxy/,off,https://proxy.acme.com", "?Unset GOPROXY => unset"}},
		{name: "one that has moved", goproxy: huawei + ",direct", want: "warning",
			says: []string{", or name https://mirrors.huaweicloud.com/repository/goproxy/ in its place."},
			intents: []string{
				"Replace " + huawei + " by https://mirrors.huaweicloud.com/repository/goproxy/ in GOPROXY => https://mirrors.huaweicloud.com/repository/goproxy/,direct",
				"Remove " + huawei + " from GOPROXY => direct",
			}},
		{name: "twice", goproxy: ustc + "," + ustc + "|direct", want: "warning", intents: []string{"Remove " + ustc + " from GOPROXY => direct"}},
		{name: "beside credentials", goproxy: ustc + ",https://alice:hunter2@proxy.acme.com", want: "warning"},
		{name: "after direct", goproxy: "direct," + ustc},
		{name: "the rest is kept", goproxy: ustc + ",direct,https://proxy.acme.com", want: "warning",
			intents: []string{"Remove " + ustc + " from GOPROXY => direct,https://proxy.acme.com"}},
		{name: "trusted by the settings", goproxy: ustc, scenario: scenario{facts: trusts("goproxy.ustc.edu.cn")}},
		{name: "no module is asked of the list", goproxy: ustc, env: gonoproxyAll},
		{name: "invalid", goproxy: ustc + ",Direct"},
	})
}

// A list is not mended by leaving others that do not exist either. Where it is
// asked for a toolchain alone, route-ends-nowhere does not speak.
func TestNoneOfTheProxiesExists(t *testing.T) {
	p := scenario{file: "module m\n\ngo 1.99.0\n"}.with("GOPROXY", "https://gocenter.io|https://goproxy.ustc.edu.cn").pass()
	found := 0
	p.Report = func(d analysis.Diagnostic) {
		found++
		if set, ok := d.Intents[0].(analysis.SetVariable); len(d.Intents) != 1 || !ok || !set.Unset || !set.Deliberate {
			t.Errorf("%s: intents %+v", d.Message, d.Intents)
		}
	}
	ProxyDoesNotExist.Run(p)
	if found != 2 {
		t.Errorf("%d findings, want 2", found)
	}
}
