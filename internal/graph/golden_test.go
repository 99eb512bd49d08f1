package graph

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/analysis"
)

var update = flag.Bool("update", false, "rewrite the expected pictures in testdata")

// Each file in testdata is a go.mod, the user's Go environment, and the pictures
// that are drawn of them: of the file or, if the comment ends with "module: " and
// a path, of that module. Run the test with -update to rewrite them.
func TestPictures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pictures in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testPicture(t, file) })
	}
}

func testPicture(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := make(map[string]string)
	for _, f := range archive.Files {
		text[f.Name] = string(f.Data)
	}
	s := source(text["user"], text["go.mod"])
	g := OfFile("shop/go.mod", []Source{s})
	if _, path, ok := strings.Cut(string(archive.Comment), "module: "); ok {
		g = OfModule(s, requiring(t, s, strings.TrimSpace(path)))
	}
	for i, f := range archive.Files {
		got, drawn := map[string]func() string{"svg": g.SVG, "mermaid": g.Mermaid, "dot": g.DOT}[f.Name]
		switch {
		case !drawn:
		case *update:
			archive.Files[i].Data = []byte(got())
		case got() != text[f.Name]:
			t.Errorf("%s is\n%s\nwant\n%s", f.Name, got(), text[f.Name])
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// requiring returns the requirement of a path.
func requiring(t *testing.T, s Source, path string) *analysis.Requirement {
	t.Helper()
	for _, q := range s.Requirements {
		if q.Path == path {
			return q
		}
	}
	t.Fatalf("%s is not required", path)
	return nil
}

// readmePicture is the one in README.md: of the demonstration repository.
const readmePicture = "../../docs/graph.svg"

// The picture in README.md is what the command draws. With -update it is drawn
// anew.
func TestReadmePicture(t *testing.T) {
	files := make(memory)
	for _, name := range []string{"go.mod", "go.env", "go.sum"} {
		text, err := os.ReadFile("../../testdata/demo/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["/src/shop/"+name] = string(text)
	}
	s := sourceBeside(files, "GOPRIVATE=github.com/acme-example\nGOPROXY=https://proxy.golang.org,direct\n", files["/src/shop/go.mod"])
	svg := OfFile("checkout/go.mod", []Source{s}).SVG()
	if *update {
		if err := os.WriteFile(readmePicture, []byte(svg), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have, err := os.ReadFile(readmePicture); err != nil || string(have) != svg {
		t.Errorf("docs/graph.svg is not what the command draws (%v); draw it anew with -update", err)
	}
}
