package cli

import "github.com/modroute/modroute/internal/report"

var envCommand = &command{
	name:  "env",
	args:  "[-json] [-C dir]",
	short: "print the variables that steer fetching, and who set each",
	long: `Env prints the Go variables that steer where modules are fetched: each with its
value, the layer that set it, and the settings of weaker layers that it shadows.
The layers, strongest first: the process's environment (os), the file of
'go env -w' (user), $GOROOT/go.env (goroot), and what is built in (default).
Passwords in URLs are not shown.

Flags:

	-json   print one JSON object
	-C dir  as if run in dir
`,
	run: (*call).env,
}

func (c *call) env(args []string) (int, error) {
	flags := c.newFlags()
	json := flags.Bool("json", false, "")
	dir := flags.String("C", ".", "")
	rest, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{"env takes no arguments"}
	}
	p, err := c.open(*dir)
	if err != nil {
		return exitFailed, err
	}
	env := p.readEnvironment() // the report itself ends with the problems
	if *json {
		return exitOK, report.EnvJSON(c.stdout, env)
	}
	return exitOK, report.Env(c.stdout, env, c.color)
}
