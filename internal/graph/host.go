package graph

import "strings"

// splitHost splits a module path after its first element.
func splitHost(path string) (host, rest string) {
	host, rest, _ = strings.Cut(path, "/")
	return host, rest
}
