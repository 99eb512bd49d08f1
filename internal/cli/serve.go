package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"github.com/modroute/modroute/internal/localpath"
	"github.com/modroute/modroute/server"
)

var serveCommand = &command{
	name:  "serve",
	args:  "[--stdio] [--log-file file] [-v | -vv]",
	short: "be the language server (the default)",
	long: `Serve speaks the Language Server Protocol on standard input and output: editors
start it and talk to it. It is what modroute does without a command.

Flags:

	--stdio          accepted, since some editors add it; there is no other way
	--log-file file  add the log to a file, which is created if need be, in the
	                 place of standard error
	-v               log what is read, and why it is read anew
	-vv              log each message too: its method, direction, size and time

The log has no secrets: passwords and tokens in URLs are taken out, and what the
messages hold is never logged.
`,
	run: (*call).serve,
}

func (c *call) serve(args []string) (int, error) {
	flags := c.newFlags()
	flags.Bool("stdio", true, "")
	logFile := ""
	flags.Func("log-file", "", func(value string) error {
		if value == "" {
			return errors.New("the name of the file is empty")
		}
		logFile = value
		return nil
	})
	verbose := flags.Bool("v", false, "")
	loud := flags.Bool("vv", false, "")
	rest, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{fmt.Sprintf("serve takes no arguments, but there is %q", rest[0])}
	}
	options := server.Options{Environ: c.environ, Version: version(), Log: log.New(c.stderr, "modroute: ", 0)}
	switch {
	case *loud:
		options.Verbosity = 2
	case *verbose:
		options.Verbosity = 1
	}
	if logFile != "" {
		file, err := openLog(logFile)
		if err != nil {
			return exitFailed, fmt.Errorf("--log-file %s: %w", logFile, err)
		}
		defer file.Close()
		// Several servers may add to one file.
		options.Log = log.New(file, fmt.Sprintf("[%d] ", os.Getpid()), log.LstdFlags|log.Lmicroseconds|log.Lmsgprefix)
		options.Log.Printf("modroute %s is started", version())
	}
	if isTerminal(c.stdin) {
		c.warn("serving the Language Server Protocol, as editors want it; 'modroute help' lists the commands for people")
	}
	exit := server.Serve(context.Background(), c.stdin, c.stdout, options)
	if logFile != "" {
		options.Log.Printf("modroute ends with exit code %d", exit)
	}
	return exit, nil
}

// openLog opens a file to add a log to. What it says is for its owner.
func openLog(path string) (*os.File, error) {
	if localpath.Foreign(path) {
		return nil, errors.New("it is not on this machine, or no file")
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file") // to open a pipe might wait for ever
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	var failed *fs.PathError
	if errors.As(err, &failed) {
		if abs, absErr := filepath.Abs(path); absErr == nil && abs != path {
			return nil, fmt.Errorf("%w (that is %s)", failed.Err, abs) // editors start servers anywhere
		}
		return nil, failed.Err
	}
	return file, err
}
