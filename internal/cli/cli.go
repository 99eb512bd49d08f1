// Package cli is the modroute command: one file per subcommand, each a few
// lines that call a package. Flags are parsed by the standard flag package,
// since people who use the go command know its ways: -json and --json are the
// same, and every flag has one name. Unlike there, flags may also follow the
// arguments.
package cli

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/modroute/modroute/internal/explain"
)

// The exit codes of all subcommands.
const (
	exitOK       = 0
	exitFindings = 1 // check found something at or above -fail-on
	exitFailed   = 2 // could not run, or only in part
)

// A command is one subcommand.
type command struct {
	name  string
	args  string // what follows the name in a usage line
	short string // one line for the list of commands
	long  string // for its own help
	run   func(c *call, args []string) (exit int, err error)
}

// usage is the command's usage line.
func (cmd *command) usage() string { return strings.TrimSpace("modroute " + cmd.name + " " + cmd.args) }

// commands lists the subcommands in the order in which help shows them.
func commands() []*command {
	return []*command{routeCommand, graphCommand, checkCommand, fixCommand, docCommand, envCommand, serveCommand, bugCommand, versionCommand}
}

// A call is one run of the command: its streams and its environment.
type call struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	color          bool // whether output for people may be coloured
	command        *command
}

// A usageError is a command line that makes no sense.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

// Main runs the command with args, the arguments after its name, and returns
// its exit code. environ is the process's environment as os.Environ gives it.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, environ []string) int {
	c := &call{stdin: stdin, stdout: stdout, stderr: stderr, environ: environ}
	c.color = isTerminal(stdout) && c.getenv("NO_COLOR") == "" && c.getenv("TERM") != "dumb"
	cmd, args, err := choose(args)
	if err == nil && cmd == nil {
		return c.finish(exitOK, c.help(args))
	}
	if err != nil {
		return c.finish(exitFailed, err)
	}
	c.command = cmd
	if cmd == serveCommand {
		return c.finish(cmd.run(c, args))
	}
	out := bufio.NewWriter(stdout)
	c.stdout = out
	exit, err := cmd.run(c, args)
	if flushErr := out.Flush(); err == nil && flushErr != nil {
		exit, err = exitFailed, fmt.Errorf("writing the output: %w", flushErr)
	}
	return c.finish(exit, err)
}

// choose finds the subcommand; nil means help. Without one it is serve, as
// editors start their servers with no more than perhaps --stdio.
func choose(args []string) (*command, []string, error) {
	if len(args) == 0 {
		return serveCommand, nil, nil
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return nil, args[1:], nil
	case "-version", "--version":
		return versionCommand, nil, nil
	case "lsp":
		return serveCommand, args[1:], nil
	}
	if cmd := byName(args[0]); cmd != nil {
		return cmd, args[1:], nil
	}
	if strings.HasPrefix(args[0], "-") {
		for i, arg := range args {
			if byName(arg) != nil {
				return nil, nil, usageError{fmt.Sprintf("flags follow the command: modroute %s %s", arg, strings.Join(args[:i], " "))}
			}
		}
		return serveCommand, args, nil
	}
	return nil, nil, usageError{fmt.Sprintf("unknown command %q", args[0])}
}

// byName returns the command of a name; nil if there is none.
func byName(name string) *command {
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd
		}
	}
	return nil
}

// finish says what went wrong, and returns the exit code.
func (c *call) finish(exit int, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exit
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return exitFailed // whoever read the output has had enough
	case errors.As(err, &usage) && c.command != nil:
		c.warn("%v", err)
		fmt.Fprintf(c.stderr, "usage: %s\nRun 'modroute help %s' for more.\n", c.command.usage(), c.command.name)
	case errors.As(err, &usage):
		c.warn("%v", err)
		fmt.Fprintln(c.stderr, "Run 'modroute help' for the commands.")
	default:
		c.warn("%v", err)
	}
	return exitFailed
}

// warn writes a line to standard error.
func (c *call) warn(format string, args ...any) {
	fmt.Fprintln(c.stderr, "modroute: "+explain.Printable(fmt.Sprintf(format, args...)))
}

// parse parses a subcommand's flags, which may stand before, between and after
// its arguments, and returns the arguments.
func (c *call) parse(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(io.Discard)
	var operands []string
	for {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			c.describe(c.stdout, c.command)
			return nil, err
		}
		if err != nil {
			return nil, usageError{err.Error()}
		}
		rest := flags.Args()
		if parsed := len(args) - len(rest); len(rest) == 0 || parsed > 0 && args[parsed-1] == "--" {
			return append(operands, rest...), nil
		}
		operands, args = append(operands, rest[0]), rest[1:]
	}
}

// newFlags returns an empty flag set for the command that runs.
func (c *call) newFlags() *flag.FlagSet {
	return flag.NewFlagSet(c.command.name, flag.ContinueOnError)
}

// isTerminal reports whether a stream, stdin or stdout, is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// getenv returns a variable of the process's environment.
func (c *call) getenv(name string) string {
	value := ""
	for _, kv := range c.environ {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			value = v
		}
	}
	return value
}
