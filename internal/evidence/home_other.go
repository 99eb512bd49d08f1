//go:build !windows

package evidence

// homeVariables name the user's home directory.
var homeVariables = []string{"HOME"}
