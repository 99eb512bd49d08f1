// Package archtest holds the tests of the invariants in ARCHITECTURE.md that
// can be read off the source: which package may import what.
package archtest
