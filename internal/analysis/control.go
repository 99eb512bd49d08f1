package analysis

// A Control is what a person has said about findings, in the editor's settings
// or a settings file: it changes their severity, or silences them.
type Control struct {
	// Severity is that of each finding of a code, whatever its analyzer says.
	// Off silences the code.
	Severity map[string]Severity
	// Ignore silences codes for the modules that a pattern matches.
	Ignore []IgnoreRule
}

// Off is the severity of a code that is switched off.
const Off Severity = 0

// An IgnoreRule silences codes, or all if there are none, for the modules that
// a glob pattern of GOPRIVATE's kind matches.
type IgnoreRule struct {
	Glob  string
	Codes []string
}
