// Package referee proves package route against the real go command. It holds
// only tests.
//
// From a seed it generates cases: an environment in layers, a directory with
// or without a module, and what every proxy and checksum database answers to
// every file. Each case is run once through the go command in a world that
// does not leave this machine: module proxies listen on loopback, and all
// other traffic ends in a forward proxy that notes the host and refuses (the
// sink). The places contacted, in order, and the outcome must be what follows
// from the route.
//
// The prediction is made by another process, ./predictor, from the same layers
// on disk; the walk along the route's hops is simulated here. So the two share
// no parsing, and a planted mistake can be put into the predictor by an overlay.
//
// Variables of the environment steer a run:
//
//	REFEREE_SEED   the seed of the generated cases, a number
//	REFEREE_CASES  how many cases each toolchain runs
//	REFEREE_GO     the toolchains: "local", or versions such as "go1.27.4", separated by commas
//	REFEREE_CASE   runs only the case of that name, and prints what it did
//
// A case that ever differed is kept in testdata/fixed as the failing test
// prints it, and is run every time.
package referee
