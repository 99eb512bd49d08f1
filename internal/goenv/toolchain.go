package goenv

// ForToolchain returns the environment as a toolchain of the given version
// ("go1.27.4") sees it that the go command switches to. That toolchain reads
// its own $GOROOT/go.env, not the installation's: own is what it sets, or, if
// that is nil, what the Go project publishes.
func (e *Environment) ForToolchain(version string, own *Layer) *Environment {
	if own == nil {
		own = &Layer{Origin: GOROOT, Settings: make(map[string]Setting, len(published))}
		for name, s := range published {
			s.Origin = GOROOT
			own.Settings[name] = s
		}
	}
	layers := []Layer{*own}
	for _, l := range e.layers {
		if l.Origin > GOROOT {
			layers = append(layers, l)
		}
	}
	facts := e.facts
	facts.GoVersion = version
	return Merge(layers, facts)
}
