module example.com/keywords

go 1.26

// Words that begin directives may be module paths.
require (
	go v1.0.0
	module v1.0.0
	retract v1.0.0
replace v1.0.0
tool v1.2.3 // indirect
	require v0.1.0
)

replace (
	replace v1.0.0 => ../replace
	tool => ../tool
require v0.1.0 => example.com/require v1.0.0
)

tool (
	tool
	go
)

retract v1.0.0
