package layers

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/modroute/modroute/internal/localpath"
)

// A program is the go program that a shell would run.
type program struct {
	path string // "" if PATH has none
	root string // the installation that it belongs to; "" if that cannot be told without running it
}

// findGOROOT returns the installation whose go.env the go command reads: that
// of GOROOT in the user's file, else of $GOROOT, else the one that the go
// program belongs to (cmd/go/internal/cfg/cfg.go, initEnvCache, findGOROOT).
// It is "" if there is none, and why says so.
func (r *reader) findGOROOT(p program) (dir, why string) {
	user, process := r.user.Settings["GOROOT"], r.getenv("GOROOT")
	switch dir = cmp.Or(user.Value, process); {
	case dir == "" && p.root != "":
		return p.root, ""
	case dir == "" && p.path != "":
		return "", fmt.Sprintf("%s is no part of a Go installation (it may be a script that starts go), and which one it starts "+
			"cannot be told without running it: set GOROOT", p.path)
	case dir == "":
		return "", "no Go installation was found: there is no go program on PATH, and GOROOT is not set"
	case localpath.Foreign(dir):
		return "", fmt.Sprintf("GOROOT=%s is a network or device path, which is never opened", dir)
	}
	dir = filepath.Clean(r.absolute(dir))
	// `go env GOROOT` prints, and go commands run with, that of the process.
	running := filepath.Clean(cmp.Or(process, user.Value))
	switch {
	case !localpath.Foreign(running) && !isDir(r.absolute(running)):
		return "", fmt.Sprintf("GOROOT=%s is no directory, and go commands fail with \"go: cannot find GOROOT directory: %s\"", running, running)
	case p.root == "" && !isGOROOT(dir) && !exists(filepath.Join(dir, "go.env")):
		return "", fmt.Sprintf("GOROOT=%s is no Go installation", dir)
	}
	return dir, ""
}

// findProgram finds the go program on PATH, and its installation. One in the
// workspace or found through a relative entry is passed over: what a
// repository contains must not decide which program is taken for Go.
func (r *reader) findProgram() program {
	for _, dir := range filepath.SplitList(r.getenv("PATH")) {
		if localpath.Foreign(dir) {
			continue
		}
		relative := !filepath.IsAbs(dir) // an empty entry is the current directory
		if relative {
			dir = filepath.Join(r.Dir, dir)
		}
		path := r.executable(dir)
		if path == "" {
			continue
		}
		resolved, err := filepath.EvalSymlinks(path)
		switch {
		case err != nil || localpath.Foreign(resolved):
		case relative:
			r.problem("", "%s is passed over: PATH names its directory by a relative path", path)
		case localpath.Inside(path, r.Roots) || localpath.Inside(resolved, r.Roots):
			r.problem("", "%s is passed over: it lies in the workspace", path)
		default:
			return program{path: path, root: installation(path, resolved)}
		}
	}
	return program{}
}

// executable returns the go program in a directory, "" if there is none
// (os/exec, LookPath).
func (r *reader) executable(dir string) string {
	extensions := []string{""}
	if runtime.GOOS == "windows" {
		extensions = []string{".com", ".exe", ".bat", ".cmd"}
		if list := r.getenv("PATHEXT"); list != "" {
			extensions = strings.Split(strings.ToLower(list), ";")
		}
	}
	for _, ext := range extensions {
		path := filepath.Join(dir, "go"+ext)
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
			return path
		}
	}
	return ""
}

// installation returns the installation that the go program at path, with all
// symbolic links resolved, takes for its own, "" if it takes none: then the
// program is a script or belongs to a version manager
// (cmd/go/internal/cfg/cfg.go, findGOROOT).
func installation(path, resolved string) string {
	if isScript(resolved) {
		return ""
	}
	// os.Executable returns the resolved path on Linux.
	programs := []string{path, resolved}
	if runtime.GOOS == "linux" {
		programs = programs[1:]
	}
	for _, p := range programs {
		for _, up := range []string{"../..", "../../.."} {
			if dir := filepath.Join(p, up); isGOROOT(dir) {
				return dir
			}
		}
	}
	return ""
}

// isScript reports whether a program is a text that an interpreter runs.
func isScript(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".bat", ".cmd":
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [2]byte
	_, err = f.Read(head[:])
	return err == nil && string(head[:]) == "#!"
}

// isGOROOT reports whether a directory looks like an installation
// (cmd/go/internal/cfg/cfg.go, isGOROOT).
func isGOROOT(dir string) bool { return isDir(filepath.Join(dir, "pkg", "tool")) }

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// version returns the Go version of an installation, such as "go1.26.8", ""
// if its VERSION file does not tell.
func (r *reader) version(goroot string) string {
	text, ok := r.read(filepath.Join(goroot, "VERSION"), "the Go version is unknown")
	if !ok {
		return ""
	}
	// The second line is the time of the release; a distributor's version may
	// go on with a blank and an experiment's name.
	line, _, _ := strings.Cut(text, "\n")
	if fields := strings.Fields(line); len(fields) > 0 && strings.HasPrefix(fields[0], "go") {
		return fields[0]
	}
	return ""
}

// hostArch returns the architecture that an installation's go command was
// built for, as the one directory in pkg/tool tells.
func hostArch(goroot string) string {
	tool := filepath.Join(goroot, "pkg", "tool")
	if isDir(filepath.Join(tool, runtime.GOOS+"_"+runtime.GOARCH)) {
		return runtime.GOARCH
	}
	if dirs, _ := filepath.Glob(filepath.Join(tool, runtime.GOOS+"_*")); len(dirs) == 1 {
		return strings.TrimPrefix(filepath.Base(dirs[0]), runtime.GOOS+"_")
	}
	return runtime.GOARCH
}
