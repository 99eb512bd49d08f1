package fix

import (
	"fmt"

	"github.com/modroute/modroute/internal/goenv"
)

// deciding returns the setting of a variable that a change has to be made
// beside: that of the editor or of the process, which override the user's Go
// environment, else that of the user's file. ok is false if none of them sets
// it. An empty setting of the editor or the process is none.
func deciding(env *goenv.Environment, name string) (s goenv.Setting, ok bool) {
	for _, origin := range []goenv.Origin{goenv.Editor, goenv.OS} {
		if s, ok := env.LayerSetting(origin, name); ok && s.Value != "" {
			return s, true
		}
	}
	return env.LayerSetting(goenv.User, name)
}

// inShell reports whether a variable is changed in the environment of the
// process: where that sets it, and where no other layer counts.
func inShell(env *goenv.Environment, name string) bool {
	s, ok := deciding(env, name)
	if !ok {
		return name == "GOENV" || goenv.GroupOf(name) == goenv.Related
	}
	return s.Origin == goenv.OS
}

// Changed returns the environment after changes, each in the layer that sets
// the variable.
func Changed(env *goenv.Environment, changes []EnvChange) *goenv.Environment {
	after := env
	for _, c := range changes {
		origin := goenv.User
		if inShell(env, c.Name) {
			origin = goenv.OS
		}
		if c.NewSet {
			after = after.With(origin, c.Name, c.New)
		} else {
			after = after.Without(origin, c.Name)
		}
	}
	return after
}

// overriding returns where a variable is set that neither `go env -w` nor a
// line in a shell overrides, and what belongs there; "" if it is not.
func overriding(env *goenv.Environment, name, advice string) string {
	switch s, ok := deciding(env, name); {
	case ok && s.Origin == goenv.Editor:
		return fmt.Sprintf("%s is set in the editor's settings, which override the user's Go environment: %s there", name, advice)
	case ok && s.InjectedBy != "":
		return fmt.Sprintf("%s is set by %s, which overrides the user's Go environment: %s there", name, s.InjectedBy, advice)
	}
	return ""
}

// exported says where a variable is set for which there is a shell line, and
// that the line lasts as long as the shell; "" if there is no such.
func exported(env *goenv.Environment, changes []EnvChange, advice string) string {
	for _, c := range changes {
		if s, ok := deciding(env, c.Name); ok && s.Origin == goenv.OS {
			return fmt.Sprintf("%s comes from the process's environment: %s where it is exported, such as the shell's profile, and start again", c.Name, advice)
		}
	}
	return ""
}
