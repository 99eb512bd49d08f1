// Demo shows modroute at work on the repository in testdata/demo, in an
// environment of its own: what the command prints, and what the language
// server answers to a client. Run it with "make demo". It uses no network and
// changes nothing outside a temporary directory.
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
	flag.Parse()
	if err := run(*binary, *repository); err != nil {
		log.Fatal(err)
	}
}

func run(binary, repository string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	stage, err := newStage(repository)
	if err != nil {
		return err
	}
	defer os.RemoveAll(stage.root)

	say("A service's go.mod, its team's go.env, and a developer's Go environment")
	for _, path := range []string{stage.goMod, stage.declared, stage.goEnv} {
		if err := show(path); err != nil {
			return err
		}
	}
	say("Where does each module come from?")
	if err := stage.command(binary, "route"); err != nil {
		return err
	}
	say("Is that where it should come from?")
	if err := stage.command(binary, "check"); err != nil {
		return err
	}
	say("Every decision for one line")
	if err := stage.command(binary, "route", stage.module); err != nil {
		return err
	}
	return stage.languageServer(binary)
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

// A stage is the temporary directory in which the demonstration plays.
type stage struct {
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

func newStage(repository string) (*stage, error) {
	root, err := os.MkdirTemp("", "demo-")
	if err != nil {
		return nil, err
	}
	// Where the temporary directory is reached through a symbolic link, the
	// server and this client must name it the same way.
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return nil, err
	}
	s := &stage{
		root:   root,
		dir:    filepath.Join(root, "checkout"),
		goEnv:  filepath.Join(root, "home", "go", "env"),
		module: "git.corp.example.com/platform/auth",
	}
	s.goMod = filepath.Join(s.dir, "go.mod")
	s.declared = filepath.Join(s.dir, "go.env")
	s.environ = s.environment()
	if err := os.CopyFS(s.dir, os.DirFS(repository)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(s.goEnv), 0o777); err != nil {
		return nil, err
	}
	return s, os.WriteFile(s.goEnv, []byte(developerEnv), 0o666)
}

// environment is the process environment of everything that is run: of the
// real one only what a program needs to start, and no Go setting.
func (s *stage) environment() []string {
	home := filepath.Join(s.root, "home")
	environ := []string{
		"HOME=" + home,
		"USERPROFILE=" + home,
		"GOENV=" + s.goEnv,
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
func (s *stage) command(binary string, args ...string) error {
	fmt.Printf("$ modroute %s\n", strings.Join(args, " "))
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = s.dir, s.environ
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 1 {
		return nil
	}
	return err
}
