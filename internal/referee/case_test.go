package referee

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/modroute/modroute/internal/referee/predict"
	"github.com/modroute/modroute/internal/route"
)

// A Case is one question to the go command: an environment, what the network
// answers, a project, and a command. It can be written down: the parts of a
// run that change from one to the next are placeholders in its texts,
//
//	{addr}      the address that the world listens on
//	{dir}       the case's own directory, with slashes
//	{hostkey}   GOSUMDB's key of the database whose name is a host
//	{pathkey}   the same for the one whose name has a path
type Case struct {
	Name string

	// The environment.
	OS     map[string]string `json:",omitempty"` // what the process's environment sets
	User   *string           `json:",omitempty"` // the text of the file that GOENV names
	AtHome bool              `json:",omitempty"` // the file is where it is by default; GOENV is not set
	GoEnv  *string           `json:",omitempty"` // the text of $GOROOT/go.env, if not the installed one

	Proxies []Proxy
	Silent  bool `json:",omitempty"` // the sink never answers to https

	Command string // a key of commands
	Path    string // the module that the command is about
	Version string
	Project *Project `json:",omitempty"` // nil outside any module

	Compile bool `json:",omitempty"` // "build" is go build itself
	// Hangs tells that the command is expected never to end; it is stopped.
	Hangs bool `json:",omitempty"`
}

// A Project is the module that a command runs in. Its one package imports the
// case's module, and its go.mod requires it.
type Project struct {
	GoLine    string   // of go.mod and go.work; "" for none
	Toolchain string   `json:",omitempty"` // the toolchain line, of both
	GoSum     string   // what go.sum has of what is fetched: "both", "mod", "zip" or "none"
	Replace   *Replace `json:",omitempty"`
	Weaker    *Replace `json:",omitempty"` // another directive for the module, which must not count
	Vendor    bool     `json:",omitempty"` // there is a vendor directory that fits
	Work      bool     `json:",omitempty"` // a go.work uses it
	Used      bool     `json:",omitempty"` // the go.work uses the case's module too
}

// A Replace is the directive that replaces the case's module.
type Replace struct {
	Versioned bool   // it names the required version, not all versions
	InWork    bool   // it stands in the go.work
	Path      string // of another module; "" for a directory
	Version   string
}

// A command is what is run, and in which order it needs the files of one
// module. A file that is not needed is asked for all the same, but its
// failure does no harm.
type command struct {
	args  func(c *Case) []string
	class route.Class
	order []string // extensions
}

var commands = map[string]command{
	// go mod download M@V: modcmd/download.go:DownloadModule.
	"download": {
		args: func(c *Case) []string {
			return []string{"mod", "download", "-json", c.Path + "@" + c.Version}
		},
		class: route.Download,
		order: []string{"info", "mod", "zip"},
	},
	// go mod download in a module loads the graph first.
	"module-download": {
		args:  func(*Case) []string { return []string{"mod", "download", "-json"} },
		class: route.Download,
		order: []string{"mod", "info", "zip"},
	},
	// go list -deps loads as go build does, and does not compile.
	"build": {
		args: func(c *Case) []string {
			if c.Compile {
				return []string{"build", "."}
			}
			return []string{"list", "-deps", "-f", "{{.ImportPath}}", "."}
		},
		class: route.Build,
		order: []string{"zip", "mod", "info"},
	},
	// A go.mod that wants another toolchain is read before the command runs:
	// toolchain/select.go.
	"toolchain": {
		args:  func(*Case) []string { return []string{"list", "-m"} },
		order: []string{"zip"},
	},
	// go get asks for much at once: see walker.runGet.
	"get": {
		args:  func(c *Case) []string { return []string{"get", c.Path + "@" + c.Version} },
		class: route.Update,
	},
}

// module returns the module version that the case is about.
func (c *Case) module() module.Version { return module.Version{Path: c.Path, Version: c.Version} }

// target returns the module version that is fetched, the zero Version if none
// is because a directory replaces it.
func (c *Case) target() module.Version {
	if c.Project != nil && c.Project.Replace != nil {
		return module.Version{Path: c.Project.Replace.Path, Version: c.Project.Replace.Version}
	}
	return c.module()
}

// A setup is a case on disk, with its world running.
type setup struct {
	*world
	dir     string // of the case
	cwd     string // where the command runs
	environ []string
	expand  *strings.Replacer
}

