// Package bugreport writes what helps to find a fault of modroute, for a public
// report. It tells no name that is anybody's own: of modules only how many,
// of hosts only those that are everybody's. What it lets through is listed in
// anonymous.go.
package bugreport

import (
	"cmp"
	"errors"
	"fmt"
	"go/version"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/modroute/modroute/internal/analysis"
	"github.com/modroute/modroute/internal/goenv"
	"github.com/modroute/modroute/internal/gomod"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/settings"
	"github.com/modroute/modroute/internal/snapshot"
)

// A Report is what is known of a run of modroute.
type Report struct {
	Version   string // of modroute, and of the Go and for the system it is built with
	Environ   []string
	Home      string // the home directory
	Env       *goenv.Environment
	Settings  *settings.Settings // nil if none were read
	Files     []File             // that the answers depend on
	Snapshots []*snapshot.Snapshot
}

// A File is one that modroute has looked at, and what came of it.
type File struct {
	Path string
	Err  error
}

// Write writes the report as Markdown.
func (r *Report) Write(w io.Writer) error {
	b := &writer{Report: r, names: newAnonymizer(r.Home)}
	b.line("<!-- Names of modules, hosts, paths and people are replaced. Look through it all the same before you post it. -->")
	b.line("\n### What I did, what I saw, what I expected\n\n…")
	b.line("\n### Versions\n")
	b.versions()
	b.environment()
	b.files()
	b.settings()
	for _, s := range r.Snapshots {
		b.module(s)
	}
	b.findings()
	_, err := io.WriteString(w, b.out.String())
	return err
}

// A writer writes one report.
type writer struct {
	*Report
	names *anonymizer
	out   strings.Builder
}

func (b *writer) line(format string, args ...any) { fmt.Fprintf(&b.out, format+"\n", args...) }

// heading begins a section, with a table if it has columns.
func (b *writer) heading(title string, columns ...string) {
	b.line("\n### %s\n", title)
	if len(columns) > 0 {
		b.row(columns...)
		b.row(slices.Repeat([]string{"---"}, len(columns))...)
	}
}

func (b *writer) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	b.line("| %s |", strings.Join(cells, " | "))
}

// code sets a value as code; nothing for none.
func code(value string) string {
	if value == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(value, "`", "'") + "`"
}

func (b *writer) versions() {
	b.line("- modroute %s", b.Version)
	goVersion := "unknown"
	if version.IsValid(b.Env.GoVersion) {
		goVersion = b.Env.GoVersion
	}
	b.line("- the go command: %s", goVersion)
	var found []string
	for _, name := range editors {
		if slices.ContainsFunc(b.Environ, func(kv string) bool { return strings.HasPrefix(kv, name+"=") && kv != name+"=" }) {
			found = append(found, name)
		}
	}
	if found != nil {
		b.line("- started where %s is set", strings.Join(found, ", "))
	}
}

// editors are variables that tell in which editor or terminal a process runs,
// or in whose automation. Only that they are set is told.
var editors = []string{
	"VSCODE_PID", "VSCODE_ESM_ENTRYPOINT", "VSCODE_INJECTION", "NVIM", "VIM", "INSIDE_EMACS", "ZED_TERM", "HELIX_RUNTIME",
	"TERMINAL_EMULATOR", "TERM_PROGRAM", "SSH_CONNECTION", "WSL_DISTRO_NAME", "container", "CI", "GITHUB_ACTIONS", "GITLAB_CI",
}

// environment lists the variables that are set, with what they hide.
func (b *writer) environment() {
	b.heading("Environment", "variable", "value", "set by", "hides")
	for _, v := range b.Env.Variables() {
		if v.Origin == goenv.Default && v.Value == "" && v.Shadowed == nil {
			continue
		}
		by := origin(v.Setting)
		if v.Inherits != "" {
			by += " (" + v.Inherits + ")"
		}
		var hidden []string
		for _, s := range v.Shadowed {
			hidden = append(hidden, strings.TrimSpace(origin(s)+" "+b.value(v.Name, s.Value)))
		}
		b.row(v.Name, b.value(v.Name, v.Value), by, strings.Join(hidden, ", "))
	}
	b.problems()
}

