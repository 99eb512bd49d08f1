package route

import "slices"

// Same reports whether two routes of one requirement lead to the same places in
// the same way, whatever decided that. What is asked of a checksum database
// counts only where go.sum lacks something.
func Same(a, b *Route) bool {
	return a.Source == b.Source && a.Error == b.Error &&
		equal(a.ReplacedBy, b.ReplacedBy) && slices.Equal(a.Hops, b.Hops) && equal(a.Direct, b.Direct) &&
		sameChecksum(a.Checksum, b.Checksum)
}

func sameChecksum(a, b *Checksum) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.GoSum == "both" && b.GoSum == "both" {
		return true
	}
	return a.Verify == b.Verify && a.Error == b.Error && a.Database == b.Database && slices.Equal(a.Via, b.Via)
}

// equal compares what two pointers lead to.
func equal[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