// setUp writes the case below dir and starts its world; the go command is the
// one in goroot.
func (c *Case) setUp(dir, goroot string) (*setup, error) {
	w, err := newWorld(c)
	if err != nil {
		return nil, err
	}
	s := &setup{world: w, dir: dir, cwd: filepath.Join(dir, "work", "m1")}
	s.expand = strings.NewReplacer("{addr}", w.addr, "{dir}", filepath.ToSlash(dir),
		"{hostkey}", databases()[hostDB].key, "{pathkey}", databases()[pathDB].key)
	err = s.writeEnvironment(goroot)
	if err == nil {
		err = s.writeProject()
	}
	if err == nil {
		err = fileProxies(dir, c.Proxies, []module.Version{c.module(), c.target()})
	}
	if err != nil {
		w.close()
		return nil, err
	}
	return s, nil
}

// writeEnvironment writes the files of the environment's layers and fills in environ.
func (s *setup) writeEnvironment(goroot string) error {
	home := filepath.Join(s.dir, "home")
	env := map[string]string{
		"PATH":        filepath.Join(goroot, "bin") + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"HOME":        home,
		"USERPROFILE": home,
		"AppData":     filepath.Join(home, "AppData"),
		"TMPDIR":      s.dir,
		"GOPATH":      filepath.Join(s.dir, "gopath"),
		"GOCACHE":     filepath.Join(scratch, "gocache"), // shared by all cases
		"CGO_ENABLED": "0",
		"GOTOOLCHAIN": "local",
		// Every request that is not for loopback ends in the sink.
		"HTTP_PROXY": "http://" + s.addr, "http_proxy": "http://" + s.addr,
		"HTTPS_PROXY": "http://" + s.addr, "https_proxy": "http://" + s.addr,
		// So do git's; the protocols that know no forward proxy fail at once.
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
		"GIT_SSH_COMMAND":  "false",
		"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.gitProxy", "GIT_CONFIG_VALUE_0": "false",
	}
	if s.User != nil {
		file := filepath.Join(s.dir, "goenv")
		if s.AtHome {
			file = filepath.Join(userConfigDir(home), "go", "env")
		} else {
			env["GOENV"] = file
		}
		if err := writeFile(file, s.expand.Replace(*s.User)); err != nil {
			return err
		}
	}
	if s.GoEnv != nil {
		own := filepath.Join(s.dir, "goroot")
		if err := cloneGOROOT(own, goroot, s.expand.Replace(*s.GoEnv)); err != nil {
			return err
		}
		env["GOROOT"] = own
	}
	for k, v := range s.OS {
		env[k] = s.expand.Replace(v)
	}
	for k, v := range env {
		s.environ = append(s.environ, k+"="+v)
	}
	// Telemetry would start processes that outlive the command.
	return writeFile(filepath.Join(userConfigDir(home), "go", "telemetry", "mode"), "off")
}

// userConfigDir is where os.UserConfigDir looks under a home directory.
func userConfigDir(home string) string {
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(home, "AppData")
	case "darwin", "ios":
		return filepath.Join(home, "Library", "Application Support")
	}
	return filepath.Join(home, ".config")
}

