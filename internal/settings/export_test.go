package settings

// Names are the settings that there are, for the test of their documentation.
func Names() []string { return names }
