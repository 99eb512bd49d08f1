package analyzers

import "github.com/modroute/modroute/internal/analysis"

// Codes returns the codes of all analyzers, in the order of the catalogue.
func Codes() []string {
	codes := make([]string, len(All))
	for i, a := range All {
		codes[i] = a.Name
	}
	return codes
}

// ByCode returns the analyzer of a code; nil if there is none.
func ByCode(code string) *analysis.Analyzer {
	for _, a := range All {
		if a.Name == code {
			return a
		}
	}
	return nil
}
