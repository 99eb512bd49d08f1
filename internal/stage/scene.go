package stage

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"
)

// A Scene is the scenario of one diagnostic code without its expectations,
// unpacked: a workspace in which modroute finds the fault.
type Scene struct {
	*Stage
	Code string
	// Args are those after "modroute check" or "modroute fix": the settings,
	// if there are any, and the files that the scenario is about.
	Args []string
}

// NewScene unpacks the scenario of a code, one of a directory of scenarios,
// into the directories home and work of dir, which is absolute. goTool is the go
// program that stands in the scene's Go installation.
func NewScene(scenarios, code, dir, goTool string) (*Scene, error) {
	archive, err := txtar.ParseFile(filepath.Join(scenarios, code+".txtar"))
	if err != nil {
		return nil, err
	}
	stripped, files := Strip(archive)
	home, work := filepath.Join(dir, "home"), filepath.Join(dir, "work")
	s, err := Unpack(stripped, home, work, goTool)
	if err != nil {
		return nil, err
	}
	scene := &Scene{Stage: s, Code: code}
	if s.Settings != "" {
		file := filepath.Join(home, "settings.json")
		if err := os.WriteFile(file, []byte(s.Settings), 0o666); err != nil {
			return nil, err
		}
		scene.Args = []string{"-settings", file}
	}
	scene.Args = append(scene.Args, files...)
	return scene, nil
}

// Shown returns an output without the scene's directories: names below the
// workspace are relative, and ~ is the home directory.
func (s *Scene) Shown(output string) string {
	return strings.NewReplacer(s.Work+string(filepath.Separator), "", s.Work, ".", s.Home, "~").Replace(output)
}
