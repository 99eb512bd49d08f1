package cli

import (
	"context"
	"fmt"
	"log"

	"github.com/modroute/modroute/server"
)

var serveCommand = &command{
	name:  "serve",
	args:  "[--stdio]",
	short: "be the language server (the default)",
	long: `Serve speaks the Language Server Protocol on standard input and output: editors
start it and talk to it. It is what modroute does without a command.

Flags:

	--stdio  accepted, since some editors add it; there is no other way
`,
	run: (*call).serve,
}

func (c *call) serve(args []string) (int, error) {
	flags := c.newFlags()
	flags.Bool("stdio", true, "")
	rest, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{fmt.Sprintf("serve takes no arguments, but there is %q", rest[0])}
	}
	if isTerminal(c.stdin) {
		c.warn("serving the Language Server Protocol, as editors want it; 'modroute help' lists the commands for people")
	}
	return server.Serve(context.Background(), c.stdin, c.stdout, server.Options{
		Environ: c.environ,
		Version: version(),
		Log:     log.New(c.stderr, "modroute: ", 0),
	}), nil
}
