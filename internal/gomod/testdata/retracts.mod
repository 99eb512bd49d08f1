module example.com/retracts/v2

// A reason before the line.
retract v2.0.0

// A reason before the block.
retract (
	v2.0.1
	[v2.1.0, v2.2.0] // a range
	[ v2.3.0 , v2.3.1 ]
	[v2.4.0,v2.4.1]
	// Two lines
	// of reasons.
	[v2.5.0-rc.1, v2.5.0-rc.9]
)

retract [v2.6.0, v2.6.0]
retract "v2.7.0"

go 1.16
