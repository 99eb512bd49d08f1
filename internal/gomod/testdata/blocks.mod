module (
	example.com/blocks // in a block of its own
)

go 1.26

// Direct ones.
require (
	// A comment of its own line.
	example.com/a v1.2.3
	example.com/b/v3 v3.0.0-20250102030405-0123456789ab // why not

	// After a blank line.
	example.com/c v0.0.0-20250102030405-0123456789ab

) // the end

require ( // these come by others
	example.com/d v1.0.0 // indirect
	example.com/e v4.0.0+incompatible // indirect; kept for its tests
	// the last word
)

exclude (
	example.com/a v1.2.2
	example.com/d v1.0.1
)

replace (
	example.com/a => ../a
	example.com/b/v3 v3.0.0-20250102030405-0123456789ab => example.com/fork/b/v3 v3.0.1
	example.com/c => /srv/go/c // absolute
)

retract (
	v0.9.0 // Broke the build.
	// These lost data.
	[v0.5.0, v0.7.9]
)

tool (
	example.com/a/cmd/lint
	example.com/blocks/internal/gen // ours
)

ignore (
	./static
	third_party/javascript
)

godebug (
	default=go1.26
	panicnil=1
)

require ()
