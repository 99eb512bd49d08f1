package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
)

// Whatever stands in a go.mod, the command ends with a clear answer: the
// findings and routes of the good lines, a message for each bad one.
func TestHostileFiles(t *testing.T) {
	good := "require golang.org/x/sync v0.12.0\n"
	for _, test := range []struct {
		name, goMod string
		exit        int
		stdout      string // a piece of it
		stderr      string // a piece of it
	}{
		{"nothing at all", "", exitOK, "", ""},
		{"a line with NULs", "module m\n\x00\x00\x00\n" + good, exitFailed, "golang.org/x/sync", "go.mod:2:1: "},
		{"a line of invalid UTF-8", "module m\n\xff\xfe\n" + good, exitFailed, "golang.org/x/sync", "go.mod:2:1: "},
		{"a terminal's control sequence", "module m\nrequire \x1b]0;owned\x07/x v1.0.0\n" + good, exitFailed, "golang.org/x/sync", "go.mod:2:"},
		{"an unclosed block", "module m\nrequire (\n\tgolang.org/x/sync v0.12.0\n", exitFailed, "golang.org/x/sync", "go.mod:2:"},
		{"10 MB of comment", "module m\n" + good + "//" + strings.Repeat("x", 10<<20) + "\n", exitOK, "golang.org/x/sync", ""},
		{"10 MB on one line that is nothing", "module m\n" + good + strings.Repeat("x", 10<<20) + "\n", exitFailed, "golang.org/x/sync", "go.mod:3:1: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			m.write(t, "src/go.mod", test.goMod)
			exit, stdout, stderr := m.run("route")
			if exit != test.exit {
				t.Errorf("exit code is %d, want %d", exit, test.exit)
			}
			if !strings.Contains(stdout, test.stdout) {
				t.Errorf("stdout has no %q:\n%s", test.stdout, head(stdout))
			}
			if !strings.Contains(stderr, test.stderr) || test.stderr == "" && stderr != "" {
				t.Errorf("stderr has no %q:\n%s", test.stderr, head(stderr))
			}
			if strings.ContainsAny(stdout+stderr, "\x00\x1b\x07") {
				t.Error("control characters of the file reach the terminal")
			}
			if exit, _, _ := m.run("check"); exit != test.exit {
				t.Errorf("the exit code of check is %d, want %d", exit, test.exit)
			}
		})
	}
}

// head returns the beginning of a long text.
func head(s string) string { return s[:min(len(s), 500)] }

func TestFiftyThousandRequirements(t *testing.T) {
	const n = 50_000
	var file strings.Builder
	file.WriteString("module m\n\nrequire (\n")
	for i := range n {
		fmt.Fprintf(&file, "\tgit%d.internal/team/lib%d v1.0.0\n", i%50, i)
	}
	file.WriteString(")\n")
	m := newMachine(t)
	m.write(t, "src/go.mod", file.String())
	for command, want := range map[string]int{"route": exitOK, "check": exitFindings, "check -json": exitFindings} {
		exit, stdout, _ := m.run(strings.Fields(command)...)
		if lines := strings.Count(stdout, "\n"); exit != want || lines != n {
			t.Errorf("%s exits %d and prints %d lines, want %d and %d", command, exit, lines, want, n)
		}
	}
}

// No output of any command has a password or token of the environment.
func TestNoSecrets(t *testing.T) {
	m := newMachine(t)
	m.write(t, "home/env", "GOPROXY=https://gopher:hunter2@proxy.corp.example.com,https://t0ken@b.example,direct\nGOPRIVATE=u:hunter2@x\n")
	m.write(t, "src/go.mod", "module m\n\nrequire ledger.internal/client v0.9.1\n")
	m.setenv("GOSUMDB=sum.golang.org https://gopher:hunter2@sum.example")
	m.setenv("HTTPS_PROXY=http://gopher:hunter2@proxy.example")
	for _, args := range [][]string{
		{"env"}, {"env", "-json"}, {"route"}, {"route", "-json"}, {"route", "ledger.internal/client"},
		{"check"}, {"check", "-json"},
		{"graph"}, {"graph", "-format", "html"}, {"graph", "-format", "json"}, {"graph", "-format", "dot"}, {"graph", "-format", "mermaid"},
		{"graph", "-format", "json", "ledger.internal/client"}, {"graph", "ledger.internal/client"},
	} {
		_, stdout, stderr := m.run(args...)
		for _, secret := range []string{"hunter2", "t0ken"} {
			if strings.Contains(stdout+stderr, secret) {
				t.Errorf("modroute %s prints %s:\n%s%s", strings.Join(args, " "), secret, stdout, stderr)
			}
		}
	}
}

// failing is an output that nothing can be written to.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestOutputThatFails(t *testing.T) {
	m := newMachine(t)
	for _, test := range []struct {
		name   string
		err    error
		stderr string
	}{
		{"a reader that has had enough is not told so", syscall.EPIPE, ""},
		{"so is one in this process", io.ErrClosedPipe, ""},
		{"a full disk is", syscall.ENOSPC, "modroute: writing the output: no space left on device\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stderr bytes.Buffer
			exit := Main([]string{"env", "-C", m.dir}, strings.NewReader(""), failing{test.err}, &stderr, m.environ)
			if exit != exitFailed || stderr.String() != test.stderr {
				t.Errorf("exit code is %d with %q, want %d with %q", exit, stderr.String(), exitFailed, test.stderr)
			}
		})
	}
}

// Without a command modroute is the language server, also with --stdio.
func TestServeIsTheDefault(t *testing.T) {
	m := newMachine(t)
	talk := ""
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`,
		`{"jsonrpc":"2.0","method":"exit"}`,
	} {
		talk += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
	}
	for _, args := range [][]string{nil, {"--stdio"}, {"serve"}, {"serve", "--stdio"}, {"lsp"}} {
		var stdout, stderr bytes.Buffer
		exit := Main(args, strings.NewReader(talk), &stdout, &stderr, m.environ)
		if exit != exitOK || !strings.Contains(stdout.String(), `"hoverProvider":true`) {
			t.Errorf("modroute %s: exit code %d, answer %q, %s", strings.Join(args, " "), exit, stdout.String(), stderr.String())
		}
	}
}

func TestVersion(t *testing.T) {
	exit, stdout, _ := newMachine(t).run("version")
	if exit != exitOK || !strings.HasPrefix(stdout, "modroute ") || !strings.Contains(stdout, " go1.") {
		t.Errorf("exit code %d with %q", exit, stdout)
	}
}

// Output for people is coloured on a terminal only; a buffer is none.
func TestNoColorOffTerminals(t *testing.T) {
	m := newMachine(t)
	m.write(t, "src/go.mod", "module m\n\nrequire ledger.internal/client v0.9.1\n")
	if _, stdout, _ := m.run("check"); stdout == "" || strings.Contains(stdout, "\x1b") {
		t.Errorf("check prints %q", stdout)
	}
	if isTerminal(new(bytes.Buffer)) {
		t.Error("a buffer is taken for a terminal")
	}
}