// cloneGOROOT makes dir a GOROOT like goroot, by symbolic links, but with its
// own go.env.
func cloneGOROOT(dir, goroot, goEnv string) error {
	entries, err := os.ReadDir(goroot)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == "go.env" {
			continue
		}
		if err := os.Symlink(filepath.Join(goroot, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(dir, "go.env"), goEnv)
}

// writeProject writes the project's files; without one, an empty directory.
func (s *setup) writeProject() error {
	if err := os.MkdirAll(s.cwd, 0o777); err != nil {
		return err
	}
	p := s.Project
	if p == nil {
		return nil
	}
	files := map[string]string{
		"m1/go.mod": s.goMod(),
		"m1/p.go":   fmt.Sprintf("package m1\n\nimport _ %q\n", s.Path),
	}
	if m := s.target(); m.Path != "" {
		c, err := contentOf(m)
		if err != nil {
			return err
		}
		files["m1/go.sum"] = c.goSum(m, p.GoSum)
	} else {
		files["local/go.mod"] = "module " + s.Path + "\n"
		files["local/p.go"] = "package p\n"
	}
	if p.Work {
		files["go.work"] = s.goWork()
	}
	if p.Used {
		files["m2/go.mod"] = "module " + s.Path + "\n"
		files["m2/p.go"] = "package p\n"
	}
	if p.Vendor {
		dir, modules := "m1", s.modulesTxt()
		if p.Work {
			dir, modules = ".", "## workspace\n"+modules
		}
		files[path.Join(dir, "vendor", "modules.txt")] = modules
		files[path.Join(dir, "vendor", s.Path, "p.go")] = "package p\n"
	}
	for name, text := range files {
		if err := writeFile(filepath.Join(s.dir, "work", filepath.FromSlash(name)), text); err != nil {
			return err
		}
	}
	return nil
}

func (c *Case) goLine() string {
	if c.Project.GoLine == "" {
		return ""
	}
	line := "go " + c.Project.GoLine + "\n\n"
	if c.Project.Toolchain != "" {
		line += "toolchain " + c.Project.Toolchain + "\n\n"
	}
	return line
}

func (c *Case) goMod() string {
	text := "module main.test/m1\n\n" + c.goLine()
	if c.Command != "get" {
		text += "require " + c.Path + " " + c.Version + "\n"
	}
	return text + c.replaceLines(false, "../local")
}

func (c *Case) goWork() string {
	text := c.goLine() + "use ./m1\n"
	if c.Project.Used {
		text += "use ./m2\n"
	}
	return text + c.replaceLines(true, "./local")
}

// replaceLines returns the replace directives of go.work or of go.mod, local
// being the directory as that file has to spell it.
func (c *Case) replaceLines(work bool, local string) string {
	var text string
	for _, r := range []*Replace{c.Project.Weaker, c.Project.Replace} {
		if r != nil && r.InWork == work {
			text += "\nreplace " + c.replaceLine(r, local)
		}
	}
	return text
}

// replaceLine returns the arguments of a replace directive.
func (c *Case) replaceLine(r *Replace, local string) string {
	line := c.Path
	if r.Versioned {
		line += " " + c.Version
	}
	line += " => "
	if r.Path == "" {
		return line + local + "\n"
	}
	return line + r.Path + " " + r.Version + "\n"
}

func (c *Case) modulesTxt() string {
	text := "# " + c.Path + " " + c.Version
	r := c.Project.Replace
	var replacement string
	if r != nil {
		dir := "../local"
		if c.Project.Work { // the vendor directory is beside go.work
			dir = "./local"
		}
		_, replacement, _ = strings.Cut(strings.TrimSuffix(c.replaceLine(r, dir), "\n"), " => ")
		text += " => " + replacement
	}
	text += "\n## explicit\n" + c.Path + "\n"
	if r != nil && !r.Versioned {
		text += "# " + c.Path + " => " + replacement + "\n"
	}
	return text
}

// question states the case to the predictor: what it knows of the project as
// data, the environment as layers to read.
func (s *setup) question() predict.Question {
	q := predict.Question{
		Environ:   s.environ,
		Dir:       s.cwd,
		Variables: watched,
		Class:     commands[s.Command].class,
		Path:      s.Path,
		Version:   s.Version,
		Toolchain: s.Command == "toolchain",
	}
	p := s.Project
	if p == nil {
		return q
	}
	q.Workspace = predict.Workspace{
		Module:    true,
		Work:      p.Work,
		GoVersion: p.GoLine,
		Toolchain: p.Toolchain,
		Mains:     map[string]string{"main.test/m1": s.cwd},
		Vendor:    route.VendorState{Exists: p.Vendor, Workspace: p.Vendor && p.Work},
	}
	if p.Used {
		q.Workspace.Mains[s.Path] = filepath.Join(s.dir, "work", "m2")
	}
	for _, r := range []*Replace{p.Replace, p.Weaker} {
		if r == nil {
			continue
		}
		rep := route.Replace{OldPath: s.Path, NewPath: r.Path, NewVersion: r.Version, Work: r.InWork}
		if r.Versioned {
			rep.OldVersion = s.Version
		}
		switch {
		case r.Path == "" && r.InWork:
			rep.NewPath = "./local"
		case r.Path == "":
			rep.NewPath = "../local"
		}
		q.Workspace.Replaces = append(q.Workspace.Replaces, rep)
	}
	if m := s.target(); m.Path != "" {
		q.Workspace.GoSum = []predict.Sum{{
			Path: m.Path, Version: m.Version,
			Mod: p.GoSum == "both" || p.GoSum == "mod",
			Zip: p.GoSum == "both" || p.GoSum == "zip",
		}}
	}
	if p.Work {
		q.Workspace.Alone = s.alone(q.Workspace)
	}
	return q
}

// alone returns what is left of the project's workspace without its go.work.
func (s *setup) alone(ws predict.Workspace) *predict.Workspace {
	ws.Work, ws.Vendor = false, route.VendorState{}
	ws.Mains = map[string]string{"main.test/m1": s.cwd}
	ws.Replaces = slices.DeleteFunc(slices.Clone(ws.Replaces), func(r route.Replace) bool { return r.Work })
	return &ws
}

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}
