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
	for _, url := range []string{
		"https://mirrors.tuna.tsinghua.edu.cn/goproxy/",
		"https://goproxy.ustc.edu.cn",
		"https://mirrors.huaweicloud.com/goproxy/",
	} {
		if s, ok := PublicProxy(url); !ok || s.Answer == "" {
			t.Errorf("PublicProxy(%q) = %+v, %t; want what is known of it", url, s, ok)
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
