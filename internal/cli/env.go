package cli

import "github.com/modroute/modroute/internal/report"

var envCommand = &command{
	name:  "env",
	args:  "[-json] [-compare name] [-settings file] [-C dir]",
	short: "print the variables that steer fetching, and who set each",
	long: `Env prints the Go variables that steer where modules are fetched: each with its
value, the layer that set it, and the settings of weaker layers that it shadows.
The layers, strongest first: the process's environment (os), the file of
'go env -w' (user), $GOROOT/go.env (goroot), and what is built in (default).
Passwords in URLs are not shown.

With -compare it prints instead what is otherwise in an environment that the
settings declare by name: the requirements that it routes otherwise, and the
variables. If that is the environment of the login shell, the shell is run.

Flags:

	-json           print one JSON object
	-compare name   compare with an environment of the file of -settings
	-settings file  read settings from a JSON file, as editors have them: env,
	                environments; see docs/settings.md
	-C dir          as if run in dir
`,
	run: (*call).env,
}

func (c *call) env(args []string) (int, error) {
	flags := c.newFlags()
	json := flags.Bool("json", false, "")
	name := flags.String("compare", "", "")
	set := settingsFlag(flags)
	dir := flags.String("C", ".", "")
	rest, err := c.parse(flags, args)
	if err != nil {
		return exitFailed, err
	}
	if len(rest) > 0 {
		return exitFailed, usageError{"env takes no arguments"}
	}
	p, err := c.openWith(*dir, set)
	if err != nil {
		return exitFailed, err
	}
	if *name != "" {
		if *json {
			return exitFailed, usageError{"-compare has no -json form"}
		}
		return p.compare(*name)
	}
	env := p.readEnvironment() // the report itself ends with the problems
	if *json {
		return exitOK, report.EnvJSON(c.stdout, env)
	}
	return exitOK, report.Env(c.stdout, env, c.color)
}