// value is the value of a variable; of some only that there is one.
func (b *writer) value(name, value string) string {
	shown := b.names.value(name, value)
	if value != "" && shown == "" {
		return "(not shown)"
	}
	return cmp.Or(code(shown), "(empty)")
}

// origin is the layer that a setting is of, and its line there.
func origin(s goenv.Setting) string {
	by := s.Origin.String()
	if s.Line > 0 {
		by += fmt.Sprintf(" line %d", s.Line)
	}
	if s.InjectedBy != "" {
		by += " (injected)"
	}
	return by
}

// problems counts what is wrong with the layers: the words would tell names.
func (b *writer) problems() {
	count := make(map[string]int)
	known := make(map[string]bool)
	for _, v := range b.Env.Variables() {
		known[v.Name] = true
	}
	for _, p := range b.Env.Problems {
		about := "a file as a whole"
		switch {
		case known[p.Variable]:
			about = p.Variable
		case p.Variable != "":
			about = "another variable"
		}
		count[about]++
	}
	if len(count) > 0 {
		b.line("\nProblems in the layers: %s", counted(count))
	}
}

// counted returns "2 x, 1 y".
func counted(count map[string]int) string {
	var list []string
	for _, what := range slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a, b))
	}) {
		list = append(list, fmt.Sprintf("%d %s", count[what], what))
	}
	return strings.Join(list, ", ")
}

// known are the names of files that tell of nobody.
var known = []string{
	"go.mod", "go.sum", "go.work", "go.work.sum", "go.env", "modules.txt", "VERSION", "HEAD", ".git", "vendor",
	".netrc", "_netrc", ".gitconfig", "gitconfig", "config", "config.worktree", "commondir", "go", "go.exe", "env",
}

// files names the files of the layers, and counts the others that were looked
// at, by name and what came of it.
func (b *writer) files() {
	b.heading("Files", "file", "")
	layers := map[string]string{b.Env.UserFile: "the user's Go environment"}
	if b.Env.GOROOT != "" {
		layers[filepath.Join(b.Env.GOROOT, "go.env")] = "the installation's Go environment"
	}
	outcomes := make(map[string]map[string]int)
	for _, f := range b.Files {
		if layer := layers[f.Path]; layer != "" {
			b.row(layer+" "+code(b.names.path(f.Path)), outcome(f.Err))
			continue
		}
		name := filepath.Base(f.Path)
		if !slices.Contains(known, name) {
			name = "others"
		}
		if outcomes[name] == nil {
			outcomes[name] = make(map[string]int)
		}
		outcomes[name][outcome(f.Err)]++
	}
	for _, name := range slices.Sorted(maps.Keys(outcomes)) {
		b.row(name, counted(outcomes[name]))
	}
}

// outcome says what an error is without the path in it.
func outcome(err error) string {
	switch {
	case err == nil:
		return "read"
	case errors.Is(err, fs.ErrNotExist):
		return "not there"
	case errors.Is(err, fs.ErrPermission):
		return "not permitted"
	}
	return "cannot be read"
}

// settings says which are set.
func (b *writer) settings() {
	if b.Settings == nil {
		return
	}
	s := b.Settings
	b.heading("Settings", "setting", "")
	b.row("private", b.names.pieces(strings.Join(s.Private, ","), ",", b.names.pattern))
	b.row("trustedProxies", b.names.pieces(strings.Join(s.TrustedProxies, ","), ",", b.names.proxy))
	b.row("env", fmt.Sprintf("%d variables", len(s.Env)))
	var levels []string
	for _, code := range slices.Sorted(maps.Keys(s.Control.Severity)) {
		level := "off"
		if s.Control.Severity[code] != analysis.Off {
			level = s.Control.Severity[code].String()
		}
		levels = append(levels, code+": "+level)
	}
	b.row("severity", strings.Join(levels, ", "))
	var ignored []string
	for _, rule := range s.Control.Ignore {
		ignored = append(ignored, strings.TrimSpace(code(b.names.pattern(rule.Glob))+" "+strings.Join(rule.Codes, " ")))
	}
	b.row("ignore", strings.Join(ignored, ", "))
	b.row("environments", fmt.Sprintf("%d", len(s.Environments)))
}

