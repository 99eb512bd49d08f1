// Package visibility judges whether a module is public or private from
// evidence that package evidence has gathered. It is pure.
package visibility

import "sync"

// A Verdict is public, private, or unknown, which is an honest answer.
type Verdict uint8

const (
	Unknown Verdict = iota
	Public
	Private
)

// String returns "unknown", "public" or "private".
func (v Verdict) String() string { return [...]string{"unknown", "public", "private"}[v] }

// A Kind is a kind of evidence. The constants are in order of strength,
// strongest first.
type Kind uint8

const (
	Declared     Kind = iota + 1 // the repository's go.env names it
	Configured                   // the effective GOPRIVATE, GONOPROXY or GONOSUMDB names it
	InSettings                   // the editor's settings name it
	InternalHost                 // its host cannot be public
	Credentials                  // git insteadOf, netrc or GOAUTH know its host or path
	SameRemote                   // weak: the repository's own remote is on its host
	LookedUp                     // public: the checksum database has answered for it
)

// An Evidence is one fact about a module, with where it was found.
type Evidence struct {
	Kind    Kind
	Verdict Verdict // what it speaks for
	Text    string  // stands alone: "the repository's go.env declares GOPRIVATE=corp.example.com"
	Glob    string  // the pattern that names the module, where one does
	File    string
	Line    int
}

// A Judgement is a verdict with the evidence that led to it, strongest first.
// Evidence for the contrary that was outweighed follows; its Verdict tells.
type Judgement struct {
	Verdict  Verdict
	Weak     bool // Private on weak evidence only: good for hints, never for more
	Evidence []Evidence
}

// A Pattern is one glob pattern (of module path prefixes) with its origin.
type Pattern struct {
	Variable string // GOPRIVATE, GONOPROXY, GONOSUMDB, or the setting's name
	Glob     string
	File     string
	Line     int
	Origin   string
}

// A Host is a host or host/path prefix that credentials or a rewrite name.
type Host struct {
	Prefix string // "git.corp.example.com" or "github.com/corp"
	Text   string // what names it: "git url.ssh://….insteadOf", "a netrc machine"; never a secret
	File   string
	Line   int
}

// Facts is everything that a judgement rests on. It is used through a pointer,
// safe for concurrent use, and not changed after the first [Facts.Judge].
type Facts struct {
	Declared   []Pattern // from the repository's go.env
	Effective  []Pattern // GOPRIVATE, GONOPROXY, GONOSUMDB in force
	Settings   []Pattern
	Hosts      []Host                          // insteadOf, netrc, GOAUTH
	Trusted    []string                        // the setting modroute.trustedProxies: URLs or hosts of proxies that may learn private names
	RemoteHost string                          // of the repository's own remote; "" if unknown or a well-known forge
	LookedUp   func(path, version string) bool // whether the checksum database's cached look-up exists; nil means no

	once     sync.Once
	compiled compiled
	proxies  sync.Map // answers of PublicProxy, by URL
}

// WithEffective returns the facts with other patterns in force, as they would
// be in another environment.
func (f *Facts) WithEffective(patterns []Pattern) *Facts {
	return &Facts{
		Declared:   f.Declared,
		Effective:  patterns,
		Settings:   f.Settings,
		Hosts:      f.Hosts,
		RemoteHost: f.RemoteHost,
		Trusted:    f.Trusted,
		LookedUp:   f.LookedUp,
	}
}
