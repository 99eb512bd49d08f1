// Package conformance holds the server to the protocol: with the client of its
// authors, against the protocol's machine-readable description, and with what
// no client should say.
package conformance

import (
	"io"
	"os"
	"testing"

	"github.com/modroute/modroute/internal/cli"
)

const (
	// roleVariable makes the test program be modroute.
	roleVariable = "MODROUTE_CONFORMANCE_ROLE"
	// recordVariable names a file; what a connection carries is recorded in
	// two beside it, one for each direction.
	recordVariable = "MODROUTE_CONFORMANCE_RECORD"
)

func TestMain(m *testing.M) {
	if os.Getenv(roleVariable) != "modroute" {
		os.Exit(m.Run())
	}
	var stdin io.Reader = os.Stdin
	var stdout io.Writer = os.Stdout
	if name := os.Getenv(recordVariable); name != "" {
		stdin = io.TeeReader(stdin, create(name+".client"))
		stdout = io.MultiWriter(create(name+".server"), stdout)
	}
	os.Exit(cli.Main(os.Args[1:], stdin, stdout, os.Stderr, os.Environ()))
}

func create(name string) *os.File {
	f, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	return f
}
