package evidence

import (
	"path/filepath"
	"runtime"
	"strings"

	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/visibility"
)

// netrcHosts returns the machines that the user's netrc has a login for.
func (g *gatherer) netrcHosts() []visibility.Host {
	for _, file := range g.netrcFiles() {
		text, ok := g.read(file)
		if !ok {
			continue
		}
		hosts := netrcMachines(text)
		for i := range hosts {
			hosts[i].File = file
		}
		return hosts
	}
	return nil
}

// netrcFiles returns where netrc may be, the first that exists counts
// (cmd/go/internal/auth/netrc.go:netrcPath).
func (g *gatherer) netrcFiles() []string {
	if file := g.Env.Get("NETRC"); file != "" {
		if !filepath.IsAbs(file) {
			return nil // relative to wherever the go command is started
		}
		return []string{file}
	}
	home := g.home()
	switch {
	case home == "":
		return nil
	case runtime.GOOS == "windows":
		return []string{filepath.Join(home, "_netrc"), filepath.Join(home, ".netrc")}
	}
	return []string{filepath.Join(home, ".netrc")}
}

// netrcMachines reads netrc as cmd/go/internal/auth/netrc.go:parseNetrc does:
// a machine counts once it has both a login and a password. Neither is kept.
// The default entry is for no host in particular.
func netrcMachines(text string) []visibility.Host {
	var hosts []visibility.Host
	var machine string
	var line int
	var login, password, inMacro bool
	number := 0
	for row := range strings.SplitSeq(text, "\n") {
		number++
		if inMacro {
			inMacro = strings.TrimSuffix(row, "\r") != ""
			continue
		}
		fields := strings.Fields(row)
		i := 0
		for ; i < len(fields)-1; i += 2 {
			switch fields[i] {
			case "machine":
				machine, line, login, password = fields[i+1], number, false, false
			case "login":
				login = true
			case "password":
				password = true
			case "macdef":
				inMacro = true
			}
			if machine != "" && login && password {
				if prefix := modulePrefix("https://" + machine); prefix != "" {
					hosts = append(hosts, visibility.Host{Prefix: prefix, Text: "netrc has a login for " + prefix, Line: line})
				}
				machine, login, password = "", false, false
			}
		}
		if i < len(fields) && fields[i] == "default" {
			break
		}
	}
	return hosts
}

// goauthHosts returns the hosts that GOAUTH's commands name in an argument
// that is a URL. The words netrc and git <dir> name none, and what a command
// would print is not known without running it.
func goauthHosts(env *goenv.Environment) []visibility.Host {
	v := env.Lookup("GOAUTH")
	var hosts []visibility.Host
	for command := range strings.SplitSeq(v.Value, ";") {
		for _, word := range strings.Fields(command) {
			word = strings.Trim(word, `"'`)
			if !strings.HasPrefix(word, "https://") {
				continue
			}
			if prefix := modulePrefix(word); prefix != "" {
				hosts = append(hosts, visibility.Host{Prefix: prefix, Text: "GOAUTH names " + prefix, File: v.File, Line: v.Line})
			}
		}
	}
	return hosts
}
