package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// console is a block of README.md that shows a run of the command.
var console = regexp.MustCompile("(?s)```console\n\\$ modroute ([^\n]*)\n(.*?)```")

// What README.md shows is what the command prints, on the demonstration
// repository and in the environment of `make demo`. With -update the README is
// rewritten.
func TestReadmeShowsRealOutput(t *testing.T) {
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	m := demoMachine(t)
	blocks := 0
	updated := console.ReplaceAllStringFunc(string(text), func(block string) string {
		blocks++
		args, shown := console.FindStringSubmatch(block)[1], console.FindStringSubmatch(block)[2]
		_, stdout, _ := m.run(strings.Fields(args)...)
		stdout = strings.ReplaceAll(stdout, "$ROOT/home/env", "/home/gopher/.config/go/env")
		if stdout != shown && !*update {
			t.Errorf("README.md shows for modroute %s\n%s\nbut it prints\n%s", args, shown, stdout)
		}
		return "```console\n$ modroute " + args + "\n" + stdout + "```"
	})
	if blocks == 0 {
		t.Fatal("README.md shows no run of the command")
	}
	if *update {
		if err := os.WriteFile(filepath.FromSlash(readme), []byte(updated), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// catalogueBlock is the list of diagnostics in README.md.
var catalogueBlock = regexp.MustCompile("(?s)(<!-- catalogue -->\n).*?(<!-- end of catalogue -->)")

// README.md lists every diagnostic, as `modroute doc` does. With -update the
// README is rewritten.
func TestReadmeListsTheCatalogue(t *testing.T) {
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| | code | finds |\n|---|---|---|\n")
	for _, group := range catalogue() {
		name := group.name
		for _, a := range group.analyzers {
			fmt.Fprintf(&table, "| %s | [%s](docs/diagnostics/%s.md) | %s |\n", name, a.Name, a.Name, firstSentence(a))
			name = ""
		}
	}
	updated := catalogueBlock.ReplaceAllString(string(text), "${1}"+strings.ReplaceAll(table.String(), "$", "$$")+"${2}")
	switch {
	case !catalogueBlock.Match(text):
		t.Fatal("README.md has no place for the catalogue")
	case updated == string(text):
	case *update:
		if err := os.WriteFile(filepath.FromSlash(readme), []byte(updated), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("README.md does not list the diagnostics as they are; run go test ./internal/cli -update")
	}
}

// demoMachine has the repository and the environment of `make demo`.
func demoMachine(t *testing.T) *machine {
	t.Helper()
	m := newMachine(t)
	m.write(t, "go/bin/git", "") // found, and never run
	m.write(t, "go/bin/git.exe", "")
	if err := os.CopyFS(m.dir, os.DirFS("../../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	m.write(t, "home/env", "GOPRIVATE=github.com/acme-example\nGOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n")
	return m
}
