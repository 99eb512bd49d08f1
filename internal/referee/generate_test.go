package referee

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"

	"golang.org/x/mod/module"
)

// A generator makes cases by chance. What it knows of a value that it makes,
// such as which entry of GOPROXY is which proxy, it keeps in the case; nothing
// is ever read back from the text.
type generator struct{ *rand.Rand }

// generate returns case number i of a seed. Cases are independent of each
// other: a single one can be made again.
func generate(seed uint64, i int) *Case {
	g := generator{rand.New(rand.NewPCG(seed, uint64(i)))}
	c := &Case{
		Name:    fmt.Sprintf("seed%d-%d", seed, i),
		Command: g.pick("download", "download", "download", "module-download", "build", "build"),
	}
	if g.chance(6) {
		c.Command = "toolchain"
	}
	m := modules[g.IntN(len(modules))]
	c.Path, c.Version = m[0], m[1]
	switch c.Command {
	case "download":
	case "toolchain":
		c.Project = &Project{
			GoLine:    g.pick("1.20", "1.99.0", "1.99.0", "1.98", "1.99rc1"),
			Toolchain: g.pick("", "", "go1.99.2", "go1.21.0", "go1.97.1-corp", "default"),
			GoSum:     "none",
		}
	default:
		c.Project = g.project()
		c.Compile = c.Command == "build" && g.chance(20)
	}
	g.environment(c)
	return c
}

// generateGet returns go get's case number i of a seed. It asks for so much,
// and so much at once, that its proxies are simple: each has all or nothing.
func generateGet(seed uint64, i int) *Case {
	g := generator{rand.New(rand.NewPCG(seed, 1<<32+uint64(i)))}
	c := &Case{
		Name:    fmt.Sprintf("get-seed%d-%d", seed, i),
		Command: "get",
		OS:      map[string]string{"GOSUMDB": g.pick("off", "off", "{hostkey}")},
		Project: &Project{GoLine: "1.20", GoSum: "none"},
	}
	if c.Project.Work = g.chance(40); c.Project.Work {
		// A go.work counts for nothing, whatever it says of the module.
		switch {
		case g.chance(40):
			c.Project.Used = true
		case g.chance(60):
			c.Project.Replace = &Replace{Versioned: g.chance(50), InWork: true}
		}
	}
	m := modules[g.IntN(len(modules))]
	c.Path, c.Version = m[0], m[1]
	if module.IsPseudoVersion(c.Version) || unknownToDB(c.Path) {
		c.Path, c.Version = "x.test/Group/lib", "v1.0.0"
	}
	var list string
	for n := 1 + g.IntN(3); n > 0; n-- {
		p := Proxy{Kind: "http", Other: g.status(200, 200, 404, 404, 410, 403, 500, closed)}
		p.Status = map[string]int{"supported": g.status(404, 200), "lookup": 200}
		list += fmt.Sprintf("http://{addr}/p%d", len(c.Proxies)) + g.pick(",", "|")
		c.Proxies = append(c.Proxies, p)
	}
	c.OS["GOPROXY"] = list + g.pick("", "off")
	if g.chance(30) {
		c.OS["GONOSUMDB"] = g.patterns(c)
	}
	return c
}

// chance returns true n times in a hundred.
func (g generator) chance(n int) bool { return g.IntN(100) < n }

func (g generator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g generator) status(from ...int) int { return from[g.IntN(len(from))] }

// modules are the module versions that cases are about: every way to find a
// repository, and everything that is escaped.
var modules = [][2]string{
	{"x.test/a", "v1.0.0"},
	{"x.test/a", "v1.0.0"},
	{"git.corp.test/team/lib", "v1.2.3"},
	{"git.corp.test/team/lib", "v1.2.3"},
	{"git.corp.test/Team/Lib", "v0.1.0-RC1"},
	{"git.corp.test/team/secret", "v1.2.3"},
	{"git.corp.test/team/lib/v3", "v3.0.1"},
	{"git.corp.test/team/old", "v2.0.0+incompatible"},
	{"git.corp.test/team/lib", "v0.0.0-20210102030405-abcdefabcdef"},
	{"github.com/Corp/lib", "v1.0.0"},
	{"github.com/corp/mono/sub/pkg", "v1.0.0"},
	{"github.com/corp/lib.git", "v1.0.0"},
	{"bitbucket.org/corp/lib", "v1.0.0"},
	{"x.test/repo.git", "v1.0.0"},
	{"x.test/group/repo.git/sub", "v1.0.0"},
	{"gopkg.in/corp.v1", "v1.0.0"},
	{"example.net/a", "v1.0.0"},
	{"hub.jazz.net/git/corp/lib", "v1.0.0"},
	{"corp.test", "v1.0.0"},
}

