// Demo shows modroute at work on the repository in testdata/demo, in an
// environment of its own: what the command prints, and what the language
// server answers to a client. Then it shows every code of the catalogue in the
// scenario of its name, and what "modroute fix" does about it; it fails if one
// is not found. Run it with "make demo". It uses no network and changes nothing
// outside a temporary directory.
//
// To try the codes by hand, in a terminal or an editor,
//
//	go run ./internal/demo -unpack DIR
//
// writes the workspace of each to a new directory, beside a script that runs a
// program in its environment.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("demo: ")
	binary := flag.String("modroute", "bin/modroute", "the modroute `binary`")
	repository := flag.String("repository", "testdata/demo", "the demonstration `directory`")
	scenarios := flag.String("scenarios", "testdata/scenarios", "the `directory` of the scenarios")
	unpack := flag.String("unpack", "", "show nothing; write what is shown to this `directory`, to be tried by hand")
	flag.Parse()
	if *unpack != "" {
		if err := unpackAll(*scenarios, *unpack); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := run(*binary, *repository, *scenarios); err != nil {
		log.Fatal(err)
	}
}

func run(binary, repository, scenarios string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	m, err := newMachine(repository)
	if err != nil {
		return err
	}
	defer os.RemoveAll(m.root)

	say("A service's go.mod, its team's go.env, and a developer's Go environment")
	for _, path := range []string{m.goMod, m.declared, m.goEnv} {
		if err := show(path); err != nil {
			return err
		}
	}
	say("Where does each module come from?")
	if err := m.command(binary, "route"); err != nil {
		return err
	}
	say("Is that where it should come from?")
	if err := m.command(binary, "check"); err != nil {
		return err
	}
	say("Every decision for one line")
	if err := m.command(binary, "route", m.module); err != nil {
		return err
	}
	say("What would modroute fix change?")
	if err := m.command(binary, "fix", "-diff"); err != nil {
		return err
	}
	if err := m.languageServer(binary); err != nil {
		return err
	}
	return catalogue(binary, scenarios, filepath.Join(m.root, "codes"))
}

// say prints a heading.
func say(heading string) {
	fmt.Printf("\n── %s %s\n\n", heading, strings.Repeat("─", max(0, 74-len(heading))))
}

// show prints a file.
func show(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n\n", path)
	for line := range strings.Lines(string(text)) {
		if line != "\n" {
			line = "    " + line
		}
		fmt.Print(line)
	}
	fmt.Println()
	return nil
}

// A machine is the temporary directory in which the demonstration plays.
type machine struct {
	root     string
	dir      string // the copy of the repository
	goMod    string
	declared string // the repository's go.env
	goEnv    string // the developer's go env file
	module   string // the module that is looked at closely
	environ  []string
}

// developerEnv is the developer's half of what the team's go.env declares.
const developerEnv = `GOPRIVATE=github.com/acme-example
GOPROXY=https://proxy.golang.org,direct
GOSUMDB=sum.golang.org
`

func newMachine(repository string) (*machine, error) {
	root, err := os.MkdirTemp("", "demo-")
	if err != nil {
		return nil, err
	}
	// Where the temporary directory is reached through a symbolic link, the
	// server and this client must name it the same way.
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return nil, err
	}
	m := &machine{
		root:   root,
		dir:    filepath.Join(root, "checkout"),
		goEnv:  filepath.Join(root, "home", "go", "env"),
		module: "git.corp.example.com/platform/auth",
	}
	m.goMod = filepath.Join(m.dir, "go.mod")
	m.declared = filepath.Join(m.dir, "go.env")
	m.environ = m.environment()
	if err := os.CopyFS(m.dir, os.DirFS(repository)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(m.goEnv), 0o777); err != nil {
		return nil, err
	}
	return m, os.WriteFile(m.goEnv, []byte(developerEnv), 0o666)
}

// environment is the process environment of everything that is run: of the
// real one only what a program needs to start, and no Go setting.
func (m *machine) environment() []string {
	home := filepath.Join(m.root, "home")
	environ := []string{
		"HOME=" + home,
		"USERPROFILE=" + home,
		"GOENV=" + m.goEnv,
		"GOPATH=" + filepath.Join(home, "gopath"),
		"GOTOOLCHAIN=local",
		"GOTELEMETRY=off",
	}
	for _, name := range []string{"PATH", "TERM", "NO_COLOR", "TMPDIR", "SystemRoot", "TEMP"} {
		if value, ok := os.LookupEnv(name); ok {
			environ = append(environ, name+"="+value)
		}
	}
	return environ
}

// command runs modroute in the repository, its output on this terminal.
// Findings are no failure here.
func (m *machine) command(binary string, args ...string) error {
	fmt.Printf("$ modroute %s\n", strings.Join(args, " "))
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = m.dir, m.environ
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 1 {
		return nil
	}
	return err
}
