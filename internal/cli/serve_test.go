package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// talk runs modroute as an editor does: a short session that opens a file.
func (m *machine) talk(t *testing.T, args ...string) (exit int, stderr string) {
	t.Helper()
	session := ""
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///nowhere/go.mod","version":1,"text":"module m\n"}}}`,
		`{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"modroute":{"env":{"GOPROXY":"https://gopher:hunter2@proxy.example"},"https://gopher:hunter2@x":1}}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///nowhere/go.mod"},"position":{"line":0,"character":8}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`,
		`{"jsonrpc":"2.0","method":"exit"}`,
	} {
		session += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
	}
	var out, errs bytes.Buffer
	exit = Main(args, strings.NewReader(session), &out, &errs, m.environ)
	return exit, errs.String()
}

// The log is added to the file that is named, for its owner's eyes, and says
// as much as is asked for; never a secret.
func TestLogFile(t *testing.T) {
	const read, message = "everything is read anew", "received request textDocument/hover (2): "
	for _, test := range []struct {
		args []string
		want []string
		not  []string
	}{
		{[]string{"serve"}, []string{"there is no setting modroute."}, []string{read, message}},
		{[]string{"serve", "-v"}, []string{read}, []string{message}},
		{[]string{"-v"}, []string{read}, []string{message}},
		{[]string{"serve", "-vv"}, []string{read, message, "sent answer textDocument/hover (2): ", " bytes after "}, nil},
		{[]string{"--stdio", "-vv"}, []string{message}, nil},
	} {
		m := newMachine(t)
		file := filepath.Join(m.root, "serve.log")
		if err := os.WriteFile(file, []byte("what was there\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if exit, stderr := m.talk(t, append(test.args, "--log-file", file)...); exit != exitOK || stderr != "" {
				t.Fatalf("modroute %s exits %d, and says %q", strings.Join(test.args, " "), exit, stderr)
			}
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		log := string(text)
		for _, want := range append(test.want, "what was there\n", " is started", "modroute ends with exit code 0") {
			if !strings.Contains(log, want) {
				t.Errorf("modroute %s: the log lacks %q:\n%s", strings.Join(test.args, " "), want, log)
			}
		}
		for _, not := range append(test.not, "hunter2") {
			if strings.Contains(log, not) {
				t.Errorf("modroute %s: the log has %q:\n%s", strings.Join(test.args, " "), not, log)
			}
		}
	}
}

// A new log file is for its owner alone.
func TestLogFileIsPrivate(t *testing.T) {
	m := newMachine(t)
	file := filepath.Join(m.root, "serve.log")
	if exit, stderr := m.talk(t, "--log-file", file); exit != exitOK {
		t.Fatal(stderr)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v", info.Mode())
	}
}

// Where the log cannot be written the server says so, and does not start.
func TestLogFileThatFails(t *testing.T) {
	m := newMachine(t)
	for file, want := range map[string]string{
		m.root:                               "it is no regular file",
		filepath.Join(m.root, "none", "log"): "--log-file " + filepath.Join(m.root, "none", "log") + ": no such file or directory\n",
		"none/serve.log":                     "no such file or directory (that is ",
		"/dev/stdout":                        "no file",
		"//host/share/serve.log":             "not on this machine",
		"":                                   "the name of the file is empty",
	} {
		if runtime.GOOS == "windows" {
			want = strings.ReplaceAll(want, "no such file or directory", "The system cannot find the path specified.")
		}
		if exit, stderr := m.talk(t, "--log-file", file); exit != exitFailed || !strings.Contains(stderr, want) {
			t.Errorf("--log-file %q: exit code %d, %q, want %q", file, exit, stderr, want)
		}
	}
}

// Without a log file the log is on standard error.
func TestLogOnStandardError(t *testing.T) {
	if _, stderr := newMachine(t).talk(t, "-vv"); !strings.Contains(stderr, "modroute: received request textDocument/hover (2): ") {
		t.Errorf("standard error: %s", stderr)
	}
}