// project makes the module that the command runs in.
func (g generator) project() *Project {
	p := &Project{
		GoLine: g.pick("1.20", "1.20", "1.20", "1.17", "1.16", "1.13", ""),
		GoSum:  g.pick("both", "both", "both", "none", "mod", "zip"),
	}
	p.Work = g.chance(20)
	p.Used = p.Work && g.chance(30)
	p.Vendor = !p.Used && g.chance(15)
	if p.Used {
		// A module cannot be used and replaced at all versions.
		return p
	}
	if g.chance(30) {
		p.Replace = &Replace{Versioned: g.chance(40), InWork: p.Work && g.chance(60)}
		if g.chance(60) {
			p.Replace.Path, p.Replace.Version = g.pick("fork.test/team/lib", "git.corp.test/fork/Lib", "github.com/fork/lib"), "v1.5.0"
		}
		if !p.Vendor && (p.Replace.InWork || p.Replace.Versioned) && g.chance(50) {
			// A directive in go.work beats any in go.mod; else one for the
			// version beats one for all versions.
			p.Weaker = &Replace{Path: "weaker.test/lib", Version: "v1.0.0", InWork: p.Replace.InWork && p.Replace.Versioned && g.chance(50)}
			p.Weaker.Versioned = p.Replace.InWork && !p.Weaker.InWork && g.chance(50)
		}
	}
	return p
}

// environment makes the layers and the proxies.
func (g generator) environment(c *Case) {
	l := layering{g: g, c: c, user: g.chance(60), goEnv: g.chance(25)}
	l.set("GOPROXY", 90, g.goproxy(c))
	l.set("GOSUMDB", 92, g.gosumdb())
	l.set("GOPRIVATE", 30, g.patterns(c))
	l.set("GONOPROXY", 20, g.patterns(c))
	l.set("GONOSUMDB", 20, g.patterns(c))
	l.set("GOINSECURE", 8, g.patterns(c))
	l.set("GOVCS", 8, g.pick("*:off", "public:off", "private:off,public:git", "github.com:hg", "github.com:hg,*:all",
		"public:all", "*:git|hg", "x.test:git, github.com:all", "*:git,*:hg", "git", ":git", "*:", "./x:git", "*:git,"))
	if c.Command == "toolchain" {
		l.os("GOTOOLCHAIN", g.pick("auto", "auto", "local", "local+auto", "path", "local+path", "go1.98.1", "go1.98.1+auto", "go1.99.9+auto", "go1.98.1+path", "bogus", "go1.98.1+foo"))
		l.write()
		return
	}
	if g.chance(3) {
		// Which of several such faults is told first depends on the version
		// and, with GO111MODULE=auto, on the directory.
		if g.chance(50) {
			l.os("GOTOOLCHAIN", "bogus")
		} else {
			l.os("GOWORK", "relative.work")
		}
		l.write()
		return
	}
	l.set("GO111MODULE", 8, g.pick("on", "on", "auto", "auto", "off", "yes"))
	if c.Command == "build" {
		l.set("GOFLAGS", 25, g.pick("-mod=mod", "-mod=mod", "-mod=readonly", "-mod=vendor", "--mod=mod -trimpath", "'-mod=mod'"))
	} else {
		l.set("GOFLAGS", 10, g.pick("-mod=mod", "-mod=readonly", "-mod=vendor", "-trimpath", "-x=false", "mod=mod", "-"))
	}
	l.write()
}

