package fix

import (
	"golang.org/x/mod/modfile"

	"github.com/modroute/modroute/internal/snapshot"
	"github.com/modroute/modroute/internal/visibility"
)

// Patterns returns the glob patterns that may be offered to cover a private
// module, the one to prefer first.
func Patterns(modulePath string, j visibility.Judgement) []string { return candidates(modulePath, j) }

// Checkouts returns the directories near a snapshot's file that hold a checkout
// of a module, the nearest first, each as the file spells it in a directive.
func Checkouts(s *snapshot.Snapshot, modulePath string) []string {
	var paths []string
	for _, dir := range newNearby(s).checkouts(modulePath) {
		if path := spelled(s.Folder.Dir, dir); unwritablePath(path) == "" {
			paths = append(paths, modfile.AutoQuote(path))
		}
	}
	return paths
}