// module counts what a go.mod or go.work asks for, by route.
func (b *writer) module(s *snapshot.Snapshot) {
	title := "go.mod"
	if s.File.Work {
		title = "go.work"
	}
	b.heading(title, "modules", "route")
	routes := make(map[string]int)
	judged, sums, lines := make(map[string]int), make(map[string]int), make(map[string]int)
	for _, r := range s.Requirements {
		routes[b.route(&r.Route)]++
		judged[r.Visibility.Verdict.String()]++
		sums[checksum(r.Route.Checksum)]++
		lines[kind(r)]++
	}
	for _, way := range slices.Sorted(maps.Keys(routes)) {
		b.row(fmt.Sprint(routes[way]), way)
	}
	b.line("")
	b.line("- lines: %s", cmp.Or(counted(lines), "none"))
	b.line("- visibility: %s", cmp.Or(counted(judged), "none"))
	b.line("- checksums: %s", cmp.Or(counted(sums), "none"))
	b.line("- go %s, toolchain %s", b.release(s.File.Go), b.release(s.File.Toolchain))
	b.line("- in a workspace: %v, of %d modules; vendor directory: %v", s.Workspace.Work, len(s.Workspace.Mains), s.Workspace.Vendor.Exists)
	b.line("- %d lines cannot be read, %d faults of the files around it", len(s.File.Broken), len(s.Folder.Errors))
}

// kind says which line asks for a module.
func kind(r *analysis.Requirement) string {
	switch {
	case r.Toolchain:
		return "toolchain"
	case r.Replace != nil && r.Replace.Local():
		return "replaced by a directory"
	case r.Replace != nil:
		return "replaced by a module"
	case r.Indirect:
		return "indirect"
	}
	return "direct"
}

// release is the version of a go or toolchain line.
func (b *writer) release(v *gomod.Value) string {
	if v == nil {
		return "none"
	}
	text := strings.TrimPrefix(v.Arg.Value, "go")
	if b.names.toolchain("go"+text) == "go"+text {
		return text
	}
	return "of another kind"
}

// route is a route without the module that takes it.
func (b *writer) route(r *route.Route) string {
	steps := []string{string(r.Source)}
	for _, hop := range r.Hops {
		step := string(hop.Kind)
		if hop.URL != "" {
			step = b.names.proxy(hop.URL)
		}
		if hop.Next != route.Never {
			step += " (" + string(hop.Next) + ")"
		}
		steps = append(steps, code(step))
	}
	if r.Error != "" {
		steps = append(steps, "an error")
	}
	return strings.Join(steps, " → ")
}

func checksum(c *route.Checksum) string {
	switch {
	case c == nil:
		return "without"
	case !c.Verify:
		return "not asked for"
	}
	if c.GoSum == "" {
		return "asked for"
	}
	return "with " + c.GoSum + " in go.sum"
}

// findings counts the findings.
func (b *writer) findings() {
	type finding struct {
		code     string
		severity analysis.Severity
	}
	count := make(map[finding]int)
	for _, s := range b.Snapshots {
		for _, d := range s.Diagnostics {
			count[finding{d.Code, d.Severity}]++
		}
	}
	b.heading("Findings")
	if len(count) == 0 {
		b.line("none")
		return
	}
	b.row("code", "severity", "")
	b.row("---", "---", "---")
	for _, f := range slices.SortedFunc(maps.Keys(count), func(x, y finding) int {
		return cmp.Or(strings.Compare(x.code, y.code), cmp.Compare(x.severity, y.severity))
	}) {
		b.row(f.code, f.severity.String(), fmt.Sprint(count[f]))
	}
}
