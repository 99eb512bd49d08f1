package bugreport

import (
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/goenv"
)

// variables are all that are shown.
func variables() (names []string) {
	for _, v := range goenv.Merge(nil, goenv.Facts{}).Variables() {
		names = append(names, v.Name)
	}
	return names
}

// Whatever stands around a name, another name in its place makes no difference.
func FuzzValue(f *testing.F) {
	for _, around := range [][2]string{
		{"", ""}, {"https://", ""}, {"https://user:", "@proxy.golang.org,direct"}, {"https://goproxy.cn/", ",x|y"}, {"file:///", "/y"},
		{"*.", ".com/a/*"}, {"github.com/", ""}, {"sum.golang.org+", " https://sum.golang.org"}, {"sum.golang.org https://", "@x"},
		{"-mod=", ""}, {"-", "=mod"}, {"'-ldflags=-X a=", "'"}, {"go1.26.8-", ""}, {"go1.26.8+", ""}, {"local+", ""},
		{"/home/me/", ""}, {"/home/me", "/x"}, {`C:\`, `\go`}, {"netrc ", "; git"}, {"git:", "|hg"}, {"é", "\x00"}, {"\n", "`|"}, {"on ", ""},
	} {
		f.Add(around[0], around[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, variable := range variables() {
			first := newAnonymizer("/home/me").value(variable, before+"zzfirstzz"+after)
			other := newAnonymizer("/home/me").value(variable, before+"zzanothernamezz"+after)
			if first != other {
				t.Errorf("%s=%q: %q, and with another name %q", variable, before+"…"+after, first, other)
			}
		}
	})
}

// The shape of a value stays, since faults lie there, and what is everybody's.
func TestValues(t *testing.T) {
	for _, test := range []struct{ variable, value, want string }{
		{"GOPROXY", "https://proxy.golang.org,direct", "https://proxy.golang.org,direct"},
		{"GOPROXY", "https://GOPROXY.cn/|https://goproxy.io , direct ", "https://goproxy.cn|https://goproxy.io , direct "},
		{"GOPROXY", "https://corp.example/a,https://corp.example/b,http://other.example,corp.example", "https://proxy-1/…,https://proxy-1/…,http://proxy-2,proxy-1"},
		{"GOPROXY", "off", "off"},
		{"GOPROXY", ",,|", ",,|"},
		{"GOPRIVATE", "*.corp.example,github.com/acme/ , corp.example/[ab]*", "*.name-1.name-2,github.com/name-3/ , name-1.name-2/[name-4]*"},
		{"GOSUMDB", "sum.golang.google.cn", "sum.golang.google.cn"},
		{"GOSUMDB", "off", "off"},
		{"GOSUMDB", "sum.golang.org+033de0ae+Ac4 https://sum.example", "sum.golang.org+… https://proxy-1"},
		{"GOVCS", "public:git|hg,corp.example:off,private:all", "public:git|hg,name-1.name-2:off,private:all"},
		{"GOAUTH", "netrc; git /home/me; /opt/corp/auth -x", "netrc; git …; (a command) …"},
		{"GOFLAGS", "-mod=vendor --buildvcs=false -tags=corp -corp", "-mod=vendor -buildvcs=false -tags=… -…"},
		{"GOTOOLCHAIN", "go1.26.8+auto", "go1.26.8+auto"},
		{"GOTOOLCHAIN", "go1.27rc1", "go1.27rc1"},
		{"GOTOOLCHAIN", "go1.26.8-corp", "name-1.name-2.name-3"},
		{"GO111MODULE", "off", "off"},
		{"GO111MODULE", "yes", "name-1"},
		{"GOENV", "/home/me/.config/go/env", "~/.config/go/env"},
		{"GOENV", "/home/melissa/.config/go/env", "/name-1/name-2/.config/go/env"},
		{"GOROOT", "/usr/local/go", "/usr/local/go"},
		{"GOROOT", "/home/me/sdk/go1.26.8", "~/sdk/go1.26.8"},
		{"GOWORK", "/home/me/acme/go.work", "~/name-1/go.work"},
		{"HTTPS_PROXY", "http://corp.example:3128", ""},
	} {
		if got := newAnonymizer("/home/me").value(test.variable, test.value); got != test.want {
			t.Errorf("%s=%s is told as %q, want %q", test.variable, test.value, got, test.want)
		}
	}
	if strings.Join(variables(), " ") == "" {
		t.Error("there are no variables")
	}
}
