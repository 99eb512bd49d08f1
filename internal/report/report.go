// Package report writes results for people and for programs. A run sends its
// results, typed and in order, to a [Handler]; each output format is one small
// handler.
//
// The types [Route] and [Finding] are also the command's JSON contract: a
// stream of objects, one per line, each with "schema": 1. Within a schema
// fields are only ever added. Absent parts are omitted.
package report

// Schema is the version of the JSON contract.
const Schema = 1

// A Handler takes the results of one run.
type Handler interface {
	Route(*Route) error
	Finding(*Finding) error
	// Close writes what the handler has held back.
	Close() error
}
