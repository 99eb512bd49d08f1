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
	_, err = fmt.Fprintf(c.stdout, "modroute %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK, err
}

// version returns the version that the binary was built as.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
