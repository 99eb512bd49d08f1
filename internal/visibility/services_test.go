package visibility

import "testing"

func TestPublicProxy(t *testing.T) {
	tests := []struct {
		url  string
		want string // "" if it is not known
	}{
		{"https://proxy.golang.org", "proxy.golang.org"},
		{"https://proxy.golang.org/", "proxy.golang.org"},
		{"https://proxy.golang.org/cached-only", "proxy.golang.org"},
		{"proxy.golang.org", "proxy.golang.org"},
		{"HTTPS://Proxy.GoLang.org//", "proxy.golang.org"},
		{"https://proxy.golang.org:443", "proxy.golang.org"},
		{"http://proxy.golang.org", "proxy.golang.org"},
		{"https://user:secret@goproxy.cn", "goproxy.cn"},
		{"https://xxxxx@goproxy.cn", "goproxy.cn"},
		{"https://mirrors.aliyun.com/goproxy/", "Alibaba Cloud's mirror"},
		{"mirrors.aliyun.com/goproxy", "Alibaba Cloud's mirror"},
		{"https://mirrors.aliyun.com/goproxy2", ""},
		{"https://mirrors.aliyun.com/", ""},
		{"https://mirrors.huaweicloud.com/repository/goproxy/", "Huawei Cloud's mirror"},
		{"https://proxy.golang.org.acme.com", ""},
		{"https://acme.com/proxy.golang.org", ""},
		{"https://goproxy.acme.com", ""},
		{"http://127.0.0.1:3000", ""},
		{"http://localhost:3000", ""},
		{"file:///srv/proxy.golang.org", ""},
		{"https://%zz", ""},
		{"", ""},
	}
	for _, test := range tests {
		s, ok := PublicProxy(test.url)
		if s.Name != test.want || ok != (test.want != "") {
			t.Errorf("PublicProxy(%q) = %q, %t; want %q", test.url, s.Name, ok, test.want)
		}
	}
}

func TestPublicProxyThatDoesNotAnswer(t *testing.T) {
	tests := []struct {
		url       string
		stops     bool
		successor string
	}{
		{"https://mirrors.tuna.tsinghua.edu.cn/goproxy/", false, ""},
		{"https://gocenter.io", false, ""},
		{"https://goproxy.ustc.edu.cn", true, ""},
		{"https://mirrors.huaweicloud.com/goproxy/", true, "https://mirrors.huaweicloud.com/repository/goproxy/"},
	}
	for _, test := range tests {
		s, ok := PublicProxy(test.url)
		if !ok || s.Answer == "" || s.Stops != test.stops || s.Successor != test.successor {
			t.Errorf("PublicProxy(%q) = %+v, %t; want what is known of it", test.url, s, ok)
		}
		if next, ok := PublicProxy(s.Successor); s.Successor != "" && (!ok || next.Answer != "") {
			t.Errorf("the successor of %s is %+v, %t", test.url, next, ok)
		}
	}
}

func TestPublicDatabase(t *testing.T) {
	for _, name := range []string{"sum.golang.org", "sum.golang.google.cn", "gosum.io"} {
		if _, ok := PublicDatabase(name); !ok {
			t.Errorf("%s is not known", name)
		}
	}
	for url, want := range map[string]string{
		"https://sum.golang.org":                      "sum.golang.org",
		"https://sum.golang.google.cn":                "sum.golang.google.cn",
		"https://proxy.acme.com/sumdb/sum.golang.org": "",
		"": "",
	} {
		if db, ok := PublicDatabaseAt(url); db.Name != want || ok != (want != "") {
			t.Errorf("at %q answers %q, %t; want %q", url, db.Name, ok, want)
		}
	}
	for _, name := range []string{"", "sum.acme.com", "sum.golang.org/x"} {
		if _, ok := PublicDatabase(name); ok {
			t.Errorf("%q is known", name)
		}
	}
}

func TestTrustsProxy(t *testing.T) {
	f := &Facts{Trusted: []string{"goproxy.acme.com", "https://art.acme.com/api/go/", "https://goproxy.cn", "file:///srv", "", "%zz"}}
	tests := []struct {
		url  string
		want bool
	}{
		{"https://goproxy.acme.com", true},
		{"https://goproxy.acme.com/", true},
		{"https://goproxy.acme.com/below/it", true},
		{"http://user:secret@GoProxy.Acme.com:8443", true},
		{"goproxy.acme.com", true},
		{"https://art.acme.com/api/go", true},
		{"https://art.acme.com/api/go/virtual", true},
		{"https://goproxy.cn", true},

		{"https://art.acme.com", false},
		{"https://art.acme.com/api/gopher", false},
		{"https://x.goproxy.acme.com", false},
		{"https://goproxy.acme.com.evil.com", false},
		{"https://evil.com/goproxy.acme.com", false},
		{"https://goproxy.acme.com@evil.com", false},
		{"https://proxy.golang.org", false},
		{"file:///srv", false},
		{"%zz", false},
		{"", false},
	}
	for _, test := range tests {
		if got := f.TrustsProxy(test.url); got != test.want {
			t.Errorf("TrustsProxy(%q) = %t", test.url, got)
		}
	}
	if _, public := f.PublicProxy("https://goproxy.cn"); public {
		t.Error("a trusted proxy counts as public")
	}
	if _, public := f.PublicProxy("https://proxy.golang.org"); !public {
		t.Error("a public proxy that nothing trusts does not count as public")
	}
	if (&Facts{}).TrustsProxy("https://goproxy.acme.com") {
		t.Error("without settings a proxy is trusted")
	}
}

func TestOwnProxy(t *testing.T) {
	f := &Facts{Trusted: []string{"goproxy.acme.com"}}
	for url, want := range map[string]bool{
		"https://goproxy.acme.com":       true,
		"https://goproxy.acme.internal":  true,
		"goproxy.corp":                   true,
		"http://10.0.3.4:8081/go":        true,
		"https://goproxy.other.com":      false,
		"https://proxy.golang.org":       false,
		"http://127.0.0.1:3000":          false,
		"http://[::1]:3000":              false,
		"http://localhost:3000":          false,
		"http://athens.localhost":        false,
		"file:///srv/goproxy.corp":       false,
		"https://example.com/proxy.corp": false,
	} {
		if got := f.OwnProxy(url); got != want {
			t.Errorf("OwnProxy(%q) = %t", url, got)
		}
	}
}

func TestServesPath(t *testing.T) {
	tests := []struct {
		url, path string
		want      bool
	}{
		{"https://buf.build/gen/go", "buf.build/gen/go/acme/petapis", true},
		{"https://u:p@Buf.build:443/gen/go/", "buf.build/gen/go/acme/petapis", true},
		{"https://buf.build/gen/go", "buf.build/gen/go", true},
		{"https://go.acme.com", "go.acme.com/lib", true},
		{"https://buf.build/gen/go", "buf.build/go/protovalidate", false},
		{"https://buf.build/gen/go", "buf.build/gen/gopher", false},
		{"https://go.acme.com", "go.acme.com.evil.com/lib", false},
		{"https://goproxy.acme.com", "acme.com/lib", false},
		{"file:///acme.com", "acme.com/lib", false},
		{"", "acme.com/lib", false},
	}
	for _, test := range tests {
		if got := ServesPath(test.url, test.path); got != test.want {
			t.Errorf("ServesPath(%q, %q) = %t", test.url, test.path, got)
		}
	}
}
