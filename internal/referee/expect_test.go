package referee

import (
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/referee/predict"
	"github.com/modroute/modroute/internal/route"
)

// A walker follows a route through a case's world, and so tells what the go
// command will do there: which hop is asked for which file, and whether that
// moves on to the next hop.
type walker struct {
	*Case
	addr   string
	answer *predict.Answer
	route  *route.Route

	contacts []string
	message  string // a part of what the go command says, when it fails

	asked  bool    // whether the origin was asked
	hung   bool    // a proxy never answers: the command waits for ever
	lookup *result // of the module in the checksum database, once it was asked for
}

// A result is how one request went.
type result int

const (
	fine result = iota
	notFound
	failed
)

// expect derives what the go command does in the case from an answer.
func (s *setup) expect(a *predict.Answer) Outcome {
	w := &walker{Case: s.Case, addr: s.addr, answer: a, route: a.Route}
	ok := w.run()
	o := Outcome{Contacts: w.contacts, OK: ok}
	if s.Command == "get" {
		slices.Sort(o.Contacts)
		o.Contacts = slices.Compact(o.Contacts)
	}
	if !ok {
		o.Message = w.message
	}
	return o
}

// run follows the case's command and reports whether it succeeds.
func (w *walker) run() bool {
	if w.Command == "toolchain" {
		return w.runToolchain()
	}
	r := w.route
	if r.Error != "" && !w.badList() {
		return w.fail(w.envMessage())
	}
	switch r.Source {
	case route.Vendor:
		if !w.Project.Vendor {
			return w.fail("vendor")
		}
		return true
	case route.Local:
		return true
	}
	if have, ok := w.incomplete(); ok {
		return w.runIncomplete(have)
	}
	if w.Command == "get" {
		return w.runGet()
	}
	return w.runCommand()
}

// badList reports whether GOPROXY is what the environment fails by: the go
// command reads it only when it comes to fetch something.
func (w *walker) badList() bool {
	return w.answer.EnvVariable == "GOPROXY" && w.route.Error == w.answer.EnvError
}

// envMessage returns what the command says to an environment that is invalid
// as a whole. In GOPATH mode a build does not speak of modules.
func (w *walker) envMessage() string {
	if w.Command == "build" && w.answer.Variables["GO111MODULE"] == "off" {
		return "cannot find package"
	}
	return w.route.Error
}

// runCommand fetches what the command needs.
func (w *walker) runCommand() bool {
	files := w.files()
	for i, ext := range files {
		if w.need(ext) {
			continue
		}
		if rest := files[i+1:]; len(rest) > 0 && w.goesOn(ext) {
			// The command cannot succeed any more.
			first := w.message
			if w.need(rest[0]) || w.Command == "build" {
				w.message = first
			}
		}
		return false
	}
	return true
}

// runGet runs go get. At each hop it asks for the .info of the module and of
// every shorter path at once, which nobody has, and it must find the package in
// the .zip (modload/query.go:queryPrefixModules). Cases of go get have no hop
// but proxies.
func (w *walker) runGet() bool {
	if len(w.answer.Requests) == 0 {
		return w.fail("the route asks for nothing")
	}
	own, cached := w.answer.Requests[0], false
	found := w.walk(func(hop route.Hop) result {
		for _, path := range w.answer.Requests[1:] {
			if strings.HasSuffix(path, ".info") {
				w.try(hop, path, "missing")
			}
		}
		if !cached {
			if got := w.try(hop, own, "info"); got != fine {
				return got
			}
			cached = true
		}
		if !w.need("zip") {
			return failed
		}
		return fine
	})
	if found != fine || !w.need("mod") {
		return false
	}
	if w.request("list") != "" {
		w.fetch("list") // for notes on retraction, which it does without
	}
	return true
}