// A layering spreads assignments over the layers of a case's environment.
type layering struct {
	g           generator
	c           *Case
	user, goEnv bool // whether there is such a layer
	userLines   []string
	goEnvLines  []string
}

// set gives a variable its value in one layer, with that chance in a hundred;
// weaker layers may have other values, and a stronger one an empty one that
// does not count.
func (l *layering) set(name string, percent int, value string) {
	if !l.g.chance(percent) {
		return
	}
	layer := l.g.pick("os", "user", "goroot")
	if layer == "goroot" && !l.goEnv {
		layer = "os"
	}
	if layer == "user" && !l.user {
		layer = "os"
	}
	switch layer {
	case "os":
		l.os(name, value)
		if l.user && l.g.chance(20) {
			l.userLines = append(l.userLines, name+"=decoy.test")
		}
	case "user":
		l.userLines = append(l.userLines, name+"="+value)
		if l.g.chance(20) {
			l.os(name, "")
		}
	case "goroot":
		l.goEnvLines = append(l.goEnvLines, name+"="+value)
		if l.user && l.g.chance(5) {
			l.userLines = append(l.userLines, name+"=")
		}
	}
	if layer != "goroot" && l.goEnv && l.g.chance(20) {
		l.goEnvLines = append(l.goEnvLines, name+"=decoy.test")
	}
}

func (l *layering) os(name, value string) {
	if l.c.OS == nil {
		l.c.OS = make(map[string]string)
	}
	l.c.OS[name] = value
}

// write completes the files of the layers.
func (l *layering) write() {
	if l.user {
		text := l.file(l.userLines)
		l.c.User = &text
		l.c.AtHome = l.g.chance(30)
		if l.g.chance(8) {
			l.os("GOENV", "off")
		}
	}
	if l.goEnv {
		text := "# the distributor's choice\n" + l.file(l.goEnvLines)
		l.c.GoEnv = &text
	}
}

// file returns the text of a file of the layers, with lines that do not count.
func (l *layering) file(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		if l.g.chance(10) {
			b.WriteString(l.g.pick("# GOPROXY=off\n", "\n", " GOPROXY=off\n", "export GOSUMDB=off\n", "goproxy=off\n", "GOPRIVATE\n"))
		}
		if l.g.chance(5) {
			name, _, _ := strings.Cut(line, "=")
			b.WriteString(name + "=first.test\n") // the last assignment counts
		}
		b.WriteString(line)
		if l.g.chance(4) {
			b.WriteString("\r")
		}
		b.WriteString("\n")
	}
	text := b.String()
	if l.g.chance(10) {
		text = strings.TrimSuffix(text, "\n")
	}
	return text
}

// goproxy makes a list, and the proxies that it names.
func (g generator) goproxy(c *Case) string {
	if g.chance(3) {
		return g.pick("off", "direct", "", " ", ",", "|", "off,", " off")
	}
	var b strings.Builder
	for n := 1 + g.IntN(4); n > 0; n-- {
		b.WriteString(g.space() + g.entry(c) + g.space() + g.pick(",", ",", ",", "|", "|"))
		if g.chance(4) {
			b.WriteString(g.pick(",", "|", " ,"))
		}
	}
	list := b.String()
	unread := ""
	if g.chance(5) {
		unread = g.pick(",://never.read", "|http://{addr}/never")
	}
	switch {
	case g.chance(50):
		return list + g.space() + "direct" + unread
	case g.chance(20):
		return list + "off" + unread
	case g.chance(60):
		return list[:len(list)-1]
	}
	return list
}

func (g generator) space() string {
	if g.chance(90) {
		return ""
	}
	return g.pick(" ", "\t", "  ")
}

// entry makes one entry of GOPROXY.
func (g generator) entry(c *Case) string {
	switch {
	case g.chance(2):
		return g.pick("direct", "off", "")
	case g.chance(2):
		return g.pick("proxy", "Direct", "none", "ftp://ftp.test", "http://127.0.0.1:notaport", "file://localhost/x",
			"file:/x", "/tmp/x", "//x.test", "C:/proxy", "http://x.test/%zz", "file:///x?y", "https://u:secret@x.test:no/")
	}
	i := len(c.Proxies)
	p, url := g.proxy(i)
	c.Proxies = append(c.Proxies, p)
	return url
}

