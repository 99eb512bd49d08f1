// Package comment, before anything else.

module example.com/plain // the module

go 1.26.0

toolchain go1.27.4

require example.com/one v1.0.0

require example.com/two/v2 v2.3.4 // indirect

exclude example.com/one v1.0.1
exclude example.com/two/v2 v2.3.5-rc.1 // a bad one

replace example.com/one => ../one

retract v0.1.0 // Published by accident.

tool example.com/one/cmd/gen

ignore ./node_modules

godebug default=go1.25
