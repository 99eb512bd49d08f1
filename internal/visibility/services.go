package visibility

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// A Service is a public module proxy or checksum database of the dated table.
type Service struct {
	Name   string // as people say it: "proxy.golang.org"
	URL    string
	Answer string // "" if it answers; else what is known of it: "does not exist"
	// Stops says of one with an Answer that it fails otherwise than by 404 or
	// 410, so that after a comma the go command goes on to no other entry.
	Stops bool
	// Successor is the URL that stands in the place of one with an Answer; "" if
	// there is none.
	Successor string
}

// publicProxies are the module proxies that anybody may use, known as of
// November 2026. An entry stands for its host, and for what is below its path
// if it has one. A proxy that is not listed is somebody's own: it is never
// accused of anything. goproxy.baidu.com is left out, though many repositories
// name it, because it serves Baidu its own modules too.
//
// Answer is filled in only where the operator or several independent reports
// say that there is no proxy at this address. The table is refreshed by
// releases, never over the network.
var publicProxies = []Service{
	{Name: "proxy.golang.org", URL: "https://proxy.golang.org"}, // Go's default, run by Google
	{Name: "goproxy.cn", URL: "https://goproxy.cn"},             // Qiniu
	{Name: "goproxy.io", URL: "https://goproxy.io"},
	{Name: "proxy.golang.com.cn", URL: "https://proxy.golang.com.cn"}, // another name of goproxy.io
	{Name: "Alibaba Cloud's mirror", URL: "https://mirrors.aliyun.com/goproxy"},
	{Name: "Huawei Cloud's mirror", URL: "https://mirrors.huaweicloud.com/repository/goproxy"},
	{Name: "Huawei Cloud's mirror", URL: "https://repo.huaweicloud.com/repository/goproxy"},
	{Name: "Tencent Cloud's mirror", URL: "https://mirrors.tencent.com/go"},
	{Name: "Tencent Cloud's mirror", URL: "https://mirrors.cloud.tencent.com/go"},
	{Name: "Baidu's mirror", URL: "https://goproxy.bj.bcebos.com"},
	{Name: "Nanjing University's mirror", URL: "https://repo.nju.edu.cn/go"},
	{Name: "Nanjing University's mirror", URL: "https://repo.nju.edu.cn/repository/go"},
	{Name: "athens.azurefd.net", URL: "https://athens.azurefd.net"}, // the Athens project's public instance

	// RubyMetric/chsrc#227 (July 2025): this path answers 418, the other one works.
	{
		Name: "Huawei Cloud's old mirror", URL: "https://mirrors.huaweicloud.com/goproxy",
		Answer: "answers 418 since it has moved to /repository/goproxy/", Stops: true,
		Successor: "https://mirrors.huaweicloud.com/repository/goproxy/",
	},
	// JFrog announced in February 2021 that it closes Bintray, GoCenter and
	// ChartCenter on 1 May 2021 (infoq.com/news/2021/02/jfrog-jcenter-bintray-closure).
	{Name: "GoCenter", URL: "https://gocenter.io", Answer: "was closed in 2021"},
	// tuna/issues#1726 (April 2023) asks for this URL: in principle no reverse
	// proxies; #860 and #2343 (2025) say the same.
	{Name: "Tsinghua University's mirror", URL: "https://mirrors.tuna.tsinghua.edu.cn/goproxy", Answer: "never existed: the site declines to run a proxy"},
	// ustclug/mirrorrequest#225 and #234 and ustclug/discussions#283 ask for one
	// in vain; a public list of mirrors' health has only failed look-ups of the
	// name.
	{Name: "goproxy.ustc.edu.cn", URL: "https://goproxy.ustc.edu.cn", Answer: "does not exist: the name does not resolve", Stops: true},
}

// publicDatabases are the public checksum databases, known as of November 2026.
var publicDatabases = []Service{
	{Name: "sum.golang.org", URL: "https://sum.golang.org"},
	{Name: "sum.golang.google.cn", URL: "https://sum.golang.google.cn"}, // sum.golang.org, reachable in mainland China
	{Name: "gosum.io", URL: "https://gosum.io"},
}

// PublicProxy looks a GOPROXY entry's URL up in the table of known public
// proxies. The URL may lack its scheme, as GOPROXY allows; letter case of the
// host, userinfo, port and trailing slashes do not matter.
func PublicProxy(rawURL string) (Service, bool) {
	host, path, ok := splitURL(rawURL)
	if !ok {
		return Service{}, false
	}
	for _, p := range proxyIndex[host] {
		if hasPathPrefix(path, p.path) {
			return p.service, true
		}
	}
	return Service{}, false
}

