package settings

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Object decodes a JSON object. An empty list counts as one: that is how
// settings written in Lua spell an empty table.
func Object(raw json.RawMessage) (members map[string]json.RawMessage, err error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(raw, &members)
	return members, err
}

// SectionOf returns the members of modroute's section of settings. Clients
// spell it as an object "modroute", with dotted names ("modroute.private",
// "modroute.env.GOPROXY"), or as both; settings without any of these are the
// section itself.
func SectionOf(options map[string]json.RawMessage) (members map[string]json.RawMessage, problem string) {
	raw, ok := options[Section]
	dotted := slices.DeleteFunc(slices.Sorted(maps.Keys(options)), func(name string) bool { return !isDotted(name) })
	if !ok && len(dotted) == 0 {
		return options, ""
	}
	if !IsNull(raw) {
		var err error
		if members, err = Object(raw); err != nil {
			problem = "the setting modroute is ignored: it must be an object"
		}
	}
	for _, name := range dotted {
		members = with(members, strings.TrimPrefix(name, Section+"."), options[name])
	}
	return members, problem
}

// isDotted reports whether a name is that of one of modroute's settings, with
// the section in front.
func isDotted(name string) bool { return strings.HasPrefix(name, Section+".") }

// with returns members with one more, whose name may lead into another:
// "env.GOPROXY".
func with(members map[string]json.RawMessage, name string, value json.RawMessage) map[string]json.RawMessage {
	if members == nil {
		members = make(map[string]json.RawMessage)
	}
	name, inner, nested := strings.Cut(name, ".")
	if nested {
		object, _ := Object(members[name]) // what is no object gives way
		if object == nil {
			object = make(map[string]json.RawMessage)
		}
		object[inner] = value
		value, _ = json.Marshal(object) // what was JSON is
	}
	members[name] = value
	return members
}

// IsNull reports whether a JSON value is null or missing.
func IsNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// Pushed returns modroute's section of the settings that a client pushes, in
// whichever way it spells them; ok is false if they say nothing of modroute.
func Pushed(raw json.RawMessage) (section json.RawMessage, ok bool) {
	var options map[string]json.RawMessage
	if json.Unmarshal(raw, &options) != nil {
		return nil, false
	}
	for name := range options {
		ok = ok || name == Section || isDotted(name) || slices.Contains(names, name)
	}
	members, problem := SectionOf(options)
	if !ok || problem != "" {
		return options[Section], ok
	}
	section, _ = json.Marshal(members) // what was JSON is
	return section, true
}
