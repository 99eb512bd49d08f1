package analyzers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// equivalent lists conditions whose inversion changes no finding, and why.
// They are named by their file and text.
var equivalent = map[string]string{}

// TestMutants inverts every condition of the analyzers, one at a time: the
// tests of this package must notice each. All inversions are compiled into one
// test binary, and a variable of its environment chooses one.
func TestMutants(t *testing.T) {
	if os.Getenv(mutantVariable) != "" {
		return // this is a mutant
	}
	if testing.Short() {
		t.Skip("runs the tests of this package some hundred times")
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	m := &mutation{dir: dir, work: t.TempDir(), replace: make(map[string]string)}
	m.mutate(t)
	binary := m.build(t)
	if out, killed := m.run(binary, "0"); killed {
		t.Fatalf("the tests fail without any inversion:\n%s", out)
	}
	for i, mutant := range m.survivors(binary) {
		if i == 40 {
			t.Fatal("and more")
		}
		t.Errorf("%s: no test notices the inversion of %s", mutant.place, mutant.text)
	}
	for key := range equivalent {
		if !slices.ContainsFunc(m.mutants, func(x mutant) bool { return x.key() == key }) {
			t.Errorf("equivalent: there is no condition %s", key)
		}
	}
}

// mutantVariable names the inversion that a process runs with.
const mutantVariable = "MODROUTE_MUTANT"

// mutator is compiled into the mutated package.
const mutator = `package analyzers

import (
	"os"
	"strconv"
)

var chosenMutant, _ = strconv.Atoi(os.Getenv("` + mutantVariable + `"))

func mutate[B ~bool](id int, condition B) B { return condition != B(id == chosenMutant) }
`

// A mutant is one condition to invert.
type mutant struct {
	id    int // from 1
	file  string
	place string // file:line
	text  string
}

func (m mutant) key() string { return m.file + ": " + m.text }

// A mutation is the package with every condition made invertible.
type mutation struct {
	dir, work string
	replace   map[string]string // of go build -overlay
	mutants   []mutant
}

// mutate rewrites each file of the package that is no test.
func (m *mutation) mutate(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	m.write(t, "mutate_overlay.go", []byte(mutator))
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			m.write(t, file, m.invertible(t, file))
		}
	}
}

// write puts a file into the overlay.
func (m *mutation) write(t *testing.T, file string, text []byte) {
	path := filepath.Join(m.work, file)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	m.replace[filepath.Join(m.dir, file)] = path
}

// invertible returns the text of a file with a call around each condition.
func (m *mutation) invertible(t *testing.T, file string) []byte {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	files := token.NewFileSet()
	syntax, err := parser.ParseFile(files, file, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	inserted := make(map[int]string) // by offset
	for _, x := range conditions(syntax) {
		start, end := files.Position(x.Pos()), files.Position(x.End())
		id := len(m.mutants) + 1
		m.mutants = append(m.mutants, mutant{
			id: id, file: file, place: fmt.Sprintf("%s:%d", file, start.Line), text: string(text[start.Offset:end.Offset]),
		})
		// Of nested conditions the outer one begins first and ends last.
		inserted[start.Offset] += fmt.Sprintf("mutate(%d, ", id)
		inserted[end.Offset] = ")" + inserted[end.Offset]
	}
	var out bytes.Buffer
	for i, b := range text {
		out.WriteString(inserted[i])
		out.WriteByte(b)
	}
	return out.Bytes()
}

// conditions returns what decides in a file: the conditions of if statements
// and of cases of a switch without a tag, and the operands of && and ||.
func conditions(file *ast.File) []ast.Expr {
	var list []ast.Expr
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			list = append(list, n.Cond)
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, c := range n.Body.List {
					list = append(list, c.(*ast.CaseClause).List...)
				}
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				list = append(list, n.X, n.Y)
			}
		}
		return true
	})
	return list
}

// build compiles the tests of the mutated package.
func (m *mutation) build(t *testing.T) (binary string) {
	overlay, err := json.Marshal(map[string]any{"Replace": m.replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(m.work, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(m.work, "mutants.test")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", file, "-o", binary, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("building the mutants: %v\n%s", err, out)
	}
	return binary
}

// run runs the tests with one inversion; killed reports whether they fail.
func (m *mutation) run(binary, id string) (out []byte, killed bool) {
	cmd := exec.Command(binary, "-test.failfast", "-test.timeout=10s", "-test.skip=^(TestDocs|TestHostilePatternLists|TestOneFaultIsSaidOnce)$")
	cmd.Env = append(os.Environ(), mutantVariable+"="+id)
	cmd.Dir = m.dir
	cmd.WaitDelay = time.Minute
	out, err := cmd.CombinedOutput()
	return out, err != nil
}

// survivors returns the inversions that no test notices, in the order of the
// code.
func (m *mutation) survivors(binary string) []mutant {
	alive := make([]bool, len(m.mutants))
	var work sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				_, killed := m.run(binary, fmt.Sprint(m.mutants[i].id))
				alive[i] = !killed
			}
		})
	}
	for i, x := range m.mutants {
		if equivalent[x.key()] == "" {
			next <- i
		}
	}
	close(next)
	work.Wait()
	var list []mutant
	for i, x := range m.mutants {
		if alive[i] {
			list = append(list, x)
		}
	}
	return list
}
