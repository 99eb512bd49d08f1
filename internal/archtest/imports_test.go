package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/modroute/modroute"

// A source is a Go file of the project that is no test. Build constraints do
// not count: what is imported on any system is imported.
type source struct {
	pkg     string // relative to the module: "internal/route"
	file    string
	imports []string
	syntax  *ast.File
}

// sources parses every Go file of the project that is no test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		s := source{pkg: filepath.ToSlash(filepath.Dir(rel)), file: filepath.ToSlash(rel), syntax: syntax}
		for _, spec := range syntax.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, path)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found only %d Go files; is %s the root of the project?", len(all), root)
	}
	return all
}

// pure are the packages whose answer depends on their input alone.
var pure = []string{
	"analyzers",
	"internal/analysis",
	"internal/completion",
	"internal/goenv",
	"internal/gofile",
	"internal/gomod",
	"internal/modgraph",
	"internal/route",
	"internal/visibility",
	"internal/pathglob",
	"internal/settings",
}

// impure are the packages of the standard library through which a file, the
// network, a process, the clock or chance could come in.
var impure = []string{
	"crypto/rand", "io/fs", "io/ioutil", "log", "math/rand", "math/rand/v2", "net", "net/http",
	"os", "os/exec", "os/signal", "os/user", "plugin", "syscall", "time",
}

// touching are the functions of path/filepath that look at the disk.
var touching = []string{"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"}

func TestPurePackagesImportNoIO(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.pkg) {
			continue
		}
		for _, path := range s.imports {
			if slices.Contains(impure, path) {
				t.Errorf("%s imports %s: %s is pure", s.file, path, s.pkg)
			}
			if own, ok := strings.CutPrefix(path, module+"/"); ok && !slices.Contains(pure, own) {
				t.Errorf("%s imports %s, which is not pure: %s is", s.file, own, s.pkg)
			}
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "filepath" && slices.Contains(touching, sel.Sel.Name) {
					t.Errorf("%s uses filepath.%s: %s is pure", s.file, sel.Sel.Name, s.pkg)
				}
			}
			return true
		})
	}
}

func TestOnlyServerSpeaksTheProtocol(t *testing.T) {
	for _, s := range sources(t) {
		for _, path := range s.imports {
			if strings.HasPrefix(path, "go.lsp.dev/") && s.pkg != "server" && !strings.HasPrefix(s.pkg, "server/") {
				t.Errorf("%s imports %s: only server and the packages below it do", s.file, path)
			}
		}
	}
}

func TestOnlyGocmdRunsPrograms(t *testing.T) {
	for _, s := range sources(t) {
		// The demonstration runs the binary; it is no part of it.
		if s.pkg == "internal/gocmd" || s.pkg == "internal/demo" {
			continue
		}
		if slices.Contains(s.imports, "os/exec") {
			t.Errorf("%s imports os/exec: only internal/gocmd does", s.file)
		}
	}
}

func TestNothingUsesTheNetwork(t *testing.T) {
	for _, s := range sources(t) {
		for _, path := range s.imports {
			if path == "net" || path == "net/http" {
				t.Errorf("%s imports %s: modroute makes no network request", s.file, path)
			}
		}
	}
}

// A program runs only where a person has asked for it. The go command runs for a
// change: package fix alone calls it, and only the server and the fix command
// call fix.Apply. The login shell runs for a comparison with its environment,
// from one file of the server and one of the command.
func TestOnlyFixesRunTheGoCommand(t *testing.T) {
	asking := []string{"server/loginshell.go", "internal/cli/compare.go"}
	for _, s := range sources(t) {
		if !slices.Contains(s.imports, module+"/internal/gocmd") || s.pkg == "internal/fix" {
			continue
		}
		if !slices.Contains(asking, s.file) {
			t.Errorf("%s imports internal/gocmd: only internal/fix does, and %v", s.file, asking)
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "gocmd" && sel.Sel.Name != "LoginShell" {
					t.Errorf("%s uses gocmd.%s: outside internal/fix only the login shell is run", s.file, sel.Sel.Name)
				}
			}
			return true
		})
	}
}
