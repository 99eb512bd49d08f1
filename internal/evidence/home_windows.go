package evidence

// homeVariables name the user's home directory, in the order in which Git for
// Windows and then os.UserHomeDir would ask.
var homeVariables = []string{"HOME", "USERPROFILE"}
