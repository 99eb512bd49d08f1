package cli

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/modroute/modroute/internal/report"
	"github.com/modroute/modroute/internal/route"
	"github.com/modroute/modroute/internal/visibility"
)

// Whatever a repository and an environment hold, modroute fix tells nobody more
// than before, and switches no verification off. A dry run changes nothing, a
// second run nothing more. The scenarios are the repositories.
func TestFixMakesNothingWorse(t *testing.T) {
	files, err := filepath.Glob("../../testdata/scenarios/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			m, flags, args := newScenario(t, file)
			fix := append(append([]string{"fix"}, flags...), args...)
			before, routes := m.tree(t), m.routes(t, flags, args)
			m.run(append(fix, "-diff")...)
			if !maps.Equal(before, m.tree(t)) {
				t.Error("-diff has changed a file")
			}
			_, said, _ := m.run(fix...)
			after := m.tree(t)
			for _, fault := range worse(routes, m.routes(t, flags, args)) {
				t.Errorf("%s, after\n%s", fault, said)
			}
			for _, fault := range worseEnv(before["home/env"], after["home/env"]) {
				t.Errorf("%s, after\n%s", fault, said)
			}
			m.run(fix...)
			if !maps.Equal(after, m.tree(t)) {
				t.Error("a second run has changed a file")
			}
		})
	}
}

// expectation is what a scenario expects of a line.
var expectation = regexp.MustCompile(` *//@.*`)

// newScenario unpacks a scenario of the server's. args name its files, flags its
// settings if it has some.
func newScenario(t *testing.T, file string) (m *machine, flags, args []string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m = newMachine(t)
	m.withGo(t)
	expand := strings.NewReplacer("$WORK", m.dir, "$HOME", filepath.Join(m.root, "home"))
	for _, f := range archive.Files {
		text := string(f.Data)
		switch base := filepath.Base(f.Name); {
		case strings.HasPrefix(f.Name, "@"):
		case f.Name == "env":
			for line := range strings.Lines(expand.Replace(text)) {
				m.setenv(strings.TrimSuffix(line, "\n"))
			}
		case f.Name == "goenv":
			m.write(t, "home/env", text)
		case f.Name == "goroot.env":
			m.write(t, "go/go.env", text)
		case f.Name == "settings.json":
			m.write(t, "settings.json", expand.Replace(text))
			flags = append(flags, "-settings", filepath.Join(m.root, f.Name))
		case strings.HasPrefix(f.Name, "home/"):
			m.write(t, f.Name, text)
		default:
			m.write(t, "src/"+f.Name, expectation.ReplaceAllString(text, ""))
			if base == "go.mod" || base == "go.work" {
				args = append(args, f.Name)
			}
		}
	}
	return m, flags, args
}

// tree returns the files below the machine's root, by their names.
func (m *machine) tree(t *testing.T) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	err := filepath.WalkDir(m.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(m.root, path)
		tree[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// routes returns the routes of every file that is named, by its directory and
// the module.
func (m *machine) routes(t *testing.T, flags, args []string) map[string]report.Route {
	t.Helper()
	routes := make(map[string]report.Route)
	for _, arg := range args {
		in := filepath.Join(m.dir, filepath.FromSlash(filepath.Dir(arg)))
		_, stdout, _ := m.run(append([]string{"route", "-json", "-C", in}, flags...)...)
		decoder := json.NewDecoder(strings.NewReader(stdout))
		for decoder.More() {
			var r report.Route
			if err := decoder.Decode(&r); err != nil {
				t.Fatal(err)
			}
			routes[in+" "+r.Path+"@"+r.Version] = r
		}
	}
	return routes
}

// worse says which modules are told to a public proxy or checksum database only
// after a change, and the content of which is no longer verified
// although nobody has called them private.
func worse(before, after map[string]report.Route) (faults []string) {
	for module, a := range after {
		b, ok := before[module]
		switch private := ok && b.Visibility.Verdict == "private"; {
		case private && toPublicProxy(&a) && !toPublicProxy(&b):
			faults = append(faults, module+" is named to a public proxy")
		case private && a.Checksum != nil && a.Checksum.Database != "" && (b.Checksum == nil || b.Checksum.Database == ""):
			faults = append(faults, module+" is named to a checksum database")
		case ok && a.Visibility.Verdict != "private" && isVerified(&b) && !isVerified(&a):
			faults = append(faults, module+" is no longer verified")
		}
	}
	return faults
}

func toPublicProxy(r *report.Route) bool {
	if len(r.Hops) == 0 || r.Hops[0].Kind != route.HopProxy {
		return false
	}
	_, public := visibility.PublicProxy(r.Hops[0].URL)
	return public
}

func isVerified(r *report.Route) bool { return r.Checksum != nil && r.Checksum.Verify }

// worseEnv says what of the user's Go environment was lost or undone by a
// change from one text to the other.
func worseEnv(before, after string) (faults []string) {
	was := assignments(before)
	for name, value := range assignments(after) {
		if was[name] == value {
			continue
		}
		switch name {
		case "GOSUMDB", "GOFLAGS", "GOINSECURE", "GOAUTH":
			if value == "off" || was[name] == "" {
				faults = append(faults, name+" became "+value)
			}
		case "GOPRIVATE", "GONOPROXY", "GONOSUMDB":
			patterns := strings.Split(value, ",")
			if slices.ContainsFunc(patterns, visibility.IsHabit) && !slices.ContainsFunc(strings.Split(was[name], ","), visibility.IsHabit) {
				faults = append(faults, name+" became "+value)
			}
		}
	}
	return faults
}

func assignments(text string) map[string]string {
	values := make(map[string]string)
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = value
	}
	return values
}
