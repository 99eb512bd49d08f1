package goenv

import (
	"path/filepath"
	"strings"
)

// derive completes the variables whose value the go command works out.
func (e *Environment) derive() {
	e.vars["GOENV"] = e.goenv()
	e.vars["GOROOT"] = e.goroot()
	e.vars["GOVERSION"] = Variable{Name: "GOVERSION", Setting: Setting{Value: e.GoVersion}}

	inferred := e.defaultGOPATH()
	gopath := e.vars["GOPATH"]
	set := gopath.Origin != Default
	elements := inferred
	if gopath.Value != "" {
		elements = gopath.Value
	} else if filepath.IsAbs(inferred) {
		// A relative one, from a relative $HOME, is dropped, but only after
		// GOMODCACHE was worked out from it (cmd/go/main.go, main).
		gopath.replace(set, Setting{Value: inferred})
	}
	e.vars["GOPATH"] = gopath

	modcache := e.vars["GOMODCACHE"]
	if modcache.Value == "" {
		modcache.replace(modcache.Origin != Default, Setting{Value: below(elements, "pkg/mod")})
	}
	e.vars["GOMODCACHE"] = modcache
}

// goenv returns GOENV as `go env` prints it: the path of the user's file, and
// nothing if there is none (cmd/go/internal/cfg/cfg.go, EnvFile).
func (e *Environment) goenv() Variable {
	v := e.vars["GOENV"]
	switch v.Value {
	case "off":
		v.Value = ""
	case "":
		file := e.UserFile
		// UserFile is absolute; go env prints what the variables say.
		if path, _, _ := UserFile(e.GOOS, e.GoVersion, e.Get); file != "" && path != "" && !filepath.IsAbs(path) {
			file = path
		}
		v.replace(false, Setting{Value: file})
	}
	return v
}

// goroot returns GOROOT as `go env` prints it. That need not be the directory
// whose go.env is read: for finding that, the user's file goes before the
// process's environment (cmd/go/internal/cfg/cfg.go, initEnvCache).
func (e *Environment) goroot() Variable {
	v := e.vars["GOROOT"]
	switch {
	case v.Origin >= OS && !Older(e.GoVersion, "go1.21"): // printed as it is
	case v.Value != "":
		v.Value = filepath.Clean(v.Value)
	default:
		v.replace(v.Origin != Default, Setting{Value: e.GOROOT})
	}
	return v
}

// defaultGOPATH returns the GOPATH that is taken from the home directory
// (go/build, defaultGOPATH). runtime.GOROOT, which it compares with, is
// $GOROOT of the process alone in the Go project's releases.
func (e *Environment) defaultGOPATH() string {
	home := e.Get(homeVariable(e.GOOS))
	if home == "" {
		return ""
	}
	dir := filepath.Join(home, "go")
	if v := e.vars["GOROOT"]; v.Origin >= OS && filepath.Clean(v.Value) == dir {
		return ""
	}
	return dir
}

func homeVariable(goos string) string {
	switch goos {
	case "windows":
		return "USERPROFILE"
	case "plan9":
		return "home"
	}
	return "HOME"
}

// below returns a path below the first element of a GOPATH, "" if there is
// none (cmd/go/internal/cfg/cfg.go, gopathDir).
func below(gopath, rel string) string {
	list := filepath.SplitList(gopath)
	if len(list) == 0 || list[0] == "" {
		return ""
	}
	return filepath.Join(list[0], rel)
}

// ModCache returns the module cache's directory, "" if there is none: the go
// command refuses to fetch with a relative GOMODCACHE
// (cmd/go/internal/modfetch/cache.go, checkCacheDir).
func (e *Environment) ModCache() string {
	dir := e.Get("GOMODCACHE")
	if !filepath.IsAbs(dir) {
		return ""
	}
	return dir
}

// SumDBDir returns the directory that holds the signed tree heads of checksum
// databases, "" if there is none. It lies below GOPATH, not GOMODCACHE.
func (e *Environment) SumDBDir() string { return below(e.Get("GOPATH"), "pkg/sumdb") }

// UserFile returns the path of the file that `go env -w` writes, from the
// variables of the process (cmd/go/internal/cfg/cfg.go, EnvFile; os.UserConfigDir)
// and the Go version ("" is the newest). The path is "" if there is none: off
// reports whether GOENV=off is the reason, else why says what is missing. A
// relative path is relative to the go command's directory.
func UserFile(goos, goVersion string, getenv func(string) string) (path string, off bool, why string) {
	if file := getenv("GOENV"); file == "off" {
		return "", true, ""
	} else if file != "" {
		return file, false, ""
	}
	dir, why := configDir(goos, goVersion, getenv)
	if why != "" {
		return "", false, why
	}
	return filepath.Join(dir, "go/env"), false, ""
}

// configDir is os.UserConfigDir for the system goos.
func configDir(goos, goVersion string, getenv func(string) string) (dir, why string) {
	variable, below := "HOME", "/.config"
	switch goos {
	case "windows":
		variable, below = "APPDATA", ""
	case "darwin", "ios":
		below = "/Library/Application Support"
	case "plan9":
		variable, below = "home", "/lib"
	default:
		xdg := getenv("XDG_CONFIG_HOME")
		if strings.HasPrefix(xdg, "/") || xdg != "" && Older(goVersion, "go1.24") {
			return xdg, ""
		} else if xdg != "" {
			return "", "XDG_CONFIG_HOME is a relative path"
		}
	}
	if dir = getenv(variable); dir == "" {
		return "", variable + " is not set"
	}
	return dir + below, ""
}