// PublicProxy looks a proxy up in the table, but for those that the settings
// trust: these may learn private names.
func (f *Facts) PublicProxy(rawURL string) (Service, bool) {
	// The few proxies of GOPROXY are looked up again for each requirement.
	if known, ok := f.proxies.Load(rawURL); ok {
		answer := known.(proxyAnswer)
		return answer.service, answer.public
	}
	var answer proxyAnswer
	if !f.TrustsProxy(rawURL) {
		answer.service, answer.public = PublicProxy(rawURL)
	}
	f.proxies.Store(rawURL, answer)
	return answer.service, answer.public
}

// A proxyAnswer is what [Facts.PublicProxy] returns.
type proxyAnswer struct {
	service Service
	public  bool
}

// TrustsProxy reports whether the settings name a proxy as trusted: by its
// URL, or by a URL or host that it is below.
func (f *Facts) TrustsProxy(rawURL string) bool {
	host, path, ok := splitURL(rawURL)
	if !ok {
		return false
	}
	for _, trusted := range f.Trusted {
		h, p, ok := splitURL(trusted)
		if ok && h == host && hasPathPrefix(path, p) {
			return true
		}
	}
	return false
}

// OwnProxy reports whether a proxy is certainly the company's: the settings
// trust it, or its host cannot be public and is another machine. Of a proxy that
// is neither this nor a known public one nothing is certain.
func (f *Facts) OwnProxy(rawURL string) bool {
	if f.TrustsProxy(rawURL) {
		return true
	}
	host, _, ok := splitURL(rawURL)
	addr, err := netip.ParseAddr(host)
	loopback := err == nil && addr.IsLoopback() || strings.HasSuffix(host, ".localhost")
	return ok && !loopback && internalHost(host) != ""
}

// ServesPath reports whether a proxy's URL, without its scheme, is the module
// path or a prefix of it: https://buf.build/gen/go is a proxy for
// buf.build/gen/go/… above all.
func ServesPath(rawURL, modulePath string) bool {
	host, path, ok := splitURL(rawURL)
	if !ok {
		return false
	}
	return hasPathPrefix(modulePath, strings.TrimSuffix(host+"/"+path, "/"))
}

// PublicProxies returns those public proxies of the table that answer.
func PublicProxies() []Service {
	return slices.DeleteFunc(slices.Clone(publicProxies), func(p Service) bool { return p.Answer != "" })
}

// PublicDatabases returns the table of public checksum databases. The caller
// does not change it.
func PublicDatabases() []Service { return publicDatabases }

// PublicDatabase looks a checksum database's name up.
func PublicDatabase(name string) (Service, bool) {
	for _, db := range publicDatabases {
		if strings.EqualFold(db.Name, name) {
			return db, true
		}
	}
	return Service{}, false
}

// PublicDatabaseAt looks up the checksum database that answers at a URL, which
// need not be the one that signs the answers.
func PublicDatabaseAt(rawURL string) (Service, bool) {
	host, _, _ := splitURL(rawURL)
	return PublicDatabase(host)
}

// A publicPath is one entry of the table of proxies under its host.
type publicPath struct {
	path    string // without slashes at either end; "" is the whole host
	service Service
}

// proxyIndex is publicProxies by host.
var proxyIndex = func() map[string][]publicPath {
	index := make(map[string][]publicPath)
	for _, p := range publicProxies {
		host, path, ok := splitURL(p.URL)
		if !ok {
			panic("visibility: malformed URL in the table: " + p.URL)
		}
		index[host] = append(index[host], publicPath{path, p})
	}
	return index
}()

// splitURL returns the host name of a proxy's URL in lower case, and its path
// without slashes at either end. Only http and https have hosts.
func splitURL(rawURL string) (host, path string, ok bool) {
	if !strings.Contains(rawURL, ":/") {
		rawURL = "https://" + rawURL // as cmd/go/internal/modfetch/proxy.go:proxyList completes it
	}
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "", "", false
	}
	host = strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return host, strings.Trim(u.Path, "/"), host != ""
}

// hasPathPrefix reports whether prefix is path or some of its leading
// elements. The empty prefix is a prefix of every path.
func hasPathPrefix(path, prefix string) bool {
	if prefix == "" || path == prefix {
		return true
	}
	return len(path) > len(prefix) && path[len(prefix)] == '/' && path[:len(prefix)] == prefix
}
