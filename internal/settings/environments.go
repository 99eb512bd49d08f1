package settings

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// environment reads the setting modroute.env, or one of its kind. A variable
// that is null is unset, like an empty one.
func (p *reading) environment(setting string, raw json.RawMessage) map[string]string {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.%s is ignored: it must be an object of variables", setting)
		return nil
	}
	env := make(map[string]string, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var value string
		if name == "" || strings.Contains(name, "=") {
			p.problem("the setting modroute.%s: %q is no name of a variable", setting, name)
			continue
		}
		if json.Unmarshal(members[name], &value) != nil {
			p.problem("the setting modroute.%s.%s is ignored: it must be a string", setting, name)
			continue
		}
		env[name] = value
	}
	return env
}

// environments reads the setting modroute.environments.
func (p *reading) environments(raw json.RawMessage) map[string]Environment {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.environments is ignored: it must be an object of environments")
		return nil
	}
	set := make(map[string]Environment, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if env, ok := p.named("environments."+name, members[name]); ok {
			set[name] = env
		}
	}
	return set
}

// named reads one environment of the setting modroute.environments: one of its
// members env and file, "process": true or "loginShell": true.
func (p *reading) named(name string, raw json.RawMessage) (env Environment, ok bool) {
	members, err := Object(raw)
	if err != nil {
		p.problem("the setting modroute.%s is ignored: it must be an object with env, file, process or loginShell", name)
		return env, false
	}
	for _, member := range slices.Sorted(maps.Keys(members)) {
		raw := members[member]
		switch member {
		case "env":
			env.Env = p.environment(name+".env", raw)
		case "file":
			if json.Unmarshal(raw, &env.File) != nil {
				p.problem("the setting modroute.%s.file is ignored: it must be a path", name)
			}
		case "process":
			env.Process = p.boolean(name+".process", raw, false)
		case "loginShell":
			env.LoginShell = p.boolean(name+".loginShell", raw, false)
		default:
			p.problem("there is no setting modroute.%s.%s%s", name, member, meant(member, []string{"env", "file", "process", "loginShell"}))
		}
	}
	return env, env.Env != nil || env.File != "" || env.Process || env.LoginShell
}
