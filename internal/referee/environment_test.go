package referee

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// TestEnvironment compares the merged layers with what go env prints, for
// generated layers full of what people write into such files.
func TestEnvironment(t *testing.T) {
	seed := uint64(number(t, "REFEREE_SEED", 1))
	for _, tc := range toolchains(t) {
		t.Run(tc.name, func(t *testing.T) {
			t.Logf("seed %d", seed)
			root, dir := goroot(t, tc.name), caseDir(t)
			var trials []*trial
			for i := range number(t, "REFEREE_CASES", tc.cases) / 2 {
				c := generateLayers(seed, i)
				s, err := c.setUp(filepath.Join(dir, fmt.Sprint(i)), root)
				if err != nil {
					t.Fatal(err)
				}
				s.close()
				tr := &trial{setup: s}
				if tr.seen.variables, err = s.goEnv(root); err != nil {
					t.Fatalf("%s: %v", c.Name, err)
				}
				trials = append(trials, tr)
			}
			for i, a := range predictions(t, predictor(t), trials) {
				if d := trials[i].environmentDifference(&a); d != "" {
					t.Errorf("%s: %s\n%q\n%s\n%s", trials[i].Name, d, trials[i].OS, text("GOENV", trials[i].User), text("go.env", trials[i].GoEnv))
				}
			}
		})
	}
}

func text(name string, file *string) string {
	if file == nil {
		return "no " + name
	}
	return fmt.Sprintf("%s %q", name, *file)
}

// generateLayers makes case number i of a seed with nothing but layers.
func generateLayers(seed uint64, i int) *Case {
	g := generator{rand.New(rand.NewPCG(seed, 2<<32+uint64(i)))}
	c := &Case{Name: fmt.Sprintf("layers-seed%d-%d", seed, i), Command: "download", Path: "x.test/a", Version: "v1.0.0"}
	c.OS = make(map[string]string)
	for _, name := range watched {
		if strings.HasPrefix(name, "GO") && name != "GOTOOLCHAIN" && g.chance(25) {
			c.OS[name] = g.value(name)
		}
	}
	delete(c.OS, "GOENV")
	if g.chance(80) {
		file := g.layerFile()
		c.User = &file
		c.AtHome = g.chance(40)
		if g.chance(10) {
			c.OS["GOENV"] = g.pick("off", "{dir}", "{dir}/missing", "../../goenv", "")
		}
		if c.AtHome && g.chance(20) {
			c.OS["XDG_CONFIG_HOME"] = g.pick("{dir}/home/.config", "{dir}", "relative", "")
		}
	}
	if g.chance(50) {
		file := g.layerFile()
		c.GoEnv = &file
	}
	return c
}

// layerFile makes the text of a file of assignments.
func (g generator) layerFile() string {
	var b strings.Builder
	if g.chance(5) {
		b.WriteString("\ufeff")
	}
	for range g.IntN(12) {
		name := watched[g.IntN(len(watched))]
		if name == "GOTOOLCHAIN" || name == "GOENV" {
			name = "GOPRIVATE"
		}
		if name == "GO111MODULE" {
			// go env does not work with a value that it does not know.
			b.WriteString(name + "=" + g.value(name) + "\n")
			continue
		}
		prefix := ""
		if g.chance(15) {
			prefix = g.pick(" ", "\t", "#", "# ", "export ", "set ", "_", "=")
		}
		if g.chance(5) {
			name = strings.ToLower(name)
		}
		equals := "="
		if g.chance(8) {
			equals = g.pick(" = ", "= ", " =", ":", "==", "")
		}
		b.WriteString(prefix + name + equals + g.value(name) + g.pick("\n", "\n", "\n", "\r\n", "\n\n", " \n"))
	}
	return strings.TrimSuffix(b.String(), g.pick("", "\n"))
}

// value makes any value; one of GO111MODULE is one that go env accepts.
func (g generator) value(name string) string {
	if name == "GO111MODULE" {
		return g.pick("on", "auto", "off", "")
	}
	return g.pick("", "", "a.test", "b.test,c.test", "\"quoted.test\"", "'quoted.test'", "$HOME", "d.test # comment",
		" blank.test", "off", "direct", "none", "x=y", "https://u:p@e.test", "\\", "é.test", "~/go", "*", "-mod=mod")
}
