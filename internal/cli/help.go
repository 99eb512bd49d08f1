package cli

import (
	"fmt"
	"io"
)

const intro = `Modroute tells where the go command will get each module of a go.mod, and
whether that is where it should come from: which proxies are asked in which
order, when the origin is, whether the checksum database is, and which setting
decided it. It uses no network, and until it is told to fix something it only
reads files and the environment, and runs no program.

Usage:

	modroute <command> [flags] [arguments]

Commands:

`

const outro = `
Without a command modroute is the language server.
Run 'modroute help <command>' for a command's flags and output.

Exit codes: 0 all is well; 1 check or fix has findings; 2 could not run.
`

// help prints the help of a command, or the list of commands.
func (c *call) help(args []string) error {
	if len(args) == 0 {
		fmt.Fprint(c.stdout, intro)
		for _, cmd := range commands() {
			fmt.Fprintf(c.stdout, "\t%-9s %s\n", cmd.name, cmd.short)
		}
		_, err := fmt.Fprint(c.stdout, outro)
		return err
	}
	if len(args) > 1 {
		return usageError{fmt.Sprintf("help takes one command, but there is %q", args[1])}
	}
	if cmd := byName(args[0]); cmd != nil {
		return c.describe(c.stdout, cmd)
	}
	return usageError{fmt.Sprintf("unknown command %q", args[0])}
}

// describe prints a command's own help.
func (c *call) describe(w io.Writer, cmd *command) error {
	_, err := fmt.Fprintf(w, "usage: %s\n\n%s", cmd.usage(), cmd.long)
	return err
}
