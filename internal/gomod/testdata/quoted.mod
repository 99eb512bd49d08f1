module "example.com/quoted"

go 1.26

require "example.com/a" v1.0.0
require (
	"example.com/b" "v1.1.0" // indirect
	"example.com/\x63" v1.2.0
	example.com/d v1.0.0//indirect
	"example.com/e"v1.0.0// the quotes end a word
	example.com/ünïcode v1.0.0
)

replace (
	"example.com/a" => "../with blanks/a"
	example.com/b "v1.1.0" => "../b(1)"
	example.com/d => "./tab\tand // slashes"
)

tool "example.com/a/cmd/tool"

ignore "./with blanks"
