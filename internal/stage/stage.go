// Package stage sets up what a scenario of testdata/scenarios describes: a
// machine with an environment, and a workspace on it. The scenarios' tests and
// the demonstration share it.
package stage

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// A Stage is a scenario, unpacked.
type Stage struct {
	Home string // holds the user's Go environment, goenv, and the Go installation, goroot
	Work string // the workspace
	// Environ is the process environment to look at the workspace in. No
	// variable is in it twice.
	Environ []string
	// Settings is the scenario's settings.json; "" if it has none.
	Settings string
}

// upstreamGoEnv is the $GOROOT/go.env that Go ships.
const upstreamGoEnv = "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=auto\n"

// Unpack writes a scenario's files to two directories, absolute and empty ones:
//
//	-- env --           NAME=value lines of the process's environment
//	-- goenv --         home/goenv, the user's Go environment file
//	-- goroot.env --    home/goroot/go.env (by default what Go ships)
//	-- settings.json -- Settings, and no file
//	-- home/NAME --     a file of the home directory
//	-- @NAME --         what a test expects, and no file
//
// and all others to the workspace. $HOME and $WORK in env and settings.json are
// the two directories. goTool is the go program that stands in home/goroot.
func Unpack(scenario *txtar.Archive, home, work, goTool string) (*Stage, error) {
	s := &Stage{Home: home, Work: work}
	if err := s.install(goTool); err != nil {
		return nil, err
	}
	var environ string
	for _, f := range scenario.Files {
		text := string(f.Data)
		name, ofHome := strings.CutPrefix(f.Name, "home/")
		var err error
		switch {
		case strings.HasPrefix(f.Name, "@"):
		case f.Name == "env":
			environ = s.expand(text)
		case f.Name == "settings.json":
			s.Settings = s.expand(text)
		case f.Name == "goenv":
			err = write(home, "goenv", text)
		case f.Name == "goroot.env":
			err = write(home, "goroot/go.env", text)
		case ofHome:
			err = write(home, name, text)
		default:
			err = write(work, f.Name, text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	s.Environ = s.environment(environ)
	return s, nil
}

// install makes the Go installation, and a git, which is found and never run.
func (s *Stage) install(goTool string) error {
	for name, text := range map[string]string{
		"goroot/VERSION":       "go1.26.8\n",
		"goroot/pkg/tool/keep": "",
		"goroot/go.env":        upstreamGoEnv,
	} {
		if err := write(s.Home, name, text); err != nil {
			return err
		}
	}
	for _, dir := range []string{"goroot/bin", "bin"} {
		if err := os.MkdirAll(filepath.Join(s.Home, filepath.FromSlash(dir)), 0o777); err != nil {
			return err
		}
	}
	if err := os.Symlink(goTool, filepath.Join(s.Home, "goroot", "bin", "go")); err != nil {
		return err
	}
	return os.Symlink(goTool, filepath.Join(s.Home, "bin", "git"))
}

// environment returns the process environment: what the scenario says, before
// what holds for all.
func (s *Stage) environment(scenario string) []string {
	all := append(strings.Split(scenario, "\n"),
		"HOME="+s.Home,
		"PATH="+filepath.Join(s.Home, "goroot", "bin")+string(filepath.ListSeparator)+filepath.Join(s.Home, "bin"),
		"GOROOT="+filepath.Join(s.Home, "goroot"),
		"GOENV="+filepath.Join(s.Home, "goenv"),
		"GOPATH="+filepath.Join(s.Home, "gopath"),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_ASKPASS=/bin/ask", // git is set up, unless the scenario says otherwise
	)
	var environ []string
	for _, entry := range all {
		name, _, ok := strings.Cut(entry, "=")
		if ok && !slices.ContainsFunc(environ, func(other string) bool { return strings.HasPrefix(other, name+"=") }) {
			environ = append(environ, entry)
		}
	}
	return environ
}

// expand puts the stage's directories in the place of their names.
func (s *Stage) expand(text string) string {
	return strings.NewReplacer("$WORK", s.Work, "$HOME", s.Home).Replace(text)
}

// UserEnv returns the user's Go environment file as it is now; "" if there is
// none.
func (s *Stage) UserEnv() string {
	data, err := os.ReadFile(filepath.Join(s.Home, "goenv"))
	if err != nil {
		return ""
	}
	return string(data)
}

// write writes a file below dir.
func write(dir, name, text string) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}