// need fetches a file and reports whether the command can go on.
func (w *walker) need(ext string) bool {
	got := w.fetch(ext)
	if got == fine && ext == "zip" {
		got = w.verify("zip")
	}
	if w.Command == "build" && (ext == "info" || w.Project.Used) {
		// A build does without .info (modload/build.go:moduleInfo), and
		// without the .mod of a module that the workspace has.
		return true
	}
	return got == fine
}

// goesOn reports whether a command that cannot succeed without a file asks for
// the next one all the same.
func (w *walker) goesOn(ext string) bool {
	switch w.Command {
	case "build":
		// Without the .zip the package is looked for in the whole graph.
		return ext == "zip" && !w.eager()
	case "module-download":
		// What could be listed of the graph is downloaded. But where go.mod
		// has no go line one is added first, and that needs the whole graph.
		return ext == "mod" && w.eager() && (w.Project.GoLine != "" || w.Project.Work)
	}
	return false
}

// runToolchain fetches the toolchain that the go.mod wants. It never succeeds:
// what the proxies have for one is no program.
func (w *walker) runToolchain() bool {
	switch {
	case w.route == nil && w.answer.EnvError != "" && w.answer.EnvVariable != "GOPROXY":
		return w.fail(w.answer.EnvError)
	case w.route == nil && w.Project.Toolchain == "default":
		return w.fail("updates to go.mod needed") // of all commands that only read it
	case w.route == nil:
		return true
	case w.route.Error != "":
		return w.fail(w.route.Error)
	case w.route.Source == route.Local:
		return w.fail("in PATH")
	}
	switch w.fetch("zip") {
	case fine:
		w.verify("zip")
	case notFound:
		w.message = "toolchain not available"
	}
	return false
}

// incomplete reports whether the command needs lines that go.sum lacks and may
// not add them; have is what it has.
func (w *walker) incomplete() (have string, ok bool) {
	if c := w.route.Checksum; c != nil {
		return c.GoSum, c.Error && !c.Verify
	}
	readOnly := w.Command == "build" && !w.Project.Work && !strings.Contains(w.answer.Variables["GOFLAGS"], "-mod=mod")
	return "", readOnly && w.Project.GoSum != "both"
}

// runIncomplete runs a build that misses lines of go.sum. It says so only when
// it comes to the line: below go 1.17 it loads the graph, which needs the .mod,
// before it needs the .zip; else it looks at the .zip first, and if there is no
// line for it searches the graph for another module that has the package
// (modload/import.go:importFromModules).
func (w *walker) runIncomplete(have string) bool {
	if have == "" {
		have = w.Project.GoSum
	}
	switch {
	case have == "mod":
		if w.fetch("mod") != fine && w.eager() {
			return false
		}
	case have == "zip" && !w.eager():
		if w.fetch("zip") != fine {
			return false
		}
	}
	return w.fail("missing go.sum entry")
}

// files returns the extensions that the command needs, in its order: of the
// files that the route says are asked for.
func (w *walker) files() []string {
	order := commands[w.Command].order
	if w.Command == "build" && w.eager() {
		order = []string{"mod", "zip", "info"}
	}
	if len(w.route.Hops) == 0 || w.route.Hops[0].Kind != route.HopProxy {
		// The route lists requests to a proxy only.
		if w.Project != nil && w.Project.Used {
			return []string{"mod"}
		}
		return order
	}
	return slices.DeleteFunc(slices.Clone(order), func(ext string) bool { return w.request(ext) == "" })
}

// eager reports whether the command loads the whole graph of modules first, as
// it does below go 1.17 (modload/buildlist.go:readModGraph) and in a workspace.
func (w *walker) eager() bool {
	switch w.Project.GoLine {
	case "", "1.13", "1.16":
		return true
	}
	return w.Project.Work
}

// request returns the path by which the route asks for a file.
func (w *walker) request(ext string) string {
	for _, r := range w.answer.Requests {
		if strings.HasSuffix(r, "."+ext) || strings.HasSuffix(r, "/"+ext) {
			return r
		}
	}
	return ""
}

func (w *walker) fail(message string) bool {
	w.message = message
	return false
}
