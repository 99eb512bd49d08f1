// Modroute tells where the go command will get each module of a go.mod, while
// it is being edited and before anything is fetched. It is a command and a
// language server. Run "modroute help" for its use.
package main

import (
	"os"

	"github.com/modroute/modroute/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}
