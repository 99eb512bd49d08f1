package snapshot

import (
	"sync"

	"github.com/modroute/modroute/internal/gomod"
)

// A Memory remembers what was read in go.mod and go.sum files. In a workspace
// each module's folder reads those of all modules: without it, each would hold
// all of them. The zero value is empty. A Memory is safe for concurrent use, and
// a nil one remembers nothing.
type Memory struct {
	mods memory[*gomod.File]
	sums memory[*gomod.Sum]
}

func (m *Memory) mod(path, text string) *gomod.File {
	if m == nil {
		return gomod.Parse(path, text)
	}
	return m.mods.parse(path, text, gomod.Parse)
}

func (m *Memory) sum(path, text string) *gomod.Sum {
	if m == nil {
		return gomod.ParseSum(path, text)
	}
	return m.sums.parse(path, text, gomod.ParseSum)
}

// A memory is that of one kind of file. Of each file it has the text that was
// read last, and what that says.
type memory[T any] struct {
	mu    sync.Mutex
	known map[string]remembered[T] // by path
}

type remembered[T any] struct {
	text   string
	parsed T
}

func (m *memory[T]) parse(path, text string, parse func(name, text string) T) T {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.known[path]; ok && r.text == text {
		return r.parsed
	}
	if m.known == nil {
		m.known = make(map[string]remembered[T])
	}
	parsed := parse(path, text)
	m.known[path] = remembered[T]{text, parsed}
	return parsed
}