// proxy makes proxy number i and the way that GOPROXY spells it.
func (g generator) proxy(i int) (Proxy, string) {
	id := fmt.Sprintf("p%d", i)
	switch {
	case g.chance(10):
		host := g.pick("https://"+id+".test", id+".test", "https://"+id+".test/go/", id+".test/go", id+".test:8443", "https://u:secret@"+id+".test")
		return Proxy{Kind: "https"}, host
	case g.chance(7):
		return Proxy{Kind: "refused"}, "http://127.0.0.1:1/" + id
	case g.chance(4):
		return Proxy{Kind: "userinfo"}, g.pick("http://u:secret@{addr}/", "http://token@{addr}/") + id
	case g.chance(8):
		p := g.behaviour()
		p.Kind = "file"
		return p, "file://{dir}/" + id
	}
	p := g.behaviour()
	p.Kind = "http"
	return p, g.pick("http://{addr}/", "http://{addr}/", "http://{addr}/", "HTTP://{addr}/", "http://{addr}//") + id + g.pick("", "", "", "/", "//", "?q=1", "#top")
}

// behaviour makes what a proxy answers: mostly the same to every file.
func (g generator) behaviour() Proxy {
	answers := []int{200, 200, 200, 200, 200, 404, 404, 404, 410, 401, 403, 500, 503, closed}
	p := Proxy{Other: g.status(answers...), Status: make(map[string]int)}
	for _, file := range []string{"info", "mod", "zip"} {
		if g.chance(12) {
			p.Status[file] = g.status(answers...)
		}
	}
	p.Status["supported"] = g.status(404, 404, 404, 200, 200, 410, 403, 500, closed)
	p.Status["lookup"] = g.status(200, 200, 200, 200, 200, 404, 500)
	return p
}

// gosumdb makes a value of GOSUMDB.
func (g generator) gosumdb() string {
	switch {
	case g.chance(25):
		return "off"
	case g.chance(60):
		return g.pick("{hostkey}", "{hostkey}", "{pathkey}")
	case g.chance(40):
		return g.pick("{hostkey} http://{addr}/sumdb/"+hostDB, "{pathkey}\thttp://{addr}/sumdb/"+pathDB,
			"{hostkey} https://elsewhere.test/db", "{hostkey} http://127.0.0.1:1", " {hostkey} ")
	case g.chance(60):
		return g.pick("sum.golang.org", "sum.golang.google.cn", "sum.golang.org https://elsewhere.test")
	}
	return g.pick("OFF", "off ", " ", "none", "a b c", "sum.example.test", "https://sum.golang.org",
		"{hostkey}x", "sum.corp.test+00000000+AAAA", "{hostkey} ://bad", "{hostkey} x y")
}

// patterns makes a list for GOPRIVATE and its like: what matches the module,
// what nearly does, and what is something else.
func (g generator) patterns(c *Case) string {
	var list []string
	for n := 1 + g.IntN(2); n > 0; n-- {
		m := c.target().Path
		if m == "" || g.chance(10) {
			m = c.Path
		}
		list = append(list, g.pattern(m))
	}
	return strings.Join(list, g.pick(",", ",", ",", ",", ", ", " ", ";", "|", ",,"))
}

func (g generator) pattern(m string) string {
	host, _, _ := strings.Cut(m, "/")
	parent := path.Dir(m)
	_, domain, _ := strings.Cut(host, ".")
	return g.pick(
		host, host, host+"/", host+"//", m, m, m+"/", m+"/deeper", parent, parent+"/",
		"*."+domain, "*"+domain, "*."+host, domain, host+"/*", host+"/...", "*", "*/*", "**/lib", "*/*/*/*",
		m[:len(m)-1], strings.ToUpper(host), "!"+host, "["+host, host+":443", "https://"+host, `"`+host+`"`,
		"none", "off", "other.test", "other.test,"+host, m+"@v1.0.0", host[:1]+"?"+host[2:]+"/*",
	)
}
