package snapshot_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const realImports = `
-- go.work --
go 1.24
use (
	./app
	./second
)
-- app/go.mod --
module corp.invalid/app
go 1.24
require (
	pub.invalid/beside v1.0.0
	nodot v1.0.0
)
replace (
	pub.invalid/beside => ../beside
	nodot => ../nodot
)
-- app/sub/sub.go --
package sub
-- app/sub/module/go.mod --
module corp.invalid/other
-- app/sub/module/pkg/pkg.go --
package pkg
-- second/go.mod --
module corp.invalid/second
go 1.24
-- second/pkg/pkg.go --
package pkg
-- beside/go.mod --
module pub.invalid/beside
go 1.24
-- beside/pkg/pkg.go --
package pkg
-- nodot/go.mod --
module nodot
go 1.24
-- nodot/pkg/pkg.go --
package pkg
-- vendored/go.mod --
module corp.invalid/vendored
go 1.24
require pub.invalid/lib v1.0.0
-- vendored/vendor/modules.txt --
# pub.invalid/lib v1.0.0
## explicit
pub.invalid/lib/pkg
-- vendored/vendor/pub.invalid/lib/pkg/pkg.go --
package pkg
`

// A listingProxy answers that it has nothing but the go.mod of one module, and
// notes which paths it is asked for the versions of.
type listingProxy struct {
	mu    sync.Mutex
	asked []string
}

func (p *listingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/pub.invalid/lib/@v/v1.0.0.mod" {
		_, _ = w.Write([]byte("module pub.invalid/lib\n"))
		return
	}
	if path, ok := strings.CutSuffix(r.URL.Path, "/@v/list"); ok {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked = append(p.asked, strings.TrimPrefix(path, "/"))
	}
	http.NotFound(w, r)
}

// taken returns the paths since it was last called, sorted.
func (p *listingProxy) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Compact(slices.Sorted(slices.Values(p.asked)))
	p.asked = nil
	return list
}

// What is said about an import is what the go command does: it misses a module
// just where none is said to provide the package, and then go get asks the proxy
// for just those paths.
func TestImportsAgainstTheGoCommand(t *testing.T) {
	proxy := &listingProxy{}
	server := httptest.NewServer(proxy)
	defer server.Close()
	dir := unpack(t, realImports)
	for _, test := range []struct {
		folder, work string
		paths        []string
	}{
		{"app", "off", []string{
			"fmt", "net/nope", "nodot/pkg", "nodot/gone", "corp.invalid/app/sub", "corp.invalid/app/missing", "corp.invalid/app/sub/module/pkg",
			"corp.invalid/second/pkg", "pub.invalid/beside/pkg", "pub.invalid/beside/gone", "pub.invalid/none/v2/pkg", "pub.invalid/v1", "pub.invalid/a.git/b",
		}},
		{"app", "auto", []string{"corp.invalid/second/pkg", "corp.invalid/second/gone", "corp.invalid/app/missing", "pub.invalid/none"}},
		{"vendored", "off", []string{"pub.invalid/lib/pkg", "pub.invalid/none", "corp.invalid/vendored/missing"}},
	} {
		vars := map[string]string{"GOMODCACHE": filepath.Join(dir, "cache"), "GOWORK": test.work, "GOPROXY": server.URL}
		run := func(args ...string) string {
			cmd := exec.Command("go", args...)
			cmd.Dir = filepath.Join(dir, test.folder)
			cmd.Env = append(os.Environ(), "HOME="+dir, "GOENV=off", "GOFLAGS=", "GO111MODULE=", "GOTOOLCHAIN=local", "GOSUMDB=off", "GOPRIVATE=", "GONOPROXY=")
			for name, value := range vars {
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			out, _ := cmd.CombinedOutput() // its errors are what this is about
			return string(out)
		}
		imports := open(t, dir, test.folder+"/go.mod", vars, trusted).Imports()
		for _, path := range test.paths {
			t.Run(strings.Join([]string{test.folder, test.work, path}, " "), func(t *testing.T) {
				found := imports.Find(path)
				main := filepath.Join(dir, test.folder, "main.go")
				if err := os.WriteFile(main, []byte("package main\n\nimport _ \""+path+"\"\n"), 0o666); err != nil {
					t.Fatal(err)
				}
				out := run("list", "-e", "-deps", "-f", "{{with .Error}}{{.}}{{end}}", ".")
				lacks := strings.Contains(out, "no required module provides package") || strings.Contains(out, "cannot find module providing package")
				if lacks != (len(found.Asked) > 0) {
					t.Errorf("%+v, but the go command says %q", found, out)
				}
				if err := os.Remove(main); err != nil {
					t.Fatal(err)
				}
				if len(found.Asked) == 0 {
					return
				}
				var want []string
				for _, r := range found.Asked {
					want = append(want, r.Path)
				}
				slices.Sort(want)
				proxy.taken()
				out = run("get", path)
				if got := proxy.taken(); !slices.Equal(got, want) {
					t.Errorf("go get asks for %q, want %q: %s", got, want, out)
				}
			})
		}
	}
}
