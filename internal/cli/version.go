package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

var versionCommand = &command{
	name:  "version",
	short: "print the version",
	long:  "Version prints the version of modroute and of the Go it was built with.\n",
	run:   (*call).version,
}

func (c *call) version(args []string) (int, error) {
	rest, err := c.parse(c.newFlags(), args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{"version takes no arguments"}
	}
	_, err = fmt.Fprintf(c.stdout, "modroute %s\n", builtAs())
	return exitOK, err
}

// builtAs returns the version, of which Go, and for which system.
func builtAs() string {
	return fmt.Sprintf("%s %s %s/%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// stamped is the version of a build that go install does not know the version
// of, such as the server that the VS Code extension brings:
//
//	go build -ldflags='-X github.com/modroute/modroute/internal/cli.stamped=v1.2.3'
var stamped string

// version returns the version that the binary was built as.
func version() string {
	if stamped != "" {
		return stamped
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
