package snapshot_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/modroute/modroute/internal/snapshot"
)

const importing = `
-- go.mod --
module corp.test/app
go 1.26
require (
	pub.test/lib v1.0.0
	pub.test/cached v1.0.0
	pub.test/cached/nested v1.0.0
	pub.test/beside v1.0.0
	nodot v1.0.0
)
replace (
	pub.test/beside => ./beside
	pub.test/unrequired => ./unrequired
	nodot => ./beside
)
-- go.sum --
pub.test/graph v1.0.0/go.mod h1:xxx=
-- sub/sub.go --
-- sub/module/go.mod --
module corp.test/other
-- sub/module/pkg/pkg.go --
-- beside/go.mod --
module pub.test/beside
-- beside/pkg/pkg.go --
-- unrequired/go.mod --
module pub.test/unrequired
-- cache/cache/download/pub.test/cached/@v/v1.0.0.ziphash --
-- cache/pub.test/cached@v1.0.0/pkg/pkg.go --
-- old/go.mod --
module corp.test/old
go 1.16
-- broken/go.mod --
module corp.test/broken
go 1.26
require
-- modules/go.work --
go 1.26
use (
	./a
	./b
)
-- modules/a/go.mod --
module corp.test/a
go 1.26
-- modules/b/go.mod --
module corp.test/b
go 1.26
require (
	pub.test/lib v1.2.0
	pub.test/other v1.0.0
)
-- modules/b/pkg/pkg.go --
-- mixed/go.work --
go 1.26
use (
	./a
	./old
)
-- mixed/a/go.mod --
module corp.test/a
go 1.26
-- mixed/old/go.mod --
module corp.test/old
go 1.16
`

// An import is taken from the module with the longest path that may have it;
// nothing is certain where the files do not list all modules.
func TestImports(t *testing.T) {
	dir := unpack(t, importing)
	cache := map[string]string{"GOMODCACHE": filepath.Join(dir, "cache")}
	for _, test := range []struct{ file, path, want string }{
		{"go.mod", "fmt", "nothing"},
		{"go.mod", "C", "nothing"},
		{"go.mod", "./sub", "nothing"},
		{"go.mod", "net/nope", "nothing"},
		{"go.mod", "pub.test/lib@v1.0.0", "nothing"},

		{"go.mod", "corp.test/app", "nothing"},
		{"go.mod", "corp.test/app/sub", "nothing"},
		{"go.mod", "corp.test/app/missing", "asked of 2"},
		{"go.mod", "corp.test/app/sub/module/pkg", "asked of 4"}, // another module's directory
		{"go.mod", "corp.test/appendix", "missing, asked of 2"},

		{"go.mod", "pub.test/lib", "pub.test/lib@v1.0.0"},
		{"go.mod", "pub.test/lib/any/where", "pub.test/lib@v1.0.0"}, // not in the module cache
		{"go.mod", "pub.test/cached/pkg", "pub.test/cached@v1.0.0"},
		{"go.mod", "pub.test/cached/gone", "missing, asked of 3"},
		{"go.mod", "pub.test/cached/nested/pkg", "pub.test/cached/nested@v1.0.0"},
		{"go.mod", "pub.test/beside/pkg", "pub.test/beside@v1.0.0"},
		{"go.mod", "pub.test/beside/gone", "missing, asked of 3"},
		{"go.mod", "pub.test/unrequired", "pub.test/unrequired@"},
		{"go.mod", "nodot/pkg", "nodot@v1.0.0"},
		{"go.mod", "pub.test/graph/pkg", "asked of 3"}, // go.sum knows it
		{"go.mod", "pub.test/none", "missing, asked of 2"},

		{"old/go.mod", "pub.test/none", "asked of 2"},
		{"broken/go.mod", "pub.test/none", "asked of 2"},

		{"modules/a/go.mod", "corp.test/b/pkg", "nothing"},
		{"modules/a/go.mod", "pub.test/lib/pkg", "pub.test/lib@v1.2.0"},
		{"modules/a/go.mod", "pub.test/none", "missing, asked of 2"},
		{"mixed/a/go.mod", "pub.test/none", "asked of 2"},
	} {
		if got := brief(open(t, dir, test.file, cache, trusted).Imports().Find(test.path)); got != test.want {
			t.Errorf("%s, %s: %s, want %s", test.file, test.path, got, test.want)
		}
	}
	cache["GOFLAGS"] = "-modfile=other.mod"
	if got := brief(open(t, dir, "go.mod", cache, trusted).Imports().Find("pub.test/none")); got != "asked of 2" {
		t.Errorf("-modfile: %s", got)
	}
	cache["GO111MODULE"] = "off"
	if got := brief(open(t, dir, "go.mod", cache, trusted).Imports().Find("pub.test/none")); got != "nothing" {
		t.Errorf("where GOPATH provides all: %s", got)
	}
}

// brief says in short what is known of an import.
func brief(i snapshot.Import) string {
	var parts []string
	if i.Missing {
		parts = append(parts, "missing")
	}
	if q := i.Requirement; q != nil {
		parts = append(parts, q.Path+"@"+q.Version)
	}
	if n := len(i.Asked); n > 0 {
		parts = append(parts, "asked of "+string(rune('0'+n)))
	}
	if parts == nil {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Outside a module there is nothing that could provide an import.
func TestImportsOutsideAModule(t *testing.T) {
	s := open(t, unpack(t, importing), "go.mod", nil, trusted)
	for path, want := range map[string]string{"pub.test/lib": "asked of 2", "fmt": "nothing", "corp.test/app/sub": "asked of 3"} {
		if i := s.Folder.Outside().FindOutside(path); brief(i) != want || !i.Outside {
			t.Errorf("%s: %+v, want %s", path, i, want)
		}
	}
}
