package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/modroute/modroute/internal/explain"
	"github.com/modroute/modroute/internal/gomod"
)

// refused reports on standard error the lines of a file that the go command
// does not accept, as compilers do, and returns whether there are any.
func (p *project) refused(f *gomod.File) bool {
	for _, b := range f.Broken {
		p.said[fmt.Sprintf("%s:%d: %s", f.Name, b.Line, b.Message)] = true // by the modules of a workspace
		// The go command's words for an unclosed block name the file.
		message := strings.ReplaceAll(b.Message, f.Name, p.rel(f.Name))
		p.complain(f, b.Start, message+" (line ignored; the go command refuses the file)")
	}
	queries := queries(f)
	for _, q := range queries {
		is := "is a query"
		if semver.IsValid("v" + q.Value) {
			is = "lacks its v, so it is a query"
		}
		p.complain(f, q.Start, fmt.Sprintf(`version %q %s: "go mod tidy" looks it up and writes the version it finds; `+
			`until then go build and go list fail, unless run with -mod=mod`, q.Value, is))
	}
	return len(f.Broken)+len(queries) > 0
}

// complain writes a line about a place in a file to standard error.
func (p *project) complain(f *gomod.File, offset int, message string) {
	line, col := f.Position(offset)
	place := fmt.Sprintf("%s:%d:%d", p.rel(f.Name), line, col)
	fmt.Fprintf(p.call.stderr, "%s: error: %s\n", explain.Printable(place), explain.Printable(message))
}

// queries returns the versions in a go.mod that are none, such as master or
// v1.2. Whatever command reads the file first asks for the version that each
// stands for. One that may not write it into the file then fails with
// "updates to go.mod needed" (modload/init.go:fixVersion).
func queries(f *gomod.File) []gomod.Token {
	var found []gomod.Token
	add := func(v gomod.Token) {
		if v.Value != "" && module.CanonicalVersion(v.Value) != v.Value {
			found = append(found, v)
		}
	}
	for _, r := range f.Require {
		add(r.Version)
	}
	for _, x := range f.Exclude {
		add(x.Version)
	}
	for _, r := range f.Replace {
		add(r.OldVersion)
		add(r.NewVersion)
	}
	slices.SortFunc(found, func(a, b gomod.Token) int { return cmp.Compare(a.Start, b.Start) })
	return found
}
